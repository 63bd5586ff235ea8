import json

from django.db import models
from django.db.models.functions import JSONObject

from newsroom.models.edition import Edition
from newsroom.models.json_rows import TextOfAll, moment


class CorrectionQuerySet(models.QuerySet):
    def shown(self, at=None):
        """Corrections of stories that readers can see."""
        live = Edition.objects.live(at).filter(article=models.OuterRef("edition__article"))
        return self.filter(models.Exists(live)).told(at)

    def told(self, at=None):
        """Those that have begun, but for what was put right before the story was gone entirely."""
        return self.filter(models.Exists(Edition.objects.tellable(at).filter(pk=models.OuterRef("edition"))))

    def of_story(self, at):
        """For a query on editions: all that was put right so far in the story of each, as one text for `from_text`.

        Nearly no story was ever corrected, so this costs less than a question of its own.
        """
        values = JSONObject(kind="kind", text="text", at="at", id="id")
        rows = self.filter(edition__article=models.OuterRef("article")).told(at).order_by()
        return models.Subquery(rows.annotate(all=TextOfAll(values)).values("all"))


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

    @classmethod
    def from_text(cls, text: str | None) -> list["Correction"]:
        """The corrections that `of_story` told of, newest first."""
        rows = [cls(**row | {"at": moment(row["at"])}) for row in json.loads(text or "[]")]
        return sorted(rows, key=lambda row: (row.at, row.pk), reverse=True)
