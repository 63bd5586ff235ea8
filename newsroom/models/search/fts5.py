"""How SQLite searches: FTS5.

Its bm25() goes through all places of every word to learn how rare it is, so it is asked for only where no word is a
common one. Else the headlines and names of what is found are compared here, and the texts of the best.
"""

from collections.abc import Sequence
from functools import partial
from itertools import chain
from operator import itemgetter

from django.db import connection

from newsroom.models.search import questions
from newsroom.models.search.questions import (
    FEW,
    MOST_ASKED,
    SAMPLE,
    Answer,
    Bounds,
    Engine,
    Hit,
    Question,
    Term,
    Unit,
    gate,
)
from newsroom.models.search.ranking import K1, LEAST, WEIGHTS, frequency, padded, rarity, saturation, score
from newsroom.models.search.words import FACET

READ_WHOLE = 20  # stories, those of the first page by what stands above their texts
_BM25 = f"-bm25(newsroom_searchtext, {', '.join(map(str, WEIGHTS.values()))}, 0)"
# What stands above a text, and where in that the names and the standfirst begin.
_ABOVE = "' ' || t.c0 || '  ' || t.c1 || '  ' || t.c2 || ' ', length(t.c0) + 1, length(t.c0) + length(t.c1) + 3"
_HEADLINE, _NAMES, _STANDFIRST, _ = WEIGHTS.values()
_FOUND, _AHEAD, _TERM, _SIZE = range(4)  # kinds of rows
_as_hit = partial(tuple.__new__, Hit)  # as Hit._make, for hundreds of rows


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

    def answer(self, question, entries, bounds, count):
        sql, params, terms = self._question(question, entries, bounds, count)
        found, ahead, counts, answer = [], [], {}, Answer()
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for row in cursor.fetchall():
                if row[0] == _FOUND:
                    found.append(row)
                elif row[0] == _AHEAD:
                    ahead.append(row)
                elif row[0] == _TERM:
                    counts[terms[row[1]]] = row
                else:
                    number, sizes = row[1], row[5]
        enough = bounds.most + questions.SLACK
        answer.is_more = number > enough
        answer.is_short = len(found) < min(number, bounds.of_more or enough) - questions.SLACK and not bounds.asks_each
        if bounds.best:
            found.sort(key=itemgetter(1), reverse=True)
        answer.counts = {term: counts[term][3] for term in count}
        is_scored = not found or found[0][5] is not None
        if ahead or not is_scored:
            comparison = _Comparison(question.ranked, counts, sizes)
            answer.ahead = comparison.scored(ahead)
            answer.hits = [] if is_scored else comparison.scored(found)
            comparison.read_whole([answer.ahead, answer.hits])
        if is_scored:
            answer.hits = [_as_hit((*row[1:4], row[5])) for row in found]
        return answer

    def _question(self, question: Question, entries, bounds: Bounds, count: Sequence[Term]) -> tuple[str, list, list]:
        """SQL and parameters, and the terms in the order in which they are counted."""
        entry, entry_params = gate(entries)
        terms = list(dict.fromkeys([*count, *question.terms]))
        common, enough = questions.COMMON, bounds.most + questions.SLACK
        more = f"(SELECT COUNT(*) FROM found) > {enough}"  # noqa: S608
        joined = f"CROSS JOIN ({entry}) AS e ON e.id"
        each, pk = f"{joined} = newsroom_searchtext.rowid", "newsroom_searchtext.rowid"
        seen = f"SELECT 1 FROM found AS f {joined} = f.id LIMIT {FEW}"  # noqa: S608
        # A question apart, for bm25() counts a term as often as it stands in the question. The sign keeps FTS5 from
        # looking up each story by itself.
        narrowed, narrowing = "", []
        if question.is_narrowed:
            narrowed = f"AND +{pk} IN (SELECT rowid FROM newsroom_searchtext WHERE newsroom_searchtext MATCH %s)"  # noqa: S608
            narrowing = [question.narrowed(*map(self.unit, question.units), both=" AND ", either=" OR ")]
        # Joined in this order, hits come newest first and the search ends with the last one wanted.
        rows = (
            f"e.id, e.edition_id, e.facets, e.length, f.score, {_ABOVE} FROM {{}} AS f"
            f" {joined} = f.id LEFT JOIN newsroom_searchtext_content AS t ON t.id = {{}} LIMIT"
        )
        ahead = rows.format("ahead", "f.id")
        # No text is read of what has a score, nor of what has it only in its text where enough others have it above.
        is_read = f"f.score IS NULL AND (SELECT COUNT(*) FROM ahead) < {READ_WHOLE}"  # noqa: S608
        others = rows.format(
            "(SELECT * FROM found WHERE id NOT IN (SELECT id FROM ahead))", f"CASE WHEN {is_read} THEN f.id END"
        )
        sql = f"""WITH terms(k, q) AS (VALUES {", ".join(["(%s, %s)"] * len(terms))}),
            counts AS MATERIALIZED (
                SELECT k, q, (SELECT COUNT(*) FROM (
                    SELECT 1 FROM newsroom_searchtext WHERE newsroom_searchtext MATCH q LIMIT {common + 1})) AS n
                FROM terms),
            newest AS (
                SELECT {pk} AS id, CASE WHEN (SELECT MAX(n) FROM counts) <= {common} THEN {_BM25} END AS score
                FROM newsroom_searchtext {each if bounds.asks_each else ""}
                WHERE newsroom_searchtext MATCH %s {narrowed} ORDER BY {pk} DESC LIMIT {enough + 1}),
            found AS MATERIALIZED (
                SELECT * FROM newest {f"ORDER BY score DESC LIMIT {bounds.best}" if bounds.best else ""}),
            ahead AS MATERIALIZED (
                SELECT {pk} AS id, NULL AS score FROM newsroom_searchtext {each}
                WHERE newsroom_searchtext MATCH %s ORDER BY {pk} DESC
                LIMIT (SELECT CASE WHEN {more} THEN {bounds.ahead} ELSE 0 END))
            SELECT * FROM (SELECT {_FOUND}, {others}
                (SELECT CASE WHEN {more} THEN {bounds.of_more or enough} ELSE {enough} END))
            UNION ALL SELECT * FROM (SELECT {_AHEAD}, {ahead} {bounds.ahead})
            UNION ALL SELECT {_TERM}, k, n, CASE WHEN k < {len(count)} AND n < {MOST_ASKED} AND few THEN (
                    SELECT COUNT(*) FROM newsroom_searchtext {each} WHERE newsroom_searchtext MATCH q) ELSE n END,
                CASE WHEN n > {common} THEN (
                    SELECT COUNT(*) FROM newsroom_searchtext WHERE newsroom_searchtext MATCH q AND rowid > (
                        SELECT id FROM newsroom_searchentry ORDER BY id DESC LIMIT 1 OFFSET {SAMPLE})) END,
                0, '', 0, 0 FROM counts, (SELECT COUNT(*) < {FEW} AS few FROM ({seen}))
            UNION ALL SELECT {_SIZE}, (SELECT COUNT(*) FROM found), 0, '', 0, block, '', 0, 0
            FROM newsroom_searchtext_data WHERE id = 1"""  # noqa: S608
        params = [
            *chain.from_iterable((number, self.term(term)) for number, term in enumerate(terms)),
            *(entry_params if bounds.asks_each else ()),
            self.query(question),
            *narrowing,
            *entry_params,
            self.query(question, fields="headline names"),
            *(4 * entry_params),
        ]
        return sql, params, terms

    def editions(self, question, entries):
        entry, params = gate(entries)
        sql = (
            f"SELECT e.edition_id FROM newsroom_searchtext CROSS JOIN ({entry}) AS e"  # noqa: S608
            " ON e.id = newsroom_searchtext.rowid WHERE newsroom_searchtext MATCH %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, self.query(question)])
            return [row[0] for row in cursor.fetchall()]

    def headlines(self, terms, begun, entries, *, most):
        entry, params = gate(entries)
        wanted = [self.term(term) for term in terms]
        if begun:
            wanted.append(f"({' OR '.join(f'{self.term((word,))} *' for word in begun)})")
        sql = (
            f"SELECT e.edition_id FROM newsroom_searchtext CROSS JOIN ({entry}) AS e"  # noqa: S608
            " ON e.id = newsroom_searchtext.rowid WHERE newsroom_searchtext MATCH %s"
            " ORDER BY newsroom_searchtext.rowid DESC LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, f"headline : ({' AND '.join(wanted)})", most])
            return [row[0] for row in cursor.fetchall()]

    def query(self, question: Question, fields: str = "") -> str:
        units = [self.unit(unit) for unit in question.units]
        found = f"({' OR '.join(units) if question.any_unit else ' AND '.join(units)})"
        if fields:
            found = f"({{{fields}}} : {found})"
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


class _Comparison:
    """BM25 of stories by the places where their terms stand."""

    def __init__(self, ranked: Sequence[Term], counts: dict[Term, tuple], sizes: bytes):
        stories, *tokens = _numbers(sizes)
        self.usual = max(1, sum(tokens)) / max(1, stories)
        rarities = {}
        for term in ranked:
            _, _, found, _, recent, *_ = counts[term]
            rarities[term] = rarity(stories, max(found, stories * recent // SAMPLE if recent else 0))
        # What most stories have tells nothing beside what few have.
        telling = [term for term in ranked if rarities[term] > LEAST] or ranked
        self.terms = [padded(" ".join(term)) for term in telling]
        self.rarities = [rarities[term] for term in telling]
        # A word that stands neither in the headline nor the names nor the standfirst is in the text; a facet isn't.
        self.in_text = [0 if term[0].startswith(FACET) else 1 for term in telling]
        self.lengths: dict[int, int] = {}

    def scored(self, rows: list[tuple]) -> list[Hit]:
        """The stories by the best place above their texts in which each term stands."""
        hits, terms = [], list(zip(self.terms, self.in_text, self.rarities, strict=True))
        for _, pk, edition, facets, length, _, above, names, standfirst in rows:
            self.lengths[pk] = length
            if above is None:
                hits.append(_as_hit((pk, edition, facets, 0.0)))
                continue
            enough, total = saturation(length, self.usual), 0.0
            for term, in_text, weight in terms:
                place = above.find(term)
                if place < 0:
                    often = in_text
                else:
                    often = _HEADLINE if place < names else _NAMES if place < standfirst else _STANDFIRST
                total += weight * often / (often + enough)
            hits.append(_as_hit((pk, edition, facets, (K1 + 1) * total)))
        return hits

    def read_whole(self, compared: list[list[Hit]]) -> None:
        """Score those that will come first by their texts as well; of one list all come before the next."""
        best = chain.from_iterable(sorted(hits, key=itemgetter(3), reverse=True)[:READ_WHOLE] for hits in compared)
        ids = list(dict.fromkeys(hit.id for hit in best))[:READ_WHOLE]
        marks = ", ".join(["%s"] * len(ids))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, c0, c1, c2, c3 FROM newsroom_searchtext_content WHERE id IN ({marks})",  # noqa: S608
                ids,
            )
            exact = {pk: self.score(self.often(texts), self.lengths[pk]) for pk, *texts in cursor.fetchall()}
        for hits in compared:
            for place, hit in enumerate(hits):
                if hit.id in exact:
                    hits[place] = _as_hit((*hit[:3], exact[hit.id]))

    def often(self, texts: list[str]) -> list[float]:
        texts = [padded(text) for text in texts]
        return [frequency(texts, term) for term in self.terms]

    def score(self, often: Sequence[float], length: int) -> float:
        return score(often, self.rarities, saturation(length, self.usual))


def _numbers(block: bytes) -> list[int]:
    """What FTS5 keeps of the whole index: the number of texts, and of the tokens in each column, as varints."""
    found, number = [], 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(number)
            number = 0
    return found
