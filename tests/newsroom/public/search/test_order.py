"""The index of words is kept in order while people go on writing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.desk import tick
from newsroom.models import SearchEntry, search
from newsroom.models.search import fts5

from .asking import story

pytestmark = pytest.mark.django_db(transaction=True)
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no pieces")

LANTERN = search.Question(units=(((("lantern",),),),))


def write(stories: int) -> list[int]:
    """Stories of a few pages each, each in a transaction, into an empty index; gives their editions."""
    search.empty()
    made = [story("Lantern", body=f"<p>{' '.join(f'n{n}word{m}' for m in range(900))}</p>") for n in range(stories)]
    return [edition.pk for edition in made]


def found() -> list[int]:
    return sorted(search.engine().editions(LANTERN, SearchEntry.objects.all()))


def pieces() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT segid) FROM newsroom_searchtext_idx")
        return cursor.fetchone()[0]


@only_sqlite
def test_the_tick_leaves_few_pieces_of_many(monkeypatch):
    monkeypatch.setattr(fts5, "MOST_PIECES", 2)
    written = write(7)
    assert pieces() > 2
    assert not tick.run().has_failed
    assert pieces() <= 2
    assert found() == written


@only_sqlite
def test_few_pieces_are_left_alone():
    write(2)
    before = pieces()
    assert before > 1
    search.mend(seconds=5)
    assert pieces() == before


@only_sqlite
def test_nobody_waits_for_more_than_a_few_pages(monkeypatch):
    monkeypatch.setattr(fts5, "MOST_PIECES", 2)
    monkeypatch.setattr(fts5, "PAGES", 3)
    written, changes = write(7), []
    mend = search.engine().mend

    def step():
        before = connection.connection.total_changes
        is_left = mend()
        changes.append(connection.connection.total_changes - before)
        assert found() == written
        return is_left

    monkeypatch.setattr(search.engine(), "mend", step, raising=False)
    search.mend(seconds=0)
    assert changes == []
    with CaptureQueriesContext(connection) as asked:
        search.mend(seconds=30)
    assert pieces() <= 2
    assert len(changes) > 4
    assert max(changes) < sum(changes) / 3
    assert len([query for query in asked if query["sql"].startswith("BEGIN")]) == len(changes)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite sorts in what is written at once")
def test_the_tick_leaves_nothing_unsorted():
    written = write(3)
    with connection.cursor() as cursor:
        assert not tick.run().has_failed
        cursor.execute("SELECT gin_clean_pending_list('newsroom_searchtext_vector')")
        assert cursor.fetchone() == (0,)
        story("Lantern")
        cursor.execute("SELECT gin_clean_pending_list('newsroom_searchtext_vector')")
        assert cursor.fetchone()[0] > 0
    assert set(written) < set(found())
