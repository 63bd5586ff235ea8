"""How the database finds what a page shows: off an index, with no look at all stories and no sorting of them."""

import datetime
import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from companies.models import Tag
from newsroom import social_cards
from newsroom.demo.make import make_company, make_edition, make_person

from .conftest import DAY

pytestmark = pytest.mark.django_db

# The tables that grow with every story.
GROWING = "newsroom_(?:edition|editiontag|editioncredit|editionmention|storycard|searchentry|correction|translation)"
LISTS = [
    "/", "/news/", "/news/?page=2", "/news/2013/", "/news/2013/10/", "/sections/news/", "/sections/news/?page=2",
    "/topics/shared/", "/topics/shared/?page=2", "/companies/hub/", "/companies/hub/?page=2", "/people/hu/",
    "/feed/", "/feed.atom", "/feed.json", "/sections/news/feed/", "/topics/shared/feed/", "/companies/hub/feed/",
    "/news-sitemap.xml", "/llms.txt", "/sitemap.xml", "/sitemap-2013.xml", "/sitemap-pages.xml",
    "/search/?q=stories", "/search/feed.json?q=stories", "/search/?q=hub",
]  # fmt: skip


@pytest.fixture(scope="module")
def stories(django_db_setup, django_db_blocker):
    """Once for all these tests, which only read; each of them is a savepoint within this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        company = make_company("Hub")
        person = make_person("Hu", title="Head", organisation=company)
        shared = Tag.objects.get_or_make(["shared"])["shared"]
        editions = [
            make_edition(
                f"Stories {n}",
                tags=[shared, company, person],
                credits=[{"name": "Hu", "person": person}],
                backdated_to=DAY + datetime.timedelta(minutes=n),
            )
            for n in range(25)
        ]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # With 25 rows reading all of them would be quicker; the question is whether there is another way.
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_bitmapscan = off")
                cursor.execute("SET LOCAL enable_sort = off")
                cursor.execute("SET LOCAL enable_incremental_sort = off")
        yield editions
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _many(monkeypatch):
    monkeypatch.setattr("newsroom.public.search.find.MANY", 20)  # of "hub" there are more


def plan(sql: str, params) -> list[str]:
    with connection.cursor() as cursor:
        how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{how} {sql}", params)
        return [row[3] if connection.vendor == "sqlite" else row[0] for row in cursor.fetchall()]


class Recorder:
    """Keeps what is asked with its parameters, which captured queries have put into the text."""

    def __init__(self):
        self.asked = []

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().startswith(("SELECT", "WITH", "(")):
            self.asked.append((sql, params))
        return execute(sql, params, many, context)


def walks_all(step: str) -> bool:
    """Whether a step of the plan reads a growing table from end to end."""
    if connection.vendor == "sqlite":
        # "SCAN … USING INDEX" follows the index in its order, and stops with the last row wanted.
        return re.search(rf"\bSCAN {GROWING}\b(?!.* USING )", step) is not None
    return re.search(rf"Seq Scan on {GROWING}\b", step) is not None


def sorts(step: str) -> bool:
    return "TEMP B-TREE FOR ORDER BY" in step or re.search(r"\bSort  ", step) is not None


# What is sorted was bounded before: by a list of ids, by one story or profile, by a limit inside, or is a small table.
FEW = re.compile(
    r' IN \(|"content_object_id" = |"edition_id" = |"slug" = |_id" = .* ORDER BY "(?:people|companies)_|hits'
    r'|newsroom_section"|newsroom_slot"|json_(?:group_array|agg)|searchtext|newsroom_search\('
)


@pytest.mark.parametrize("path", [*LISTS, "story"])
def test_a_page_reads_stretches_of_indexes(client, stories, path):
    if path == "story":
        path = stories[3].get_absolute_url()
    client.get(path)
    recorder = Recorder()
    with connection.execute_wrapper(recorder), CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    assert len(recorder.asked) == len(captured)
    wrong = []
    for sql, params in recorder.asked:
        steps = plan(sql, params)
        bad = [step for step in steps if walks_all(step) or (sorts(step) and not FEW.search(sql))]
        if bad:
            wrong.append("\n".join([sql[:600], *bad, *steps]))
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite looks each up, whatever there is")
@pytest.mark.parametrize(
    ("path", "asked", "looked_up"),
    [
        ("/companies/hub/", "'with', tag_id", "tag_id = counted.tag_id"),
        ("/people/hu/", "'with', tag_id", "tag_id = counted.tag_id"),
        ("/sitemap-pages.xml", "newsroom_editioncredit", "person_id = people_person.id"),
    ],
)
def test_what_is_asked_of_some_is_looked_up_for_these(client, stories, path, asked, looked_up):
    """To learn whether there is a row for each, the server would sooner read all companies, or all credits."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = on")  # then it is the cheapest way in tables as small as these
    client.get(path)
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        assert client.get(path).status_code == 200
    [steps] = [plan(*each) for each in recorder.asked if asked in each[0]]
    assert any(looked_up in step for step in steps), "\n".join(steps)


def test_a_social_card_finds_its_story_by_an_index(client, stories):
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        assert client.get(f"/media/{social_cards.name_of(stories[3])}").status_code == 302  # not drawn yet
    asked = [plan(*each) for each in recorder.asked if "public_id" in each[0]]
    assert len(asked) == 1
    if connection.vendor == "sqlite":  # PostgreSQL chooses by statistics, which so few rows don't give it
        assert any("edition_by_public_id" in step for step in asked[0]), asked
    assert not any(walks_all(step) for step in asked[0]), asked
    assert client.get(f"/media/{social_cards.name_of(stories[3])[:-20]}{'0' * 16}.jpg").status_code == 404


def test_a_list_without_its_index_would_be_found_out(stories):
    """The test above can fail: the same stories by something that no index has."""
    from newsroom.models import Edition

    sql, params = Edition.objects.order_by("headline").query.sql_with_params()
    assert any(walks_all(step) or sorts(step) for step in plan(sql, params))
    assert not FEW.search(sql)


@pytest.mark.parametrize("path", ["/news/?page=2", "/sections/news/?page=2"])
def test_a_page_far_down_is_counted_off_on_the_index_alone(client, stories, path):
    """Thousands of stories stand before it, and none of them is looked at."""
    client.get(path)
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        assert client.get(path).status_code == 200
    asked = [each for each in recorder.asked if each[0].endswith("OFFSET 20")]
    assert len(asked) == 1
    steps = "\n".join(plan(*asked[0]))
    assert re.search(r"COVERING INDEX edition_newest|Index Only Scan using edition_newest", steps), steps
