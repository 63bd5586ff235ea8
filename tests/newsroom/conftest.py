import atexit
import os
import secrets
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import dj_database_url
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from PIL import Image

from newsroom.demo import site
from tests import once

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def one_connection(db, monkeypatch):
    """For a test that calls the site as a server does: the test's open transaction is not taken for a lost one."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def small_drawings(monkeypatch):
    """The demo with small pictures of one colour: drawing is tested by itself, and takes its time."""
    monkeypatch.setattr(site, "draw", lambda key, *, width, height: Image.new("RGB", (64, 40), "teal"))


@contextmanager
def own_site(folder: Path, *, is_migrated: bool = True, postgres: str = ""):
    """SQLite in a file, or a new database on the PostgreSQL server that the suite runs against, or on another.

    Migrated once for each run of the tests, or for each server of PostgreSQL and process, and from then on copied. Its
    static files are those of the run, and not to be written to.
    """
    environment = _at(folder) | {"STATIC_ROOT": str(once.made("static", _collect)), "LOG_LEVEL": "WARNING"}
    drop = lambda: None  # noqa: E731
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        server = postgres or os.environ["DATABASE_URL"]
        template = _template(server) if is_migrated else "template1"
        environment["DATABASE_URL"], drop = _database_of_its_own(server, template)
    else:
        environment.pop("DATABASE_URL", None)
        if is_migrated:
            folder.mkdir(exist_ok=True)
            shutil.copy(once.made("migrated", _migrate) / "newsroom.sqlite3", folder)
    try:
        yield environment
    finally:
        drop()


def _at(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONPATH": str(ROOT),
    }


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def _collect(folder: Path) -> None:
    _manage(_at(folder) | {"STATIC_ROOT": str(folder)}, "collectstatic", "--no-input", "-v0")


def _migrate(folder: Path) -> None:
    environment = _at(folder)
    environment.pop("DATABASE_URL", None)
    _manage(environment, "migrate", "-v0")


@cache
def _template(server: str) -> str:
    """The name of the database on that server from which those of migrated sites are copied."""
    url, drop = _database_of_its_own(server)

    @atexit.register
    def clear_away() -> None:
        with suppress(psycopg.OperationalError):  # a server of the tests' own has gone by then
            drop()

    _manage(_at(settings.DATA_DIR) | {"DATABASE_URL": url}, "migrate", "-v0")
    return dj_database_url.parse(url)["NAME"]


def _database_of_its_own(url: str, template: str = "template1"):
    given = dj_database_url.parse(url)
    name = f"contest_{secrets.token_hex(6)}"
    options = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    options |= {key: value for key, value in given.get("OPTIONS", {}).items() if key == "host"}
    options = {key: value for key, value in options.items() if value}

    def run(statement):
        with psycopg.connect(dbname="postgres", autocommit=True, **options) as connection:
            connection.execute(statement)

    run(f"CREATE DATABASE {name} TEMPLATE {template}")
    return url.replace(f"/{given['NAME']}", f"/{name}", 1), lambda: run(f"DROP DATABASE {name} WITH (FORCE)")
