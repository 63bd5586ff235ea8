"""The newest few of each of several lists, in one query and off the index, however long the lists are.

The ORM cannot put limited lists together on SQLite, so this is one of the two places with SQL of their own; each list
still comes from the ORM, and with it the question whether readers may see the story.
"""

from collections.abc import Iterable, Sequence

from newsroom.models.planned import planned_cursor

type Ids = tuple[str, Sequence]  # the SQL of a prepared question (newsroom.public.prepared) and its parameters


def union(lists: Iterable[tuple[str, list, Ids]], *, column: str = "id") -> tuple[str, list]:
    """SQL and parameters for `SELECT <columns>, id` of each (columns, their parameters, list of ids) together.

    `column` is what the lists call the id.
    """
    selects, params = [], []
    for number, (columns, values, (sql, inner)) in enumerate(lists):
        selects.append(f"SELECT {columns}, part{number}.{column} AS id FROM ({sql}) AS part{number}")  # noqa: S608  ours
        params += [*values, *inner]
    return " UNION ALL ".join(selects), params


def newest_of_each(lists: dict[object, Ids]) -> dict[object, list[int]]:
    """The ids in each of the (limited) lists, under the same keys; one query for all."""
    keys = list(lists)
    sql, params = union((str(number), [], lists[key]) for number, key in enumerate(keys))
    found = {key: [] for key in keys}
    with planned_cursor() as cursor:
        cursor.execute(sql, params)
        for number, pk in cursor.fetchall():
            found[keys[number]].append(pk)
    return found
