from django.conf import settings
from django.db import models


class MergeRecordQuerySet(models.QuerySet):
    def heirs(self, kind: str, ids) -> dict[int, int]:
        """Of these numbers, those that were merged away, with the number that each has come to mean.

        `kind` is "tag", "company" or "person": what an old revision names by number leads to what stands now.
        """
        rows = self.filter(undone_at=None)
        if kind == "tag":
            gone, kept = "gone_tag", "kept_tag"
        else:
            rows, gone, kept = rows.filter(kind=kind), "gone_id", "kept_id"
        found, asked = {}, set(ids)
        while asked:
            step = dict(rows.filter(**{f"{gone}__in": asked}).values_list(gone, kept))
            found |= step
            asked = set(step.values()) - found.keys()
        heirs = {}
        for number in ids:
            after = number
            while after in found:
                after = found[after]
            if after != number:
                heirs[number] = after
        return heirs


class MergeRecord(models.Model):
    """That two companies, people or topics were made one: by whom, why, and every row as it was, to be undone.

    Holds numbers and no foreign keys: what was merged is gone, and a later merge must not rewrite this one.
    """

    class Kind(models.TextChoices):
        COMPANY = "company", "company"
        PERSON = "person", "person"
        TOPIC = "topic", "topic"

    kind = models.CharField(max_length=7, choices=Kind)
    kept_id = models.BigIntegerField()
    kept_name = models.CharField(max_length=300)
    kept_tag = models.BigIntegerField(db_index=True)
    gone_id = models.BigIntegerField()
    gone_name = models.CharField(max_length=300)
    gone_tag = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField("merged by", max_length=200, blank=True)
    at = models.DateTimeField("merged")
    stories = models.PositiveIntegerField(default=0, help_text="Stories whose tags changed.")
    # Every row that was changed, moved, taken away or made, in that order of undoing (newsroom.desk.merging.journal).
    rows = models.JSONField(editable=False)
    # Stories that the search has yet to read anew; empty when all is done.
    to_index = models.JSONField(default=list, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_name = models.CharField(max_length=200, blank=True)

    objects = MergeRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "merge"
        permissions = [("merge_profiles", "Can merge companies, people and topics, and undo it")]

    def __str__(self):
        return f"{self.gone_name} → {self.kept_name}"
