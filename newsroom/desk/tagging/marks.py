"""The confirmed mentions of an edition, in its own text. The workflow calls this; it holds the rows by then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from newsroom.desk.tagging.story_text import Identity, StoryText
from newsroom.models import Article, Edition, EditionMention, EditionTag, Mention


def mark_new(editions: Sequence[Edition]) -> None:
    """Give editions that were just made the confirmed mentions of their stories; one query where there are none."""
    confirmed = _by_story(Mention.objects.confirmed().filter(article__in=[e.article_id for e in editions]))
    if not confirmed:
        return
    tags = _tags_of(editions)
    rows = []
    for edition in editions:
        wanted = [mention for mention in confirmed.get(edition.article_id, ()) if mention.tag_id in tags[edition.pk]]
        rows += _rows(edition, wanted)
    EditionMention.objects.bulk_create(rows)


def keep_in_step(article: Article, editions: Sequence[Edition], tags: Iterable[int]) -> bool:
    """Bring the mentions of these tags in the story's editions in step with what is decided; whether any changed.

    A place that the working copy no longer has stays in an edition that still says it.
    """
    tags = set(tags)
    if not editions or not tags:
        return False
    known = list(Mention.objects.filter(article=article, tag__in=tags))
    confirmed = [mention for mention in known if mention.status == Mention.Status.CONFIRMED]
    refused = {
        (mention.tag_id, mention.identity)
        for mention in known
        if mention.status in {Mention.Status.SUGGESTED, Mention.Status.REJECTED}
    }
    shown = _tags_of(editions)
    said = {(mention.tag_id, mention.identity): mention for mention in known}
    gone, new, moved = [], [], []
    for edition in editions:
        has = {(row.tag_id, row.identity): row for row in EditionMention.objects.filter(edition=edition, tag__in=tags)}
        gone += [row.pk for key, row in has.items() if key[0] not in shown[edition.pk] or key in refused]
        for row in _rows(edition, [mention for mention in confirmed if mention.tag_id in shown[edition.pk]]):
            if (row.tag_id, row.identity) not in has:
                new.append(row)
        for row, mention in ((row, said[key]) for key, row in has.items() if key in said):
            if (row.role, row.is_unlinked) != (mention.role, mention.is_unlinked):
                row.role, row.is_unlinked = mention.role, mention.is_unlinked
                moved.append(row)
    if gone:
        EditionMention.objects.filter(pk__in=gone).delete()
    EditionMention.objects.bulk_create(new)
    EditionMention.objects.bulk_update(moved, ["role", "is_unlinked"])
    return bool(gone or new or moved)


def _rows(edition: Edition, mentions: list[Mention]) -> list[EditionMention]:
    """The mentions where the edition's text has their sentences, in the order in which one reads them."""
    if not mentions:
        return []
    text = StoryText.of_edition(edition)
    rows = []
    for mention in mentions:
        if spot := text.find(Identity(*mention.identity)):
            rows.append(
                EditionMention(
                    edition=edition,
                    tag_id=mention.tag_id,
                    role=mention.role,
                    is_unlinked=mention.is_unlinked,
                    first_published_at=edition.first_published_at,
                    **spot.values,
                )
            )
    order = list(Mention.Field.values)
    return sorted(rows, key=lambda row: (order.index(row.field), row.start, row.tag_id))


def _by_story(mentions) -> dict[int, list[Mention]]:
    found = defaultdict(list)
    for mention in mentions:
        found[mention.article_id].append(mention)
    return found


def _tags_of(editions: Sequence[Edition]) -> dict[int, set[int]]:
    tags: dict[int, set[int]] = {edition.pk: set() for edition in editions}
    for edition, tag in EditionTag.objects.filter(content_object__in=editions).values_list("content_object", "tag"):
        tags[edition].add(tag)
    return tags
