"""What the matcher finds in a story, seen through what people said before."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from newsroom.desk import mentions
from newsroom.desk.tagging.directory import Names, current_names
from newsroom.desk.tagging.story_text import Identity, Spot, StoryText
from newsroom.models import Article, Decision, Mention, StoryScan

Status = Mention.Status
_DECIDED = {Status.CONFIRMED, Status.REJECTED}
# A story that names somebody so often is about them, unless a person says otherwise.
_OFTEN = 3
_LONGEST = Mention._meta.get_field("surface").max_length


@dataclass(frozen=True, slots=True)
class Found:
    """A match of the text as it is, not yet seen through anybody's decisions."""

    tag_id: int
    name: str
    tier: str
    score: float
    reasons: list[str]
    spot: Spot


@dataclass(slots=True)
class Memory:
    """What is known of one story from before: its rows, and the names that somebody rejected for all of it."""

    rows: dict[tuple[int, Identity], Mention] = field(default_factory=dict)
    rejected: set[tuple[int, str]] = field(default_factory=set)


def read(text: StoryText, names: Names) -> list[Found]:
    """The known names in a story, in its order."""
    return _found(text, names, names.directory.mentions(text.text, headline_end=text.headline_end))


def _found(text: StoryText, names: Names, matches: Iterable[mentions.Mention]) -> list[Found]:
    found = {}
    for match in matches:
        if match.end - match.start > _LONGEST:
            continue  # a name torn apart by blank space
        tag, reasons = int(match.entity_id), list(match.reasons)
        if (whose := names.whose(tag, match.name)) != tag:
            tag = whose
            reasons.append("somebody said that this name means this one")
        spot = text.spot(match.start, match.end)
        # Two names of one company may share a stretch of text where one of them means another.
        found.setdefault((tag, spot.identity), Found(tag, match.name[:300], match.tier, match.score, reasons, spot))
    return list(found.values())


def memory_of(stories: Iterable[int]) -> dict[int, Memory]:
    """What is known of these stories (ids), in two queries at most."""
    memories: dict[int, Memory] = defaultdict(Memory)
    refused = set()
    for row in Mention.objects.filter(article__in=list(stories)):
        memories[row.article_id].rows[row.tag_id, Identity(*row.identity)] = row
        if row.status in (Status.REJECTED, Status.STALE):
            refused.add(row.article_id)
    if not refused:
        return memories
    standing = Decision.objects.filter(
        article__in=refused, verb=Decision.Verb.REJECT, scope=Decision.Scope.STORY, undone_by=None
    )
    for story, tag, name in standing.values_list("article", "tag", "name"):
        memories[story].rejected.add((tag, name))
    return memories


def seen(
    found: list[Found], memory: Memory, text: Callable[[], StoryText], *, article_id: int | None = None
) -> list[Mention]:
    """The story's mentions as they stand now, with what people said to them; rows that are not saved have no pk.

    A rejection holds until its sentence changes. A place that somebody decided stays though the matcher no longer
    finds it, for as long as the text has it; only for those the text is asked for.
    """
    often = Counter(one.tag_id for one in found if one.tier != Mention.Tier.WEAK)
    top = {one.tag_id for one in found if one.spot.identity.field != Mention.Field.BODY}
    roles = {row.tag_id: row.role for row in memory.rows.values()}
    unlinked = {row.tag_id for row in memory.rows.values() if row.is_unlinked}
    rows = []
    met = set()
    for one in found:
        key = one.tag_id, one.spot.identity
        met.add(key)
        row = memory.rows.get(key)
        if row is None:
            status = Status.REJECTED if (one.tag_id, one.name) in memory.rejected else Status.SUGGESTED
            about = one.tag_id in top or often[one.tag_id] >= _OFTEN
            row = Mention(
                article_id=article_id,
                tag_id=one.tag_id,
                status=status,
                role=roles.get(one.tag_id, Mention.Role.ABOUT if about else Mention.Role.MENTIONED),
                is_unlinked=one.tag_id in unlinked,
            )
        _place(row, one.spot)
        row.name, row.tier, row.score, row.reasons = one.name, one.tier, one.score, one.reasons
        row.matcher = mentions.VERSION
        rows.append(row)
    for key, row in memory.rows.items():
        if key in met or row.status == Status.SUGGESTED:
            continue
        if spot := text().find(key[1]):
            _place(row, spot)
            rows.append(row)
    order = list(Mention.Field.values)
    return sorted(rows, key=lambda row: (order.index(row.field), row.start, row.tag_id))


