"""What the first page of the desk shows: a few stories that want somebody's hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from companies.models import Photo
from newsroom.desk import translations
from newsroom.desk.admin import health, words
from newsroom.desk.admin.queues import of, returned, waiting_for_review
from newsroom.desk.steps import STEPS
from newsroom.models import Article, Edition, Event, Mention, Stage

ROWS = 5
_RECENT = timedelta(days=30)  # of changes in another language; the list has the earlier ones too


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


@dataclass(frozen=True, slots=True)
class Stories:
    """A queue of working copies. `at` is the moment that it is ordered by, and that its note tells."""

    name: str
    rows: QuerySet
    empty: str
    query: str
    note: Callable[[dict], str]
    at: object = F("changed_at")
    newest_first: bool = True
    said_by: str = ""  # the verb of the event whose comment is shown


def context(request, site) -> dict:
    """The queues that the user can do something with: all stories in one query, and one each for the other two."""
    stories = site.get_model_admin(Article)
    photos = site.get_model_admin(Photo)
    queues = []
    if stories.has_view_or_change_permission(request):
        everything = reverse(f"{site.name}:newsroom_article_changelist")
        queues += _story_queues(site, _wanted(request), everything)
        queues.append(_just_published(site, everything))
    if site.get_model_admin(Mention).has_view_permission(request) and not stories.has_add_permission(request):
        queues.insert(0, _to_tag(site))  # for those who came to tag; who writes too finds it in the menu
    if photos.has_change_permission(request):
        queues.append(_without_alt_text(site))
    return {
        "may_write": stories.has_add_permission(request),
        "write_url": reverse(f"{site.name}:newsroom_article_add"),
        "queues": queues,
        "health": health.lines(request, site),
    }


def _wanted(request) -> list[Stories]:
    """The queues of stories, in the order of a working day, without those that the user's role has no use for."""
    user, stories = request.user, Article.objects.all()
    mine = stories.filter(of(user), stage=Stage.DRAFT)
    wanted = {
        "edit": [
            Stories(
                "Returned to me",
                returned(mine),
                "Nothing came back to you.",
                "?whose=mine&waits=returned",
                lambda row: f"{row['who'] or 'the system'}: {row['comment']}",
                at=_newest("return", "at"),
                said_by="return",
            ),
            Stories(
                "My drafts",
                mine,
                "You have no draft lying here. A good day to begin one.",
                "?stage=draft&whose=mine",
                lambda row: f"changed {words.moment(row['at'])}",
            ),
        ],
        "approve": [
            Stories(
                "Waiting for my review",
                waiting_for_review(stories, user),
                "Nobody waits for you. Well done.",
                "?waits=review&o=7",  # by the column “changed”, the oldest first
                lambda row: f"from {row['who'] or 'the desk'}, since {words.moment(row['at'])}",
                at=Coalesce(_newest("submit", "at"), F("changed_at")),
                newest_first=False,
                said_by="submit",
            ),
            Stories(
                "Behind another language",
                translations.behind(stories, told_after=timezone.now() - _RECENT),
                "Every language says what readers were last told in another.",
                "?translation=behind",
                lambda row: f"readers were told more on {words.moment(row['at'])}",
                at=Coalesce(translations.last_told(), F("changed_at")),
            ),
        ],
        "publish": [
            Stories(
                "Approved",
                stories.filter(stage=Stage.APPROVED),
                "Nothing lies here ready to go out.",
                "?stage=approved",
                lambda row: f"changed {words.moment(row['at'])}",
            ),
            Stories(
                "Scheduled",
                stories.scheduled(),
                "Nothing waits for its moment.",
                "?stage=scheduled",
                lambda row: f"goes live {words.coming(row['at'])}",
                at=F("scheduled_for"),
                newest_first=False,
            ),
        ],
        "sign_off": [
            Stories(
                "Published without a review, to be signed off",
                stories.filter(needs_sign_off=True).exclude(Q(emergency_by__isnull=False) & Q(emergency_by=user)),
                "Nothing went out unread.",
                "?flag=unsigned",
                lambda row: f"{row['who'] or 'the system'}: {row['comment']}",
                at=_newest("emergency", "at"),
                said_by="emergency",
            )
        ],
    }
    return [queue for step, queues in wanted.items() if user.has_perm(STEPS[step].permission) for queue in queues]


