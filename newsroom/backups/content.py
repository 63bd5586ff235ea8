"""What a database holds, as figures that come out the same on SQLite and on PostgreSQL."""

import hashlib
import json
from datetime import UTC, datetime

from django.apps import apps
from django.db.models import AutoField, ForeignKey, IntegerField, Model

from newsroom.backups.databases import DatabaseTroubled

_AT_ONCE = 500
_NUMBERS = (IntegerField, AutoField, ForeignKey)  # a key that is another row's is a number here as well
# Of no worth elsewhere: who is signed in, which a restored copy should not know.
PASSING = {"sessions.Session"}


def tables() -> list[type[Model]]:
    """Every table that is ours to keep, by name."""
    models = apps.get_models(include_auto_created=True)
    return sorted((m for m in models if m._meta.label not in PASSING), key=lambda model: model._meta.db_table)


def columns(model: type[Model]) -> list:
    """The fields that hold something of their own."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def figures(alias: str = "default") -> dict[str, dict]:
    """For each table the number of its rows, and a checksum of all that stands in them.

    Raises DatabaseTroubled where a row cannot be read.
    """
    found = {}
    for model in tables():
        try:
            found[model._meta.db_table] = _figure(model, alias)
        except ValueError as error:  # what is no moment any more
            raise DatabaseTroubled(f"{model._meta.db_table} holds a row that cannot be read: {error}.") from error
    return found


def _figure(model: type[Model], alias: str) -> dict:
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names).iterator(chunk_size=_AT_ONCE)
    if not isinstance(model._meta.pk, _NUMBERS):
        rows = sorted(rows, key=str)  # databases put words in orders of their own
    digest, number = hashlib.sha256(), 0
    for row in rows:
        digest.update(
            json.dumps(row, default=_plain, sort_keys=True, ensure_ascii=False).encode(errors="surrogatepass")
        )
        digest.update(b"\n")
        number += 1
    return {"rows": number, "sha256": digest.hexdigest()}


def _plain(value) -> str:
    """A value that JSON has no word for, the same from every database."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def differences(expected: dict[str, dict], found: dict[str, dict]) -> list[str]:
    """Which tables differ, in words."""
    told = []
    for table in sorted(expected.keys() | found.keys()):
        before, after = expected.get(table), found.get(table)
        if before == after:
            continue
        if before is None or after is None:
            told.append(f"{table} is only {'here' if before is None else 'there'}")
        elif before["rows"] != after["rows"]:
            told.append(f"{table} has {after['rows']} rows, and should have {before['rows']}")
        else:
            told.append(f"{table} says something else in {after['rows']} rows")
    return told
