"""Pages of words, and oEmbed."""

import itertools
import json

import pytest

from newsroom.demo.make import make_edition
from newsroom.desk import workflow
from newsroom.public.views.plain import PAGES
from tests.queries import same_queries

from .conftest import DAY, make_photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", [path for _, path, *_ in PAGES])
def test_each_page_is_there_and_named_in_the_foot_and_the_sitemap(client, path):
    page = client.get(path).content.decode()
    assert "<h1>" in page
    assert f'<link rel="canonical" href="http://testserver{path}">' in page
    assert f'<a href="{path}">' in page.partition("<footer")[2]
    assert f"<loc>http://testserver{path}</loc>" in client.get("/sitemap-pages.xml").content.decode()


def test_the_office_says_how_it_is_reached(client, settings):
    assert "has not put its telephone" in client.get("/contacts/").content.decode()
    settings.PRESS_EMAIL, settings.PRESS_PHONE = "press@park.example", "+86 10 5550 0100"
    for path in ("/contacts/", make_edition("Asked", backdated_to=DAY).get_absolute_url()):
        page = client.get(path).content.decode()
        assert '<a href="mailto:press@park.example">' in page
        assert '<a href="tel:+861055500100">' in page


def test_a_story_may_name_somebody_else_to_ask(client, settings):
    settings.PRESS_EMAIL = "press@park.example"
    edition = make_edition("Asked", contact="Li Na\n<li@park.example>", ai_note="Translated by machine; Li Na read it.")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert 'Li Na<br>&lt;<a href="mailto:li@park.example">' in page
    assert "press@park.example" not in page
    assert "Translated by machine; Li Na read it." in page


def test_the_subscribe_page_lists_sections_and_topics_in_three_forms(client):
    names = itertools.count()

    def topics(number):
        for _ in range(number):
            make_edition(tags=[f"topic {next(names)}"])

    assert same_queries(topics, lambda: client.get("/feeds/")) <= 3
    page = client.get("/feeds/").content.decode()
    for stem in ("/", "/sections/news/", "/topics/topic-2/"):
        assert all(f'href="{stem}{form}"' in page for form in ("feed/", "feed.atom", "feed.json"))


class TestOEmbed:
    def ask(self, client, url, **more):
        return client.get("/oembed/", {"url": url, **more})

    def test_a_story_by_its_address(self, client, media_root):
        edition = make_edition(
            "A <b>bold</b> plan", slug="plan", backdated_to=DAY, lead_photo=make_photo("abc"), credits=["Wang Yifei"]
        )
        address = f"http://testserver{edition.get_absolute_url()}"
        page = client.get(edition.get_absolute_url()).content.decode()
        assert "http://testserver/oembed/?url=http%3A%2F%2Ftestserver%2Fnews%2F2013%2Fplan%2F" in page
        shown = json.loads(self.ask(client, address).content)
        assert (shown["type"], shown["version"], shown["author_name"]) == ("rich", "1.0", "Wang Yifei")
        assert "<b>" not in shown["html"]
        assert f'<a href="{address}">' in shown["html"]
        assert shown["thumbnail_url"] == "http://testserver/media/photos/abc.jpg"
        assert self.ask(client, address, format="xml").status_code == 501
        workflow.withdraw(edition.article, reason="Wrong.")
        assert self.ask(client, address).status_code == 404

    @pytest.mark.parametrize(
        ("url", "status"),
        [
            ("", 400), ("x" * 2000, 400), ("http://elsewhere.example/news/2013/plan/", 404),
            ("http://testserver/", 404), ("http://testserver/news/2013/never/", 404), ("http://[", 404),
            ("/news/2013/plan/", 404),
            ("http://testserver/\0", 404), ("http://testserver/admin/", 404),
        ],
    )  # fmt: skip
    def test_anything_else_is_refused(self, client, url, status):
        assert self.ask(client, url).status_code == status
