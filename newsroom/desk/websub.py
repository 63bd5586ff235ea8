"""Tells a WebSub hub (www.w3.org/TR/websub) that feeds have news. Off where no hub is set.

One delivery a feed that a step changes, told by the outbox after the step: never in a request, and never for what waits
for its moment, since a scheduled story is told of when it has gone live.
"""

from collections.abc import Iterable
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from newsroom.desk import outbox
from newsroom.models import Delivery, Event

NAME = "websub"
PATIENCE = 10  # seconds
_FORMS = ("feed/", "feed.atom", "feed.json")
# The steps after which a feed says something else. An import tells nobody (docs/decisions/0007): the old stories of a
# whole archive are no news, and the next new one tells the hub of everything.
STEPS = frozenset({"publish", "update", "correct", "emergency", "withdraw", "reinstate", outbox.WENT_LIVE})


class _GoesNowhereElse(HTTPRedirectHandler):
    """A hub that leads elsewhere has failed: it might lead into the house, where nobody has named a hub."""

    def redirect_request(self, *args):
        return None


ask_hub = build_opener(_GoesNowhereElse).open


def is_on() -> bool:
    """A hub wants addresses that it can fetch itself, which only SITE_URL tells."""
    return bool(settings.WEBSUB_HUB and settings.SITE_URL)


def feeds(step: str, event: Event) -> Iterable[str]:
    """The feeds of everything and of the story's section."""
    paths = ["/"]
    if event.article and event.article.section:
        paths.append(event.article.section.get_absolute_url())
    return [f"{settings.SITE_URL}{path}{form}" for path in paths for form in _FORMS]


def ping(delivery: Delivery) -> None:
    if not is_on():
        raise outbox.NotWanted("No hub is set any more.")
    if not settings.WEBSUB_HUB.startswith(("https://", "http://")):
        raise ValueError("WEBSUB_HUB must be an address that begins with https://.")
    data = urlencode({"hub.mode": "publish", "hub.url": delivery.target}).encode()
    request = Request(settings.WEBSUB_HUB, data=data, headers={"User-Agent": f"{settings.SITE_NAME} newsroom"})  # noqa: S310  looked at above
    with ask_hub(request, timeout=PATIENCE) as answer:  # raises for what is not a success
        answer.read(1000)


outbox.register(outbox.Kind(NAME, steps=STEPS, addressees=feeds, deliver=ping, is_on=is_on))
