from django.conf import settings
from django.db import models

from newsroom.models.article import Article


class Event(models.Model):
    """A step that somebody took with a story: who, what, why, when. Outlives the account and the story."""

    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="events")
    headline = models.CharField(max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=30)
    revision = models.PositiveIntegerField(null=True, blank=True)
    from_stage = models.CharField(max_length=9, blank=True)
    to_stage = models.CharField(max_length=9, blank=True)
    comment = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["article", "-at"], name="event_by_article"),
            models.Index(fields=["verb", "-at"], name="event_by_verb"),
        ]

    def __str__(self):
        return f"{self.actor_name or 'the system'}: {self.verb} “{self.headline}”"
