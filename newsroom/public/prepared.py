"""Questions to the database that are put into SQL once and asked again and again with other values.

Building a queryset and compiling it costs Django ten times what the database needs to answer, and readers' pages ask
the same few questions all day. The question stays a queryset, with the gate before what readers may see in it:

    @prepared
    def with_slug(now, slug):
        return Edition.objects.live(now).filter(slug=slug).select_related("section")

    with_slug(now, "park-aims-high")  # a list

The first call builds the queryset with marks in the place of the values and looks where they end up in the SQL's
parameters; from then on only the parameters are new. So a value must be handed to the database as it is: a mark that is
not found again, or a parameter that differs between two buildings (such as the clock's), is an error at the first call.
A list may be of any length; each length is compiled by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, update_wrapper
from itertools import chain

from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

_MOST_PLANS = 200  # of one question
_MARKS = {
    int: lambda number: 1_999_000_000 + number,
    str: lambda number: f"\ue000{number}",
    datetime: lambda number: datetime(1906, 1, 1, tzinfo=UTC) + timedelta(microseconds=number),
}


@dataclass(frozen=True, slots=True)
class _Plan:
    rows: QuerySet
    compiler: SQLCompiler
    sql: str
    fixed: tuple  # the parameters, with marks where the values go
    places: tuple[tuple[int, int], ...]  # (place among the parameters, number of the value)
    converters: dict  # what makes Python values of the database's, by column


class _Prepared:
    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self.plans: dict[tuple, _Plan] = {}
        update_wrapper(self, build)

    def __call__(self, *values) -> list:
        plan, params = self._filled(values)
        return list(_asked(plan, params)) if plan else []

    def of(self, *values) -> "Rows":
        """The rows, to be sliced: only those asked for are read, however far down they stand."""
        return Rows(self, values)

    def sql(self, *values) -> tuple[str, tuple]:
        """The SQL and its parameters, to be put together with others."""
        plan, params = self._filled(values)
        return plan.sql, params

    def _filled(self, values) -> tuple[_Plan | None, tuple]:
        shape = (connection.vendor, *(len(value) if isinstance(value, list) else None for value in values))
        plan = self.plans.get(shape)
        if plan is None:
            plan = self._plan(values)
            if plan is None:  # the database would find nothing, and Django knows it
                return None, ()
            if len(self.plans) < _MOST_PLANS:
                self.plans[shape] = plan
        flat = list(chain.from_iterable(value if isinstance(value, list) else (value,) for value in values))
        params = list(plan.fixed)
        for place, number in plan.places:
            params[place] = _as_param(flat[number], params[place])
        return plan, tuple(params)

    def _plan(self, values) -> _Plan | None:
        if any(value == [] for value in values):
            return None
        marked, marks = _marked(values, 0)
        rows = self.build(*marked)
        if rows._prefetch_related_lookups:
            raise TypeError(f"{self.__name__}: what is prefetched takes a question of its own.")
        compiler = rows.query.get_compiler(using=rows.db)
        sql, params = compiler.as_sql()
        again, others = _marked(values, len(marks))
        _, params_again = self.build(*again).query.sql_with_params()
        places = []
        for place, (one, other) in enumerate(zip(params, params_again, strict=True)):
            numbers = [number for number, mark in enumerate(marks) if _as_param(mark, one) == one]
            if numbers and _as_param(others[numbers[0]], other) == other:
                places.append((place, numbers[0]))
            elif one != other:
                raise TypeError(f"{self.__name__}: {one!r} is neither a value as it is given nor always the same.")
        if missing := set(range(len(marks))) - {number for _, number in places}:
            raise TypeError(f"{self.__name__}: the value {min(missing)} doesn’t reach the database as it is given.")
        converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        return _Plan(rows, compiler, sql, tuple(params), tuple(places), converters)


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """Make a function that builds a queryset of its arguments into one that gives the rows."""
    return _Prepared(build)


class Rows:
    """A list that is still in the database: `rows[20:41]` asks for those alone."""

    def __init__(self, question: _Prepared, values: tuple):
        self.question, self.values = question, values

    def __getitem__(self, part: slice) -> list:
        plan, params = self.question._filled(self.values)
        if plan is None:
            return []
        start = part.start or 0
        sql = f"{plan.sql} LIMIT %s OFFSET %s"
        return list(_asked(replace(plan, sql=sql), (*params, part.stop - start, start)))


def _marked(values, start: int) -> tuple[list, list]:
    """Marks in the shape of the values, and all marks in a row."""
    marks, marked = [], []
    for value in values:
        mine = [
            _MARKS[datetime if isinstance(each, datetime) else str if isinstance(each, str) else int](
                start + len(marks) + place
            )
            for place, each in enumerate(value if isinstance(value, list) else [value])
        ]
        marks += mine
        marked.append(mine if isinstance(value, list) else mine[0])
    return marked, marks


def _as_param(value, like):
    """The value in the form that the database's driver was given the mark in."""
    if isinstance(value, datetime):
        return _moment(value, connection.vendor)
    if isinstance(value, int) and isinstance(like, int) and not isinstance(like, bool):
        return type(like)(value)  # psycopg has types of its own for the sizes of integers
    return value


@lru_cache(maxsize=100)
def _moment(value: datetime, vendor: str):
    """Each of a page's questions is put to the same clock."""
    return connection.ops.adapt_datetimefield_value(value)


def _asked(plan: _Plan, params: tuple):
    """The rows, made as the queryset makes them, of its SQL with these parameters."""
    kind, mine = plan.rows._iterable_class, connections[plan.compiler.using]  # this thread's
    if kind in (ValuesListIterable, FlatValuesListIterable):
        return _values(plan, params, mine, is_flat=kind is FlatValuesListIterable)
    compiler, query, rows = _twin(plan.compiler), _twin(plan.rows.query), _twin(plan.rows)
    compiler.connection = mine
    compiler.as_sql = lambda *args, **kwargs: (plan.sql, params)
    compiler.get_converters = lambda columns: plan.converters
    query.get_compiler = lambda *args, **kwargs: compiler
    rows._query = query
    return rows._iterable_class(rows)


def _values(plan: _Plan, params: tuple, mine, *, is_flat: bool):
    """Rows of values need no queryset: they come as the database gives them, but for those that are converted."""
    with mine.cursor() as cursor:
        cursor.execute(plan.sql, params)
        rows = cursor.fetchall()
    if plan.compiler.has_extra_select:  # columns that only put the rows in order
        rows = [row[: plan.compiler.col_count] for row in rows]
    if plan.converters:
        compiler = _twin(plan.compiler)
        compiler.connection = mine
        rows = map(tuple, compiler.apply_converters(rows, plan.converters))
    return [row[0] for row in rows] if is_flat else rows


def _twin(thing):
    twin = object.__new__(type(thing))
    twin.__dict__.update(thing.__dict__)
    return twin
