import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The tokens come ready-made, divided by blanks; this tokenizer only splits, and takes everything beyond ASCII as it is.
# Those of drafts, which only the desk looks for, have to be there and no more.
FTS5 = """
CREATE VIRTUAL TABLE newsroom_searchtext USING fts5(headline, names, standfirst, body, facets, tokenize = 'ascii');
CREATE VIRTUAL TABLE newsroom_drafttext USING fts5(words, tokenize = 'ascii')
"""
TSVECTOR = """
CREATE TABLE newsroom_searchtext (rowid bigint PRIMARY KEY, vector tsvector NOT NULL);
CREATE INDEX newsroom_searchtext_vector ON newsroom_searchtext USING gin (vector);
CREATE TABLE newsroom_drafttext (rowid bigint PRIMARY KEY, vector tsvector NOT NULL);
CREATE INDEX newsroom_drafttext_vector ON newsroom_drafttext USING gin (vector)
"""
CREATE = {"sqlite": FTS5, "postgresql": TSVECTOR}

# No other plan: a vector lies beside its row, packed, and the planner, which doesn't count what unpacking costs, would
# rather look into all of them. Bitmaps of the index are exact but for phrases, so `loosely` asks for their words one by
# one, and the newest `most_looked_at` that have these are looked into until enough have the phrase.
#
# The index of words is in no order of time, so all stories with a word would be read and sorted to find the newest few:
# 40 ms where 62,000 of 100,000 have it. With the years of the newest stories beside the words (`recent`) the index
# gives those of these years alone, in 2 ms. Years are in the order of time, so what is found is the newest there is;
# where that is fewer than `most`, or than are looked into for a phrase, all are asked for.
FUNCTION = """
CREATE FUNCTION newsroom_search(
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


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor].split(";"):
        schema_editor.execute(statement)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)


def drop(apps, schema_editor):
    for table in ("newsroom_searchtext", "newsroom_drafttext"):
        schema_editor.execute(f"DROP TABLE {table}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION newsroom_search")


class Migration(migrations.Migration):
    replaces = [
        ("newsroom", "0013_mail_in_an_outbox"),
        ("newsroom", "0014_log_of_accounts"),
        ("newsroom", "0015_front_page_slots_contact_and_ai_note"),
        ("newsroom", "0016_imports_from_the_desk"),
        ("newsroom", "0017_what_the_desk_finds_drafts_by"),
        ("newsroom", "0018_count_words_and_index_drafts"),
        ("newsroom", "0019_order_a_section_and_a_language_by_change"),
        ("newsroom", "0020_imports_of_companies_and_people"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("companies", "0001_companies_tags_and_photos"),
        ("newsroom", "0002_editions_that_readers_see"),
        ("people", "0001_people_and_their_roles_over_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoryCard",
            fields=[
                ("form", models.CharField(max_length=16)),
                ("shown", models.JSONField()),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="card",
                        serialize=False,
                        to="newsroom.edition",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TagCard",
            fields=[
                ("form", models.CharField(max_length=16)),
                ("shown", models.JSONField()),
                (
                    "tag",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="card",
                        serialize=False,
                        to="companies.tag",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="search_entry", to="newsroom.edition"
                    ),
                ),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(null=True)),
                ("length", models.PositiveIntegerField()),
                ("facets", models.TextField()),
                ("above", models.TextField(db_default="")),
            ],
        ),
        migrations.CreateModel(
            name="SearchName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="search_names", to="companies.tag"
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("key", models.CharField(db_index=True, max_length=200)),
                ("is_whole", models.BooleanField()),
                ("is_shown", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("lead", "lead story"),
                            ("top", "top stories, beside the lead"),
                            ("row", "first in the row of its section"),
                            ("news", "people and companies in the news"),
                        ],
                        default="top",
                        max_length=4,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="newsroom.article",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="companies.company",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="people.person",
                    ),
                ),
                ("starts_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until somebody takes it away.", null=True, verbose_name="until"
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The lowest stands first. Among equals the one that began last."
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "place on the front page",
                "verbose_name_plural": "places on the front page",
                "ordering": ["-starts_at", "-pk"],
                "indexes": [
                    models.Index(fields=["starts_at"], name="slot_by_start"),
                    models.Index(fields=["ends_at"], name="slot_by_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("company", None),
                                ("person", None),
                                ("place__in", ["lead", "top", "row"]),
                                ("story__isnull", False),
                            ),
                            models.Q(("company__isnull", False), ("person", None), ("place", "news"), ("story", None)),
                            models.Q(("company", None), ("person__isnull", False), ("place", "news"), ("story", None)),
                            _connector="OR",
                        ),
                        name="slot_holds_one_thing_of_its_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                        name="slot_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vital",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(null=True)),
                ("details", models.JSONField(default=dict)),
            ],
        ),
        migrations.RunPython(create, drop),
    ]
