"""The engine of the database is Django's, and gives what Django's gives."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.test.utils import CaptureQueriesContext

from newsroom.models import StoryCard
from newsroom.running import trouble
from newsroom.running.sqlite3 import state
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
    wrapper = DatabaseWrapper({})
    with pytest.raises(DatabaseError) as raised, wrapper.wrap_database_errors:
        raise error
    assert wrapper.errors_occurred, "it is looked at before it is used again"
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


@pytest.mark.parametrize("name", [":memory:", "file:x.sqlite3?mode=rwc", "file:x?mode=memory"])
def test_what_is_no_plain_file_has_no_queue(db, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    options = {"OPTIONS": {"transaction_mode": "IMMEDIATE"}, "NAME": name}
    wrapper = DatabaseWrapper(connection.settings_dict | options)
    wrapper.connect()
    wrapper._start_transaction_under_autocommit()
    wrapper.rollback()
    wrapper.connection.close()
    assert not list(tmp_path.rglob("*.turn"))


@pytest.fixture
def kept(db, tmp_path):
    """A connection to a file of its own, as a worker keeps it, and what a request reads over it."""
    file = tmp_path / "site.sqlite3"
    _say(file, "as it was")
    options = {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 600, "OPTIONS": {}}
    wrapper = DatabaseWrapper(connection.settings_dict | options | {"NAME": file})

    def ask():
        wrapper.close_if_unusable_or_obsolete()  # as the beginning of a request does
        with wrapper.cursor() as cursor:
            return cursor.execute("SELECT said FROM site").fetchone()[0]

    assert ask() == "as it was"
    yield file, wrapper, ask
    wrapper.close()


def _say(file, what):
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE site (said)")
        made.execute("INSERT INTO site VALUES (?)", [what])
        made.commit()


def test_a_file_that_is_put_in_the_place_of_another_is_read_from_the_next_request_on(kept, tmp_path, monkeypatch):
    file, wrapper, ask = kept
    opened = wrapper.connection
    assert ask() == "as it was"
    assert wrapper.connection is opened, "a connection is kept"
    shutil.move(file, tmp_path / "aside")
    assert ask() == "as it was"
    assert not file.exists(), "no empty file is made where one was moved away"
    _say(file, "as restored")
    with monkeypatch.context() as another_owner:
        another_owner.setattr(os, "access", lambda *_: False)
        assert ask() == "as it was"
    assert ask() == "as restored"


def test_a_file_that_may_be_written_again_is_opened_for_that(kept, monkeypatch):
    """SQLite opens for reading only what it may not write, and stays with that."""
    _, wrapper, ask = kept

    def may(*what):
        monkeypatch.setattr(os, "access", lambda _, asked: asked in what)

    opened = wrapper.connection
    may()
    ask()
    may(os.R_OK)
    ask()
    assert wrapper.connection is opened, "what is taken away takes nothing from who has it open"
    wrapper.close()
    ask()
    opened = wrapper.connection
    may(os.R_OK, os.W_OK)
    ask()
    assert wrapper.connection is not opened


def test_a_file_that_was_moved_away_or_may_not_be_written_is_told(kept, tmp_path, monkeypatch):
    file, wrapper, _ = kept
    assert state.wrong(wrapper) == ""
    for shut in (file, tmp_path):  # in the folder a journal is made for each transaction
        with monkeypatch.context() as another_owner:
            another_owner.setattr(os, "access", lambda path, _, shut=shut: path != shut)
            assert "takes no changes" in state.wrong(wrapper)
    shutil.move(file, tmp_path / "aside")
    assert "was moved or deleted under the running server" in state.wrong(wrapper)
    assert state.wrong(connection) == "", "one in memory has no file"


def test_a_log_that_was_deleted_under_the_running_server_is_told(kept):
    """SQLite writes on into the one that has no name any more, and calls everything stored."""
    file, wrapper, _ = kept
    with wrapper.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = wal").fetchone()
        cursor.execute("INSERT INTO site VALUES ('stored')")
    assert state.wrong(wrapper) == ""
    file.with_name(f"{file.name}-wal").unlink()
    assert "write-ahead log was deleted" in state.wrong(wrapper)
