"""Asks the layer of ready-made pages as a server would, with stand-ins for what lies behind it."""

from io import BytesIO

from django.db import DatabaseError
from django.http import HttpResponse

PUBLIC = {"Cache-Control": "public, max-age=60", "Content-Type": "text/html; charset=utf-8"}
PAGE = "<p>A story of the park.</p>\n" * 100


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.body = int(status[:3]), body
        self.headers = {name.lower(): value for name, value in headers}
        assert len(self.headers) == len(headers), "a header stands twice"

    def __getitem__(self, name):
        return self.headers.get(name.lower(), "")


def ask(app, path="/", method="GET", **environ) -> Answer:
    """What a server would send for the request; `environ` adds to the request, None takes away."""
    path, _, query = path.partition("?")
    given = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        **environ,
    }
    heard = []
    parts = app(
        {name: value for name, value in given.items() if value is not None},
        lambda status, headers, exc_info=None: heard.append((status, headers)),
    )
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    return Answer(*heard[-1], b"" if method == "HEAD" else body)


class Django:
    """Stands for Django behind the layer: answers with what `respond` makes, and remembers what it was asked."""

    def __init__(self):
        self.asked, self.answered, self.closed = [], [], []
        self.respond = lambda environ: HttpResponse(PAGE, headers=PUBLIC | {"ETag": '"one"'})

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        response = self.respond(environ)
        cookies = [("Set-Cookie", cookie.output(header="")) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        # The real one tells Django that the request is over, which asks for a database.
        response.close = lambda: self.closed.append(response)
        self.answered.append(response)
        return response


class Database:
    """Stands for the one row."""

    def __init__(self):
        self.number, self.moment, self.questions = 1, None, 0

    def __call__(self):
        self.questions += 1
        if self.number is None:
            raise DatabaseError("The database is away.")
        return self.number, self.moment


def is_kept(pages, django, path="/", **environ) -> bool:
    """Whether what Django answers to this request is given to the next reader too."""
    ask(pages, path, **environ)
    before = len(django.asked)
    ask(pages, path)
    return len(django.asked) == before
