"""Lists of stories, profiles, directories and the front page."""

import datetime
import re

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from companies.models import Company
from newsroom.demo.make import make_article, make_company, make_edition, make_person, make_section
from newsroom.models import Correction
from newsroom.public import errors
from newsroom.public.paging import page_of
from newsroom.public.views.lists import Corrections
from people.models import Person

from .conftest import DAY

pytestmark = pytest.mark.django_db


def headlines(html: str) -> list[str]:
    return re.findall(r'card-headline"><a href="[^"]+">([^<]+)</a>', html)


def get(client, path, status=200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_every_list_shows_the_story(client, story):
    for path in (
        "/", "/news/", "/news/2013/", "/news/2013/10/", "/sections/enterprises/", "/topics/start-ups/",
        "/companies/xiaomi/", "/people/guo-hong/",
    ):  # fmt: skip
        assert 'href="/news/2013/park-aims-high/"' in get(client, path), path


def test_no_page_is_broken_while_there_is_nothing(client, db):
    for path in ("/", "/news/", "/people/", "/companies/", "/topics/", "/corrections/", "/feeds/", "/about/", "/feed/"):
        get(client, path)


def test_newest_first(client, db):
    for day in (2, 3, 1):
        make_edition(f"Day {day}", backdated_to=DAY + datetime.timedelta(days=day))
    assert headlines(get(client, "/news/")) == ["Day 3", "Day 2", "Day 1"]


class TestFrontPage:
    def test_each_story_once(self, client, db):
        for n in range(30):
            make_edition(f"Story number {n}", section=("News", "Policy")[n % 2])
        html = get(client, "/")
        links = re.findall(r'<h\d class="[^"]*headline"><a href="([^"]+)"', html)
        assert len(links) == len(set(links)) == 11 + 4 + 4

    def test_people_and_companies_in_the_news(self, client, story):
        html = get(client, "/")
        assert 'href="/companies/xiaomi/"' in html
        assert 'href="/people/guo-hong/"' in html

    def test_a_section_without_stories_is_not_in_the_menu(self, client, story):
        make_section("Secret plans")
        assert "Secret plans" not in get(client, "/")
        get(client, "/sections/secret-plans/", 404)


class TestPaging:
    @pytest.fixture
    def stories(self, db):
        for n in range(41):
            make_edition(f"Story {n}", tags=["chips"], backdated_to=DAY + datetime.timedelta(minutes=n))

    def test_twenty_a_page_none_twice(self, client, stories):
        for path in ("/news/", "/topics/chips/", "/sections/news/", "/news/2013/", "/news/2013/10/"):
            shown = [headline for n in (1, 2, 3) for headline in headlines(get(client, f"{path}?page={n}"))]
            assert shown == [f"Story {n}" for n in reversed(range(41))], path
            get(client, f"{path}?page=4", 404)

    @pytest.mark.parametrize(("rows", "follows"), [(19, ""), (20, ""), (21, "/news/?page=2")])
    def test_a_full_last_page_leads_to_none_after_it(self, rows, follows):
        assert page_of(list(range(rows)), "/news/", 1).next == follows

    def test_each_page_is_its_own_canonical(self, client, stories):
        assert '<link rel="canonical" href="http://testserver/news/">' in get(client, "/news/?page=1&utm_source=x")
        second = get(client, "/news/?page=2")
        assert '<link rel="canonical" href="http://testserver/news/?page=2">' in second
        assert 'href="/news/">Newer' in second
        assert 'href="/news/?page=3">Older' in second

    def test_junk_is_not_found(self, client, stories):
        for number in ("0", "-1", "1.5", "x", "", "9" * 7, "9" * 5000, "%00", "%ff", "２", "1'--", " 1", "01"):
            for path in ("/news/", "/people/", "/topics/chips/"):
                assert client.get(f"{path}?page={number}").status_code == 404, (path, number)


class TestArchive:
    def test_months_with_their_numbers(self, client, db):
        for month, times in ((3, 1), (10, 2)):
            for _ in range(times):
                make_edition(backdated_to=DAY.replace(month=month))
        html = get(client, "/news/2013/")
        assert re.search(r'href="/news/2013/10/">Oct <small>2<span class="unseen"> stories', html)
        assert re.search(r'href="/news/2013/03/">Mar <small>1<span class="unseen"> story', html)
        assert "/news/2013/04/" not in html

    def test_a_month_with_very_many_is_not_counted_to_its_end(self, client, db, monkeypatch):
        monkeypatch.setattr("newsroom.public.archive.MOST_COUNTED", 2)
        for month, times in ((3, 2), (10, 4)):
            for _ in range(times):
                make_edition(backdated_to=DAY.replace(month=month))
        html = get(client, "/news/2013/")
        assert re.search(r'href="/news/2013/10/">Oct <small>more than 2<span class="unseen"> stories', html)
        assert re.search(r'href="/news/2013/03/">Mar <small>2<span class="unseen"> stories', html)

    def test_the_months_are_the_offices(self, client, db):
        make_edition("Late", backdated_to=datetime.datetime(2013, 9, 30, 16, 30, tzinfo=datetime.UTC))
        assert headlines(get(client, "/news/2013/10/")) == ["Late"]
        get(client, "/news/2013/09/", 404)

    @pytest.mark.parametrize(
        "path", ["/news/0000/", "/news/2013/13/", "/news/2013/00/", "/news/99999/", "/news/1066/", "/news/2099/",
                 "/news/2013/1/", "/news/20 13/", "/news/２０１３/"],
    )  # fmt: skip
    def test_no_such_time(self, client, story, path):
        get(client, path, 404)


class TestTopics:
    def test_a_claimed_tag_leads_to_the_profile(self, client, story, xiaomi):
        answer = client.get(f"/topics/{xiaomi.tag.slug}/")
        assert (answer.status_code, answer["Location"]) == (301, "/companies/xiaomi/")
        answer = client.get(f"/topics/{xiaomi.tag.slug}/feed/")
        assert (answer.status_code, answer["Location"]) == (301, "/companies/xiaomi/feed/")
        shown = get(client, "/topics/").partition("<main")[2].partition("</main>")[0]
        assert "start-ups" in shown
        assert "Xiaomi" not in shown

    def test_a_topic_of_drafts_is_not_there(self, client, story):
        make_article("Draft", tags=["layoffs"])
        get(client, "/topics/layoffs/", 404)
        assert "layoffs" not in get(client, "/topics/")

    def test_the_tag_of_an_unlisted_profile_is_not_there(self, client, story, xiaomi, guo):
        Company.objects.update(is_listed=False)
        Person.objects.update(is_listed=False)
        for page, tag in (("/companies/xiaomi/", xiaomi.tag), ("/people/guo-hong/", guo.tag)):
            for path in (tag.get_absolute_url(), page, *(f"{page}feed{end}" for end in ("/", ".atom", ".json"))):
                get(client, path, 404)
        assert "Xiaomi" not in get(client, "/companies/")
        assert "Guo Hong" not in get(client, "/people/")


def test_a_correction_whose_story_goes_while_it_is_read_is_left_out(db, story):
    """The editions are asked for after the corrections, and a withdrawal may lie between the two."""
    view = Corrections()
    view.now = timezone.now()
    here, gone = Correction(text="Here"), Correction(text="Gone")
    here.story, gone.story = story.article_id, 0
    assert view.prepare([here, gone]) == [here]


class TestProfiles:
    def test_a_persons_roles_now_and_before(self, client, guo, xiaomi):
        guo.roles.create(title="Engineer", company=xiaomi, ended=datetime.date(2009, 1, 1))
        html = get(client, "/people/guo-hong/")
        assert "<title>Guo Hong 郭洪 – Zhongguancun Science Park News</title>" in html
        now, before = html.split("<dt>Before</dt>")
        assert "Director, Zhongguancun Administrative Committee" in now
        assert 'Engineer, <a href="/companies/xiaomi/">Xiaomi</a> <small>until 2009</small>' in before

    def test_a_companys_people_and_successor(self, client, xiaomi):
        make_person("Lei Jun", title="President", organisation=xiaomi)
        old = make_company("Oldco", status="merged", successor=xiaomi, website="https://old.example/")
        assert '<a href="/people/lei-jun/">Lei Jun</a><small>President</small>' in get(client, "/companies/xiaomi/")
        html = get(client, old.get_absolute_url())
        assert '>Now part of <a href="/companies/xiaomi/">' in html
        assert 'Came of <a href="/companies/oldco/">Oldco</a>' in get(client, "/companies/xiaomi/")
        assert 'href="https://old.example/"' in html

    def test_names_that_readers_may_see(self, client, db):
        make_company(
            "Legend Star",
            aliases=[
                {"text": "联想之星", "language": "zh-Hans"},
                {"text": "Legand Star", "kind": "misspelling"},
                {"text": "Legend", "match": "never"},
                {"text": "Old Star", "kind": "former"},
            ],
        )
        html = get(client, "/companies/legend-star/")
        assert '<span lang="zh-Hans">联想之星</span>' in html
        assert "<dt>Formerly</dt><dd><span>Old Star</span>" in html
        assert "Legand" not in html
        assert "Legend<" not in html.partition("<dl")[2].partition("</dl>")[0]

    def test_what_search_engines_show_is_never_told_twice(self, client, db):
        company, section = (
            make_company("Hub", summary="Makes phones."),
            make_section("Labs", description="What is new."),
        )
        for _ in range(21):
            make_edition(tags=[company, "chips"], section=section, backdated_to=DAY)
        lists = ("/companies/hub/", "/sections/labs/", "/topics/chips/", "/news/", "/news/2013/")
        paths = [f"{path}{page}" for path in lists for page in ("", "?page=2")]
        told = [re.search('name="description" content="([^"]*)"', get(client, path)).group(1) for path in paths]
        assert told[:2] == [
            "Makes phones. News from Beijing’s technology park.",
            "Page 2. Makes phones. News from Beijing’s technology park.",
        ]
        assert len(set(told)) == len(told)
        assert all(45 < len(words) < 160 for words in told)

    def test_a_feed_is_called_alike_on_every_page_that_leads_to_it(self, client, db):
        """It is not the feed of page two, nor of a year."""
        company = make_company("Hub")
        for _ in range(21):
            make_edition(tags=[company, "chips"])
        year = timezone.localdate().year
        for path, name in (
            *(("/sections/news/", "News"), ("/sections/news/?page=2", "News"), ("/topics/chips/?page=2", "chips")),
            *((f"/companies/hub/{query}", "Hub") for query in ("", "?page=2", f"?year={year}")),
        ):
            feed = f"{path.partition('?')[0]}feed/"
            assert f'type="application/rss+xml" title="{name}" href="{feed}">' in get(client, path), path

    @pytest.mark.parametrize(
        ("tagline", "summary", "told"),
        [
            ("News of a park.", "小米制造手机，也制造电动汽车和许多别的东西。", ""),  # Han says much in few characters
            ("News of a park.", "小米制造手机。", " News of a park."),
            ("", "Makes phones.", ""),
        ],
    )
    def test_few_words_are_filled_up_with_what_the_site_is(self, client, db, settings, tagline, summary, told):
        settings.SITE_TAGLINE = tagline
        make_company("Hub", summary=summary)
        assert f'name="description" content="{summary}{told}"' in get(client, "/companies/hub/")

    def test_a_description_is_not_trusted(self, client, db):
        body = '<p onclick="x()">Fine <a href="javascript:x()">link</a></p><script>x()</script><img src=x onerror=x()>'
        make_company("Evil", body=body)
        html = get(client, "/companies/evil/")
        assert "<p>Fine <a" in html
        for harm in ("onclick", "javascript:", "x()", "onerror"):
            assert harm not in html

    def test_a_plain_description_becomes_paragraphs(self, client, db):
        make_company("Plain", body="One < two.\n\nThree & four.")
        html = get(client, "/companies/plain/")
        assert "<p>One &lt; two.</p>\n<p>Three &amp; four.</p>" in html

    def test_directories_are_by_name(self, client, db):
        for name in ("Wang", "Bao", "Li"):
            make_person(name)
        assert re.findall(r'<a href="/people/(\w+)/"', get(client, "/people/")) == ["bao", "li", "wang"]

    @pytest.mark.parametrize("path", ["/people/", "/companies/", "/feeds/people/", "/feeds/companies/"])
    def test_a_letter_in_which_no_listed_name_begins_leads_nowhere(self, client, db, path):
        for make in (make_person, make_company):
            make("Bao")
            make("Hidden", is_listed=False)
        alphabet = get(client, path).partition('<ul class="alphabet">')[2].partition("</ul>")[0]
        assert re.findall(r"letter=(\w+)", alphabet) == ["B", "other"]
        assert "<span>H</span>" in alphabet
        assert 'letter=H" aria-current' in get(client, f"{path}?letter=H")


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/news/2013/nothing/", "/people/nobody/", "/companies/none/", "/topics/none/", "/sections/none/",
     "/feed/x/", "/media/", "/media/x", "/sitemap-1999.xml", "/people/a%00b/", "/news/2013/a%00b/", "/%ff%fe/",
     "/people/%ed%a0%80/", "/news/2013/" + "a" * 8000 + "/", "/media/" + "a/" * 3000, "/%00", "/people/../admin/x"],
)  # fmt: skip
def test_an_honest_not_found(client, story, path):
    html = get(client, path, 404)
    assert "There is no page here" in html
    assert path.strip("/") not in html.partition("<main")[2]


