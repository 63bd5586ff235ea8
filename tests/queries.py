"""Holds a page to one number of queries, however many rows it shows."""

import re
from collections import Counter
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

FEW, MANY = 3, 30


def same_queries(make_rows: Callable[[int], object], visit: Callable[[], object]) -> int:
    """Fail unless `visit` needs as many queries with 30 rows as with 3; return how many that are.

    `make_rows(n)` adds n rows, each with relations of its own: thirty stories by one author would hide
    a query for each author. `visit()` fetches the page, and must do its work every time.

        assert same_queries(make_stories, lambda: client.get("/news/")) <= 8
    """
    __tracebackhide__ = True
    return same_queries_each(make_rows, {"": visit})[""]


def same_queries_each(make_rows: Callable[[int], object], visits: dict[str, Callable[[], object]]) -> dict[str, int]:
    """The same of several pages over the same rows, by their names; to make the rows is what takes long."""
    __tracebackhide__ = True
    make_rows(1)
    for visit in visits.values():
        visit()  # fills what a process learns once, such as content types
    make_rows(FEW - 1)
    few = {name: _queries(visit) for name, visit in visits.items()}
    make_rows(MANY - FEW)
    many = {name: _queries(visit) for name, visit in visits.items()}
    wrong = [f"{name} {_difference(few[name], many[name])}" for name in visits if len(few[name]) != len(many[name])]
    assert not wrong, "\n".join(wrong)
    return {name: len(queries) for name, queries in many.items()}


def _queries(visit: Callable[[], object]) -> list[str]:
    __tracebackhide__ = True
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = visit()
    status = getattr(answer, "status_code", 200)
    assert status == 200, f"the page answers {status}, so its queries tell nothing"
    return [_shape(query["sql"]) for query in captured.captured_queries]


def _shape(sql: str) -> str:
    """The query without its values, so that the same question about another row looks the same."""
    sql = re.sub(r"'(?:[^']|'')*'", "?", sql)
    sql = re.sub(r"(?<![\w\"])-?\d+(?:\.\d+)?\b", "?", sql)
    sql = re.sub(r"\(\?(?:, \?)+\)", "(?, …)", sql)
    return sql.replace('"', "")


def _difference(few: list[str], many: list[str]) -> str:
    lines = [f"{len(few)} queries with {FEW} rows, {len(many)} with {MANY}."]
    for title, more, less in (("Only with more rows", many, few), ("Only with fewer rows", few, many)):
        extra = Counter(more) - Counter(less)
        if extra:
            lines += [f"{title}:", *(f"  {times} × {sql[:400]}" for sql, times in extra.most_common(10))]
    return "\n".join(lines)
