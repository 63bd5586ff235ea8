"""The feeds in their three formats: the same stories, ids and moments in each."""

import datetime
import json
import re
import xml.etree.ElementTree as ET
from email.utils import parsedate_to_datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk import workflow
from newsroom.models import Edition
from newsroom.public.feeds import with_absolute_addresses
from tests.queries import same_queries

from .conftest import DAY, make_photo, republish
from .test_budgets import make_stories

__all__ = ["make_stories"]
pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
PAGES = ["/", "/sections/enterprises/", "/companies/xiaomi/", "/people/guo-hong/", "/topics/start-ups/"]
HOSTILE = "</script>]]> & <b>bold</b>"


def body(client, path, kind):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == f"application/{kind}; charset=utf-8"
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    return answer.content


def rss(client, page="/"):
    return ET.fromstring(body(client, f"{page}feed/", "rss+xml")).find("channel")  # noqa: S314  our own


def atom(client, page="/"):
    return ET.fromstring(body(client, f"{page}feed.atom", "atom+xml"))  # noqa: S314  our own


def as_json(client, page="/"):
    return json.loads(body(client, f"{page}feed.json", "feed+json"))


@pytest.mark.parametrize("page", PAGES)
def test_the_same_in_three_formats(client, story, page):
    make_edition("Elsewhere", section="Policy", backdated_to=DAY - datetime.timedelta(days=1))
    first, second, third = rss(client, page), atom(client, page), as_json(client, page)
    entries = second.findall(f"{ATOM}entry")
    assert len(first.findall("item")) == len(entries) == len(third["items"]) == (2 if page == "/" else 1)
    item, entry, other = first.find("item"), entries[0], third["items"][0]
    assert item.find("guid").text == entry.find(f"{ATOM}id").text == other["id"]
    assert item.find("title").text == entry.find(f"{ATOM}title").text == other["title"] == "Park aims high"
    assert item.find("link").text == entry.find(f"{ATOM}link").get("href") == other["url"]
    assert other["url"] == "http://testserver/news/2013/park-aims-high/"
    published = datetime.datetime.fromisoformat(other["date_published"])
    assert published.utcoffset() is not None
    assert published == datetime.datetime.fromisoformat(entry.find(f"{ATOM}published").text)
    assert published == parsedate_to_datetime(item.find("pubDate").text)
    assert first.find("title").text == second.find(f"{ATOM}title").text == third["title"]
    assert first.find("link").text == third["home_page_url"] == f"http://testserver{page}"
    selves = [link.get("href") for link in second.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert selves == [f"http://testserver{page}feed.atom"]
    assert third["feed_url"] == f"http://testserver{page}feed.json"


@pytest.mark.parametrize("page", ["/", "/topics/start-ups/"])
def test_what_a_feed_says_of_itself(client, story, page, settings):
    park, home = settings.SITE_NAME, "http://testserver/"
    first, second, third = rss(client, page), atom(client, page), as_json(client, page)
    assert [first.find(name).text for name in ("language", "copyright", "ttl")] == ["en", park, "60"]
    assert first.find("docs").text == "https://www.rssboard.org/rss-specification"
    picture = {each.tag: each.text for each in first.find("image")}
    assert picture.pop("url").startswith("http://testserver/static/img/apple-touch-icon")
    assert picture == {"title": first.find("title").text, "link": first.find("link").text}
    assert second.find(f"{ATOM}id").text == f"tag:testserver,2026:{'/news/' if page == '/' else page}"
    assert [each.text for each in second.find(f"{ATOM}author")] == [park, home]
    assert second.find(f"{ATOM}rights").text == park
    assert third["authors"] == [{"name": park, "url": home}]


def test_a_story_that_nobody_signed_has_no_author(client):
    make_edition("Notice", credits=[])
    assert rss(client).find("item/{http://purl.org/dc/elements/1.1/}creator") is None
    assert atom(client).find(f"{ATOM}entry/{ATOM}author") is None
    assert "authors" not in as_json(client)["items"][0]


def test_an_id_knows_of_no_port(client, story):
    ids = [
        client.get("/feed.json", headers={"Host": host}).json()["items"][0]["id"]
        for host in ("localhost", "localhost:81")
    ]
    assert ids[0].startswith("tag:localhost,2026:story-")
    assert ids[0] == ids[1]


@pytest.mark.parametrize("page", PAGES)
def test_announced_on_the_page_and_they_answer(client, story, page):
    links = re.findall(
        r'<link rel="alternate" type="application/([a-z+]+)" title="[^"]+" href="([^"]+)"', _html(client, page)
    )
    own = dict(links[:3])
    assert own == {"rss+xml": f"{page}feed/", "atom+xml": f"{page}feed.atom", "feed+json": f"{page}feed.json"}
    for kind, path in links:
        assert body(client, path, kind)


def test_a_story_announces_the_feeds_of_its_section(client, story):
    html = _html(client, "/news/2013/park-aims-high/")
    assert 'type="application/atom+xml" title="Enterprises (Atom)" href="/sections/enterprises/feed.atom"' in html
    assert html.count('href="/sections/enterprises/feed/"') == 1


def test_all_are_listed_for_humans(client, story):
    html = _html(client, "/feeds/")
    for path in re.findall(r'href="([^"]*feed[./][^"]*)"', html):
        assert client.get(path).status_code == 200
    for path in ("/feed.atom", "/feed.json", "/sections/enterprises/feed.atom", "/sections/enterprises/feed.json"):
        assert f'<a href="{path}">' in html


def test_what_a_story_has(client, media_root):
    writer = make_person("Wang Yifei")
    make_edition(
        HOSTILE,
        slug="hostile",
        lead_photo=make_photo("abc"),
        credits=[
            {"name": "Wang Yi-fei", "person": writer},
            "Li Na",
            {"name": "Niva Whyman", "role": "editor"},
        ],
        tags=["chips"],
        language="zh-Hans",
        standfirst="In < short.",
        body='<p>See <a href="/news/">Xiaomi</a> ]]> &amp;</p>',
        backdated_to=DAY,
    )
    entry, item = atom(client).find(f"{ATOM}entry"), as_json(client)["items"][0]
    assert entry.find(f"{ATOM}title").text == item["title"] == HOSTILE
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == item["language"] == "zh-Hans"
    authors = [{"name": "Wang Yi-fei", "url": "http://testserver/people/wang-yifei/"}, {"name": "Li Na"}]
    assert item["authors"] == authors
    assert [author.find(f"{ATOM}name").text for author in entry.findall(f"{ATOM}author")] == ["Wang Yi-fei", "Li Na"]
    assert entry.find(f"{ATOM}author/{ATOM}uri").text == authors[0]["url"]
    assert [each.get("term") for each in entry.findall(f"{ATOM}category")] == item["tags"] == ["News", "chips"]
    assert entry.find(f"{ATOM}summary").text == item["summary"] == "In < short."
    assert item["image"] == "http://testserver/media/photos/abc.jpg"
    media = {"url": item["image"], "medium": "image", "type": "image/jpeg", "width": "1600", "height": "1000"}
    assert entry.find(f"{MEDIA}content").attrib == rss(client).find(f"item/{MEDIA}content").attrib == media
    assert [said.text for said in entry.find(f"{MEDIA}content")] == ["A tower at dusk"]
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert entry.find(f"{ATOM}content").text == item["content_html"]
    assert '<a href="http://testserver/news/"' in item["content_html"]
    assert '"/' not in item["content_html"]


@pytest.mark.parametrize("name", ["feed/", "feed.atom", "feed.json"])
def test_a_correction_and_the_use_of_ai_are_told_where_the_text_is(client, name):
    edition = make_edition("Census", body="<p>It was 1,012.</p>", ai_note="Translated & checked by Li Na.")
    assert "Correction" not in client.get(f"/{name}").content.decode()
    article = edition.article
    article.body += "<p>More.</p>"
    workflow.save(article)
    workflow.approve(article)
    workflow.correct(article, text="We had said <1,050>.")
    if name == "feed.json":
        text = as_json(client)["items"][0]["content_html"]
    else:
        feed = rss(client) if name == "feed/" else atom(client)
        content = "{http://purl.org/rss/1.0/modules/content/}encoded" if name == "feed/" else f"{ATOM}content"
        text = next(feed.iter(content)).text
    today = timezone.localdate()
    note, _, rest = text.partition("</p>")
    assert note == (
        f'<p lang="en"><strong>Correction, <time datetime="{today}">{today}</time>:</strong> We had said &lt;1,050&gt;.'
    )
    assert "It was 1,012." in rest
    assert rest.endswith('<p lang="en"><strong>Use of AI:</strong> Translated &amp; checked by Li Na.</p>')


def test_a_picture_in_a_text_has_nothing_that_only_a_page_needs():
    of_pages = 'srcset="/b.webp 1w" sizes="1px" width="1" alt="A &gt; b" loading="lazy" decoding="async"'
    html = f'<p>loading="x" <img src="/a.jpg" {of_pages}></p>'
    assert with_absolute_addresses(html, "https://park.example") == (
        '<p>loading="x" <img src="https://park.example/a.jpg" width="1" alt="A &gt; b"></p>'
    )


def test_an_unlisted_author_has_no_address(client):
    make_edition("One", credits=[{"name": "Ann", "person": make_person("Ann", is_listed=False)}])
    assert as_json(client)["items"][0]["authors"] == [{"name": "Ann"}]


def test_updated_is_the_newest_change_and_ids_stay(client, story):
    make_edition("Later", backdated_to=DAY + datetime.timedelta(days=1))
    assert _updated(atom(client)) == DAY + datetime.timedelta(days=1)
    before = [item["id"] for item in as_json(client)["items"]]
    again = republish(story, slug="another", headline="Another", change="update", note="New.")
    assert [item["id"] for item in as_json(client)["items"]] == before
    assert [each.text for each in atom(client).findall(f"{ATOM}entry/{ATOM}id")] == before
    assert _updated(atom(client)) == again.updated_at
    item = as_json(client)["items"][1]
    assert item["url"].endswith("/news/2013/another/")
    assert item["date_modified"] > item["date_published"]


@pytest.mark.parametrize("name", ["feed/", "feed.atom", "feed.json"])
class TestGate:
    def test_neither_scheduled_nor_draft_nor_withdrawn(self, client, name):
        make.schedule(make_article("Later"), at=timezone.now() + datetime.timedelta(hours=1))
        make_article("Draft")
        workflow.withdraw(make_edition("Gone").article, reason="Wrong.")
        make_edition("Here")
        text = client.get(f"/{name}").content.decode()
        assert "Here" in text
        assert not [word for word in ("Later", "Draft", "Gone") if word in text]

    def test_without_stories_it_stands_still(self, client, time_machine, name):
        make_company("Quiet")
        time_machine.move_to(timezone.now(), tick=False)
        before = client.get(f"/companies/quiet/{name}")["ETag"]
        time_machine.shift(datetime.timedelta(days=3))
        assert client.get(f"/companies/quiet/{name}")["ETag"] == before

    def test_what_readers_see_no_story_of_has_none(self, client, name):
        make_article("Draft", section="Secret", tags=["takeover"])
        assert client.get(f"/sections/secret/{name}").status_code == 404
        assert client.get(f"/topics/takeover/{name}").status_code == 404

    def test_a_claimed_topic_leads_to_the_feed_of_its_profile(self, client, story, name):
        answer = client.get(f"/topics/xiaomi/{name}")
        assert (answer.status_code, answer["Location"]) == (301, f"/companies/xiaomi/{name}")
        assert client.get(f"/topics/nobody/{name}").status_code == 404

    def test_queries(self, client, make_stories, name):
        assert same_queries(make_stories, lambda: client.get(f"/{name}")) <= 8
        assert same_queries(make_stories, lambda: client.get(f"/topics/shared/{name}")) <= 8

    def test_what_was_printed_before_is_not_read_again(self, client, make_stories, name):
        make_stories(3)
        first = client.get(f"/{name}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/{name}").content == first.content
        assert not any("body_html" in query["sql"] for query in asked)
        make_stories(1)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/{name}").content != first.content
        assert [query["sql"].count("body_html") for query in asked if "body_html" in query["sql"]] == [1]

    def test_an_item_tells_of_what_changes_beside_its_edition(self, client, make_stories, name):
        """The name of its section, what is said of its picture, whom it names: they change and the edition doesn't."""
        make_stories(1)
        edition = Edition.objects.latest("pk")
        client.get(f"/{name}")
        photo = edition.lead_photo
        for row, field in (
            (edition.section, "name"), (edition.tags.first(), "name"),
            *((photo, field) for field in ("credit", "alt_text", "caption")),
        ):  # fmt: skip
            setattr(row, field, "Quite another")
            row.save()
            assert client.get(f"/{name}").content.count(b"Quite another"), field
            setattr(row, field, f"Something else {row.pk}")
            row.save()
            client.get(f"/{name}")  # or the next change would not be the only one
        photo.file = "photos/quite-another.jpg"
        photo.save()
        assert b"quite-another.jpg" in client.get(f"/{name}").content


def _html(client, path):
    return client.get(path).content.decode()


def _updated(feed):
    return datetime.datetime.fromisoformat(feed.find(f"{ATOM}updated").text)


@pytest.mark.parametrize("path", ["/feed/", "/feed.atom", "/feed.json"])
def test_what_is_kept_of_a_feed_is_never_old(client, path):
    """Items are printed once; whatever they say is what they are found by."""
    company = make_company("Xiaomi")
    writer = make_person("Wang Yifei")
    edition = make_edition("Park aims high", tags=[company], credits=[{"name": "Wang Yifei", "person": writer}])
    first = client.get(path).content
    assert (b"/people/wang-yifei/" in first) is (path != "/feed/")
    assert client.get(path).content == first
    company.name = "Xiaomi Group"
    company.save()
    second = client.get(path).content
    assert b"Xiaomi Group" in second
    edition.section.name = "Gazette"
    edition.section.save()
    assert b"Gazette" in client.get(path).content
    writer.is_listed = False
    writer.save()
    assert b"/people/wang-yifei/" not in client.get(path).content
    assert b"testserver" not in client.get(path, headers={"Host": "127.0.0.1"}).content


def test_json_has_no_empty_place_for_what_a_story_lacks(client):
    make_edition("Bare", standfirst="")
    [item] = client.get("/feed.json").json()["items"]
    assert {name for name, value in item.items() if not value} == set()
    assert not item.keys() & {"summary", "image", "authors", "attachments", "_mentions"}
