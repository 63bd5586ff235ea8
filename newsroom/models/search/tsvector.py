"""How PostgreSQL searches: tsvector.

To look into a vector costs the server about ten microseconds for each word, and its planner takes it for free. So the
function `newsroom_search` (a migration made it) finds stories by the index of words alone, and vectors are looked into
only for phrases and for ranking: all where few were found, else those of the best by `Comparison`. `ts_rank_cd` of a
single word or phrase is the sum of the weights of its hits; the rest of BM25 is worked out from it. How common a word
is tell the planner's statistics, where they know it.
"""

from collections.abc import Sequence
from itertools import chain

from django.db import connection

from newsroom.models.planned import planned_cursor
from newsroom.models.search import questions
from newsroom.models.search.comparison import READ_WHOLE, Comparison
from newsroom.models.search.questions import (
    ABOVE,
    EDITION_BITS,
    FEW,
    MOST_ASKED,
    SAMPLE,
    Answer,
    Engine,
    Hit,
    Question,
    Term,
    Text,
    gate,
    marked,
    told_apart,
)
from newsroom.models.search.ranking import K1, LEAST, WEIGHTS, B, rarity
from newsroom.models.search.words import FACET, HEADLINE, NAMES

# Stories with all words of a phrase, the newest: which have it as it stands? To fetch the vectors of so many, each from
# three pages of its own, takes the server 0.1 s and more.
MOST_LOOKED_INTO = 10_000
MANY_WORDS = 12  # in phrases, from which on a story takes ever longer to look into; then only so many are
MOST_OF_MANY_WORDS = 5_000
RECENT = 2000  # stories among which enough are expected that have a common word; with all others of their years
MOST_COUNTED = 1000  # the same, where it is only asked how many have it; fewer of each where there are many phrases
MOST_COUNTED_IN_ALL = 3000
MOST_RANKED = 1000  # vectors that are looked into to rank what was found, one for each story and term
MOST_MEASURED = 200  # texts whose length is looked at
_LARGEST = max(WEIGHTS.values())
_FOUND, _AHEAD, _TERM, _SIZE = range(4)  # kinds of rows
# How many stories have a word, of the commonest words as the planner knows it.
_KNOWN = """known AS MATERIALIZED (
    SELECT token, (share * (SELECT reltuples FROM pg_class WHERE oid = 'newsroom_searchtext'::regclass))::bigint AS n
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common(token, share)
    WHERE schemaname = current_schema() AND tablename = 'newsroom_searchtext' AND attname = 'vector'
    AND token IN (SELECT token FROM terms))"""
# How many stories have each of the terms: as is known, or counted.
_COUNTS = f"""counts AS MATERIALIZED (
    SELECT k, CASE WHEN known.n > {questions.COMMON} THEN known.n ELSE (
        SELECT COUNT(*) FROM newsroom_search(query, loosely, most, {questions.COMMON + 1},
            CASE WHEN loosely IS NOT NULL THEN (SELECT years FROM recent) END)) END AS n
    FROM terms LEFT JOIN known USING (token))"""  # noqa: S608
# The number of stories as the planner knows it, or a small one counted; the usual length of a text, by the newest.
_SIZES = f"""sizes AS MATERIALIZED (
    SELECT (SELECT CASE WHEN reltuples > {SAMPLE} THEN reltuples::float8 ELSE (
        SELECT COUNT(*) FROM (SELECT FROM newsroom_searchentry LIMIT {SAMPLE}) AS counted) END
        FROM pg_class WHERE oid = 'newsroom_searchentry'::regclass) AS stories,
    GREATEST(1, COALESCE(AVG(length), 1))::float8 AS usual
    FROM (SELECT length FROM newsroom_searchentry ORDER BY id DESC LIMIT {MOST_MEASURED}) AS newest)"""  # noqa: S608
_RARITIES = f"""rarities AS MATERIALIZED (
    SELECT k, GREATEST({LEAST}, ln((GREATEST(stories, n) - n + 0.5) / (n + 0.5))) AS rarity FROM counts, sizes)"""  # noqa: S608


