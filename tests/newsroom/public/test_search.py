"""Search: what is found, in which order, what the page says; the same on every database."""

import datetime
import json
import re
import time

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies.models import CompanyAlias
from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk import workflow
from newsroom.models import SearchEntry, search
from newsroom.models.search import words
from newsroom.models.search.stems import STEMS
from newsroom.public.search.excerpts import Marker
from newsroom.public.search.query import parse
from tests.queries import same_queries

from .conftest import DAY, republish

pytestmark = pytest.mark.django_db


def ask(client, path="/search/", *, status=200, **values):
    answer = client.get(path, values)
    assert answer.status_code == status, values
    return answer


def page(client, q, **values) -> str:
    return ask(client, q=q, **values).content.decode()


def feed(client, q, **values) -> dict:
    return ask(client, "/search/feed.json", q=q, **values).json()


def titles(client, q, **values) -> list[str]:
    return [item["title"] for item in feed(client, q, **values)["items"]]


def story(headline, **fields):
    fields.setdefault("standfirst", "")
    fields.setdefault("body", "<p>Nothing else.</p>")
    return make_edition(headline, **fields)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Xiaomi’s new phones", "xiaomi new phone"),
            ("ＡＩ Zürich naïve Øre", "ai zurich naiv or"),
            ("U.S.-China talks", "u s china talk"),
            ("中关村", "中关 关村"),
            ("小米15发布会", "小米 15 发布 布会"),
            ("第5届", "第 5 届"),
            ("", ""),
        ],
    )
    def test_tokens(self, text, expected):
        assert words.tokens(text) == expected.split()

    @pytest.mark.parametrize(
        ("forms", "stem"),
        [
            ("company companies", "compani"),
            ("charge charged charging charges", "charg"),
            ("innovation innovative innovations", "innov"),
            ("relational", "relat"),
            ("agreed", "agre"),
            ("sky", "sky"),
            ("5g", "5g"),
        ],
    )
    def test_stems(self, forms, stem):
        assert {STEMS[form] for form in forms.split()} == {stem}

    def test_a_name_has_one_key_however_it_is_written(self):
        assert {words.key(name) for name in ("Guo Hong", "GUO-HONG", "ｇｕｏ ｈｏｎｇ", "guohong")} == {"guohong"}


class TestQuery:
    def test_words_phrases_and_exclusions(self):
        query = parse('robot "new energy" -battery “quoted too” -"solid state"')
        assert [(unit.text, unit.is_quoted) for unit in query.units] == [
            ("robot", False),
            ("new energy", True),
            ("quoted too", True),
        ]
        assert [unit.text for unit in query.excluded] == ["battery", "solid state"]

    def test_stop_words_are_left_out_unless_there_is_nothing_else(self):
        assert [unit.text for unit in parse("the future of chips").telling] == ["future", "chips"]
        assert [unit.text for unit in parse("The Who").telling] == ["The", "Who"]

    def test_chinese_punctuation_divides(self):
        assert [unit.text for unit in parse("小米，华为、百度").units] == ["小米", "华为", "百度"]

    def test_what_has_no_word_is_no_query(self):
        for typed in ("", '"', "---", "😀", "\0", '"" ""', "*", "( AND )"[0:1]):
            assert parse(typed).units == []

    def test_a_long_question_is_cut(self):
        assert parse("word " * 3000).is_cut
        assert len(parse("word " * 3000).text) <= 500


