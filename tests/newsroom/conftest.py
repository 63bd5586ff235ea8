import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def one_connection(db, monkeypatch):
    """For a test that calls the site as a server does: the test's open transaction is not taken for a lost one."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def site_environment(tmp_path):
    """The environment of a site of its own with an empty, migrated database, for processes that a test starts."""
    with own_site(tmp_path) as environment:
        yield environment


@contextmanager
def own_site(folder: Path, *, is_migrated: bool = True, postgres: str = ""):
    """SQLite in a file, or a new database on the PostgreSQL server that the suite runs against, or on another."""
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "WARNING",
    }
    drop = lambda: None  # noqa: E731
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        environment["DATABASE_URL"], drop = _database_of_its_own(postgres or os.environ["DATABASE_URL"])
    else:
        environment.pop("DATABASE_URL", None)
    if is_migrated:
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    try:
        yield environment
    finally:
        drop()


def _database_of_its_own(url: str):
    import dj_database_url
    import psycopg

    given = dj_database_url.parse(url)
    name = f"contest_{secrets.token_hex(6)}"
    options = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    options |= {key: value for key, value in given.get("OPTIONS", {}).items() if key == "host"}
    options = {key: value for key, value in options.items() if value}

    def run(statement):
        with psycopg.connect(dbname="postgres", autocommit=True, **options) as connection:
            connection.execute(statement)

    run(f"CREATE DATABASE {name}")
    return url.replace(f"/{given['NAME']}", f"/{name}", 1), lambda: run(f"DROP DATABASE {name} WITH (FORCE)")
