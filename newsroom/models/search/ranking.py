"""BM25 over all fields together, a hit in a field counting as often as the field weighs. Pure.

FTS5 has it built in, with the same constants, but goes through all places of each word for it; and PostgreSQL hasn't.
"""

import math
from collections.abc import Sequence

# How many hits in the body one hit in the field is worth. Facets only filter.
WEIGHTS = {"headline": 5.0, "names": 4.0, "standfirst": 2.0, "body": 1.0}
K1, B = 1.2, 0.75
LEAST = 1e-6  # that a term weighs
_HEAVIEST_FIRST = tuple(WEIGHTS.values())


def rarity(size: int, found: int) -> float:
    """What a term weighs by being rare, as FTS5 has it: hardly anything where more than half of all stories have it."""
    return max(LEAST, math.log((max(size, found) - found + 0.5) / (found + 0.5)))


def saturation(length: int, usual: float) -> float:
    """How many hits a story needs until more of them hardly count: more in a text that is longer than usual."""
    return K1 * (1 - B + B * length / usual)


def score(frequencies: Sequence[float], rarities: Sequence[float], saturation: float) -> float:
    """What a story is worth that has these terms so often."""
    total = 0.0
    for found, weight in zip(frequencies, rarities, strict=True):
        total += weight * found * (K1 + 1) / (found + saturation)
    return total


def frequency(fields: Sequence[str], looked_for: str) -> float:
    """How often tokens that stand beside each other are found in the fields (in the order of WEIGHTS), by weight.

    All have a blank before and after every token, as `padded` gives it.
    """
    total = 0.0
    for text, weight in zip(fields, _HEAVIEST_FIRST, strict=True):
        if times := text.count(looked_for):
            if looked_for + looked_for[1:] in text:
                # Two beside each other share a blank, and were counted as one.
                times = text.replace(" ", "  ").count(f" {looked_for[1:-1].replace(' ', '  ')} ")
            total += weight * times
    return total


def padded(tokens: str) -> str:
    return f" {tokens} "
