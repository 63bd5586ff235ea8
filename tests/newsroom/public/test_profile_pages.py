"""The pages of companies and people: what is known, as of when, and each story with the sentence that names them."""

import datetime
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, make_person, schedule
from newsroom.models import EditionMention
from newsroom.public import profiles
from newsroom.public.quotes import attributed
from people.models import Role

pytestmark = pytest.mark.django_db


def at(year: int, month: int = 6, day: int = 1, hour: int = 12):
    return timezone.make_aware(datetime.datetime(year, month, day, hour))  # noqa: DTZ001  made aware


def name(edition, profile, sentence: str, role: str = "mentioned", nth: int = 0) -> None:
    """Confirm that the sentence of the edition's text names the profile."""
    EditionMention.objects.create(
        edition=edition, tag=profile.tag, field="body", start=nth, end=nth + 1, surface=profile.name, role=role,
        sentence=sentence, sentence_hash=f"{edition.pk}-{nth}", nth=nth, first_published_at=edition.first_published_at,
    )  # fmt: skip


def page(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def headlines(html: str) -> list[str]:
    return re.findall(r'class="card-headline"><a [^>]*>([^<]+)<', html)


@pytest.fixture
def lenovo():
    return make_company(
        "Lenovo", chinese_name="联想", legal_name="Lenovo Group Limited", founded=1984, headquarters="6 Chuangye Road",
        stock_code="0992.HK", registration="911101", facts_as_of=datetime.date(2026, 3, 1), facts_source="its report",
        press_name="Li Na", press_email="press@lenovo.example", press_phone="+86 10 1", summary="Makes computers.",
        aliases=[
            {"text": "Legend", "kind": "former"}, {"text": "Lianxiang", "language": "pinyin", "kind": "pinyin"},
            {"text": "聯想", "language": "zh-Hant"},
        ],
    )  # fmt: skip


def test_whoever_finds_an_error_is_told_where_to_report_it(client, settings):
    make_edition("One", tags=[make_company("A & B")])
    settings.PRESS_EMAIL = "press@park.example"
    html = page(client, "/companies/a-b/")
    assert 'href="mailto:press@park.example?subject=Error%20on%20the%20page%20of%20A%20%26%20B"' in html


def test_facts_with_as_of_names_in_their_languages_and_whom_to_call(client, lenovo):
    make_edition("One", tags=[lenovo])
    html = page(client, "/companies/lenovo/")
    assert 'Facts as of <time datetime="2026-03-01">1 March 2026</time>, from its report.' in html
    assert "<dt>Formerly</dt><dd><span>Legend</span>" in html
    assert '<span lang="zh-Latn-pinyin">Lianxiang</span>' in html
    assert '<dt>Also known as</dt><dd><span lang="zh-Hant">聯想</span></dd>' in html, "none that it has no more"
    assert "6 Chuangye Road" in html
    assert '<a href="mailto:press@lenovo.example">' in html
    graph = json.loads(re.search(r'ld\+json">(.*?)</script>', html, re.S)[1])["@graph"]
    company = next(thing for thing in graph if thing["@type"] == "ProfilePage")["mainEntity"]
    assert company["@type"] == "Corporation"
    assert company["tickerSymbol"] == "0992.HK"
    assert company["identifier"]["value"] == "911101"
    assert company["contactPoint"]["email"] == "press@lenovo.example"
    assert {"联想", "Legend", "Lianxiang", "聯想"} == set(company["alternateName"])


def test_each_story_has_the_sentence_that_names_it(client, lenovo):
    story = make_edition("One", tags=[lenovo])
    name(story, lenovo, "Sales at Lenovo <rose>.")
    assert "Sales at <mark>Lenovo</mark> &lt;rose&gt;." in page(client, "/companies/lenovo/")


def test_by_part(client, lenovo):
    about, mentioned, by_hand = (make_edition(each, tags=[lenovo]) for each in ("About", "Mentioned", "By hand"))
    assert "Mentioning Lenovo" not in page(client, "/companies/lenovo/"), "nobody decided anything yet"
    name(about, lenovo, "Lenovo grew.", "about")
    name(about, lenovo, "Lenovo grew again.", "mentioned", nth=1)
    name(mentioned, lenovo, "Rivals of Lenovo grew.")
    assert headlines(page(client, "/companies/lenovo/?part=about")) == ["By hand", "About"]
    assert headlines(page(client, "/companies/lenovo/?part=mentioned")) == ["Mentioned"]
    assert headlines(page(client, "/companies/lenovo/")) == ["By hand", "Mentioned", "About"]


def test_by_year_in_the_offices_zone_and_both_at_once(client, lenovo):
    new_year = at(2014, 1, 1, hour=1)  # still 2013 by the clock of Greenwich
    for headline, moment in (("Old", at(2011)), ("New year", new_year), ("Later", at(2014))):
        name(make_edition(headline, tags=[lenovo], backdated_to=moment), lenovo, "Lenovo.")
    html = page(client, "/companies/lenovo/")
    years = re.findall(r"<span>(\d{4})</span>.*?<small>(\w+)", html)
    assert years == [("2014", "2"), ("2011", "1")], "years without a story are not told of"
    assert headlines(page(client, "/companies/lenovo/?year=2014")) == ["Later", "New year"]
    narrowed = page(client, "/companies/lenovo/?year=2014&part=about")
    assert headlines(narrowed) == []
    assert "No story fits that choice" in narrowed
    assert 'content="noindex"' in narrowed
    for wrong in ("?year=14", "?year=x", "?part=x", "?year=1800", "?page=0"):
        page(client, f"/companies/lenovo/{wrong}", 404)


def test_pages_keep_the_choice(client, lenovo):
    for number in range(23):
        make_edition(f"N{number}", tags=[lenovo], backdated_to=at(2014, 2, 1 + number))
    first = page(client, "/companies/lenovo/?year=2014")
    assert "/companies/lenovo/?year=2014&amp;page=2" in first
    second = page(client, "/companies/lenovo/?year=2014&page=2")
    assert headlines(second) == ["N2", "N1", "N0"]
    assert 'rel="prev" href="/companies/lenovo/?year=2014"' in second


def test_what_is_yet_to_come_or_over_counts_nowhere(client, lenovo):
    from newsroom.desk import workflow

    other = make_company("Hidden friend")
    gone = make_edition("Withdrawn", tags=[lenovo, other], backdated_to=at(2012))
    make_edition("Stays", tags=[lenovo], backdated_to=at(2014))
    workflow.withdraw(gone.article, reason="Wrong.")
    html = page(client, "/companies/lenovo/")
    assert headlines(html) == ["Stays"]
    assert "Hidden friend" not in html
    assert "2012" not in re.findall(r"<span>(\d{4})</span>", html)


def test_a_year_begins_and_ends_with_the_offices(lenovo):
    begins = datetime.datetime(2014, 1, 1, tzinfo=timezone.get_current_timezone())
    for name, moment in (
        ("Last of 2013", begins - datetime.timedelta(microseconds=1)),
        ("Before it", begins - datetime.timedelta(seconds=1)),
        ("First of 2014", begins),
        ("Second", begins + datetime.timedelta(microseconds=1)),
        ("Third", begins + datetime.timedelta(days=200)),
    ):
        make_edition(name, tags=[lenovo], backdated_to=moment)
    found = profiles.company(timezone.now(), "lenovo")
    years = profiles.coverage(timezone.now(), found.tag_id, found.newest, found.oldest)
    assert [(each.year, each.stories, each.share) for each in years] == [(2014, 3, 100), (2013, 2, 67)]


def test_years_beyond_what_is_counted_are_named_without_a_number(lenovo, monkeypatch):
    for year in (2011, 2012, 2014):
        make_edition(f"Of {year}", tags=[lenovo], backdated_to=at(year))
    monkeypatch.setattr(profiles, "COUNTED", 2)
    monkeypatch.setattr(profiles._newest_dates, "plans", {})
    found = profiles.company(timezone.now(), "lenovo")
    years = profiles.coverage(timezone.now(), found.tag_id, found.newest, found.oldest)
    assert [(each.year, each.stories) for each in years] == [(2014, 1), (2013, 0), (2012, None), (2011, None)]


def test_who_is_named_together_with_it(client, lenovo):
    friend, once, unlisted = make_company("Sohu"), make_person("Guo Hong"), make_company("Shy", is_listed=False)
    for number in range(2):
        make_edition(f"Both {number}", tags=[lenovo, friend, unlisted, "phones"])
    make_edition("Three", tags=[lenovo, once])
    together = page(client, "/companies/lenovo/").partition('id="together"')[2].partition("</section>")[0]
    assert "Sohu" in together
    assert "in 2 stories" in together
    assert not {"Guo Hong", "Shy", "phones"} & set(re.findall(r">([^<>]+)</a>", together))


def test_the_most_often_named_come_first_and_whoever_is_not_listed_takes_nobodys_place(lenovo, monkeypatch):
    monkeypatch.setattr(profiles, "MOST_TOGETHER", 3)
    hidden = [make_company(f"Shy {number}", is_listed=False) for number in range(3)]
    others = [make_company("Sohu"), make_person("Guo Hong"), make_company("Baidu"), make_company("Rarely")]
    for number in range(4):
        make_edition(f"Story {number}", tags=[lenovo, *hidden, "phones", "chips", *others[number // 2 :: -1]])
    schedule(make_article("Tomorrow", tags=[lenovo, *others]), at=timezone.now() + datetime.timedelta(days=1))
    make_edition("Once more", tags=[lenovo, *others[2:]])
    make_edition("And again", tags=[lenovo, others[2]])
    found = profiles.beside(timezone.now(), profiles.company(timezone.now(), "lenovo")).together
    assert [(card["name"], card["times"]) for card in found] == [("Sohu", 4), ("Guo Hong", 2), ("Baidu", 2)]


def test_what_a_hidden_profile_says_of_a_company_does_not_stand_on_its_page(client, lenovo):
    hidden = make_person("Jane Doe", title="Next chair", organisation=lenovo, is_listed=False)
    old = make_company("Secret Labs", is_listed=False, status="merged", successor=lenovo)
    older = make_company("Quiet Labs", is_listed=False)
    older.other_successors.add(lenovo)
    words = ("Jane Doe", "Next chair", "Secret Labs", "Quiet Labs")
    assert [word for word in words if word in page(client, "/companies/lenovo/")] == []
    for profile in (hidden, old, older):
        profile.is_listed = True
        profile.save()
    assert [word for word in words if word in page(client, "/companies/lenovo/")] == list(words)


def test_what_its_people_said(client, lenovo):
    make_person("Liu Chuanzhi", title="Founder", organisation=lenovo)
    body = "<blockquote><p>We began with <em>ten</em> people.</p><cite>Liu Chuanzhi, founder</cite></blockquote>"
    make_edition("Beginnings", tags=[lenovo], body=body + "<blockquote><p>No.</p><cite>Another</cite></blockquote>")
    quoted = page(client, "/companies/lenovo/").partition('id="quotes"')[2].partition("</section>")[0]
    assert "<p>We began with ten people.</p>" in quoted
    assert "Liu Chuanzhi, founder" in quoted
    assert "No." not in quoted


def test_the_newest_words_first_and_no_text_is_read_where_nobody_is_quoted(client, lenovo):
    make_person("Liu Chuanzhi", title="Founder", organisation=lenovo)
    for headline, moment in (("Last", at(2014)), ("First", at(2011)), ("Between", at(2012))):
        body = f"<blockquote><p>{headline} words.</p><cite>Liu Chuanzhi</cite></blockquote>"
        make_edition(headline, tags=[lenovo], body=body, backdated_to=moment)
    silent = make_edition("Silent", tags=[lenovo])
    with CaptureQueriesContext(connection) as asked:
        html = page(client, "/companies/lenovo/")
    assert re.findall(r"<p>(\w+) words\.</p>", html) == ["Last", "Between", "First"]
    (texts,) = [query["sql"] for query in asked if "body_html" in query["sql"]]
    assert f"({silent.pk}," not in texts
    assert f" {silent.pk}," not in texts
    with CaptureQueriesContext(connection) as asked:
        page(client, "/companies/lenovo/?part=about")
    assert not any("body_html" in query["sql"] for query in asked), "a choice among the stories shows no quotations"


def test_a_quotation_needs_a_speaker_of_that_name():
    markup = '<blockquote lang="zh-Hans"><p>“好。”</p><cite>— 柳传志</cite></blockquote><blockquote>Anon</blockquote>'
    assert [(each.text, each.speaker, each.language) for each in attributed(markup, ["柳传志"])] == [
        ("好。", "柳传志", "zh-Hans")
    ]
    assert list(attributed("<blockquote><p>Hm.</p><cite>Liu</cite></blockquote>", ["Li", "L"])) == []


@pytest.mark.parametrize(
    ("name", "speaker", "is_theirs"),
    [
        ("李强", "李强", True),
        ("李强", "管委会主任李强", True),
        ("李强", "李强主任", True),
        ("李强", "李强，副主任", True),
        ("李强", "李强副主任说", True),
        ("李强", "Li Qiang 李强 director", True),
        ("李强", "李强国", False),
        ("李强", "李强国主任", False),
        ("李强", "李强国和李强", True),
        ("王小", "王小明", False),
        ("Li Xiao", "主任Li Xiao说", True),
        ("Li Xiao", "Li Xiao's deputy", True),
        ("Li Xiao", "Li Xiaoming", False),
        ("Li Xiao", "Li Xiao-ming", False),
        ("Lu", "Luë", False),
        ("Li Xiao", "Ali Xiao", False),
        ("Li Na", "Li Na Wang", False),
        ("Li Na", "Li Na Wang, director", False),
        ("Li Na", "Wang Li Na", False),
        ("Li Na", "Director Wang Li Na", False),
        ("Li Na", "Li Na Wang and Li Na", True),
        ("Li Na", "Director Li Na", True),
        ("Li Na", "Xiaomi’s Li Na", True),
        ("Li Na", "Dr. Li Na, Tsinghua", True),
        ("Li Na", "Li Na Vice-Chair", True),
        ("Li Na", "Li Na CEO of Xiaomi", True),
        ("Li Na", "Li Na of Xiaomi", True),
        ("Li Na", "Xiaomi founder Li Na", True),
        ("Xiaomi", "Xiaomi Vice President Lin Bin", True),
        ("Xiaomi", "Lin Bin Xiaomi", True),
        ("Xiaomi", "Xiaomi Capital", False),
        ("李强", "李强非执行董事", True),
        ("李强", "研究院名誉院长李强", True),
        ("阳明", "欧阳明", False),
        ("阳明", "主任欧阳明说", False),
        ("阳明", "王阳明", False),
        ("阳明", "欧阳明和阳明", True),
        ("阳明", "总裁阳明", True),
        ("阳明", "— 阳明", True),
        ("阳明德", "欧阳明德", False),
        ("李小强", "小米李小强", True),
        ("李强", "小米李强", False),
    ],
)
def test_a_name_is_not_a_part_of_a_longer_one(name, speaker, is_theirs):
    """Nobody is shown saying what another said."""
    found = attributed(f"<blockquote><p>Hm.</p><cite>{speaker}</cite></blockquote>", [name])
    assert bool(list(found)) is is_theirs


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("“Chips matter.”", "Chips matter."),
        ("Market first, “while not neglecting others.”", "Market first, ‘while not neglecting others.’"),
        ("“Small” is what they say, “big” is what they build", "‘Small’ is what they say, ‘big’ is what they build"),
        ("它叫“小米”", "它叫“小米”"),
    ],
)
def test_marks_inside_a_quotation_come_in_pairs(written, shown):
    """The page sets the outer ones."""
    (quote,) = attributed(f"<blockquote><p>{written}</p><cite>Lei Jun</cite></blockquote>", ["Lei Jun"])
    assert quote.text == shown


def test_of_several_that_followed_the_main_one_comes_first(client, lenovo):
    other, main = make_company("Andel"), make_company("Zeta")
    lenovo.status, lenovo.successor = "split", main
    lenovo.save()
    lenovo.other_successors.add(other)
    html = page(client, "/companies/lenovo/")
    assert html.index("/companies/zeta/") < html.index("/companies/andel/")


def test_what_became_of_a_company(client, lenovo):
    one, two = make_company("Half A"), make_company("Half B")
    lenovo.status, lenovo.successor, lenovo.status_since = "split", one, datetime.date(2020, 5, 1)
    lenovo.save()
    lenovo.other_successors.add(two)
    html = page(client, "/companies/lenovo/")
    status = html.partition('class="status">')[2].partition("</p>")[0]
    assert re.sub(r"<[^>]+>", "", status) == "Split up into Half A and Half B since 1 May 2020"
    assert 'Came of <a href="/companies/lenovo/">Lenovo' in page(client, "/companies/half-b/")


@pytest.mark.parametrize(
    ("status", "alone", "followed"),
    [
        ("renamed", "Renamed since 1 May 2020", "Now called Half B since 1 May 2020"),
        ("split", "Split up since 1 May 2020", "Split up into Half B since 1 May 2020"),
        ("closed", "Closed since 1 May 2020", "Closed; followed by Half B since 1 May 2020"),
    ],
)
def test_what_became_of_a_company_is_a_sentence_whoever_followed(client, lenovo, status, alone, followed):
    """Whether nobody is named, or only among the others that came of it."""
    lenovo.status, lenovo.status_since = status, datetime.date(2020, 5, 1)
    lenovo.save()

    def said() -> str:
        html = page(client, "/companies/lenovo/")
        return re.sub(r"<[^>]+>", "", html.partition('class="status">')[2].partition("</p>")[0])

    assert said() == alone
    lenovo.other_successors.add(make_company("Half B"))
    assert said() == followed


def test_titles_of_one_order_stand_as_they_were_written_down(client, lenovo):
    yang = make_person("Yang")
    first, _ = [Role.objects.create(person=yang, title=title, company=lenovo) for title in ("Chairman", "Director")]
    first.ended = datetime.date(2100, 1, 1)
    first.save()  # PostgreSQL has it behind the other now
    for path in (yang.get_absolute_url(), lenovo.get_absolute_url()):
        html = page(client, path)
        assert 0 < html.index("Chairman") < html.index("Director")


def test_whoever_held_several_titles_stands_there_once_with_all_of_them(client, lenovo):
    make_edition("One", tags=[lenovo])
    liu, yang = make_person("Liu"), make_person("Yang")
    for person, title, started, ended in (
        *((liu, "Engineer", "1990", "1999"), (liu, "Founder", "2001", "")),
        *((yang, "Clerk", "1990", "1999"), (yang, "Seller & buyer", "1990", "2003")),
    ):
        years = {"started": f"{started}-01-01", "ended": f"{ended}-01-01" if ended else None}
        Role.objects.create(person=person, title=title, company=lenovo, **years)
    html = page(client, lenovo.get_absolute_url())
    people = html[html.index('id="people-of"') :].partition("</section>")[0]
    now, before = people.split("Before")
    assert "<small>Founder, since 2001<br>Engineer, 1990–1999</small>" in now
    assert "<small>Seller &amp; buyer, 1990–2003<br>Clerk, 1990–1999</small>" in before
    assert people.count("<li>") == 2


@pytest.mark.parametrize(
    ("started", "ended", "years"),
    [
        ("1990-03-01", "1990-11-30", " <small>1990</small>"),
        ("1990-03-01", "1991-01-01", " <small>1990–1991</small>"),
        ("1990-03-01", None, " <small>since 1990</small>"),
        (None, "1990-11-30", " <small>until 1990</small>"),
        (None, None, ""),
    ],
)
@pytest.mark.parametrize("where", ["a company with a page", "a company without one", "elsewhere"])
def test_the_years_of_a_role_are_said_once(client, where, started, ended, years):
    person = make_person("Liu")
    company = make_company("Bank", is_listed=where == "a company with a page") if where != "elsewhere" else None
    Role.objects.create(
        person=person,
        title="Clerk",
        company=company,
        organisation="" if company else "Bank",
        started=started,
        ended=ended,
    )
    said = re.sub(r"</?a\b[^>]*>", "", page(client, "/people/liu/"))
    assert f"<li>Clerk, Bank{years}</li>" in re.sub(r"\s+</li>", "</li>", said)


def test_without_a_story_there_is_nothing_to_index(client, lenovo):
    html = page(client, "/companies/lenovo/")
    assert 'content="noindex"' in html
    assert "No story names Lenovo yet" in html
    assert "/companies/lenovo/" not in page(client, "/sitemap-pages.xml")
    make_edition("One", tags=[lenovo])
    assert 'content="noindex"' not in page(client, "/companies/lenovo/")
    assert "/companies/lenovo/" in page(client, "/sitemap-pages.xml")


# Directories


def listed(client, path: str) -> list[str]:
    return re.findall(r'<a href="/(?:companies|people)/([^"/?]+)/"', page(client, path).partition('class="faces')[2])


def test_directories_from_a_to_z_and_by_kind(client):
    for each in ("Baidu", "biotech One", "Zhihu", "36Kr", "联想"):
        make_company(each)
    make_company("Beihang", kind="university")
    make_company("Bashful", is_listed=False)
    assert listed(client, "/companies/?letter=B") == ["baidu", "beihang", "biotech-one"]
    assert listed(client, "/companies/?letter=other") == ["36kr", "联想"]
    assert listed(client, "/companies/?letter=B&kind=university") == ["beihang"]
    assert listed(client, "/companies/?kind=university") == ["beihang"]
    assert listed(client, "/companies/?kind=university&letter=other") == []
    empty = page(client, "/companies/?kind=university&letter=other")
    assert 'No name fits that choice. <a href="/companies/?kind=university">Universities in all letters</a>' in empty
    html = page(client, "/companies/?letter=B&kind=company")
    assert '<a href="/companies/?kind=company&amp;letter=B" aria-current="true">B</a>' in html
    assert "<title>Companies, firms, names in B" in html
    make_person("Ada")
    assert listed(client, "/people/?letter=A") == ["ada"]
    assert listed(client, "/people/?letter=Q") == []
    assert 'No name fits that choice. <a href="/people/">See all people</a>' in page(client, "/people/?letter=Q")
    assert 'content="noindex"' in page(client, "/people/?letter=A")
    for wrong in ("?letter=b", "?letter=AA", "?kind=x"):
        page(client, f"/companies/{wrong}", 404)
    page(client, "/people/?kind=company", 404)


def test_pages_of_a_directory_keep_the_letter(client):
    for number in range(61):
        make_company(f"B{number:02}")
    assert "/companies/?letter=B&amp;page=2" in page(client, "/companies/?letter=B")
    assert listed(client, "/companies/?letter=B&page=2") == ["b60"]


@pytest.mark.parametrize("make", [make_company, make_person])
def test_an_old_address_tells_nothing_of_a_profile_that_has_no_page(client, make):
    profile = make("First Name")
    old = profile.get_absolute_url()
    profile.slug = "second-名字"
    profile.save()
    for path in (old, f"{old}feed/"):
        assert client.get(path).status_code == 301
    profile.is_listed = False
    profile.slug = "third-name"
    profile.save()
    never = client.get(old.replace("first", "never"))
    for path in (
        old,
        f"{old}feed/",
        f"{old}feed.json",
        profile.get_absolute_url().replace("third-name", "second-名字"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, never.content)
    profile.is_listed = True
    profile.save()
    assert client.get(old)["Location"] == profile.get_absolute_url()
