from django.db import migrations, models

LISTS = [
    models.Index(
        fields=["-first_published_at", "-article", "live_from", "live_until"], include=["id"], name="edition_newest"
    ),
    models.Index(
        fields=["section", "-first_published_at", "-article", "live_from", "live_until"],
        include=["id"],
        name="edition_newest_in_section",
    ),
]


def remake(apps, schema_editor):
    """SQLite has the primary key in every index, so there is nothing to do."""
    if schema_editor.connection.vendor == "postgresql":
        edition = apps.get_model("newsroom", "Edition")
        for index in LISTS:
            schema_editor.remove_index(edition, index)
            schema_editor.add_index(edition, index)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0031_stories_in_several_languages")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(remake, migrations.RunPython.noop)],
            state_operations=[
                operation
                for index in LISTS
                for operation in (
                    migrations.RemoveIndex("edition", index.name),
                    migrations.AddIndex("edition", index),
                )
            ],
        ),
    ]
