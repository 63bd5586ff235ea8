"""What a move into another database promises, one rule at a time; test_drill.py moves whole sites."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from companies.models import Tag
from newsroom.backups import content, databases, move
from newsroom.demo.make import make_article
from newsroom.models import Vital

pytestmark = pytest.mark.django_db
THERE = "sqlite:////nowhere/there.sqlite3"


@pytest.fixture
def target(monkeypatch):
    """The site's own database stands for the other one as well, which its tables are copied into."""

    @contextmanager
    def other(alias, settings):
        yield "default"

    monkeypatch.setattr(databases, "other", other)
    # PostgreSQL's, which no transaction may do, or only as the first thing in it.
    monkeypatch.setattr(databases, "settle", lambda target: None)
    monkeypatch.setattr(databases, "long_look", transaction.atomic)
    monkeypatch.setattr(move, "_manage", lambda url, *arguments: None)
    monkeypatch.setattr(move, "_empty", lambda target: None)
    monkeypatch.setattr(move, "_copy", lambda model, target: None)


def moved(url: str = THERE) -> str:
    """How it ends: empty where it went well."""
    try:
        call_command("move_database", url, verbosity=0)
    except CommandError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "fill", [lambda: make_article("A story"), lambda: User.objects.create_user("li"),
             lambda: Tag.objects.create(name="Chips")]
)  # fmt: skip
def test_nothing_is_moved_over_a_site_that_is_there(target, fill, monkeypatch):
    assert moved() == ""
    fill()
    figures = iter([{"newsroom_article": {"rows": 1}}, {"newsroom_article": {"rows": 2}}])
    monkeypatch.setattr(content, "figures", lambda alias="default": next(figures))
    assert "not empty" in moved()


def test_the_other_database_knows_its_index_too(target, monkeypatch):
    done = []
    monkeypatch.setattr(move, "_manage", lambda url, *arguments: done.append(arguments[0]))
    monkeypatch.setattr(databases, "settle", lambda target: done.append("settle"))
    assert moved() == ""
    assert done == ["migrate", "settle", "rebuild_search", "settle"]


def test_who_was_killed_behind_the_last_row_runs_it_again(target, monkeypatch):
    """All is there but the index of the search."""
    make_article("A story")
    done = []
    monkeypatch.setattr(move, "_manage", lambda url, *arguments: done.append(arguments[0]))
    monkeypatch.setattr(move, "_copy", lambda model, target: done.append("copied"))
    assert moved() == ""
    assert done == ["migrate", "rebuild_search"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no address"),
        ("postgres://li:secret@[half/one", "no address"),
        ("mysql://li:secret@host/one", "in a file of SQLite"),
        ("own", "site lies in"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_before_anything_is_made(url, said, monkeypatch):
    monkeypatch.delattr(move, "_manage")
    if url == "own":
        url = "sqlite:////own.sqlite3"
        monkeypatch.setitem(connection.settings_dict, "NAME", "/own.sqlite3")
        monkeypatch.setitem(connection.settings_dict, "HOST", "")
        monkeypatch.setitem(connection.settings_dict, "PORT", "")
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    assert said in (refused := moved(url))
    assert "secret" not in refused


def test_no_table_is_made_among_those_of_something_else(target, monkeypatch):
    monkeypatch.delattr(move, "_manage")
    monkeypatch.setattr(connection.introspection, "table_names", lambda cursor: ["auth_user", "blog_post"])
    assert "holds something else (blog_post)" in moved()


def test_a_row_that_the_other_database_does_not_take_is_named():
    """Such as one with a length or a character that SQLite takes and PostgreSQL doesn't; here, one that is there."""
    there = User.objects.create_user("li")
    with pytest.raises(move.MoveRefused, match=f"auth_user has a row .* id {there.pk}: .*(?i:unique).* Mend it"):
        move._copy(User, "default")


def test_rows_that_point_nowhere_are_named_before_anything_is_copied(target, monkeypatch):
    if connection.vendor != "sqlite":
        return  # PostgreSQL holds none

    def check_constraints():
        raise IntegrityError("The row in table 'newsroom_event' with primary key '7' has an invalid foreign key")

    monkeypatch.setattr(connection, "check_constraints", check_constraints)
    monkeypatch.delattr(move, "_copy")
    assert "newsroom_event' with primary key '7'" in (said := moved())
    assert said.startswith("Nothing was moved. Mend this on the old site")


def test_a_move_after_which_the_two_differ_does_not_count(target, monkeypatch):
    figures = iter([content.figures(), content.figures() | {"newsroom_vital": {"rows": 7, "sha256": "x"}}])
    monkeypatch.setattr(content, "figures", lambda alias="default": next(figures))
    assert moved() == "The two differ, so stay with the old one: newsroom_vital has 7 rows, and should have 0"


def test_the_source_stands_still_from_the_first_figure_to_the_last_row(target, monkeypatch):
    """And what was copied of it into the other one is there as a whole, or not at all."""
    blocks = []

    def half(model, target):
        blocks.append(len(connection.savepoint_ids))
        Vital.objects.note("copied")
        raise move.MoveRefused("The connection broke off.")

    monkeypatch.setattr(move, "_copy", half)
    monkeypatch.setattr(content, "figures", lambda alias="default": blocks.append(len(connection.savepoint_ids)) or {})
    before = len(connection.savepoint_ids)
    assert moved() == "The connection broke off."
    assert blocks == [before + 1, before + 2], "the source is counted in the block that it is copied in"
    assert not Vital.objects.exists()


def test_a_command_that_fails_there_ends_the_move_with_what_it_said(monkeypatch, tmp_path):
    with pytest.raises(move.MoveRefused, match="(?s)migrate failed there: .*cannot be opened"):
        move._manage(f"sqlite:///{tmp_path}/none/there.sqlite3", "migrate", "--verbosity", "0")
