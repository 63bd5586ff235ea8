"""The check that reads a whole database of SQLite: what it finds, where it is asked, and where it is not."""

import sqlite3
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import DatabaseError

from newsroom.running import system_checks


@pytest.fixture
def file(monkeypatch):
    """A database that says of itself what a test wants; gives what it was asked, and how often it was closed."""
    seen = SimpleNamespace(said="ok", indexes=[], asked=[], closed=0)

    @contextmanager
    def cursor():
        def execute(statement):
            seen.asked.append(statement)
            if isinstance(seen.said, Exception):
                raise seen.said
            return [(seen.said,)]

        yield SimpleNamespace(execute=execute)

    def close():
        seen.closed += 1

    database = SimpleNamespace(cursor=cursor, close=close, connection=None)
    monkeypatch.setattr(system_checks, "connections", {"default": database})
    monkeypatch.setattr(system_checks, "damaged", lambda raw: seen.indexes)
    monkeypatch.setattr(system_checks, "_is_sqlite", lambda: True)
    return seen


def found(**options):
    return [(check.id, check.msg) for check in system_checks.sound_file(None, **options)]


def test_a_file_that_is_whole_is_left_in_peace(file):
    assert found(databases=["default"]) == []
    assert file.asked == ["PRAGMA quick_check"]


@pytest.mark.parametrize("said", ["row 5 missing from index", DatabaseError("database disk image is malformed")])
def test_one_that_is_not_is_an_error_with_what_is_wrong(file, said):
    file.said = said
    assert found(databases=["default"]) == [("newsroom.E008", f"The database is damaged: {said}")]
    assert file.closed == isinstance(said, Exception), "whoever comes next opens it anew"


def test_an_index_of_words_that_decayed_is_no_damage_of_the_stories(file):
    file.said, file.indexes = "malformed inverted index for FTS5 table main.words", ["words"]
    ((identity, words),) = found(databases=["default"])
    assert identity == "newsroom.E014"
    assert "index of words words is damaged; the stories are not" in words


def test_an_index_that_cannot_be_asked_is_told_as_damage(file, monkeypatch):
    def fails(raw):
        raise sqlite3.DatabaseError("malformed")

    monkeypatch.setattr(system_checks, "damaged", fails)
    assert found(databases=["default"]) == [("newsroom.E008", "The database is damaged: malformed")]


@pytest.mark.parametrize("databases", [None, [], ["other"]])
def test_it_is_read_only_where_that_is_asked_for(file, databases):
    file.said = "damaged"
    assert found(databases=databases) == []
    assert not file.asked


def test_postgresql_looks_after_its_own_files(file, monkeypatch):
    monkeypatch.setattr(system_checks, "_is_sqlite", lambda: False)
    file.said = "damaged"
    assert found(databases=["default"]) == []
    assert not file.asked
