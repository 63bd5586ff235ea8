"""A whole site with three workers that things are done to, an editor who writes in it, and a reader.

Everything is bounded in time and stays on the loopback.
"""

import http.client
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests.faults.postgres import OwnPostgres
from tests.newsroom.admin.screens import _Fields
from tests.newsroom.conftest import own_site
from tests.servers import Desk, Server

WORKERS, THREADS = 3, 4  # THREADS is what gunicorn_conf.py says


class Editor:
    """Somebody who is signed in and fills in forms, over a socket."""

    def __init__(self, desk: Desk, port: int, session: str):
        self.desk, self.port, self.cookies = desk, port, {"sessionid": session}

    def ago(self, **time) -> None:
        """Let the last click have been that long ago."""
        self.desk.do(
            "from django.contrib.sessions.backends.db import SessionStore",
            f"session = SessionStore({self.cookies['sessionid']!r})",
            f"session['seen_at'] -= timedelta(**{time!r}).total_seconds()",
            "session.save()",
        )

    def ask(self, method: str, path: str, body: str | bytes = "", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Host": "localhost", "Cookie": cookie} | headers
            if body:
                headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            answer.text = answer.read().decode(errors="replace")
            if found := re.search(r"csrftoken=(\w+)", answer.headers.get("Set-Cookie", "")):
                self.cookies["csrftoken"] = found[1]
            return answer
        finally:
            connection.close()

    def open(self, story: int) -> dict:
        """The fields of a story's form as a browser holds them."""
        page = self.ask("GET", f"/admin/newsroom/article/{story}/change/")
        assert page.status == 200, page.status
        return self.fields_of(page)

    @staticmethod
    def fields_of(page) -> dict:
        parser = _Fields()
        parser.feed(page.text)
        return parser.values

    def save(self, story: int, form: dict, **changes):
        fields = form | {name: [value] for name, value in changes.items()} | {"_save": ["Save"]}
        return self.ask("POST", f"/admin/newsroom/article/{story}/change/", urlencode(fields, doseq=True))

    def step(self, story: int, name: str):
        """Open the page of a step and press its button."""
        address = f"/admin/newsroom/article/{story}/step/{name}/"
        page = self.ask("GET", address)
        assert page.status == 200, page.status
        return self.ask("POST", address, urlencode(self.fields_of(page) | {"_save": ["Save"]}, doseq=True))


class Site:
    """One office: its desk, its server, its folder, and how to look into its database from outside."""

    def __init__(self, environment, folder, log, postgres: OwnPostgres | None):
        self.environment, self.folder, self.log, self.postgres = environment, folder, log, postgres
        self.desk = Desk(environment)
        self.desk.do(
            "from django.contrib.auth.models import User",
            "from django.test import Client",
            "edda = User.objects.create_superuser('edda', password='correct horse battery')",
        )
        self.is_sqlite = postgres is None
        self.database = folder / "newsroom.sqlite3"
        self.server = None

    def start(self, **options) -> Server:
        server = Server(self.environment, self.log, workers=WORKERS, **options)
        server.wait()
        return server

    def editor(self, server=None) -> Editor:
        session = self.desk.do("c = Client()", "c.force_login(edda)", "print(c.cookies['sessionid'].value)")
        return Editor(self.desk, (server or self.server).port, session)

    def story(self, headline: str) -> int:
        return int(self.desk.do(f"print(make_article({headline!r}, by=edda).pk)"))

    @contextmanager
    def locked(self, story: int):
        """Another writer holds what a save of the story needs."""
        if self.is_sqlite:
            import sqlite3

            connection = sqlite3.connect(self.database, isolation_level=None, timeout=30)
            connection.execute("BEGIN IMMEDIATE")
        else:
            connection = self.connect()
            connection.execute("SELECT 1 FROM newsroom_article WHERE id = %s FOR UPDATE", [story])
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()

    def connect(self):
        import dj_database_url
        import psycopg

        given = dj_database_url.parse(self.environment["DATABASE_URL"])
        host = given.get("OPTIONS", {}).get("host") or given["HOST"]
        options = {"host": host, "user": given["USER"], "password": given["PASSWORD"], "port": given["PORT"]}
        return psycopg.connect(dbname=given["NAME"], **{key: value for key, value in options.items() if value})

    def is_sound(self) -> bool:
        """Whether the database is whole, and every story says what its newest revision says."""
        if self.is_sqlite:
            import sqlite3

            connection = sqlite3.connect(self.database, timeout=30)
            checks = [connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]]
            checks.append(connection.execute("PRAGMA foreign_key_check").fetchall() == [])
            connection.close()
            if not all(checks):
                return False
        return (
            self.desk.do(
                "from newsroom.desk.snapshot import content_of",
                "stories = [a for a in Article.objects.all()]",
                "print(all(a.revisions.first().content == content_of(a) and "
                "a.revisions.count() == a.revisions.first().number == a.revision for a in stories))",
            )
            == "True"
        )


@contextmanager
def own_postgres():
    """A server that may be stopped, where the suite runs against one; None where it runs on SQLite."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        yield None
        return
    server = OwnPostgres()
    try:
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    with (
        own_postgres() as postgres,
        own_site(folder, postgres=postgres.url if postgres else "") as environment,
        (folder / "server.log").open("w") as log,
    ):
        environment |= {"HTTPS": "0", "READY_PAGES": "1"}
        environment.pop("CACHE_URL", None)  # counts and sessions in the database, as an office has it that sets nothing
        counts = [sys.executable, "manage.py", "createcachetable"]
        subprocess.run(counts, cwd=environment["PYTHONPATH"], env=environment, check=True)
        office = Site(environment, folder, log, postgres)
        office.server = office.start()
        try:
            yield office
        finally:
            office.desk.process.stdin.close()
            office.desk.process.wait(20)
            office.desk.process.stdout.close()
            if office.server.process.poll() is None:
                office.server.stop()


@pytest.fixture(autouse=True)
def _everything_is_whole_afterwards(site):
    yield
    assert site.server.process.poll() is None, "the server is gone"
    assert site.is_sound()
    assert os.path.exists(site.folder)
