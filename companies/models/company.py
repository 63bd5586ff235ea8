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
    status = models.CharField(max_length=7, choices=Status, default=Status.ACTIVE)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")
    topics = TaggableManager(through=CompanyTopic, blank=True, related_name="companies_about")

    class Meta(Profile.Meta):
        verbose_name_plural = "companies"
        indexes = [models.Index(fields=["name", "id"], name="company_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(successor=None) | ~models.Q(successor=models.F("pk")),
                name="company_not_its_own_successor",
            ),
        ]

    def get_absolute_url(self):
        return f"/companies/{self.slug}/"
