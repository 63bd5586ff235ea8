"""Requests as no browser writes them: refused, or read one way, so that nobody hides a second request in a first."""

import socket
from http.client import HTTPResponse

import pytest

LAST = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
CHUNKS = b"2\r\n{}\r\n0\r\n"


def request(line: str = "GET /about/ HTTP/1.1", *headers: bytes | str, body: bytes = b"", host: bool = True) -> bytes:
    lines = [line, *(["Host: localhost"] if host else []), *headers]
    return b"\r\n".join(each if isinstance(each, bytes) else each.encode() for each in [*lines, "", ""]) + body


def post(*headers: bytes | str, body: bytes = b"") -> bytes:
    return request("POST /csp-report HTTP/1.1", "Content-Type: application/json", *headers, body=body)


def statuses(server, sent: bytes) -> list[int]:
    """Of all answers until the connection is closed; the request for robots.txt behind `sent` asks for that."""
    found = []
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(sent + LAST)
        with connection.makefile("rb") as answers:
            while answers.peek(1):
                answer = HTTPResponse(_Heard(answers))  # one after the other, from one stream
                answer.begin()
                said = answer.read()
                found.append(answer.status)
                assert b"evil.example" not in said + bytes(str(answer.headers), "utf-8"), said
                if answer.status == 200 and answer.headers["Content-Type"].startswith("text/plain"):
                    break
    return found


class _Heard:
    """A connection of which one answer is read, and whose stream stays open for the next."""

    def __init__(self, stream):
        self.stream = stream

    def makefile(self, mode):
        return self

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def close(self):
        pass


GET = "GET /about/ HTTP/1.1"
REQUESTS = {
    "a length twice": (post("Content-Length: 2", "Content-Length: 2", body=b"{}"), [400]),
    "two lengths": (post("Content-Length: 2", "Content-Length: 80", body=b"{}"), [400]),
    "two lengths in one": (post("Content-Length: 2, 2", body=b"{}"), [400]),
    "a signed length": (post("Content-Length: +2", body=b"{}"), [400]),
    "a negative length": (post("Content-Length: -2", body=b"{}"), [400]),
    "a length of other digits": (post("Content-Length: \u0662", body=b"{}"), [400]),
    "a length and chunks": (post("Content-Length: 2", "Transfer-Encoding: chunked", body=CHUNKS + b"\r\n"), [400]),
    "chunks": (post("Transfer-Encoding: chunked", body=CHUNKS + b"\r\n"), [413, 200]),
    "chunks and trailers": (
        post(
            "Transfer-Encoding: chunked", body=CHUNKS + b"Cookie: sessionid=x\r\nX-Forwarded-Host: evil.example\r\n\r\n"
        ),
        [413, 200],
    ),
    "chunks under another name": (post("Transfer-Encoding: xchunked", body=CHUNKS + b"\r\n"), [501]),
    "chunks twice": (post("Transfer-Encoding: chunked, chunked", body=CHUNKS + b"\r\n"), [400]),
    "chunks behind a sign": (post(b"Transfer-Encoding: \x0bchunked", body=CHUNKS + b"\r\n"), [400]),
    "chunks of a strange size": (post("Transfer-Encoding: chunked", body=b"0x2\r\n{}\r\n0\r\n\r\n"), [413, 400]),
    "chunks in HTTP/1.0": (
        request("POST /csp-report HTTP/1.0", "Transfer-Encoding: chunked", body=CHUNKS + b"\r\n"),
        [400],
    ),
    "a whole address": (request("GET http://evil.example/about/ HTTP/1.1"), [200, 200]),
    "a whole address of a door": (request("GET http://evil.example/admin/ HTTP/1.1"), [302, 200]),
    "a folded line": (request(GET, "X-Long: a\r\n b"), [400]),
    "a name with a space": (request(GET, "X Long: a"), [400]),
    "a name with a space behind it": (request(GET, "X-Long : a"), [400]),
    "a name of nothing": (request(GET, ": a"), [400]),
    "a line without a name": (request(GET, "nothing"), [400]),
    "a name with a low line": (request(GET, "X_Forwarded_Host: evil.example"), [200, 200]),
    "a NUL": (request(GET, b"X-Long: a\0b"), [400]),
    "a bare CR": (request(GET, b"X-Long: a\rX-Other: b"), [400]),
    "a bare LF": (request(GET, b"X-Long: a\nX-Other: b"), [400]),
    "many lines": (request(GET, *(f"X-{n}: a" for n in range(101))), [431]),
    "a long line": (request(GET, "X-Long: " + "a" * 9000), [431]),
    "a long address": (request(f"GET /{'a' * 9000} HTTP/1.1"), [414]),
    "two hosts": (request(GET, "Host: evil.example"), [400]),
    "another host": (request(GET, "Host: evil.example", host=False), [400, 200]),
    "no host": (request(GET, host=False), [200, 200]),
    "bytes in the address": (request("GET /\u4e2d\u6751/ HTTP/1.1"), [400]),
    "bytes that are no letters": (b"GET /\xff\xfe/ HTTP/1.1\r\nHost: localhost\r\n\r\n", [400]),
    "a space in the address": (request("GET /about/ x HTTP/1.1"), [400]),
    "a part of a page": (request("GET /about/#a HTTP/1.1"), [200, 200]),
    "no address": (request("GET HTTP/1.1"), [400]),
    "every address": (request("OPTIONS * HTTP/1.1"), [404, 200]),
    "HTTP/0.9": (b"GET /about/\r\n\r\n", [400]),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
    "an upgrade": (
        request(GET, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"),
        [200, 200],
    ),
    "a small method": (request("get /about/ HTTP/1.1"), [400]),
    "an unknown method": (request("BREW /about/ HTTP/1.1"), [405, 200]),
    "three at once": (request() + request("GET /nothing/ HTTP/1.1") + request(), [200, 404, 200, 200]),
    "a promise to come": (post("Expect: 100-continue", "Content-Length: 2", body=b"{}"), [204, 200]),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_what_no_browser_writes_is_read_in_one_way_or_refused(site, name):
    sent, expected = REQUESTS[name]
    assert statuses(site.server, sent) == expected


def test_no_header_with_a_low_line_changes_the_address_though_the_proxy_lets_it_through(site):
    """The server's own default is that whoever it believes may rewrite the address by SCRIPT_NAME and PATH_INFO."""
    server = site.start(FORWARDED_ALLOW_IPS="127.0.0.1", BEHIND_PROXY="1")
    try:
        honest = server.get("/about/?honest", **{"X-Forwarded-Proto": "https"})
        assert b"https://localhost/about/" in honest.body, "the proxy is believed"
        for name, value in (("SCRIPT_NAME", "/evil"), ("PATH_INFO", "/contact/"), ("X_Forwarded_Proto", "https")):
            answer = server.get(f"/about/?{name}", **{name: value})
            assert answer.status == 200
            assert b"http://localhost/about/" in answer.body, name
            assert b"/evil" not in answer.body
    finally:
        server.stop()
