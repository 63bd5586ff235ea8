"""How django-allauth behaves here: nobody signs up, failures count by account and address, secrets lie encrypted."""

import base64
import hashlib
import logging
import threading
import time
from collections.abc import Callable
from contextvars import copy_context

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect

from newsroom.desk.signin import factor, guard
from newsroom.desk.signin.log import Verb, address_of, record

logger = logging.getLogger(__name__)

LATER = 1.0  # seconds until the answer has gone


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            if request.META.get("REMOTE_ADDR"):
                raise
            # Over a socket of this machine, and no proxy that is believed has told: all who come so share one count.
            return "127.0.0.1"

    def _get_login_attempts_cache_key(self, request, **credentials):
        # By account alone anybody could lock out a colleague from anywhere.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{truncate_ip(address_of(request))}"

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            record(Verb.HELD_OFF, request=request, name=credentials.get("username", ""))
            raise

    def authentication_failed(self, request, **credentials):
        record(Verb.FAILED, request=request, name=credentials.get("username", ""))

    def set_password(self, user, password):
        """In the place of the password that the form was checked by and of no other: of two who follow one link at once
        the second comes too late. Nothing else of the account is written, which may have been switched off meanwhile.
        """
        before = user.password
        user.set_password(password)  # takes half a second
        with transaction.atomic():
            now = User.objects.select_for_update().get(pk=user.pk)
            if (now.password, now.is_active) != (before, user.is_active):
                raise ImmediateHttpResponse(redirect(context.request.path))  # which says that the link has ended
            user.save(update_fields=["password"])

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever has just typed the password to come in need not type it again to set up a second factor."""
        begun = context.request.session.get(guard.BEGUN, 0)
        just_came = time.time() - begun < app_settings.REAUTHENTICATION_TIMEOUT
        return not just_came and super().is_reauthentication_required(app=app, **kwargs)

    def send_mail(self, template_prefix, email, context):  # noqa: F811  the library's name for what the text needs
        """Write and send after the answer, so that an address nobody has is answered as fast as one that is known."""
        here = copy_context()  # in which the library knows the request
        after_the_answer(lambda: here.run(self.render_mail, template_prefix, email, context).send())

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """“Signed in as …” tells nobody anything; the rest is said."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, *args, **kwargs)


def after_the_answer(send: Callable[[], object] = lambda: None) -> None:
    """Do it in a second. Beside the answer would not do: of the threads of a process one runs at a time.

    Whoever has nothing to do says that as well, since a thread takes its time to begin.
    """

    def go():
        try:
            send()
        except Exception:
            logger.exception("A mail of the door could not be sent.")

    later = threading.Timer(LATER, go)
    later.name, later.daemon = "signin-mail", True
    later.start()


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        """Whoever must have a second factor keeps at least one."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return (
            not factor.is_required_of(authenticator.user)
            or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        )


def _box() -> MultiFernet:
    """Encrypts with the site's secret key; what an older key encrypted can still be read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"second factor" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
