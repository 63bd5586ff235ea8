"""The newest few of each of several lists, in one query and off the index, however long the lists are.

The ORM cannot put limited lists together on SQLite, so this is one of the two places with SQL of their own; each list
still comes from the ORM, and with it the question whether readers may see the story.
"""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from newsroom.models.planned import planned_cursor

type Ids = QuerySet | tuple[str, Sequence]  # a queryset, or its SQL and parameters where it was prepared


def union(lists: Iterable[tuple[str, list, Ids]], *, column: str = "id") -> tuple[str, list]:
    """SQL and parameters for `SELECT <columns>, id` of each (columns, their parameters, list of ids) together.

    `column` is what the lists call the id.
    """
    selects, params = [], []
    for number, (columns, values, ids) in enumerate(lists):
        sql, inner = ids if isinstance(ids, tuple) else ids.values("id").query.sql_with_params()
        selects.append(f"SELECT {columns}, part{number}.{column} AS id FROM ({sql}) AS part{number}")  # noqa: S608  ours
        params += [*values, *inner]
    return " UNION ALL ".join(selects), params


def newest_of_each(lists: dict[object, Ids]) -> dict[object, list[int]]:
    """The ids in each of the (limited) lists, under the same keys; one query for all."""
    if not lists:
        return {}
    keys = list(lists)
    sql, params = union((str(number), [], lists[key]) for number, key in enumerate(keys))
    found = {key: [] for key in keys}
    with planned_cursor() as cursor:
        cursor.execute(sql, params)
        for number, pk in cursor.fetchall():
            found[keys[number]].append(pk)
    return found
