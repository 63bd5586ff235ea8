"""How a database is copied out, and what a copy is asked before it counts."""

import os
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from companies.models import Company, Tag
from newsroom.backups import content, databases
from newsroom.models import Vital


@pytest.fixture
def live(tmp_path):
    """A database of some pages, in which every row of one table points to one of another."""
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "CREATE TABLE whole (id INTEGER PRIMARY KEY, said TEXT); CREATE INDEX by_said ON whole (said);"
            "CREATE TABLE part (id INTEGER PRIMARY KEY, whole REFERENCES whole (id));"
        )
        made.executemany("INSERT INTO whole VALUES (?, ?)", [(n, f"row {n} " + "x" * 200) for n in range(500)])
        made.execute("INSERT INTO part VALUES (1, 7)")
        made.commit()
    return path


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute("SELECT COUNT(*) FROM whole").fetchone()[0]


def test_a_copy_is_whole_and_on_the_disk(live, tmp_path, monkeypatch):
    synced, fsync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino) or fsync(handle))
    databases._copy_sqlite(live, tmp_path / "copy")
    assert rows(tmp_path / "copy") == 500
    assert (tmp_path / "copy").stat().st_ino in synced


def test_a_copy_with_a_page_that_decayed_does_not_count(live, tmp_path):
    """The page of an index, which copying does not look into."""
    with closing(sqlite3.connect(live)) as opened:
        page = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'by_said'").fetchone()[0]
    data = bytearray(live.read_bytes())
    data[page * 4096 - 50 : page * 4096 - 40] = b"y" * 10  # in the words that the rows are found by
    live.write_bytes(data)
    with pytest.raises(databases.DatabaseTroubled, match="is not sound"):
        databases._copy_sqlite(live, tmp_path / "copy")


@pytest.mark.parametrize("spoil", ["DELETE FROM words_data WHERE id > 20", "UPDATE words_data SET block = 'x'"])
def test_an_index_of_words_that_decayed_is_made_anew_in_the_copy_and_said(live, tmp_path, caplog, spoil):
    with closing(sqlite3.connect(live)) as opened:
        opened.execute("CREATE VIRTUAL TABLE words USING fts5(said)")
        opened.execute("INSERT INTO words VALUES ('lidar')")
        opened.commit()
        opened.execute(spoil)
        opened.commit()
    databases._copy_sqlite(live, tmp_path / "copy")
    assert "manage.py rebuild_search" in caplog.text
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT said FROM words WHERE words MATCH 'lidar'").fetchall() == [("lidar",)]


def test_rows_that_point_nowhere_are_named_by_kind(live, tmp_path):
    with closing(sqlite3.connect(live)) as opened:
        opened.execute("UPDATE part SET whole = 9000")
        opened.executemany("INSERT INTO part (whole) VALUES (?)", [[9001]] * 6)
        opened.commit()
    databases._copy_sqlite(live, tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        (said,) = databases._astray(copy.cursor())
    assert said == "7 rows of part point to rows of whole that are not there (rowid 1, 2, 3, 4, 5 …)"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["ok"], ""),
        (["malformed inverted index for FTS5 table main.words"], ""),  # as SQLite from 3.44 on says it
        (["malformed inverted index for FTS5 table main.words", "row 5 missing from index"], "row 5 missing"),
    ],
)
def test_a_copy_of_which_an_index_of_words_alone_is_damaged_is_put_back(tmp_path, monkeypatch, lines, said):
    """That is made anew of the stories, and the stories are what somebody wants back."""
    answers = iter([[(line,) for line in lines], [("whole",)]])
    copy = SimpleNamespace(execute=lambda statement: next(answers), close=lambda: None)
    monkeypatch.setattr(databases.sqlite3, "connect", lambda *args, **options: copy)
    with pytest.raises(databases.DatabaseTroubled, match=said) if said else nullcontext():
        databases.look_over(tmp_path / "copy", ["whole"])


def test_what_is_no_database_is_said_to_be_none(tmp_path):
    (tmp_path / "no database").write_bytes(b"x" * 9000)
    with pytest.raises(databases.DatabaseTroubled, match="could not be copied: file is not a database"):
        databases._copy_sqlite(tmp_path / "no database", tmp_path / "copy")


def test_with_a_write_ahead_log_it_is_copied_in_one_go(live, tmp_path, monkeypatch):
    """Nobody waits for that then, and a copy in steps would begin again with each change."""
    with closing(sqlite3.connect(live)) as opened:
        opened.execute("PRAGMA journal_mode = wal")
    monkeypatch.setattr(databases, "_copied_in_steps", lambda live, target: pytest.fail("In steps."))
    databases._copy_sqlite(live, tmp_path / "copy")
    assert rows(tmp_path / "copy") == 500


def test_with_a_rollback_journal_writers_get_in_between_two_steps(live, tmp_path):
    given = {}

    class Watched(sqlite3.Connection):
        def backup(self, target, **options):
            given.update(options)
            super().backup(target, **options)

    with closing(sqlite3.connect(live, factory=Watched)) as opened:
        assert databases._copied_in_steps(opened, tmp_path / "copy")
    assert given["pages"] * 4096 <= 64 * 1024**2, "writers wait for as long as a step takes"
    assert given["sleep"] >= 0.01


