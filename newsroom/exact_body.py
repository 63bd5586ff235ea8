"""A request whose body breaks off is no request, and one that never ends breaks off.

When a connection drops, gunicorn hands on what has arrived as if that were all, and a form would save half a story.
With this around Django, reading such a body fails: the form is refused, and what was saved before stays.
"""

from newsroom.running.arrival import seconds_for, watch


class BodyBrokenOff(OSError):
    """Django knows an OSError while reading as an unreadable body."""

    def __init__(self):
        super().__init__("the request's body is shorter than its Content-Length")


class ExactBody:
    """The WSGI layer for requests that announce a length; those in chunks end with a mark, which gunicorn checks."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or not int(length):
            return self.app(environ, start_response)
        connection = environ.get("gunicorn.socket")
        if connection is None:
            body = _Input(environ["wsgi.input"], int(length))
            return self.app(environ | {"wsgi.input": body}, start_response)
        watch.begin(connection, seconds_for(int(length)))
        try:
            body = _Input(environ["wsgi.input"], int(length), when_whole=lambda: watch.end(connection))
            return self.app(environ | {"wsgi.input": body}, start_response)
        finally:
            watch.end(connection)


class _Input:
    def __init__(self, stream, length: int, when_whole=lambda: None):
        self.stream, self.left, self.when_whole = stream, length, when_whole

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._wanted(size)
        data = self.stream.read(wanted) if wanted else b""
        return self._checked(data, len(data) == wanted)

    def readline(self, size: int | None = -1) -> bytes:
        wanted = self._wanted(size)
        line = self.stream.readline(wanted) if wanted else b""
        return self._checked(line, len(line) == wanted or line.endswith(b"\n"))

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self):
        return iter(self.readline, b"")

    def _wanted(self, size: int | None) -> int:
        return self.left if size is None or size < 0 else min(size, self.left)

    def _checked(self, data: bytes, is_whole: bool) -> bytes:
        if not is_whole:
            raise BodyBrokenOff
        self.left -= len(data)
        if not self.left:
            self.when_whole()
        return data
