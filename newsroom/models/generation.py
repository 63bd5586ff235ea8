from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone

from newsroom.models.edition import Edition
from newsroom.models.slot import Slot
from people.models import Role

# What the clock alone changes for readers.
_CHANGES = ((Edition, "live_from"), (Edition, "live_until"), (Slot, "starts_at"), (Slot, "ends_at"))
MOMENTS = len(_CHANGES) + 2  # that next_moments asks for


def next_moments(at: datetime, today: date) -> list[models.QuerySet]:
    """For each of these changes the next moment after `at` at which it happens; of roles the day. See `earliest`.

    Each gives at most one row with one value, read off an index; whoever needs the earliest asks for all of them as
    subqueries of one query.
    """
    moments = [
        model.objects.filter(**{f"{moment}__gt": at}).order_by(moment).values(moment)[:1] for model, moment in _CHANGES
    ]
    begins = Role.objects.filter(started__gt=today).order_by("started").values("started")[:1]
    last = Role.objects.filter(ended__gte=today).order_by("ended").values("ended")[:1]
    return [*moments, begins, last]


def earliest(found: Sequence[datetime | date | None]) -> datetime | None:
    """Of what `next_moments` found. A role changes at the midnight before its first day, and at that after its last."""
    *moments, begins, last = found
    if last == date.max:  # nothing comes after it
        last = None
    days = (begins, last and last + timedelta(days=1))
    moments += [timezone.make_aware(datetime.combine(day, time())) for day in days if day]
    return min((moment for moment in moments if moment), default=None)


def last_moments(at: datetime) -> list[models.QuerySet]:
    """As `next_moments`, the last one up to `at`."""
    return [
        model.objects.filter(**{f"{moment}__lte": at}).order_by(f"-{moment}").values(moment)[:1]
        for model, moment in _CHANGES
    ]


class GenerationQuerySet(models.QuerySet):
    def standing(self, at: datetime | None = None) -> tuple[int, datetime | None]:
        """The number, and the next moment after `at` at which any edition, slot or role begins or ends; one query.

        What readers see depends on these two and nothing else: while both stand, a page made once stays right.
        """
        at = at or timezone.now()
        moments = [models.Subquery(rows) for rows in next_moments(at, timezone.localdate(at))]
        number, *found = self.values_list("number", *moments).get(pk=1)
        return number, earliest(found)


class Generation(models.Model):
    """One row with one number, raised by every change that readers can see. Whoever keeps pages asks for it."""

    number = models.PositiveBigIntegerField(default=1)
    raised_at = models.DateTimeField(default=timezone.now)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="generation_is_one_row")]

    def __str__(self):
        return str(self.number)


def raise_generation() -> None:
    """Say that what readers see has changed, in the transaction that changes it.

    Call it last: other transactions that say so wait from here until this one ends. Steps of the workflow call it, and
    signals do for models saved one by one; after `bulk_create`, `bulk_update` or `QuerySet.update` call it yourself.
    """
    row = Generation.objects.filter(pk=1)
    if not row.update(number=models.F("number") + 1):
        # The row is there since the migration, unless somebody emptied the table.
        Generation.objects.get_or_create(pk=1)
        row.update(number=models.F("number") + 1)
    # By the clock after nobody else holds the row any more, or the later of two changes could bear the earlier moment.
    row.update(raised_at=timezone.now())
