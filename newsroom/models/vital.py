from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone


class VitalQuerySet(models.QuerySet):
    def note(self, name: str, **details) -> None:
        """Write down that it happened now."""
        self.update_or_create(name=name, defaults={"at": timezone.now(), "details": details})

    def read(self, name: str) -> "Vital":
        """The sign of that name; one that never was has no moment."""
        return self.filter(name=name).first() or Vital(name=name)


class Vital(models.Model):
    """A sign of life of the running system: what happened last, and when.

    `tick` is the last run of the clock's chores, `backup` the last backup that was verified. `hold` stands while
    nothing is delivered, from a restore until a person releases it.
    """

    TICK, BACKUP, HOLD = "tick", "backup", "hold"

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField(null=True)
    details = models.JSONField(default=dict)

    objects = VitalQuerySet.as_manager()

    AHEAD = timedelta(minutes=2)  # by which the clocks of two machines may differ

    def __str__(self):
        return self.name

    @classmethod
    def is_recent(cls, at: datetime | None, most: timedelta, now: datetime) -> bool:
        """Whether a sign of life is as young as it should be. One of a time to come says nothing: since the clock that
        it was noted by was put right, it may have been the last.
        """
        return at is not None and now - most <= at <= now + cls.AHEAD
