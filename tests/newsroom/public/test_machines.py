"""Feeds, the sitemap, robots.txt: what machines read."""

import datetime
import re
import xml.etree.ElementTree as ET

import pytest
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.public import news_sitemap, root_files, sitemaps

from .conftest import DAY, make_photo, republish

pytestmark = pytest.mark.django_db
NS = {
    "content": "{http://purl.org/rss/1.0/modules/content/}",
    "dc": "{http://purl.org/dc/elements/1.1/}",
    "atom": "{http://www.w3.org/2005/Atom}",
    "media": "{http://search.yahoo.com/mrss/}",
    "map": "{http://www.sitemaps.org/schemas/sitemap/0.9}",
    "news": "{http://www.google.com/schemas/sitemap-news/0.9}",
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
            lead_caption="Tonight",
            credits=["Wang Yifei", {"name": "Niva Whyman", "role": "editor"}],
            tags=["chips"],
            standfirst="In short.",
            body='<p>See <a href="/news/">Xiaomi</a>.</p>',
            backdated_to=DAY,
        )
        channel = parsed(client, "/feed/").find("channel")
        assert channel.find("title").text == "Zhongguancun Science Park News"
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
        assert '<a href="http://testserver/news/"' in text
        assert 'src="http://testserver/media/photos/abc.jpg"' in text
        assert '"/' not in text
        assert "Use of AI" not in text
        assert [said.text for said in item.find(f"{NS['media']}content")] == ["Tonight", "Photo: Li Na"]

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
        html = client.get(page).content.decode()
        assert f'href="{page}feed/"' in html
        assert f"<title>{channel.find('title').text}</title>" in html

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

    def test_a_year_with_very_many_stories_stands_in_the_index_by_month(self, client, story, monkeypatch):
        monkeypatch.setattr(sitemaps, "IN_ONE", 1)
        make_edition("May it be", backdated_to=DAY.replace(month=5))
        make_edition("The year before", backdated_to=DAY.replace(year=2012))
        assert addresses(client, "/sitemap.xml") == [
            "http://testserver/sitemap-pages.xml",
            "http://testserver/sitemap-2013-05.xml",
            "http://testserver/sitemap-2013-10.xml",
            "http://testserver/sitemap-2012.xml",
        ]
        assert addresses(client, "/sitemap-2013-05.xml") == ["http://testserver/news/2013/may-it-be/"]
        assert addresses(client, "/sitemap-2013.xml") == [
            "http://testserver/sitemap-2013-05.xml",
            "http://testserver/sitemap-2013-10.xml",
        ]
        assert addresses(client, "/sitemap-2012.xml") == ["http://testserver/news/2012/the-year-before/"]
        assert client.get("/sitemap-2013-04.xml").status_code == 404

    def test_pages_that_answer(self, client, story):
        paths = addresses(client, "/sitemap-pages.xml")
        assert len(paths) == len(set(paths))
        for path in paths:
            assert client.get(path.removeprefix("http://testserver")).status_code == 200
        for path in (
            "/", "/news/", "/people/", "/companies/", "/topics/", "/corrections/", "/feeds/", "/about/", "/contacts/",
            "/policies/", "/accessibility/", "/companies/xiaomi/", "/people/guo-hong/", "/topics/start-ups/",
            "/sections/enterprises/",
        ):  # fmt: skip
            assert f"http://testserver{path}" in paths
        assert not [path for path in paths if "/topics/xiaomi" in path]

    def test_a_profile_that_is_not_listed_is_named_nowhere(self, client, story, xiaomi, guo):
        for profile in (xiaomi, guo):
            profile.is_listed = False
            profile.save()
        assert not [path for path in addresses(client, "/sitemap-pages.xml") if re.search("xiaomi|guo-hong", path)]

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