class TestFinding:
    def test_every_form_of_a_word(self, client):
        story("Robots learn to walk")
        for q in ("robot", "ROBOTS", "robots walking", "ｒｏｂｏｔ"):
            assert titles(client, q) == ["Robots learn to walk"], q

    def test_words_of_all_parts_of_a_story(self, client):
        story(
            "Headline",
            standfirst="The standfirst.",
            body="<p>Some <em>para</em>graph &amp; more.</p><ul><li>itemised</li></ul>",
            tags=["quantum computing"],
        )
        for q in ("headline", "standfirst", "paragraph", "itemised", "quantum"):
            assert titles(client, q) == ["Headline"], q

    def test_a_headline_of_another_story_is_not_the_storys_own(self, client):
        story("One", body='<p>Text.</p><p class="related">Zebra crossing</p>')
        assert titles(client, "zebra") == []

    def test_all_words_come_before_some(self, client):
        story("Alpha beta")
        story("Alpha alpha alpha")
        html = page(client, "alpha beta")
        assert titles(client, "alpha beta") == ["Alpha beta", "Alpha alpha alpha"]
        assert "1 story with all the words; after it, stories with some." in text_of(html)

    def test_of_three_words_those_with_the_rarest_or_with_two_follow(self, client):
        story("Alpha beta gamma")
        for n, headline in enumerate(("Alpha only", "Beta and gamma", "Beta only", "Gamma only", "Gamma still")):
            story(headline, backdated_to=DAY - datetime.timedelta(days=n))
        for n in range(3):
            story(f"Beta number {n}")
        assert sorted(titles(client, "alpha beta gamma")) == ["Alpha beta gamma", "Alpha only", "Beta and gamma"]

    def test_what_is_missing_is_said(self, client):
        story("Alpha story")
        html = text_of(page(client, "alpha zzyzx"))
        assert "1 story with some of the words. No story has “zzyzx”" in html

    def test_phrases_stand_side_by_side(self, client):
        story("New energy vehicles")
        story("Energy for a new age")
        assert titles(client, '"new energy"') == ["New energy vehicles"]
        assert sorted(titles(client, "new energy")) == ["Energy for a new age", "New energy vehicles"]

    def test_a_phrase_does_not_reach_from_the_headline_into_the_text(self, client):
        story("Ends with alpha", standfirst="Beta begins.")
        html = text_of(page(client, '"alpha beta"'))
        assert "none has them all" in html

    def test_excluded_words(self, client):
        story("Alpha beta")
        story("Alpha gamma")
        assert titles(client, "alpha -beta") == ["Alpha gamma"]
        assert titles(client, 'alpha -"alpha gamma"') == ["Alpha beta"]
        assert titles(client, "-beta") == []

    def test_a_headline_with_a_dash_is_found(self, client):
        story("Alpha output plans -report")
        story("Alpha output")
        assert titles(client, "alpha output plans -report")[0] == "Alpha output plans -report"
        assert "All of them have “report”, so it was not left out." in text_of(page(client, "alpha plans -report"))

    def test_headline_and_names_count_more_than_the_body(self, client):
        filler = "<p>Turbine talk and other words of no use.</p>"
        story("Third", body=filler)
        story("A turbine", body="<p>Other words of no use for it.</p>")
        story("Second", tags=[make_company("Turbine Works")], body="<p>Other words of no use for it.</p>")
        for n in range(5):
            story(f"Other {n}")
        assert titles(client, "turbine") == ["A turbine", "Second", "Third"]

    def test_of_two_as_good_the_newer_comes_first(self, client):
        for n in (2, 3, 1):
            story(f"Lantern {n}", backdated_to=DAY + datetime.timedelta(days=n))
        assert titles(client, "lantern") == ["Lantern 3", "Lantern 2", "Lantern 1"]

    def test_newest_first(self, client):
        story("Lantern lantern lantern", backdated_to=DAY)
        story("A lantern among many other words in this headline", backdated_to=DAY + datetime.timedelta(minutes=5))
        assert titles(client, "lantern")[0] == "Lantern lantern lantern"
        assert titles(client, "lantern", sort="date")[0].startswith("A lantern")


