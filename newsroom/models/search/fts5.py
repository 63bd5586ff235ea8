"""How SQLite searches: FTS5.

Its bm25() goes through all places of every word to learn how rare it is, so it is asked for only where no word is a
common one. Else what was found is compared by `Comparison`.
"""

import sqlite3
from collections.abc import Sequence
from functools import partial
from itertools import chain
from operator import itemgetter

from django.db import connection, transaction

from newsroom.models.search import questions
from newsroom.models.search.comparison import READ_WHOLE, Comparison
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
    gate,
    marked,
    told_apart,
)
from newsroom.models.search.ranking import WEIGHTS, frequency, padded, rarity

_BM25 = f"-bm25(newsroom_searchtext, {', '.join(map(str, WEIGHTS.values()))}, 0)"
# Each transaction that writes leaves a piece of the index. FTS5 puts pieces of one size together where there are four;
# all in one, as `tidy` has it, is the whole index written anew, so that is left until they are many.
MOST_PIECES = 8
PAGES = 200  # of the index that are written in one go, some hundredths of a second
_FOUND, _AHEAD, _TERM, _SIZE = range(4)  # kinds of rows
_as_hit = partial(tuple.__new__, Hit)  # as Hit._make, for hundreds of rows


def damaged(raw: sqlite3.Connection) -> list[str]:
    """The indexes of words in that file that are not what their texts make them. No other check of an SQLite before
    3.44 looks into them. Takes a second for a hundred thousand stories, in which nobody else writes.
    """
    tables = raw.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'").fetchall()
    found = []
    for (table,) in tables:
        try:
            raw.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")  # noqa: S608
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname != "SQLITE_CORRUPT_VTAB":
                raise
            found.append(table)
    return found


