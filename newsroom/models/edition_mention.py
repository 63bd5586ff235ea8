from django.db import models

from companies.models import Tag
from newsroom.models.edition import Edition
from newsroom.models.mention import Place


class EditionMention(Place):
    """A confirmed mention as it stands in an edition's own text: what readers' links and quotes are made from.

    Copied when the edition is made, and kept in step for the editions that readers see or will see by the step that
    changes tags. Every tag here is also a tag of the edition; a tag without a mention was added by hand, and the
    story counts as about it. Carries the edition's date, so that the newest of a tag are read off one index.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="mentions")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="edition_mentions")
    first_published_at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "tag", "field", "sentence_hash", "surface", "nth"], name="edition_mention_once"
            ),
        ]
        indexes = [
            models.Index(fields=["tag", "role", "-first_published_at", "-edition"], name="edition_mention_newest"),
        ]
