"""What gunicorn refuses by itself; the servers are asked in tests/newsroom/public/test_ready_servers.py."""

import pytest
from django.test import Client
from gunicorn import util

from newsroom.running.refusals import Overheard, refusal


@pytest.mark.parametrize("status", [400, 403, 414, 417, 431, 500, 501])
def test_every_status_has_a_page(status):
    head, _, page = refusal(status).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"Content-Length: {len(page)}\r\n".encode() in head + b"\r\n"
    assert page.startswith(b"<!doctype html>")
    said = {
        400: "makes no sense", 403: "makes no sense", 414: "too long", 417: "makes no sense", 431: "Too much came",
        500: "broke on our side", 501: "broke on our side",
    }  # fmt: skip
    assert said[status] in page.partition(b"</h1>")[0].decode()


def test_it_bears_what_every_answer_bears_and_keeps_nothing_open():
    head = refusal(400).partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    headers = dict(line.split(": ", 1) for line in head)
    assert headers.pop("Content-Length")
    assert headers == {
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


@pytest.mark.django_db
def test_the_promise_of_https_is_that_of_every_page(settings):
    settings.SECURE_HSTS_SECONDS = 7
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    of_django = Client().get("/robots.txt", secure=True)["Strict-Transport-Security"]
    assert f"Strict-Transport-Security: {of_django}\r\n".encode() in refusal(400)


def test_where_nothing_was_said_the_request_made_no_sense():
    overheard = Overheard()
    assert overheard.status == 400
    util.write_nonblock(overheard, b"HTTP/1.1 431 Request Header Fields Too Large\r\n\r\n")  # as gunicorn does
    assert overheard.status == 431
