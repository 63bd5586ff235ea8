"""What django-allauth and our screens tell of is written into the log; a session remembers how it was opened."""

import time

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from companies.admin.signals import list_taken_out
from newsroom.desk.signin import factor, guard
from newsroom.desk.signin.log import Verb, record


@receiver(user_logged_in)
def _begin(sender, request, user, **kwargs):
    request.session[guard.BEGUN] = request.session[guard.SEEN] = time.time()


@receiver(account.user_logged_in)
def _signed_in(sender, request, user, **kwargs):
    record(Verb.SIGNED_IN, request=request, account=user)


@receiver(user_logged_out)
def _signed_out(sender, request, user, **kwargs):
    if user is not None:
        record(Verb.SIGNED_OUT, request=request, account=user)


@receiver([account.password_changed, account.password_reset])
def _password_changed(sender, request, user, **kwargs):
    record(Verb.PASSWORD_CHANGED, request=request, account=user)
    end_other_sessions(request, user)


@receiver(account.authentication_step_completed)
def _factor_shown(sender, request, method, **kwargs):
    if method == "mfa":
        factor.note_shown(request)


@receiver(mfa.authenticator_added)
def _factor_added(sender, request, user, authenticator, **kwargs):
    record(Verb.FACTOR_ADDED, request=request, account=user, kind=authenticator.type)
    factor.note_shown(request)
    # A session somebody else may hold was opened without it.
    end_other_sessions(request, user)


@receiver(mfa.authenticator_removed)
def _factor_removed(sender, request, user, authenticator, **kwargs):
    record(Verb.FACTOR_REMOVED, request=request, account=user, kind=authenticator.type)


@receiver(mfa.authentication_failed)
def _factor_failed(sender, request, user, **kwargs):
    record(Verb.FACTOR_FAILED, request=request, account=user)


@receiver(list_taken_out)
def _list_taken_out(sender, request, what, narrowed, **kwargs):
    record(Verb.EXPORTED, request=request, account=request.user, list=what, narrowed=narrowed)