class TestNewsSitemap:
    def entries(self, client):
        return list(parsed(client, "/news-sitemap.xml"))

    def test_what_first_appeared_in_the_last_two_days(self, client, story):
        now = timezone.now()
        make_edition("Old", backdated_to=now - datetime.timedelta(days=2, minutes=1))
        make_edition("</script>]]> & co\x07", slug="new", language="zh-Hans", backdated_to=now - datetime.timedelta(1))
        make_edition("Newest", language="zh-Hant")
        republish(story, body="<p>An old story with news.</p>", change="update")
        newest, new = self.entries(client)
        tag = NS["news"]
        assert new.find(f"{NS['map']}loc").text.endswith("/new/")
        assert new.find(f"{tag}news/{tag}title").text == "</script>]]> & co"
        assert new.find(f"{tag}news/{tag}publication/{tag}name").text == "Zhongguancun Science Park News"
        assert new.find(f"{tag}news/{tag}publication/{tag}language").text == "zh-cn"
        assert newest.find(f"{tag}news/{tag}publication/{tag}language").text == "zh-tw"
        date = datetime.datetime.fromisoformat(new.find(f"{tag}news/{tag}publication_date").text)
        assert date.utcoffset() == datetime.timedelta(hours=8)
        assert date == (now - datetime.timedelta(1)).replace(microsecond=0)

    def test_the_newest_where_there_are_more_than_it_takes_and_a_name_that_is_no_markup(
        self, client, db, settings, monkeypatch
    ):
        settings.SITE_NAME = "R&D <Park>\x07"
        monkeypatch.setattr(news_sitemap, "MOST", 2)
        for hours in (3, 1, 2):
            make_edition(f"Of {hours}", backdated_to=timezone.now() - datetime.timedelta(hours=hours))
        tag = NS["news"]
        entries = self.entries(client)
        assert [entry.find(f"{tag}news/{tag}title").text for entry in entries] == ["Of 1", "Of 2"]
        assert entries[0].find(f"{tag}news/{tag}publication/{tag}name").text == "R&D <Park> News"

    def test_the_original_date_outlives_a_change(self, client, db):
        edition = make_edition("One")
        before = client.get("/news-sitemap.xml").content
        republish(edition, body="<p>More.</p>", change="update")
        assert client.get("/news-sitemap.xml").content == before

    def test_neither_scheduled_nor_withdrawn_and_empty_is_fine(self, client, db):
        make.schedule(make_article("Later"), at=timezone.now() + datetime.timedelta(hours=1))
        workflow.withdraw(make_edition("Gone").article, reason="Wrong.")
        assert self.entries(client) == []

    def test_it_may_be_kept_and_asks_little(self, client, db, django_assert_num_queries):
        for n in range(12):
            make_edition(f"Story {n}", section=f"Section {n}")
        with django_assert_num_queries(2):
            answer = client.get("/news-sitemap.xml")
        assert answer["Cache-Control"].startswith("public")
        assert client.get("/news-sitemap.xml", headers={"If-None-Match": answer["ETag"]}).status_code == 304


class TestSecurityTxt:
    def test_a_contact_that_answers_and_an_end_within_a_year(self, client, db):
        answer = client.get("/.well-known/security.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
        assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
        assert client.get(fields["Contact"].removeprefix("http://testserver")).status_code == 200
        expires = datetime.datetime.fromisoformat(fields["Expires"])
        assert expires == root_files.SECURITY_EXPIRES
        assert expires - root_files.SECURITY_REVIEWED < datetime.timedelta(days=365)

    def test_what_has_run_out_is_not_served(self, client, db, time_machine):
        time_machine.move_to(root_files.SECURITY_EXPIRES, tick=False)
        assert client.get("/.well-known/security.txt").status_code == 404


def test_llms_txt_leads_to_what_is_there(client, story, django_assert_num_queries):
    make_edition("A [trap](x) </script> & more", slug="trap")
    workflow.withdraw(make_edition("Gone").article, reason="Wrong.")
    make.schedule(make_article("Later"), at=timezone.now() + datetime.timedelta(hours=1))
    with django_assert_num_queries(2):
        text = client.get("/llms.txt").content.decode()
    assert text.startswith("# Zhongguancun Science Park News\n\n> ")
    assert r"[A \[trap\](x) \</script\> & more](http://testserver/news/" in text
    assert "[Park aims high](http://testserver/news/2013/park-aims-high.md)" in text
    assert "Gone" not in text
    assert "Later" not in text
    for path in re.findall(r"\]\(http://testserver(/[^)]*)\)", text):
        assert client.get(path).status_code == 200


def test_robots_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[:3] == ["User-agent: *", "Disallow: /admin/", "Disallow: /search/"]
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert "Sitemap: http://testserver/news-sitemap.xml" in lines


def test_absolute_addresses_as_the_office_says(client, settings, story):
    settings.SITE_URL = "https://news.example"
    assert "https://news.example/feed/" in client.get("/feed/").content.decode()
    assert "<loc>https://news.example/" in client.get("/sitemap.xml").content.decode()
    assert '<link rel="canonical" href="https://news.example/">' in client.get("/").content.decode()