class TestChinese:
    def test_any_two_characters_of_a_run(self, client):
        story("中关村创业大街开街", language="zh-Hans")
        story("创意产业", language="zh-Hans")
        for q in ("中关", "关村", "创业", "大街", "中关村", "创业大街", "街开街"):
            assert titles(client, q) == ["中关村创业大街开街"], q

    def test_one_character(self, client):
        story("中关村", language="zh-Hans")
        story("北京", language="zh-Hans")
        for q in "中关村":
            assert titles(client, q) == ["中关村"], q
        assert titles(client, "京") == ["北京"]

    def test_numbers_between_characters(self, client):
        story("第15届中关村论坛", language="zh-Hans")
        for q in ("第15届", "15届", "第15", "15", "届中关村"):
            assert titles(client, q) == ["第15届中关村论坛"], q

    def test_a_long_run_that_stands_nowhere_finds_what_is_nearest(self, client):
        story("中关村科技园区", language="zh-Hans")
        assert titles(client, "中关村的科技") == ["中关村科技园区"]

    def test_a_name_of_two_characters_is_exact(self, client):
        story("郭洪讲话", language="zh-Hans")
        story("郭明和洪水", language="zh-Hans")
        assert titles(client, "郭洪") == ["郭洪讲话"]

    def test_names_in_either_language_find_the_stories(self, client, story, guo):
        for q in ("郭洪", "Guo Hong", "guo-hong", "guohong", "小米", "xiaomi", "Xiaomi 小米"):
            assert titles(client, q) == ["Park aims high"], q


class TestWhatReadersMayFind:
    def test_drafts_are_not_found(self, client):
        make_article("Zephyranthes bloom", tags=["Zephyranthes topic"])
        assert titles(client, "zephyranthes") == []
        assert ask(client, "/search/suggest/", q="zephyr").json() == {"rows": []}
        assert "Zephyranthes" not in page(client, "zephyranthez").replace("zephyranthez", "")
        ask(client, q="x", topic="zephyranthes-topic", status=400)

    def test_the_clock_shows_and_hides(self, client):
        now = timezone.now()
        article = make_article("Lanterns tonight")
        make.schedule(article, at=now + datetime.timedelta(hours=1), until=now + datetime.timedelta(hours=3))
        assert titles(client, "lanterns") == []
        for hours, expected in ((0.9, []), (2, ["Lanterns tonight"]), (4, [])):
            with time_machine.travel(now + datetime.timedelta(hours=hours), tick=False):
                assert titles(client, "lanterns") == expected
                suggested = ask(client, "/search/suggest/", q="lantern").json()["rows"]
                assert [row["text"] for row in suggested] == expected

    def test_every_step_keeps_the_index_in_step(self, client):
        edition = story("First words")
        new = republish(edition, headline="Second words", change="update", note="New words.")
        assert (titles(client, "first"), titles(client, "second")) == ([], ["Second words"])

        article = new.article
        article.refresh_from_db()
        article.headline = "Third words"
        workflow.save(article)
        make.schedule(article, at=timezone.now() + datetime.timedelta(hours=1))
        assert titles(client, "words") == ["Second words"]
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
            assert titles(client, "words") == ["Third words"]

        workflow.unschedule(article)
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
            assert titles(client, "words") == ["Second words"]

        make.publish(article)
        workflow.withdraw(article, reason="It was wrong.")
        assert titles(client, "words") == []
        assert SearchEntry.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM newsroom_searchtext")
            assert cursor.fetchone() == (0,)

    def test_new_tags_are_found_at_once(self, client, xiaomi):
        edition = story("A story")
        workflow.retag(edition.article, add=[xiaomi.tag])
        assert titles(client, "小米") == ["A story"]
        assert titles(client, "story", company="xiaomi") == ["A story"]
        workflow.retag(edition.article, remove=[xiaomi.tag])
        assert titles(client, "小米") == []

    def test_a_new_alias_counts_at_once(self, client, story, xiaomi):
        assert titles(client, "mi phone maker") == ["Park aims high"]
        CompanyAlias.objects.create(company=xiaomi, text="Beijing Millet")
        assert titles(client, "beijing millet") == ["Park aims high"]
        assert 'href="/companies/xiaomi/"' in page(client, "Beijing Millet")

    def test_a_stale_entry_shows_nothing(self, client):
        edition = story("Hidden words")
        type(edition).objects.filter(pk=edition.pk).update(live_until=timezone.now())
        assert titles(client, "hidden") == []
        page(client, "hidden")


