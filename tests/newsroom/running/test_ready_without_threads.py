"""What lies ready takes no thread of the server, and is what a thread would have said."""

import re
import socket
from contextlib import ExitStack
from http.client import HTTPResponse
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.newsroom.conftest import own_site
from tests.servers import Desk, Server

WORDS = 1_000_000  # in the long story; more than a system takes of an answer before somebody reads
QUESTIONS, THREADS = 200, 4
GET = "GET {} HTTP/1.1"
WENT_TO_SLEEP = re.compile(r"^voluntary_ctxt_switches:\s*(\d+)", re.MULTILINE)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with own_site(folder) as environment, (folder / "server.log").open("w") as log:
        environment |= {"HTTPS": "0", "READY_PAGES": "1", "GUNICORN_THREADS": str(THREADS)}
        desk = Desk(environment)
        desk.do(
            "story = make_edition('Park aims high')",
            f"long = make_edition('A long report', body='<p>' + 'word ' * {WORDS} + '</p>')",
        )
        story, long = (desk.do(f"print({name}.get_absolute_url())") for name in ("story", "long"))
        desk.process.stdin.close()
        desk.process.wait(20)
        desk.process.stdout.close()
        server = Server(environment, log)
        try:
            server.wait()
            yield SimpleNamespace(server=server, story=story, long=long)
        finally:
            server.stop()


def connect(site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", site.server.port), timeout=30)


def question(path: str, *headers: str, line: str = GET) -> bytes:
    return "\r\n".join([line.format(path), "Host: localhost", *headers, "", ""]).encode()


def ask(connection, asked: bytes) -> tuple[int, list, bytes]:
    """Status, headers and body."""
    connection.sendall(asked)
    response = HTTPResponse(connection, method=asked.split()[0].decode())
    response.begin()
    headers = [pair for pair in response.getheaders() if pair[0] not in ("Date", "X-Request-ID")]
    return response.status, headers, response.read()


def of_a_thread(asked: bytes) -> bytes:
    """The same question; one behind an empty line is not read where connections are waited for."""
    return b"\r\n" + asked


def switches(server) -> int:
    """How often the threads of the worker went to sleep, besides the one in which connections are waited for."""
    [worker] = server.workers
    threads = [task for task in Path(f"/proc/{worker}/task").iterdir() if task.name != str(worker)]
    return sum(int(WENT_TO_SLEEP.search((task / "status").read_text())[1]) for task in threads)


def test_what_lies_ready_takes_no_thread(site):
    with connect(site) as reader:
        for asked in (question(site.story), of_a_thread(question(site.story))):
            ask(reader, asked)
            before = switches(site.server)
            for _ in range(QUESTIONS):
                assert b"Park aims high" in ask(reader, asked)[2]
            took = switches(site.server) - before
            if asked == question(site.story):
                # Twice a second one goes to a thread, which asks the database whether all still stands.
                assert took < QUESTIONS / 2
    assert took >= QUESTIONS, "the figure tells nothing"


@pytest.mark.parametrize(
    ("headers", "line"),
    [
        ([], GET),
        ([], "HEAD {} HTTP/1.1"),
        ([], "GET {} HTTP/1.0"),
        ([], "GET http://localhost{} HTTP/1.1"),
        ([], "GET {}?page=1 HTTP/1.1"),
        (["Accept-Encoding: gzip, br"], GET),
        (["Connection: close"], GET),
        (["Cookie: _ga=GA1.2.3; seen=1"], GET),
        (["Cookie: sessionid=x"], GET),
        (["Range: bytes=0-99"], GET),
        (["If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"], GET),
        (["X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "X-Request-ID: 0123456789"], GET),
        (["Host: evil.example"], GET),
    ],
)
def test_it_is_what_a_thread_would_have_said(site, headers, line):
    for path in (site.story, "/", "/nowhere/", "/admin/"):
        asked = question(path, *headers, line=line)
        with connect(site) as first, connect(site) as second:
            assert ask(second, of_a_thread(asked)) == ask(first, asked)


def slow_reader(site) -> socket.socket:
    slow = socket.socket()
    slow.settimeout(30)
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    slow.connect(("127.0.0.1", site.server.port))
    slow.sendall(question(site.long, "Connection: close"))
    return slow


def test_who_read_slowly_get_all_of_a_long_page_and_hold_up_nobody(site):
    """More of them than there are threads."""
    with connect(site) as reader, ExitStack() as opened:
        whole = ask(reader, question(site.long))[2]
        assert len(whole) > WORDS * 5
        slow = []
        for _ in range(THREADS * 2):
            ask(reader, question(site.story))  # so that the database has just been asked; who asks it needs a thread
            slow.append(opened.enter_context(slow_reader(site)))
        for asked in (question(site.story), of_a_thread(question(site.story))):
            assert ask(reader, asked)[0] == 200
        for connection in slow:
            with connection.makefile("rb") as answer:
                assert answer.read().endswith(b"\r\n\r\n" + whole)
