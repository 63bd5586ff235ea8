"""A story's page, and what its address answers when the story is not there."""

import datetime
import json
import re
from html import unescape

import pytest
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk import workflow
from newsroom.models import Correction, Edition
from newsroom.public.related import listed as related_names
from newsroom.public.views.lists import Corrections

from .conftest import DAY, make_photo, republish

pytestmark = pytest.mark.django_db
ADDRESS = "/news/2013/park-aims-high/"


def page(client, path=ADDRESS, status=200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def correct(edition: Edition, text: str) -> None:
    Correction.objects.create(edition=edition, text=text, at=edition.live_from)


class TestWhatItShows:
    def test_everything_the_story_has(self, client, story):
        html = page(client)
        words = text_of(html)
        assert "<h1>Park aims high</h1>" in html
        assert "Two young companies show the way." in words
        assert "By Wang Yifei (chinadaily.com.cn)" in words
        assert "Edited by Niva Whyman" in words
        assert 'Published <time datetime="2013-10-25T10:00:00+08:00">2013-10-25</time>' in html
        assert "Updated:" not in words
        assert "<p>Xiaomi sold 15 million phones.</p>" in html
        assert html.rstrip().endswith("</html>")
        assert "Zhongguancun Science Park" in words

    def test_crumbs_lead_home_by_way_of_the_section(self, client, story):
        crumbs = re.search(r'<nav class="crumbs".*?</nav>', page(client), re.DOTALL).group()
        assert re.findall(r'href="([^"]+)"', crumbs) == ["/", "/news/", "/sections/enterprises/"]

    def test_people_companies_and_topics_are_links(self, client, story):
        html = page(client)
        assert '<a href="/people/guo-hong/">Guo Hong <span lang="zh-Hans">郭洪</span></a>' in html
        assert "Director, Zhongguancun Administrative Committee" in text_of(html)
        assert '<a href="/companies/xiaomi/">Xiaomi <span lang="zh-Hans">小米</span></a>' in html
        assert '<a href="/topics/start-ups/">start-ups</a>' in html

    def test_the_title_is_the_one_held_on_the_day(self, client, story, guo):
        guo.roles.create(title="Vice mayor", started=datetime.date(2015, 1, 1))
        guo.roles.update(order=1)
        role = guo.roles.get(title="Director")
        role.ended = datetime.date(2014, 12, 31)
        role.save()
        assert "Director" in page(client)
        assert "Vice mayor" not in page(client)

    def test_an_unlisted_profile_is_text(self, client, story, guo):
        guo.is_listed = False
        guo.save()
        html = page(client)
        assert "Guo Hong" in html
        assert "/people/guo-hong/" not in html

    def test_a_credited_person_with_a_page_is_a_link(self, client):
        writer = make_person("Wang Yifei")
        make_edition("Linked", credits=[{"name": "Wang Yi-fei", "person": writer}], backdated_to=DAY)
        assert '<a rel="author" href="/people/wang-yifei/">Wang Yi-fei</a>' in page(client, "/news/2013/linked/")

    def test_lead_picture_with_caption_and_credit(self, client, media_root):
        photo = make_photo("abc", caption="The tower", credit="Photo: Li Na")
        make_edition("Pictured", lead_photo=photo, lead_caption="Tonight", backdated_to=DAY)
        html = page(client, "/news/2013/pictured/")
        assert 'src="/media/photos/abc.jpg" srcset="/media/photos/abc-640.webp 640w' in html
        assert 'width="1600" height="1000" alt="A tower at dusk" fetchpriority="high"' in html
        assert "Tonight" in html
        assert "The tower" not in html
        assert "Photo: Li Na" in html

    def test_an_update_says_when_and_what(self, client, story):
        republish(story, body="<p>More.</p>", change=Edition.Change.UPDATE, note="Figures of the year added.")
        html = page(client)
        assert f"{timezone.localdate():%Y-%m-%d}" in html.split("Updated:")[1][:80]
        assert "What changed: Figures of the year added." in text_of(html)

    def test_corrections_of_earlier_editions_stand_with_the_story(self, client, story):
        fixed = republish(story, body="<p>Right.</p>", change=Edition.Change.CORRECTION)
        Correction.objects.create(edition=fixed, text="We had the figure wrong.", at=fixed.live_from)
        republish(story, body="<p>Right, and well put.</p>")
        assert "We had the figure wrong." in page(client)
        assert "We had the figure wrong." in page(client, "/corrections/")

    def test_corrections_lead_to_the_story_as_it_is_called_now(self, client, story):
        correct(republish(story, headline="Park aims low", slug="park-aims-low"), "It was not the tower.")
        workflow.withdraw(story.article, reason="Wrong.")
        republish(story, headline="Park aims higher", slug="park-aims-higher")
        html = page(client, "/corrections/")
        assert "It was not the tower." in html
        assert html.count("Park aims higher") == 2, "in the list and for machines"
        assert "aims low" not in html
        assert "/park-aims-low/" not in html

    def test_corrections_of_what_was_gone_entirely_are_gone(self, client, story):
        correct(republish(story, body="<p>He was not.</p>"), "Mr Li was not there.")
        workflow.withdraw(story.article, reason="By order of a court.", gone=True)
        correct(republish(story, headline="Park aims higher"), "The tower is new.")
        for path in ("/corrections/", ADDRESS, f"{ADDRESS[:-1]}.txt", "/feed/", "/feed.json"):
            html = page(client, path)
            assert "The tower is new." in html, path
            assert "Mr Li" not in html, path

    def test_whoever_is_not_listed_is_a_name_and_no_text_or_picture(self, client):
        shy = make_company("Bashful", summary="A maker of veils.", picture=make_photo("veil"), is_listed=False)
        edition = make_edition("Park opens", tags=[shy], kind="press_release")
        picture, path = shy.picture, edition.get_absolute_url()
        html = page(client, path)
        assert "Bashful" in html
        assert "veils" not in html
        assert picture.tiny["url"] not in html
        assert '<span class="portrait seal" aria-hidden="true">B</span>' in html
        shy.is_listed = True
        shy.save()
        html = page(client, path)
        assert "A maker of veils." in html
        assert picture.tiny["url"] in html

    def test_of_whoever_is_not_listed_no_title_is_told(self, client):
        heir = make_person("Jane Doe", title="Next chair", is_listed=False)
        path = make_edition("Park opens", tags=[heir]).get_absolute_url()
        assert "Jane Doe" in page(client, path)
        assert "Next chair" not in page(client, path)
        heir.is_listed = True
        heir.save()
        assert "Next chair" in page(client, path)

    def test_of_many_corrections_all_stand_there_once(self, client, story):
        for number in range(5):
            fixed = republish(story, body=f"<p>{number}.</p>", change=Edition.Change.CORRECTION)
            Correction.objects.create(edition=fixed, text=f"It was not {number}.", at=fixed.live_from)
        above, below = page(client).split('<div class="text">')
        assert re.findall(r"It was not (\d)", above.partition("<article")[2]) == ["4", "3", "2"]
        assert re.findall(r"It was not (\d)", below) == ["1", "0"]
        assert '<a href="#earlier-corrections">2 earlier, below the story</a>' in above

    def test_a_correction_waits_with_its_edition(self, client, story):
        article = story.article
        article.body = "<p>Right.</p>"
        workflow.save(article)
        later = make.schedule(article, at=timezone.now() + datetime.timedelta(hours=1))
        Correction.objects.create(edition=later, text="We had the figure wrong.", at=later.live_from)
        assert "figure wrong" not in page(client)
        assert "figure wrong" not in page(client, "/corrections/")

    def test_of_two_corrections_of_one_moment_the_later_written_stands_first(self):
        rows = [{"id": pk, "kind": "correction", "text": "", "at": "2026-01-01T00:00:00"} for pk in (1, 2)]
        for given in (rows, rows[::-1]):
            assert [row.pk for row in Correction.from_text(json.dumps(given))] == [2, 1]

    def test_a_correction_of_what_was_taken_back_takes_no_place_among_those_that_are_shown(self, client, monkeypatch):
        monkeypatch.setattr(Corrections, "size", 1)
        for name in ("Here", "Gone"):
            edition = make_edition(name)
            correct(edition, f"{name} was wrong.")
        workflow.withdraw(edition.article, reason="All of it was wrong.")
        html = page(client, "/corrections/")
        assert "Here was wrong." in html
        assert "Gone was wrong." not in html
        assert client.get("/corrections/?page=2").status_code == 404

    def test_a_chinese_story_says_so(self, client):
        make_edition("中关村", language="zh-Hans", backdated_to=DAY)
        assert '<article class="story-main" lang="zh-Hans">' in page(client, "/news/2013/中关村/")

    def test_what_the_office_says_of_a_chinese_story_is_in_chinese_where_it_is(self, client):
        story = make_edition("中关村", language="zh-Hans", contact="新闻处", ai_note="机器翻译。")
        correct(story, "<名字>写错了。")
        correct(story, "The name was wrong.")
        now = republish(story, body="<p>新。</p>", change=Edition.Change.UPDATE, note="新增数字。")
        html = page(client, now.get_absolute_url())
        for said in ("机器翻译。", "新增数字。"):
            assert f'<span lang="zh-Hans">{said}</span>' in html
        assert '<div class="contact" lang="zh-Hans">新闻处' in html
        for place in (html, page(client, "/corrections/")):
            assert '<p lang="zh-Hans">&lt;名字&gt;写错了。' in place
            assert "<p>The name was wrong." in place
        assert '<p class="change-note" lang="zh-Hans">新增数字。' in page(client, f"{now.get_absolute_url()}changes/")
        feed = unescape(page(client, "/feed/"))
        for said in ("&lt;名字&gt;写错了。", "机器翻译。"):
            assert f'<span lang="zh-Hans">{said}</span>' in feed
        workflow.withdraw(now.article, reason="依据法院判决。")
        assert '<div class="reason" lang="zh-Hans">' in page(client, now.get_absolute_url(), 410)

    def test_structured_data_agrees_and_cannot_break_out(self, client):
        make_edition("</script><script>alert(1)</script> & co", slug="hostile", backdated_to=DAY)
        html = page(client, "/news/2013/hostile/")
        assert html.count("</script>") == 1
        data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL).group(1))
        article, crumbs = data["@graph"]
        assert article["headline"] == "</script><script>alert(1)</script> & co"
        assert article["datePublished"] == "2013-10-25T10:00:00+08:00"
        assert [step["position"] for step in crumbs["itemListElement"]] == [1, 2]


