"""Whoever is not signed in has nothing large to send, and is not read to the end."""

from contextlib import suppress

from django.db import OperationalError
from django.http import HttpResponse

MOST = 512 * 1024  # bytes; a long story whose writer was signed out meanwhile comes back by a form that fits


class StrangersSendLittle:
    """After the layer that knows who asks, and before anything that reads what they sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST and _is_nobody(request):
            return HttpResponse("Sign in before you send so much.\n", status=413, content_type="text/plain")
        return self.get_response(request)


def _is_nobody(request) -> bool:
    """Whether there is no session of anybody's, not even one that has just ended; where nobody can say, there is."""
    with suppress(OperationalError):
        return not request.user.is_authenticated
    return False
