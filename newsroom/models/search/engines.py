"""The one module that knows how SQLite (FTS5) and PostgreSQL (tsvector) search.

Both hold the same tokens in the table newsroom_searchtext, in the same fields, and rank by the same formula: BM25 over
all fields together, a hit in a field counting as often as the field weighs. FTS5 has it built in. On PostgreSQL
`ts_rank_cd` of a single word or phrase is the sum of the weights of its hits, and the rest is worked out here.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from newsroom.models.search.words import FACET

# How many hits in the body one hit in the field is worth. Facets only filter.
WEIGHTS = {"headline": 5.0, "names": 4.0, "standfirst": 2.0, "body": 1.0}
_LARGEST = max(WEIGHTS.values())
K1, B = 1.2, 0.75  # FTS5 has these built in
MOST_COUNTED = 5000  # stories that have a word; counting stops there
# Of a term that few stories have, each is asked whether readers may see it, or the number would tell of a story that
# waits for its moment; where many have it, one more tells nothing.
MOST_ASKED = 200
SLACK = 50  # matches that nobody may see yet, or any more, among those that are counted without asking
MOST_MEASURED = 20_000  # texts of which the usual length is taken, where the database doesn't know it

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
    def length(self) -> int:
        return len(self.headline) + len(self.names) + len(self.standfirst) + len(self.body) + len(self.facets)


@dataclass(frozen=True, slots=True)
class Question:
    """Stories that meet all `units` (or any, where `any_unit` is set), none of `excluded`, and every filter."""

    units: tuple[Unit, ...]
    excluded: tuple[Term, ...] = ()
    filters: tuple[str, ...] = ()
    any_unit: bool = False
    in_names: bool = False  # all units in the headline or among the names of whom the story is about


class Hit(NamedTuple):
    """A story found; a later one has a higher id. A bare tuple, because a thousand are made at once."""

    id: int
    edition: int
    facets: str
    score: float


_as_hit = partial(tuple.__new__, Hit)  # as Hit._make, for thousands of rows


@dataclass(slots=True)
class Answer:
    hits: list[Hit] = field(default_factory=list)
    counts: dict[Term, int] = field(default_factory=dict)  # stories that have the term, up to MOST_COUNTED
    is_more: bool = False  # than `most`


class Engine(ABC):
    """What a database must be able to do for search."""

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
    def ask(
        self, question: Question, entries: Entries, *, most: int, of_more: int = 0, count: Sequence[Term] = ()
    ) -> Answer:
        """The newest `most` of the entries that answer the question, with scores, or where more do the newest `of_more`
        if that is given; in the same query, how many stories have each of the terms to `count`.
        """

    @abstractmethod
    def headlines(self, terms: Sequence[Term], begun: Sequence[str], entries: Entries, *, most: int) -> list[int]:
        """The newest editions whose headline has all the terms, and a word that begins with one of `begun`."""


def engine() -> Engine:
    return _ENGINES[connection.vendor]


class Fts5(Engine):
    def empty(self):
        with connection.cursor() as cursor:
            # Deleting would take every text apart again.
            cursor.execute("DROP TABLE newsroom_searchtext")
            cursor.execute(
                "CREATE VIRTUAL TABLE newsroom_searchtext"
                " USING fts5(headline, names, standfirst, body, facets, tokenize = 'ascii')"
            )

    def tidy(self):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO newsroom_searchtext (newsroom_searchtext) VALUES ('optimize')")

    def write(self, texts):
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO newsroom_searchtext (rowid, headline, names, standfirst, body, facets) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    (
                        text.id,
                        " ".join(text.headline),
                        " ".join(text.names),
                        " ".join(text.standfirst),
                        " ".join(text.body),
                        " ".join(text.facets),
                    )
                    for text in texts
                ],
            )

    def ask(self, question, entries, *, most, of_more=0, count=()):
        gate, gate_params = _gate(entries)
        weights = ", ".join(str(weight) for weight in WEIGHTS.values())
        # Joined in this order, hits are met newest first and the search ends with the last one wanted.
        sql = (
            f"SELECT * FROM (SELECT e.id, e.edition_id, e.facets, -bm25(newsroom_searchtext, {weights}, 0)"  # noqa: S608
            f" FROM newsroom_searchtext CROSS JOIN ({gate}) AS e ON e.id = newsroom_searchtext.rowid"
            " WHERE newsroom_searchtext MATCH %s ORDER BY newsroom_searchtext.rowid DESC"
            f" LIMIT (SELECT CASE WHEN n > {most + SLACK} THEN {of_more or most} ELSE {most + 1} END FROM matches))"
            " UNION ALL SELECT 0, n, '', 0 FROM matches"
        )
        # Counting as far as that is bounded is quick; scoring is not.
        sql = (
            "WITH matches(n) AS MATERIALIZED (SELECT COUNT(*) FROM (SELECT 1 FROM newsroom_searchtext"  # noqa: S608
            f" WHERE newsroom_searchtext MATCH %s LIMIT {most + SLACK + 1})) {sql}"
        )
        params = [self.query(question), *gate_params, self.query(question)]
        for number, term in enumerate(count, 1):
            sql += (
                f" UNION ALL SELECT {-number},"  # noqa: S608
                " (SELECT COUNT(*) FROM (SELECT 1 FROM newsroom_searchtext CROSS JOIN"
                f" ({gate}) AS e ON e.id = newsroom_searchtext.rowid"
                f" WHERE newsroom_searchtext MATCH %s LIMIT {MOST_ASKED})), '', COUNT(*) FROM"
                f" (SELECT 1 FROM newsroom_searchtext WHERE newsroom_searchtext MATCH %s LIMIT {MOST_COUNTED})"
            )
            params += [*gate_params, self.term(term), self.term(term)]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        hits = list(map(_as_hit, (row for row in rows if row[0] > 0)))
        counts = {count[-row[0] - 1]: _count(row[1], row[3]) for row in rows if row[0] < 0}
        return _answer(hits, counts, most, of_more, any(row[0] == 0 and row[1] > most + SLACK for row in rows))

    def headlines(self, terms, begun, entries, *, most):
        gate, params = _gate(entries)
        wanted = [self.term(term) for term in terms]
        if begun:
            wanted.append(f"({' OR '.join(f'{self.term((word,))} *' for word in begun)})")
        sql = (
            f"SELECT e.edition_id FROM newsroom_searchtext CROSS JOIN ({gate}) AS e ON e.id = newsroom_searchtext.rowid"  # noqa: S608
            " WHERE newsroom_searchtext MATCH %s ORDER BY newsroom_searchtext.rowid DESC LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, f"headline : ({' AND '.join(wanted)})", most])
            return [row[0] for row in cursor.fetchall()]

    def query(self, question: Question) -> str:
        units = [self.unit(unit) for unit in question.units]
        found = f"({' OR '.join(units) if question.any_unit else ' AND '.join(units)})"
        if question.in_names:
            # Once more without the limit, so that hits in the text count too.
            found = f"{{headline names}} : {found} AND {found}"
        for token in question.filters:
            found += f" AND facets : {self.term((token,))}"
        if question.excluded:
            found = f"({found}) NOT ({' OR '.join(self.term(term) for term in question.excluded)})"
        return found

    def unit(self, unit: Unit) -> str:
        return f"({' OR '.join(f'({" AND ".join(self.term(term) for term in terms)})' for terms in unit)})"

    @staticmethod
    def term(term: Term) -> str:
        # Between quotes nothing is an operator, and a token has neither quotes nor blanks.
        return f'"{" ".join(term)}"'


class TsVector(Engine):
    _LABELS = dict(zip(WEIGHTS, "ABCD", strict=True))
    # From D to A, the largest being 1.
    _RANKS = "{" + ", ".join(str(weight / _LARGEST) for weight in reversed(WEIGHTS.values())) + "}"
    _LAST_PLACE = 16_000  # PostgreSQL knows 16,383 places in a text, and no two words beside each other after that

    def write(self, texts):
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO newsroom_searchtext (rowid, vector) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (rowid) DO UPDATE SET vector = excluded.vector",
                [(text.id, self.vector(text)) for text in texts],
            )

    def empty(self):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE newsroom_searchtext")

    def tidy(self):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE newsroom_searchtext")
            cursor.execute("ANALYZE newsroom_searchentry")

    def vector(self, text: Text) -> str:
        places: dict[str, list[str]] = {}
        at = 0
        for name, label in self._LABELS.items():
            for token in getattr(text, name):
                at += 1
                places.setdefault(token, []).append(f"{min(at, self._LAST_PLACE)}{label}")
            at += 1  # no phrase reaches from one field into the next
        for token in text.facets:
            places.setdefault(token, [])
        return " ".join(f"'{token}':{','.join(at)}" if at else f"'{token}'" for token, at in places.items())

    def ask(self, question, entries, *, most, of_more=0, count=()):
        gate, gate_params = _gate(entries)
        ranked = list(dict.fromkeys(chain.from_iterable(chain.from_iterable(question.units))))
        counted = list(dict.fromkeys([*ranked, *count]))
        ranks = "".join(", ts_rank_cd(%s::real[], vector, %s::tsquery)" for _ in ranked)
        sql = (
            f"SELECT id, edition_id, facets, length{ranks} FROM ("  # noqa: S608
            f"SELECT e.id, e.edition_id, e.facets, e.length, t.vector FROM newsroom_searchtext t"
            f" JOIN ({gate}) AS e ON e.id = t.rowid"
            " WHERE t.vector @@ %s::tsquery ORDER BY t.rowid DESC LIMIT %s) AS newest"
        )
        params = [
            *chain.from_iterable((self._RANKS, self.term(term)) for term in ranked),
            *gate_params,
            self.query(question),
            most + 1,
        ]
        nothing = ", 0" * len(ranked)
        for number, term in enumerate(counted, 1):
            sql += (
                f" UNION ALL SELECT {-number}, (SELECT COUNT(*) FROM (SELECT 1 FROM newsroom_searchtext t"  # noqa: S608
                f" JOIN ({gate}) AS e ON e.id = t.rowid WHERE t.vector @@ %s::tsquery LIMIT {MOST_ASKED}) AS asked),"
                f" '', COUNT(*)::integer{nothing} FROM"
                f" (SELECT 1 FROM newsroom_searchtext WHERE vector @@ %s::tsquery LIMIT {MOST_COUNTED}) AS counted"
            )
            params += [*gate_params, self.term(term), self.term(term)]
        # The size of the index as the planner knows it, or counted as far as that is quick; the usual length of a text.
        sql += (
            f" UNION ALL SELECT 0, GREATEST(COUNT(*), (SELECT reltuples FROM pg_class"  # noqa: S608
            " WHERE oid = 'newsroom_searchentry'::regclass)::bigint), '',"
            f" COALESCE(AVG(length), 1)::integer{nothing}"
            f" FROM (SELECT length FROM newsroom_searchentry ORDER BY id DESC LIMIT {MOST_MEASURED}) AS sample"
        )
        counts, rows, size, usual = {}, [], 1, 1
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for row in cursor.fetchall():
                if row[0] > 0:
                    rows.append(row)
                elif row[0] == 0:
                    size, usual = row[1], max(1, row[3])
                else:
                    counts[counted[-row[0] - 1]] = _count(row[1], row[3])
        weights = [_rarity(size, counts[term]) for term in ranked]
        hits = [Hit(*row[:3], self.score(row[4:], weights, K1 * (1 - B + B * row[3] / usual))) for row in rows]
        hits.sort(key=lambda hit: -hit.id)
        return _answer(hits, {term: counts[term] for term in count}, most, of_more)

    def score(self, hits: Sequence[float], weights: Sequence[float], saturation: float) -> float:
        total = 0.0
        for found, weight in zip(hits, weights, strict=True):
            if found:
                found *= _LARGEST
                total += weight * found * (K1 + 1) / (found + saturation)
        return total

    def headlines(self, terms, begun, entries, *, most):
        gate, params = _gate(entries)
        wanted = [" <-> ".join(f"'{token}':A" for token in term) for term in terms]
        if begun:
            wanted.append(" | ".join(f"'{word}':*A" for word in begun))
        sql = (
            f"SELECT e.edition_id FROM newsroom_searchtext t JOIN ({gate}) AS e ON e.id = t.rowid"  # noqa: S608
            " WHERE t.vector @@ %s::tsquery ORDER BY t.rowid DESC LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, " & ".join(f"({each})" for each in wanted), most])
            return [row[0] for row in cursor.fetchall()]

    def query(self, question: Question) -> str:
        units = [self.unit(unit, label="AB" if question.in_names else "") for unit in question.units]
        found = f"({' | '.join(units) if question.any_unit else ' & '.join(units)})"
        for token in question.filters:
            found += f" & {self.term((token,))}"
        for term in question.excluded:
            found += f" & !({self.term(term)})"
        return found

    def unit(self, unit: Unit, label: str = "") -> str:
        return f"({' | '.join(f'({" & ".join(f"({self.term(term, label)})" for term in terms)})' for terms in unit)})"

    @staticmethod
    def term(term: Term, label: str = "") -> str:
        """As a tsquery; with labels only where the words have one of them, A and B being the headline and the names."""
        # What a story is filed under stands nowhere in it, and is a name all the same.
        label = f":{label}" if label and not term[0].startswith(FACET) else ""
        return " <-> ".join(f"'{token}'{label}" for token in term)


_ENGINES = {"sqlite": Fts5(), "postgresql": TsVector()}


def _count(asked: int, counted: int) -> int:
    """How many stories have a term: exactly those that readers see, or of a common one about how many there are."""
    return asked if asked < MOST_ASKED else counted


def _answer(hits: list[Hit], counts, most: int, of_more: int, is_more: bool = False) -> Answer:
    is_more = is_more or len(hits) > most
    return Answer(hits[: of_more or most] if is_more else hits, counts, is_more)


def _rarity(size: int, found: int) -> float:
    """What a term weighs by being rare, as FTS5 has it: hardly anything where more than half of all stories have it."""
    return max(1e-6, math.log((max(size, found) - found + 0.5) / (found + 0.5)))


def _gate(entries: Entries) -> tuple[str, tuple]:
    return (
        entries
        if isinstance(entries, tuple)
        else entries.values("id", "edition_id", "facets", "length").query.sql_with_params()
    )
