import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("newsroom", "0029_a_form_becomes_one_story"),
        ("newsroom", "0030_words_above_a_text_have_lists_of_their_own"),
        ("newsroom", "0031_stories_in_several_languages"),
        ("newsroom", "0032_lists_are_counted_off_their_index_alone"),
        ("newsroom", "0033_common_words_are_looked_for_in_new_stories_first"),
        ("newsroom", "0034_find_withdrawals_by_moment"),
        ("newsroom", "0035_traditional_characters_are_found_by_simplified_ones"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("newsroom", "0004_places_of_names_and_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditBuffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="newsroom.article"
                    ),
                ),
                ("token", models.CharField(max_length=32)),
                ("payload", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                ("offered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-saved_at"],
                "constraints": [models.UniqueConstraint(fields=("user", "token"), name="edit_buffer_once_a_page")],
            },
        ),
        migrations.CreateModel(
            name="SavedForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("token", models.CharField(max_length=32)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="newsroom.article"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "token"), name="form_saved_once")],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="newsroom.article"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("seen_at", models.DateTimeField(db_index=True)),
                ("changed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("article", "user"), name="presence_once")],
            },
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="share_links", to="newsroom.article"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="share_links", to="newsroom.revision"
                    ),
                ),
                ("token_sha256", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "given_to",
                    models.CharField(
                        blank=True,
                        help_text="So that you know later whose link this was: “Li Na, the company’s press office”.",
                        max_length=100,
                        verbose_name="for whom",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_by_name", models.CharField(blank=True, editable=False, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("uses", models.PositiveIntegerField(default=0, editable=False)),
                ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="newsroom.event"
                    ),
                ),
                ("target", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("gave_up_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="what went wrong")),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-pk"],
                "permissions": [("retry_delivery", "Can have failed deliveries tried again, or set them aside")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at", "id"], name="delivery_due"
                    ),
                    models.Index(
                        condition=models.Q(("gave_up_at__isnull", False)),
                        fields=["gave_up_at"],
                        name="delivery_given_up",
                    ),
                    models.Index(fields=["made_at"], name="delivery_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "kind", "target"), name="delivery_once_per_event_and_target"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_at", None), models.Q(("delivered_at", None), ("gave_up_at", None)), _connector="OR"
                        ),
                        name="delivery_waits_or_is_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("signed in", "signed in"),
                            ("failed", "sign-in failed"),
                            ("held off", "held off after many failures"),
                            ("signed out", "signed out"),
                            ("sessions ended", "sessions ended"),
                            ("password changed", "password changed"),
                            ("password asked", "password reset asked for"),
                            ("factor added", "second factor added"),
                            ("factor removed", "second factor removed"),
                            ("factor failed", "second factor failed"),
                            ("account changed", "account or roles changed"),
                            ("exported", "list exported"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "account_name",
                    models.CharField(blank=True, help_text="As typed, where no account has that name.", max_length=150),
                ),
                (
                    "actor_name",
                    models.CharField(blank=True, help_text="Who did it, where it was somebody else.", max_length=150),
                ),
                ("address", models.GenericIPAddressField(blank=True, null=True)),
                ("details", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["-at"], name="account_event_newest"),
                    models.Index(fields=["account", "-at"], name="account_event_by_account"),
                ],
            },
        ),
    ]
