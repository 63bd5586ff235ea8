"""Reads the table of who gets where (access_table.txt), and asks every address of the admin as the table has it."""

import logging
import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from unittest import mock
from urllib.parse import parse_qs

from django.contrib import admin
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from companies.admin.whole_forms import ENDING
from companies.models import Photo, Tag
from newsroom.demo.make import make_article, make_company, make_person, schedule
from newsroom.desk import merging, workflow
from newsroom.desk.merging import twins
from newsroom.models import AccountEvent, ImportRun, OldAddress, Redirect, Section, Slot, Twins
from tests.newsroom.papers import make_attachment

TABLE = Path(__file__).with_name("access_table.txt")
VISITORS = ("anyone", "staff", "writer", "reporter", "editor", "managing", "tagger", "admin")
METHODS = ("GET", "POST")
STORIES = (
    "draft", "in_review", "approved", "scheduled", "published", "live_draft", "live_approved", "withdrawn", "emergency",
    "editors",
)  # fmt: skip
# Patterns that stand for no screen of their own: the last resort for an address that does not exist.
_NO_SCREEN = {"(?P<url>.*)$"}


@dataclass(frozen=True, slots=True)
class Row:
    """This address, on this thing, by this method, answers each visitor so."""

    line: int
    address: str
    on: str
    method: str
    answers: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """The name of the URL pattern, or its route where it has none."""
        return self.address.partition("?")[0].partition("~")[0]


