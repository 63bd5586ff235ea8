from django.db import models
from django.db.models import Q
from django.utils import timezone

from newsroom.models.event import Event


class DeliveryQuerySet(models.QuerySet):
    def due(self, at=None):
        """What is to be tried now, the longest waiting first."""
        return self.filter(next_at__lte=at or timezone.now()).order_by("next_at", "pk")

    def given_up(self):
        """What was tried in vain as often as it is worth, until a person has looked."""
        return self.filter(gave_up_at__isnull=False)


class Delivery(models.Model):
    """Something outside that is to be told of an event, written in the transaction of the step.

    `python manage.py tick` delivers it: at least once, since a process can die between telling and noting it.
    `next_at` says when it is tried next; while somebody tries, it lies a few minutes ahead, so that nobody else does.
    """

    kind = models.CharField(max_length=20)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    target = models.CharField(max_length=500)  # an address, of a kind that only the delivery's kind understands
    made_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(null=True, default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField("what went wrong", max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        permissions = [("retry_delivery", "Can have failed deliveries tried again, or set them aside")]
        constraints = [
            models.UniqueConstraint(fields=["event", "kind", "target"], name="delivery_once_per_event_and_target"),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(delivered_at=None, gave_up_at=None), name="delivery_waits_or_is_over"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="delivery_due"),
            models.Index(fields=["gave_up_at"], condition=Q(gave_up_at__isnull=False), name="delivery_given_up"),
            models.Index(fields=["made_at"], name="delivery_by_age"),
        ]

    def __str__(self):
        return f"{self.kind} to {self.target}"
