"""A cheap question for the whole archive: might this name stand in this text at all?"""

import re
from functools import lru_cache
from itertools import groupby, takewhile

from .hanzi import LEGAL, TRADITIONAL
from .names import core
from .normalise import SILENT, fold, is_han, tokens
from .values import Name
from .words import ORDINARY

_TRADITIONAL_OF: dict[str, str] = {}
for _code, _simple in TRADITIONAL.items():
    _TRADITIONAL_OF[_simple] = _TRADITIONAL_OF.get(_simple, "") + chr(_code)


def might_contain(name: Name, text: str) -> bool:
    """False only if the name cannot be found in the text; far cheaper than reading the story."""
    plain, pattern = _needle(name.text)
    if plain is None:
        return False
    if text.isascii():
        return plain in text.lower()
    if plain in text:
        return True
    return pattern.search(text) is not None


def runs(name: str) -> list[list[str]]:
    """The words that stand beside each other wherever the name does, a legal form left out and divided at “and”."""
    words = tokens(name)
    if not words:
        return []
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
def _needle(name: str) -> tuple[str | None, re.Pattern]:
    words = tokens(name)
    if not words:
        return None, re.compile("(?!)")
    if is_han(words[0]):
        # Characters may be broken over a line: the first two, whatever sign or blank stands between.
        pattern = r"\W{0,9}".join(f"[{char}{_TRADITIONAL_OF.get(char, '')}]" for char in words[:2] if is_han(char))
        return "".join(words[:2]), re.compile(pattern)
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
