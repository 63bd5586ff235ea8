"""Organisations that the directory does not have, and what they might be after all.

A run of capitals that ends in a company word, or Chinese characters that end in 公司, 集团, 研究院. Each
is compared with the directory, so that nobody makes "Yiheng Technologies Ltd" beside "Beijing Yiheng Technology Co".
"""

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

from . import hanzi
from .names import core
from .normalise import is_han, joined, tokens
from .reading import PLAIN, TITLE, Reading
from .spelling import Spelling
from .values import Name, Proposal
from .words import CONNECTORS, DAYS, LEGAL, MONTHS, OPENERS, ORDINARY, PLACES, TITLES

_ENDS = (
    LEGAL
    | {"group", "holdings", "technologies", "technology", "university", "institute", "academy", "laboratories"}
    | {"ventures", "partners", "software", "biotech", "pharmaceuticals", "semiconductor", "foundation", "bank"}
)
_LONGEST = 8
_NEAR = 3

_HAN_END = re.compile("|".join(hanzi.LEGAL) + "|集团|研究院|研究所")
_IN_HAN_NAME = re.compile(r"[一-鿿()a-z0-9]")
_GENERIC = frozenset("子母该本我贵某各分总两几多家大新老小国外")


class Proposer:
    def __init__(self, names: dict[tuple[str, str], tuple[Name, ...]]):
        self._all = names

    def find(self, reading: Reading, taken: list[tuple[int, int]]) -> tuple[Proposal, ...]:
        """The first place of each unknown organisation; `taken` are the mentions that stand, in order."""
        proposals: dict[str, Proposal] = {}
        for start, end in sorted({*_latin_runs(reading), *_han_runs(reading)}):
            before = bisect_left(taken, (end,)) - 1
            if before >= 0 and taken[before][1] > start:
                continue
            surface = reading.text[start:end]
            key = " ".join(core(tokens(surface)))
            if key not in proposals:
                proposals[key] = Proposal(start, end, surface, self.near(surface))
        return tuple(proposals.values())

    # The check for near duplicates

    def near(self, text: str) -> tuple[Name, ...]:
        """Known companies whose names are like this one, nearest first."""
        words = tokens(text)
        if not words:
            return ()
        if is_han(words[0]):
            found = dict.fromkeys(self._by_stem.get(chinese_stem("".join(words)), ()), 1.0)
        else:
            found = {}
            own = set(core(words))
            telling = {word for word in own if tells(word)}
            like = {known for word in telling for known in (word, *self._spelling.like(word))}
            for word in like:
                for name, other in self._by_word.get(word, ()):
                    shared = len(own & other) + len(like & other - own)
                    found[name] = shared / max(1, len(own | other) - len(like & other - own))
        ranked = sorted(found, key=lambda name: (-found[name], name.entity_id, name.text))
        return tuple({(name.type, name.entity_id): name for name in reversed(ranked[: 4 * _NEAR])}.values())[::-1][
            :_NEAR
        ]

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[Name, frozenset[str]]]]:
        found: dict[str, list[tuple[Name, frozenset[str]]]] = defaultdict(list)
        for name in self._companies():
            words = frozenset(core(tokens(name.text)))
            for word in words:
                if tells(word):
                    found[word].append((name, words))
        return {word: names[:20] for word, names in found.items()}

    @cached_property
    def _by_stem(self) -> dict[str, list[Name]]:
        found: dict[str, list[Name]] = defaultdict(list)
        for name in self._companies():
            words = tokens(name.text)
            if words and is_han(words[0]):
                found[chinese_stem("".join(words))].append(name)
        return found

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._by_word)

    def _companies(self):
        for (type_, _), names in sorted(self._all.items()):
            if type_ != "person":
                yield from names


def tells(word: str) -> bool:
    return len(word) > 2 and word not in ORDINARY and word not in CONNECTORS and not is_han(word) and not word.isdigit()


def chinese_stem(text: str) -> str:
    """A Chinese company's name without town, trade and legal form: 北京亿恒科技有限公司 → 亿恒."""
    for ending in hanzi.LEGAL:
        text = text.removesuffix(ending)
    for city in hanzi.CITIES_LONGEST_FIRST:
        if text.startswith(city) and len(text) - len(city) >= 2:
            text = text[len(city) :]
            break
    changed = True
    while changed:
        changed = False
        for tail in hanzi.TAILS:
            if text.endswith(tail) and len(text) - len(tail) >= 2:
                text, changed = text[: -len(tail)], True
    return text


# Runs


def _latin_runs(reading: Reading):
    words = reading.words
    done = 0
    for at in [index for index, word in enumerate(words) if word in _ENDS]:
        if at < done or not reading.capital(at):
            continue
        last = at + 1
        while last < len(words) and words[last] in LEGAL and reading.capital(last) and _close(reading, last - 1):
            last += 1
        done = end = last
        first = last - 1
        while first and end - first < _LONGEST and _close(reading, first - 1):
            word = words[first - 1]
            if word in {"and", "of", "for"}:
                if first < 2 or not reading.capital(first - 2):
                    break
            elif not reading.capital(first - 1) or word in TITLES or word in DAYS or word in MONTHS:
                break
            first -= 1
        while first < end and (words[first] in CONNECTORS or words[first] == "s"):
            first += 1
        if first < end and reading.opens_sentence(first) and words[first] in ORDINARY and words[first] not in PLACES:
            rest = words[first + 1 : end]
            if words[first] in OPENERS and rest:
                first += 1
        rest = core(words[first:end])
        legal = words[end - 1] in LEGAL
        if first >= end or _not_here(reading, first, end, legal):
            continue
        telling = any(tells(word) for word in rest[: None if legal else -1])
        if telling or len(rest) > (1 if legal else 2):
            yield reading.starts[first], reading.ends[end - 1]


_SURE_ENDS = frozenset({"group", "holdings", "university", "institute", "academy"})


def _not_here(reading: Reading, first: int, end: int, legal: bool) -> bool:
    """Where every word has a capital, a run says little; before a further capital it has not ended."""
    setting = reading.setting(reading.starts[first])
    if setting != PLAIN and not (setting == TITLE and (legal or reading.words[end - 1] in _SURE_ENDS)):
        return True
    return not legal and end < len(reading.words) and reading.capital(end) and _close(reading, end - 1)


def _close(reading: Reading, index: int) -> bool:
    gap = reading.gap_after(index)
    if reading.words[index + 1] in LEGAL:
        return not gap.strip(" \n\t.,") and "\n\n" not in gap
    return "," not in gap and "." not in gap and joined(gap, reading.words[index])


def _is_common(pair: str) -> bool:
    return pair in hanzi.COMMON and pair not in hanzi.CITIES


def _han_runs(reading: Reading):
    if reading.folded.isascii():
        return
    for match in _HAN_END.finditer(reading.folded):
        stem_end, end = match.span()
        start = max(0, stem_end - 20)
        first = stem_end
        while (
            first > start
            and _IN_HAN_NAME.match(reading.folded, first - 1)
            and reading.folded[first - 1] not in hanzi.EDGE_BEFORE
        ):
            first -= 1
        while stem_end - first >= 4 and _is_common(reading.folded[first : first + 2]):
            first += 2
        stem = reading.folded[first:stem_end].strip("()")
        pairs = {stem[at : at + 2] for at in range(0, len(stem) - 1, 2)}
        if 2 <= len(stem) <= 16 and not pairs <= hanzi.COMMON and stem[0] not in _GENERIC and stem[-1] not in _GENERIC:
            yield first, end
