"""Links in a story's text to the companies and people that it names, made for each reader's page and kept nowhere.

`with_links` is pure: markup and places in, markup out. It adds `<a …>` and `</a>` and changes no other character, so
what the text says, how it is spelled and what it looks like to a machine stay what was approved.
"""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

from newsroom.models import EditionMention
from newsroom.public.prepared import prepared
from newsroom.story_words import HAN, Words, words_of

MOST = 8  # links in one story
WORDS_A_LINK = 40
_HREF = re.compile('href="[^"]*"')


class Named(NamedTuple):
    """A confirmed place in a story: whose name stands there (the number of their tag), which part it plays, and
    whether the desk wants no link there."""

    field: str
    start: int
    end: int
    surface: str
    role: str
    tag: int
    is_unlinked: bool = False


@prepared
def _named(edition: int):
    rows = EditionMention.objects.filter(edition=edition).order_by("field", "start", "tag")
    return rows.values_list("field", "start", "end", "surface", "role", "tag", "is_unlinked")


def named_in(edition: int) -> list[Named]:
    """The confirmed mentions of an edition; one query."""
    return [Named._make(row) for row in _named(edition)]


@prepared
def _named_in_each(editions: list[int]):
    rows = EditionMention.objects.filter(edition__in=editions).order_by("edition", "field", "start", "tag")
    return rows.values_list("edition", "field", "start", "end", "surface", "role", "tag", "is_unlinked")


def named_in_each(editions: list[int]) -> dict[int, list[Named]]:
    """The confirmed mentions of each of these editions; one query."""
    found: dict[int, list[Named]] = {edition: [] for edition in editions}
    for edition, *place in _named_in_each(editions):
        found[edition].append(Named._make(place))
    return found


def roles_of(named: Iterable[Named]) -> dict[int, str]:
    """For each tag named whether the story is about it: "about" where any of its places says so."""
    roles: dict[int, str] = {}
    for place in named:
        if roles.get(place.tag) != EditionMention.Role.ABOUT:
            roles[place.tag] = place.role
    return roles


def with_links(markup: str, named: Iterable[Named], pages: dict[int, str]) -> str:
    """`markup` with a link at the first mention of each company and person that has a page.

    `pages` leads from the numbers of tags to addresses; who is not in it, or has an empty one, is not linked. Nor is
    who is unlinked at any of their places: that is said of somebody in a story, while places come and go. Nothing is
    linked inside headings, links, captions, quotations and code, nor a page that the text leads to already. At most one
    link per forty words, and eight in all; what the story is about comes first.
    """
    named = list(named)
    unlinked = {place.tag for place in named if place.is_unlinked}
    named = [
        place
        for place in named
        if place.field == EditionMention.Field.BODY and pages.get(place.tag) and place.tag not in unlinked
    ]
    if not named:
        return markup
    words = words_of(markup)
    linked = set(_HREF.findall(markup))
    there = {tag for tag, path in pages.items() if path and _href(path) in linked}
    roles = roles_of(named)
    firsts: dict[int, tuple[int, int]] = {}
    until = 0  # where the last of them ends: they come in the order of the text
    for place in sorted(named, key=lambda place: (place.start, -place.end)):
        if place.tag in there or place.tag in firsts or words.text[place.start : place.end] != place.surface:
            continue
        if (found := words.place(place.start, place.end)) and found[0] >= until:
            firsts[place.tag], until = found, found[1]
    allowed = max(0, min(MOST, _length(words) // WORDS_A_LINK) - len(there))
    best = sorted(firsts, key=lambda tag: (roles[tag] != EditionMention.Role.ABOUT, firsts[tag]))[:allowed]
    for tag in sorted(best, key=lambda tag: firsts[tag], reverse=True):
        start, end = firsts[tag]
        markup = f"{markup[:start]}<a {_href(pages[tag])}>{markup[start:end]}</a>{markup[end:]}"
    return markup


def _href(path: str) -> str:
    return f'href="{html.escape(path)}"'


def _length(words: Words) -> int:
    """Words of the text, each Han character counting as one."""
    han = len(HAN.findall(words.text))
    return han + len(HAN.sub(" ", words.text).split())
