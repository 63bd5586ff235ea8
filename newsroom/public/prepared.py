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

A list may be of any length and is meant for `__in`, which doesn't mind a value that stands twice: lists are filled up
with their last value to one of a few lengths, since each length is compiled by itself.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial, update_wrapper

from django.db import connection, connections
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

from newsroom.models.planned import planned_cursor

_MOST_PLANS = 200  # of one question
_LENGTHS = [1, *(length << power for power in range(15) for length in (2, 3))]  # 1, 2, 3, 4, 6, 8, 12, 16 …
_MARKS = {
    int: lambda number: 1_999_000_000 + number,
    str: lambda number: f"\ue000{number}",
    datetime: lambda number: datetime(1906, 1, 1, tzinfo=UTC) + timedelta(microseconds=number),
    date: lambda number: date(1906, 1, 1) + timedelta(days=number),
}


@dataclass(frozen=True, slots=True)
class _Plan:
    rows: QuerySet
    compiler: SQLCompiler
    sql: str
    fixed: tuple  # the parameters, with marks where the values go
    # (place among the parameters, number of the value, what brings it into the form that the driver wants)
    places: tuple[tuple[int, int, Callable | None], ...]
    converters: dict  # what makes Python values of the database's, by column
    kind: "_Kind | None"  # of the instances, where rows are not values
    # Whether the database may plan it once for all values. Stretches of time are long or short, which it has to know.
    is_planned_once: bool


class _Prepared:
    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self.plans: dict[tuple, _Plan] = {}
        update_wrapper(self, build)

    def __call__(self, *values) -> list:
        plan, params = self._filled(values)
        return _asked(plan, plan.sql, params) if plan else []

    def of(self, *values) -> "Rows":
        """The rows, to be sliced: only those asked for are read, however far down they stand."""
        return Rows(self, values)

    def sql(self, *values) -> tuple[str, tuple]:
        """The SQL and its parameters, to be put together with others."""
        plan, params = self._filled(values)
        return plan.sql, params

    def _filled(self, values) -> tuple[_Plan | None, tuple]:
        values = [_filled_up(value) if isinstance(value, list) else value for value in values]
        shape, flat = [connection.vendor], []
        for value in values:
            if isinstance(value, list):
                shape.append(len(value))
                flat += value
            else:
                shape.append(None)
                flat.append(value)
        plan = self.plans.get(tuple(shape))
        if plan is None:
            plan = self._plan(values)
            if plan is None:  # the database would find nothing, and Django knows it
                return None, ()
            if len(self.plans) < _MOST_PLANS:
                self.plans[tuple(shape)] = plan
        params = list(plan.fixed)
        for place, number, adapt in plan.places:
            params[place] = adapt(flat[number]) if adapt else flat[number]
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
            numbers = [number for number, mark in enumerate(marks) if _adapted(mark, one) == one]
            if numbers and _adapted(others[numbers[0]], other) == other:
                places.append((place, numbers[0], _adapter(others[numbers[0]], other)))
            elif one != other:
                raise TypeError(f"{self.__name__}: {one!r} is neither a value as it is given nor always the same.")
        if missing := set(range(len(marks))) - {number for _, number, _ in places}:
            raise TypeError(f"{self.__name__}: the value {min(missing)} doesn’t reach the database as it is given.")
        converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        kind = _Kind.of(compiler.klass_info, compiler.select) if rows._iterable_class is ModelIterable else None
        is_planned_once = sum(isinstance(value, datetime) for value in values) <= 1
        return _Plan(rows, compiler, sql, tuple(params), tuple(places), converters, kind, is_planned_once)


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
        return _asked(plan, f"{plan.sql} LIMIT {part.stop - start:d} OFFSET {start:d}", params)


# Values


def _filled_up(values: list) -> list:
    place = bisect_left(_LENGTHS, len(values))
    return values + values[-1:] * (_LENGTHS[place] - len(values)) if place < len(_LENGTHS) else values


