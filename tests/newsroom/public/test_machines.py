"""Feeds, the sitemap, robots.txt: what machines read."""

import datetime
import xml.etree.ElementTree as ET

import pytest

from newsroom.demo.make import make_company, make_edition
from newsroom.desk import workflow

from .conftest import DAY, make_photo, republish

pytestmark = pytest.mark.django_db
NS = {
    "content": "{http://purl.org/rss/1.0/modules/content/}",
    "dc": "{http://purl.org/dc/elements/1.1/}",
    "atom": "{http://www.w3.org/2005/Atom}",
    "map": "{http://www.sitemaps.org/schemas/sitemap/0.9}",
}


def parsed(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)  # noqa: S314  our own


def addresses(client, path):
    return [element.text for element in parsed(client, path).iter(f"{NS['map']}loc")]


class TestFeed:
    def test_a_story_in_full_with_absolute_addresses(self, client, media_root):
        make_edition(
            "A & B <live>",
            slug="ab",
            lead_photo=make_photo("abc", credit="Photo: Li Na"),
            credits=["Wang Yifei", {"name": "Niva Whyman", "role": "editor"}],
            tags=["chips"],
            standfirst="In short.",
            body='<p>See <a href="/companies/xiaomi/">Xiaomi</a>.</p>',
            backdated_to=DAY,
        )
        channel = parsed(client, "/feed/").find("channel")
        assert channel.find("link").text == "http://testserver/"
        assert channel.find(f"{NS['atom']}link").get("href") == "http://testserver/feed/"
        item = channel.find("item")
        assert item.find("title").text == "A & B <live>"
        assert item.find("link").text == "http://testserver/news/2013/ab/"
        assert item.find("description").text == "In short."
        assert item.find(f"{NS['dc']}creator").text == "Wang Yifei"
        assert item.find("pubDate").text == "Fri, 25 Oct 2013 02:00:00 +0000"
        assert [category.text for category in item.findall("category")] == ["News", "chips"]
        text = item.find(f"{NS['content']}encoded").text
        assert '<a href="http://testserver/companies/xiaomi/"' in text
        assert 'src="http://testserver/media/photos/abc.jpg"' in text
        assert '"/' not in text

    def test_the_id_outlives_address_and_headline(self, client, story):
        def guid():
            return parsed(client, "/feed/").find("channel/item/guid")

        before = guid()
        assert before.get("isPermaLink") == "false"
        assert before.text.startswith("tag:testserver,")
        republish(story, slug="another", headline="Another")
        assert guid().text == before.text

    def test_characters_that_xml_cannot_say(self, client, db):
        make_edition("Bell\x07", body="<p>Form\x0cfeed ]]> &amp;</p>", credits=["A\x01"])
        assert parsed(client, "/feed/").find("channel/item/title").text == "Bell"

    def test_twenty_newest(self, client, db):
        for n in range(22):
            make_edition(f"Story {n}", backdated_to=DAY + datetime.timedelta(hours=n))
        titles = [title.text for title in parsed(client, "/feed/").findall("channel/item/title")]
        assert titles == [f"Story {n}" for n in range(21, 1, -1)]

    @pytest.mark.parametrize(
        "page", ["/sections/enterprises/", "/companies/xiaomi/", "/people/guo-hong/", "/topics/start-ups/"]
    )
    def test_each_subject_has_its_own(self, client, story, page):
        make_edition("Elsewhere", section="Policy")
        channel = parsed(client, f"{page}feed/").find("channel")
        assert channel.find("link").text == f"http://testserver{page}"
        assert [title.text for title in channel.findall("item/title")] == ["Park aims high"]
        assert f'href="{page}feed/"' in client.get(page).content.decode()

    def test_without_stories_it_is_a_feed_all_the_same(self, client, db):
        make_company("Quiet")
        assert client.get("/companies/quiet/feed/")["ETag"] == client.get("/companies/quiet/feed/")["ETag"]
        assert client.get("/topics/quiet/feed/").status_code == 301


class TestSitemap:
    def test_an_index_by_year(self, client, story):
        assert addresses(client, "/sitemap.xml") == [
            "http://testserver/sitemap-pages.xml",
            "http://testserver/sitemap-2013.xml",
        ]
        assert addresses(client, "/sitemap-2013.xml") == ["http://testserver/news/2013/park-aims-high/"]

    def test_pages_that_answer(self, client, story):
        paths = addresses(client, "/sitemap-pages.xml")
        assert len(paths) == len(set(paths))
        for path in paths:
            assert client.get(path.removeprefix("http://testserver")).status_code == 200
        for path in ("/companies/xiaomi/", "/people/guo-hong/", "/topics/start-ups/", "/sections/enterprises/"):
            assert f"http://testserver{path}" in paths
        assert not [path for path in paths if "/topics/xiaomi" in path]

    def test_lastmod_moves_when_readers_should_notice(self, client, story):
        def lastmod():
            return parsed(client, "/sitemap-2013.xml").find(f".//{NS['map']}lastmod").text

        assert lastmod() == "2013-10-25T10:00:00+08:00"
        republish(story, body="<p>A typo mended.</p>")
        assert lastmod() == "2013-10-25T10:00:00+08:00"
        republish(story, body="<p>News.</p>", change="update")
        assert lastmod() > "2026"

    def test_addresses_in_chinese_are_encoded(self, client, db):
        make_edition("中关村", backdated_to=DAY)
        assert addresses(client, "/sitemap-2013.xml") == ["http://testserver/news/2013/%E4%B8%AD%E5%85%B3%E6%9D%91/"]

    def test_nothing_withdrawn(self, client, story):
        workflow.withdraw(story.article, reason="Wrong.")
        assert client.get("/sitemap-2013.xml").status_code == 404


def test_robots_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in answer.content.decode()


def test_absolute_addresses_as_the_office_says(client, settings, story):
    settings.SITE_URL = "https://news.example"
    assert "https://news.example/feed/" in client.get("/feed/").content.decode()
    assert "<loc>https://news.example/" in client.get("/sitemap.xml").content.decode()
    assert '<link rel="canonical" href="https://news.example/">' in client.get("/").content.decode()
