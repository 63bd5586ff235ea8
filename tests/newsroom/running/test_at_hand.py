"""Which requests are answered where connections are waited for, and what becomes of an answer that fails there."""

import io
import logging
import selectors
import socket
import time
from collections import deque
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from newsroom.running import at_hand
from newsroom.running.worker import Worker

BODY = b"lies ready"
PLAIN = b"GET /news/ HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Quiet:
    def access(self, *said):
        pass


class Door:
    """An application for which everything lies ready."""

    def __init__(self):
        self.asked = []

    def at_hand(self, environ):
        self.asked.append(environ)
        return self.answer

    def answer(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [BODY]


def connection(head: bytes = b"") -> SimpleNamespace:
    parser = SimpleNamespace(unreader=SimpleNamespace(buf=io.BytesIO(head)))
    return SimpleNamespace(client=("127.0.0.1", 50000), server=("127.0.0.1", 8000), parser=parser)


def ask(head: bytes, *, door=None, may_keep=True, log=None):
    """What it says and whether the connection stays, or None."""
    said = at_hand.answer(door or Door(), connection(), head, may_keep=may_keep, cfg=Config(), log=log or Quiet())
    return said and (b"".join(said[0]), said[1])


def test_a_plain_question_is_answered_at_once():
    data, keeps = ask(PLAIN)
    head, body = data.split(b"\r\n\r\n")
    assert body == BODY
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Connection: keep-alive" in head
    assert keeps


@pytest.mark.parametrize(
    ("head", "may_keep"),
    [
        (PLAIN, False),
        (PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), True),
        (PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0"), True),
    ],
)
def test_a_connection_that_does_not_stay_is_told_so(head, may_keep):
    data, keeps = ask(head, may_keep=may_keep)
    assert b"Connection: close\r\n" in data
    assert not keeps


def test_only_the_head_is_sent_to_who_asks_for_no_more():
    data, _ = ask(PLAIN.replace(b"GET", b"HEAD"))
    assert data.endswith(b"Content-Length: %d\r\n\r\n" % len(BODY))


@pytest.mark.parametrize(
    "head",
    {
        "of another kind": PLAIN.replace(b"GET", b"POST"),
        "of a kind that begins alike": PLAIN.replace(b"GET", b"GETS"),
        "with a body behind it": PLAIN.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n{}"),
        "with another behind it": PLAIN + PLAIN,
        "not whole": PLAIN[:-2],
        "behind an empty line": b"\r\n" + PLAIN,
        "that can't be read": PLAIN.replace(b"Host:", b"Host :"),
        "for leave to go on": PLAIN.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"),
        "which nobody sent": b"",
    }.items(),
    ids=lambda item: item[0],
)
def test_anything_else_is_left_to_a_thread(head):
    door = Door()
    assert ask(head[1], door=door) is None
    assert door.asked == []


def test_it_stands_in_the_log_like_any_other():
    written = []
    ask(
        PLAIN,
        log=SimpleNamespace(
            access=lambda response, request, environ, took: written.append(
                (response.status, request.uri, environ["PATH_INFO"], took >= timedelta(0))
            )
        ),
    )
    ask(PLAIN[:-2], log=None)
    assert written == [("200 OK", "/news/", "/news/", True)]


def test_what_was_not_sent_is_left():
    parts = [b"head", b"body"]
    assert [b"".join(at_hand.left_of(parts, sent)) for sent in (0, 3, 4, 5, 8)] == [
        b"headbody", b"dbody", b"body", b"ody", b""
    ]  # fmt: skip
    [body] = at_hand.left_of(parts, 4)
    assert body.obj is parts[1], "it is copied"


def test_a_server_that_should_encrypt_does_not_start():
    """Heads are looked for in what arrives, and in what is encrypted none is ever found."""
    config = Config()
    Worker.check_config(config, logging.getLogger("newsroom.test"))
    config.set("certfile", __file__)
    with pytest.raises(SystemExit, match="nginx"):
        Worker.check_config(config, logging.getLogger("newsroom.test"))


def test_an_application_that_has_nothing_ready_is_left_to_a_thread():
    door = Door()
    door.answer = None
    assert ask(PLAIN, door=door) is None
    assert ask(PLAIN, door=lambda environ, start_response: []) is None


def worker(**given) -> Worker:
    """One that was not started."""
    made = Worker.__new__(Worker)
    made.__dict__ |= {"alive": True, "cfg": Config(), "keepalived_conns": deque(), "max_keepalived": 10} | given
    return made


def test_what_fails_at_once_is_left_to_a_thread(caplog):
    """One wrong page must not end the loop on which all connections hang."""

    def fails(environ):
        raise RuntimeError("the shelf fell down")

    log, app = logging.getLogger("newsroom.test"), SimpleNamespace(at_hand=fails)
    assert worker(log=log, wsgi=app)._at_hand(connection(PLAIN)) is None
    assert "the shelf fell down" in caplog.text


def test_who_does_not_take_an_answer_in_its_time_is_let_go():
    now = time.monotonic()
    ours, theirs = zip(socket.socketpair(), socket.socketpair(), strict=True)
    late, early = (
        SimpleNamespace(sock=sock, timeout=now + seconds) for sock, seconds in zip(ours, (-1, 60), strict=True)
    )
    with selectors.DefaultSelector() as poller, early.sock, theirs[0], theirs[1]:
        busy = worker(poller=poller, nr_conns=2, taking=[early, late], ending=deque(), pending_conns=deque())
        for conn in busy.taking:
            poller.register(conn.sock, selectors.EVENT_WRITE)
        busy.murder_pending()
        assert (busy.taking, busy.nr_conns) == ([early], 1)
        assert [key.fileobj for key in poller.get_map().values()] == [early.sock]
        assert late.sock.fileno() == -1