def _place(row: Mention, spot: Spot) -> None:
    for name, value in spot.values.items():
        setattr(row, name, value)
    if row.status == Status.STALE:
        row.status, row.former_status = row.former_status or Status.REJECTED, ""


# Keeping them


@dataclass(slots=True)
class Change:
    """What reading stories again changed in the table."""

    new: list[Mention] = field(default_factory=list)
    moved: list[Mention] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    scans: list[StoryScan] = field(default_factory=list)


def refresh(article: Article, *, names: Names | None = None) -> list[Mention]:
    """Read the story as it is saved, and keep what is suggested; gives its mentions in order."""
    with transaction.atomic():
        hold([article.pk])
        names = names or current_names()
        text = StoryText.of_article(article)
        memory = memory_of([article.pk])[article.pk]
        change = Change()
        rows = take_in(article.pk, read(text, names), memory, lambda: text, change)
        change.scans.append(scan_row(article.pk, text.digest, names.version))
        save(change)
    return rows


def hold(stories: Iterable[int] | QuerySet) -> None:
    """Nobody else decides in these stories, or makes an edition of them, before the transaction ends.

    PostgreSQL locks the rows; SQLite has one writer at a time, and every transaction begins as one. Stories first, in
    their order, then mentions, then the record of a name: whoever holds them otherwise waits in a circle.
    """
    found = Article.objects.filter(pk__in=stories if isinstance(stories, QuerySet) else list(stories))
    list(found.select_for_update(of=["self"]).order_by("pk").values_list("pk"))


def take_in(
    article_id: int, found: list[Found], memory: Memory, text: Callable[[], StoryText], change: Change
) -> list[Mention]:
    """Add to `change` what the story's rows must become; gives its mentions in order."""
    before = {key: _state(row) for key, row in memory.rows.items()}
    now = seen(found, memory, text, article_id=article_id)
    _compare(memory, before, now, change)
    return now


def _compare(memory: Memory, before: dict, now: list[Mention], change: Change) -> None:
    standing = {(row.tag_id, Identity(*row.identity)) for row in now}
    for row in now:
        if row.pk is None:
            change.new.append(row)
        elif before[row.tag_id, Identity(*row.identity)] != _state(row):
            change.moved.append(row)
    for key, row in memory.rows.items():
        if key in standing or row.status == Status.STALE:
            continue
        if row.status in _DECIDED:
            row.former_status, row.status = row.status, Status.STALE
            change.moved.append(row)
        else:
            change.gone.append(row.pk)


_MOVING = ["start", "end", "sentence", "name", "tier", "score", "reasons", "matcher", "status", "former_status"]


def _state(row: Mention) -> tuple:
    return tuple(tuple(value) if isinstance(value := getattr(row, name), list) else value for name in _MOVING)


def scan_row(article_id: int, digest: str, version: int) -> StoryScan:
    return StoryScan(article_id=article_id, digest=digest, names=version, matcher=mentions.VERSION, at=timezone.now())


def save(change: Change) -> None:
    """Write what changed, while the stories are held."""
    if change.gone:
        Mention.objects.filter(pk__in=change.gone, status=Status.SUGGESTED).delete()
    Mention.objects.bulk_update(change.moved, _MOVING, batch_size=200)
    Mention.objects.bulk_create(change.new, batch_size=500)
    StoryScan.objects.bulk_create(
        change.scans,
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["digest", "names", "matcher", "at"],
        batch_size=500,
    )


def catch_up(article: Article) -> None:
    """Read the story again if it, a name or the matcher has changed since it was read."""
    scan = StoryScan.objects.filter(article=article).first()
    names = current_names()
    if scan is None or (scan.names, scan.matcher) != (names.version, mentions.VERSION) or scan.at < article.changed_at:
        refresh(article, names=names)
