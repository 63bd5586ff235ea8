from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from companies.models import Company
from newsroom.models.article import Article
from people.models import Person


class SlotQuerySet(models.QuerySet):
    def standing(self, at: datetime | None = None):
        """Those that count at the moment `at`, in the order in which they claim their places."""
        at = at or timezone.now()
        return self.filter(starts_at__lte=at).exclude(ends_at__lte=at).order_by("place", "order", "-starts_at", "-pk")

    def yet_to_come(self, at: datetime | None = None):
        return self.filter(starts_at__gt=at or timezone.now()).order_by("starts_at", "pk")


class Slot(models.Model):
    """A place on the front page that an editor gives to a story, a company or a person for a time.

    It names the story and not an edition, so a correction keeps the place and a story that is withdrawn leaves it by
    itself. What no slot claims is filled with the newest.
    """

    class Place(models.TextChoices):
        LEAD = "lead", "lead story"
        TOP = "top", "top stories, beside the lead"
        ROW = "row", "first in the row of its section"
        NEWS = "news", "people and companies in the news"

    place = models.CharField(max_length=4, choices=Place, default=Place.TOP)
    story = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="slots")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE, related_name="slots")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField("from", default=timezone.now)
    ends_at = models.DateTimeField("until", null=True, blank=True, help_text="Empty: until somebody takes it away.")
    order = models.PositiveSmallIntegerField(
        default=0, help_text="The lowest stands first. Among equals the one that began last."
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "place on the front page"
        verbose_name_plural = "places on the front page"
        ordering = ["-starts_at", "-pk"]
        indexes = [  # asked for by every worker twice a second
            models.Index(fields=["starts_at"], name="slot_by_start"),
            models.Index(fields=["ends_at"], name="slot_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(place__in=["lead", "top", "row"], story__isnull=False, company=None, person=None)
                    | models.Q(place="news", story=None, company__isnull=False, person=None)
                    | models.Q(place="news", story=None, company=None, person__isnull=False)
                ),
                name="slot_holds_one_thing_of_its_place",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="slot_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.get_place_display()}: {self.held}"

    @property
    def held(self):
        """What stands in it."""
        return self.story or self.company or self.person
