"""How PostgreSQL searches: tsvector.

`ts_rank_cd` of a single word or phrase is the sum of the weights of its hits; the rest of BM25 is worked out from it in
SQL. To look at a vector costs the server several microseconds for each word, so it is never looked at to count words of
which the planner's statistics know how common they are.
"""

from itertools import chain

from django.db import connection

from newsroom.models.search import questions
from newsroom.models.search.questions import (
    FEW,
    MOST_ASKED,
    SAMPLE,
    Answer,
    Engine,
    Hit,
    Question,
    Term,
    Text,
    Unit,
    gate,
)
from newsroom.models.search.ranking import K1, LEAST, WEIGHTS, B
from newsroom.models.search.words import FACET

ENOUGH_AHEAD = 20  # stories with all of it in the headline or the names, so that the others need no order but their age
MOST_LOOKED_AT = 5000  # stories with the words of which it is asked whether they stand in the headline or the names
_LARGEST = max(WEIGHTS.values())
_FOUND, _AHEAD, _TERM, _SIZE = range(4)  # kinds of rows
# How many stories have a word, of the commonest words as the planner knows it.
_KNOWN = """known AS MATERIALIZED (
    SELECT token, (share * (SELECT reltuples FROM pg_class WHERE oid = 'newsroom_searchtext'::regclass))::bigint AS n
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common(token, share)
    WHERE schemaname = current_schema() AND tablename = 'newsroom_searchtext' AND attname = 'vector'
    AND token = ANY(%s))"""
# The number of stories as the planner knows it, or counted as far as that is quick; the usual length of a text.
_SIZES = f"""sizes AS MATERIALIZED (
    SELECT GREATEST(COUNT(*), (SELECT reltuples FROM pg_class WHERE oid = 'newsroom_searchentry'::regclass))::float8
    AS stories, GREATEST(1, COALESCE(AVG(length), 1))::float8 AS usual
    FROM (SELECT length FROM newsroom_searchentry ORDER BY id DESC LIMIT {SAMPLE}) AS newest)"""  # noqa: S608
