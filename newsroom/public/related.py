"""Which other stories go with this one: those that share its tags, a rare tag counting more than a common one."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from newsroom.models import Edition, EditionTag, StoryCard
from newsroom.models.planned import planned_cursor
from newsroom.public import cards
from newsroom.public.bounded import union
from newsroom.public.prepared import prepared

MOST_TAGS = 12  # looked at, of the story's own
NEWEST = 24  # stories looked at for each of them
MOST_NAMES = 4  # said of what two stories share
COMMON = 100  # from here on a tag counts as common; counting stops there

# One over the number of stories with the tag, the ten keeping a tag of two from outweighing three tags of twenty.
_WEIGHT = "1.0 / (10 + (SELECT COUNT(*) FROM (SELECT 1 FROM newsroom_editiontag WHERE tag_id = %s LIMIT {0}) AS n))"
# Each tag is a bit, so that the sum over a story's rows tells which of them it shares.
_SQL = """
SELECT edition.id, best.shared, card.form, CAST(card.shown AS text) AS shown
FROM (
    SELECT hits.id, SUM(hits.weight) AS score, SUM(hits.bit) AS shared
    FROM ({hits}) AS hits GROUP BY hits.id ORDER BY score DESC, hits.id DESC LIMIT {most}
) AS best
JOIN newsroom_edition AS edition ON edition.id = best.id
LEFT JOIN newsroom_storycard AS card ON card.edition_id = best.id
ORDER BY best.score DESC, edition.first_published_at DESC, edition.id DESC
"""


def related_to(edition: Edition, tags: Sequence[dict], *, now: datetime, most: int) -> list[dict]:
    """The cards of up to `most` stories that share tags with `edition`, best first, each with the names that it shares.

    `tags` are the cards of the story's own. One bounded query.
    """
    tags = tags[:MOST_TAGS]
    if not tags:
        return []
    questions = [_others_about.sql(now, tag["tag"], edition.pk) for tag in tags]
    params = [value for tag, (_, values) in zip(tags, questions, strict=True) for value in (tag["tag"], *values)]
    with planned_cursor() as cursor:
        cursor.execute(_together(questions[0][0], len(tags), most), params)
        rows = cursor.fetchall()
    shown = cards.read(StoryCard, ((pk, form, shown) for pk, _, form, shown in rows))
    names = {pk: [tag["name"] for place, tag in enumerate(tags) if int(bits) >> place & 1] for pk, bits, *_ in rows}
    return [shown[pk] | {"shared": (text := listed(names[pk])), "key": (shown[pk]["key"], text)} for pk, *_ in rows]


@lru_cache(maxsize=100)
def _together(others: str, tags: int, most: int) -> str:
    """The SQL for a story with so many tags, `others` being what is asked for each."""
    parts = ((f"{1 << place} AS bit, {_WEIGHT.format(COMMON)} AS weight", [], (others, ())) for place in range(tags))
    return _SQL.format(hits=union(parts, column="content_object")[0], most=most)


def listed(names: list[str]) -> str:
    """The names in a row: A, B and C; of very many only the first few."""
    if len(names) > MOST_NAMES:
        names = [*names[: MOST_NAMES - 1], f"{len(names) - MOST_NAMES + 1} more"]
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


@prepared
def _others_about(now: datetime, tag: int, edition: int):
    """The newest about the tag that are not the story itself, of which one edition is live."""
    others = EditionTag.objects.live(now).filter(tag=tag).exclude(content_object=edition)
    return others.newest_first().values("content_object")[:NEWEST]
