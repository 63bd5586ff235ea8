"""What differs between two texts, word by word, and between two lists: plain functions on plain values.

Paragraphs are matched first, then words and punctuation inside those that changed; a Han character is a word. A text
that would take too long is compared by paragraphs only. All that is shown is escaped before it is marked up.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

MOST_WORK = 1_000_000  # what one comparison may cost; in news it costs a few thousand
MOST_PAIRS = 10_000  # pairs of paragraphs weighed against each other in one changed stretch
LEAST_ALIKE = 0.35  # share of words in common from which a paragraph counts as rewritten, not as another one
MOST_WORDS = 4_000  # of one paragraph; a longer one is shown as removed and added whole

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A word may hold an apostrophe, a hyphen, or a point between digits; every other sign stands for itself.
_WORD = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+(?:[’'.,-](?=\w)[^\W{_HAN}]+)*|[^\w\s]|_")


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words that stands in both texts, or in one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of either text. Where it was rewritten its parts are of several kinds."""

    parts: tuple[Part, ...]

    @property
    def is_same(self) -> bool:
        return all(part.kind == Kind.SAME for part in self.parts)

    @property
    def html(self) -> SafeString:
        """For templates, which ask only strings for `__html__`."""
        return marked(self.parts)

    def __html__(self) -> SafeString:
        return self.html


@dataclass(frozen=True, slots=True)
class Lists:
    """What one list has and the other has not, each in its own order."""

    added: list
    removed: list
    kept: list

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def of_lists(before: Iterable[Hashable], after: Iterable[Hashable]) -> Lists:
    """Two lists as sets: tags, pictures, credits, dates."""
    before, after = list(dict.fromkeys(before)), list(dict.fromkeys(after))
    had, has = set(before), set(after)
    return Lists(
        added=[each for each in after if each not in had],
        removed=[each for each in before if each not in has],
        kept=[each for each in after if each in had],
    )


def of_texts(before: str, after: str) -> list[Paragraph]:
    """Two texts whose paragraphs are divided by empty lines."""
    return of_paragraphs(_paragraphs(before), _paragraphs(after))


