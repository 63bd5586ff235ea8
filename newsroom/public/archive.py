"""Years and months of the archive, in the office's zone."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Value
from django.utils import timezone

from newsroom.models import Edition
from newsroom.models.planned import planned_cursor
from newsroom.public.prepared import Rows, prepared

MONTHS = range(1, 13)
_AT_ONCE = 300  # SQLite puts no more than five hundred questions together
MOST_COUNTED = 100  # stories in a month, five pages of them: to count twelve months farther would be felt


@dataclass(frozen=True, slots=True)
class Month:
    first_day: date
    stories: int
    path: str

    @property
    def number(self) -> str:
        return f"{self.stories}" if self.stories <= MOST_COUNTED else f"more than {MOST_COUNTED}"


def start_of(year: int, month: int = 1) -> datetime:
    """Its first moment; month 13 is January of the next year."""
    return _start_of(year, month, timezone.get_current_timezone())


@lru_cache(maxsize=1000)
def _start_of(year: int, month: int, zone) -> datetime:
    return datetime(year + month // 13, (month - 1) % 12 + 1, 1, tzinfo=zone)


def within(year: int, month: int | None = None) -> tuple[datetime, datetime]:
    """The first moments of that year or month, and of the next."""
    return (start_of(year, month), start_of(year, month + 1)) if month else (start_of(year), start_of(year + 1))


def stories(now: datetime, year: int, month: int | None = None) -> Rows:
    """The ids of the stories that first appeared in that year or month, newest first: a stretch of the index."""
    return _between.of(now, *within(year, month))


def months(now: datetime, year: int) -> list[Month]:
    """All twelve, with the number of stories in each; one walk over the year, which stops in a month that has many."""
    found = _counted(now, {month: within(year, month) for month in MONTHS}, MOST_COUNTED + 1)
    return [Month(date(year, month, 1), found[month], f"/news/{year}/{month:02}/") for month in MONTHS]


def _counted(now: datetime, times: dict, most: int) -> dict:
    """How many stories first appeared within each of the times, counting as far as `most`; one query, if they are not
    hundreds."""
    keys, found = list(times), {}
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        counts, params = [], []
        for number, key in enumerate(part):
            sql, values = _marks_between.sql(now, *times[key])
            counts.append(f"SELECT {number}, COUNT(*) FROM ({sql} LIMIT {most}) AS part{number}")  # noqa: S608  ours
            params += values
        # One story is found soon by any plan; how to count many depends on how long the times are.
        with planned_cursor() if most == 1 else connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(counts), params)
            found |= {part[number]: stories for number, stories in cursor.fetchall()}
    return found


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    path: str  # empty where no story appeared in it


def years(now: datetime) -> list[Year]:
    """From the newest story's year to the oldest's, without gaps; none where there is no story."""
    found = _counted(now, {year: within(year) for year in _span(now)}, 1)
    return [Year(year, f"/news/{year}/" if stories else "") for year, stories in found.items()]


def by_year(now: datetime, most: int) -> list[tuple[int, list[int]]]:
    """The years with stories, newest first; with each, where it has more than `most`, the months that have some."""
    found = _counted(now, {year: within(year) for year in _span(now)}, most + 1)
    full = [year for year, stories in found.items() if stories > most]
    parts = months_with_stories(now, full)
    return [(year, parts.get(year, [])) for year in found if found[year]]


def months_with_stories(now: datetime, years: list[int]) -> dict[int, list[int]]:
    """Of each of the years the months in which a story appeared."""
    found = _counted(now, {(year, month): within(year, month) for year in years for month in MONTHS}, 1)
    return {year: [month for month in MONTHS if found[year, month]] for year in years}


def _span(now: datetime) -> range:
    newest, oldest = _newest(now), _oldest(now)
    if not newest or not oldest:  # the only story may be withdrawn between the two questions
        return range(0)
    return range(timezone.localtime(newest[0]).year, timezone.localtime(oldest[0]).year - 1, -1)


@prepared
def _newest(now: datetime):
    return Edition.objects.live(now).newest_first().values_list("first_published_at", flat=True)[:1]


@prepared
def _oldest(now: datetime):
    return Edition.objects.live(now).newest_first().reverse().values_list("first_published_at", flat=True)[:1]


@prepared
def _between(now: datetime, start: datetime, end: datetime):
    rows = Edition.objects.live(now).filter(first_published_at__gte=start, first_published_at__lt=end)
    return rows.newest_first().values_list("pk", flat=True)


@prepared
def _marks_between(now: datetime, start: datetime, end: datetime):
    """As many rows, with nothing of the stories in them: of what an index has, SQLite takes apart what is asked for."""
    return _between.build(now, start, end).values_list(Value(1))
