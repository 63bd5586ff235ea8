"""What a name is worth by itself, and which shorter forms a story may use once it has given the name."""

import re
from functools import lru_cache

from . import hanzi
from .normalise import is_han, tokens
from .values import AFTER_FULL, NEVER, Name
from .words import (
    CHINESE_SURNAMES,
    COMPANY_WORDS,
    CONNECTORS,
    DAYS,
    GIVEN_NAMES,
    LEGAL,
    MONTHS,
    NUMBERS,
    ORDINARY,
    PLACES,
    SURNAMES,
)

# Endings by which English words are known that no list can hold in full. Not "ing": Boeing, Suning.
_LIKE_A_WORD = re.compile(r"..(?:tion|sion|ed|ly|ment|ness|able|ible|ance|ence|ous|ful|less|wards?)s?$")


def core(words: list[str]) -> list[str]:
    """A company's name without "the" in front and the legal form behind."""
    first, last = 0, len(words)
    if last > 2 and words[0] == "the":
        first = 1
    if last > 2 and words[-1] in {"the", "new"}:
        last -= 1
    while last - first > 1 and (words[last - 1] in LEGAL or words[last - 1] == "and"):
        last -= 1
    return words[first:last]


def derived(name: Name, words: list[str]) -> tuple[list[str], Name] | None:
    """The name without its legal form: nearly the name itself if words remain, else a short form."""
    if name.type == "person" or name.match in {NEVER, AFTER_FULL} or len(words) < 2:
        return None
    if is_han(words[0]):
        text = "".join(words)
        for ending in hanzi.LEGAL:
            if text.endswith(ending) and len(text) - len(ending) >= 2:
                rest = text[: -len(ending)]
                match = name.match if len(rest) >= 4 else AFTER_FULL
                return words[: len(rest)], Name(rest, name.entity_id, name.type, name.language, "derived", match)
        return None
    rest = core(words)
    if len(rest) == len(words):
        return None
    match = name.match if len(rest) > 1 else AFTER_FULL
    return rest, Name(" ".join(rest), name.entity_id, name.type, name.language, "derived", match)


# What a name is worth


@lru_cache(maxsize=20_000)
def worth(name: Name, words: tuple[str, ...]) -> tuple[int, str]:
    """Points for the name alone, and why; `words` are its words as they are compared."""
    if is_han(words[0]):
        return _worth_han(name, words)
    if name.type == "person":
        return (85, "full name") if len(words) > 1 else (48, "one name only")
    telling = [word for word in words if word not in LEGAL and word not in CONNECTORS]
    if len(words) > 1:
        if len(telling) == 1 and telling[0] in ORDINARY:
            return 74, "an ordinary word with a legal form"
        if words[-1] in LEGAL and telling:
            return 88, "full name with its legal form"
        if all(word in ORDINARY for word in telling):
            return (70 if len(telling) < 3 else 78), "name of several ordinary words"
        return 82, "name of several words"
    word = words[0]
    if not telling or word.isdigit() or len(word) == 1:
        return 15, "too little to tell a company by"
    if word in PLACES:
        return 36, "also the name of a place"
    if word in ORDINARY:
        return 36, "an ordinary word"
    if word in GIVEN_NAMES or word in SURNAMES or word in CHINESE_SURNAMES:
        return 46, "also a person's name"
    if len(word) <= 5 and name.text.isupper():
        return (66, "an acronym") if len(word) > 2 else (45, "an acronym of two letters")
    if _LIKE_A_WORD.search(word):
        return 62, "looks like an ordinary word"
    if len(word) < 4:
        return 50, "a short word"
    return 76, "a word of its own"


def _worth_han(name: Name, words: tuple[str, ...]) -> tuple[int, str]:
    text = "".join(words)
    if name.type == "person":
        if text in hanzi.COMMON:
            return 40, "also an ordinary word"
        if len(text) == 2 and text[0] not in hanzi.SURNAMES:
            return 52, "two characters"
        return (58, "name of two characters") if len(text) == 2 else (78, "full name")
    if any(text.endswith(ending) for ending in hanzi.LEGAL):
        return 88, "full name with its legal form"
    if text in hanzi.COMMON or text in hanzi.CITIES:
        return (34 if len(text) == 2 else 40), "also an ordinary word or a place"
    return {1: (10, "one character"), 2: (60, "short name"), 3: (72, "name of three characters")}.get(
        len(text), (80, "full name")
    )


# What a story may call it afterwards


def short_forms(names: tuple[Name, ...]) -> dict[tuple[str, ...], str]:
    """Forms that count only in a story that has one of the names, with the reason for each."""
    forms: dict[tuple[str, ...], str] = {}
    own = {tuple(tokens(name.text)) for name in names}
    for name in names:
        words = tokens(name.text)
        if len(words) < 2 or name.match == NEVER or name.kind == "acronym":
            continue
        if is_han(words[0]):
            found = _short_han(name, "".join(words))
        elif name.type == "person":
            found = _surname(words)
        else:
            found = _short_latin(words)
        for form, reason in found:
            if form not in own:
                forms.setdefault(form, f"{reason} “{name.text}”, which the story gives")
    return forms


def _surname(words: list[str]):
    if 2 <= len(words) <= 3 and words[0] in CHINESE_SURNAMES and all(word.isalpha() for word in words):
        yield (words[0],), "family name of"
    if len(words[-1]) > 1 and words[-1] not in {"jr", "sr", "ii", "iii", "iv"}:
        yield (words[-1],), "family name of"
    elif len(words) > 2:
        yield (words[-2],), "family name of"


def _short_latin(words: list[str]):
    rest = core(words)
    initials = "".join(word[0] for word in rest if word not in CONNECTORS)
    if len(initials) >= 3 and len(rest) >= 3:
        yield (initials,), "initials of"
    if rest[0] in PLACES and len(rest) > 2 and rest[1] not in CONNECTORS:
        yield tuple(rest), "short for"
        rest = rest[1:]
    while len(rest) > 1:
        yield tuple(rest), "short for"
        if rest[-1] not in COMPANY_WORDS and rest[-1] not in {"and", "of"}:
            break
        rest = rest[:-1]
    word = rest[0]
    if len(word) > 2 and not (
        word in PLACES or word in MONTHS or word in DAYS or word in NUMBERS or word in CONNECTORS
    ):
        yield (word,), "short for"


def _short_han(name: Name, text: str):
    if name.type == "person":
        if 2 <= len(text) <= 4 and text[0] in hanzi.SURNAMES:
            family = text[:2] if len(text) == 4 else text[0]
            for title in hanzi.TITLES_BEHIND:
                yield tuple(family + title), "family name and title of"
        return
    for ending in hanzi.LEGAL:
        if text.endswith(ending):
            text = text[: -len(ending)]
            break
    if len(text) >= 3:
        yield tuple(text), "short for"
    for city in hanzi.CITIES_LONGEST_FIRST:
        if text.startswith(city) and len(text) - len(city) >= 2:
            text = text[len(city) :]
            yield tuple(text), "short for"
            break
    for tail in hanzi.TAILS:
        if text.endswith(tail) and len(text) - len(tail) >= 2:
            short = text[: -len(tail)]
            if short not in hanzi.COMMON:
                yield tuple(short), "short for"
