"""A name for each request, so that what somebody saw and what stands in the log can be brought together."""

import re
import secrets
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
HEADER = "X-Request-ID"


def current() -> str:
    """The name of the request that this thread answers; empty outside of one."""
    return _current.get()


class RequestId:
    """The outermost WSGI layer. Answers to readers are the same bytes for everybody, so only a failure carries it."""

    def __init__(self, app, *, believes_proxy: bool, at_hand=None):
        self.app, self.believes_proxy, self._at_hand = app, believes_proxy, at_hand

    def at_hand(self, environ):
        """An application that answers this without waiting; None where there is none (newsroom.running.at_hand)."""
        self._name(environ)
        return self._at_hand and self._at_hand(environ)

    def __call__(self, environ, start_response):
        name = self._name(environ)

        def start(status, headers, exc_info=None):
            if status[:1] == "5" or status[:3] in ("400", "403"):
                headers = [*headers, (HEADER, name)]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return self.app(environ, start)

    def _name(self, environ) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.believes_proxy else ""
        name = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        _current.set(name)
        return name
