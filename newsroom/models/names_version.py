import secrets

from django.db import models


class NamesVersion(models.Model):
    """One row with one number, another one after each change to a name of a company or person, or to how it counts.

    Whoever keeps an index of all names asks for it, and makes the index again when it is another. Random, so that a
    number never comes back with other names behind it, whatever was rolled back or restored meanwhile.
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
    number = secrets.randbits(62)
    if not NamesVersion.objects.filter(pk=1).update(number=number):
        NamesVersion.objects.update_or_create(pk=1, defaults={"number": number})
