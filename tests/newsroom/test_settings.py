"""A site that is not set up says what is missing instead of starting half."""

import os
import runpy
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.desk import outbox

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {"SECRET_KEY": "k3y-of-n0-w0rth-" * 4, "ALLOWED_HOSTS": "news.example.org"}


def check(tmp_path, **environment) -> subprocess.CompletedProcess:
    inherited = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(tmp_path), "EMAIL_HOST": "mail.example.org", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (["SECRET_KEY"], "SECRET_KEY must be set"),
        (["ALLOWED_HOSTS"], "ALLOWED_HOSTS must be set"),
        (["SECRET_KEY", "ALLOWED_HOSTS"], "SECRET_KEY and ALLOWED_HOSTS must be set"),
    ],
)
def test_what_is_missing_is_named(tmp_path, missing, named):
    result = check(tmp_path, **{name: value for name, value in GIVEN.items() if name not in missing})
    assert result.returncode != 0
    assert named in result.stderr


def test_what_cannot_be_read_is_named(tmp_path):
    assert "HTTPS is 'perhaps'" in check(tmp_path, **GIVEN, HTTPS="perhaps").stderr


def test_a_folder_of_any_name_holds_the_data(tmp_path):
    folder = tmp_path / "a 100% odd?name#"
    folder.mkdir()
    assert check(folder, **GIVEN).returncode == 0


def test_an_address_of_the_database_that_cannot_be_read_is_not_repeated(tmp_path):
    """The server writes the whole chain of errors down, and the password stands in the address."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **GIVEN}
    ask = [sys.executable, "-c", "import newsroom.settings"]
    for address in ("postgres://desk:hunter2@host:port/news", "hunter2://desk:hunter2@host/news"):
        said = subprocess.run(
            ask, cwd=ROOT, env=environment | {"DATABASE_URL": address}, capture_output=True, text=True, check=False
        ).stderr
        assert "DATABASE_URL is no address of a database" in said
        assert "hunter2" not in said


@pytest.fixture
def read(monkeypatch, tmp_path):
    """What the settings come to in an environment."""

    def read(**environment):
        with monkeypatch.context() as patched:
            patched.setattr(os, "environ", {"DATA_DIR": str(tmp_path)} | GIVEN | environment)
            return SimpleNamespace(**runpy.run_path(str(ROOT / "newsroom" / "settings.py")))

    return read


@pytest.mark.parametrize(
    ("name", "value"),
    [("SQLITE_JOURNAL", "memory"), ("LOG_FORMAT", "xml"), ("SESSION_IDLE_MINUTES", "3 h"), ("BEHIND_PROXY", "nginx")],
)
def test_a_word_that_a_setting_does_not_know_is_refused(read, name, value):
    """Not taken for the usual one, which may be the weaker."""
    with pytest.raises(ImproperlyConfigured, match=f"{name} is '{value}'"):
        read(**{name: value})


def test_blanks_empty_parts_and_a_last_slash_are_no_part_of_a_value(read):
    given = {"ALLOWED_HOSTS": "a.example, ,b.example,", "SITE_URL": " https://a.example/ ", "SESSION_IDLE_MINUTES": " "}
    settings = read(**given, HTTPS="", SECOND_FACTOR=" ON ")
    assert (settings.ALLOWED_HOSTS, settings.SITE_URL) == (["a.example", "b.example"], "https://a.example")
    assert (settings.SESSION_IDLE_AGE, settings.HTTPS, settings.SECOND_FACTOR) == (3 * 60 * 60, False, True)
    assert read(SESSION_IDLE_MINUTES="5").SESSION_IDLE_AGE == 300


def test_what_was_told_saved_is_on_the_disk_and_no_log_is_kept_by_a_sqlite_that_can_break_it(read, monkeypatch):
    journals = {
        (3, 40, 1): "delete", (3, 44, 5): "delete", (3, 44, 6): "wal", (3, 45, 0): "delete", (3, 50, 6): "delete",
        (3, 50, 7): "wal", (3, 51, 2): "delete", (3, 51, 3): "wal", (3, 52, 0): "wal",
    }  # fmt: skip
    for version, journal in journals.items():
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        options = read().DATABASES["default"]["OPTIONS"]
        assert f"journal_mode={journal}; PRAGMA synchronous=EXTRA;" in options["init_command"], version
    # And a transaction that has read begins no write that is refused at once, or holds the readers up.
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_size_limit=67108864;PRAGMA cache_size=-16000; PRAGMA cache_spill=32768;" in options["init_command"]
    assert "journal_mode=wal;" in read(SQLITE_JOURNAL="wal").DATABASES["default"]["OPTIONS"]["init_command"]


def test_nobody_and_nothing_is_waited_for_without_end(read):
    assert 5 < read().DATABASES["default"]["OPTIONS"]["timeout"] < 30
    there = read(DATABASE_URL="postgres://li:x@db/news?sslmode=require").DATABASES["default"]
    assert there["ENGINE"] == "newsroom.running.postgresql"
    assert there["OPTIONS"] == {
        "sslmode": "require", "connect_timeout": 5, "prepare_threshold": 5,
        "options": "-c jit=off -c statement_timeout=15000 -c lock_timeout=5000"
        " -c idle_in_transaction_session_timeout=60000",
    }  # fmt: skip
    assert there["CONN_HEALTH_CHECKS"], "one that was cut is no connection to ask"
    mail = read(EMAIL_HOST="mail.example.org").MAILERS["default"]["OPTIONS"]
    assert 0 < mail["timeout"] < outbox.LEASE.total_seconds()
