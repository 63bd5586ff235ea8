"""What a move into another database promises, one rule at a time; test_drill.py moves whole sites."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction

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


def moved() -> str:
    """How it ends: empty where it went well."""
    try:
        call_command("move_database", THERE, verbosity=0)
    except CommandError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "fill", [lambda: make_article("A story"), lambda: User.objects.create_user("li"),
             lambda: Tag.objects.create(name="Chips")]
)  # fmt: skip
def test_nothing_is_moved_over_a_site_that_is_there(target, fill):
    assert moved() == ""
    fill()
    assert "not empty" in moved()


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