class TestPage:
    def test_excerpts_are_marked_and_escaped(self, client):
        story("<b>Bold</b> robots & co", body="<p>" + "Long before. " * 60 + "Then a robot &lt;script&gt; came.</p>")
        html = page(client, "robot")
        assert "&lt;b&gt;Bold&lt;/b&gt; <mark>robots</mark> &amp; co" in html
        assert "… " in html
        assert "Then a <mark>robot</mark> &lt;script&gt; came." in html

    def test_marks_see_through_accents(self):
        assert Marker(["zurich"], []).mark("In Zürich, not Züri") == "In <mark>Zürich</mark>, not Züri"
        assert Marker([], ["创业"]).mark("中关村创业大街") == "中关村<mark>创业</mark>大街"

    def test_a_profile_comes_first(self, client, story):
        for q in ("guo hong", "郭洪"):
            html = page(client, q)
            assert html.index('href="/people/guo-hong/"') < html.index("card-headline"), q
            assert "Director, Zhongguancun Administrative Committee" in html
        assert 'class="faces search-profiles"' in page(client, "Mi")
        assert 'class="faces search-profiles"' not in page(client, "guo hong phones")

    def test_the_other_name_is_marked_too(self, client, guo):
        make_edition("Guo Hong speaks", tags=[guo], standfirst="", body="<p>So said Guo Hong, a guo.</p>")
        html = page(client, "郭洪")
        assert "<mark>Guo Hong</mark> speaks" in html
        assert "So said <mark>Guo Hong</mark>, a guo." in html

    def test_namesakes_both_come(self, client):
        for slug in ("li-wei", "li-wei-2"):
            make_person("Li Wei", chinese_name="李伟", slug=slug)
        html = page(client, "李伟")
        assert 'href="/people/li-wei/"' in html
        assert 'href="/people/li-wei-2/"' in html

    def test_unlisted_profiles_are_not_shown(self, client):
        make_person("Hidden Person", is_listed=False)
        assert "Hidden Person" not in page(client, "hidden person").replace('value="hidden person"', "")
        assert ask(client, "/search/suggest/", q="hidden").json() == {"rows": []}

    def test_did_you_mean(self, client, story):
        html = page(client, "Xiaomo phones")
        assert re.search(r'Did you mean <a href="/search/\?q=Xiaomi\+phones">Xiaomi phones</a>', html)
        assert "Did you mean" in page(client, "郭红")
        assert "Did you mean" not in page(client, "xiaomi")

    def test_filters_with_counts(self, client, story, xiaomi):
        make_edition("Park notes", section="Policy", kind="notice", backdated_to=DAY - datetime.timedelta(days=400))
        html = page(client, "park")
        for choice in (
            'section=enterprises">Enterprises</a> <small>1<',
            'company=xiaomi">Xiaomi</a> <small>1<',
            'person=guo-hong">Guo Hong</a> <small>1<',
            'topic=start-ups">start-ups</a> <small>1<',
            'year=2012">2012</a> <small>1<',
            'kind=notice">Notice</a> <small>1<',
        ):
            assert choice in html, choice
        for values, expected in (
            ({"section": "policy"}, ["Park notes"]),
            ({"company": "xiaomi"}, ["Park aims high"]),
            ({"person": "guo-hong", "topic": "start-ups"}, ["Park aims high"]),
            ({"year": "2012"}, ["Park notes"]),
            ({"kind": "notice", "company": "xiaomi"}, []),
        ):
            assert titles(client, "park", **values) == expected, values
        assert 'Section: Policy <span aria-hidden="true">×' in page(client, "park", section="policy")

    @pytest.mark.parametrize(
        "values",
        [
            {"section": "nowhere"},
            {"company": "nobody"},
            {"person": "x\0y"},
            {"topic": "'); DROP TABLE"},
            {"year": "２０１３"},
            {"year": "13"},
            {"kind": "poem"},
            {"sort": "best"},
        ],
    )
    def test_filters_nobody_could_choose_are_refused(self, client, story, values):
        ask(client, q="park", status=400, **values)
        ask(client, "/search/feed.json", q="park", status=400, **values)

    def test_pages(self, client):
        for n in range(45):
            story(f"Lantern number {n}")
        html = page(client, "lantern", page=2)
        assert len(re.findall(r'class="card"', html)) == 20
        assert 'rel="prev" href="/search/?q=lantern"' in html
        assert 'rel="next" href="/search/?q=lantern&amp;page=3"' in html
        assert '<link rel="canonical" href="http://testserver/search/?q=lantern&amp;page=2">' in html
        assert '<meta name="robots" content="noindex">' in html
        assert "45 stories" in html
        ask(client, q="lantern", page=4, status=404)
        ask(client, q="lantern", page="x", status=404)

    def test_an_empty_question_gets_help(self, client):
        for q in ("", "  ", "😀"):
            assert "quotation marks" in page(client, q)

    def test_no_cookie_and_may_be_kept(self, client, story):
        for path in ("/search/", "/search/feed.json", "/search/suggest/"):
            answer = ask(client, path, q="park")
            assert not answer.cookies
            assert answer["Cache-Control"].startswith("public")
            assert answer["ETag"] == ask(client, path, q="park")["ETag"]


