"""What a session may do, and for how long: asked before every view of the desk."""

import time
from contextlib import suppress

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, OperationalError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from newsroom.desk.admin import rescue
from newsroom.desk.signin import factor
from newsroom.desk.signin.log import Verb, record
from newsroom.running.patience import patience

BEGUN, SEEN = "signed_in_at", "seen_at"  # seconds since 1970, in the session
_DESK = "admin/"  # as newsroom.urls says; asking for its address would take longer than the rest, on every page
_NOTE_EVERY = 60  # seconds: a row of the database is written, so not at each request


class SessionGuard:
    """Ends sessions that are too old or were left alone, and lets nobody publish who owes a second factor.

    A session that has ended leaves a visitor nobody knows, before the view runs: the view then does what it does
    with one, which for the form of a story is to keep what was typed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        known = request.user
        # Looked at when somebody asks: a page that readers share must not, or it would differ with the cookie.
        request.user = SimpleLazyObject(lambda: _whoever_is_left(request, known))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.resolver_match.route.startswith(_DESK):
            return None
        try:
            is_known = request.user.is_authenticated
        except DatabaseError as error:  # away, busy or damaged
            # Nobody can say who it is. Whoever sent a text gets it back, for the form's token says it is theirs.
            if rescue.is_written(request):
                rescue.note(error)
                return rescue.page(request, admin.site, rescue.BUSY, status=503)
            raise
        if not is_known:
            return None
        name = request.resolver_match.url_name or ""
        if not name.endswith(settings.BACKGROUND_VIEWS):
            _note_seen(request)
        if request.path.startswith(reverse("account")) or name == "logout":
            return None
        if not factor.is_owed(request, request.user):
            return None
        if is_mfa_enabled(request.user):
            # Opened before there was a factor, or before the role that asks for it.
            logout(request)
            messages.info(request, "Sign in once more, with your second factor. Your role asks for it.")
            return None  # the view sends a stranger to the door, and keeps what they wrote
        messages.info(
            request, "Your role can put words before readers, so it asks for a second factor. Set it up once, here."
        )
        return redirect("mfa_activate_totp")


def _whoever_is_left(request, known):
    """Who is signed in, unless their session is over: then nobody, and it is gone.

    Outside of the desk whoever owes a second factor is nobody, too: there no page asks them for it.
    """
    if not known.is_authenticated:
        return known
    if not _is_over(request):
        is_known = request.path_info.startswith(f"/{_DESK}") or not factor.is_owed(request, known)
        return known if is_known else AnonymousUser()
    request.session.flush()
    record(Verb.SIGNED_OUT, request=request, account=known, why="the session was over")
    return AnonymousUser()


def _is_over(request) -> bool:
    """As old as it may be, or as far ahead: it began by a clock that was wrong by more than a day of work, and would
    else live until that day has come and gone.
    """
    now, session = time.time(), request.session
    begun = session.setdefault(BEGUN, now)
    seen = session.setdefault(SEEN, now)
    return abs(now - begun) > settings.SESSION_COOKIE_AGE or abs(now - seen) > settings.SESSION_IDLE_AGE


def _note_seen(request) -> None:
    now = time.time()
    if now - request.session.get(SEEN, 0) < _NOTE_EVERY:
        return
    had_changed = request.session.modified
    request.session[SEEN] = now
    # Written here and not with the answer, which a busy database would then turn into an error; the next click tries.
    with suppress(OperationalError, UpdateError), patience():
        request.session.save()
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
    request.session.modified = had_changed
