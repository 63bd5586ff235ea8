"""The door that gunicorn opens: a name for each request, whole bodies only, then the ready-made pages, then Django."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from newsroom.backups import unfinished
from newsroom.exact_body import ExactBody
from newsroom.running.request_id import RequestId
from newsroom.taken_in_time import TakenInTime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")


def open_door():
    django = get_wsgi_application()
    if unfinished.is_restoring():
        raise ImproperlyConfigured(unfinished.SENTENCE)
    if settings.READY_PAGES:
        from newsroom.public.ready import ReadyPages  # reads models, which are there now

        django = ReadyPages(django, megabytes=settings.READY_PAGES_MB)
    at_hand = getattr(django, "at_hand", None)
    believes_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    return RequestId(TakenInTime(ExactBody(django)), believes_proxy=believes_proxy, at_hand=at_hand)


application = open_door()
