"""What is sent breaks off, or comes drop by drop; and what is answered is not taken."""

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlencode

import pytest

from tests.faults.conftest import THREADS, WORKERS


def begin(editor, story: int, body: bytes, kind: str) -> socket.socket:
    """Send the head of a save that announces all of the body."""
    connection = socket.create_connection(("127.0.0.1", editor.port), timeout=30)
    cookie = "; ".join(f"{name}={value}" for name, value in editor.cookies.items())
    head = (
        f"POST /admin/newsroom/article/{story}/change/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    connection.sendall(head.encode())
    return connection


def status_of(connection: socket.socket) -> int:
    """What is answered; 0 where the connection is closed without a word."""
    with connection.makefile("rb") as answer:
        return int((answer.readline().split() or [0, 0])[1])


def as_form(fields: dict) -> tuple[bytes, str]:
    return urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded"


def as_parts(fields: dict) -> tuple[bytes, str]:
    parts = [
        f'--part\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, values in fields.items()
        for value in values
    ]
    return "".join([*parts, "--part--\r\n"]).encode(), "multipart/form-data; boundary=part"


@pytest.mark.parametrize("sent_as", [as_form, as_parts])
def test_a_body_that_breaks_off_changes_nothing(site, sent_as):
    story = site.story("As it was")
    editor = site.editor()
    form = editor.open(story)
    body, kind = sent_as(form | {"headline": ["Cut off"], "body": ["<p>Much text. </p>" * 300], "_save": ["Save"]})
    for share in (0.05, 0.5, 0.99):
        for is_silent in (False, True):
            connection = begin(editor, story, body, kind)
            with connection:
                connection.sendall(body[: int(len(body) * share)])
                if is_silent:
                    continue  # gone without a word
                connection.shutdown(socket.SHUT_WR)
                assert status_of(connection) in (400, 403)
    assert editor.open(story)["headline"] == ["As it was"]
    with begin(editor, story, body, kind) as connection:
        connection.sendall(body)
        assert status_of(connection) == 302
    assert editor.open(story)["headline"] == ["Cut off"], "the same body is taken when it is whole"


def test_bodies_that_come_drop_by_drop_hold_up_nobody_and_are_taken_whole(site):
    """Fewer than the server has threads: more are the proxy's to hold, which reads a body before it passes it on."""
    slow, answers, took, enough = [], [], [], threading.Event()

    def send(connection, body):
        with connection:
            for n in range(8):
                if n == 7:
                    enough.wait(10)  # no body is whole before somebody has read meanwhile
                connection.sendall(body[len(body) * n // 8 : len(body) * (n + 1) // 8])
                time.sleep(0.5)
            answers.append(status_of(connection))

    stories = [site.story(f"Slow {n}") for n in range(4)]
    editors = [site.editor() for _ in stories]
    for story, editor in zip(stories, editors, strict=True):
        text = f"<p>Slowly, {story}. </p>" * 200
        body, kind = as_form(editor.open(story) | {"body": [text], "_save": ["Save"]})
        slow.append(threading.Thread(target=send, args=(begin(editor, story, body, kind), body)))
    for each in slow:
        each.start()
    while any(each.is_alive() for each in slow):
        assert site.server.get(f"/?n={len(took)}").status == 200
        took.append(len(answers))
        if len(took) > 2:
            enough.set()
        time.sleep(0.1)
    for each in slow:
        each.join(30)
    assert took[:3] == [0, 0, 0], "a reader waited until a body was whole"
    assert answers == [302] * 4
    for story, editor in zip(stories, editors, strict=True):
        assert editor.open(story)["body"][0].count(f"Slowly, {story}.") == 200


def test_two_hundred_half_open_connections_hold_up_nobody(site):
    """Silent ones, empty lines, half heads, and heads that come drop by drop: none costs a thread, and none is lost."""
    head = b"GET /about/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    server = site.start(ARRIVAL_SECONDS="60")  # longer than anybody here waits
    connections = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(200)]
    try:
        for number, connection in enumerate(connections):
            connection.sendall(b"\r\n\r\n" if number % 6 == 3 else head[: number % 3 * 20])
        for drop in range(40, 60):
            for connection in connections[2::3]:
                connection.sendall(head[drop : drop + 1])
            if drop % 4 == 0:
                assert server.get(f"/?drop={drop}").status == 200
        editor = site.editor(server)
        story = site.story("Meanwhile two hundred are half open")
        assert editor.save(story, editor.open(story), headline="Saved all the same").status == 302
        for connection in connections[2::30]:
            connection.sendall(head[60:] + b"\r\n")
            assert status_of(connection) == 200
        for connection in connections[1::30]:
            connection.shutdown(socket.SHUT_WR)
            assert status_of(connection) == 0, "half a head is no request"
    finally:
        for connection in connections:
            connection.close()
        server.stop()


@pytest.mark.parametrize(
    "asked", [b"What?\r\n\r\n", b"GET /about/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"]
)
def test_who_is_answered_and_does_not_hang_up_holds_up_nobody(site, asked):
    """Two seconds for each of them, one after the other, would be a minute."""
    connections = []
    try:
        for _ in range(100):  # one by one, so that every worker gets some
            connections.append(socket.create_connection(("127.0.0.1", site.server.port), timeout=30))
            connections[-1].sendall(asked)
        with socket.create_connection(("127.0.0.1", site.server.port), timeout=20) as reader:
            reader.sendall(b"GET /about/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert status_of(reader) == 200
        assert {status_of(connection) for connection in connections} == {400 if asked.startswith(b"W") else 200}
    finally:
        for connection in connections:
            connection.close()


@pytest.mark.parametrize("part", ["head", "body"])
def test_more_slow_senders_than_threads_stop_the_site_for_seconds_only(site, part):
    """More than all workers have threads together, each sending a byte now and then, or nothing more at all."""
    story = site.story(f"Meanwhile a slow {part}")
    longest = 20  # seconds; as a rule 3, and 7 where one worker took all of them and has them in turns
    server = site.start(ARRIVAL_SECONDS="1")
    head = b"POST /admin/account/login/ HTTP/1.1\r\nHost: localhost\r\n"
    if part != "head":
        head += (
            b"Cookie: csrftoken="
            + b"a" * 32
            + b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n"
        )
    senders = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(WORKERS * THREADS + 4)]
    over, ends = threading.Event(), []

    def drip(sender, is_silent):
        with sender, suppress(OSError):
            sender.sendall(head)
            while not over.wait(0.3):
                sender.sendall(b"" if is_silent else b"x")
                sender.settimeout(0.01)
                with suppress(TimeoutError):
                    ends.append(status_of(sender))
                    return
        ends.append(0)

    slow = [threading.Thread(target=drip, args=(sender, n % 3 == 0)) for n, sender in enumerate(senders)]
    try:
        for each in slow:
            each.start()
        time.sleep(0.5)
        began = time.monotonic()
        assert server.get(f"/?slow={part}").status == 200
        editor = site.editor(server)
        assert editor.save(story, editor.open(story), headline="Saved all the same").status == 302
        while len(ends) < len(slow) and time.monotonic() < began + longest:
            time.sleep(0.1)
        assert time.monotonic() - began < longest
        assert len(ends) == len(slow), "nobody is waited for without end"
        assert set(ends) <= {0, 400, 403}
    finally:
        over.set()
        for each in slow:
            each.join(10)
        server.stop()


def test_more_who_ask_and_do_not_read_than_threads_stop_the_site_for_seconds_only(site):
    """What they asked for is more than the system holds for them, so a thread would wait for each without end."""
    server = site.start(ARRIVAL_SECONDS="1")
    asked = b"GET /about/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2000
    askers = []
    try:
        for _ in range(WORKERS * THREADS + 4):
            asker = socket.socket()
            asker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            asker.connect(("127.0.0.1", server.port))
            asker.settimeout(0.2)
            askers.append(asker)
            with suppress(TimeoutError):
                asker.sendall(asked)
        began = time.monotonic()
        assert server.get("/?unread").status == 200
        editor = site.editor(server)
        story = site.story("Meanwhile nobody reads")
        assert editor.save(story, editor.open(story), headline="Saved all the same").status == 302
        assert time.monotonic() - began < 30
    finally:
        for asker in askers:
            asker.close()
        server.stop()
