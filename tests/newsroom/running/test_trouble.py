"""Whoever runs the server reads a sentence where something is not in order, and what to do; no traceback."""

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError

from newsroom.running import trouble
from newsroom.running.shared_cache import CacheAway

ROOT = Path(__file__).resolve().parents[3]


def small(path):
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE there (filling)")
    made.close()


def junk(path):
    path.write_bytes(b"\xab" * 20_000)


def without_its_tables(path):
    small(path)
    with path.open("r+b") as opened:
        opened.seek(100)
        opened.write(b"\xab" * 3900)


def without_its_words(path):
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE VIRTUAL TABLE there USING fts5(said)")
        made.execute("INSERT INTO there VALUES ('some words')")
        made.commit()
        made.execute("DELETE FROM there_data WHERE id > 20")
        made.commit()


def as_django_raises(cause: Exception) -> DatabaseError:
    error = DatabaseError(*cause.args) if getattr(cause, "sqlstate", "") else OperationalError(*cause.args)
    error.__cause__ = cause
    return error


def failure(path, question) -> DatabaseError:
    with pytest.raises(sqlite3.Error) as raised, closing(sqlite3.connect(path, timeout=0.1)) as connection:
        connection.executescript(question)
    return as_django_raises(raised.value)


@pytest.mark.parametrize(
    ("spoil", "question", "said"),
    [
        (junk, "SELECT 1 FROM there", "is no database of SQLite"),
        (without_its_tables, "SELECT 1 FROM there", "is damaged"),
        (without_its_words, "SELECT rowid FROM there WHERE there MATCH 'word'", "“manage.py rebuild_search”"),
        (Path.mkdir, "SELECT 1", "cannot be opened"),
        (Path.touch, "SELECT 1 FROM there", "Run “manage.py migrate”"),
        (small, "SELECT filling, other FROM there", "Run “manage.py migrate”"),
        (small, "INSERT INTO there (other) VALUES (1)", "Run “manage.py migrate”"),
        (small, "PRAGMA query_only = 1; INSERT INTO there VALUES (1)", "cannot be written"),
        (small, "PRAGMA max_page_count = 2; INSERT INTO there VALUES (zeroblob(90000))", "is full"),
    ],
)
def test_each_trouble_with_a_file_of_sqlite_has_its_sentence(tmp_path, spoil, question, said):
    spoil(tmp_path / "x.sqlite3")
    assert said in trouble.in_words(failure(tmp_path / "x.sqlite3", question))


def test_somebody_else_who_writes_all_the_time_is_named(tmp_path):
    small(tmp_path / "x.sqlite3")
    with closing(sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert "Somebody else has been writing" in trouble.in_words(
            failure(tmp_path / "x.sqlite3", "SELECT 1 FROM there")
        )


def test_a_postgresql_that_is_away_is_named_without_the_password():
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect("postgres://park:s3cret@127.0.0.1:1/news", connect_timeout=2)
    said = trouble.in_words(as_django_raises(refused.value))
    assert "does not answer" in said
    assert "Is it running, and is DATABASE_URL right?" in said
    assert "s3cret" not in said


def test_a_text_that_cannot_be_decoded_is_told_without_the_text():
    cause = sqlite3.OperationalError("Could not decode to UTF-8 column 'body' with text 'Word of a draft'")
    said = trouble.in_words(as_django_raises(cause))
    assert "is damaged (Could not decode to UTF-8 column 'body')" in said
    assert "draft" not in said


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (psycopg.errors.UndefinedTable("relation does not exist"), "Run “manage.py migrate”"),
        (psycopg.errors.DiskFull("could not extend file"), "is full"),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), "takes no changes"),
        (psycopg.errors.InsufficientPrivilege("permission denied"), "may not do that"),
        (psycopg.errors.LockNotAvailable("canceling statement"), "Somebody else"),
        (psycopg.OperationalError('FATAL: password authentication failed for user "park"'), "refuses the user"),
        (psycopg.OperationalError("FATAL: sorry, too many clients already"), "as many connections as it may"),
        (psycopg.OperationalError('FATAL: database "news" does not exist'), "no database of that name"),
        (psycopg.OperationalError("FATAL: no pg_hba.conf entry for host"), "refuses the user"),
        (psycopg.OperationalError('FATAL: role "park" does not exist'), "refuses the user"),
        (psycopg.OperationalError("FATAL: remaining connection slots are reserved"), "as many connections as it may"),
        (psycopg.errors.UndefinedColumn("column does not exist"), "Run “manage.py migrate”"),
        (psycopg.errors.InvalidPassword("no"), "refuses the user"),
        (psycopg.errors.InvalidCatalogName("no"), "no database of that name"),
        (psycopg.errors.TooManyConnections("no"), "as many connections as it may"),
        (psycopg.errors.AdminShutdown("terminating\nconnection"), "took too long (terminating connection)"),
    ],
)
def test_each_trouble_with_postgresql_has_its_sentence(cause, said):
    assert said in trouble.in_words(as_django_raises(cause))


