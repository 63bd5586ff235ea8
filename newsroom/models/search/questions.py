"""What is put into the index of words and what is asked of it, in terms that every database understands."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from newsroom.models.search.words import FACET, HEADLINE, NAMES

# Of an id: the minute in which the story first appeared stands before them. So sixty million editions have a place of
# their own in a minute.
EDITION_BITS = 26
COMMON = 2000  # stories that have a term; counting stops there, and a term that more have is a common one
# Of a term that few stories have, each is asked whether readers may see it, or the number would tell of a story that
# waits for its moment; where many have it, one more tells nothing.
MOST_ASKED = 200
FEW = 20  # where fewer stories have all the words, others with some of them are wanted, and then the numbers matter
SLACK = 50  # matches that nobody may see yet, or any more, among those that are counted without asking
SAMPLE = 1000  # of the newest stories, from which it is judged how many of all have a common term

ABOVE = (HEADLINE, NAMES)  # the marks of words that stand above a text
_EDITION = (1 << EDITION_BITS) - 1

# Those that readers may see, as a queryset, or as its SQL and parameters where that was made before.
type Entries = QuerySet | tuple[str, tuple]
# A word, a facet, or several words that stand beside each other.
type Term = tuple[str, ...]
# What one unit of a query may be met by: any one of these, each a list of terms that must all be there.
type Unit = tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The tokens of one edition by field."""

    id: int
    headline: list[str]
    names: list[str]
    standfirst: list[str]
    body: list[str]
    facets: list[str]

    @property
    def filed(self) -> list[str]:
        """The facets, between the words of the headline and of the names as such; no phrase reaches over them."""
        return [*(HEADLINE + token for token in self.headline), *self.facets, *self.marked_names]

    @property
    def marked_names(self) -> list[str]:
        return [NAMES + token for token in self.names if not token.startswith(FACET)]

    @property
    def above(self) -> str:
        """What stands above the text: headline, names and standfirst, with two blanks between them and one around."""
        return f" {'  '.join(' '.join(tokens) for tokens in (self.headline, self.names, self.standfirst))} "

    @property
    def length(self) -> int:
        return len(self.headline) + len(self.names) + len(self.standfirst) + len(self.body) + len(self.filed)


@dataclass(frozen=True, slots=True)
class Question:
    """Stories that meet all `units` (or any, where `any_unit` is set), none of `excluded`, and every filter.

    Of many that need not meet all, the rarest first, those are looked at that meet the first or two of the others.
    """

    units: tuple[Unit, ...]
    excluded: tuple[Term, ...] = ()
    filters: tuple[str, ...] = ()
    any_unit: bool = False

    @property
    def is_narrowed(self) -> bool:
        return self.any_unit and len(self.units) > 2

    @staticmethod
    def narrowed(first: str, *others: str, both: str, either: str) -> str:
        """The first or two of the others, of units as the database asks for them."""
        pairs = [f"({unit}{both}({either.join(others[place:])}))" for place, unit in enumerate(others[:-1], 1)]
        return f"({either.join([first, *pairs])})"

    @property
    def ranked(self) -> list[Term]:
        """The terms that make one story better than another."""
        return list(dict.fromkeys(chain.from_iterable(chain.from_iterable(self.units))))

    @property
    def terms(self) -> list[Term]:
        return list(dict.fromkeys([*self.ranked, *((token,) for token in self.filters), *self.excluded]))


class Hit(NamedTuple):
    """A story found; a later one has a higher id. A bare tuple, because hundreds are made at once."""

    id: int
    edition: int
    facets: str
    score: float

    @classmethod
    def unscored(cls, pk: int, facets: str) -> "Hit":
        return cls(pk, pk & _EDITION, facets, 0.0)


