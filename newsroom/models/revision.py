from django.conf import settings
from django.db import models

from newsroom.models.article import Article
from newsroom.models.seals import Sealed


class Revision(Sealed):
    """One saved state of a working copy. Rows are added and never changed.

    `content` holds every field, tags with their names beside their ids, and credits, so that it can be read
    when a tag, a person or the author's account is gone.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_once")]

    @classmethod
    def sealed_fields(cls) -> list[str]:
        return ["article_id", "number", "author_name", "at", "content"]

    def __str__(self):
        return f"Revision {self.number}"
