"""What pages show of stories and of tags, read from the cards that are kept beside them (newsroom.models.cards).

Cards are plain dicts with the keys that `story_card` and `tag_card` put there. Which stories a reader may see is asked
of the editions before; a card only says how they look.
"""

import json
from collections.abc import Iterable

from newsroom.models import Edition, EditionTag, StoryCard, TagCard
from newsroom.models.cards import form, worked_out
from newsroom.public.prepared import prepared


def stories(ids: Iterable[int]) -> list[dict]:
    """The cards of these editions in their order, each with its `section` and its `id`; one query."""
    ids = list(ids)
    rows = _stories(ids)
    found = read_rows(row[:3] for row in rows)
    for pk, _, _, name, slug in rows:
        found[pk] |= {"id": pk, "section": {"name": name, "slug": slug, "path": f"/sections/{slug}/"} if slug else None}
    return [found[pk] for pk in ids if pk in found]


@prepared
def _stories(ids: list[int]):
    rows = Edition.objects.filter(pk__in=ids).order_by()
    return rows.values_list("pk", "card__form", "card__shown", "section__name", "section__slug")


@prepared
def _tags(ids: list[int]):
    return TagCard.objects.filter(pk__in=ids).values_list("pk", "form", "shown")


@prepared
def _tags_of(editions: list[int]):
    rows = EditionTag.objects.filter(content_object__in=editions).order_by("pk")
    return rows.values_list("content_object", "tag", "tag__card__form", "tag__card__shown")


def read_rows(rows: Iterable[tuple[int, str | None, dict | str | None]]) -> dict[int, dict]:
    """The cards of editions by id, from rows of (edition, form, shown) as the database has them."""
    now, found, missing = form(), {}, []
    for pk, its_form, shown in rows:
        if its_form == now:
            found[pk] = json.loads(shown) if isinstance(shown, str) else shown
        else:
            missing.append(pk)
    return found | worked_out(StoryCard, missing) if missing else found


def tags(ids: Iterable[int]) -> list[dict]:
    """The cards of these tags in their order; one query."""
    ids = list(ids)
    now = form()
    cards = complete({pk: shown for pk, its_form, shown in _tags(ids) if its_form == now}, ids)
    return [cards[pk] for pk in ids if pk in cards]


def tags_of(editions: Iterable[int]) -> dict[int, list[dict]]:
    """The cards of what each of these editions is about, in the order that the desk gave it; one query."""
    editions = list(editions)
    now, found, cards = form(), {edition: [] for edition in editions}, {}
    for edition, tag, its_form, shown in _tags_of(editions):
        found[edition].append(tag)
        if its_form == now:
            cards[tag] = shown
    cards = complete(cards, (tag for tags in found.values() for tag in tags))
    return {edition: [cards[tag] for tag in tags if tag in cards] for edition, tags in found.items()}


def complete(cards: dict[int, dict], ids: Iterable[int]) -> dict[int, dict]:
    """`cards` with those of the other tags, worked out now."""
    missing = {pk for pk in ids if pk not in cards}
    return cards | worked_out(TagCard, missing) if missing else cards


def full_name(profile: dict) -> str:
    """Both names of a company or person: Guo Hong 郭洪."""
    return " ".join(dict.fromkeys(name for name in (profile["name"], profile["chinese_name"]) if name))
