"""The page of one's own account: password, second factor, and where one is signed in."""

from allauth.account.views import password_change
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import activate_totp as library_activate_totp
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from newsroom.desk.signin import factor
from newsroom.desk.signin.log import Verb, record
from newsroom.models import AccountEvent

# The first that a browser names is what it is; all of them name their elders, too.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """What a browser says it is, as a person would say it: “Firefox on a Mac”."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "An unknown browser")
    machine = next((name for mark, name in _MACHINES if mark in user_agent), "")
    return f"{browser} on {machine}" if machine else browser


@method_decorator(login_required, name="dispatch")
class Account(View):
    """Shows where one is signed in; POST ends one of these sessions, or all but this."""

    recent = 20  # lines of one's own log
    most = 100  # sessions shown

    def get(self, request):
        # The library's own list looks each of them up by itself, twice.
        open_now = Session.objects.filter(expire_date__gt=timezone.now())
        sessions = UserSession.objects.filter(
            user=request.user, session_key__in=open_now.values("session_key")
        ).order_by("-last_seen_at")[: self.most]
        context = {
            **admin.site.each_context(request),
            "title": "Your account",
            "sessions": [(session, browser_of(session.user_agent)) for session in sessions],
            "factors": Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES),
            "is_factor_required": factor.is_required_of(request.user),
            "events": AccountEvent.objects.filter(account=request.user)[: self.recent],
        }
        return TemplateResponse(request, "signin/account.html", context)

    def post(self, request):
        mine = UserSession.objects.filter(user=request.user)
        if request.POST.get("session") == "others":
            ended = list(mine.exclude(session_key=request.session.session_key))
        else:
            # Of others' sessions nobody learns here, not even that there is one of that number.
            number = request.POST.get("session", "")
            ended = [get_object_or_404(mine, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)]
        end_sessions(request, ended)
        record(Verb.SESSIONS_ENDED, request=request, account=request.user, number=len(ended))
        messages.success(request, "No other session is open now." if len(ended) != 1 else "That session has ended.")
        return redirect("account")


def change_password(request):
    """The library's page; it would send an account without a password to one that sets the first, which is not here."""
    if request.user.is_authenticated and not request.user.has_usable_password():
        messages.info(request, "You sign in here without a password, so there is none to change.")
        return redirect("account")
    return password_change(request)


@login_required
def activate_totp(request):
    """The library's page. Pressed twice, the second finds the app of the first there: at once it would break on it, and
    a moment later lead to where one takes it away again.
    """
    mine = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
    if request.method == "POST" and mine.exists():
        return redirect("mfa_view_recovery_codes")
    try:
        return library_activate_totp(request)
    except IntegrityError:
        return redirect("mfa_view_recovery_codes")
