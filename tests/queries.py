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
    make_rows(1)
    visit()  # fills what a process learns once, such as content types
    make_rows(FEW - 1)
    few = _queries(visit)
    make_rows(MANY - FEW)
    many = _queries(visit)
    assert len(few) == len(many), _difference(few, many)
    return len(many)


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