@pytest.mark.parametrize("path", ["/", "/media/photos/f00.jpg", "/robots.txt", "/favicon.ico"])
def test_only_reading(story, path):
    """What is sent is told so, not asked for the mark of a form."""
    answer = Client(enforce_csrf_checks=True).post(path)
    assert answer.status_code == 405
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (InterfaceError, 500), (DatabaseError, 500)])
def test_a_broken_database_breaks_no_page_of_an_error(client, story, monkeypatch, error, status):
    def ask(*args, **kwargs):
        raise error("no such thing as postgres://secret")

    client.raise_request_exception = False
    monkeypatch.setattr("newsroom.public.frame.read", ask)
    answer = client.get("/news/")
    assert answer.status_code == status
    assert ("Retry-After" in answer) == (status == 503)
    assert b"secret" not in answer.content
    assert answer["Cache-Control"] == "private, no-store"
    missing = client.get("/not/here/")
    assert (missing.status_code, b"search-form" in missing.content) == (404, True)


def test_what_the_driver_says_of_a_cut_connection_is_the_databases_trouble_too(client, db, monkeypatch):
    def ask(*args, **kwargs):
        raise connection.Database.OperationalError("terminating connection due to administrator command")

    client.raise_request_exception = False
    monkeypatch.setattr("newsroom.public.frame.read", ask)
    assert client.get("/news/").status_code == 503


@pytest.mark.parametrize(("view", "status"), [("bad_request", 400), ("forbidden", 403), ("broken", 500)])
def test_pages_of_refusals_ask_nothing_and_name_the_request(rf, django_assert_num_queries, monkeypatch, view, status):
    monkeypatch.setattr("newsroom.running.request_id.current", lambda: "abc123")
    with django_assert_num_queries(0):
        answer = getattr(errors, view)(rf.get("/<script>"))
    assert answer.status_code == status
    assert b"<code>abc123</code>" in answer.content
    assert b"<script>" not in answer.content


def test_a_broken_server_needs_nothing_for_its_page(client, story, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("newsroom.public.frame.read", broken)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content
    assert answer["Cache-Control"] == "private, no-store"


def test_today_is_a_year_of_the_archive(client, db):
    make_edition("Fresh")
    assert f'href="/news/{timezone.localdate().year}/"' in get(client, "/news/")


@pytest.mark.parametrize("path", ["/feeds/topics/", "/feeds/companies/", "/feeds/people/"])
def test_lists_of_addresses_for_feed_readers_are_for_no_search_engine(client, path):
    """They are in no sitemap, and say nothing that the directories don't."""
    assert '<meta name="robots" content="noindex' in client.get(path).content.decode()
