"""Years and months of the archive, in the office's zone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from newsroom.models import Edition
from newsroom.public.prepared import prepared

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Month:
    first_day: date
    stories: int
    path: str


def start_of(year: int, month: int = 1) -> datetime:
    """Its first moment; month 13 is January of the next year."""
    return timezone.make_aware(datetime(year + month // 13, (month - 1) % 12 + 1, 1))  # noqa: DTZ001  made aware


def within(editions: QuerySet, year: int, month: int | None = None) -> QuerySet:
    """The stories that first appeared in that year or month: a stretch of the index."""
    start, end = (start_of(year, month), start_of(year, month + 1)) if month else (start_of(year), start_of(year + 1))
    return editions.filter(first_published_at__gte=start, first_published_at__lt=end)


def months(editions: QuerySet, year: int) -> list[Month]:
    """All twelve, with the number of stories in each; one walk over the year."""
    counts = within(editions, year).aggregate(
        **{
            f"m{month}": Count(
                "pk",
                filter=Q(
                    first_published_at__gte=start_of(year, month), first_published_at__lt=start_of(year, month + 1)
                ),
            )
            for month in MONTHS
        }
    )
    return [Month(date(year, month, 1), counts[f"m{month}"], f"/news/{year}/{month:02}/") for month in MONTHS]


def years(now: datetime) -> list[int]:
    """From the newest story's year to the oldest's, without gaps; none where there is no story."""
    if not (newest := _newest(now)):
        return []
    return list(range(timezone.localtime(newest[0]).year, timezone.localtime(_oldest(now)[0]).year - 1, -1))


@prepared
def _newest(now: datetime):
    return Edition.objects.live(now).newest_first().values_list("first_published_at", flat=True)[:1]


@prepared
def _oldest(now: datetime):
    return Edition.objects.live(now).newest_first().reverse().values_list("first_published_at", flat=True)[:1]
