"""Writes rows, and writes down what it did so that each piece can be taken back, in JSON and without losing a digit."""

import datetime
import decimal
import uuid
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import connection
from django.db.models import Model

AT_ONCE = 2000


class Journal:
    """The entries of one merge, in the order in which they were done."""

    def __init__(self):
        self.entries: list[dict] = []

    def move(self, rows, column: str, old, new) -> int:
        """Let `column` of these rows say `new` where it says `old`."""
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        if pks:
            rows.update(**{column: new})
            entry = {"do": "move", "model": rows.model._meta.label, "column": column, "rows": plain_values(pks)}
            self.entries.append(entry | {"from": plain(old), "to": plain(new)})
        return len(pks)

    def take_away(self, rows) -> int:
        """Delete these rows, past every signal: whatever else should happen to them is this merge's business."""
        kept = [row_of(instance) for instance in rows.order_by("pk").iterator(chunk_size=AT_ONCE)]
        if kept:
            rows.order_by()._raw_delete(using=connection.alias)
            self.entries.append({"do": "take away", "model": rows.model._meta.label, "rows": kept})
        return len(kept)

    def change(self, instance: Model, **values) -> None:
        """Set columns of one row, which `instance` was read from; what was moved since has left it behind."""
        before = type(instance)._base_manager.filter(pk=instance.pk).values(*values).get()
        values = {name: value for name, value in values.items() if value != before[name]}
        if values:
            type(instance)._base_manager.filter(pk=instance.pk).update(**values)
            for name, value in values.items():
                setattr(instance, name, value)
            entry = {"do": "change", "model": instance._meta.label, "pk": plain(instance.pk)}
            before = {name: plain(before[name]) for name in values}
            self.entries.append(entry | {"before": before, "after": {n: plain(v) for n, v in values.items()}})

    def make(self, instances: Sequence[Model]) -> None:
        if instances:
            type(instances[0])._base_manager.bulk_create(instances)
            rows = [row_of(instance) for instance in instances]
            self.entries.append({"do": "make", "model": instances[0]._meta.label, "rows": rows})


def plain(value):
    """A column's value as JSON can hold it."""
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    return str(value)


def plain_values(values: Iterable) -> list:
    return [plain(value) for value in values]


def row_of(instance: Model) -> dict:
    """All columns of a row."""
    return {field.attname: plain(getattr(instance, field.attname)) for field in instance._meta.concrete_fields}


# Back again


def take_back(entries: list[dict]) -> list[str]:
    """Undo the entries, the last first. Gives sentences on what could not be put back because it changed since."""
    said = []
    for entry in reversed(entries):
        model = apps.get_model(entry["model"])
        said += _UNDO[entry["do"]](model, entry)
    return said


def _move_back(model, entry) -> list[str]:
    column, moved = entry["column"], 0
    pks = _python(model, "pk", entry["rows"])
    for start in range(0, len(pks), AT_ONCE):
        rows = model._base_manager.filter(**{"pk__in": pks[start : start + AT_ONCE], column: entry["to"]})
        moved += rows.update(**{column: entry["from"]})
    return _missing(model, len(pks) - moved, "were changed or deleted since")


def _bring_back(model, entry) -> list[str]:
    rows = [{name: _value(model, name, value) for name, value in row.items()} for row in entry["rows"]]
    wanted = _with_parents(model, rows)
    dated = [
        field.attname
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    pks, back = [row[model._meta.pk.attname] for row in wanted], 0
    model._base_manager.bulk_create([model(**row) for row in wanted], batch_size=AT_ONCE, ignore_conflicts=True)
    for start in range(0, len(pks), AT_ONCE):
        back += model._base_manager.filter(pk__in=pks[start : start + AT_ONCE]).count()
    if dated:
        # The database wrote the moment of now into these.
        for row in wanted:
            model._base_manager.filter(pk=row[model._meta.pk.attname]).update(**{name: row[name] for name in dated})
    return _missing(model, len(rows) - back, "belonged to something that is gone, or have a like by now")


def _with_parents(model, rows: list[dict]) -> list[dict]:
    """Those of the rows whose foreign keys all lead somewhere."""
    for field in model._meta.concrete_fields:
        if field.remote_field and (ids := {row[field.attname] for row in rows} - {None}):
            ids -= set(field.remote_field.model._base_manager.filter(pk__in=ids).values_list("pk", flat=True))
            if ids:
                rows = [row for row in rows if row[field.attname] not in ids]
    return rows


def _change_back(model, entry) -> list[str]:
    row = model._base_manager.filter(pk=entry["pk"]).first()
    if row is None:
        return _missing(model, 1, "was deleted since")
    still = [name for name, value in entry["after"].items() if plain(getattr(row, name)) == value]
    values = {name: _value(model, name, entry["before"][name]) for name in still}
    if values:
        model._base_manager.filter(pk=row.pk).update(**values)
    changed = [name for name in entry["after"] if name not in still and name != "updated_at"]
    return [f"{row}: {name.removesuffix('_id').replace('_', ' ')} was changed since, and stays." for name in changed]


def _unmake(model, entry) -> list[str]:
    left = 0
    for row in entry["rows"]:
        found = model._base_manager.filter(pk=row[model._meta.pk.attname]).first()
        if found is not None and row_of(found) == row:
            model._base_manager.filter(pk=found.pk)._raw_delete(using=connection.alias)
        elif found is not None:
            left += 1
    return _missing(model, left, "were changed since, and stay")


_UNDO = {"move": _move_back, "take away": _bring_back, "change": _change_back, "make": _unmake}


def _missing(model, number: int, what: str) -> list[str]:
    if not number:
        return []
    name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
    return [f"{number} {name} {what}."]


def _value(model, name: str, value):
    return model._meta.get_field(name).to_python(value) if value is not None else None


def _python(model, name: str, values: list) -> list:
    return [model._meta.pk.to_python(value) for value in values] if name == "pk" else values
