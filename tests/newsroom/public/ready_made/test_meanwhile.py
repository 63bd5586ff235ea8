"""While one reader's question to the database is under way, the others go on with its last word, but not for long."""

import math
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from threading import Event
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.http import HttpResponse

from newsroom.public import ready
from tests.newsroom.public.ready_made.asking import PAGE, PUBLIC, ask


@pytest.fixture
def asking(pages, django, database, monkeypatch):
    """While it is open, somebody asks and is not answered; readers who wait are told after a moment that none comes."""
    monkeypatch.setattr(ready, "PATIENCE", 0.2)
    ask(pages)
    django.respond = lambda environ: HttpResponse("made anew", headers=PUBLIC)
    begun, answered = Event(), Event()

    def slow():
        begun.set()
        answered.wait(10)
        return database()

    @contextmanager
    def under_way():
        monkeypatch.setattr(pages, "_ask", slow)
        with ThreadPoolExecutor(1) as pool:
            somebody = pool.submit(ask, pages)
            try:
                assert begun.wait(10)
                yield
            finally:
                answered.set()
                somebody.result()

    return under_way


def test_they_go_on_at_once(pages, asking, monkeypatch):
    monkeypatch.setattr(ready, "PATIENCE", 60)
    monkeypatch.setattr(ready, "TRUST_FOR", 60)
    began = time.monotonic()
    with asking():
        assert ask(pages).body.decode() == PAGE
    assert time.monotonic() - began < 10


def test_not_for_longer_than_its_last_word_counts(pages, asking, monkeypatch):
    monkeypatch.setattr(ready, "TRUST_FOR", 0)
    with asking():
        assert ask(pages).body == b"made anew"


def test_not_beyond_the_moment_at_which_the_page_ends(pages, django, database, asking, monkeypatch, time_machine):
    monkeypatch.setattr(ready, "TRUST_FOR", 60)
    moment = datetime(2026, 5, 20, 9, tzinfo=UTC)
    time_machine.move_to(moment - timedelta(seconds=1), tick=False)
    database.moment = moment
    ask(pages)
    time_machine.move_to(moment, tick=False)
    django.respond = lambda environ: HttpResponse("after it", headers=PUBLIC)
    with asking():
        assert ask(pages).body == b"after it"


def test_several_who_wait_for_an_answer_ask_once(pages, database, monkeypatch):
    ask(pages)
    monkeypatch.setattr(ready, "ASK_EVERY", 60)
    pages._seen = pages._seen[0], -math.inf
    before, answered = database.questions, Event()
    monkeypatch.setattr(pages, "_ask", lambda: answered.wait(10) and database())
    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(ask, pages) for _ in range(4)]
        time.sleep(0.2)
        answered.set()
        assert {reader.result().body.decode() for reader in readers} == {PAGE}
    assert database.questions == before + 1


def test_an_answer_counts_from_when_it_was_asked_for(django, database, monkeypatch):
    """What changed after it, while it was on its way, would else be late by as long as that took."""
    now = [100.0]
    monkeypatch.setattr(ready, "time", SimpleNamespace(monotonic=lambda: now[0], time=time.time))

    def slow():
        now[0] += 0.4
        return database()

    pages = ready.ReadyPages(django, megabytes=1, ask=slow)
    ask(pages)
    now[0] += 0.2
    ask(pages)
    assert database.questions == 2


@pytest.mark.parametrize("error", [None, DatabaseError])
def test_the_question_is_asked_as_in_a_request_of_its_own(monkeypatch, error):
    """A connection that was cut since is found to be before it, and one that is cut by it is left to nobody."""
    done = []

    class Rows:
        def standing(self):
            done.append("asked")
            if error:
                raise error
            return 1, None

    monkeypatch.setattr(ready, "close_old_connections", lambda: done.append("looked after"))
    monkeypatch.setattr(ready.Generation, "objects", Rows())
    with pytest.raises(error) if error else nullcontext():
        assert ready.ask_database() == (1, None)
    assert done == ["looked after", "asked", "looked after"]
