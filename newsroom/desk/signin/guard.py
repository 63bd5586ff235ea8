"""What a session may do, and for how long: asked before every view of the desk."""

import time

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from newsroom.desk.signin import factor

BEGUN, SEEN = "signed_in_at", "seen_at"  # seconds since 1970, in the session
_NOTE_EVERY = 60  # seconds: a row of the database is written, so not at each request


class SessionGuard:
    """Ends sessions that are too old or were left alone, and lets nobody publish who owes a second factor.

    A session that has ended leaves a visitor nobody knows, before the view runs: the view then does what it does
    with one, which for the form of a story is to keep what was typed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Readers have no session cookie, and their pages must not ask the database for one.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated and _is_over(request):
            logout(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name or ""
        if not name.endswith(settings.BACKGROUND_VIEWS):
            _note_seen(request)
        desk, door = reverse("admin:index"), reverse("account")
        if not request.path.startswith(desk) or request.path.startswith(door) or name == "logout":
            return None
        if factor.was_shown(request) or not factor.is_required_of(request.user):
            return None
        if is_mfa_enabled(request.user):
            # Opened before there was a factor, or before the role that asks for it.
            logout(request)
            messages.info(request, "Sign in once more, with your second factor. Your role asks for it.")
            return redirect("account_login")
        messages.info(
            request, "Your role can put words before readers, so it asks for a second factor. Set it up once, here."
        )
        return redirect("mfa_activate_totp")


def _is_over(request) -> bool:
    now, session = time.time(), request.session
    begun = session.setdefault(BEGUN, now)
    seen = session.setdefault(SEEN, now)
    return now - begun > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE


def _note_seen(request) -> None:
    now = time.time()
    if now - request.session.get(SEEN, 0) >= _NOTE_EVERY:
        request.session[SEEN] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
