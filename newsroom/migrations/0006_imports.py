import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import newsroom.models.import_run


class Migration(migrations.Migration):
    replaces = [
        ("newsroom", "0036_tags_of_editions_carry_their_interval"),
        ("newsroom", "0037_editions_and_revisions_are_sealed"),
        ("newsroom", "0038_phrases_are_looked_for_in_new_stories_first"),
        ("newsroom", "0039_what_is_published_and_saved_gets_its_seal"),
        ("newsroom", "0040_text_kept_aside_has_its_version_in_the_form"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("newsroom", "0005_writing_and_sending"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(
                        editable=False,
                        max_length=200,
                        storage=newsroom.models.import_run.private_storage,
                        upload_to="imports/%Y/%m/",
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(editable=False, max_length=200, verbose_name="file")),
                (
                    "kind",
                    models.CharField(
                        choices=[("stories", "stories"), ("companies", "companies"), ("people", "people")],
                        default="stories",
                        editable=False,
                        max_length=9,
                        verbose_name="holds",
                    ),
                ),
                ("size", models.PositiveBigIntegerField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_look", "waits to be looked through"),
                            ("looking", "being looked through"),
                            ("looked", "looked through"),
                            ("to_bring", "waits to come in"),
                            ("bringing", "coming in"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                            ("failed", "failed"),
                        ],
                        default="to_look",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("options", models.JSONField(default=dict, editable=False)),
                ("found", models.JSONField(default=dict, editable=False)),
                ("counts", models.JSONField(default=dict, editable=False)),
                ("done", models.PositiveIntegerField(default=0, editable=False)),
                ("about", models.PositiveIntegerField(default=0, editable=False, verbose_name="about as many entries")),
                ("trouble", models.TextField(blank=True, editable=False)),
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
                ("by_name", models.CharField(blank=True, editable=False, max_length=200, verbose_name="by")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                ("alive_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="newsroom.importrun"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("action", models.CharField(max_length=9)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("has_notes", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="newsroom.article",
                    ),
                ),
                ("entry", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["number"],
                "indexes": [models.Index(fields=["run", "action", "number"], name="import_line_by_action")],
                "constraints": [models.UniqueConstraint(fields=("run", "number"), name="import_line_once")],
            },
        ),
    ]
