from django.conf import settings
from django.db import models

from companies.models import Alias, Tag


class NameRecord(models.Model):
    """How often one name was right for one company or person, and how strictly it counts because of that.

    `recent` is the newest decisions, 1 for right and 0 for wrong, the newest last. `match` is empty where the name
    counts as its company or person says; it was set by somebody, or by the rate where `match_by_name` is empty.
    `instead` is whom the name means wherever it seems to mean this one.
    """

    KEPT = 40

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="name_records")
    name = models.CharField(max_length=300)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    recent = models.CharField(max_length=KEPT, blank=True)
    match = models.CharField(
        max_length=10,
        blank=True,
        choices=[choice for choice in Alias.Match.choices if choice[0] in {Alias.Match.AFTER_FULL, Alias.Match.NEVER}],
    )
    instead = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    match_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    match_by_name = models.CharField(max_length=200, blank=True)
    match_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "name"], name="name_record_once")]
        indexes = [models.Index(fields=["match_at"], condition=~models.Q(match=""), name="name_record_ruled")]

    def __str__(self):
        return f"“{self.name}” for {self.tag}"

    @property
    def right(self) -> int:
        """How many of the recent decisions were right."""
        return self.recent.count("1")
