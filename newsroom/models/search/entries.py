"""The index of what readers can search: one entry an edition, made from the edition and made again at will."""

import html
import re
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection, models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from newsroom.models.edition import Edition, EditionQuerySet, EditionTag
from newsroom.models.search import names
from newsroom.models.search.engines import engine
from newsroom.models.search.questions import EDITION_BITS, Text
from newsroom.models.search.words import FACET, field

BATCH = 100  # editions written at a time, for which everybody else who writes waits
LONGEST_BODY = 200_000  # characters that are searched; no story comes near
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class SearchEntryQuerySet(models.QuerySet):
    live = EditionQuerySet.live


class SearchEntry(models.Model):
    """What a search needs to know of an edition beside its words, kept small so that a thousand are read at once.

    The primary key begins with the minute in which the story first appeared: the index lies in the order of time, and
    the newest of many hits are read without looking at the others. `live_from` and `live_until` repeat the edition's;
    the steps of the workflow call `index`, and what is shown is asked of the editions once more.
    """

    id = models.BigIntegerField(primary_key=True)
    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="search_entry")
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    length = models.PositiveIntegerField()  # in tokens
    facets = models.TextField()  # what the edition is filed under, as tokens divided by blanks
    above = models.TextField(db_default="")  # the tokens of its headline, its names and its standfirst (Text.above)

    objects = SearchEntryQuerySet.as_manager()

    def __str__(self):
        return f"entry {self.pk}"


@receiver(post_delete, sender=SearchEntry, dispatch_uid="search-text-goes-with-its-entry")
def _erase_text(sender, instance, **kwargs):
    engine().erase([instance.pk])


def facet(kind: str, value) -> str:
    """The token for being filed under something: facet("section", 3), ("tag", 17), ("year", 2013), ("kind", "news")."""
    return f"{FACET}{kind[0]}{value}"


def index(stories: Iterable[int]) -> None:
    """Make the entries of these stories (ids of articles) anew, for the editions that have not ended.

    Belongs into the transaction that changes an edition or its tags; the number of queries stays the same for many.
    """
    stories = list(stories)
    now = timezone.now()
    erase(SearchEntry.objects.filter(edition__article__in=stories))
    names.catch_up()
    _write(list(_for_index(Edition.objects.filter(article__in=stories), now)))


def rebuild(*, after: tuple[datetime, int] | None = None) -> Iterator[tuple[int, tuple[datetime, int]]]:
    """Make all entries again, a batch a transaction, oldest first; says after each how many it had and where it stands.

    `after` goes on where an earlier run stopped.
    """
    while True:
        with transaction.atomic():
            rows = _for_index(Edition.objects.order_by("first_published_at", "pk"), timezone.now())
            if after:
                moment, pk = after
                rows = rows.filter(
                    models.Q(first_published_at__gt=moment) | models.Q(first_published_at=moment, pk__gt=pk)
                )
            batch = list(rows[:BATCH])
            if not batch:
                return
            erase(SearchEntry.objects.filter(edition__in=[edition.pk for edition in batch]))
            _write(batch)
        after = (batch[-1].first_published_at, batch[-1].pk)
        yield len(batch), after


@transaction.atomic
def empty() -> None:
    """Forget all entries and their texts."""
    engine().empty()
    SearchEntry.objects.all()._raw_delete(using=connection.alias)


def tidy() -> None:
    """After much has been written: let the database put its index in order."""
    engine().tidy()


def mend(*, seconds: float) -> None:
    """As `tidy`, but for so long at most, and in transactions so short that nobody who writes meanwhile notices."""
    until = time.monotonic() + seconds
    is_left = True
    while is_left and time.monotonic() < until:
        with transaction.atomic():
            is_left = engine().mend()


def erase(entries) -> None:
    """Remove entries and their texts. Not through the collector, which would tell every listener of each row."""
    ids = list(entries.values_list("pk", flat=True))
    if ids:
        engine().erase(ids)
        SearchEntry.objects.filter(pk__in=ids)._raw_delete(using=connection.alias)


def _for_index(editions, now):
    return editions.filter(models.Q(live_until=None) | models.Q(live_until__gt=now)).defer(
        "body", "seo_title", "seo_description", "source_url", "lead_caption", "note"
    )


def _write(editions: list[Edition]) -> None:
    if not editions:
        return
    tags: dict[int, list[int]] = {}
    for edition_id, tag_id in (
        EditionTag.objects.filter(content_object__in=[edition.pk for edition in editions])
        .order_by("pk")
        .values_list("content_object", "tag")
    ):
        tags.setdefault(edition_id, []).append(tag_id)
    named = names.of({tag_id for ids in tags.values() for tag_id in ids})
    entries, texts = [], []
    for edition in editions:
        entry, text = _entry(edition, tags.get(edition.pk, []), named)
        entries.append(entry)
        texts.append(text)
    SearchEntry.objects.bulk_create(entries)
    engine().write(texts)


def _entry(edition: Edition, tags: list[int], named: dict[int, str]) -> tuple[SearchEntry, Text]:
    published = edition.first_published_at
    facets = [
        facet("section", edition.section_id),
        facet("kind", edition.kind),
        facet("year", timezone.localtime(published).year),
        *(facet("tag", tag) for tag in tags),
    ]
    names_text = "\n".join(named.get(tag, "") for tag in tags)
    text = Text(
        id=_place_in_time(published) << EDITION_BITS | edition.pk,
        headline=field(edition.headline),
        # A tag's token stands among the names as well: there a hit counts, as the same name in words would.
        names=field(names_text) + facets[3:],
        standfirst=field(edition.standfirst),
        body=field(plain_text(edition.body_html)[:LONGEST_BODY]),
        facets=facets,
    )
    entry = SearchEntry(
        id=text.id,
        edition=edition,
        live_from=edition.live_from,
        live_until=edition.live_until,
        length=text.length,
        facets=" ".join(facets),
        above=text.above,
    )
    return entry, text


def _place_in_time(moment: datetime) -> int:
    return (moment - _BEGINNING) // timedelta(minutes=1)


# Headlines of other stories, which stand in this one only to lead there.
_RELATED = re.compile(r'<p class="related">.*?</p>', re.DOTALL)
# Who took a picture: in a gallery the same words many times over, which would count for what the story is about.
_CREDIT = re.compile(r"<cite>[^<>]*</cite>(?=\s*</figcaption>)")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|figcaption|t[dhr]|caption)>|<hr\s*/?>")
_LINE_BREAK = re.compile(r"<br\s*/?>")
_ELEMENT = re.compile(r"<[^<>]*>")


def plain_text(markup: str, *, block_end: str = " ") -> str:
    """The words of an edition's sanitised HTML, without headlines of related stories and credits of pictures.

    Where one of its blocks ends, and the next begins, stands `block_end`.
    """
    if 'class="related"' in markup:
        markup = _RELATED.sub(" ", markup)
    if "<cite>" in markup:
        markup = _CREDIT.sub("", markup)
    return html.unescape(_ELEMENT.sub("", _BLOCK_END.sub(block_end, _LINE_BREAK.sub(" ", markup))))
