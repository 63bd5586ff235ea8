"""People with the titles that stand beside their names."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from people.models import Person, Role


def with_roles(people: QuerySet[Person], path: str = "roles") -> QuerySet:
    """`people`, or rows that lead to people by `path`, with their roles and the companies of these; one query more."""
    return people.prefetch_related(Prefetch(path, queryset=Role.objects.select_related("company")))


def name_titles(people: Iterable[Person], day: date) -> list[Person]:
    """The people, each with `shown_role`: the role of that day, or None."""
    people = list(people)
    for person in people:
        person.shown_role = person.role_on(day)
    return people
