"""A cheap question for the whole archive: might this name stand in this text at all?"""

import re
from functools import lru_cache
from itertools import groupby, takewhile

from .hanzi import LEGAL, TRADITIONAL
from .names import core
from .normalise import SILENT, fold, is_han, tokens
from .values import Name
from .words import ORDINARY
from .writings import writings

_TRADITIONAL_OF: dict[str, str] = {}
for _code, _simple in TRADITIONAL.items():
    _TRADITIONAL_OF[_simple] = _TRADITIONAL_OF.get(_simple, "") + chr(_code)


def might_contain(name: Name, text: str) -> bool:
    """False only if the name cannot be found in the text; far cheaper than reading the story."""
    return any(_stands(needle, text) for needle in _needles(name))


@lru_cache(maxsize=1024)
def _needles(name: Name) -> list[tuple[str, re.Pattern]]:
    texts = [name.text, *(other.text for other in writings(name))]
    return list(dict.fromkeys(needle for text in texts if (needle := _needle(text))))


def _stands(needle: tuple[str, re.Pattern], text: str) -> bool:
    plain, pattern = needle
    if text.isascii() and "." not in plain:
        return plain in text.lower()
    if plain in text:
        return True
    return pattern.search(text) is not None


def ways(name: Name) -> list[list[list[str]]]:
    """Each way of writing the name as runs: words that stand beside each other wherever it is written so."""
    texts = [name.text, *(other.text for other in writings(name))]
    found = [runs(text, is_person=name.type == "person") for text in texts]
    return [list(way) for way in dict.fromkeys(tuple(map(tuple, sorted(way))) for way in found if way)]


def runs(name: str, *, is_person: bool = False) -> list[list[str]]:
    """The words that stand beside each other wherever the name does, a legal form left out and divided at “and”.

    Those of a person stand each by itself: in another order, with an initial between them.
    """
    words = tokens(name)
    if not words:
        return []
    if is_person and not is_han(words[0]):
        return [[word] for word in words]
    if is_han(words[0]):
        text = "".join(takewhile(is_han, words))
        for ending in LEGAL:
            if text.endswith(ending) and len(text) - len(ending) >= 2:
                text = text[: -len(ending)]
                break
        return [list(text)]
    return [list(run) for is_and, run in groupby(core(words), lambda word: word == "and") if not is_and]


def spellings(words: list[str]) -> list[str]:
    """A run of words as texts write it: as it is compared, and a Chinese one in traditional characters too."""
    if not is_han(words[0]):
        return [" ".join(words)]
    simple = "".join(words)
    traditional = "".join(_TRADITIONAL_OF.get(char, char)[0] for char in words)
    return [simple] if traditional == simple else [simple, traditional]


def _telling(words: list[str]) -> str:
    latin = [word for word in core(words) if not is_han(word)]
    return max(latin, key=lambda word: (word not in ORDINARY, len(word)))


@lru_cache(maxsize=1024)
def _needle(name: str) -> tuple[str, re.Pattern] | None:
    words = tokens(name)
    if not words:
        return None
    if is_han(words[0]):
        # Characters may be broken over a line: the first two, whatever sign or blank stands between.
        pattern = r"\W{0,9}".join(f"[{char}{_TRADITIONAL_OF.get(char, '')}]" for char in words[:2] if is_han(char))
        return "".join(words[:2]), re.compile(pattern)
    if len(words) > 1 and all(len(word) == 1 for word in words):
        # An acronym with points: any of its letters alone would stand in every text.
        return ".".join(words), re.compile(r"\W{0,40}".join(map(_letter, words)))
    telling = _telling(words)
    if telling == "and":
        return "", re.compile("")
    return telling, re.compile(f"[{SILENT}]*".join(map(_letter, telling)))


@lru_cache(maxsize=512)
def _letter(letter: str) -> str:
    return f"[{re.escape(''.join(_spellings().get(letter, letter)))}]"


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Letter → every character that is read as it: capitals, accents, full width."""
    found: dict[str, str] = {}
    for code in (*range(0x20, 0x250), *range(0x1E00, 0x1F00), *range(0xFF01, 0xFF5F)):
        char = chr(code)
        found[fold(char)] = found.get(fold(char), "") + char
    return found