class TestFeed:
    def test_items_say_which_story_they_are(self, client, story):
        answer = ask(client, "/search/feed.json", q="park")
        assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
        data = answer.json()
        assert data["version"] == "https://jsonfeed.org/version/1.1"
        item = data["items"][0]
        assert item["source_id"] == item["_newsroom"]["source_id"] == story.source_id
        assert item["url"] == "http://testserver/news/2013/park-aims-high/"
        assert item["content_text"]
        assert "next_url" not in data

    def test_the_same_order_as_the_page_with_the_next_one_named(self, client):
        for n in range(25):
            story(f"Lantern {'lantern ' * (n % 5)}number {n}")
        on_page = re.findall(r'card-headline"><a href="([^"]+)"', page(client, "lantern"))
        data = feed(client, "lantern")
        assert [item["url"].removeprefix("http://testserver") for item in data["items"]] == on_page
        rest = client.get(data["next_url"]).json()
        assert len(rest["items"]) == 5
        assert feed(client, "lantern", page=9)["items"] == []
        ask(client, "/search/feed.json", q="lantern", page="x", status=400)


class TestSuggestions:
    def suggest(self, client, q):
        return [(row["text"], row["kind"], row["url"]) for row in ask(client, "/search/suggest/", q=q).json()["rows"]]

    def test_names_and_headlines_by_their_beginning(self, client, story):
        assert self.suggest(client, "xiao") == [("Xiaomi", "company", "/companies/xiaomi/")]
        assert self.suggest(client, "hon") == [("Guo Hong", "person", "/people/guo-hong/")]
        assert self.suggest(client, "郭") == [("Guo Hong", "person", "/people/guo-hong/")]
        assert self.suggest(client, "park ai") == [("Park aims high", "story", "/news/2013/park-aims-high/")]
        assert self.suggest(client, "start") == [("start-ups", "topic", "/topics/start-ups/")]

    def test_never_more_than_eight(self, client):
        for n in range(12):
            make_company(f"Lantern {n}")
            story(f"Lanterns {n}")
        assert len(self.suggest(client, "lantern")) == 8

    def test_nothing_for_nothing(self, client, story):
        for q in ("", " ", '"', "\0", "-", "😀"):
            assert self.suggest(client, q) == []


HOSTILE = [
    "\0", "a\0b", "word " * 1500, "x" * 6000, "中" * 6000, '"' * 50, '"unbalanced', "AND", "OR", "NOT", "NEAR(a b)",
    "a AND", "(", ")", "a*", "*", "headline:x", "{headline} : x", "^x", "a + b", "-", "--", "-x", "'", "''; DROP TABLE",
    "\\", "a\\", "%", "_", "&", "|", "!", "a & b | !c", "<->", "a:*", "§t1", "§s1", "c中", "😀", "👨‍👩‍👧",
    "＂全角＂ －不要", "ﷺ", "e\u0301", "\u202e", "İ ı ß ﬁ", "\ufeff", "a" * 61, "1" * 400, "𠮷野家", '-"', '""', '" "',
    "ＡＮＤ", "a " * 250, "中 " * 250, " ".join(f"w{n}" for n in range(120)),
]  # fmt: skip


