"""Which other stories go with this one: those that share its tags, a rare tag counting more than a common one."""

from collections.abc import Sequence
from datetime import datetime

from companies.models import Tag
from newsroom.models import Edition
from newsroom.public.bounded import union

MOST_TAGS = 12  # looked at, of the story's own
NEWEST = 24  # stories looked at for each of them
COMMON = 500  # from here on a tag counts as common; counting stops there

# One over the number of stories with the tag, the ten keeping a tag of two from outweighing three tags of twenty.
_WEIGHT = "1.0 / (10 + (SELECT COUNT(*) FROM (SELECT 1 FROM newsroom_editiontag WHERE tag_id = %s LIMIT {0}) AS n))"
# Each tag is a bit, so that the sum over a story's rows tells which of them it shares.
_SQL = """
SELECT edition.id, edition.article_id, edition.headline, edition.slug, edition.language,
       edition.first_published_at, best.shared
FROM (
    SELECT hits.id, SUM(hits.weight) AS score, SUM(hits.bit) AS shared
    FROM ({hits}) AS hits GROUP BY hits.id ORDER BY score DESC, hits.id DESC LIMIT {most}
) AS best JOIN newsroom_edition AS edition ON edition.id = best.id
ORDER BY best.score DESC, edition.first_published_at DESC, edition.id DESC
"""


def related_to(edition: Edition, tags: Sequence[Tag], *, now: datetime, most: int = 5) -> list[Edition]:
    """Up to `most` stories that share tags with `edition`, best first, each with `shared_tags`; one bounded query."""
    tags = tags[:MOST_TAGS]
    if not tags:
        return []
    others = Edition.objects.live(now).exclude(article=edition.article_id)
    hits, params = union(
        (f"{1 << place} AS bit, {_WEIGHT.format(COMMON)} AS weight", [tag.pk], others.about(tag)[:NEWEST])
        for place, tag in enumerate(tags)
    )
    found = list(Edition.objects.raw(_SQL.format(hits=hits, most=most), params))
    for story in found:
        story.shared_tags = [tag for place, tag in enumerate(tags) if int(story.shared) >> place & 1]
    return found
