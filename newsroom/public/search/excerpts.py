"""The part of a text in which the words of a query stand, with those marked. Pure; what comes out is safe HTML."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape  # as Django's, without asking a hundred times a page whether the text is yet to be translated
from itertools import chain, islice, zip_longest
from typing import Self

from django.utils.safestring import SafeString

from newsroom.models.search import plain_text, words
from newsroom.models.search.traditional import SIMPLIFIED

LENGTH = 240  # characters, Han counting double
MOST_OF_EACH = 12  # places of one word that are looked at
LONGEST_SLOWLY = 6000  # characters of a text that are read word by word
_ANY_WORD = re.compile(rf"[^\W_{words.HAN}]+")
_OWNED = re.compile(r"\w['’]s$")  # the s of O’Neill’s, which is no word of its own
_TO_ESCAPE = re.compile("[&<>\"']")
# What divides blocks, such as a heading from what stands under it, where no sign at the end of the first does.
_BETWEEN = " · "
_DIVIDING = tuple(".,;:!?…–—。，；：！？、")
_CLOSING = "\"'’”»)]’」』》）】"
_ENDS = re.compile(r"[.!?。！？]\s*|\s")


class Marker:
    """Finds in a text what a query looks for: words with the same stem, and stretches of Han or of small letters.

    One that looks closely, which takes longer, sees other spellings too: traditional characters, and words that signs
    hold together.
    """

    def __init__(self, stems: Iterable[str], runs: Iterable[str], *, looks_closely: bool = False):
        self.stems = frozenset(stems)
        # Every word with a stem begins as the stem does, but for its last letter: compani, company.
        self.heads = {stem[:-1] if len(stem) > 3 else stem for stem in self.stems}
        self.runs = sorted(set(runs), key=len, reverse=True)
        self.looks_closely = looks_closely

    def closely(self) -> Self:
        return type(self)(self.stems, self.runs, looks_closely=True)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands, in order; of each, the first few."""
        lower = text.lower()
        if len(lower) != len(text):  # a letter whose small form is two
            lower = text
        found = [span for head in self.heads for span in islice(self._words(lower, head), MOST_OF_EACH)]
        for run in self.runs:
            found += islice(_places(lower, run), MOST_OF_EACH)
        if not found and self.stems and not text.isascii():
            # An accent in the text keeps the quick way from seeing a word.
            found = [
                match.span()
                for match in _ANY_WORD.finditer(text, 0, LONGEST_SLOWLY)
                if not match[0].isascii() and _stem(match[0]) in self.stems
            ]
        if not found and self.looks_closely:
            found = self._otherwise_spelt(lower)
        return sorted(found)

    def _otherwise_spelt(self, lower: str) -> list[tuple[int, int]]:
        found = []
        if self.runs and words.has_han(lower):
            simplified = lower.translate(SIMPLIFIED)
            found += chain.from_iterable(islice(_places(simplified, run), MOST_OF_EACH) for run in self.runs)
        lower = lower[:LONGEST_SLOWLY]
        for curly, plain in ("’'", "‘'", "‐-", "‑-"):
            lower = lower.replace(curly, plain)
        unsigned = lower
        for sign in words.SIGNS:
            unsigned = unsigned.replace(sign, "")
        if any(head in unsigned for head in self.heads):
            held = words.held_together(lower)
            found += [(start, end) for word, start, end in held if _stem(word) in self.stems]
        return found

    def _words(self, lower: str, head: str) -> Iterator[tuple[int, int]]:
        at = lower.find(head)
        while at >= 0:
            end = _ANY_WORD.match(lower, at).end()
            begins = at == 0 or not _ANY_WORD.match(lower, at - 1)
            if begins and _stem(lower[at:end]) in self.stems and not _OWNED.match(lower, max(0, at - 2), end):
                yield at, end
            at = lower.find(head, end)

    def mark(self, text: str) -> SafeString:
        return _marked(text, self.spans(text), 0, len(text))

    def excerpt(self, text: str) -> SafeString | None:
        """A stretch around the place where most of what is looked for stands together; None where nothing does."""
        spans = self.spans(text)
        if not spans:
            return None
        length = LENGTH // 2 if words.is_han(text[spans[0][0]]) else LENGTH
        best, most = spans[0][0], 0
        said = [text[a:b].lower() for a, b in spans[:47]]
        every = len(set(said))
        for place, (start, _) in enumerate(spans[:40]):
            until = start + length * 2 // 3
            near = len({said[at] for at, (_, end) in enumerate(spans[place : place + 8], place) if end <= until})
            if near > most:
                best, most = start, near
                if near == every:
                    break
        start = _cut_before(text, max(0, best - length // 4)) if best > length // 3 else 0
        end = _cut_after(text, min(len(text), start + length))
        marked = _marked(text, spans, start, end)
        return SafeString(f"{'… ' if start else ''}{marked}{' …' if end < len(text) else ''}")  # noqa: S308  escaped


@lru_cache(maxsize=500)  # a page of results reads twenty texts, mostly those that it read a moment ago
def on_one_line(markup: str) -> str:
    """The words of a story's HTML, its blocks one after another and yet apart: “Why it matters · The park said so.”"""
    blocks = (" ".join(block.split()) for block in plain_text(markup.replace("\n", " "), block_end="\n").split("\n"))
    blocks = [block for block in blocks if block]
    ends = [" " if block.rstrip(_CLOSING).endswith(_DIVIDING) else _BETWEEN for block in blocks[:-1]]
    return "".join(chain.from_iterable(zip_longest(blocks, ends, fillvalue="")))


def shortened(text: str, length: int = LENGTH) -> str:
    """The beginning of a text."""
    if len(text) <= length:
        return text
    return text[: _cut_after(text, length)].rstrip(f"{_BETWEEN},;:，；：、") + " …"


@lru_cache(maxsize=5000)
def _stem(found: str) -> str:
    cut = words.tokens(found)
    return cut[0] if cut else ""


def _places(text: str, run: str) -> Iterator[tuple[int, int]]:
    """Where the run stands; where it begins or ends in letters, not within a longer word, as Mi does in Miracle."""
    begins, ends = _ANY_WORD.match(run), _ANY_WORD.match(run, len(run) - 1)
    at = text.find(run)
    while at >= 0:
        end = at + len(run)
        if not (begins and at and _ANY_WORD.match(text, at - 1)) and not (ends and _ANY_WORD.match(text, end)):
            yield at, end
        at = text.find(run, end)


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> SafeString:
    parts, at = [], start
    # Most texts have nothing to escape, and looking once is cheaper than replacing five signs in every part.
    safe = escape if _TO_ESCAPE.search(text, start, end) else str
    for a, b in spans:
        if a < at or b > end:
            continue
        parts += [safe(text[at:a]), "<mark>", safe(text[a:b]), "</mark>"]
        at = b
    parts.append(safe(text[at:end]))
    return SafeString("".join(parts))  # noqa: S308  every part of the text is escaped above


def _cut_before(text: str, place: int) -> int:
    match = _ENDS.search(text, place, place + 40)
    return match.end() if match else place


def _cut_after(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    cut = max(text.rfind(" ", place - 30, place), *(text.rfind(stop, place - 30, place) + 1 for stop in "。，；"))
    return cut if cut > 0 else place
