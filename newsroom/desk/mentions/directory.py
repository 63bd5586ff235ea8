"""The index of all names, and the reading of one story against it."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from .hits import LIKELY_FROM, SHOWN_FROM, SURE_FROM, Hit
from .judging import judge
from .names import derived, short_forms
from .normalise import is_han, joined, tokens
from .proposals import Proposer
from .reading import CAPITALS, Reading
from .spelling import SHORTEST, Spelling
from .story import Entity, Forms, as_one
from .values import EXACT, LIKELY, NEVER, SURE, WEAK, Mention, Name, Result
from .words import ORDINARY
from .writings import writings

_PLURALS = frozenset(word + "s" for word in ORDINARY)
_INITIAL = re.compile(r"(?<= )[A-Z](?=\. )")


class Directory:
    """All names of the register, ready for finding them in texts. Nothing changes it once it is made."""

    def __init__(self, names: Iterable[Name]):
        # The words of a name → the names so written; its first word → its second one → how many words such names
        # have, the longest first. Names of one word stand there under no second word.
        self._names: dict[str, tuple[Name, ...]] = {}
        self._heads: dict[str, dict[str, tuple[int, ...]]] = {}
        self._of: dict[Entity, tuple[Name, ...]] = {}
        self._openers: dict[str, int] = {}  # first word → how many companies' longer names begin so
        self._forms: dict[Entity, Forms] = {}
        self._build(names)
        self._proposer = Proposer(self._of)
        self._spelling = Spelling(word for word in self._heads if len(word) > 1)

    def __len__(self) -> int:
        return len(self._of)

    # The index

    def _build(self, names: Iterable[Name]) -> None:
        index: dict[str, list[Name]] = defaultdict(list)
        of: dict[Entity, list[Name]] = defaultdict(list)
        openers: dict[str, set[Entity]] = defaultdict(set)
        lengths: dict[str, dict[str, set[int]]] = defaultdict(dict)
        shorter: list[tuple[str, Name, list[str]]] = []
        never: set[tuple[Entity, str]] = set()
        for name in names:
            words = tokens(name.text)
            if not words:
                continue
            entity = (name.type, name.entity_id)
            of[entity].append(name)
            if name.match == NEVER:
                never.add((entity, " ".join(words)))
                continue
            index[" ".join(words)].append(name)
            _measure(lengths, words)
            if len(words) > 1 and name.type != "person" and not is_han(words[0]):
                openers[words[0]].add(entity)
            if form := derived(name, words):
                shorter.append((" ".join(form[0]), form[1], form[0]))
            for other in writings(name):
                spelt = tokens(other.text)
                shorter.append((" ".join(spelt), other, spelt))
        for key, name, words in shorter:
            if ((name.type, name.entity_id), key) in never:
                continue
            if all((known.type, known.entity_id) != (name.type, name.entity_id) for known in index.get(key, ())):
                index[key].append(name)
                _measure(lengths, words)
        self._names = {key: _in_order(known) for key, known in index.items()}
        self._of = {entity: _in_order(known) for entity, known in of.items()}
        self._openers = {word: len(entities) for word, entities in openers.items()}
        self._heads = {
            first: {second: tuple(sorted(found, reverse=True)) for second, found in seconds.items()}
            for first, seconds in lengths.items()
        }

    def _forms_of(self, entity: Entity) -> tuple[Name, Forms]:
        names = self._of[entity]
        forms = self._forms.get(entity)
        if forms is None:
            forms = self._forms[entity] = short_forms(names)
        return names[0], forms

    # Finding

    def find(self, text: str, *, headline_end: int | None = None) -> Result:
        """Where known names stand in the text, in its order, and which organisations are unknown.

        `headline_end` says where the headline ends; without it a short first paragraph is taken for one.
        """
        reading = Reading(text, headline_end)
        mentions = self._mentions(reading)
        taken = [(mention.start, mention.end) for mention in mentions if mention.tier != WEAK]
        return Result(mentions, self._proposer.find(reading, taken))

    def mentions(self, text: str, *, headline_end: int | None = None) -> tuple[Mention, ...]:
        """As `find`, for who has no use for unknown organisations; a quarter of the work is theirs."""
        return self._mentions(Reading(text, headline_end))

    def _mentions(self, reading: Reading) -> tuple[Mention, ...]:
        hits = self._known(reading)
        hits += self._misspelt(reading, {index for hit in hits for index in range(hit.first, hit.last)})
        for hit in hits:
            judge(reading, hit, self._namesakes(hit))
        hits = as_one(reading, hits, self._forms_of)
        return tuple(_mention(hit, reading.text) for hit in hits if hit.points >= SHOWN_FROM)

    def near(self, text: str) -> tuple[Name, ...]:
        """Names of known companies that this one might be after all, nearest first."""
        return self._proposer.near(text)

    def _known(self, reading: Reading) -> list[Hit]:
        """The longest known name that begins at each word."""
        words, heads, names, hits = reading.words, self._heads, self._names, []
        last = len(words) - 1
        for index in [index for index, word in enumerate(words) if word in heads]:
            seconds = heads[words[index]]
            longer = seconds.get(words[index + 1], ()) if index < last else ()
            for length in longer + seconds.get("", ()):
                key = " ".join(words[index : index + length])
                if key in names and self._try(reading, index, index + length, key, hits):
                    break
        # "Advanceds suit": the apostrophe is lost, in agency copy or by a careless paste.
        lost = {
            word
            for word in reading.present
            if word[-1] == "s" and word not in heads and "" in heads.get(word[:-1], ()) and len(word) > 5
        } - _PLURALS
        for index in [index for index, word in enumerate(words) if word in lost] if lost else ():
            self._try(reading, index, index + 1, words[index][:-1], hits)
        # "John A. Smith" for "John Smith".
        for initial in _INITIAL.finditer(reading.text):
            index = bisect_left(reading.starts, initial.start())
            if 0 < index < last and words[index - 1] in heads:
                self._try_person(reading, index, hits)
        return hits

    def _try_person(self, reading: Reading, initial: int, hits: list[Hit]) -> None:
        key = f"{reading.words[initial - 1]} {reading.words[initial + 1]}"
        people = tuple(name for name in self._names.get(key, ()) if name.type == "person" and name.match != EXACT)
        if people and reading.gap_after(initial - 1) == " " and reading.capital(initial + 1):
            hits.append(Hit(reading, initial - 1, initial + 2, people, key))

    def _lengths(self, head: str, words: list[str], index: int) -> tuple[int, ...]:
        """How many words the names have that begin with `head` in place of the word at `index`, the longest first."""
        seconds = self._heads[head]
        longer = seconds.get(words[index + 1], ()) if index + 1 < len(words) else ()
        return longer + seconds.get("", ())

    def _misspelt(self, reading: Reading, taken: set[int]) -> list[Hit]:
        """Long names with one wrong letter in their first word; doubtful until the right spelling turns up."""
        hits: list[Hit] = []
        words, heads = reading.words, self._heads
        unknown = {word for word in reading.present if len(word) >= SHORTEST and word not in heads}
        for index in [index for index, word in enumerate(words) if word in unknown]:
            if index in taken or words[index] in ORDINARY or not reading.capital(index):
                continue
            tries = (
                (known, length)
                for known in self._spelling.like(words[index])
                for length in self._lengths(known, words, index)
            )
            for known, length in tries:
                key = " ".join([known, *words[index + 1 : index + length]])
                if self._try(reading, index, index + length, key, hits):
                    hits[-1].misspelt = True
                    break
        return hits

    def _try(self, reading: Reading, first: int, last: int, key: str, hits: list[Hit]) -> bool:
        known = self._names.get(key)
        if known is None or last > len(reading.words):
            return False
        for index in range(first, last - 1):
            if not joined(reading.gap_after(index), reading.words[index]):
                return False
        surface = reading.surface(first, last)
        if last - first == 1 and surface.islower() and key in ORDINARY:
            known = tuple(name for name in known if name.text.islower())
        known = tuple(name for name in known if name.match != EXACT or _as_written(reading, first, surface, name))
        if not known:
            return False
        hits.append(Hit(reading, first, last, tuple(sorted(known, key=lambda name: name.text != surface)), key))
        return True

    def _namesakes(self, hit: Hit) -> int:
        """How many other companies have a longer name that begins with this one word."""
        if hit.width != 1:
            return 0
        own = any(name.text.lower().startswith(hit.key + " ") for name in self._of.get(hit.entity, ()))
        return max(0, self._openers.get(hit.key, 0) - own)


def _in_order(names: list[Name]) -> tuple[Name, ...]:
    return tuple(names) if len(names) == 1 else tuple(sorted(set(names), key=_order))


def _order(name: Name) -> tuple:
    return name.type, name.entity_id, name.kind == "derived", name.text, name.language, name.kind, name.match


def _measure(lengths: dict[str, dict[str, set[int]]], words: list[str]) -> None:
    if len(words) > 1:
        lengths[words[0]].setdefault(words[1], set()).add(len(words))
    elif not is_han(words[0]):
        lengths[words[0]].setdefault("", {1})


def _as_written(reading: Reading, first: int, surface: str, name: Name) -> bool:
    surface = " ".join(surface.split())
    if surface == name.text:
        return True
    return surface == name.text.upper() and reading.setting(reading.starts[first]) == CAPITALS


def _mention(hit: Hit, text: str) -> Mention:
    points = max(0, min(99, hit.points))
    tier = SURE if points >= SURE_FROM else LIKELY if points >= LIKELY_FROM else WEAK
    surface = text[hit.start : hit.end]
    name = hit.line if hit.fuller or hit.name.kind == "derived" else hit.name.text
    return Mention(hit.start, hit.end, surface, *hit.entity, tier, points / 100, tuple(hit.reasons), name)
