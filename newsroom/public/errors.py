"""Answers when there is no page. The one for a broken server is templates/500.html alone, which asks nothing."""

from django.db import DatabaseError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from newsroom.public import frame


def not_found(request, exception=None):
    """The same bytes for what never was and for what is yet to come."""
    return _answer("404.html", 404)


def bad_request(request, exception=None):
    return _answer("400.html", 400)


def forbidden(request, exception=None):
    return _answer("403.html", 403)


def _answer(template: str, status: int) -> HttpResponse:
    now = timezone.now()
    try:
        around = frame.read(now)
    except DatabaseError:
        around = frame.Frame(now)
    response = HttpResponse(render_to_string(template, {"frame": around}), status=status)
    if status == 404:
        response["Cache-Control"] = f"public, max-age={min(10, around.max_age)}"
    return response
