import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("newsroom", "NamesVersion").objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0002_one_row_a_picture_file"),
        ("newsroom", "0005_reviews_and_approvals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                ("decided_by_name", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("matcher", models.CharField(max_length=20, verbose_name="matcher’s version")),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="newsroom.article"
                    ),
                ),
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
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="companies.tag"
                    ),
                ),
            ],
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
                ("tag_name", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(blank=True, max_length=300)),
                ("tier", models.CharField(blank=True, max_length=6)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("matcher", models.CharField(max_length=20, verbose_name="matcher’s version")),
                ("details", models.JSONField(blank=True, default=dict)),
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
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="NameRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("match_by_name", models.CharField(blank=True, max_length=200)),
                ("match_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="name_records", to="companies.tag"
                    ),
                ),
            ],
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
                ("first_published_at", models.DateTimeField()),
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
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("status", "suggested")),
                fields=["tag", "name", "tier", "article"],
                name="mention_waiting_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("status", "suggested")),
                fields=["article", "tier", "tag"],
                name="mention_waiting_by_story",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["tag", "status", "article"], name="mention_by_tag"),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("article", "tag", "field", "sentence_hash", "surface", "nth"), name="mention_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="mention_has_a_length"
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["batch"], name="decision_by_batch"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["by", "-id"], name="decision_by_person"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["tag", "name", "-id"], name="decision_by_name"),
        ),
        migrations.AddIndex(
            model_name="namerecord",
            index=models.Index(
                condition=models.Q(("match", ""), _negated=True), fields=["match_at"], name="name_record_ruled"
            ),
        ),
        migrations.AddConstraint(
            model_name="namerecord",
            constraint=models.UniqueConstraint(fields=("tag", "name"), name="name_record_once"),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
