from django.db import migrations, models

BATCH = 500
HEADLINE, NAMES, FACET = "¶", "‡", "§"

# No other plan: a vector lies beside its row, packed, and the planner, which doesn't count what unpacking costs, would
# rather look into all of them. Bitmaps of the index are exact but for phrases, so `loosely` asks for their words one by
# one, and the newest `most_looked_at` that have these are looked into until enough have the phrase.
FUNCTION = """
CREATE OR REPLACE FUNCTION newsroom_search(wanted tsquery, loosely tsquery, most_looked_at integer, most integer)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
AS $$ BEGIN
    IF loosely IS NULL THEN
        RETURN QUERY SELECT rowid FROM newsroom_searchtext WHERE vector @@ wanted ORDER BY rowid DESC LIMIT most;
    ELSE
        RETURN QUERY SELECT each.rowid FROM (
            SELECT rowid, vector FROM newsroom_searchtext WHERE vector @@ loosely
            ORDER BY rowid DESC LIMIT most_looked_at) AS each
        WHERE each.vector @@ wanted ORDER BY each.rowid DESC LIMIT most;
    END IF;
END $$
"""
OF_VECTOR = """
    SELECT COALESCE(string_agg(lexeme, ' ' ORDER BY place) FILTER (WHERE weight = '{}'), '')
    FROM unnest(vector) AS each(lexeme, places, weights), unnest(places, weights) AS stands(place, weight)
"""
MARKS = """
    SELECT COALESCE(string_agg(
        '''' || CASE weight WHEN 'A' THEN '¶' ELSE '‡' END || lexeme || ''':' || places, ' '), '')
    FROM (
        SELECT lexeme, weight, string_agg(place::text, ',' ORDER BY place) AS places
        FROM unnest(vector) AS each(lexeme, places, weights), unnest(places, weights) AS stands(place, weight)
        WHERE weight IN ('A', 'B') AND lexeme NOT LIKE '§%' GROUP BY lexeme, weight) AS above
"""
NUMBER = """
    SELECT COALESCE(SUM(cardinality(positions)), 0) FROM unnest(vector) AS each(lexeme, positions, weights)
    WHERE lexeme LIKE '¶%' OR lexeme LIKE '‡%'
"""


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        # A statement of a page may not take so long; this one takes minutes where there are a hundred thousand stories.
        schema_editor.execute("SET LOCAL statement_timeout = 0")
        schema_editor.execute("DROP INDEX newsroom_searchtext_vector")  # made once is quicker than kept up
        above = " || '  ' || ".join(f"({OF_VECTOR.format(label)})" for label in "ABC")
        schema_editor.execute(
            f"UPDATE newsroom_searchtext SET vector = (vector::text || ' ' || ({MARKS}))::tsvector",  # noqa: S608
            params=None,
        )
        schema_editor.execute(
            f"UPDATE newsroom_searchentry AS e SET above = ' ' || {above} || ' ', length = length + ({NUMBER})"  # noqa: S608
            " FROM newsroom_searchtext AS t WHERE t.rowid = e.id",
            params=None,
        )
        schema_editor.execute("CREATE INDEX newsroom_searchtext_vector ON newsroom_searchtext USING gin (vector)")
        schema_editor.execute("ANALYZE newsroom_searchtext")
        return
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT id, c0, c1, c2, c4 FROM newsroom_searchtext_content WHERE id > %s ORDER BY id LIMIT %s",
                [after, BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                break
            after = rows[-1][0]
            entries, texts = [], []
            for pk, headline, names, standfirst, facets in rows:
                headings = [HEADLINE + token for token in headline.split()]
                named = [NAMES + token for token in names.split() if not token.startswith(FACET)]
                entries.append((f" {headline}  {names}  {standfirst} ", len(headings) + len(named), pk))
                texts.append((" ".join([*headings, *facets.split(), *named]), pk))
            cursor.executemany(
                "UPDATE newsroom_searchentry SET above = %s, length = length + %s WHERE id = %s", entries
            )
            cursor.executemany("UPDATE newsroom_searchtext SET facets = %s WHERE rowid = %s", texts)
        if after:
            cursor.execute("INSERT INTO newsroom_searchtext (newsroom_searchtext) VALUES ('optimize')")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION newsroom_search")


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0029_a_form_becomes_one_story")]

    operations = [
        migrations.AddField("searchentry", "above", models.TextField(db_default="")),
        migrations.RunPython(fill, drop),
    ]