class TestHostileInput:
    @pytest.mark.parametrize("path", ["/search/", "/search/feed.json", "/search/suggest/"])
    def test_is_answered(self, client, story, path):
        for q in HOSTILE:
            started = time.process_time()
            assert client.get(path, {"q": q}).status_code in (200, 400), q
            assert time.process_time() - started < 1, q

    @pytest.mark.parametrize("query", ["q=%ff%fe", "q=%ED%A0%80", "q=%00", "q", "q=a&q=b", "q=a&page=", "q=a;b", "%"])
    def test_broken_addresses(self, client, query):
        assert client.get(f"/search/?{query}").status_code in (200, 400, 404)

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=60))
    def test_any_text(self, client, db, q):
        assert client.get("/search/", {"q": q}).status_code == 200

    def test_facets_cannot_be_typed(self, client, story):
        entry = SearchEntry.objects.get()
        for token in entry.facets.split():
            assert titles(client, token) == [], token


class TestCost:
    def test_the_same_queries_however_much_is_found(self, client):
        def make(n):
            for _ in range(n):
                company = make_company()
                story("Lantern story", tags=[company, make_person(), company.name + " topic"])

        assert same_queries(make, lambda: client.get("/search/?q=lantern")) <= 6
        assert same_queries(make, lambda: client.get("/search/feed.json?q=lantern")) <= 5

    @pytest.mark.parametrize(
        "values",
        [
            {"q": "guo hong"},
            {"q": "郭洪 phones", "company": "xiaomi"},
            {"q": "xiaomo parks zzyzx", "company": "xiaomi", "section": "enterprises"},
            {"q": "xiaomo parks zzyzx"},
            {"q": "guo hong", "person": "guo-hong", "topic": "start-ups"},
            {"q": "guo -hong", "person": "guo-hong", "section": "enterprises"},
            {"q": "park zzyzx -aims", "person": "guo-hong"},
        ],
    )
    def test_never_more_than_eight(self, client, story, values):
        with CaptureQueriesContext(connection) as captured:
            ask(client, **values)
        assert len(captured) <= 8, "\n".join(query["sql"][:80] for query in captured)

    @pytest.fixture
    def five_at_most(self, monkeypatch):
        monkeypatch.setattr("newsroom.public.search.find.NEWEST", 5)
        monkeypatch.setattr("newsroom.models.search.questions.SLACK", 0)

    def test_of_very_many_hits_only_the_newest_are_ranked(self, client, five_at_most):
        for n in range(8):
            story(f"Evening {n}", body="<p>A lantern.</p>", backdated_to=DAY + datetime.timedelta(days=n))
        assert titles(client, "lantern") == [f"Evening {n}" for n in (7, 6, 5, 4, 3)]
        assert "More than 5 stories" in page(client, "lantern")

    def test_stories_that_wait_for_their_moment_hide_none(self, client, five_at_most):
        for n in range(7):
            story(f"Lantern {n}", backdated_to=DAY + datetime.timedelta(days=n))
        story("Evening", body="<p>A lantern.</p>", backdated_to=DAY + datetime.timedelta(days=9))
        for n in range(12):
            article = make_article(f"Lantern to come {n}")
            make.schedule(article, at=timezone.now() + datetime.timedelta(hours=1))
        found = titles(client, "lantern")
        assert len(found) == 8
        assert not any("come" in title for title in found)

    def test_but_those_that_have_it_in_their_headline_or_names_stand_before_them_however_old(
        self, client, five_at_most
    ):
        old = DAY - datetime.timedelta(days=3000)
        story("A lantern festival", backdated_to=old)
        story("Whom the park honours", tags=["lantern makers"], backdated_to=old - datetime.timedelta(days=1))
        story("Half of it", body="<p>Festival.</p>", tags=["lantern makers"], backdated_to=old)
        for n in range(8):
            story(f"Evening {n}", body="<p>A lantern festival.</p>", backdated_to=DAY + datetime.timedelta(days=n))
        evenings = [f"Evening {n}" for n in (7, 6, 5, 4, 3)]
        assert titles(client, "lantern festival")[:6] == ["A lantern festival", *evenings]
        assert sorted(titles(client, "lantern")[:3]) == ["A lantern festival", "Half of it", "Whom the park honours"]
        assert titles(client, "lantern", sort="date") == evenings
        assert titles(client, "lantern", year="2013") == evenings


