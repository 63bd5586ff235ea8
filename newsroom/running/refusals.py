"""What gunicorn answers by itself to what it can't read, with a page and the headers that every answer of ours has.

Nothing of the request is repeated. Behind nginx hardly anybody gets this far: it refuses such requests itself.
"""

from http import HTTPStatus

from django.conf import settings

_SAID = {
    400: ("This request makes no sense to us", "It was not sent in a way that we understand."),
    414: ("This address is too long", "No address of this site is half as long."),
    431: (
        "Too much came with this request",
        "Often these are cookies that have piled up: delete those of this site, and try again.",
    ),
    500: ("Something broke on our side", "It has been noted. Please try again in a minute."),
}
_HEADERS = {
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


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body>
<main>
<p>{status}</p>
<h1>{title}</h1>
<p>{sentence}</p>
<p><a href="/">To the front page</a></p>
</main>
</body>
</html>
"""


def refusal(status: int) -> bytes:
    """The whole answer, ready to be sent."""
    phrase = HTTPStatus(status).phrase
    title, sentence = _SAID.get(status) or _SAID[500 if status >= 500 else 400]
    page = _PAGE.format(status=status, title=title, sentence=sentence).encode()
    headers = _HEADERS | {"Content-Length": str(len(page))}
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = (
            f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"  # as settings.py has Django say it
        )
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {phrase}\r\n{head}\r\n".encode() + page


class Overheard:
    """Takes the place of a connection, to hear with which status gunicorn would refuse."""

    def __init__(self):
        self.sent = b""

    def gettimeout(self) -> int:
        return 0  # so that gunicorn changes nothing about it

    def sendall(self, data: bytes) -> None:
        self.sent += data

    @property
    def status(self) -> int:
        """400 where it had no answer, as to words that its own doesn't know how to write."""
        status = self.sent[9:12]
        return int(status) if status.isdigit() else HTTPStatus.BAD_REQUEST
