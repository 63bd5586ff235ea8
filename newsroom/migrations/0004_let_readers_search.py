import django.db.models.deletion
from django.db import migrations, models

# The tokens come ready-made, divided by blanks; this tokenizer only splits, and takes everything beyond ASCII as it is.
FTS5 = """
CREATE VIRTUAL TABLE newsroom_searchtext USING fts5(headline, names, standfirst, body, facets, tokenize = 'ascii')
"""
TSVECTOR = """
CREATE TABLE newsroom_searchtext (rowid bigint PRIMARY KEY, vector tsvector NOT NULL);
CREATE INDEX newsroom_searchtext_vector ON newsroom_searchtext USING gin (vector);
"""
CREATE = {"sqlite": FTS5, "postgresql": TSVECTOR}


def create(apps, schema_editor):
    schema_editor.execute(CREATE[schema_editor.connection.vendor])


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE newsroom_searchtext")


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0001_tags_photos_and_companies"),
        ("newsroom", "0003_count_what_readers_can_see"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(null=True)),
                ("length", models.PositiveIntegerField()),
                ("facets", models.TextField()),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="newsroom.edition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200)),
                ("key", models.CharField(db_index=True, max_length=200)),
                ("is_whole", models.BooleanField()),
                ("is_shown", models.BooleanField()),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_names",
                        to="companies.tag",
                    ),
                ),
            ],
        ),
        migrations.RunPython(create, drop),
    ]
