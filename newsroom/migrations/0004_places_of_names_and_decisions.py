import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("newsroom", "NamesVersion").objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    replaces = [
        ("newsroom", "0021_count_what_waits_off_the_indexes"),
        ("newsroom", "0022_index_when_slots_begin_and_end"),
        ("newsroom", "0023_edition_public_id"),
        ("newsroom", "0024_name_every_story_for_good"),
        ("newsroom", "0025_stories_carry_documents"),
        ("newsroom", "0026_unsaved_texts_know_when_they_were_offered"),
        ("newsroom", "0027_names_that_are_no_links"),
        ("newsroom", "0028_readers_are_told_when_the_site_changed"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("companies", "0001_companies_tags_and_photos"),
        ("newsroom", "0003_lists_search_and_front_page"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mention",
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
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="newsroom.article"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="companies.tag"
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name used")),
                (
                    "tier",
                    models.CharField(choices=[("sure", "sure"), ("likely", "likely"), ("weak", "weak")], max_length=6),
                ),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(blank=True, default=list)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("suggested", "suggested"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                            ("stale", "no longer in the text"),
                        ],
                        default="suggested",
                        max_length=9,
                    ),
                ),
                (
                    "former_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("suggested", "suggested"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                            ("stale", "no longer in the text"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_by_name", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("matcher", models.CharField(max_length=20, verbose_name="matcher’s version")),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "suggested")),
                        fields=["tag", "name", "tier", "article", "status"],
                        name="mention_waiting_by_name",
                    ),
                    models.Index(
                        condition=models.Q(("status", "suggested")),
                        fields=["article", "tier", "tag", "status"],
                        name="mention_waiting_by_story",
                    ),
                    models.Index(fields=["tag", "status", "article"], name="mention_by_tag"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "tag", "field", "sentence_hash", "surface", "nth"), name="mention_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="mention_has_a_length"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("accept", "accepted"),
                            ("reject", "rejected"),
                            ("rule", "set how the name counts"),
                            ("role", "said what the story is about"),
                            ("link", "said whether the name is a link"),
                            ("undo", "undone"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("mention", "here"),
                            ("story", "in this story"),
                            ("name", "this name for this company or person"),
                            ("pair", "this one for that one"),
                        ],
                        default="mention",
                        max_length=7,
                    ),
                ),
                ("batch", models.CharField(max_length=32)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tagging_decisions",
                        to="newsroom.article",
                    ),
                ),
                (
                    "mention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decisions",
                        to="newsroom.mention",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tagging_decisions",
                        to="companies.tag",
                    ),
                ),
                ("tag_name", models.CharField(blank=True, max_length=200)),
                (
                    "other_tag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="companies.tag",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=300)),
                ("tier", models.CharField(blank=True, max_length=6)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("matcher", models.CharField(max_length=20, verbose_name="matcher’s version")),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="undone_by",
                        to="newsroom.decision",
                    ),
                ),
                ("details", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["batch"], name="decision_by_batch"),
                    models.Index(fields=["by", "-id"], name="decision_by_person"),
                    models.Index(fields=["tag", "name", "-id"], name="decision_by_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="name_records", to="companies.tag"
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                ("accepted", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("recent", models.CharField(blank=True, max_length=40)),
                (
                    "match",
                    models.CharField(
                        blank=True,
                        choices=[("after_full", "only after the full name"), ("never", "never")],
                        max_length=10,
                    ),
                ),
                (
                    "instead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="companies.tag",
                    ),
                ),
                (
                    "match_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("match_by_name", models.CharField(blank=True, max_length=200)),
                ("match_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("match", ""), _negated=True), fields=["match_at"], name="name_record_ruled"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("tag", "name"), name="name_record_once")],
            },
        ),
        migrations.CreateModel(
            name="NamesVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="names_version_is_one_row")],
            },
        ),
        migrations.CreateModel(
            name="StoryScan",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="scan",
                        serialize=False,
                        to="newsroom.article",
                    ),
                ),
                ("digest", models.CharField(max_length=32)),
                ("names", models.PositiveBigIntegerField()),
                ("matcher", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["names", "matcher"], name="story_scan_by_state")],
            },
        ),
        migrations.CreateModel(
            name="SourceName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_names",
                        to="newsroom.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_names",
                        to="companies.tag",
                    ),
                ),
                ("name", models.CharField(editable=False, max_length=200, verbose_name="name in the source")),
                (
                    "given",
                    models.CharField(
                        choices=[("company", "as a company"), ("person", "as a person"), ("tag", "as a tag")],
                        editable=False,
                        max_length=7,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("suggested", "waiting"), ("accepted", "accepted"), ("rejected", "rejected")],
                        default="suggested",
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_by_name", models.CharField(blank=True, editable=False, max_length=200)),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "suggested")), fields=["article"], name="source_name_waiting"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("article", "tag"), name="source_name_once")],
            },
        ),
        migrations.CreateModel(
            name="MergeRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("company", "company"), ("person", "person"), ("topic", "topic")], max_length=7
                    ),
                ),
                ("kept_id", models.BigIntegerField()),
                ("kept_name", models.CharField(max_length=300)),
                ("kept_tag", models.BigIntegerField(db_index=True)),
                ("gone_id", models.BigIntegerField()),
                ("gone_name", models.CharField(max_length=300)),
                ("gone_tag", models.BigIntegerField(db_index=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="merged by")),
                ("at", models.DateTimeField(verbose_name="merged")),
                ("stories", models.PositiveIntegerField(default=0, help_text="Stories whose tags changed.")),
                ("rows", models.JSONField(editable=False)),
                ("to_index", models.JSONField(default=list, editable=False)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "merge",
                "ordering": ["-pk"],
                "permissions": [("merge_profiles", "Can merge companies, people and topics, and undo it")],
            },
        ),
        migrations.CreateModel(
            name="Twins",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="twins_after", to="companies.tag"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="twins_before", to="companies.tag"
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=list)),
                ("score", models.PositiveSmallIntegerField(default=0)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("different", "not the same"),
                            ("found", "found by their names"),
                            ("proposed", "proposed for a merge"),
                        ],
                        default="found",
                        max_length=9,
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="said by")),
                ("at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "possible duplicate",
                "ordering": ["-verdict", "-score", "pk"],
                "indexes": [models.Index(fields=["-verdict", "-score", "id"], name="twins_to_look_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="twins_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="twins_in_order"
                    ),
                ],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
