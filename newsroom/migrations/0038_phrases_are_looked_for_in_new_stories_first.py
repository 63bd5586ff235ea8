from importlib import import_module

from django.db import migrations

# Which of the newest so many stories with its words have a phrase: the index gives all that have these words, 90,000 of
# 100,000, and of them the newest were taken, for each of thirty phrases. Where the years of the newest stories have as
# many as are looked into, none is older, and the index gives those of these years alone.
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
        IF recent IS NOT NULL AND most_looked_at <= (SELECT COUNT(*) FROM (
            SELECT FROM newsroom_searchtext WHERE vector @@ (loosely && recent) LIMIT most_looked_at) AS counted)
        THEN
            loosely := loosely && recent;
        END IF;
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
        schema_editor.execute(FUNCTION, params=None)


def look_at_all(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        before = import_module("newsroom.migrations.0033_common_words_are_looked_for_in_new_stories_first")
        schema_editor.execute(before.FUNCTION, params=None)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0037_editions_and_revisions_are_sealed")]

    operations = [migrations.RunPython(look_at_new_stories_first, look_at_all)]
