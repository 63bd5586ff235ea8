"""How long a story is, as hints for whoever writes it. The editor's page counts by the same rule (length.js)."""

import re
from dataclasses import dataclass
from math import ceil

from newsroom.desk import body

# How fast one reads on a screen, as Medium reckons it: https://help.medium.com/hc/en-us/articles/214991667-Read-time
WORDS_A_MINUTE, HAN_A_MINUTE = 265, 500
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Lengths:
    headline: int  # characters
    standfirst: int
    words: int  # of the text, Han characters apart
    han: int

    @property
    def minutes(self) -> int:
        return ceil(self.words / WORDS_A_MINUTE + self.han / HAN_A_MINUTE)

    @property
    def text(self) -> str:
        """The length of the text and how long one reads it: “412 words · 2 min to read”."""
        counts = [f"{self.han:,} characters"] if self.han else []
        if self.words or not counts:
            counts.insert(0, f"{self.words:,} {'word' if self.words == 1 else 'words'}")
        if self.han > self.words:
            counts.reverse()
        reading = f" · {self.minutes} min to read" if self.minutes else ""
        return " and ".join(counts) + reading


def of(headline: str, standfirst: str, text: str) -> Lengths:
    """The lengths of a story as it stands in the form; `text` is its body, plain or HTML."""
    words, han = count(body.to_text(body.to_html(text)))
    return Lengths(len(" ".join(headline.split())), len(" ".join(standfirst.split())), words, han)


def count(text: str) -> tuple[int, int]:
    """The words of some text, and its Han characters, each of which is about as much as a word."""
    return len(_HAN.sub(" ", text).split()), len(_HAN.findall(text))
