"""How an edition is made of a working copy, and undone before its time. Whoever calls this holds the rows by then."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from newsroom import social_cards
from newsroom.desk import attachments, body, text_pictures
from newsroom.desk.snapshot import CREDIT_FIELDS
from newsroom.desk.tagging.marks import mark_new
from newsroom.models import (
    Article,
    ArticleCredit,
    ArticleTag,
    Edition,
    EditionCredit,
    EditionTag,
    cards,
    raise_generation,
    search,
)

MOST_CARDS = 10  # drawn while somebody waits; those of a large import are left to make_social_cards


def make_editions(rows: list[Article], moment: datetime, *, until, change, note) -> list[Edition]:
    """An edition of each row that begins at `moment`, in the place of the one readers would see then.

    `change` and `note` say what it is to readers where it is not the story's first.
    """
    ids = [row.pk for row in rows]
    last = _last_editions(ids)
    editions = []
    for row in rows:
        previous = last.get(row.pk)
        first = previous.first_published_at if previous else row.backdated_to or moment
        begins = _take_over(previous, moment) if previous else moment
        kind = (change or Edition.Change.MINOR) if previous else Edition.Change.FIRST
        editions.append(
            Edition(
                **{name: getattr(row, name) for name in Article.content_fields()},
                article=row,
                number=previous.number + 1 if previous else 1,
                live_from=begins,
                live_until=until,
                predecessor_until=previous.live_until if previous else None,
                first_published_at=first,
                updated_at=_updated_at(row, previous, kind, first, begins),
                change=kind,
                note=note,
                body_html=body.to_html(row.body),
                source_id=row.source_id,
                public_id=row.public_id,
            )
        )
    _link_related(editions)
    for edition, text in zip(
        editions, text_pictures.complete([edition.body_html for edition in editions]), strict=True
    ):
        edition.body_html = text
        edition.put_seal()
    Edition.objects.bulk_create(editions)
    attachments.of_editions(editions)
    by_article = {edition.article_id: edition for edition in editions}
    EditionTag.objects.bulk_create(
        EditionTag.of(edition, tag_id)
        for article_id, tag_id in ArticleTag.objects.filter(content_object__in=ids)
        .order_by("pk")
        .values_list("content_object", "tag")
        if (edition := by_article[article_id])
    )
    EditionCredit.objects.bulk_create(
        EditionCredit(edition=by_article[credit.article_id], **{name: getattr(credit, name) for name in CREDIT_FIELDS})
        for credit in ArticleCredit.objects.filter(article__in=ids)
    )
    mark_new(editions)
    cards.make_stories([edition.pk for edition in editions])
    if len(editions) <= MOST_CARDS:
        # When the news is out: what goes wrong with a picture must not hold it up.
        transaction.on_commit(partial(social_cards.draw_quietly, editions), robust=True)
    if moment <= timezone.now():
        search.forget_drafts(ids)
    return editions


def take_back_waiting(row: Article) -> None:
    """Undo the edition that is scheduled; what it was to replace ends again where it did before.

    It is the newest. Another may wait before it, which was published while a clock ran ahead, and stays.
    """
    scheduled = row.editions.order_by("-number")[0]
    beginning, before_it = scheduled.live_from, scheduled.predecessor_until
    scheduled.delete()
    row.editions.filter(live_until=beginning).update(live_until=before_it)


def take_from_readers(row: Article, now: datetime) -> Edition | None:
    """Let what readers see of the story be over by `now`, and give its last edition; None where they see nothing.

    What was published while a clock ran ahead waits for its moment, and would bring the story back then: it is over
    as well, after a microsecond in the past.
    """
    last = None
    current = list(row.editions.filter(Q(live_until=None) | Q(live_until__gt=now)).order_by("number"))
    over = now - timedelta(microseconds=sum(edition.live_from > now for edition in current))
    for last in current:
        last.live_from = min(last.live_from, over)
        last.live_until = over = max(over, last.live_from + timedelta(microseconds=1))
        last.save(update_fields=["live_from", "live_until"])
    return last


def tell_readers(articles: Sequence[Article]) -> None:
    """Say that what readers see of these stories, or when, has changed. Last in its transaction."""
    ids = [article.pk for article in articles]
    search.index(ids)
    cards.make_missing_tags(ids)
    raise_generation()


def _last_editions(ids: list[int]) -> dict[int, Edition]:
    """The newest edition of each story that has one. None of them waits: a scheduled story is unscheduled first."""
    editions = Edition.objects.filter(article__in=ids).defer("body", "body_html").order_by("number")
    return {edition.article_id: edition for edition in editions}


def _take_over(previous: Edition, moment: datetime) -> datetime:
    """End `previous` where the next edition begins, and give that moment.

    It is later than asked for where the clock stands, or was set back, since `previous` began.
    """
    begins = max(moment, previous.live_from + timedelta(microseconds=1))
    if previous.live_until is None or previous.live_until > begins:
        Edition.objects.filter(pk=previous.pk).update(live_until=begins)
    return begins


def _updated_at(row: Article, previous: Edition | None, kind: str, first: datetime, begins: datetime) -> datetime:
    """The last change that a reader would notice: moved by updates and corrections, never by a minor change."""
    if previous is None:
        return max(first, row.backdated_update) if row.backdated_update else first
    return previous.updated_at if kind == Edition.Change.MINOR else begins


def _link_related(editions: list[Edition]) -> None:
    """Let related-story lines lead to the stories they name, those published with them included."""
    named = {headline for edition in editions for headline in body.related_headlines(edition.body_html)}
    if not named:
        return
    known = Edition.objects.live().filter(headline__in=named).defer("body", "body_html")
    paths = {edition.headline: edition.get_absolute_url() for edition in [*known, *editions]}
    for edition in editions:
        edition.body_html = body.link_related(edition.body_html, paths)
