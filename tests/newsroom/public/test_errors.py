"""What is answered in the place of a page, and for how long anybody may keep it."""

from datetime import timedelta

import pytest
from django.db import Error, OperationalError, connection
from django.test import RequestFactory
from django.utils import timezone

from newsroom.public import errors
from newsroom.public.frame import Frame
from newsroom.running.shared_cache import CacheAway


def refused(name: str) -> OperationalError:
    error = OperationalError("refused")
    error.sqlite_errorname = name
    return error


def after(error: Exception):
    """The answer that Django asks for while the error is being handled."""
    try:
        raise error
    except type(error):
        return errors.broken(RequestFactory().get("/"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("locked"), "Too busy at this moment"),
        (connection.Database.OperationalError("cut"), "Too busy at this moment"),
        (refused("SQLITE_FULL"), "The disk of the server is full or fails"),
        (refused("SQLITE_READONLY"), "Reading goes on"),
        (refused("SQLITE_CORRUPT"), "Something broke on our side"),
        (CacheAway("away"), "Nobody can sign in at this moment"),
    ],
)
def test_what_passes_is_said_to_pass(error, said):
    answer = after(error)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert said in answer.content.decode()


def test_a_fault_of_ours_is_called_one():
    answer = after(ValueError("x"))
    assert answer.status_code == 500
    assert "Retry-After" not in answer


@pytest.mark.parametrize(("seconds", "kept"), [(3, 3), (300, 10)])
def test_what_is_not_there_is_kept_no_longer_than_it_may_be_missing(monkeypatch, seconds, kept):
    now = timezone.now()
    changes = Frame(now, changes_at=now + timedelta(seconds=seconds, milliseconds=1))
    monkeypatch.setattr(errors.frame, "read", lambda now: changes)
    answer = errors.not_found(RequestFactory().get("/nothing/"))
    assert (answer.status_code, answer["Cache-Control"]) == (404, f"public, max-age={kept}")


def test_what_is_not_there_is_so_without_a_database(monkeypatch):
    def read(now):
        raise Error("no database")

    monkeypatch.setattr(errors.frame, "read", read)
    assert errors.not_found(RequestFactory().get("/nothing/")).status_code == 404
