"""What the first page of the desk shows: a few stories that want somebody's hand."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from newsroom.desk.admin import words
from newsroom.models import Article, Edition, Stage

ROWS = 5


@dataclass(frozen=True, slots=True)
class Row:
    url: str
    headline: str
    note: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A short list with its name, what it says when it is empty, and where all of it stands."""

    name: str
    rows: list[Row]
    empty: str
    all_url: str


def context(request, site) -> dict:
    """The queues that the user may see, in three queries."""
    stories = site.get_model_admin(Article)
    if not stories.has_view_or_change_permission(request):
        return {"queues": []}
    everything = reverse(f"{site.name}:newsroom_article_changelist")
    brief = stories.get_queryset(request).only("headline", "changed_at", "stage", "scheduled_for")
    drafts = brief.filter(created_by=request.user, stage=Stage.DRAFT)[:ROWS]
    scheduled = brief.scheduled().order_by("scheduled_for", "pk")[:ROWS]
    new = Edition.objects.live().order_by("-live_from", "-pk").select_related("article")
    new = new.only("headline", "live_from", "slug", "first_published_at", "article__headline")[:ROWS]
    return {
        "may_write": stories.has_add_permission(request),
        "write_url": reverse(f"{site.name}:newsroom_article_add"),
        "queues": [
            Queue(
                "My drafts",
                [_row(site, story, f"changed {words.moment(story.changed_at)}") for story in drafts],
                "You have no draft lying here.",
                f"{everything}?stage=draft&whose=mine",
            ),
            Queue(
                "Scheduled",
                [_row(site, story, f"goes live {words.moment(story.scheduled_for)}") for story in scheduled],
                "Nothing waits for its moment.",
                f"{everything}?stage=scheduled",
            ),
            Queue(
                "Just published",
                [
                    _row(
                        site,
                        edition.article,
                        format_html(
                            '{} · <a href="{}">see it as readers do</a>',
                            words.moment(edition.live_from),
                            edition.get_absolute_url(),
                        ),
                    )
                    for edition in new
                ],
                "Readers see nothing yet.",
                f"{everything}?stage=published",
            ),
        ],
        "now": timezone.now(),
    }


def _row(site, story, note) -> Row:
    return Row(reverse(f"{site.name}:newsroom_article_change", args=[story.pk]), story.headline, note)
