from django.conf import settings
from django.db import models

from companies.models import Tag
from newsroom.models.article import Article


class SourceName(models.Model):
    """A company or person whom a story's source names beside its text: in a field, a tag, a box at the side.

    It is proposed as what the story is about, and tags nothing before somebody has decided. What was rejected stays,
    so that a second import does not propose it again.
    """

    class Given(models.TextChoices):
        COMPANY = "company", "as a company"
        PERSON = "person", "as a person"
        TAG = "tag", "as a tag"

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "waiting"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected"

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="source_names", verbose_name="story", editable=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="source_names", editable=False)
    name = models.CharField("name in the source", max_length=200, editable=False)
    given = models.CharField(max_length=7, choices=Given, editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.SUGGESTED, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_by_name = models.CharField(max_length=200, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "tag"], name="source_name_once")]
        indexes = [
            models.Index(fields=["article"], condition=models.Q(status="suggested"), name="source_name_waiting"),
        ]

    def __str__(self):
        return self.name
