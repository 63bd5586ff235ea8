"""Seals: by them a row that never changes shows that it still says what was written.

A database notices a page that was torn, not a letter that the disk turned into another: SQLite has no checksums, and a
row is read years after it was written. So what is written once for good carries a checksum of what it says, made when
it is written; newsroom.backups.texts reads all of them again.

A field that stands at its default counts for nothing, so a new field with a default leaves the seals there are right. A
migration that drops a sealed field, or writes another value into one, has to seal its rows anew.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.db import models

_LENGTH = 16  # hexadecimal digits; against chance, not against people, who could write another seal as well


class Sealed(models.Model):
    sealed_fields: Callable[[], list[str]]  # each model says which of its attributes are never written again

    seal = models.CharField(max_length=_LENGTH, default="", db_default="", editable=False)

    class Meta:
        abstract = True

    @classmethod
    def seal_of(cls, values: Mapping) -> str:
        """The seal of a row with these values by attribute name; one that is not given counts as its default."""
        said = {}
        for name in cls.sealed_fields():
            default = cls._meta.get_field(name).get_default()
            if (value := values.get(name, default)) != default:
                said[name] = value
        text = json.dumps(said, default=_plain, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]

    def put_seal(self) -> None:
        """Belongs directly before the row is written for the first time."""
        self.seal = self.seal_of(self._sealed_values())

    @property
    def is_sound(self) -> bool:
        """Whether it says what was written, as it was read. A row that an older program wrote has no seal."""
        return not self.seal or self.seal == self.seal_of(self._sealed_values())

    def _sealed_values(self) -> dict:
        return {name: getattr(self, name) for name in self.sealed_fields()}


def _plain(value) -> str:
    """Moments, the same however the database gives them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} is not sealed")
