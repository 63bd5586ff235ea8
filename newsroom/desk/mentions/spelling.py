"""Names written with one letter wrong: Tshinghua University, Zhonguancun."""

from collections import defaultdict
from collections.abc import Iterable

SHORTEST = 7
_PART = 4


def one_apart(one: str, other: str) -> bool:
    """One letter more, less, different, or two neighbours swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) < len(other):
        one, other = other, one
    at = 0
    while at < len(other) and one[at] == other[at]:
        at += 1
    if len(one) > len(other):
        return one[at + 1 :] == other[at:]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


class Spelling:
    """Long words by their first and their last letters: one wrong letter leaves one end whole."""

    def __init__(self, words: Iterable[str]):
        self._heads: dict[str, list[str]] = defaultdict(list)
        self._tails: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words):
            if len(word) >= SHORTEST and word.isalpha():
                self._heads[word[:_PART]].append(word)
                self._tails[word[-_PART:]].append(word)

    def like(self, word: str) -> list[str]:
        """The known words one letter away; not the plural, which is no mistake."""
        if len(word) < SHORTEST:
            return []
        near = {
            known
            for known in (*self._heads.get(word[:_PART], ()), *self._tails.get(word[-_PART:], ()))
            if one_apart(word, known) and known + "s" != word and word + "s" != known
        }
        return sorted(near)