class TestRelated:
    def test_says_what_is_shared_and_rare_counts_more(self, client, story, xiaomi):
        for n in range(12):
            make_edition(f"Common {n}", tags=["start-ups"])
        make_edition("Rare", tags=[xiaomi])
        make_edition("Both", tags=[xiaomi, "start-ups"])
        related = page(client).partition('id="related"')[2]
        headlines = re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", related)
        assert headlines[:2] == ["Both", "Rare"]
        assert len(headlines) == 4
        assert "Also about Xiaomi and start-ups" in text_of(related)
        assert related_names([*"ABCD"]) == "A, B, C and D"
        assert related_names([*"ABCDEF"]) == "A, B, C and 3 more"

    def test_neither_itself_nor_what_is_not_live(self, client, story, xiaomi):
        republish(story, body="<p>Again.</p>")
        make.schedule(make_article("Later", tags=[xiaomi]), at=timezone.now() + datetime.timedelta(days=1))
        make_article("Draft", tags=[xiaomi])
        gone = make_edition("Gone", tags=[xiaomi])
        workflow.withdraw(gone.article, reason="Wrong.")
        assert 'id="related"' not in page(client)


class TestAddresses:
    def test_an_old_address_leads_to_the_new_one(self, client, story):
        republish(story, slug="park-aims-higher")
        answer = client.get(ADDRESS)
        assert answer.status_code == 301
        assert answer["Location"] == "/news/2013/park-aims-higher/"

    def test_a_wrong_year_leads_to_the_right_one(self, client, story):
        answer = client.get("/news/2012/park-aims-high/")
        assert (answer.status_code, answer["Location"]) == (301, ADDRESS)

    def test_the_year_is_the_offices(self, client):
        make_edition("New year", backdated_to=datetime.datetime(2013, 12, 31, 17, tzinfo=datetime.UTC))
        page(client, "/news/2014/new-year/")

    def test_a_withdrawn_story_tells_why(self, client, story):
        workflow.withdraw(story.article, reason="The figures were wrong.")
        words = text_of(page(client, status=410))
        assert "Park aims high" in words
        assert "The figures were wrong." in words

    def test_a_story_gone_entirely_tells_nothing(self, client, story):
        workflow.withdraw(story.article, reason="By order of a court.", gone=True)
        words = text_of(page(client, status=410))
        assert "Park aims high" not in words
        assert "court" not in words

    def test_a_withdrawn_story_that_came_back_is_there(self, client, story):
        workflow.withdraw(story.article, reason="Wrong.")
        workflow.reinstate(story.article, reason="Right after all.")
        page(client)

    def test_an_expired_story_says_so(self, client):
        now = timezone.now()
        edition = make_edition("Fair", until=now + datetime.timedelta(days=1))
        Edition.objects.filter(pk=edition.pk).update(
            live_from=now - datetime.timedelta(days=2), live_until=now - datetime.timedelta(days=1)
        )
        assert "no longer published" in page(client, edition.get_absolute_url(), status=410)

    def test_what_has_not_begun_is_like_what_never_was(self, client):
        later = timezone.now() + datetime.timedelta(days=1)
        edition = make.schedule(make_article("Secret"), at=later)
        waiting = client.get(edition.get_absolute_url())
        never = client.get(edition.get_absolute_url().replace("secret", "nothing"))
        assert waiting.status_code == never.status_code == 404
        assert waiting.content == never.content
        assert waiting.headers == never.headers

    def test_a_company_that_moved_leaves_its_address_behind(self, client):
        company = make_company("Old name")
        company.slug = "new-name"
        company.save()
        answer = client.get("/companies/old-name/")
        assert (answer.status_code, answer["Location"]) == (301, "/companies/new-name/")


