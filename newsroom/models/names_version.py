from django.db import models


class NamesVersion(models.Model):
    """One row with one number, raised whenever a name of a company or person changes or counts in another way.

    Whoever keeps an index of all names asks for it, and makes the index again when it has moved.
    """

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="names_version_is_one_row")]

    def __str__(self):
        return str(self.number)


def names_version() -> int:
    return NamesVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def raise_names_version() -> None:
    """Say that names have changed. Signals do it for what is saved one by one; after writes in bulk do it yourself."""
    row = NamesVersion.objects.filter(pk=1)
    if not row.update(number=models.F("number") + 1):
        NamesVersion.objects.get_or_create(pk=1)
        row.update(number=models.F("number") + 1)
