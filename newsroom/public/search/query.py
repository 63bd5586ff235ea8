"""What a reader typed, taken apart: words, "quoted phrases" and -words to leave out. Pure; nothing is ever refused."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from newsroom.models.search import Term, words

LONGEST = 500  # characters that are read of a query
MOST_UNITS = 32

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | dict.fromkeys("－−﹣", "-"))
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\s]+")
# Signs that divide as a blank does; all others inside a word hold its parts together, as in U.S. or start-up.
# A comma within a number as well.
_DIVIDERS = re.compile(r"(?:(?<!\d),|,(?!\d{3}(?!\d))|[;:!?()\[\]{}<>|、，；。：！？（）【】《》〈〉…])+")
_PART = re.compile(r'(?<!\S)(-?)"([^"]*)"?|"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True)
class Unit:
    """One thing to look for: a word, a run of Han, or a phrase."""

    text: str
    is_quoted: bool = False
    is_excluded: bool = False
    is_acronym: bool = False  # though small letters would make it a word like "us"

    @cached_property
    def raw(self) -> list[str]:
        return words.raw_tokens(words.fold(self.text))

    @cached_property
    def key(self) -> str:
        return "".join(self.raw)

    @cached_property
    def terms(self) -> list[Term]:
        """What must stand in a story. A single Han character is looked for anywhere, so is one at the unit's edge."""
        raw, edges = list(self.raw), []
        for place in (0, -1):
            if raw and words.is_han(raw[place]) and len(raw[place]) == 1:
                edges.append((words.SINGLE + raw.pop(place),))
        return ([tuple(words.cut(raw))] if raw else []) + edges

    @cached_property
    def joined(self) -> list[Term]:
        """What may stand in a story in their place: startup for start-up. Nothing for U.S., as "us" is another word."""
        whole = [word for word, _, _ in words.held_together(words.fold(self.text))]
        return [tuple(words.cut(whole))] if whole == [self.key] and self.key not in words.STOP_WORDS else []

    @cached_property
    def loose(self) -> list[Term]:
        """The words and pairs of characters, each by itself."""
        return [(token,) for term in (*self.terms, *self.joined) for token in term]

    @property
    def is_stop_word(self) -> bool:
        if self.is_quoted or self.is_acronym:
            return False
        return len(self.raw) == 1 and self.raw[0] in words.STOP_WORDS


@dataclass(frozen=True)
class Query:
    text: str = ""
    units: list[Unit] = field(default_factory=list)  # to be found
    excluded: list[Unit] = field(default_factory=list)
    is_cut: bool = False  # longer than is read

    @cached_property
    def telling(self) -> list[Unit]:
        """The units but for words like "the"; all of them where there is nothing else."""
        return [unit for unit in self.units if not unit.is_stop_word] or self.units

    @cached_property
    def key(self) -> str:
        return words.key(self.text)

    @property
    def is_strict(self) -> bool:
        """Whether the reader said exactly what is wanted."""
        return bool(self.excluded) or self.is_quoted

    @property
    def is_quoted(self) -> bool:
        """Whether anything to be found or left out is a quoted phrase."""
        return any(unit.is_quoted for unit in (*self.units, *self.excluded))


def plain(text: str) -> str:
    """With plain quotation marks and dashes, each in its place."""
    return text.translate(_QUOTES)


def parse(typed: str) -> Query:
    text = _UNSEEN.sub(" ", unicodedata.normalize("NFC", typed[: 8 * LONGEST])).strip()
    is_cut = len(text) > LONGEST or len(typed) > 8 * LONGEST
    text = text[:LONGEST].rstrip()
    is_in_capitals = text == text.upper() and not words.has_han(text)
    units = []
    for match in _PART.finditer(plain(text)):
        minus, phrase, bare_phrase, word = match.groups()
        if word is None:
            quoted = phrase if bare_phrase is None else bare_phrase
            units.append(Unit(quoted.strip(), is_quoted=True, is_excluded=bool(minus)))
            continue
        is_excluded = re.match(r"-\w", word) is not None
        units += [
            Unit(
                part.lstrip("-"),
                is_excluded=is_excluded,
                is_acronym=part in words.ACRONYMS and not is_in_capitals,
            )
            for part in _DIVIDERS.split(word)
        ]
    units = [unit for unit in dict.fromkeys(units) if unit.terms]
    return Query(
        text=text,
        units=[unit for unit in units if not unit.is_excluded][:MOST_UNITS],
        excluded=[unit for unit in units if unit.is_excluded][:MOST_UNITS],
        is_cut=is_cut or len(units) > MOST_UNITS,
    )