def of_paragraphs(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Both texts as one: what stands in both, what was removed, what was added, in the order of reading."""
    before = [" ".join(each.split()) for each in before]
    after = [" ".join(each.split()) for each in after]
    work = _Work()
    found: list[Paragraph] = []
    for kind, (i, i_end), (j, j_end) in _stretches(before, after, work):
        if kind == "equal":
            found += [_whole(Kind.SAME, text) for text in after[j:j_end]]
        else:
            found += _changed(before[i:i_end], after[j:j_end], work)
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs that follow each other. Those that are the same and far from any change may be folded away."""

    paragraphs: list[Paragraph]
    is_folded: bool


def folded(paragraphs: Sequence[Paragraph], *, context: int = 1) -> list[Stretch]:
    """The paragraphs in stretches, of which those are folded that lie more than `context` away from a change."""
    near = [False] * len(paragraphs)
    for place, paragraph in enumerate(paragraphs):
        if not paragraph.is_same:
            for neighbour in range(max(0, place - context), min(len(paragraphs), place + context + 1)):
                near[neighbour] = True
    groups = groupby(zip(paragraphs, near, strict=True), key=lambda pair: pair[1])
    return [Stretch([paragraph for paragraph, _ in pairs], not is_near) for is_near, pairs in groups]


def marked(parts: Iterable[Part]) -> SafeString:
    """The parts as HTML: <ins> and <del>, which say aloud what they are."""
    return mark_safe("".join(_marked(part) for part in parts))  # noqa: S308  _marked escapes


_SAID = {Kind.ADDED: ("ins", "added"), Kind.REMOVED: ("del", "removed")}


def _marked(part: Part) -> str:
    if part.kind == Kind.SAME:
        return escape(part.text)
    element, said = _SAID[part.kind]
    # The blank before a marked word stays outside, so that no line is drawn under it.
    words = part.text.lstrip()
    blank = " " if words != part.text else ""
    return f'{blank}<{element}><span class="visually-hidden">{said}: </span>{escape(words)}</{element}>'


# Paragraphs


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")) if part.strip()]


def _whole(kind: Kind, text: str) -> Paragraph:
    return Paragraph((Part(kind, text),))


def _changed(before: list[str], after: list[str], work: "_Work") -> list[Paragraph]:
    """A stretch that differs: those that are alike are compared word by word, the rest are removed and added whole."""
    found, i, j = [], 0, 0
    for mine, theirs in [*_alike(before, after), (len(before), len(after))]:
        found += [_whole(Kind.REMOVED, text) for text in before[i:mine]]
        found += [_whole(Kind.ADDED, text) for text in after[j:theirs]]
        if mine < len(before):
            found += _rewritten(before[mine], after[theirs], work)
        i, j = mine + 1, theirs + 1
    return found


def _alike(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Pairs of places, rising on both sides, with the most words in common altogether."""
    if len(before) * len(after) > MOST_PAIRS:
        return []
    counts = [[Counter(_words(text)) for text in texts] for texts in (before, after)]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    alike = {}
    for i in range(len(before) - 1, -1, -1):
        for j in range(len(after) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            share = _share(counts[0][i], counts[1][j])
            if share >= LEAST_ALIKE and best[i + 1][j + 1] + share >= best[i][j]:
                best[i][j] = best[i + 1][j + 1] + share
                alike[i, j] = True
    pairs, i, j = [], 0, 0
    while i < len(before) and j < len(after):
        if (i, j) in alike and best[i][j] > max(best[i + 1][j], best[i][j + 1]) - 1e-9:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _share(one: Counter, other: Counter) -> float:
    """How much of both is in common, from 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


# Words


@dataclass(slots=True)
class _Work:
    """How much more may be looked at."""

    left: int = field(default_factory=lambda: MOST_WORK)

    def allows(self, before: Sequence, after: Sequence) -> bool:
        """Whether comparing the two is affordable; it then counts as done.

        The matcher looks at each pair of equal words, and at many of them again for each run that it finds, so that
        words which come again and again cost most.
        """
        here, there = Counter(before), Counter(after)
        pairs = sum(times * there[each] for each, times in here.items())
        cost = pairs * pairs // max(len(before), len(after))
        if cost > self.left:
            return False
        self.left -= cost
        return True


def _rewritten(before: str, after: str, work: _Work) -> list[Paragraph]:
    old, new = _spaced(before), _spaced(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return [_whole(Kind.REMOVED, before), _whole(Kind.ADDED, after)]
    parts: list[Part] = []
    runs = _stretches([word for _, word in old], [word for _, word in new], work)
    for kind, (i, i_end), (j, j_end) in _readable(runs, old):
        if kind == "equal":
            parts.append(Part(Kind.SAME, _text(new[j:j_end])))
            continue
        if i < i_end:
            parts.append(Part(Kind.REMOVED, _text(old[i:i_end])))
        if j < j_end:
            parts.append(Part(Kind.ADDED, _text(new[j:j_end])))
    return [Paragraph(tuple(parts))]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _spaced(text: str) -> list[tuple[str, str]]:
    """Each word with the blank before it, which counts for nothing when words are compared."""
    found, end = [], 0
    for match in _WORD.finditer(text):
        found.append((text[end : match.start()], match.group()))
        end = match.end()
    return found


def _text(words: Iterable[tuple[str, str]]) -> str:
    return "".join(blank + word for blank, word in words)


def _readable(runs: list, words: list[tuple[str, str]]) -> list:
    """Runs in which a lone “the” or comma between two changes counts as changed: one change reads better than five."""
    folded: list = []
    for run in runs:
        folded.append(run)
        while (
            len(folded) >= 3
            and [each[0] for each in folded[-3:]] == ["change", "equal", "change"]
            and _is_trifle([word for _, word in words[slice(*folded[-2][1])]])
            and all(_size(each) > 1 for each in (folded[-3], folded[-1]))
        ):
            (_, (i, _), (j, _)), _, (_, (_, i_end), (_, j_end)) = folded[-3:]
            folded[-3:] = [("change", (i, i_end), (j, j_end))]
    return folded


def _size(run) -> int:
    return max(run[1][1] - run[1][0], run[2][1] - run[2][0])


def _is_trifle(words: list[str]) -> bool:
    return len(words) <= 2 and sum(len(word) for word in words if word[0].isalnum()) <= 3


# Both


def _stretches(before: Sequence, after: Sequence, work: _Work) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Where both are equal and where they are not: ("equal" or "change", from–to in the one, from–to in the other)."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    i_end, j_end = len(before) - tail, len(after) - tail
    middle = before[head:i_end], after[head:j_end]
    if all(middle) and work.allows(*middle):
        codes = SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
    else:
        codes = [("replace", 0, len(middle[0]), 0, len(middle[1]))]
    found = [("equal", (0, head), (0, head))]
    found += [
        ("equal" if code == "equal" else "change", (head + i, head + k), (head + j, head + m))
        for code, i, k, j, m in codes
    ]
    found.append(("equal", (i_end, len(before)), (j_end, len(after))))
    return [run for run in found if _size(run)]
