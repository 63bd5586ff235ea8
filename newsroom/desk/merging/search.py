"""What is found and shown by name, after a merge. Stories by the thousand are read anew a few at a time."""

import time

from django.db import transaction

from newsroom.desk.merging.sides import Thing, tag_of
from newsroom.models import MergeRecord, cards, raise_generation
from newsroom.models import search as index

AT_ONCE = 200  # stories read anew in one transaction
WITHIN = 50  # and within the merge itself, which holds up everybody else who writes


def make_names_and_cards(things: list[Thing]) -> None:
    tags = [tag_of(thing).pk for thing in things]
    index.index_names(tags)
    cards.make_tags(cards.with_colleagues(tags))


def begin(record: MergeRecord, stories: list[int]) -> None:
    """Read the first stories anew within the merge; most merges are done with that."""
    index.index(stories[:WITHIN])
    record.to_index = stories[WITHIN:]
    record.save(update_fields=["to_index"])


def finish_indexing(*, seconds: float = 60) -> int:
    """Go on with what earlier merges left, for so long at most; gives how many stories are left.

    Called after a merge, and again by whoever runs regularly: an interruption loses nothing.
    """
    until = time.monotonic() + seconds
    left = 0
    for record, stories in list(MergeRecord.objects.exclude(to_index=[]).order_by("pk").values_list("pk", "to_index")):
        waiting = len(stories)
        while waiting and time.monotonic() < until:
            waiting = _read_some(record)
        left += waiting
    return left


@transaction.atomic
def _read_some(merge: int) -> int:
    """Read the next stories of a merge anew; gives how many are left.

    The list is asked for each time, and held: undoing the merge meanwhile makes another one of it.
    """
    record = MergeRecord.objects.select_for_update().only("to_index").get(pk=merge)
    if record.to_index:
        index.index(record.to_index[:AT_ONCE])
        record.to_index = record.to_index[AT_ONCE:]
        record.save(update_fields=["to_index"])
        raise_generation()
    return len(record.to_index)