def _newest(step: str, field: str):
    """A field of a story's newest event of that step."""
    events = Event.objects.filter(article=OuterRef("pk"), verb=STEPS[step].done).order_by("-at", "-pk")
    return Subquery(events.values(field)[:1])


def _story_queues(site, wanted: list[Stories], everything: str) -> list[Queue]:
    """All of them in one query: SQLite wants the ends of lists inside, where each names its few stories."""
    if not wanted:
        return []
    arms = [_arm(number, queue) for number, queue in enumerate(wanted)]
    found = arms[0].union(*arms[1:], all=True).order_by() if arms[1:] else arms[0]
    rows = sorted(found, key=lambda row: row["queue"])
    by_queue = {number: list(group) for number, group in groupby(rows, key=lambda row: row["queue"])}
    queues = []
    for number, queue in enumerate(wanted):
        mine = sorted(by_queue.get(number, ()), key=lambda row: (row["at"], row["pk"]), reverse=queue.newest_first)
        queues.append(
            Queue(
                queue.name,
                [_row(site, row["pk"], row["headline"], queue.note(row)) for row in mine],
                queue.empty,
                f"{everything}{queue.query}",
            )
        )
    return queues


def _arm(number: int, queue: Stories) -> QuerySet:
    """The few stories of one queue, with the same columns as those of every other."""
    order = "-at" if queue.newest_first else "at"
    tie = "-pk" if queue.newest_first else "pk"
    few = queue.rows.annotate(at=queue.at).order_by(order, tie)[:ROWS]
    nothing = Value("", output_field=TextField())
    return (
        Article.objects.filter(pk__in=few.values("pk"))
        .order_by()
        .annotate(
            queue=Value(number),
            at=Coalesce(queue.at, F("changed_at"), output_field=DateTimeField()),
            comment=Coalesce(_newest(queue.said_by, "comment"), nothing) if queue.said_by else nothing,
            who=Coalesce(_newest(queue.said_by, "actor_name"), nothing, output_field=CharField())
            if queue.said_by
            else nothing,
        )
        .values("queue", "pk", "headline", "at", "comment", "who")
    )


def _just_published(site, everything: str) -> Queue:
    new = Edition.objects.live().order_by("-live_from", "-pk")
    new = new.only("headline", "live_from", "slug", "first_published_at", "article_id")[:ROWS]
    rows = [
        _row(
            site,
            edition.article_id,
            edition.headline,
            format_html(
                '{} · <a href="{}">see it as readers do</a>',
                words.moment(edition.live_from),
                edition.get_absolute_url(),
            ),
        )
        for edition in new
    ]
    return Queue("Just published", rows, "Readers see nothing yet.", f"{everything}?live=now")


def _to_tag(site) -> Queue:
    waiting = Exists(Mention.objects.shown().filter(article=OuterRef("pk")))
    stories = Article.objects.filter(waiting).order_by("-changed_at", "-pk").values_list("pk", "headline", "changed_at")
    return Queue(
        "Stories to tag",
        [
            Row(reverse(f"{site.name}:newsroom_mention_story", args=[pk]), headline, f"changed {words.moment(at)}")
            for pk, headline, at in stories[:ROWS]
        ],
        "Nobody waits to be tagged.",
        reverse(f"{site.name}:newsroom_mention_changelist"),
    )


def _without_alt_text(site) -> Queue:
    photos = Photo.objects.without_alt_text().order_by("-pk").only("caption", "file")[:ROWS]
    rows = [
        Row(
            reverse(f"{site.name}:companies_photo_change", args=[photo.pk]),
            photo.caption or photo.file.name.rpartition("/")[2],
            "",
        )
        for photo in photos
    ]
    return Queue(
        "Pictures without alternative text",
        rows,
        "Every picture can be heard as well as seen.",
        f"{reverse(f'{site.name}:companies_photo_changelist')}?alt=missing",
    )


def _row(site, pk: int, headline: str, note) -> Row:
    return Row(reverse(f"{site.name}:newsroom_article_change", args=[pk]), headline, note)
