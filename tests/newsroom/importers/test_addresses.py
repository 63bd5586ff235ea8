"""Addresses that are none, in files that are otherwise sound: what they stand in comes in all the same."""

import json

import pytest

from newsroom.desk.importers import feeds, ghost, wxr
from newsroom.desk.importers.html_page import parse

NONE = "http://[x/a"  # urllib raises at it
TEXT = "<p>Sixty engineers move into the new building on the hill this week, and more will come in spring.</p>" * 5
DATA = {"@type": "NewsArticle", "headline": "A headline", "url": NONE, "image": NONE, "translationOfWork": NONE}


@pytest.mark.parametrize(
    ("head", "is_told"),
    [
        (f'<link rel="canonical" href="{NONE}">', True),
        (f'<link rel="canonical" href="{NONE.removeprefix("http:")}">', True),
        (f'<meta property="og:url" content="{NONE}">', True),
        (f"<!-- saved from url=(0014){NONE} -->", True),
        (f'<script type="application/ld+json">{json.dumps(DATA)}</script>', True),
        (f'<link rel="alternate" hreflang="en" href="{NONE}"><meta property="og:image" content="{NONE}">', False),
    ],
)
def test_a_page_that_calls_its_address_what_is_none_is_kept_and_that_is_told(head, is_told):
    page = f"<html><head><title>A headline</title>{head}</head><body><h1>A headline</h1>{TEXT}</body></html>"
    story = parse(page, source_id="a")
    assert (story.id, story.source, story.source_url, story.headline) == ("a", "html:page", "", "A headline")
    assert "Sixty engineers" in story.standfirst + story.body
    assert any("none that can be" in warning for warning in story.warnings) == is_told
    known = page.replace("<body>", '<meta property="og:url" content="https://a.example/b"><body>')
    assert parse(known, source_id="a").source_url == ("https://a.example/b" if "og:url" not in head else "")


def test_a_feed_and_exports_whose_site_or_entry_has_such_an_address_come_in(write):
    link = '<a href="https://a.example/">here</a>'
    text = f"{link.replace('<', '&lt;')} {'word ' * 200}"
    item = f"<title>A</title><link>{NONE}</link><wp:post_id>1</wp:post_id><content:encoded>{text}</content:encoded>"
    export = write(f"<rss><channel><title>Site</title><link>{NONE}</link><item>{item}</item></channel></rss>")
    (entry,) = feeds.items(export)
    assert (entry.story.source, entry.link) == ("feed:site", NONE)
    assert link in entry.story.body
    (entry,) = wxr.items(export)
    assert entry.story.source == "wordpress:site"
    assert link in entry.story.body
    post = {"id": "1", "title": "A", "html": f"<p>{link}</p>", "slug": "a"}
    (entry,) = ghost.items(write(json.dumps({"data": {"posts": [post], "url": NONE}}), "ghost.json"))
    assert entry.story.source == "ghost:ghost"
    assert link in entry.story.body