class TsVector(Engine):
    BOTH, EITHER, NOT = " & ", " | ", " & !"
    _LABELS = dict(zip(WEIGHTS, "ABCD", strict=True))
    # From D to A, the largest being 1.
    _RANKS = "{" + ", ".join(str(weight / _LARGEST) for weight in reversed(WEIGHTS.values())) + "}"
    _MARKS = {"headline": HEADLINE, "names": NAMES}  # noqa: RUF012
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
        self.mend()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE newsroom_searchtext")
            cursor.execute("ANALYZE newsroom_searchentry")

    def mend(self):
        with connection.cursor() as cursor:
            # What was written last lies unsorted beside the index, and is gone through by every search. The server
            # sorts it in when that is four megabytes, or much else in the table has changed.
            cursor.execute("SELECT gin_clean_pending_list('newsroom_searchtext_vector')")
        return False

    def vector(self, text: Text) -> str:
        places: dict[str, list[str]] = {}
        at = 0
        for name, label in self._LABELS.items():
            for token in getattr(text, name):
                at += 1
                place = min(at, self._LAST_PLACE)
                places.setdefault(token, []).append(f"{place}{label}")
                if (mark := self._MARKS.get(name)) and not token.startswith(FACET):
                    places.setdefault(mark + token, []).append(str(place))
            at += 1  # no phrase reaches from one field into the next
        for token in text.facets:
            places.setdefault(token, [])
        return " ".join(f"'{token}':{','.join(at)}" if at else f"'{token}'" for token, at in places.items())

    def answer(self, question, entries, bounds, count):
        sql, params, terms = self._question(question, entries, bounds, count)
        found, ahead, known, answer = [], [], {}, Answer()
        with planned_cursor() as cursor:
            cursor.execute(sql, params)
            for row in cursor.fetchall():
                if row[0] == _FOUND:
                    found.append(row)
                elif row[0] == _AHEAD:
                    ahead.append(row)
                elif row[0] == _TERM:
                    known[terms[row[1]]] = row[2]
                    answer.counts[terms[row[1]]] = row[4]
                else:
                    _, number, stories, _, _, _, usual = row
        enough = bounds.most + questions.SLACK
        answer.is_more = number > enough
        least = min(number, bounds.best or bounds.of_more or enough) - questions.SLACK
        answer.is_short = len(found) < least and not bounds.asks_each
        answer.counts = {term: answer.counts[term] for term in count}
        if not ahead and (not found or found[0][6] is not None):
            answer.hits = [Hit(*row[1:4], row[6]) for row in found]
        else:
            rarities = {term: rarity(max(stories, known[term]), known[term]) for term in question.ranked}
            comparison = Comparison(rarities, usual, self._often)
            answer.ahead, answer.hits = comparison.scored(ahead), comparison.scored(found)
            comparison.read_whole([answer.ahead, answer.hits])
        if bounds.best:
            answer.hits = sorted(answer.hits, key=lambda hit: -hit.score)[: bounds.best]
        answer.hits.sort(key=lambda hit: -hit.id)
        answer.ahead.sort(key=lambda hit: -hit.id)
        return answer

    def newest(self, question, entries, most, *, marks=()):
        query, loosely = self.query(question, marks=marks), self.loosely(question, marks=marks)
        # The lists of words in headlines are short where many are asked for by a name.
        return self._newest(query, loosely, entries, most, recent_first=not marks)

    def _newest_editions(self, query, loosely, entries, most):
        # Not so where somebody begins to type: a third of all headlines may have the first word.
        rows = self._newest(query, loosely, entries, most, recent_first=True)
        return [Hit.unscored(*row).edition for row in rows]

    def _newest(self, query: str, loosely: str, entries, most: int, *, recent_first: bool) -> list[tuple[int, str]]:
        entry, entry_params = gate(entries)
        recent = f"{_recent()}, " if recent_first else ""
        for looked_at in (most + questions.SLACK, None):
            stories, params = self.matching(
                query, loosely, most=looked_at, newest_first=looked_at is not None and recent_first
            )
            sql = f"""WITH {recent}found AS MATERIALIZED ({stories})
                SELECT string_agg(id::text, ' ' ORDER BY id DESC), string_agg(facets, E'\\n' ORDER BY id DESC),
                    (SELECT COUNT(*) FROM found)
                FROM (
                    SELECT e.id, e.facets FROM (SELECT id FROM found ORDER BY id DESC) AS f
                    {_looked_up(entry)} ORDER BY f.id DESC LIMIT {most:d}) AS newest"""  # noqa: S608
            with planned_cursor() as cursor:
                cursor.execute(sql, [*params, *entry_params])
                ids, facets, number = cursor.fetchone()
            rows = told_apart(ids, facets)
            # As in `ask`: many that nobody may see must not hide others.
            if looked_at is None or number < looked_at or len(rows) == most:
                break
        return rows

    def _question(self, question, entries, bounds, count) -> tuple[str, list, list[Term]]:
        """SQL and parameters, and the terms in the order in which they are counted."""
        entry, entry_params = gate(entries)
        ranked = question.ranked
        terms = list(dict.fromkeys([*count, *ranked]))
        rows, row_params = self._terms(terms, len(count))
        enough = bounds.most + questions.SLACK
        found, found_params = self.matching(
            self._asked(question),
            self.loosely(question),
            most=None if bounds.asks_each else enough + 1,
            most_looked_into=self._most_looked_into(question),
            newest_first=not bounds.asks_each,
        )
        if self.loosely(question):
            found, found_params = self._with_those_above(
                found, found_params, question, None if bounds.asks_each else enough + 1
            )
        ahead, ahead_params = self.matching(
            self.query(question, marks=ABOVE),
            self.loosely(question, marks=ABOVE),
            most=None if bounds.asks_each else bounds.ahead + questions.SLACK,
            newest_first=not bounds.asks_each,
        )
        with_entry = _looked_up(entry)
        more = f"(SELECT COUNT(*) FROM found) > {enough}"  # noqa: S608
        wanted = f"CASE WHEN {more} THEN {bounds.of_more or enough} ELSE {enough} END"
        score = " + ".join(
            f"(SELECT rarity FROM rarities WHERE k = {terms.index(term)})"  # noqa: S608
            f" * often{place} * {K1 + 1} / (often{place} + {K1} * ({1 - B} + {B} * length / usual))"
            for place, term in enumerate(ranked)
        )
        often, often_params = self._often_of(ranked)
        sql = f"""WITH terms AS MATERIALIZED ({rows}), {_KNOWN}, {_SIZES}, {_recent()}, {_COUNTS}, {_RARITIES},
            found AS MATERIALIZED (
                SELECT f.id FROM ({found}) AS f {with_entry if bounds.asks_each else ""}
                ORDER BY f.id DESC LIMIT {enough + 1}),
            few AS MATERIALIZED (
                SELECT COUNT(*) * {len(ranked)} <= {MOST_RANKED}
                AND (SELECT MAX(n) FROM counts) <= {questions.COMMON} AND NOT {more} AS are_few FROM found),
            ahead AS MATERIALIZED (
                SELECT e.* FROM ({ahead}) AS f {with_entry}
                WHERE {more} AND {bounds.ahead} > 0 ORDER BY f.id DESC LIMIT {bounds.ahead}),
            others AS MATERIALIZED (
                SELECT e.* FROM (
                    SELECT id FROM found WHERE id NOT IN (SELECT id FROM ahead) ORDER BY id DESC
                    LIMIT (SELECT {wanted} + {questions.SLACK})) AS f {with_entry}
                ORDER BY f.id DESC LIMIT (SELECT {wanted}))
            SELECT {_FOUND} AS kind, id, edition_id, facets, length,
                CASE WHEN (SELECT COUNT(*) FROM ahead) < {READ_WHOLE} AND NOT are_few THEN above END,
                CASE WHEN are_few THEN (
                    SELECT {score} FROM sizes, (
                        SELECT {often} FROM newsroom_searchtext WHERE rowid = others.id OFFSET 0) AS each) END
            FROM others, few
            UNION ALL SELECT {_AHEAD}, id, edition_id, facets, length, above, 0 FROM ahead
            UNION ALL SELECT {_SIZE}, (SELECT COUNT(*) FROM found), stories::bigint, '', 0, '', usual FROM sizes
            UNION ALL SELECT {_TERM}, k, n, '', CASE
                WHEN is_asked AND n < {MOST_ASKED} AND (SELECT COUNT(*) FROM others) < {FEW} THEN (
                    SELECT COUNT(*) FROM newsroom_search(query, loosely, {MOST_LOOKED_INTO}, NULL) AS f(id)
                    {with_entry}) ELSE n END, '', 0
                FROM terms JOIN counts USING (k)"""  # noqa: S608
        params = [
            *row_params,
            *found_params,
            *(entry_params if bounds.asks_each else ()),
            *ahead_params,
            *(2 * entry_params),
            *often_params,
            *entry_params,
        ]
        return sql, params, terms

    def _asked(self, question: Question) -> str:
        if not question.is_narrowed:
            return self.query(question)
        found = question.narrowed(*map(self.unit, question.units), both=self.BOTH, either=self.EITHER)
        return self._narrowed(found, question, [self.term(term) for term in question.excluded])

    def _most_looked_into(self, question: Question) -> int:
        """How many stories are looked into for the phrases of a question: fewer, where there are many phrases.

        A question less something, which nothing answers, is asked once more with it (`find`), and then has two.
        """
        wanted = [len(term) for term in question.ranked if len(term) > 1]
        in_phrases = sum(wanted) + sum(len(term) for term in question.excluded if len(term) > 1)
        most = max(1, MOST_LOOKED_INTO // max(1, len(wanted)))
        return most if in_phrases <= MANY_WORDS else min(most, MOST_OF_MANY_WORDS)

    def _with_those_above(self, found: str, params: list, question: Question, wanted: int | None) -> tuple[str, list]:
        """And those with the phrases in the headline or the names, where not all that have their words are looked into;
        of both the newest are wanted.

        So a story is found by its headline however old it is: the lists of words in headlines are short.
        """
        most = self._most_looked_into(question)
        above, above_params = self.matching(
            self.query(question, marks=ABOVE),
            self.loosely(question, marks=ABOVE),
            most=wanted,
            most_looked_into=most,
        )
        all_words, word_params = self.matching(self.loosely(question), most=most, newest_first=True)
        are_more = f"(SELECT COUNT(*) FROM ({all_words}) AS counted) = {most}"  # noqa: S608
        return f"{found} UNION SELECT id FROM ({above}) AS above WHERE {are_more}", [  # noqa: S608
            *params,
            *above_params,
            *word_params,
        ]

    def _often(self, ids: Sequence[int], terms: Sequence[Term]) -> dict[int, list[float]]:
        often, params = self._often_of(terms)
        # Unpacked once for all terms: OFFSET keeps the planner from doing it for each.
        sql = f"""SELECT rowid, {often} FROM (
            SELECT rowid, vector || ''::tsvector AS vector FROM newsroom_searchtext
            WHERE rowid = ANY(%s) OFFSET 0) AS whole"""  # noqa: S608
        with planned_cursor() as cursor:
            cursor.execute(sql, [*params, list(ids)])
            return {pk: often for pk, *often in cursor.fetchall()}

    def _often_of(self, terms: Sequence[Term]) -> tuple[str, list]:
        """Columns that tell how often a vector has each of the terms, by weight."""
        columns = (f"{_LARGEST} * ts_rank_cd(%s::real[], vector, %s::tsquery) AS often{n}" for n in range(len(terms)))
        return ", ".join(columns), list(chain.from_iterable((self._RANKS, self.term(term)) for term in terms))

    def _terms(self, terms: list[Term], count: int) -> tuple[str, list]:
        """The terms as rows (k, token, query, loosely, most, is_asked), in one text however many they are: a query
        within the question for each of five hundred takes the server longer to plan than to answer. Of the first
        `count` it is asked how many stories have them.
        """
        phrases = sum(len(term) > 1 for term in terms)
        most = min(MOST_COUNTED, MOST_COUNTED_IN_ALL // max(1, phrases))
        columns = "unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS each(token, query, loosely, place)"
        sql = f"""SELECT place - 1 AS k, token, query::tsquery, NULLIF(loosely, '')::tsquery AS loosely,
            {most} AS most, place <= {count} AS is_asked FROM {columns}"""  # noqa: S608
        loosely = [self.loosely(Question(units=(((term,),),))) for term in terms]
        return sql, [[term[0] if len(term) == 1 else None for term in terms], [*map(self.term, terms)], loosely]

    def matching(self, query, loosely="", *, whole=False, most=None, most_looked_into=None, newest_first=False):
        """As everywhere; the newest `most` where it is given, and `newest_first` where many more may be there."""
        recent = "(SELECT years FROM recent)" if newest_first else "NULL"
        sql = f"SELECT id FROM newsroom_search(%s::tsquery, %s::tsquery, %s, %s, {recent}) AS id"  # noqa: S608
        return sql, [query, loosely or None, None if whole else most_looked_into or MOST_LOOKED_INTO, most]

    def term(self, term, mark=""):
        return " <-> ".join(f"'{token}'" for token in marked(term, mark))

    def beginning(self, token):
        return f"'{token}':*"

    def filter(self, token):
        return self.term((token,))


def _looked_up(entry: str) -> str:
    """The entries of stories `f`, looked up one by one; the planner would rather read all entries."""
    return f"CROSS JOIN LATERAL (SELECT * FROM ({entry}) AS each WHERE each.id = f.id OFFSET 0) AS e"  # noqa: S608


def _recent() -> str:
    """The years of the newest stories, as the words that these are filed under; none where there are not many more."""
    year = f"SELECT extract(year FROM timestamp '0001-01-01' + (id >> {EDITION_BITS}) * interval '1 minute')::int"  # noqa: S608
    newest = f"{year} FROM newsroom_searchentry ORDER BY id DESC"
    return f"""recent AS MATERIALIZED (
        SELECT string_agg('''{FACET}y' || year || '''', ' | ')::tsquery AS years
        FROM generate_series(({newest} OFFSET {RECENT} LIMIT 1), ({newest} LIMIT 1)) AS year)"""  # noqa: S608
