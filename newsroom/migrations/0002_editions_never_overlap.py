from django.db import migrations

# Only PostgreSQL can hold intervals apart by itself; elsewhere the step's own lock does it alone.
ADD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE newsroom_edition ADD CONSTRAINT edition_intervals_apart
    EXCLUDE USING gist (article_id WITH =, tstzrange(live_from, live_until) WITH &&);
"""
DROP = "ALTER TABLE newsroom_edition DROP CONSTRAINT edition_intervals_apart;"


def _on_postgresql(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statements)

    return run


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_stories_and_their_editions")]

    operations = [migrations.RunPython(_on_postgresql(ADD), _on_postgresql(DROP))]
