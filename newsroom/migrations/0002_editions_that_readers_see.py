import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.db import migrations, models

# Only PostgreSQL can hold intervals apart by itself; elsewhere the step's own lock does it alone.
HOLD_APART = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE newsroom_edition ADD CONSTRAINT edition_intervals_apart
    EXCLUDE USING gist (article_id WITH =, tstzrange(live_from, live_until) WITH &&);
"""
LET_GO = "ALTER TABLE newsroom_edition DROP CONSTRAINT edition_intervals_apart"

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


def hold_apart(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(HOLD_APART)


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LET_GO)


def keep(apps, schema_editor):
    for statement in KEEP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def forget(apps, schema_editor):
    for statement in FORGET[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def begin(apps, schema_editor):
    apps.get_model("newsroom", "Generation").objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    replaces = [
        ("newsroom", "0008_keep_what_lists_show"),
        ("newsroom", "0009_old_addresses_and_names_of_imported_stories"),
        ("newsroom", "0010_remember_whose_a_name_is"),
        ("newsroom", "0011_merges_and_possible_duplicates"),
        ("newsroom", "0012_links_that_show_a_draft"),
    ]

    dependencies = [
        ("companies", "0001_companies_tags_and_photos"),
        ("newsroom", "0001_stories_and_all_that_was_saved"),
        ("people", "0001_people_and_their_roles_over_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "headline",
                    models.CharField(
                        help_text="Up to about 90 characters reads best in lists and search.", max_length=300
                    ),
                ),
                (
                    "standfirst",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences under the headline, also shown in lists, feeds and search results.",
                    ),
                ),
                (
                    "body",
                    models.TextField(
                        blank=True,
                        help_text='Paragraphs divided by an empty line, or HTML. A related-story line is <p class="related">its headline</p>.',
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("zh-Hans", "Chinese, simplified"),
                            ("zh-Hant", "Chinese, traditional"),
                        ],
                        default="en",
                        max_length=7,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("news", "news"),
                            ("press_release", "press release"),
                            ("feature", "feature"),
                            ("notice", "notice"),
                            ("event", "event note"),
                        ],
                        default="news",
                        max_length=13,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="newsroom.section",
                    ),
                ),
                (
                    "dateline",
                    models.CharField(
                        blank=True, help_text="The place the story is filed from: “Beijing”.", max_length=100
                    ),
                ),
                (
                    "lead_photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss_led",
                        to="companies.photo",
                    ),
                ),
                (
                    "lead_caption",
                    models.CharField(
                        blank=True,
                        help_text="Under the lead picture in this story; empty: the picture’s own caption.",
                        max_length=500,
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        help_text="The last part of the story’s address. An address that readers have seen keeps working.",
                        max_length=120,
                        verbose_name="address",
                    ),
                ),
                (
                    "attachments",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Documents for readers to take away: a report, a form, a table. Search the library by title.",
                    ),
                ),
                (
                    "contact",
                    models.TextField(
                        blank=True,
                        help_text="Whom a journalist calls about this story: name, telephone, mail. Empty: the press office.",
                        verbose_name="press contact",
                    ),
                ),
                (
                    "ai_note",
                    models.CharField(
                        blank=True,
                        help_text="What a machine wrote, translated or drew here, and who looked it over. Readers see it under the story; empty where no machine had a part in it.",
                        max_length=300,
                        verbose_name="use of AI",
                    ),
                ),
                (
                    "names_unlinked",
                    models.BooleanField(
                        default=False,
                        help_text="The companies and people named in the text lead nowhere. For a single name: “no link in the text” at its suggestion.",
                        verbose_name="no links at names",
                    ),
                ),
                ("seo_title", models.CharField(blank=True, max_length=120, verbose_name="title for search engines")),
                (
                    "seo_description",
                    models.CharField(blank=True, max_length=300, verbose_name="description for search engines"),
                ),
                (
                    "source_url",
                    models.URLField(
                        blank=True,
                        help_text="Where the story stood before it came here.",
                        max_length=500,
                        verbose_name="first published at",
                    ),
                ),
                ("seal", models.CharField(db_default="", default="", editable=False, max_length=16)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="newsroom.article"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(blank=True, null=True)),
                ("predecessor_until", models.DateTimeField(blank=True, null=True)),
                ("first_published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("first", "first publication"),
                            ("minor", "minor change"),
                            ("update", "update"),
                            ("correction", "correction"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="What changed, for readers.", max_length=300)),
                ("body_html", models.TextField()),
                ("source_id", models.CharField(blank=True, max_length=200)),
                ("public_id", models.CharField(default="", editable=False, max_length=32)),
            ],
            options={
                "ordering": ["-first_published_at", "-article_id"],
                "indexes": [
                    models.Index(
                        fields=["-first_published_at", "-article", "live_from", "live_until"],
                        include=("id",),
                        name="edition_newest",
                    ),
                    models.Index(
                        fields=["section", "-first_published_at", "-article", "live_from", "live_until"],
                        include=("id",),
                        name="edition_newest_in_section",
                    ),
                    models.Index(fields=["slug", "-live_from"], name="edition_by_slug"),
                    models.Index(fields=["public_id"], name="edition_by_public_id"),
                    models.Index(fields=["live_from"], name="edition_by_start"),
                    models.Index(fields=["live_until"], name="edition_by_end"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "number"), name="edition_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("live_until", None)), fields=("article",), name="edition_one_open_end"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("live_until", None), ("live_until__gt", models.F("live_from")), _connector="OR"
                        ),
                        name="edition_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionCredit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="As printed.", max_length=200)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("writer", "writer"),
                            ("editor", "editor"),
                            ("photographer", "photographer"),
                            ("translator", "translator"),
                        ],
                        default="writer",
                        max_length=12,
                    ),
                ),
                (
                    "outlet",
                    models.CharField(blank=True, help_text="Printed in brackets: chinadaily.com.cn", max_length=200),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                        verbose_name="profile",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="credits", to="newsroom.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EditionTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tag_items", to="newsroom.edition"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="edition_items", to="companies.tag"
                    ),
                ),
                ("first_published_at", models.DateTimeField()),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["tag", "-first_published_at", "-content_object", "live_from", "live_until"],
                        name="edition_tag_newest",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("content_object", "tag"), name="edition_tag_once")],
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="newsroom.EditionTag",
                to="companies.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.CreateModel(
            name="EditionMention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "field",
                    models.CharField(
                        choices=[("headline", "headline"), ("standfirst", "standfirst"), ("body", "text")],
                        max_length=10,
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("surface", models.CharField(max_length=300)),
                ("sentence", models.TextField()),
                ("sentence_hash", models.CharField(max_length=16)),
                ("nth", models.PositiveSmallIntegerField(default=0)),
                (
                    "role",
                    models.CharField(
                        choices=[("about", "what the story is about"), ("mentioned", "mentioned")],
                        default="mentioned",
                        max_length=9,
                    ),
                ),
                ("is_unlinked", models.BooleanField(default=False, verbose_name="no link in the text")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="newsroom.edition"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edition_mentions", to="companies.tag"
                    ),
                ),
                ("first_published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["edition", "pk"],
                "indexes": [
                    models.Index(
                        fields=["tag", "role", "-first_published_at", "-edition"], name="edition_mention_newest"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "tag", "field", "sentence_hash", "surface", "nth"),
                        name="edition_mention_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachment_items",
                        to="newsroom.edition",
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_items",
                        to="newsroom.attachment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "attachment"), name="edition_attachment_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="newsroom.edition"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("correction", "correction"), ("clarification", "clarification")],
                        default="correction",
                        max_length=13,
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawal", to="newsroom.edition"
                    ),
                ),
                ("reason", models.TextField(help_text="Shown to readers who come to the address.")),
                (
                    "is_gone",
                    models.BooleanField(
                        default=False,
                        help_text="The address answers 410 Gone and names neither headline nor reason.",
                        verbose_name="gone entirely",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["at"], name="withdrawal_by_moment")],
            },
        ),
        migrations.CreateModel(
            name="OldAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "path",
                    models.CharField(
                        help_text="From the first slash on, with its query: /2013/05/a-story or /?p=12",
                        max_length=500,
                        unique=True,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_addresses",
                        to="newsroom.article",
                        verbose_name="story",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "old addresses",
                "ordering": ["path"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("path__startswith", "/")), name="old_address_begins_with_slash"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "old_path",
                    models.CharField(
                        help_text="From the first slash on: /companies/old-name/", max_length=500, unique=True
                    ),
                ),
                (
                    "new_path",
                    models.CharField(help_text="From the first slash on, or a whole address.", max_length=500),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["old_path"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("old_path", models.F("new_path")), _negated=True),
                        name="redirect_leads_elsewhere",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=1)),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="generation_is_one_row")],
            },
        ),
        migrations.RunPython(hold_apart, let_go),
        migrations.RunPython(keep, forget),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