def test_a_copy_waits_for_writers_longer_than_a_save_would(live, tmp_path, monkeypatch):
    """As SQLite has it a connection waits for five seconds, and a site that is imported into may write for longer."""
    waits, connect = [], sqlite3.connect
    monkeypatch.setattr(
        databases.sqlite3, "connect", lambda path, **options: waits.append((path, options)) or connect(path, **options)
    )
    databases._copy_sqlite(live, tmp_path / "copy")
    assert dict(waits[:1])[live]["timeout"] >= 60


def test_a_second_connection_is_closed_and_forgotten_after_its_work(live):
    closed = []
    with databases.other("aside", {"ENGINE": "django.db.backends.sqlite3", "NAME": live}) as alias:
        assert connections[alias].settings_dict["NAME"] == live
        connections[alias] = SimpleNamespace(close=lambda: closed.append(alias))
    assert closed == ["aside"]
    assert "aside" not in connections.settings
    assert not hasattr(connections._connections, "aside")


def test_where_people_write_all_the_time_it_is_copied_in_one_go(live, tmp_path, monkeypatch):
    """Each change lets the copy in steps begin again: after some beginnings writers wait instead."""
    monkeypatch.setattr(databases, "STEP_PAGES", 1)
    monkeypatch.setattr(databases, "STEP_PAUSE", 0)
    steps = []

    class Busy(sqlite3.Connection):
        def backup(self, target, *, progress, **options):
            def step(status, remaining, total):
                steps.append(remaining)
                assert len(steps) < 200, "it never ends"
                if len(steps) % 5 == 0:
                    with closing(sqlite3.connect(live)) as somebody:
                        somebody.execute("INSERT INTO part (whole) VALUES (1)")
                        somebody.commit()
                progress(status, remaining, total)

            super().backup(target, progress=step, **options)

    with closing(sqlite3.connect(live, factory=Busy)) as opened:
        assert not databases._copied_in_steps(opened, tmp_path / "copy")
    monkeypatch.setattr(databases, "_copied_in_steps", lambda live, target: target.write_bytes(b"half") and False)
    databases._copy_sqlite(live, tmp_path / "copy")
    assert rows(tmp_path / "copy") == 500


# PostgreSQL's own programs


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """Stands where pg_dump would, and does what it is told."""

    def write(script):
        path = tmp_path / "pg_dump"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)

    monkeypatch.setattr(databases.shutil, "which", lambda name: str(tmp_path / name) if name == "pg_dump" else None)
    monkeypatch.setattr(databases, "glob", lambda pattern: [])
    return write


def test_a_tool_that_fails_makes_no_backup_and_one_that_is_missing_is_named(tool):
    tool("echo 'no space left' >&2; exit 1")
    with pytest.raises(databases.DatabaseTroubled, match="pg_dump failed: no space left"):
        databases.run_tool("pg_dump", "--format=custom", with_database=False)
    with pytest.raises(databases.DatabaseTroubled, match="pg_restore is missing"):
        databases.run_tool("pg_restore", with_database=False)


def test_the_password_stands_on_no_list_of_processes(tool, tmp_path, monkeypatch):
    settings = {"NAME": "park", "USER": "us", "PASSWORD": "s3cret", "HOST": "db", "PORT": "", "OPTIONS": {}}
    monkeypatch.setattr(databases, "connection", SimpleNamespace(settings_dict=settings))
    tool(f'echo "$@" >{tmp_path}/said; echo "$PGPASSWORD $PGDATABASE $PGHOST" >{tmp_path}/known')
    databases.run_tool("pg_dump", "--format=custom")
    assert (tmp_path / "said").read_text() == "--format=custom\n"
    assert (tmp_path / "known").read_text() == "s3cret park db\n"


# What a database holds, in figures


@pytest.mark.parametrize(
    ("options", "known"),
    [
        ({"host": "/run/postgresql", "port": 5433}, {"PGHOST": "/run/postgresql", "PGPORT": "5433"}),
        ({"sslmode": "verify-full"}, {"PGSSLMODE": "verify-full"}),
        ({"sslrootcert": "/etc/ca.pem"}, {"PGSSLROOTCERT": "/etc/ca.pem"}),
    ],
)
def test_the_tools_connect_as_the_site_does(monkeypatch, options, known):
    """Without its demands on who answers they would take a stranger for the database, and give them the password."""
    settings = {"NAME": "park", "USER": "us", "PASSWORD": "s3cret", "HOST": "", "PORT": "", "OPTIONS": options}
    monkeypatch.setattr(databases, "connection", SimpleNamespace(settings_dict=settings))
    assert databases._postgresql_environment() == {"PGDATABASE": "park", "PGUSER": "us", "PGPASSWORD": "s3cret"} | known


@pytest.mark.django_db
def test_a_figure_changes_with_every_word_and_with_nothing_else():
    Company.objects.create(name="Acme", slug="acme")
    for name in ("b", "a"):
        Vital.objects.note(name)
    before = content.figures()
    assert before["companies_company"]["rows"] == 1
    Session.objects.create(session_key="somebodys", expire_date=timezone.now())
    assert content.figures() == before, "who is signed in is nothing to keep"
    Company.objects.update(summary="。")
    assert content.differences(before, content.figures()) == ["companies_company says something else in 1 rows"]
    assert Tag._meta.db_table in before