@dataclass(slots=True)
class Answer:
    """The newest first, both the `hits` and those that come `ahead` of them; scores of the two are not comparable."""

    hits: list[Hit] = field(default_factory=list)
    ahead: list[Hit] = field(default_factory=list)
    counts: dict[Term, int] = field(default_factory=dict)  # stories that have the term, up to one more than COMMON
    is_more: bool = False  # than `most`
    is_short: bool = False  # since too many of what was found may not be seen yet, or any more


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of what answers a question is wanted: the newest `most` stories, or a few more.

    Where more do, the newest `of_more` (if that is given), and before them as many as `ahead` that have all units in
    the headline or among the names of whom they are about, however old they are.
    Where `best` is given, so many with the highest scores of those that are wanted.
    """

    most: int
    of_more: int = 0
    ahead: int = 0
    best: int = 0
    asks_each: bool = False  # whether it may be seen, before it is counted among the `most`


class Engine(ABC):
    """What a database must be able to do for search."""

    # How its language says that words must both be there, or either, or the first and not the second.
    BOTH: str
    EITHER: str
    NOT: str

    @abstractmethod
    def write(self, texts: Sequence[Text]) -> None:
        """Take the texts into the index."""

    def erase(self, ids: Sequence[int]) -> None:
        marks = ", ".join(["%s"] * len(ids))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM newsroom_searchtext WHERE rowid IN ({marks})", list(ids))  # noqa: S608

    @abstractmethod
    def empty(self) -> None:
        """Forget every text."""

    @abstractmethod
    def tidy(self) -> None:
        """Put the index in order after much has been written."""

    @abstractmethod
    def mend(self) -> bool:
        """Do a small part of that, if a search would gain by it; says whether there may be more to do."""

    def ask(self, question: Question, entries: Entries, bounds: Bounds, *, count: Sequence[Term] = ()) -> Answer:
        """Those of the entries that answer the question, within the bounds and with scores; and how many stories have
        each of the terms to `count`.
        """
        answer = self.answer(question, entries, bounds, count)
        # Many stories that wait for their moment must not hide older ones that are there.
        return self.answer(question, entries, replace(bounds, asks_each=True), count) if answer.is_short else answer

    @abstractmethod
    def answer(self, question: Question, entries: Entries, bounds: Bounds, count: Sequence[Term]) -> Answer:
        """What `ask` gives, unless it is short."""

    @abstractmethod
    def newest(
        self, question: Question, entries: Entries, most: int, *, marks: Sequence[str] = ()
    ) -> list[tuple[int, str]]:
        """The newest `most` of the entries that answer the question, which is dear where it has common words: the id
        and the facets of each, not ranked. With `marks`, all units stand in the headline or the names.
        """

    def editions(self, question: Question, entries: Entries) -> list[int]:
        """Every edition among the entries that answers the question, not ranked; the newest first."""
        return self._editions(self.matching(self.query(question), self.loosely(question), whole=True), entries)

    def headlines(self, terms: Sequence[Term], begun: Sequence[str], entries: Entries, *, most: int) -> list[int]:
        """The newest editions whose headline has all the terms, and a word that begins with one of `begun`."""
        wanted = [self.term(term, HEADLINE) for term in terms]
        if begun:
            wanted.append(f"({self.EITHER.join(self.beginning(HEADLINE + word) for word in begun)})")
        whole = [self.term((token,), HEADLINE) for term in terms for token in term]
        loosely = self.BOTH.join(whole + wanted[len(terms) :]) if any(len(term) > 1 for term in terms) else ""
        return self._newest_editions(self.BOTH.join(wanted), loosely, entries, most)

    def _newest_editions(self, query: str, loosely: str, entries: Entries, most: int) -> list[int]:
        return self._editions(self.matching(query, loosely), entries, most)

    def _editions(self, matching: tuple[str, list], entries: Entries, most: int | None = None) -> list[int]:
        entry, entry_params = gate(entries)
        stories, params = matching
        # In this order, so that an entry is looked up for each story found and never a story for each entry.
        sql = f"SELECT e.edition_id FROM ({stories}) AS f CROSS JOIN ({entry}) AS e WHERE e.id = f.id"  # noqa: S608
        if most is not None:
            sql += f" ORDER BY f.id DESC LIMIT {most:d}"
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, *entry_params])
            return [row[0] for row in cursor.fetchall()]

    @abstractmethod
    def matching(self, query: str, loosely: str = "", *, whole: bool = False) -> tuple[str, list]:
        """SQL, and its parameters, for the `id` of each story that meets a query in the database's own language.

        All of these meet `loosely` too, which asks for the words of phrases one by one. Where it is dear to see whether
        a story has a phrase, only many of the newest are looked at, unless the `whole` index is meant.
        """

    def query(self, question: Question, *, marks: Sequence[str] = ()) -> str:
        """The question in the database's own language; with `marks`, all units in the headline or the names."""
        units = [self.unit(unit, marks=marks) for unit in question.units]
        found = f"({(self.EITHER if question.any_unit else self.BOTH).join(units)})"
        return self._narrowed(found, question, [self.term(term) for term in question.excluded])

    def loosely(self, question: Question, *, marks: Sequence[str] = ()) -> str:
        """The question with the words of its phrases one by one, which more stories meet; "" where it has no phrase."""
        if not any(len(term) > 1 for term in (*question.ranked, *question.excluded)):
            return ""
        units = [self.unit(unit, marks=marks, loosely=True) for unit in question.units]
        found = f"({(self.EITHER if question.any_unit else self.BOTH).join(units)})"
        return self._narrowed(found, question, [self.term(term) for term in question.excluded if len(term) == 1])

    def _narrowed(self, found: str, question: Question, excluded: list[str]) -> str:
        for token in question.filters:
            found += f"{self.BOTH}{self.filter(token)}"
        return f"({found}){self.NOT}({self.EITHER.join(excluded)})" if excluded else found

    def unit(self, unit: Unit, *, marks: Sequence[str] = (), loosely: bool = False) -> str:
        ways = []
        for terms in unit:
            if loosely:
                terms = [(token,) for term in terms for token in term]
            ways.append(f"({self.BOTH.join(self._marked(term, marks) for term in terms)})")
        return f"({self.EITHER.join(ways)})"

    def _marked(self, term: Term, marks: Sequence[str]) -> str:
        return f"({self.EITHER.join(self.term(term, mark) for mark in marks)})" if marks else self.term(term)

    @abstractmethod
    def term(self, term: Term, mark: str = "") -> str:
        """A term, or with a mark as it stands in the headline or the names. What is a facet has no mark."""

    @abstractmethod
    def beginning(self, token: str) -> str:
        """Any word that begins so."""

    @abstractmethod
    def filter(self, token: str) -> str:
        """A facet that a story must have, which makes it no better."""


def marked(term: Term, mark: str) -> Term:
    return term if not mark or term[0].startswith(FACET) else tuple(mark + token for token in term)


def gate(entries: Entries) -> tuple[str, tuple]:
    return (
        entries
        if isinstance(entries, tuple)
        else entries.values("id", "edition_id", "facets", "length", "above").query.sql_with_params()
    )


def told_apart(ids: str | None, facets: str | None) -> list[tuple[int, str]]:
    """Rows that came as one text each: ids with blanks between them, and a line of facets for each."""
    return list(zip(map(int, ids.split()), facets.split("\n"), strict=True)) if ids else []
