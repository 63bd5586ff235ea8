"""The words of a story that are read for names: headline, standfirst and text, as one text that knows its fields."""

import hashlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from newsroom.desk import body
from newsroom.models import Article, Edition, Mention
from newsroom.story_words import sentence_spans, words_of

_LONGEST = 600  # characters of a sentence that are kept, around the name


class Identity(NamedTuple):
    """What makes a place the same one when the text around it moves: it lasts until its sentence changes."""

    field: str
    sentence_hash: str
    surface: str
    nth: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of one field, and the sentence it stands in."""

    start: int
    end: int
    sentence: str
    identity: Identity

    @property
    def values(self) -> dict:
        """The fields of a mention that say where it is."""
        return {"start": self.start, "end": self.end, "sentence": self.sentence, **self.identity._asdict()}


class _Sentence(NamedTuple):
    field: str
    start: int  # in the whole text
    end: int
    offset: int  # of its field in the whole text
    hash: str


class StoryText:
    """`text` is what is read. Places are said by field, counted from the beginning of that field."""

    def __init__(self, headline: str, standfirst: str, markup: str):
        """`markup` is the body as sanitised HTML."""
        self._parts: list[tuple[str, int, str]] = []
        self._places: dict[tuple[str, str, str], list[int]] = {}  # looked for before; see `_places_of`
        at = 0
        for field, words in (
            (Mention.Field.HEADLINE.value, headline),
            (Mention.Field.STANDFIRST.value, standfirst),
            (Mention.Field.BODY.value, words_of(markup).text),
        ):
            self._parts.append((field, at, words))
            at += len(words) + 2
        self.text = "\n\n".join(words for _, _, words in self._parts)
        self.headline_end = len(headline)

    @classmethod
    def of_article(cls, article: Article) -> "StoryText":
        return cls(article.headline, article.standfirst, body.to_html(article.body))

    @classmethod
    def of_edition(cls, edition: Edition) -> "StoryText":
        return cls(edition.headline, edition.standfirst, edition.body_html)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Each field with its words."""
        return [(field, words) for field, _, words in self._parts]

    @property
    def digest(self) -> str:
        return hashlib.blake2b(self.text.encode(errors="replace"), digest_size=16).hexdigest()

    def spot(self, start: int, end: int) -> Spot:
        """The place `start` to `end` of the whole text."""
        sentence = self._sentences[max(0, bisect_right(self._starts, start) - 1)]
        surface = self.text[start:end]
        nth = bisect_left(self._places_of(sentence.field, sentence.hash, surface), start)
        identity = Identity(sentence.field, sentence.hash, surface, nth)
        return Spot(start - sentence.offset, end - sentence.offset, self._shown(sentence, start, end), identity)

    def find(self, identity: Identity) -> Spot | None:
        """Where a place seen before stands now, or None where its sentence has gone or changed."""
        places = self._places_of(identity.field, identity.sentence_hash, identity.surface)
        if identity.nth >= len(places):
            return None
        return self.spot(start := places[identity.nth], start + len(identity.surface))

    def _places_of(self, field: str, sentence_hash: str, surface: str) -> list[int]:
        """Where the words begin in sentences that say this, in order. A list may name one a thousand times over."""
        key = field, sentence_hash, surface
        if key not in self._places:
            self._places[key] = list(self._look_for(*key))
        return self._places[key]

    def _look_for(self, field: str, sentence_hash: str, surface: str) -> Iterator[int]:
        for sentence in self._by_hash.get((field, sentence_hash), ()):
            end = sentence.end + len(surface) - 1  # a name begins in its sentence; “Yahoo! Japan” ends in the next
            at = self.text.find(surface, sentence.start, end)
            while at >= 0:
                yield at
                at = self.text.find(surface, at + len(surface), end)

    @cached_property
    def _sentences(self) -> list[_Sentence]:
        return [
            _Sentence(field, offset + start, offset + end, offset, _hash(words[start:end]))
            for field, offset, words in self._parts
            for start, end in sentence_spans(words)
        ]

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self._sentences]

    @cached_property
    def _by_hash(self) -> dict[tuple[str, str], list[_Sentence]]:
        found = defaultdict(list)
        for sentence in self._sentences:
            found[sentence.field, sentence.hash].append(sentence)
        return found

    def _shown(self, sentence: _Sentence, start: int, end: int) -> str:
        """The sentence on one line; of an endless one the part around the name."""
        first, last = sentence.start, max(sentence.end, end)
        if last - first > _LONGEST:
            room = (_LONGEST - (end - start)) // 2
            first, last = max(first, start - room), min(last, end + room)
        return " ".join(self.text[first:last].split())


def _hash(sentence: str) -> str:
    return hashlib.blake2b(" ".join(sentence.split()).encode(errors="replace"), digest_size=8).hexdigest()
