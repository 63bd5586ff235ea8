from django.db import migrations, models

# The tokens come ready-made, as those of the readers' search do; here they only have to be there.
CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE newsroom_drafttext USING fts5(words, tokenize = 'ascii')",
    "postgresql": """
        CREATE TABLE newsroom_drafttext (rowid bigint PRIMARY KEY, vector tsvector NOT NULL);
        CREATE INDEX newsroom_drafttext_vector ON newsroom_drafttext USING gin (vector);
    """,
}


def create(apps, schema_editor):
    schema_editor.execute(CREATE[schema_editor.connection.vendor])


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE newsroom_drafttext")


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0016_imports_from_the_desk")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="planned_for",
            field=models.DateField(
                blank=True,
                db_index=True,
                help_text="The day on which colleagues may expect it, for the calendar. It publishes nothing.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="words",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(create, drop),
    ]
