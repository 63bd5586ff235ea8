"""Years and months of the archive, in the office's zone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from newsroom.models import Edition
from newsroom.public.prepared import Rows, prepared

MONTHS = range(1, 13)
MOST_COUNTED = 2000  # stories in a month


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
    return timezone.make_aware(datetime(year + month // 13, (month - 1) % 12 + 1, 1))  # noqa: DTZ001  made aware


def within(year: int, month: int | None = None) -> tuple[datetime, datetime]:
    """The first moments of that year or month, and of the next."""
    return (start_of(year, month), start_of(year, month + 1)) if month else (start_of(year), start_of(year + 1))


def stories(now: datetime, year: int, month: int | None = None) -> Rows:
    """The ids of the stories that first appeared in that year or month, newest first: a stretch of the index."""
    return _between.of(now, *within(year, month))


def months(now: datetime, year: int) -> list[Month]:
    """All twelve, with the number of stories in each; one walk over the year, which stops in a month that has many."""
    counts, params = [], []
    for month in MONTHS:
        sql, values = _between.sql(now, *within(year, month))
        counts.append(f"SELECT {month}, COUNT(*) FROM ({sql} LIMIT {MOST_COUNTED + 1}) AS month{month}")  # noqa: S608  ours
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts), params)
        found = dict(cursor.fetchall())
    return [Month(date(year, month, 1), found[month], f"/news/{year}/{month:02}/") for month in MONTHS]


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    path: str  # empty where no story appeared in it


def years(now: datetime) -> list[Year]:
    """From the newest story's year to the oldest's, without gaps; none where there is no story."""
    if not (newest := _newest(now)):
        return []
    span = range(timezone.localtime(newest[0]).year, timezone.localtime(_oldest(now)[0]).year - 1, -1)
    selects, params = [], []
    for year in span:
        sql, values = _between.sql(now, *within(year))
        selects.append(f"SELECT {year}, COUNT(*) FROM ({sql} LIMIT 1) AS year{year}")  # noqa: S608  ours
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), params)
        found = dict(cursor.fetchall())
    return [Year(year, f"/news/{year}/" if found[year] else "") for year in span]


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
