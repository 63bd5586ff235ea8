from datetime import UTC, datetime

from django.db import migrations, models

NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # where a row had no interval, no reader would see it
FILL = """
UPDATE newsroom_editiontag SET (live_from, live_until) = (
    SELECT live_from, live_until FROM newsroom_edition WHERE newsroom_edition.id = content_object_id)
"""
# A later migration that makes the table of editions anew, as Django does on SQLite for most changes of a column, has to
# run `keep` again; tests/newsroom/test_edition_tags.py tells.
KEEP = {
    "sqlite": [
        """
        CREATE TRIGGER edition_tags_keep_step AFTER UPDATE OF live_from, live_until ON newsroom_edition
        BEGIN
            UPDATE newsroom_editiontag SET live_from = NEW.live_from, live_until = NEW.live_until
            WHERE content_object_id = NEW.id;
        END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION newsroom_tags_keep_step() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE newsroom_editiontag SET live_from = NEW.live_from, live_until = NEW.live_until
            WHERE content_object_id = NEW.id;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER edition_tags_keep_step AFTER UPDATE OF live_from, live_until ON newsroom_edition
        FOR EACH ROW EXECUTE FUNCTION newsroom_tags_keep_step()
        """,
    ],
}
FORGET = {
    "sqlite": ["DROP TRIGGER edition_tags_keep_step"],
    "postgresql": ["DROP TRIGGER edition_tags_keep_step ON newsroom_edition", "DROP FUNCTION newsroom_tags_keep_step"],
}


def fill(apps, schema_editor):
    schema_editor.execute(FILL, params=None)


def keep(apps, schema_editor):
    for statement in KEEP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def forget(apps, schema_editor):
    for statement in FORGET[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0035_traditional_characters_are_found_by_simplified_ones")]

    operations = [
        migrations.RemoveIndex("editiontag", "edition_tag_newest"),
        migrations.AddField("editiontag", "live_from", models.DateTimeField(default=NEVER), preserve_default=False),
        migrations.AddField("editiontag", "live_until", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "editiontag",
            models.Index(
                fields=["tag", "-first_published_at", "-content_object", "live_from", "live_until"],
                name="edition_tag_newest",
            ),
        ),
        migrations.RunPython(keep, forget),
    ]