def test_a_story_without_a_standfirst_is_described_by_its_beginning(client):
    edition = make_edition("Night clinic", standfirst="", body="<p>It opens <em>at eight</em>.</p><p>Every day.</p>")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert '<meta name="description" content="It opens at eight. Every day.">' in page
    assert '<p class="standfirst">' not in page


def test_search_engines_are_told_what_was_written_for_them(client):
    edition = make_edition("Night clinic", seo_title="Clinic at night", seo_description="Open till late.")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "<title>Clinic at night – " in page
    assert '<meta name="description" content="Open till late.">' in page
    assert "<h1>Night clinic</h1>" in page


def test_a_long_standfirst_is_cut_between_words_where_it_describes_the_story(client):
    edition = make_edition("Night clinic", standfirst="Every single evening, " * 20)
    page = client.get(edition.get_absolute_url()).content.decode()
    [said] = re.findall('<meta name="description" content="(.*?)">', page)
    assert said.endswith(("Every …", "single …", "evening …"))
    assert 250 < len(said) <= 302


def test_the_keyboard_reaches_a_table_that_may_be_wider_than_its_column(client):
    edition = make_edition(
        "Figures", body="<table><tbody><tr><th scope='row'>Haidian</th><td>1</td></tr></tbody></table>"
    )
    assert '<table tabindex="0">' in client.get(edition.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("headline", "size"),
    [
        ("Night clinic", ""), ("a " * 46 + "a", "long"), ("措" * 46, "long"), ("措" * 76, "longest"),
        ("A" * 11, "tight"), ("A" * 10 + "措" * 45, "long"), ("ZHONGGUANCUN" + " a" * 40, "long tight"),
    ],
)  # fmt: skip
def test_a_headline_of_many_lines_is_set_smaller_and_han_counts_twice(client, headline, size):
    page = client.get(make_edition(headline, slug="long").get_absolute_url()).content.decode()
    assert (f'<h1 class="{size}">' if size else "<h1>") + headline in page
