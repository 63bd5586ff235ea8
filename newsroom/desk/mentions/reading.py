"""A story as the matcher reads it: its words, its headline, how its capitals are set."""

import re
from bisect import bisect_right

from .normalise import fold, words_and_places
from .words import ABBREVIATIONS

CAPITALS, TITLE, PLAIN = "capitals", "title", "plain"

_BLOCK = re.compile(r"\n[ \t]*\n\s*|\n[ \t]{2,}")
_SENTENCE_END = re.compile(r'[.!?:;…"“”>*|]|\n[ \t]*\n|\n {2,}| - ')
_LEAD = 60
_SAMPLE = 20  # words that tell how a paragraph is set


class Reading:
    __slots__ = (
        "_blocks",
        "_starts",
        "ends",
        "folded",
        "headline_end",
        "lead_end",
        "present",
        "starts",
        "text",
        "words",
    )

    def __init__(self, text: str, headline_end: int | None = None):
        self.text = text
        self.folded = fold(text)
        self.words, self.starts, self.ends = words_and_places(self.folded)
        self.present = set(self.words)  # what is asked of each word is asked of these, of which there are half as many
        self._blocks: list[tuple[int, int, str | None]] | None = None
        self.headline_end = self._first_line() if headline_end is None else headline_end
        self.lead_end = self.headline_end + _LEAD

    def _first_line(self) -> int:
        """A short first paragraph with more below it is the headline, and so is a text of one line."""
        break_ = _BLOCK.search(self.text, 0, 400)
        if break_:
            line = self.text[: break_.start()].rstrip()
            return len(line) if len(line) <= 200 and not line.endswith((".", "!", "?", "。", "”", '"')) else 0
        return len(self.text) if len(self.text) <= 200 and "\n" not in self.text.strip() else 0

    def gap_after(self, index: int) -> str:
        return self.folded[self.ends[index] : self.starts[index + 1]]

    def capital(self, index: int) -> bool:
        return self.text[self.starts[index]].isupper()

    def surface(self, first: int, last: int) -> str:
        return self.text[self.starts[first] : self.ends[last - 1]]

    def opens_sentence(self, index: int) -> bool:
        if index == 0:
            return True
        gap = self.gap_after(index - 1)
        if gap == " " or not _SENTENCE_END.search(gap):
            return False
        return not (gap.startswith(".") and self.words[index - 1] in ABBREVIATIONS)

    def setting(self, position: int) -> str:
        """How the paragraph around a place is set: all in capitals, each word with one, or plainly."""
        if self._blocks is None:
            bounds = [0, *(match.end() for match in _BLOCK.finditer(self.text)), len(self.text)]
            if 0 < self.headline_end < len(self.text):
                bounds = sorted({*bounds, self.headline_end})
            self._starts = bounds[:-1]
            self._blocks = [(start, end, None) for start, end in zip(bounds, bounds[1:], strict=False)]
            if not self._blocks:
                return PLAIN
        at = max(0, bisect_right(self._starts, position) - 1)
        start, end, setting = self._blocks[at]
        if setting is None:
            setting = _setting(self.text[start:end])
            self._blocks[at] = (start, end, setting)
        return setting


def _setting(block: str) -> str:
    words = [word for word in block.split(None, _SAMPLE)[:_SAMPLE] if word.isascii() and word[0].isalpha()]
    letters = sum(map(len, words))
    if letters >= 4 and sum(map(len, filter(str.isupper, words))) >= 0.8 * letters:
        return CAPITALS
    long = [word for word in words[1:] if len(word) >= 4]
    if len(long) >= 4 and len([word for word in long if word[0].isupper()]) >= 0.8 * len(long):
        return TITLE
    return PLAIN
