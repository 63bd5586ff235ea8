"""Reads the table of every address but the admin's screens (address_table.txt), and asks them as the table has it."""

import re
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs

from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from django.utils.text import slugify

from newsroom.demo.make import make_article, make_edition, publish
from newsroom.desk import sharing, workflow
from newsroom.models import Section
from tests.newsroom.admin import access
from tests.newsroom.admin.access import STORIES, VISITORS, Park
from tests.newsroom.papers import make_attachment

TABLE = Path(__file__).with_name("address_table.txt")
ALL_STORIES = (*STORIES, "gone")
METHODS = ("GET", "POST")
# What fills the parts of a route on a thing that has no word for it: nothing that there is.
_NOTHING = {
    "year:year": "2026",
    "month:month": "01",
    "name:slug": "no-such-thing",
    "int:pk": "999999",
    "str:token": "x" * 43,
    "path:name": "photos/none.jpg",
    "re:uidb36": "1",
    "re:key": "abc-def",
}

# What a look leaves behind: that one was here, that a list was taken out of the house, that a text was offered, and
# what the machine read in a story whose suggestions somebody opens.
LEFT_BEHIND = {
    "django_session", "usersessions_usersession", "newsroom_accountevent", "newsroom_editbuffer", "newsroom_sharelink",
    "newsroom_storyscan",
}  # fmt: skip


class Row(access.Row):
    """A row of this table, whose addresses are routes."""

    @property
    def route(self) -> str:
        return self.address.partition("?")[0]


def read_table() -> list[Row]:
    """The rows of the table: a line that names several things or methods is a row for each."""
    rows, named = [], {}
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        address, things, methods, *answers = line.split()
        answers = answers * len(VISITORS) if len(answers) == 1 else answers
        assert len(answers) == len(VISITORS), f"line {number}: {len(answers)} answers for {len(VISITORS)} visitors"
        for method in methods.split(","):
            said = named.setdefault((address, method), set())
            on = [story for story in ALL_STORIES if story not in said] if "stories" in things else []
            on += [thing for thing in things.split(",") if thing != "stories"]
            said.update(on)
            rows += [Row(number, address, thing, method, tuple(answers)) for thing in on]
    return rows


def routes() -> list[str]:
    """Every route of the whole site but those of the admin's screens, which have a table of their own."""
    return [
        re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<re:\1>", f"/{route}").replace("^", "").replace("$", "")
        for route in _walk(get_resolver(), "")
    ]


def _walk(resolver: URLResolver, before: str):
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if not isinstance(entry, URLResolver):
            yield route
        elif getattr(entry, "namespace", "") != "admin":
            yield from _walk(entry, route)


class Place(Park):
    """The park of the admin's table, with what readers have addresses of: each thing gives the words of its routes."""

    def __init__(self):
        super().__init__()
        self.words = {"-": {}}
        for name in STORIES:
            story = self.things[name]
            slug = story.slug or slugify(story.headline)
            self.words[name] = {"year:year": f"{timezone.localtime():%Y}", "name:slug": slug}
        gone = make_article("Gone for good", by=self.users["writer"])
        publish(gone)
        workflow.withdraw(gone, reason="A court says so.", gone=True)
        self.words["gone"] = {"year:year": f"{timezone.localtime():%Y}", "name:slug": gone.slug}
        self._files()
        self._subjects()
        self._links()

    def _files(self):
        live, draft = make_attachment("Live"), make_attachment("Draft")
        make_edition("With a file", attachments=[live.as_carried])
        make_article("A draft with a file", attachments=[draft.as_carried], by=self.users["writer"])
        self.words |= {
            "live_file": {"path:name": live.file.name},
            "draft_file": {"path:name": draft.file.name},
        }

    def _subjects(self):
        make_edition("About them", tags=[self.things["company"], self.things["person"], "Public topic"])
        make_article("A draft about it", tags=["Secret topic"])
        empty = Section.objects.create(name="Empty")
        self.words |= {
            "company": {"name:slug": self.things["company"].slug},
            "person": {"name:slug": self.things["person"].slug},
            "topic": {"name:slug": "public-topic"},
            "draft_topic": {"name:slug": "secret-topic"},
            "section": {"name:slug": Section.objects.exclude(pk=empty.pk).order_by("pk").first().slug},
        }

    def _links(self):
        draft = self.things["draft"]
        for name in ("link", "revoked_link"):
            link, token = sharing.share(draft, draft.revisions.first(), by=self.users["editor"])
            if name != "link":
                sharing.revoke(link, by=self.users["editor"])
            self.words[name] = {"int:pk": str(link.pk), "str:token": token, "path:name": "photos/a.jpg"}

    def address(self, row: Row) -> str:
        """The row's address, with the words of its thing where the route has parts."""
        words = _NOTHING | self.words[row.on]
        return re.sub(r"<([^>]+)>", lambda part: words[part[1]], row.route)

    def answer(self, row: Row, visitor: str, method: str = ""):
        """What the visitor is answered. Whatever the request did is undone."""
        client = self.clients[visitor]
        client.cookies.clear()
        for name, value in self.cookies[visitor].items():
            client.cookies[name] = value
        data = parse_qs(row.address.partition("?")[2], keep_blank_values=True)
        ask = getattr(client, (method or row.method).lower())
        with undone():
            answer = ask(self.address(row), data) if data else ask(self.address(row))
        close(answer)
        return answer

    def said(self, row: Row, visitor: str) -> str:
        answer = self.answer(row, visitor)
        leads = answer.headers.get("Location", "")
        if answer.status_code == 302 and "/login" in leads:
            return "login"
        return f"{answer.status_code}"


def close(answer) -> None:
    """Close the files that an answer holds, and not with them the connection whose transaction the test runs in."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Written:
    """Keeps the names of the tables that statements write to, but for what is taken back: a rehearsal publishes."""

    def __init__(self):
        self.tables: set[str] = set()
        self.before: dict[str, set[str]] = {}

    def __call__(self, execute, sql, params, many, context):
        words = sql.replace('"', "").split()
        if words[:1] == ["SAVEPOINT"]:
            self.before[words[1]] = set(self.tables)
        elif words[:3] == ["ROLLBACK", "TO", "SAVEPOINT"]:
            self.tables &= self.before.get(words[3], set())
        elif words[:2] in (["INSERT", "INTO"], ["DELETE", "FROM"]):
            self.tables.add(words[2])
        elif words[:1] in (["UPDATE"], ["INSERT"], ["REPLACE"]):
            self.tables.add(words[1])
        return execute(sql, params, many, context)
