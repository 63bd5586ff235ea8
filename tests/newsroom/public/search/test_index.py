"""The index of words: made by a step or anew it is the same, and stories are found by it, not by reading all."""

import datetime
import re

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.demo.make import make_company
from newsroom.models import Edition, SearchEntry, SearchName, search
from tests.newsroom.public.conftest import DAY

from .asking import story

pytestmark = pytest.mark.django_db

VECTOR, COLUMN = "vector::text", "c0 || '|' || c1 || '|' || c2 || '|' || c4"


def index() -> tuple[list, list]:
    """What stands in both tables."""
    is_postgres = connection.vendor == "postgresql"
    table = "newsroom_searchtext" if is_postgres else "newsroom_searchtext_content"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {VECTOR if is_postgres else COLUMN} FROM {table} ORDER BY 1")  # noqa: S608
        texts = cursor.fetchall()
    return texts, list(SearchEntry.objects.order_by("pk").values_list("pk", "length", "facets", "above"))


def test_made_anew_it_says_what_publishing_wrote():
    lenovo = make_company("Lenovo", chinese_name="聯中", aliases=["LNV"])
    story("後中", language="zh-Hant", body="<p>發中 and a dash – 中.</p>", tags=[lenovo], standfirst="臺中")
    story("Robots learn to learn 学习", tags=["new energy"], standfirst="Learning, it’s said.")
    story("Of three", standfirst="", tags=[], backdated_to=DAY)

    def everything():
        return index(), list(SearchName.objects.order_by("text", "pk").values_list("text", "key"))

    written = everything()
    with connection.cursor() as cursor:
        for table in ("newsroom_searchtext", "newsroom_searchentry"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    search.rebuild_names()
    for _ in search.rebuild():
        pass
    assert everything() == written


def test_no_phrase_reaches_from_the_headline_into_the_names():
    story("Ends with alpha", tags=["beta works"])
    story("An alpha beta headline")
    phrase = search.Question(units=(((("alpha", "beta"),),),))
    engine = search.engine()
    for query in (engine.query(phrase), engine.query(phrase, marks=search.questions.ABOVE)):
        sql, params = engine.matching(query)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS found", params)  # noqa: S608
            assert cursor.fetchone() == (1,), query


def test_whoever_wants_all_stories_with_a_phrase_gets_all(monkeypatch):
    monkeypatch.setattr("newsroom.models.search.tsvector.MOST_LOOKED_INTO", 2, raising=False)
    story("New energy", backdated_to=DAY)
    for n in range(4):
        story(f"Energy for the new {n}", backdated_to=DAY + datetime.timedelta(days=1 + n))
    phrase = search.Question(units=(((("new", "energi"),),),))
    assert len(search.engine().editions(phrase, SearchEntry.objects.all())) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 has no other way than its index")
@pytest.mark.parametrize("loosely", [None, "'new' & 'energi'"])
def test_postgresql_reads_no_story_to_find_one(loosely):
    """Its planner takes looking into a vector for free, and would look into all of them."""
    for n in range(30):
        story(f"Lantern {n}", body="<p>New energy.</p>", backdated_to=DAY + datetime.timedelta(days=n))

    def scans(sql, params):
        """How often the table was read from end to end, and by an index."""
        asked = "SELECT seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'newsroom_searchtext'"
        with connection.cursor() as cursor:
            cursor.execute(asked)
            before = cursor.fetchone()
            cursor.execute(sql, params)
            assert len(cursor.fetchall()) == 30
            cursor.execute(asked)
            return tuple(after - was for after, was in zip(cursor.fetchone(), before, strict=True))

    sql, params = search.engine().matching("'new' <-> 'energi'", loosely)
    if loosely is None:
        sql, params = search.engine().matching("'lantern'")
        assert scans("SELECT 1 FROM newsroom_searchtext WHERE vector @@ 'lantern'::tsquery", ()) == (1, 0)
    assert scans(sql, params) == (0, 1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 stops by itself")
def test_a_common_word_that_somebody_types_reads_few_headlines(monkeypatch):
    monkeypatch.setattr(search.questions, "SLACK", 1)
    for n in range(9):
        story(f"Lantern {n}", backdated_to=DAY + datetime.timedelta(days=n))
    read = []

    def look(execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", params)
            read.extend(re.findall(r"Function Scan on newsroom_search.*?actual rows=(\d+)", f"{cursor.fetchall()}"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        assert len(search.engine().headlines([], ["lant"], SearchEntry.objects.all(), most=2)) == 2
    assert read == ["3"]


def test_headlines_that_nobody_may_see_hide_none_from_whoever_types(monkeypatch):
    monkeypatch.setattr(search.questions, "SLACK", 1)
    first = [story(f"Lantern {n}", backdated_to=DAY + datetime.timedelta(days=n)).pk for n in range(9)][:2]
    seen = SearchEntry.objects.filter(edition__in=first)
    assert search.engine().headlines([], ["lant"], seen, most=2) == first[::-1]


def test_a_headline_is_found_by_its_phrase_however_old_it_is(monkeypatch):
    monkeypatch.setattr("newsroom.models.search.tsvector.MOST_LOOKED_INTO", 2, raising=False)
    story("New energy", backdated_to=DAY)
    story("Works", tags=["New energy"], backdated_to=DAY)
    for n in range(4):
        story(f"Lamps {n}", body="<p>Energy for the new.</p>", backdated_to=DAY + datetime.timedelta(days=1 + n))
    phrase = search.Question(units=(((("new", "energi"),),),))
    entries = SearchEntry.objects.values("id", "edition_id", "facets", "length", "above")
    found = search.engine().ask(phrase, entries, search.Bounds(10))
    headlines = Edition.objects.filter(pk__in=[hit.edition for hit in found.hits]).values_list("headline", flat=True)
    assert sorted(headlines) == ["New energy", "Works"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 knows the places of words from its index")
def test_a_phrase_in_an_old_text_is_found_unless_it_takes_long_to_look_for(monkeypatch):
    monkeypatch.setattr("newsroom.models.search.tsvector.MANY_WORDS", 2)
    monkeypatch.setattr("newsroom.models.search.tsvector.MOST_OF_MANY_WORDS", 3)
    story("Old", body="<p>New energy works.</p>", backdated_to=DAY)
    for n in range(4):
        text = "<p>Energy for the new works.</p>"
        story(f"Lamps {n}", body=text, backdated_to=DAY + datetime.timedelta(days=1 + n))
    entries = SearchEntry.objects.values("id", "edition_id", "facets", "length", "above")
    for phrase, expected in ((("new", "energi"), 1), (("new", "energi", "work"), 0)):
        found = search.engine().ask(search.Question(units=(((phrase,),),)), entries, search.Bounds(10))
        assert len(found.hits) == expected, phrase


@pytest.mark.parametrize("most", [1, 2, 3, 5, 6, 9])
@pytest.mark.parametrize("recent", [1, 3, 5, 9])
def test_the_newest_with_a_word_are_the_newest_of_all(monkeypatch, most, recent):
    """Whichever years are looked at first, and whether they have enough or not."""
    monkeypatch.setattr("newsroom.models.search.tsvector.RECENT", recent, raising=False)
    monkeypatch.setattr("newsroom.models.search.questions.SLACK", 0)
    new_year = datetime.datetime(2016, 1, 1, tzinfo=timezone.get_current_timezone())
    for n in range(8):
        at = new_year + datetime.timedelta(days=400 * (n // 3), hours=n % 3 - 1)
        story("Other news" if n == 4 else f"Lantern {n}", backdated_to=at)
    entries = SearchEntry.objects.values("id", "edition_id", "facets", "length", "above")
    newest = list(Edition.objects.filter(headline__startswith="L").newest_first().values_list("pk", flat=True))
    found = search.engine().ask(search.Question(units=(((("lantern",),),),)), entries, search.Bounds(most))
    assert [hit.edition for hit in found.hits] == newest[:most]
    assert found.is_more == (most < len(newest))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 knows the places of words from its index")
def test_a_phrase_is_looked_for_in_the_years_that_have_enough_stories():
    """So that where all have its words the index need not give all of them."""
    years = (2013, 2013, 2014, 2014, 2014, 2015)
    found = [story(f"Energy for the new {n}", backdated_to=DAY.replace(year=year)).pk for n, year in enumerate(years)]

    def looked_into(most, recent):
        asked = "SELECT id & %s FROM newsroom_search('new', 'new & energi', %s, NULL, %s::tsquery) AS id"
        with connection.cursor() as cursor:
            cursor.execute(asked, [2**search.questions.EDITION_BITS - 1, most, recent])
            return [row[0] for row in cursor.fetchall()]

    assert looked_into(2, "'§y2013'") == found[1::-1]
    assert looked_into(5, "'§y2013' | '§y2014'") == found[4::-1]
    assert looked_into(6, "'§y2013'") == looked_into(None, "'§y2013'") == found[::-1]  # these years have too few


def test_who_took_a_picture_is_no_word_of_the_text():
    """A gallery says it many times over, and would come first for the words of its credits."""
    figure = (
        '<figure><img src="/media/photos/x.jpg" alt="A"><figcaption>Tower <cite>By Desk</cite></figcaption></figure>'
    )
    quotation = "<blockquote><p>Hm.</p><cite>Guo Hong</cite></blockquote>"
    assert search.plain_text(figure * 2 + quotation).split() == ["Tower", "Tower", "Hm.", "Guo", "Hong"]