class Fts5(Engine):
    BOTH, EITHER, NOT = " AND ", " OR ", " NOT "

    def empty(self):
        with transaction.atomic(), connection.cursor() as cursor:
            # Deleting would take every text apart again.
            cursor.execute("DROP TABLE newsroom_searchtext")
            cursor.execute(
                "CREATE VIRTUAL TABLE newsroom_searchtext"
                " USING fts5(headline, names, standfirst, body, facets, tokenize = 'ascii')"
            )

    def tidy(self):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO newsroom_searchtext (newsroom_searchtext) VALUES ('optimize')")

    def mend(self):
        return self._merge(PAGES) or (self._pieces() > MOST_PIECES and self._merge(-PAGES))

    def _merge(self, pages: int) -> bool:
        """Whether there was something to merge: pieces of the same size, or with a minus all that there are."""
        before = connection.connection.total_changes
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO newsroom_searchtext (newsroom_searchtext, rank) VALUES ('merge', %s)", [pages])
        return connection.connection.total_changes - before > 1  # FTS5 says it so

    def _pieces(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM newsroom_searchtext_data WHERE id = 10")
            _, pieces, *_ = _numbers(cursor.fetchone()[0][4:])  # after a number of four bytes that tells of changes
        return pieces

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
                        " ".join(text.filed),
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
                    number, sizes = row[1], row[3]
        enough = bounds.most + questions.SLACK
        answer.is_more = number > enough
        answer.is_short = len(found) < min(number, bounds.of_more or enough) - questions.SLACK and not bounds.asks_each
        found.sort(key=itemgetter(1), reverse=True)
        answer.counts = {term: counts[term][3] for term in count}
        is_scored = not found or found[0][6] is not None
        if ahead or not is_scored:
            comparison = self._comparison(question.ranked, counts, sizes)
            answer.ahead = comparison.scored(ahead)
            answer.hits = [] if is_scored else comparison.scored(found)
            comparison.read_whole([answer.ahead, answer.hits])
        if is_scored:
            answer.hits = [_as_hit((*row[1:4], row[6])) for row in found]
        return answer

    def newest(self, question, entries, most, *, marks=()):
        entry, entry_params = gate(entries)
        # As one text each, for hundreds of rows take longer to be handed over than to be found.
        sql = f"""SELECT GROUP_CONCAT(id, ' '), GROUP_CONCAT(facets, '\n') FROM (
            SELECT e.id, e.facets FROM newsroom_searchtext CROSS JOIN ({entry}) AS e ON e.id = newsroom_searchtext.rowid
            WHERE newsroom_searchtext MATCH %s ORDER BY newsroom_searchtext.rowid DESC LIMIT {most:d})"""  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*entry_params, self.query(question, marks=marks)])
            return told_apart(*cursor.fetchone())

    def _comparison(self, ranked: Sequence[Term], counts: dict[Term, tuple], sizes: bytes) -> Comparison:
        stories, *tokens = _numbers(sizes)
        rarities = {}
        for term in ranked:
            _, _, found, _, recent, *_ = counts[term]
            rarities[term] = rarity(stories, max(found, stories * recent // SAMPLE if recent else 0))
        return Comparison(rarities, sum(tokens) / max(1, stories), self._often)

    def _often(self, ids: Sequence[int], terms: Sequence[Term]) -> dict[int, list[float]]:
        marks, looked_for = ", ".join(["%s"] * len(ids)), [padded(" ".join(term)) for term in terms]
        sql = f"SELECT id, c0, c1, c2, c3 FROM newsroom_searchtext_content WHERE id IN ({marks})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, ids)
            texts = {pk: [padded(field) for field in fields] for pk, *fields in cursor.fetchall()}
        return {pk: [frequency(fields, term) for term in looked_for] for pk, fields in texts.items()}

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
        # Backwards takes FTS5 twice as long, because its lists of stories are written to be read forwards. So it is
        # asked that way, for the newest, only where there may be more than are wanted.
        matching = f"""SELECT {pk} AS id, CASE WHEN (SELECT MAX(n) FROM counts) <= {common} THEN {_BM25} END AS score
            FROM newsroom_searchtext {each if bounds.asks_each else ""}
            WHERE newsroom_searchtext MATCH %s {narrowed}"""  # noqa: S608
        # Joined in this order, the search ends with the last one wanted.
        rows = f"e.id, e.edition_id, e.facets, e.length, {{}}, f.score FROM {{}} AS f {joined} = f.id LIMIT"
        ahead = rows.format("e.above", "ahead")
        # Nothing is compared of what has a score, nor of what has it in its text alone where enough others come ahead.
        is_compared = f"f.score IS NULL AND (SELECT COUNT(*) FROM ahead) < {READ_WHOLE}"  # noqa: S608
        others = rows.format(
            f"CASE WHEN {is_compared} THEN e.above END",
            "(SELECT * FROM found WHERE id NOT IN (SELECT id FROM ahead))",  # noqa: S608
        )
        sql = f"""WITH terms(k, q) AS (VALUES {", ".join(["(%s, %s)"] * len(terms))}),
            counts AS MATERIALIZED (
                SELECT k, q, (SELECT COUNT(*) FROM (
                    SELECT 1 FROM newsroom_searchtext WHERE newsroom_searchtext MATCH q LIMIT {common + 1})) AS n
                FROM terms),
            bound AS MATERIALIZED (SELECT {_most(question, terms, enough)} <= {enough} AS is_kept),
            newest AS (
                SELECT * FROM ({matching} ORDER BY {pk} DESC LIMIT (SELECT IIF(is_kept, 0, {enough + 1}) FROM bound))
                UNION ALL SELECT * FROM ({matching} ORDER BY {pk} LIMIT (SELECT IIF(is_kept, {enough}, 0) FROM bound))),
            found AS MATERIALIZED (
                SELECT * FROM newest {f"ORDER BY score DESC, id DESC LIMIT {bounds.best}" if bounds.best else ""}),
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
                '', 0 FROM counts, (SELECT COUNT(*) < {FEW} AS few FROM ({seen}))
            UNION ALL SELECT {_SIZE}, (SELECT COUNT(*) FROM found), 0, block, 0, '', 0
            FROM newsroom_searchtext_data WHERE id = 1"""  # noqa: S608
        params = [
            *chain.from_iterable((number, self.term(term)) for number, term in enumerate(terms)),
            *(2 * [*(entry_params if bounds.asks_each else ()), self.query(question), *narrowing]),
            *entry_params,
            self.query(question, marks=questions.ABOVE),
            *(4 * entry_params),
        ]
        return sql, params, terms

    def matching(self, query, loosely="", *, whole=False):
        sql = (
            "SELECT rowid AS id FROM newsroom_searchtext"
            " WHERE newsroom_searchtext MATCH %s ORDER BY newsroom_searchtext.rowid DESC"
        )
        return sql, [query]

    def term(self, term, mark=""):
        # Between quotes nothing is an operator, and a token has neither quotes nor blanks.
        return f'"{" ".join(marked(term, mark))}"'

    def beginning(self, token):
        return f"{self.term((token,))} *"

    def filter(self, token):
        return f"facets : {self.term((token,))}"


def _most(question: Question, terms: Sequence[Term], enough: int) -> str:
    """SQL for how many stories can answer the question at the most, by the counts of its terms; a number beyond
    `enough` where one of those that decide is a common one, which was not counted to its end.
    """

    def least(numbers: list[str]) -> str:
        return f"MIN({', '.join(numbers)})" if len(numbers) > 1 else numbers[0]

    counted = {
        term: f"(SELECT IIF(n > {questions.COMMON}, {enough + 1}, n) FROM counts WHERE k = {number})"  # noqa: S608
        for number, term in enumerate(terms)
    }
    units = [" + ".join(least([counted[term] for term in way]) for way in unit) for unit in question.units]
    return " + ".join(units) if question.any_unit else least(units)


def _numbers(block: bytes) -> list[int]:
    """What FTS5 keeps of the whole index, such as the number of texts and of the tokens in each column: varints."""
    found, number = [], 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(number)
            number = 0
    return found
