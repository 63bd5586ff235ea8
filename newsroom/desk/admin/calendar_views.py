"""What is planned, scheduled and published, by day: a week or a month at a time."""

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib import admin
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from companies.admin.base import require
from newsroom.desk.admin import words
from newsroom.models import Edition, Stage

MOST = 400  # stories of each kind in one view
A_DAY = {"week": 40, "month": 8}  # shown of each day; the rest is a number


@dataclass(frozen=True, slots=True)
class Entry:
    """A story on a day: what happens with it then, and when on that day, if that is known."""

    tone: str
    what: str
    headline: str
    url: str
    at: str = ""


@dataclass(slots=True)
class Day:
    date: date
    is_today: bool
    is_outside: bool  # of the month that is shown
    entries: list[Entry] = field(default_factory=list)
    more: int = 0


class CalendarViews(admin.ModelAdmin):
    """The calendar of stories."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.calendar_view)
        return [path("calendar/", view, name="newsroom_article_calendar"), *super().get_urls()]

    def calendar_view(self, request):
        require(self.has_view_or_change_permission(request))
        span = "month" if "month" in request.GET else "week"
        chosen = _chosen(request.GET.get(span, ""), span)
        days, first, last = _days(chosen, span)
        self._fill(request, days, span)
        base = reverse(f"{self.admin_site.name}:newsroom_article_calendar")
        other = "week" if span == "month" else "month"
        today = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": _title(chosen, span, first, last),
            "opts": self.opts,
            "span": span,
            "days": days,
            "weekdays": list(calendar.day_abbr),
            "earlier": f"{base}?{span}={_key(first - timedelta(days=1), span)}",
            "later": f"{base}?{span}={_key(last + timedelta(days=1), span)}",
            "now": f"{base}?{span}={_key(today, span)}",
            "other": other,
            "other_url": f"{base}?{other}={_key(today if first <= today <= last else first, other)}",
            "list_url": reverse(f"{self.admin_site.name}:newsroom_article_changelist"),
            "zone": words.office_zone(),
            "may_write": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/newsroom/article/calendar.html", context)

    def _fill(self, request, days: list[Day], span: str) -> None:
        """Put the stories on their days; three queries, whatever there is."""
        found = defaultdict(list)
        for at, entry in (*self._waiting(request, days), *self._published(days)):
            found[timezone.localdate(at) if isinstance(at, datetime) else at].append(entry)
        for day in days:
            entries = found.get(day.date, [])
            day.entries, day.more = entries[: A_DAY[span]], max(0, len(entries) - A_DAY[span])

    def _waiting(self, request, days: list[Day]):
        """Stories with a moment or a day to come, those with a moment after those with only a day."""
        stories = self.get_queryset(request).only("headline", "planned_for", "scheduled_for", "stage")
        first, last = days[0].date, days[-1].date
        today = timezone.localdate()
        planned = stories.filter(planned_for__range=(first, last)).exclude(stage__in=[Stage.SCHEDULED, Stage.PUBLISHED])
        for story in planned.order_by("planned_for", "pk")[:MOST]:
            what = "planned" if story.planned_for >= today else "planned, overdue"
            tone = "approved" if story.planned_for >= today else "missing"
            yield (
                story.planned_for,
                Entry(tone, f"{what} · {Stage(story.stage).label}", story.headline, self._url(story.pk)),
            )
        begin, end = _moments(days)
        waiting = stories.filter(stage=Stage.SCHEDULED, scheduled_for__gte=begin, scheduled_for__lt=end)
        for story in waiting.filter(scheduled_for__gt=timezone.now()).order_by("scheduled_for", "pk")[:MOST]:
            at = timezone.localtime(story.scheduled_for)
            yield at, Entry("scheduled", "goes live", story.headline, self._url(story.pk), f"{at:%H:%M}")

    def _published(self, days: list[Day]):
        """Stories on the day on which they first appeared; where there are too many, the newest of them."""
        begin, end = _moments(days)
        live = Edition.objects.live().filter(first_published_at__gte=begin, first_published_at__lt=end)
        newest = live.newest_first().values_list("article_id", "headline", "first_published_at")[:MOST]
        for pk, headline, at in reversed(newest):
            at = timezone.localtime(at)
            yield at, Entry("live", "published", headline, self._url(pk), f"{at:%H:%M}")

    def _url(self, pk: int) -> str:
        return reverse(f"{self.admin_site.name}:newsroom_article_change", args=[pk])


def _chosen(text: str, span: str) -> date:
    """The day that names the week or month asked for; today's where none is, 404 where it is none."""
    if not text:
        return timezone.localdate()
    try:
        chosen = datetime.strptime(f"{text}-1", "%G-W%V-%u" if span == "week" else "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        raise Http404 from None
    if not 1900 <= chosen.year <= 2200:
        raise Http404
    return chosen


def _days(chosen: date, span: str) -> tuple[list[Day], date, date]:
    """The days to show, and the first and last that belong to what was asked for. A month is shown in whole weeks."""
    today = timezone.localdate()
    if span == "week":
        first = chosen - timedelta(days=chosen.weekday())
        last = first + timedelta(days=6)
    else:
        first = chosen.replace(day=1)
        last = chosen.replace(day=calendar.monthrange(chosen.year, chosen.month)[1])
    begin, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    dates = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    return [Day(each, each == today, not first <= each <= last) for each in dates], first, last


def _moments(days: list[Day]) -> tuple[datetime, datetime]:
    """The beginning of the first day and the end of the last, in the office's zone."""
    zone = timezone.get_current_timezone()
    first, after = days[0].date, days[-1].date + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def _key(day: date, span: str) -> str:
    return f"{day:%G-W%V}" if span == "week" else f"{day:%Y-%m}"


def _title(chosen: date, span: str, first: date, last: date) -> str:
    if span == "month":
        return f"Calendar: {chosen:%B %Y}"
    return f"Calendar: {first.day} {first:%B} to {last.day} {last:%B %Y}"
