"""What lies at hand for who waits for connections: he may ask nothing, so nothing that would have to be asked about."""

from datetime import timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.utils import timezone

from newsroom.public import ready
from newsroom.public.ready import ReadyPages
from tests.newsroom.public.ready_made.asking import PAGE, Answer, ask

QUESTION = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/",
    "QUERY_STRING": "",
    "HTTP_HOST": "localhost",
    "SERVER_PORT": "8000",
    "wsgi.url_scheme": "http",
}


@pytest.fixture
def clock(monkeypatch):
    """Seconds since the beginning, by both clocks, until a test says otherwise."""
    began, start = ready.time.time(), ready.time.monotonic()
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(ready.time, "time", lambda: began + clock.now)
    monkeypatch.setattr(ready.time, "monotonic", lambda: start + clock.now)
    return clock


@pytest.fixture
def pages(django, database):
    return ReadyPages(django, megabytes=1, ask=database)


def at_hand(pages, **environ) -> Answer | None:
    answer = pages.at_hand(QUESTION | environ)
    if answer is None:
        return None
    heard = []
    parts = answer(QUESTION | environ, lambda *said: heard.append(said))
    return Answer(*heard[0], b"".join(parts))


def test_what_was_made_lies_at_hand_until_the_database_is_to_be_asked(pages, database, clock):
    assert at_hand(pages) is None
    ask(pages)
    clock.now = ready.ASK_EVERY - 0.01
    assert at_hand(pages).body == PAGE.encode()
    clock.now = ready.ASK_EVERY
    assert at_hand(pages) is None
    assert database.questions == 1


def test_not_beyond_the_moment_at_which_the_page_ends(pages, database, clock):
    database.moment = timezone.now() + timedelta(seconds=0.2)
    ask(pages)
    assert at_hand(pages)["Cache-Control"] == "public, max-age=0"
    clock.now = 0.3
    assert at_hand(pages) is None


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": SimpleCookie({"__Host-sessionid": "x"}).output(header="").strip()},
        {"HTTP_AUTHORIZATION": "Basic eA=="},
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "page=2"},
        {"PATH_INFO": "/news/"},
    ],
)
def test_nothing_for_who_might_get_an_answer_of_their_own(pages, clock, environ):
    ask(pages)
    assert at_hand(pages) is not None
    assert at_hand(pages, **environ) is None


def test_a_store_that_fails_has_nothing_at_hand(pages, clock, monkeypatch, caplog):
    ask(pages)
    monkeypatch.setattr(ready.Shelf, "get", lambda *_: 1 / 0)
    assert at_hand(pages) is None
    assert "made anew" in caplog.text
