"""Answers when there is no page. Where something went wrong they ask nothing, of the database or of anybody.

They name the request, as the log does; a page that is not found names nothing.
"""

import sys

from django.db import Error, OperationalError, connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from newsroom.public import frame
from newsroom.public.views.base import Head
from newsroom.running import request_id, trouble
from newsroom.running.shared_cache import CacheAway

_SAID = {
    400: ("This request makes no sense to us", "The address or the form was not sent in a way we understand."),
    403: ("Not for you, sorry", "You may not open this page. If you work here, signing in may help."),
    500: ("Something broke on our side", "It has been noted. Please try again in a minute."),
    503: ("Too busy at this moment", "Nothing was changed. Please try again in a few seconds."),
}
_READ_ONLY = (
    "Nothing can be changed at this moment",
    "Reading goes on, and nothing was changed. Please try again in some minutes.",
)
_FULL = (
    "Nothing can be changed at this moment",
    "The disk of the server is full or fails; whoever runs it has to make room. Please try again later.",
)
# Only the door asks the cache: it counts there what was tried.
_UNCOUNTED = (
    "Nobody can sign in at this moment",
    "Tries cannot be counted just now, so no password and no code is looked at. Whoever is signed in stays so. "
    "Nothing was changed. Please try again in a minute.",
)
_AGAIN = "5"  # seconds


def not_found(request, exception=None):
    """The same bytes for what never was and for what is yet to come."""
    now = timezone.now()
    try:
        around = frame.read(now)
    except Error:
        around = frame.Frame(now)
    shown = {"frame": around, "head": Head(title="Page not found", path="")}
    response = HttpResponse(render_to_string("404.html", shown), status=404)
    response["Cache-Control"] = f"public, max-age={min(10, around.max_age)}"
    return response


def bad_request(request, exception=None):
    return _said(400)


def forbidden(request, exception=None):
    return _said(403)


def broken(request):
    """Django calls it where the error is still being handled: a database that had no time is no fault of ours."""
    # Where a list is read in parts and its connection is cut, Django hands on what its driver said.
    error = sys.exception()
    if isinstance(error, (OperationalError, connection.Database.OperationalError)):
        return _again_soon(_said(503, _why(error)))
    if isinstance(error, CacheAway):
        return _again_soon(_said(503, _UNCOUNTED))
    return _said(500)


def _why(error: Exception) -> tuple[str, str]:
    if trouble.is_read_only(error):
        return _READ_ONLY
    if trouble.is_of_the_disk(error):
        return _FULL
    return _SAID[500] if trouble.is_damaged(error) else _SAID[503]


def _again_soon(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = _AGAIN
    return response


def _said(status: int, what: tuple[str, str] = ()) -> HttpResponse:
    title, sentence = what or _SAID[status]
    about = {"status": status, "title": title, "sentence": sentence, "request_id": request_id.current()}
    return HttpResponse(render_to_string("error.html", about), status=status)
