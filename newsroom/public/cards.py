"""What pages show of stories and of tags, read from the cards that are kept beside them (newsroom.models.cards).

Cards are plain dicts with the keys that `story_card` and `tag_card` put there. Which stories a reader may see is asked
of the editions before; a card only says how they look.
"""

import json
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import TextField
from django.db.models.functions import Cast

from companies.models import Tag
from newsroom.models import Edition, EditionTag, StoryCard, TagCard
from newsroom.models.cards import form, worked_out
from newsroom.public.prepared import prepared


def _as_text(path: str) -> Cast:
    return Cast(path, TextField())


# What is asked of an edition to show its card.
OF_STORY = ("pk", "card__form", _as_text("card__shown"), "section__name", "section__slug")


def stories(ids: Iterable[int]) -> list[dict]:
    """The cards of these editions in their order, each with its `section` and its `id`; one query."""
    ids = list(ids)
    found = of_rows(_stories(ids))
    return [found[pk] for pk in ids if pk in found]


def of_rows(rows: list[tuple]) -> dict[int, dict]:
    """The cards of stories by id, from rows that begin with `OF_STORY`."""
    found = read(StoryCard, (row[:3] for row in rows))
    for pk, _, _, name, slug, *_ in rows:
        section = {"name": name, "slug": slug, "path": f"/sections/{slug}/"} if slug else None
        found[pk] = found[pk] | {"id": pk, "section": section, "key": (found[pk]["key"], name)}
    return found


def tags(ids: Iterable[int]) -> list[dict]:
    """The cards of these tags in their order; one query."""
    ids = list(ids)
    found = read(TagCard, _tags(ids))
    return [found[pk] for pk in ids if pk in found]


def tags_of(editions: Iterable[int]) -> dict[int, list[dict]]:
    """The cards of what each of these editions is about, in the order that the desk gave it; one query."""
    editions = list(editions)
    rows = _tags_of(editions)
    cards, found = read(TagCard, (row[1:] for row in rows)), {edition: [] for edition in editions}
    for edition, tag, *_ in rows:
        found[edition].append(cards[tag])
    return found


def read(model: type[StoryCard | TagCard], rows: Iterable[tuple[int, str | None, str | None]]) -> dict[int, dict]:
    """The cards by id, from rows of (id, form, shown as text); those without a sound one worked out now.

    Each has a `key`: where two are equal, so is all that the cards show.
    """
    now, found, missing = form(), {}, set()
    for pk, its_form, shown in rows:
        if its_form == now:
            try:
                found[pk] = _taken_apart(shown)
            except ValueError:
                missing.add(pk)  # it decayed
        else:
            missing.add(pk)
    if missing:
        found |= {pk: _taken_apart(json.dumps(shown)) for pk, shown in worked_out(model, missing).items()}
    return found


@lru_cache(maxsize=5000)
def _taken_apart(text: str) -> dict:
    """Shared by all who read the same card, so nobody may change it. ValueError where the disk lost a part of it."""
    if "\ufffd" in text:
        raise ValueError("A letter of the card is lost")
    return json.loads(text) | {"key": text}


@prepared
def _stories(ids: list[int]):
    return Edition.objects.filter(pk__in=ids).order_by().values_list(*OF_STORY)


@prepared
def _tags(ids: list[int]):
    return Tag.objects.filter(pk__in=ids).order_by().values_list("pk", "card__form", _as_text("card__shown"))


@prepared
def _tags_of(editions: list[int]):
    rows = EditionTag.objects.filter(content_object__in=editions).order_by("pk")
    return rows.values_list("content_object", "tag", "tag__card__form", _as_text("tag__card__shown"))


def full_name(profile: dict) -> str:
    """Both names of a company or person: Guo Hong 郭洪."""
    return " ".join(dict.fromkeys(name for name in (profile["name"], profile["chinese_name"]) if name))
