"""Everything that points at a row, found by asking the models: foreign keys, one-to-one, tables between two others.

A table that somebody adds next year is found like the others. What must not simply follow its row is named in APART,
each with its reason; a test holds this list against the database's own list of foreign keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Field, Model, Q, QuerySet, UniqueConstraint

# What a merge does with these itself.
APART = {
    "companies.Company.tag": "the claim: both tags are merged, and the one row with its tag",
    "people.Person.tag": "the claim, as for companies",
    "newsroom.SearchName.tag": "derived: made anew from the names",
    "newsroom.TagCard.tag": "derived: made anew from what pages show",
    "newsroom.Twins.first": "an opinion on a pair that is no more",
    "newsroom.Twins.second": "an opinion on a pair that is no more",
}


@dataclass(frozen=True)
class Relation:
    """A column whose values are rows of some model; `kind` narrows it for a generic relation to that model."""

    model: type[Model]
    field: Field
    kind: tuple[str, int] | None = None

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def column(self) -> str:
        return self.field.attname

    def rows(self, pk) -> QuerySet:
        rows = self.model._base_manager.filter(**{self.column: pk})
        return rows.filter(**dict([self.kind])) if self.kind else rows

    @cached_property
    def uniques(self) -> list[tuple[list[str], Q]]:
        """For each rule that the column has a part in: the other columns that make a row unique, and where it holds."""
        found = []
        if self.field.unique:
            found.append(([], Q()))
        for names in self.model._meta.unique_together:
            found.append((list(names), Q()))
        for rule in self.model._meta.constraints:
            if isinstance(rule, UniqueConstraint):
                if rule.expressions:
                    raise ImproperlyConfigured(f"{rule.name}: a merge can’t tell what clashes by an expression")
                found.append((list(rule.fields), rule.condition or Q()))
        get = self.model._meta.get_field
        return [
            ([get(name).attname for name in names if get(name) != self.field], condition)
            for names, condition in found
            if not names or self.field in [get(name) for name in names]
        ]

    def clashes(self, gone, kept) -> Iterator[tuple[object, object]]:
        """Pairs (row of `gone`, row of `kept`) that could not stand beside each other."""
        seen = set()
        for names, condition in self.uniques:
            there = {key: pk for pk, *key in self._keys(kept, names, condition) for key in [tuple(key)]}
            for pk, *key in self._keys(gone, names, condition):
                # To the database two unknowns are never equal.
                if None not in key and pk not in seen and (twin := there.get(tuple(key))) is not None:
                    seen.add(pk)
                    yield pk, twin

    def _keys(self, pk, names, condition):
        return self.rows(pk).filter(condition).order_by("pk").values_list("pk", *names)

    @cached_property
    def others(self) -> list[str]:
        """Other columns of the table that hold rows of the same model: from whom, and to whom."""
        target = self.field.remote_field.model._meta.concrete_model if self.field.remote_field else None
        return [each.column for each in relations_to(target) if each.model is self.model and each != self]


@cache
def relations_to(model: type[Model] | None) -> tuple[Relation, ...]:
    """Every column that points at rows of `model`, hidden ones and those of tables between two others included."""
    if model is None:
        return ()
    model = model._meta.concrete_model
    found = []
    for other in apps.get_models(include_auto_created=True):
        if other._meta.proxy or not other._meta.managed:
            continue
        for field in other._meta.local_fields:
            if field.remote_field and field.remote_field.model._meta.concrete_model is model:
                found.append(Relation(other, field))
    return tuple(found)


def generic_relations_to(model: type[Model]) -> list[Relation]:
    """Columns that may point at rows of any model, for those of `model`; empty where nobody uses such."""
    found = []
    for other in apps.get_models():
        for field in other._meta.private_fields:
            if isinstance(field, GenericForeignKey) and not other._meta.proxy:
                kind = (f"{field.ct_field}_id", ContentType.objects.get_for_model(model).pk)
                found.append(Relation(other, other._meta.get_field(field.fk_field), kind))
    return found