@pytest.mark.parametrize(
    ("name", "said"), [("SQLITE_PERM", "may not be opened by this user"), ("SQLITE_LOCKED", "Somebody else holds")]
)
def test_what_no_file_of_a_test_can_be_brought_to_has_its_sentence_too(name, said):
    cause = sqlite3.OperationalError("no")
    cause.sqlite_errorname = name
    assert said in trouble.in_words(as_django_raises(cause))


def test_the_server_is_named_as_the_settings_name_it(settings, monkeypatch):
    for given, place in (
        ({"HOST": "db", "PORT": "5433"}, "at db:5433 is"),
        ({"OPTIONS": {"host": "/run/postgres"}}, "at /run/postgres is"),
        ({}, "at this machine is"),
    ):
        monkeypatch.setitem(settings.DATABASES, "default", given)
        assert place in trouble.in_words(as_django_raises(psycopg.errors.AdminShutdown("no")))


def test_what_takes_nothing_more_and_what_takes_no_changes_are_known_by_their_names():
    """By these a form that comes back says what was wrong, and a page when to come again."""
    full = ["FULL", "CANTOPEN", "IOERR_WRITE", "IOERR_FSYNC", "IOERR_DIR_FSYNC"]
    for name in (*full, "READONLY", "READONLY_DBMOVED", "IOERR_READ", "BUSY"):
        cause = sqlite3.OperationalError("disk")
        cause.sqlite_errorname = f"SQLITE_{name}"
        error = as_django_raises(cause)
        assert (trouble.is_of_the_disk(error), trouble.is_read_only(error)) == (name in full, "READONLY" in name), name
    for cause in (
        psycopg.errors.DiskFull(),
        psycopg.errors.ReadOnlySqlTransaction(),
        psycopg.errors.LockNotAvailable(),
    ):
        error, name = as_django_raises(cause), type(cause).__name__
        assert (trouble.is_of_the_disk(error), trouble.is_read_only(error)) == ("Disk" in name, "Read" in name), name


def test_a_disk_a_setting_and_a_cache_have_theirs_and_a_mistake_of_ours_has_none(settings):
    assert trouble.in_words(OSError(errno.ENOSPC, "No space", "/data/x")).startswith("The disk is full: /data/x.")
    for number in (errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EIO):
        assert trouble.in_words(OSError(number, "no", "/data/x")).partition(": ")[2].startswith("/data/x.")
    assert trouble.in_words(OSError(errno.EIO, "no")).startswith("The disk failed.")
    assert "reading only" in trouble.in_words(OSError(errno.EROFS, "Read-only", "/data/x"))
    assert trouble.in_words(ImproperlyConfigured("X must be set.")) == "X must be set."
    assert "requirements-servers.txt" in trouble.in_words(ImproperlyConfigured("Error loading psycopg2 or psycopg"))
    assert "CACHE_URL" in trouble.in_words(CacheAway("away"))
    settings.MEDIA_ROOT = "/nowhere/of/ours/media"
    for lost in ("/nowhere/of/ours/media", "/nowhere"):
        assert "Is the disk mounted?" in trouble.in_words(OSError(errno.ENOENT, "none", lost))
    for name in ("STATIC_ROOT", "DATA_DIR"):
        setattr(settings, name, Path(f"/nowhere/{name}"))
        assert trouble.in_words(NotADirectoryError(errno.ENOTDIR, "none", f"/nowhere/{name}")).startswith(name)
    assert trouble.in_words(FileNotFoundError(errno.ENOENT, "none")) == ""
    for ours in (ValueError("x"), KeyError("x"), FileNotFoundError(errno.ENOENT, "none", "/x"), DatabaseError("x")):
        assert trouble.in_words(ours) == ""


