"""Weighing one match by itself: the worth of its name, then what stands around it.

A hit begins with the points of its name; each rule that applies adds or takes away and leaves a sentence
for staff. What the rest of the story says is added in `story`.
"""

from .chinese import judge_han
from .hits import Hit
from .latin import judge_latin
from .names import worth
from .normalise import is_han
from .reading import Reading

_KINDS = {
    "former": "a former name",
    "misspelling": "a known misspelling",
    "acronym": "an acronym",
    "brand": "a brand",
    "pinyin": "the name in pinyin",
}


def judge(reading: Reading, hit: Hit, namesakes: int) -> None:
    """Weigh one hit by itself; `namesakes` is how many other companies' names begin with its words."""
    words = tuple(reading.words[hit.first : hit.last])
    points, reason = worth(hit.name, tuple(hit.key.split(" ")))
    kind = _KINDS.get(hit.name.kind)
    hit.note(points, f"{kind}: {reason}" if kind else reason)
    if hit.misspelt:
        hit.note(-22 if len(words) > 1 else -36, f"one letter off “{hit.name.text}”")
    if is_han(words[0]):
        judge_han(reading, hit, words)
    else:
        judge_latin(reading, hit, words, namesakes)