def _marked(values, start: int) -> tuple[list, list]:
    """Marks in the shape of the values, and all marks in a row."""
    marks, marked = [], []
    for value in values:
        mine = [
            _MARKS[next((kind for kind in (datetime, date, str) if isinstance(each, kind)), int)](
                start + len(marks) + place
            )
            for place, each in enumerate(value if isinstance(value, list) else [value])
        ]
        marks += mine
        marked.append(mine if isinstance(value, list) else mine[0])
    return marked, marks


def _adapter(value, like) -> Callable | None:
    """What brings such a value into the form that the database's driver was given the mark in."""
    if isinstance(value, datetime):
        return partial(_adapted_moment, vendor=connection.vendor)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value
    if isinstance(value, int) and isinstance(like, int) and type(like) not in (int, bool):
        return type(like)  # psycopg has types of its own for the sizes of integers
    return None


def _adapted(value, like):
    adapt = _adapter(value, like)
    return adapt(value) if adapt else value


@lru_cache(maxsize=1000)
def _adapted_moment(value: datetime, vendor: str):
    """Each of a page's questions is put to the same clock, and years begin when they began before."""
    return connection.ops.adapt_datetimefield_value(value)


# Rows


def _asked(plan: _Plan, sql: str, params: tuple) -> list:
    """The rows of the SQL, made as the plan's queryset makes them."""
    mine = connections[plan.compiler.using]  # this thread's
    with planned_cursor(plan.compiler.using) if plan.is_planned_once else mine.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    if plan.converters:
        rows = [list(row) for row in rows]
        for place, (converters, column) in plan.converters.items():
            for row in rows:
                for convert in converters:
                    row[place] = convert(row[place], column, mine)
    if plan.kind is not None:
        annotations = plan.compiler.annotation_col_map or {}
        return [plan.kind.instance(row, plan.rows, annotations) for row in rows]
    if plan.rows._iterable_class is FlatValuesListIterable:
        return [row[0] for row in rows]
    if plan.rows._iterable_class is not ValuesListIterable:
        raise TypeError(f"{plan.rows._iterable_class.__name__}: ask for rows of a model or for a list of values.")
    if plan.compiler.has_extra_select:  # columns that only put the rows in order
        rows = [row[: plan.compiler.col_count] for row in rows]
    return [tuple(row) for row in rows] if plan.converters else rows


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a row becomes an instance of a model, and of those that are selected with it.

    Does what `Model.from_db` does without what it takes longest for: a look at the default of every field, at the
    descriptor that stands for it, and the signals before and after. Nothing of ours hears these.
    """

    model: type[Model]
    first: int
    names: list[str]  # of its fields, from the column `first` on
    key: int  # the column of the primary key
    related: "list[tuple[_Kind, Callable, Callable]]"  # with what makes both known to each other

    @classmethod
    def of(cls, info: dict, select: list) -> "_Kind":
        columns = info["select_fields"]
        names = [select[column][0].target.attname for column in columns]
        model = info["model"]
        related = [
            (cls.of(other, select), other["local_setter"], other["remote_setter"])
            for other in info.get("related_klass_infos", [])
        ]
        return cls(model, columns[0], names, columns[0] + names.index(model._meta.pk.attname), related)

    def instance(self, row, rows: QuerySet, annotations: dict[str, int]) -> Model:
        made = self.model.__new__(self.model)
        made.__dict__.update(zip(self.names, row[self.first : self.first + len(self.names)], strict=True))
        state = made._state = ModelState()
        state.adding, state.db, state.fetch_mode = False, rows.db, rows._fetch_mode
        for kind, know, be_known in self.related:
            other = kind.instance(row, rows, {}) if row[kind.key] is not None else None
            know(made, other)
            if other is not None:
                be_known(other, made)
        for name, column in annotations.items():
            setattr(made, name, row[column])
        return made