def read_table() -> list[Row]:
    """The rows of the table: a line that names several things or methods is a row for each."""
    rows = []
    named: dict[tuple[str, str], set[str]] = {}
    for number, line in enumerate(TABLE.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        address, things, methods, *answers = line.split()
        assert len(answers) == len(VISITORS), f"line {number}: {len(answers)} answers for {len(VISITORS)} visitors"
        for method in methods.split(","):
            said = named.setdefault((address, method), set())
            on = [story for story in STORIES if story not in said] if things == "stories" else things.split(",")
            said.update(on)
            rows += [Row(number, address, thing, method, tuple(answers)) for thing in on]
    return rows


@cache
def patterns() -> dict[str, str]:
    """Every pattern of the admin that leads to a view: its name, or its route where it has none, and its route."""
    admin = next(entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", "") == "admin")
    return {name or route.removeprefix("admin/"): route for name, route in _walk(admin, str(admin.pattern))}


def _walk(resolver: URLResolver, before: str):
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        elif str(entry.pattern) not in _NO_SCREEN:
            yield entry.name, route


class Park:
    """One of everything, and one visitor of each kind.

    `writer` wrote the stories, `reporter` is a colleague of the same role. `managing` published the emergency, and
    `editor` wrote the one that is called theirs, which waits for a review.
    """

    def __init__(self):
        self.users = {
            "staff": self._user("staff"),
            "writer": self._user("writer", "reporter"),
            "reporter": self._user("reporter", "reporter"),
            "editor": self._user("editor", "editor"),
            "managing": self._user("managing", "managing editor"),
            "tagger": self._user("tagger", "tagger"),
            "admin": self._user("admin", is_superuser=True),
        }
        self.clients = {name: Client() for name in VISITORS}
        for name, user in self.users.items():
            self.clients[name].force_login(user)
        self.cookies = {
            name: {key: c.value for key, c in client.cookies.items()} for name, client in self.clients.items()
        }
        self.things = {"-": None, **self._stories(), **self._others()}

    def _user(self, name, group="", **fields) -> User:
        user = User.objects.create_user(name, is_staff=True, **fields)
        user.groups.set(Group.objects.filter(name=group))
        return user

    def _stories(self) -> dict:
        """The writer's stories, one a stage, and those that are live and something else besides."""
        writer, system = self.users["writer"], None

        def story(name, *steps, by=writer):
            made = make_article(f"Story: {name}", by=by)
            for step in steps:
                step(made)
            return made

        def submit(made):
            workflow.submit(made, by=writer)

        def approve(made):
            workflow.submit(made, by=writer)
            workflow.approve(made, by=self.users["editor"])

        def publish(made):
            workflow.publish(made, by=system)

        def write_on(made):
            made.standfirst = "Another sentence."
            workflow.save(made, by=writer)

        return {
            "draft": story("draft"),
            "in_review": story("review", submit),
            "approved": story("approved", approve),
            "scheduled": story("scheduled", lambda made: schedule(made, at=timezone.now() + timedelta(hours=2))),
            "published": story("published", approve, publish),
            "live_draft": story("live and draft", approve, publish, write_on),
            "live_approved": story("live and approved", approve, publish, write_on, approve),
            "withdrawn": story("withdrawn", approve, publish, lambda made: workflow.withdraw(made, reason="Wrong.")),
            "emergency": story(
                "emergency", lambda made: workflow.emergency(made, by=self.users["managing"], reason="Fire.")
            ),
            "editors": story(
                "an editor's own",
                lambda made: workflow.submit(made, by=self.users["editor"]),
                by=self.users["editor"],
            ),
        }

    def _others(self) -> dict:
        corrected = make_article("Corrected", by=self.users["writer"])
        for step in (workflow.submit, workflow.approve, workflow.publish):
            step(corrected)
        corrected.standfirst = "Right."
        workflow.save(corrected)
        for step in (workflow.submit, workflow.approve):
            step(corrected)
        edition = workflow.correct(corrected, text="It was wrong.")
        merged = [make_company(name) for name in ("Baidu", "Baidu Inc")]
        tags = Tag.objects.get_or_make(["AI chips", "A.I. chips"])
        return {
            "company": make_company("Acme"),
            "person": make_person("Guo Hong"),
            "tag": tags["AI chips"],
            "other_tag": tags["A.I. chips"],
            "pair": twins.say(*tags.values(), Twins.Verdict.PROPOSED),
            "merge": merging.merge(*merged),
            "photo": Photo.objects.create(file="photos/a.jpg", width=4, height=3),
            "attachment": make_attachment(),
            "slot": Slot.objects.create(place="lead", story=corrected),
            "section": Section.objects.create(name="Policy"),
            "redirect": Redirect.objects.create(old_path="/a/", new_path="/b/"),
            "import": ImportRun.objects.create(name="old.xml", size=1, state="looked", by=self.users["managing"]),
            "old_address": OldAddress.objects.create(path="/old", article=corrected),
            "edition": edition,
            "correction": edition.corrections.get(),
            "event": corrected.events.first(),
            "delivery": corrected.events.first().deliveries.create(kind="mail", target="li@example.org"),
            "accountevent": AccountEvent.objects.create(verb="failed", account_name="somebody", at=timezone.now()),
            "revision": corrected.revisions.first(),
            "user": self.users["staff"],
            "group": Group.objects.get(name="tagger"),
        }

    # Asking

    def path(self, row: Row) -> str:
        """The row's address. The thing's number stands first in its pattern; words after `~` fill the rest in order,
        and `@thing` among them is the number of another thing."""
        name, *words = row.address.partition("?")[0].split("~")
        thing = self.things[row.on]
        words = [str(self.things[word[1:]].pk) if word.startswith("@") else word for word in words]
        values = iter([*([str(thing.pk)] if thing else []), *words])
        route = patterns()[name]
        route = re.sub(r"\(\?P<\w+>[^)]*\)", lambda _: next(values), route) if "(?P" in route else route
        return "/" + re.sub(r"<[^>]+>", lambda _: next(values), route).replace("^", "").replace("$", "")

    def ask(self, row: Row, visitor: str) -> str:
        """What the visitor is answered, in a word. Whatever the request did is undone."""
        client = self.clients[visitor]
        client.cookies.clear()  # signing out is one of the addresses
        for name, value in self.cookies[visitor].items():
            client.cookies[name] = value
        data = parse_qs(row.address.partition("?")[2], keep_blank_values=True)
        if row.method == "POST" and row.on in STORIES:
            data = {"version": self.things[row.on].version} | data
        if row.method == "POST" and visitor != "anyone":
            data = {ENDING: "1"} | data  # that it came whole; a text of somebody signed out has a page of its own
        with transaction.atomic():
            answer = getattr(client, row.method.lower())(self.path(row), data)
            transaction.set_rollback(True)
        if answer.status_code == 302 and "/login" in answer.headers["Location"]:
            return "login"
        return str(answer.status_code)


@contextmanager
def quickly(park: Park):
    """Answers without drawing their pages and what stands around them, which nobody looks at here, and without looking
    up who asks each time."""
    app_list = admin.site.get_app_list
    users = {user.pk: user for user in park.users.values()}  # they keep their permissions once read
    with ExitStack() as stack:
        for patch in (
            mock.patch.object(SimpleTemplateResponse, "rendered_content", property(lambda page: "")),
            mock.patch("newsroom.public.errors._said", lambda status: HttpResponse(status=status)),
            mock.patch.object(ModelBackend, "get_user", lambda backend, pk: users.get(pk)),
            mock.patch.object(
                admin.site, "get_app_list", lambda request, app=None: app_list(request, app) if app else []
            ),
        ):
            stack.enter_context(patch)
        logging.disable(logging.CRITICAL)  # each refusal would be written down
        stack.callback(logging.disable, logging.NOTSET)
        yield
