"""Sessions that are over. Nobody can use them, and the table would only grow: each stranger at the door makes one."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

_AT_ONCE = 10_000  # so that nobody waits for long


def forget_ended() -> int:
    """Delete some of those that have ended; how many."""
    now = timezone.now()
    ended = list(Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:_AT_ONCE])
    for start in range(0, len(ended), 500):
        Session.objects.filter(pk__in=ended[start : start + 500]).delete()
    # No session is older than that, whatever one does.
    long_ago = now - timedelta(seconds=2 * settings.SESSION_COOKIE_AGE)
    UserSession.objects.filter(created_at__lt=long_ago).delete()
    return len(ended)
