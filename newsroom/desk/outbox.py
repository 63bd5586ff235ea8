"""What the world outside is to be told of a step: written down with the step, delivered afterwards by `tick`.

A mail sent while a step is taken would be sent for a step that fails a moment later, or forgotten when the process
dies a moment too early. So a step only writes a row, in its own transaction; the row is there exactly where the step
was taken. Whoever tells somebody of steps declares a Kind and registers it:

    outbox.register(Kind("hub", steps=frozenset({"publish", "went_live"}), addressees=hubs_of, deliver=ping))

A delivery that fails is tried again, later each time, and given up after the last of WAITS; the front page of the desk
shows those to whoever can do something about it.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db.models import F
from django.utils import timezone

from newsroom.models import Delivery, Event

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # for one attempt; whoever takes longer is taken for dead
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]  # about a day in all
KEPT_FOR = timedelta(days=90)

WENT_LIVE, FAILED = "went_live", "failed"  # what the clock does, and what the clock's chores could not do


class NotWanted(Exception):
    """There is nobody to tell any more. The message says why; the delivery is over without having failed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to tell somebody outside.

    `steps` names those it is for, as in the table of steps, and WENT_LIVE or FAILED. `addressees` is asked within the
    step's transaction, with the step's name and its event, for a target each: it must be quick, and may read. `deliver`
    is called later, outside of any transaction, perhaps more than once for one delivery, and raises when it failed.
    """

    name: str
    steps: frozenset[str]
    addressees: Callable[[str, Event], Iterable[str]]
    deliver: Callable[[Delivery], None]
    is_on: Callable[[], bool] = lambda: True


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind


def note(step: str, events: Sequence[Event]) -> None:
    """Write down who is to be told of these events, in the caller's transaction."""
    rows = [
        Delivery(kind=kind.name, event=event, target=target)
        for kind in KINDS.values()
        if step in kind.steps and kind.is_on()
        for event in events
        for target in dict.fromkeys(kind.addressees(step, event))
    ]
    if rows:
        Delivery.objects.bulk_create(rows)


class Outcome(Enum):
    DELIVERED = "delivered"
    NOT_WANTED = "not wanted any more"
    FAILED = "failed, to be tried again"
    GIVEN_UP = "given up"


def attempt(delivery: Delivery) -> Outcome | None:
    """Deliver it, unless somebody else is at it; None in that case.

    The row is claimed first and marked last, each by a conditional UPDATE, so of several processes one delivers. One
    that dies in between leaves the row to whoever comes after LEASE.
    """
    turn = delivery.attempts + 1
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, next_at=delivery.next_at)
    if not mine.update(attempts=F("attempts") + 1, next_at=timezone.now() + LEASE):
        return None
    try:
        _deliver(delivery)
    except NotWanted as why:
        outcome, changes = Outcome.NOT_WANTED, {"next_at": None, "error": str(why)}
    except Exception as error:
        logger.warning("Delivery %s, %s, failed for the %d. time.", delivery.pk, delivery.kind, turn, exc_info=True)
        outcome, changes = _after_failure(turn, error)
    else:
        outcome, changes = Outcome.DELIVERED, {"next_at": None, "delivered_at": timezone.now(), "error": ""}
    Delivery.objects.filter(pk=delivery.pk, attempts=turn).update(**changes)
    return outcome


def _deliver(delivery: Delivery) -> None:
    if delivery.kind not in KINDS:
        raise LookupError(f"Nobody here delivers what is called {delivery.kind}.")
    KINDS[delivery.kind].deliver(delivery)


def _after_failure(turn: int, error: Exception) -> tuple[Outcome, dict]:
    said = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    now = timezone.now()
    if turn > len(WAITS):
        return Outcome.GIVEN_UP, {"next_at": None, "gave_up_at": now, "error": said}
    return Outcome.FAILED, {"next_at": now + WAITS[turn - 1], "error": said}


def try_again(deliveries) -> int:
    """Begin anew with those that were given up."""
    return deliveries.given_up().update(gave_up_at=None, attempts=0, next_at=timezone.now())


def set_aside(deliveries) -> int:
    """Let those that were given up rest; nobody has to look at them any more."""
    return deliveries.given_up().update(gave_up_at=None)


def forget_old(now: datetime) -> int:
    """Delete what was over long ago."""
    return Delivery.objects.filter(next_at=None, gave_up_at=None, made_at__lt=now - KEPT_FOR).delete()[0]