def told() -> list:
    return [check for check in run_checks(databases=["default"]) if not check.is_silenced()]


@pytest.mark.django_db
def test_a_database_of_a_newer_program_is_not_migrated():
    assert told() == []
    for number in (9999, 10000):
        MigrationRecorder.Migration.objects.create(app="newsroom", name=f"{number:05}_from_the_future")
    (found,) = told()
    assert found.id == "newsroom.E010"
    assert "09999_from_the_future" in found.msg


@pytest.mark.django_db
def test_a_database_of_a_program_too_old_to_go_on_from_is_not_migrated():
    """Of the migrations that ours stand for, it applied some and not all."""
    recorded, disk = MigrationRecorder.Migration.objects, MigrationLoader(None).disk_migrations
    recorded.filter(app="newsroom", name__in=[name for app, name in disk if app == "newsroom"]).delete()
    assert told() == [], "all of them is as good as ours"
    recorded.filter(app="newsroom").latest("name").delete()
    (found,) = told()
    assert (found.id, "newsroom.0040" in found.hint) == ("newsroom.E016", True)


@pytest.mark.django_db
def test_what_our_own_program_took_back_is_migrated_again():
    disk = MigrationLoader(None).disk_migrations
    last = max(name for app, name in disk if app == "newsroom")
    gone = [last, *(name for app, name in disk["newsroom", last].replaces)]
    MigrationRecorder.Migration.objects.filter(app="newsroom", name__in=gone).delete()
    assert told() == []


@pytest.mark.django_db
def test_migrations_that_wait_are_named(monkeypatch):
    MigrationRecorder.Migration.objects.filter(app="people").delete()
    found = {check.id: check.msg for check in run_checks(databases=["default"], include_deployment_checks=True)}
    assert found["newsroom.E011"].startswith("1 migrations wait")


@pytest.fixture
def broken_site(tmp_path):
    junk(tmp_path / "newsroom.sqlite3")
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DEBUG": "0", "ALLOWED_HOSTS": "localhost"}
    environment |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "SECRET_KEY": "x" * 50, "DATABASE_URL": ""}
    return environment


def run(environment, *command):
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(("command", "said"), [("migrate", "newsroom.E009"), ("tick", "is no database of SQLite")])
def test_a_command_ends_with_the_sentence(broken_site, command, said):
    done = run(broken_site, "manage.py", command)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [("SECRET_KEY", ""), ("DATABASE_URL", "postgres://park:s3cret@host:port/x"), ("DATA_DIR", "/proc/nowhere")],
)
def test_a_setting_that_is_wrong_is_named(broken_site, setting, value):
    done = run(broken_site | {setting: value}, "manage.py", "check")
    assert done.returncode == 1
    assert done.stderr.startswith(setting)
    assert done.stderr.count("\n") == 1
    assert "s3cret" not in done.stderr


def test_a_server_that_cannot_start_says_why(broken_site):
    command = ("-m", "gunicorn", "newsroom.wsgi", "-c", "newsroom/gunicorn_conf.py", "--bind", "127.0.0.1:0")
    done = run(broken_site | {"SECRET_KEY": ""}, *command, "--workers", "1")
    assert done.returncode != 0
    assert "SECRET_KEY must be set" in done.stderr
    assert "Traceback" not in done.stderr
