from datetime import date

from django.db import models

from companies.models import Company
from people.models.person import Person


class Role(models.Model):
    """A title that a person holds at an organisation, from one day to another as far as known."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(max_length=200, help_text="As printed, for example “Director”.")
    organisation = models.CharField(
        max_length=200, blank=True, help_text="As printed; leave it empty to print the company’s name."
    )
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    started = models.DateField("from", null=True, blank=True)
    ended = models.DateField("to", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0, help_text="The lowest number is printed first.")

    class Meta:
        ordering = ["order", "pk"]
        indexes = [  # asked for by every worker twice a second, as those of slots are
            models.Index(fields=["started"], name="role_by_start"),
            models.Index(fields=["ended"], name="role_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(started=None) | models.Q(ended=None) | models.Q(ended__gte=models.F("started")),
                name="role_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.organisation_name}" if self.organisation_name else self.title

    @property
    def organisation_name(self) -> str:
        return self.organisation or (self.company.name if self.company_id else "")

    def held_on(self, day: date) -> bool:
        """Whether the role was held on `day`; an unknown end of the interval counts as open."""
        return self.has_begun(day) and (self.ended is None or day <= self.ended)

    def has_begun(self, day: date) -> bool:
        return self.started is None or self.started <= day
