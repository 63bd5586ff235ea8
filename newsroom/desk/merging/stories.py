"""What a merge does to stories: their tags change at once for readers, and their history says why."""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from companies.models import Tag
from newsroom.desk.history import event_row
from newsroom.models import Article, ArticleTag, EditionMention, EditionTag, Event, MergeRecord

AT_ONCE = 2000


def tagged(tag: Tag) -> list[int]:
    """The stories with this tag at the desk, or in an edition that readers see or will see."""
    now = timezone.now()
    ends = Q(content_object__live_until=None) | Q(content_object__live_until__gt=now)
    at_desk = ArticleTag.objects.filter(tag=tag).order_by().values_list("content_object", flat=True)
    shown = EditionTag.objects.filter(ends, tag=tag).order_by().values_list("content_object__article", flat=True)
    return sorted({*at_desk, *shown})


def tell(
    ids: list[int], *, by, at: datetime, added: list[str], removed: list[str], verb: str, merge: MergeRecord
) -> None:
    """Write an event in each story's history, and let forms that are open on it find out that it has moved on.

    No revision: what a revision says of tags it says by their numbers, and a merge is looked up when they are read.
    """
    details = {"added": added, "removed": removed, "merge": merge.pk}
    said = event_row(Article(), verb, by, at, from_stage="", comment=merge.reason, details=details)
    for batch in batched(ids, AT_ONCE, strict=False):
        Article.objects.filter(pk__in=batch).update(version=F("version") + 1)
        _write_events(batch, said)


# What differs from story to story, as the database has it.
_OF_STORY = {
    "article": "id", "headline": "headline", "revision": "NULLIF(revision, 0)", "from_stage": "stage",
    "to_stage": "stage",
}  # fmt: skip


def _write_events(ids: Sequence[int], said: Event) -> None:
    """The event for each story, in one statement: ten thousand rows one by one took longer than the merge itself."""
    columns, values, params = [], [], []
    for field in Event._meta.concrete_fields:
        if field.primary_key:
            continue
        columns.append(connection.ops.quote_name(field.column))
        values.append(_OF_STORY.get(field.name, "%s"))
        if field.name not in _OF_STORY:
            params.append(field.get_db_prep_save(getattr(said, field.attname), connection))
    marks = ", ".join(["%s"] * len(ids))
    sql = (
        f"INSERT INTO newsroom_event ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608  names of ours
        f" FROM newsroom_article WHERE id IN ({marks}) ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *ids])


def follow(ids: list[int], *, gone: Tag, kept: Tag) -> None:
    """Bring editions that were made while the two were one to what the working copy says now that they are two."""
    now = timezone.now()
    ends = Q(content_object__live_until=None) | Q(content_object__live_until__gt=now)
    for batch in batched(ids, AT_ONCE, strict=False):
        has = {
            tag: set(
                ArticleTag.objects.filter(tag=tag, content_object__in=batch).values_list("content_object", flat=True)
            )
            for tag in (gone, kept)
        }
        went_back = has[gone] - has[kept]
        made_since = EditionTag.objects.filter(ends, tag=kept, content_object__article__in=went_back)
        editions = list(made_since.values_list("content_object", flat=True))
        made_since.update(tag=gone)
        EditionMention.objects.filter(edition__in=editions, tag=kept).update(tag=gone)
