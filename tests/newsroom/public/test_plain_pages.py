"""Pages of words, and oEmbed."""

import itertools
import json
import re
from urllib.parse import unquote

import pytest

from newsroom.demo.make import make_company, make_edition, make_person
from newsroom.desk import workflow
from newsroom.public.views import subscribe
from newsroom.public.views.plain import PAGES
from tests.queries import same_queries

from .conftest import DAY, make_photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/feeds/", *(path for _, path, *_ in PAGES)])
def test_each_page_is_there_and_named_in_the_foot_and_the_sitemap(client, path):
    page = client.get(path).content.decode()
    assert "<h1>" in page
    assert f'<link rel="canonical" href="http://testserver{path}">' in page
    assert f'<a href="{path}">' in page.partition("<footer")[2]
    assert f"<loc>http://testserver{path}</loc>" in client.get("/sitemap-pages.xml").content.decode()


def test_the_menu_says_where_a_reader_is(client):
    story = make_edition("One")
    for path in ("/sections/news/", "/people/", "/companies/", "/topics/", "/news/", "/search/"):
        assert re.findall('<a href="([^"]+)" aria-current="page"', client.get(path).content.decode()) == [path]
    for path, is_named_large in (("/", True), ("/about/", False), (story.get_absolute_url(), False)):
        page = client.get(path).content.decode()
        assert ('<h1 class="masthead-name">' in page) is is_named_large
        assert 'aria-current="page"' not in page.partition("</header>")[0]


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


class TestSubscribing:
    """Every feed is listed in its three forms, and the pages that list them stay bounded."""

    def many(self, number):
        for _ in range(number):
            name = f"name {next(self.names):03}"
            make_edition(tags=[f"topic {name}"])
            make_company(f"Firm {name}")
            make_person(f"Wang {name}")

    @pytest.fixture(autouse=True)
    def numbers(self):
        self.names = itertools.count()

    def stems(self, client, path):
        page = client.get(path).content.decode()
        stems = re.findall(r'<td><a href="([^"]*)feed/"', page)
        assert all(f'href="{stem}{form}"' in page for stem in stems for form in ("feed.atom", "feed.json"))
        return stems

    def test_few_stand_on_one_page(self, client):
        assert same_queries(self.many, lambda: client.get("/feeds/")) <= 5
        stems = self.stems(client, "/feeds/")
        for stem in ("/", "/sections/news/", "/topics/topic-name-002/", "/companies/firm-name-002/"):
            assert stem in stems
        assert "/people/wang-name-002/" in stems

    def test_of_more_each_kind_has_a_list_of_its_own(self, client, monkeypatch):
        monkeypatch.setattr(subscribe, "MOST", 2)
        self.many(3)
        page = client.get("/feeds/").content.decode()
        assert len(self.stems(client, "/feeds/")) == 2 + 3 * 2
        for kind, stem in (
            ("topics", "/topics/topic-name-002/"),
            ("companies", "/companies/firm-name-002/"),
            ("people", "/people/wang-name-002/"),
        ):
            assert f'href="/feeds/{kind}/"' in page
            assert stem in self.stems(client, f"/feeds/{kind}/")
        assert self.stems(client, "/feeds/companies/?letter=F")
        assert self.stems(client, "/feeds/companies/?letter=B") == []
        for wrong in ("?letter=1", "?page=2", "?page=0", "?kind=agency"):
            assert client.get(f"/feeds/companies/{wrong}").status_code == 404


