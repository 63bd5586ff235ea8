"""The engine of the database is Django's, and gives what Django's gives."""

import sqlite3

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.test.utils import CaptureQueriesContext

from newsroom.models import StoryCard
from newsroom.running import trouble
from newsroom.running.sqlite3.base import Cursor, DatabaseWrapper

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the engine of PostgreSQL changes no question")


@pytest.mark.parametrize("query", ["SELECT %s, '%%s', '%%'", "SELECT '100%% of %%d', %s", "SELECT 1"])
def test_questions_become_what_django_makes_of_them(query):
    for _ in range(2):
        assert Cursor.convert_query(None, query) == SQLiteCursorWrapper.convert_query(None, query)


@pytest.mark.django_db
def test_values_have_their_places_by_number_and_by_name():
    with connection.cursor() as cursor:
        assert type(cursor.cursor) is Cursor
        for _ in range(2):
            assert cursor.execute("SELECT %s, '%%s', %s", ("a %s", 2)).fetchall() == [("a %s", "%s", 2)]
            assert cursor.execute("SELECT %(b)s, %(a)s", {"a": 1, "b": "%s"}).fetchall() == [("%s", 1)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_CORRUPT", OperationalError),
        ("SQLITE_CORRUPT_VTAB", OperationalError),
        ("SQLITE_NOTADB", OperationalError),
        ("SQLITE_ERROR", DatabaseError),
    ],
)
def test_a_disk_that_cannot_be_read_is_the_machines_fault(name, kind):
    """To SQLite the file is malformed then, as where it is damaged."""
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorname = name
    with pytest.raises(DatabaseError) as raised, DatabaseWrapper({}).wrap_database_errors:
        raise error
    assert type(raised.value) is kind
    assert raised.value.__cause__ is error
    assert trouble.is_damaged(raised.value) == (kind is OperationalError)


@pytest.mark.django_db
def test_the_first_question_of_a_thread_begins_no_transaction():
    """Django asks in one whether SQLite knows JSON, and ours begin as writers do: a reader would wait for one."""
    new = connection.copy()
    with CaptureQueriesContext(connection) as captured:
        assert new.features.supports_json_field
        assert list(StoryCard.objects.filter(shown__headline="One")) == []
    assert [query["sql"][:6] for query in captured] == ["SELECT"]