class TestRanking:
    """BM25 by hand, which both databases must agree with."""

    def test_scores(self):
        texts = ["robot", "robot and battery", "battery battery battery", "solar", "wind and sun and water"]
        for n, text in enumerate(texts):
            story(text.capitalize(), body=f"<p>{text}</p>", backdated_to=DAY - datetime.timedelta(days=n))
        question = search.Question(units=(((("robot",),),), ((("batteri",),),)), any_unit=True)
        hits = search.engine().ask(question, SearchEntry.objects.all(), search.Bounds(10)).hits
        scores = [round(hit.score, 3) for hit in hits]
        lengths = list(SearchEntry.objects.order_by("-id").values_list("length", flat=True))
        usual = sum(lengths) / len(lengths)

        def part(found, length):
            rarity = 0.3364722366212129  # log((5 - 2 + 0.5) / (2 + 0.5))
            return rarity * found * 2.2 / (found + 1.2 * (0.25 + 0.75 * length / usual))

        expected = [part(6, lengths[0]), 2 * part(6, lengths[1]), part(18, lengths[2])]
        assert scores == pytest.approx(expected, abs=0.01)

    def test_a_common_word_is_ranked_as_any_other(self, monkeypatch):
        """Though SQLite doesn't ask FTS5 for it, and PostgreSQL not an exact number of stories."""
        for n, text in enumerate(["robot robot robot", "robot and battery", "battery or a robot and a robot", "solar"]):
            story(text.capitalize(), body=f"<p>{text} {text}</p>", standfirst=f"A {text}.", tags=[f"robot {n}"])
        for n in range(6):
            story(f"Other {n}")
        units = (((("robot",),),), ((("batteri",),), (("a", "robot"),)))
        question = search.Question(units, any_unit=True)

        def scores():
            return {hit.id: hit.score for hit in search.engine().ask(question, entries, search.Bounds(10)).hits}

        entries = SearchEntry.objects.all()
        rare = scores()
        assert len(rare) == 4
        monkeypatch.setattr("newsroom.models.search.questions.COMMON", 3)
        assert scores() == pytest.approx(rare, abs=0.01)

    def test_a_phrase_counts_as_often_as_it_stands(self):
        story("New energy", body="<p>New energy and energy, new and old, new energy.</p>", tags=["new energy"])
        for n in range(4):
            story(f"Other {n}")
        phrase = search.Question(units=(((("new", "energi"),),),))
        (hit,) = search.engine().ask(phrase, SearchEntry.objects.all(), search.Bounds(10)).hits
        length = SearchEntry.objects.get(pk=hit.id).length
        usual = sum(SearchEntry.objects.values_list("length", flat=True)) / 5
        found = 5 + 4 + 2
        assert hit.score == pytest.approx(
            1.0986 * found * 2.2 / (found + 1.2 * (0.25 + 0.75 * length / usual)), abs=0.01
        )


class TestRebuilding:
    def test_gives_the_same_index(self, client, story, capsys):
        for n in range(3):
            make_edition(f"Park number {n}", tags=["parks"], backdated_to=DAY - datetime.timedelta(days=n))
        before = list(SearchEntry.objects.order_by("pk").values_list())
        found = json.dumps(feed(client, "park"))
        search.empty()
        search.rebuild_names()
        assert titles(client, "park") == []
        call_command("rebuild_search")
        assert "4 editions" in capsys.readouterr().out
        assert list(SearchEntry.objects.order_by("pk").values_list()) == before
        assert json.dumps(feed(client, "park")) == found

    def test_goes_on_where_it_stopped(self, client, monkeypatch):
        monkeypatch.setattr("newsroom.models.search.entries.BATCH", 2)
        for n in range(5):
            story(f"Lantern {n}", backdated_to=DAY + datetime.timedelta(days=n))
        search.empty()
        _, (moment, pk) = next(search.rebuild())
        assert SearchEntry.objects.count() == 2
        call_command("rebuild_search", "--resume", f"{moment.isoformat()},{pk}", verbosity=0)
        assert len(titles(client, "lantern")) == 5
