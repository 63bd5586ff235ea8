from django.db import models

from people.models import Person


class Credit(models.Model):
    """A credited person as printed, in the order printed; linked to a profile where there is one."""

    class Role(models.TextChoices):
        WRITER = "writer", "writer"
        EDITOR = "editor", "editor"
        PHOTOGRAPHER = "photographer", "photographer"
        TRANSLATOR = "translator", "translator"

    name = models.CharField(max_length=200, help_text="As printed.")
    role = models.CharField(max_length=12, choices=Role, default=Role.WRITER)
    outlet = models.CharField(max_length=200, blank=True, help_text="Printed in brackets: chinadaily.com.cn")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="profile"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.name} ({self.outlet})" if self.outlet else self.name
