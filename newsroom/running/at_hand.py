"""Requests that are answered where connections are waited for: pages that lie ready, for which no thread is needed.

To hand a request to a thread, and its end back, costs more than such an answer. Nothing here may wait: what is more
than a plain question, or asks for a page that isn't known to stand at this moment, a thread reads anew.
"""

import time
from datetime import timedelta

from gunicorn.http import RequestParser, errors, wsgi

_END = b"\r\n\r\n"


class Gathered:
    """Takes the place of a connection while an answer is put together."""

    def __init__(self):
        self.parts = []

    def sendall(self, data: bytes) -> None:
        self.parts.append(data)

    send = sendall  # what the library says before an answer, to who waits for leave to go on


def answer(app, conn, head: bytes, *, may_keep: bool, cfg, log) -> tuple[list[bytes], bool] | None:
    """What to send to a request of which the head is there, and whether its connection stays; None for a thread's work.

    The application says what lies ready by `at_hand(environ)`, another application or None.
    """
    find = getattr(app, "at_hand", None)
    if find is None or not head.startswith((b"GET ", b"HEAD ")) or head.find(_END) != len(head) - 4:
        return None  # the last: a body or another request comes after it
    gathered, asked = Gathered(), time.monotonic()
    try:
        request = next(RequestParser(cfg, iter((head,)), conn.client))
        response, environ = wsgi.create(request, gathered, conn.client, conn.server, cfg)
    except errors.ParseException:
        return None  # refused by the thread that reads it
    if gathered.parts or (page := find(environ)) is None:
        return None
    if not may_keep:
        response.force_close()
    for part in page(environ, response.start_response):
        response.write(part)
    response.close()
    log.access(response, request, environ, timedelta(seconds=time.monotonic() - asked))
    return gathered.parts, not response.should_close()


def left_of(parts: list, sent: int) -> list[memoryview]:
    """What of it is still to be sent. Nothing is copied: a page that many take slowly is there once."""
    left = []
    for part in parts:
        if sent < len(part):
            left.append(memoryview(part)[sent:])
        sent = max(0, sent - len(part))
    return left
