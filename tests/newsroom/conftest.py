import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
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

    Migrated once for each server and process of tests, and from then on copied.
    """
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "WARNING",
    }
    drop = lambda: None  # noqa: E731
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        server = postgres or os.environ["DATABASE_URL"]
        template = _template(server) if is_migrated else "template1"
        environment["DATABASE_URL"], drop = _database_of_its_own(server, template)
    else:
        environment.pop("DATABASE_URL", None)
        if is_migrated:
            folder.mkdir(exist_ok=True)
            shutil.copy(_template(), folder / "newsroom.sqlite3")
    try:
        yield environment
    finally:
        drop()


@cache
def _template(server: str = ""):
    """What a migrated site's database is copied from: a file, or a database on that PostgreSQL server."""
    folder = Path(tempfile.mkdtemp(dir=settings.DATA_DIR))
    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    if server:
        environment["DATABASE_URL"], drop = _database_of_its_own(server)

        @atexit.register
        def clear_away() -> None:
            with suppress(psycopg.OperationalError):  # a server of the tests' own has gone by then
                drop()

    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    if server:
        return dj_database_url.parse(environment["DATABASE_URL"])["NAME"]
    return folder / "newsroom.sqlite3"


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
