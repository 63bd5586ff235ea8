"""Tells a WebSub hub (www.w3.org/TR/websub) that feeds have news. Off where no hub is set.

One delivery a feed that a step changes, told by the outbox after the step: never in a request, and never for what waits
for its moment, since a scheduled story is told of when it has gone live.
"""

import time
from collections.abc import Iterable
from urllib.parse import SplitResult, urlencode, urlsplit

from django.conf import settings

from newsroom.desk import outbox
from newsroom.desk.bounded_connection import BoundedConnection, addresses_of
from newsroom.models import Delivery, Event

NAME = "websub"
PATIENCE = 10  # seconds, all in all
_FORMS = ("feed/", "feed.atom", "feed.json")
# The steps after which a feed says something else. An import tells nobody (docs/decisions/0007): the old stories of a
# whole archive are no news, and the next new one tells the hub of everything.
STEPS = frozenset({"publish", "update", "correct", "emergency", "withdraw", "reinstate", outbox.WENT_LIVE})


def is_on() -> bool:
    """A hub wants addresses that it can fetch itself, which only SITE_URL tells."""
    return bool(settings.WEBSUB_HUB and settings.SITE_URL)


def feeds(step: str, event: Event) -> Iterable[str]:
    """The feeds of everything and of the story's section."""
    paths = ["/"]
    if event.article.section:
        paths.append(event.article.section.get_absolute_url())
    return [f"{settings.SITE_URL}{path}{form}" for path in paths for form in _FORMS]


def ping(delivery: Delivery) -> None:
    if not is_on():
        raise outbox.NotWanted("No hub is set any more.")
    hub = urlsplit(settings.WEBSUB_HUB)
    if hub.scheme not in ("https", "http") or not hub.hostname:
        raise ValueError("WEBSUB_HUB must be an address that begins with https://.")
    status = ask_hub(hub, urlencode({"hub.mode": "publish", "hub.url": delivery.target}))
    if not 200 <= status < 300:
        raise OSError(f"The hub answered {status}.")


def ask_hub(hub: SplitResult, form: str) -> int:
    """What the hub answers, within PATIENCE. It is asked itself: one that leads elsewhere has failed, as it might lead
    into the house, where nobody has named a hub. Raises OSError or HTTPException where it says nothing.
    """
    deadline, is_secret = time.monotonic() + PATIENCE, hub.scheme == "https"
    port = hub.port or (443 if is_secret else 80)
    addresses = addresses_of(hub.hostname, port, seconds=PATIENCE)
    connection = BoundedConnection(
        hub.hostname, port, addresses=addresses, is_secret=is_secret, deadline=deadline, quiet=PATIENCE
    )
    headers = {"User-Agent": f"{settings.SITE_NAME} newsroom", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", (hub.path or "/") + (f"?{hub.query}" if hub.query else ""), form, headers)
        status = connection.getresponse().status
    finally:
        connection.end()
    if time.monotonic() > deadline:  # cut, and half a head passes for one
        raise TimeoutError(f"The hub took longer than {PATIENCE} seconds.")
    return status


outbox.register(outbox.Kind(NAME, steps=STEPS, addressees=feeds, deliver=ping, is_on=is_on))
