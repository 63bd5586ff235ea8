from django.conf import settings
from django.db import models

from companies.models import Tag


class TwinsQuerySet(models.QuerySet):
    def standing(self):
        """Pairs that somebody ought to look at; those that a person asked to be merged first."""
        return self.exclude(verdict=Twins.Verdict.DIFFERENT).order_by("-verdict", "-score", "pk")


class Twins(models.Model):
    """Two companies, people or topics that may be one and the same, and what people said to that.

    Found by their names (newsroom.desk.merging.twins); what nobody has said anything to is found anew each time.
    """

    class Verdict(models.TextChoices):
        # In the order in which a managing editor meets them, last first.
        DIFFERENT = "different", "not the same"
        FOUND = "found", "found by their names"
        PROPOSED = "proposed", "proposed for a merge"

    # By their tags, which companies, people and topics alike have. The lower number first.
    first = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="twins_after")
    second = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="twins_before")
    reasons = models.JSONField(default=list, blank=True)
    score = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=9, choices=Verdict, default=Verdict.FOUND)
    comment = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField("said by", max_length=200, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    objects = TwinsQuerySet.as_manager()

    class Meta:
        ordering = ["-verdict", "-score", "pk"]
        verbose_name = "possible duplicate"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="twins_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="twins_in_order"),
        ]
        indexes = [models.Index(fields=["-verdict", "-score", "id"], name="twins_to_look_at")]

    def __str__(self):
        return f"{self.first} and {self.second}"

    def other(self, tag: int) -> Tag:
        """The one of the two that is not this."""
        return self.second if self.first_id == tag else self.first
