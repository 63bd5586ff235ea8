"""People with the titles that stand beside their names, and whoever made a story as it is printed."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from newsroom.models import Credit, EditionCredit
from newsroom.public.prepared import prepared


def role_on(person: dict, day: date) -> dict | None:
    """The role to print beside the person's name for something of that day: one held then, else the last before."""
    on = day.isoformat()
    roles = [role for role in person["roles"] if role["started"] <= on]
    for role in roles:
        if on <= (role["ended"] or on):
            return role
    return max(roles, key=lambda role: role["ended"], default=None)


def with_role(people: Iterable[dict], day: date) -> list[dict]:
    """The people's cards, each with the `role` of that day, empty where there is none."""
    held = ((person, role_on(person, day) or {}) for person in people)
    return [person | {"role": role, "key": (person["key"], role.get("text", ""))} for person, role in held]


class Byline(NamedTuple):
    """A credited person as printed; `path` leads to their page, where they have one."""

    name: str
    role: str
    outlet: str
    path: str

    def __str__(self):
        return f"{self.name} ({self.outlet})" if self.outlet else self.name


def bylines(editions: Iterable[int]) -> dict[int, list[Byline]]:
    """Everybody who is credited with each of these editions, in print order; one query."""
    editions = list(editions)
    found: dict[int, list[Byline]] = {edition: [] for edition in editions}
    for edition, name, role, outlet, slug, is_listed in _credits(editions):
        found[edition].append(Byline(name, role, outlet, f"/people/{slug}/" if is_listed else ""))
    return found


@prepared
def _credits(editions: list[int]):
    rows = EditionCredit.objects.filter(edition__in=editions).order_by("order", "pk")
    return rows.values_list("edition", "name", "role", "outlet", "person__slug", "person__is_listed")


_LABELS = {
    Credit.Role.WRITER: "By",
    Credit.Role.PHOTOGRAPHER: "Photographs by",
    Credit.Role.TRANSLATOR: "Translated by",
}


def credit_lines(credits: list[Byline]) -> list[tuple[str, list[Byline]]]:
    """The lines under the headline: ("By", the writers), ("Translated by", …)."""
    lines = ((label, [credit for credit in credits if credit.role == role]) for role, label in _LABELS.items())
    return [(label, credits) for label, credits in lines if credits]


def editors(credits: list[Byline]) -> list[Byline]:
    return [credit for credit in credits if credit.role == Credit.Role.EDITOR]


def shown_above(credits: list[Byline]) -> list[Byline]:
    """Those who wrote, photographed and translated, in print order."""
    return [credit for credit in credits if credit.role != Credit.Role.EDITOR]
