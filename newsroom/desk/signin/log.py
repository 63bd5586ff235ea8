"""The log of the door. Written where it happens, in the same transaction where there is one."""

import logging

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from newsroom.models import AccountEvent

logger = logging.getLogger("newsroom.signin")
Verb = AccountEvent.Verb


def record(verb: Verb, *, request=None, account=None, name: str = "", actor=None, **details) -> None:
    """Add a line to the log of accounts.

    `account` is whom it is about and `name` what was typed where there is no such account; `actor` is who did it,
    where that was somebody else. `details` are plain values; never a password, a code or a token.
    """
    name = (name or (account.get_username() if account else ""))[:150]
    address = address_of(request) if request else None
    AccountEvent.objects.create(
        verb=verb,
        account=account,
        account_name=name,
        actor_name=actor.get_username() if actor and actor != account else "",
        address=address,
        details=details,
        at=timezone.now(),
    )
    # %r: a name may hold line breaks, which would forge a line of the log.
    logger.info("%s: %r from %s", verb.value, name, address or "the command line")


def address_of(request) -> str | None:
    """The address that a request comes from, as the setting of proxies has it; None on a socket without one."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
