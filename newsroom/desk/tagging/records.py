"""How often each name was right, and the rules that follow: by rate, or because somebody said so."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils import timezone

from companies.models import Alias
from newsroom.desk.history import name_of
from newsroom.desk.mentions import LIKELY_FROM, SURE_FROM
from newsroom.models import Mention, NameRecord, raise_names_version

AFTER_FULL, NEVER = Alias.Match.AFTER_FULL.value, Alias.Match.NEVER.value
# Three wrong among forty are less than 95 % right, however many of the forty are still to come.
TOO_MANY_WRONG = 3


@dataclass(frozen=True, slots=True)
class Vote:
    """That a name was right, or wrong, for whom it seemed to mean; or that this is taken back."""

    tag_id: int
    name: str
    is_right: bool
    is_undone: bool = False


def count(votes: Iterable[Vote]) -> list[NameRecord]:
    """Take the votes into account. Gives the records of names that fell below 95 % of their last forty and count
    only after the full name from now on.
    """
    by_name: dict[tuple[int, str], list[Vote]] = {}
    for vote in votes:
        by_name.setdefault((vote.tag_id, vote.name), []).append(vote)
    dropped = []
    for (tag_id, name), cast in sorted(by_name.items()):  # in one order, so that nobody waits in a circle
        record = held(tag_id, name)
        for vote in cast:
            _take(record, vote)
        NameRecord.objects.filter(pk=record.pk).update(
            accepted=record.accepted, rejected=record.rejected, recent=record.recent
        )
        is_poor = record.recent.count("0") >= TOO_MANY_WRONG
        if is_poor and not record.match:
            rule(record, AFTER_FULL, by=None)
            dropped.append(record)
        elif not is_poor and record.match == AFTER_FULL and not record.match_by_name:
            rule(record, "", by=None)
    return dropped


def held(tag_id: int, name: str) -> NameRecord:
    """The record of a name, which nobody else changes before the transaction ends."""
    NameRecord.objects.get_or_create(tag_id=tag_id, name=name)
    # The first statement on the row writes, so that two who decide at once count one after the other.
    NameRecord.objects.filter(tag_id=tag_id, name=name).update(accepted=F("accepted"))
    return NameRecord.objects.get(tag_id=tag_id, name=name)


def _take(record: NameRecord, vote: Vote) -> None:
    field, mark = ("accepted", "1") if vote.is_right else ("rejected", "0")
    setattr(record, field, max(0, getattr(record, field) + (-1 if vote.is_undone else 1)))
    if vote.is_undone:
        before, _, after = record.recent.rpartition(mark)
        record.recent = before + after
    else:
        record.recent = (record.recent + mark)[-NameRecord.KEPT :]


def rule(record: NameRecord, match: str, *, by, instead=None) -> None:
    """Let the name count only so from now on; empty lets it count again as its company or person says.

    What is suggested already follows at once: a name that must come after the full one is weak where it does not.
    """
    before = record.match
    record.match, record.instead = match, instead
    record.match_by, record.match_by_name = by, name_of(by)
    record.match_at = timezone.now() if match or instead else None
    if not match and before == AFTER_FULL and by is not None:
        record.recent = ""  # begins anew; else the next wrong one would drop it again
    record.save(update_fields=["match", "instead", "match_by", "match_by_name", "match_at", "recent"])
    raise_names_version()
    waiting = Mention.objects.suggested().filter(tag=record.tag_id, name=record.name)
    if by is None and connection.features.has_select_for_update_skip_locked:
        # Counted with a decision, which holds its own story only. Who decides on others at this moment waits for this
        # record next, so nobody may wait for them; a place that is decided needs no tier.
        free = waiting.select_for_update(skip_locked=True).order_by().values_list("pk", flat=True)
        waiting = Mention.objects.suggested().filter(pk__in=list(free))
    if match == AFTER_FULL:
        full = Mention.objects.exclude(status__in=[Mention.Status.STALE, Mention.Status.REJECTED])
        full = full.filter(article=OuterRef("article"), tag=record.tag_id).exclude(name=record.name)
        waiting.filter(~Exists(full.exclude(tier=Mention.Tier.WEAK))).update(tier=Mention.Tier.WEAK)
    elif not match:
        waiting.update(
            tier=Case(
                When(score__gte=SURE_FROM / 100, then=Value(Mention.Tier.SURE)),
                When(score__gte=LIKELY_FROM / 100, then=Value(Mention.Tier.LIKELY)),
                default=Value(Mention.Tier.WEAK),
            )
        )
