"""Where a name stands in a text by itself, and not as letters of a longer word: Mi, and not Miracle. Pure."""

import re

from newsroom.story_words import HAN

_LETTER = HAN.pattern.replace("[", r"[^\W", 1)  # of any other script; Han, which has no gaps, may stand right beside it


def place_of(name: str, text: str) -> int:
    """Where it begins; -1 where it doesn't stand there."""
    if not name or name not in text:
        return -1
    before = "" if HAN.match(name[0]) else f"(?<!{_LETTER})"
    after = "" if HAN.match(name[-1]) else f"(?!{_LETTER})"
    found = re.search(f"{before}{re.escape(name)}{after}", text)
    return found.start() if found else -1
