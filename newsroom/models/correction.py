from django.db import models
from django.utils import timezone

from newsroom.models.edition import Edition


class CorrectionQuerySet(models.QuerySet):
    def shown(self, at=None):
        """Corrections of stories that readers can see."""
        live = Edition.objects.live(at).filter(article=models.OuterRef("edition__article"))
        return self.filter(models.Exists(live)).exclude(edition__live_from__gt=at or timezone.now())


class Correction(models.Model):
    """A note that readers see: what was wrong and is now right. Published with the edition that sets it right."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "correction"
        CLARIFICATION = "clarification", "clarification"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.CORRECTION)
    text = models.TextField()
    at = models.DateTimeField()

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.text[:80]
