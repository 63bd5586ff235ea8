from django.core.exceptions import ValidationError
from django.db import models
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from companies.models.profile import Profile
from companies.models.tag import Tag


class CompanyTopic(ItemBase):
    content_object = models.ForeignKey("companies.Company", on_delete=models.CASCADE, related_name="topic_items")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="company_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="company_topic_once")]


class Company(Profile):
    """A tenant of the park or an organisation its stories name."""

    class Kind(models.TextChoices):
        COMPANY = "company", "company"
        AGENCY = "agency", "service agency"
        INVESTOR = "investor", "investor"
        UNIVERSITY = "university", "university or institute"
        GOVERNMENT = "government", "government body"
        MEDIA = "media", "media"
        OTHER = "other", "other organisation"

    class Status(models.TextChoices):
        ACTIVE = "active", "active"
        RENAMED = "renamed", "renamed"
        MERGED = "merged", "merged into another"
        SPLIT = "split", "split up"
        CLOSED = "closed", "closed"

    legal_name = models.CharField(max_length=200, blank=True, help_text="The registered name where it differs.")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMPANY)
    founded = models.PositiveSmallIntegerField("founded in", null=True, blank=True, help_text="The year.")
    website = models.URLField(blank=True)
    headquarters = models.CharField("head office", max_length=200, blank=True, help_text="As one would post a letter.")
    registration = models.CharField(
        "registration number", max_length=40, blank=True, help_text="Its unified social credit code, or what it has."
    )
    stock_code = models.CharField(max_length=40, blank=True, help_text="With the exchange: “1810.HK”.")
    status = models.CharField(max_length=7, choices=Status, default=Status.ACTIVE)
    status_since = models.DateField("since", null=True, blank=True, help_text="When it became so.")
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        help_text="The company that it is now, or is now part of.",
    )
    other_successors = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="other_predecessors",
        help_text="Where it was split up: the others that came of it.",
    )
    topics = TaggableManager(through=CompanyTopic, blank=True, related_name="companies_about")

    class Meta(Profile.Meta):
        verbose_name_plural = "companies"
        indexes = [
            models.Index(fields=["name", "id"], name="company_by_name"),
            models.Index(fields=["initial", "name", "id"], name="company_by_initial"),
            models.Index(fields=["kind", "name", "id"], name="company_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(successor=None) | ~models.Q(successor=models.F("pk")),
                name="company_not_its_own_successor",
            ),
        ]

    def get_absolute_url(self):
        return f"/companies/{self.slug}/"

    def clean(self):
        super().clean()
        if self.status == self.Status.ACTIVE and self.successor_id:
            raise ValidationError({"successor": "An active company has no successor. Say first what became of it."})
        if self.status == self.Status.MERGED and not self.successor_id:
            raise ValidationError({"successor": "Name the company that it was merged into."})
        seen, after = {self.pk}, self.successor
        while after is not None:
            if after.pk in seen:
                raise ValidationError({"successor": f"That would lead in a circle: back to “{after}”."})
            seen.add(after.pk)
            after = after.successor

    @property
    def distinction(self) -> str:
        """What tells it from another of its name: “company · since 2000 · Baidu Inc · Haidian, Beijing · renamed”."""
        parts = [self.get_kind_display(), f"since {self.founded}" if self.founded else ""]
        parts += [self.legal_name if self.legal_name != self.name else "", self.headquarters, self.stock_code]
        if self.is_gone:
            parts.append(self.get_status_display())
        return " · ".join(part for part in parts if part)

    @property
    def is_gone(self) -> bool:
        """Whether it no longer stands by this name and by itself."""
        return self.status != self.Status.ACTIVE

    @property
    def has_ceased(self) -> bool:
        """Whether it came to its end, and doesn't go on under another name or within another company."""
        return self.status in (self.Status.SPLIT, self.Status.CLOSED)

    @property
    def became(self) -> str:
        """What became of it, for readers, to stand before the names of its successors: “Now part of”."""
        return {
            self.Status.RENAMED: "Now called",
            self.Status.MERGED: "Now part of",
            self.Status.SPLIT: "Split up into",
            self.Status.CLOSED: "Closed; followed by",
        }.get(self.status, "")