_RARITIES = f"""rarities AS MATERIALIZED (
    SELECT k, GREATEST({LEAST}, ln((GREATEST(stories, n) - n + 0.5) / (n + 0.5))) AS rarity FROM counts, sizes)"""  # noqa: S608


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

    def answer(self, question, entries, bounds, count):
        sql, params, terms = self._question(question, entries, bounds, count)
        answer = Answer()
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for kind, pk, edition, facets, score in cursor.fetchall():
                if kind == _FOUND:
                    answer.hits.append(Hit(pk, edition, facets, score))
                elif kind == _AHEAD:
                    answer.ahead.append(Hit(pk, edition, facets, score))
                elif kind == _TERM:
                    answer.counts[terms[pk]] = edition
                else:
                    number = pk
        enough = bounds.most + questions.SLACK
        answer.is_more = number > enough
        least = min(number, bounds.best or bounds.of_more or enough) - questions.SLACK
        answer.is_short = len(answer.hits) < least and not bounds.asks_each
        answer.hits.sort(key=lambda hit: -hit.id)
        answer.ahead.sort(key=lambda hit: -hit.id)
        return answer

    def _question(self, question, entries, bounds, count) -> tuple[str, list, list[Term]]:
        """SQL and parameters, and the terms in the order in which they are counted."""
        entry, entry_params = gate(entries)
        ranked = question.ranked
        terms = list(dict.fromkeys([*count, *ranked]))
        counts, count_params = self._counts(terms)
        enough = bounds.most + questions.SLACK
        seen = f"AND EXISTS (SELECT FROM ({entry}) AS each WHERE each.id = t.{{}} OFFSET 0)"  # noqa: S608
        more = f"(SELECT COUNT(*) FROM found) > {enough}"  # noqa: S608
        # So that they are looked up one by one; the planner would rather read all entries.
        with_entry = f"CROSS JOIN LATERAL (SELECT * FROM ({entry}) AS each WHERE each.id = f.id OFFSET 0) AS e"  # noqa: S608
        places = range(len(ranked))
        often = ", ".join(
            f"{_LARGEST} * ts_rank_cd(%s::real[], vector, %s::tsquery) AS often{place}" for place in places
        )
        score = " + ".join(
            f"(SELECT rarity FROM rarities WHERE k = {terms.index(ranked[place])})"  # noqa: S608
            f" * often{place} * {K1 + 1} / (often{place} + {K1} * ({1 - B} + {B} * length / usual))"
            for place in places
        )
        sql = f"""WITH {_KNOWN}, {_SIZES}, counts(k, n) AS MATERIALIZED ({counts}), {_RARITIES},
            found AS MATERIALIZED (
                SELECT rowid AS id, vector FROM newsroom_searchtext AS t
                WHERE vector @@ %s::tsquery {seen.format("rowid") if bounds.asks_each else ""}
                ORDER BY rowid DESC LIMIT {enough + 1}),
            ahead AS MATERIALIZED (
                SELECT id, vector FROM (
                    SELECT rowid AS id, vector FROM newsroom_searchtext
                    WHERE vector @@ %s::tsquery ORDER BY rowid DESC LIMIT {MOST_LOOKED_AT}) AS t
                WHERE {more} AND vector @@ %s::tsquery {seen.format("id")} ORDER BY id DESC LIMIT {bounds.ahead}),
            wanted AS MATERIALIZED (
                SELECT * FROM (
                    SELECT {_FOUND} AS kind,
                        NOT {more} OR (SELECT COUNT(*) FROM ahead) < {ENOUGH_AHEAD} AS is_ranked, e.*, vector
                    FROM found AS f {with_entry}
                    WHERE f.id NOT IN (SELECT id FROM ahead) ORDER BY f.id DESC
                    LIMIT (SELECT CASE WHEN {more} THEN {bounds.of_more or enough} ELSE {enough} END)) AS others
                UNION ALL SELECT {_AHEAD}, TRUE, e.*, vector FROM ahead AS f {with_entry})
            SELECT * FROM (
                SELECT kind, id, edition_id, facets, {score} AS score FROM sizes,
                (SELECT kind, id, edition_id, facets, length, {often} FROM wanted WHERE is_ranked) AS compared
                {f"ORDER BY score DESC LIMIT {bounds.best}" if bounds.best else ""}) AS scored
            UNION ALL SELECT kind, id, edition_id, facets, 0 FROM wanted WHERE NOT is_ranked
            UNION ALL SELECT {_SIZE}, COUNT(*), 0, '', 0 FROM found"""  # noqa: S608
        params = [
            [term[0] for term in terms if len(term) == 1],
            *count_params,
            self.query(question),
            *(entry_params if bounds.asks_each else ()),
            self.query(question),
            self.query(question, label="AB"),
            *(3 * entry_params),
            *chain.from_iterable((self._RANKS, self.term(term)) for term in ranked),
        ]
        for number, term in enumerate(count):
            sql += f""" UNION ALL SELECT {_TERM}, {number}, CASE WHEN n < {MOST_ASKED}
                AND (SELECT COUNT(*) FROM wanted) < {FEW} THEN (
                SELECT COUNT(*) FROM newsroom_searchtext AS t JOIN ({entry}) AS e ON e.id = t.rowid
                WHERE t.vector @@ %s::tsquery) ELSE n END, '', 0 FROM counts WHERE k = {number}"""  # noqa: S608
            params += [*entry_params, self.term(term)]
        return sql, params, terms

    def _counts(self, terms: list[Term]) -> tuple[str, list]:
        """How many stories have each of the terms: as is known, or counted."""
        counts, params = [], []
        for number, term in enumerate(terms):
            counted = (
                "(SELECT COUNT(*) FROM (SELECT 1 FROM newsroom_searchtext"  # noqa: S608
                f" WHERE vector @@ %s::tsquery LIMIT {questions.COMMON + 1}) AS counted)"
            )
            params.append(self.term(term))
            if len(term) == 1:
                counted = (
                    f"CASE WHEN known.n > {questions.COMMON} THEN known.n ELSE {counted} END"
                    " FROM (VALUES (%s)) AS word(token) LEFT JOIN known USING (token)"
                )
                params.append(term[0])
            counts.append(f"SELECT {number}, {counted}")
        return " UNION ALL ".join(counts), params

    def editions(self, question, entries):
        entry, params = gate(entries)
        sql = (
            f"SELECT e.edition_id FROM newsroom_searchtext t JOIN ({entry}) AS e ON e.id = t.rowid"  # noqa: S608
            " WHERE t.vector @@ %s::tsquery"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, self.query(question)])
            return [row[0] for row in cursor.fetchall()]

    def headlines(self, terms, begun, entries, *, most):
        entry, params = gate(entries)
        wanted = [" <-> ".join(f"'{token}':A" for token in term) for term in terms]
        if begun:
            wanted.append(" | ".join(f"'{word}':*A" for word in begun))
        sql = (
            f"SELECT e.edition_id FROM newsroom_searchtext t JOIN ({entry}) AS e ON e.id = t.rowid"  # noqa: S608
            " WHERE t.vector @@ %s::tsquery ORDER BY t.rowid DESC LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, " & ".join(f"({each})" for each in wanted), most])
            return [row[0] for row in cursor.fetchall()]

    def query(self, question: Question, label: str = "") -> str:
        units = [self.unit(unit, label) for unit in question.units]
        if question.is_narrowed:
            found = question.narrowed(*units, both=" & ", either=" | ")
        else:
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