class TestOEmbed:
    def ask(self, client, url, **more):
        return client.get("/oembed/", {"url": url, **more})

    def test_a_story_whose_address_is_chinese(self, client, db):
        path = make_edition("中关村", slug="中关村", language="zh-Hans").get_absolute_url()
        for address in (f"http://testserver{path}", f"http://testserver{unquote(path)}"):
            assert json.loads(self.ask(client, address).content)["title"] == "中关村"

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
        assert (shown["width"], shown["height"] > 100) == (600, True)
        narrow = json.loads(self.ask(client, address, maxwidth="300").content)
        assert (narrow["width"], narrow["height"] > shown["height"]) == (300, True)
        for odd in ("0", "-5", "x", "²", "9" * 5000):
            assert 0 < json.loads(self.ask(client, address, maxwidth=odd).content)["width"] <= 600
        workflow.withdraw(edition.article, reason="Wrong.")
        assert self.ask(client, address).status_code == 404

    def test_nothing_is_larger_than_whoever_asks_has_room_for(self, client, media_root):
        story = make_edition("A plan", standfirst="In many words. " * 9, slug="plan", lead_photo=make_photo("abc"))
        address = f"http://testserver{story.get_absolute_url()}"

        def sizes(**room):
            shown = json.loads(self.ask(client, address, **room).content)
            assert set(shown) >= {"width", "height", "html"}
            return [shown.get(name) for name in ("width", "height", "thumbnail_width", "thumbnail_height")]

        assert sizes()[2:] == [1600, 1000]
        assert sizes(maxwidth="700")[2:] == [640, 400], "a copy that fits"
        assert sizes(maxheight="400")[2:] == [640, 400]
        assert sizes(maxwidth="100", maxheight="90") == [100, 90, None, None]
        assert "thumbnail_url" not in json.loads(self.ask(client, address, maxheight="90").content)

    def test_han_takes_twice_the_room_and_no_standfirst_takes_none(self, client):
        heights = []
        for text in ("x" * 120, "中" * 60, "中" * 120):
            edition = make_edition(text, standfirst="")
            shown = json.loads(self.ask(client, f"http://testserver{edition.get_absolute_url()}").content)
            assert "<p></p>" not in shown["html"]
            heights.append(shown["height"])
        assert heights == [80 + 26 * 2, 80 + 26 * 2, 80 + 26 * 4]

    def test_its_author_is_whoever_wrote_it(self, client, settings):
        settings.SITE_NAME = "Test Park"
        others = [{"name": role.title(), "role": role} for role in ("editor", "photographer", "translator")]
        for writers, said in ((["Wang Yifei", "Li Na"], "Wang Yifei, Li Na"), ([], "Test Park")):
            edition = make_edition("A plan", credits=[*others, *writers])
            shown = json.loads(self.ask(client, f"http://testserver{edition.get_absolute_url()}").content)
            assert shown["author_name"] == said

    def test_without_a_byline_the_office_has_said_it_and_any_site_may_read_it(self, client, settings):
        settings.SITE_NAME = "Test Park"
        make_edition("中关村", slug="plan", backdated_to=DAY, language="zh-Hans")
        answer = self.ask(client, "http://TESTserver/news/2013/plan/", maxwidth="9000")
        shown = json.loads(answer.content)
        assert (shown["author_name"], shown["width"]) == ("Test Park", 600)
        assert shown["html"].startswith('<blockquote lang="zh-Hans" cite="http://testserver/news/2013/plan/">')
        assert answer["Access-Control-Allow-Origin"] == "*"

    def test_an_address_may_be_encoded_and_a_number_begin_with_noughts(self, client):
        make_edition("中关村", backdated_to=DAY)
        answer = self.ask(client, "http://testserver/news/2013/%E4%B8%AD%E5%85%B3%E6%9D%91/", maxwidth="0300")
        assert json.loads(answer.content)["width"] == 300

    @pytest.mark.parametrize(("host", "asked"), [("LocalHost", "localhost"), ("localhost", "LocalHost")])
    def test_the_name_of_the_site_is_one_in_small_letters_and_in_large(self, client, host, asked):
        path = make_edition("Plan").get_absolute_url()
        answer = client.get("/oembed/", {"url": f"http://{asked}{path}"}, headers={"Host": host})
        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("url", "status"),
        [
            ("", 400), ("x" * 2000, 400), ("http://elsewhere.example/news/2013/plan/", 404),
            ("http://testserver/", 404), ("http://testserver/news/2013/never/", 404), ("http://[", 404),
            ("/news/2013/plan/", 404), ("http://testserver/companies/plan/", 404),
            ("http://testserver/\0", 404), ("http://testserver/admin/", 404),
        ],
    )  # fmt: skip
    def test_anything_else_is_refused(self, client, url, status):
        make_edition("Plan", slug="plan", backdated_to=DAY)
        make_company("Plan")
        assert self.ask(client, url).status_code == status
