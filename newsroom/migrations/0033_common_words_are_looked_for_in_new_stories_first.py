from importlib import import_module

from django.db import migrations

# The index of words is in no order of time, so all stories with a word were read and sorted to find the newest few:
# 40 ms where 62,000 of 100,000 have it. With the years of the newest stories beside the words the index gives those of
# these years alone, in 2 ms. Years are in the order of time, so what is found is the newest there is; where that is
# fewer than `most`, all are asked for. Programs of before call the function without `recent`.
DROP = "DROP FUNCTION newsroom_search(tsquery, tsquery, integer, integer)"
FUNCTION = """
CREATE OR REPLACE FUNCTION newsroom_search(
    wanted tsquery, loosely tsquery, most_looked_at integer, most integer, recent tsquery DEFAULT NULL)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
AS $$
DECLARE
    found bigint[];
BEGIN
    IF loosely IS NOT NULL THEN
        RETURN QUERY SELECT each.rowid FROM (
            SELECT rowid, vector FROM newsroom_searchtext WHERE vector @@ loosely
            ORDER BY rowid DESC LIMIT most_looked_at) AS each
        WHERE each.vector @@ wanted ORDER BY each.rowid DESC LIMIT most;
        RETURN;
    END IF;
    IF recent IS NOT NULL THEN
        found := ARRAY(
            SELECT rowid FROM newsroom_searchtext WHERE vector @@ (wanted && recent) ORDER BY rowid DESC LIMIT most);
    END IF;
    IF cardinality(found) = most THEN
        RETURN QUERY SELECT unnest(found);
    ELSE
        RETURN QUERY SELECT rowid FROM newsroom_searchtext WHERE vector @@ wanted ORDER BY rowid DESC LIMIT most;
    END IF;
END $$
"""


def look_at_new_stories_first(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP, params=None)
        schema_editor.execute(FUNCTION, params=None)


def look_at_all(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        before = import_module("newsroom.migrations.0030_words_above_a_text_have_lists_of_their_own")
        schema_editor.execute("DROP FUNCTION newsroom_search(tsquery, tsquery, integer, integer, tsquery)", params=None)
        schema_editor.execute(before.FUNCTION, params=None)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0032_lists_are_counted_off_their_index_alone")]

    operations = [migrations.RunPython(look_at_new_stories_first, look_at_all)]
