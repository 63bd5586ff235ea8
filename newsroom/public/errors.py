"""Answers when there is no page. The one for a broken server asks nothing, of the database or of anybody.

Where something went wrong the page names the request, as the log does; a page that is not found names nothing.
"""

from django.db import DatabaseError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from newsroom.public import frame
from newsroom.running import request_id


def not_found(request, exception=None):
    """The same bytes for what never was and for what is yet to come."""
    return _answer("404.html", 404)


def bad_request(request, exception=None):
    return _answer("400.html", 400)


def forbidden(request, exception=None):
    return _answer("403.html", 403)


def broken(request):
    return HttpResponse(render_to_string("500.html", {"request_id": request_id.current()}), status=500)


def _answer(template: str, status: int) -> HttpResponse:
    now = timezone.now()
    try:
        around = frame.read(now)
    except DatabaseError:
        around = frame.Frame(now)
    response = HttpResponse(
        render_to_string(template, {"frame": around, "request_id": request_id.current()}), status=status
    )
    if status == 404:
        response["Cache-Control"] = f"public, max-age={min(10, around.max_age)}"
    return response
