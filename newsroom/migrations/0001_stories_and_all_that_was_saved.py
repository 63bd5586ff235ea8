import uuid

import django.db.models.deletion
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import newsroom.models.article
import newsroom.models.attachment


class Migration(migrations.Migration):
    replaces = [
        ("newsroom", "0001_stories_and_their_editions"),
        ("newsroom", "0002_editions_never_overlap"),
        ("newsroom", "0003_count_what_readers_can_see"),
        ("newsroom", "0004_let_readers_search"),
        ("newsroom", "0005_reviews_and_approvals"),
        ("newsroom", "0006_remember_mentions_and_decisions"),
        ("newsroom", "0007_text_kept_aside_and_presence"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("companies", "0001_companies_tags_and_photos"),
        ("people", "0001_people_and_their_roles_over_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True)),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        help_text="Part of the section’s address.",
                        max_length=60,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "description",
                    models.CharField(blank=True, help_text="One sentence under the section’s heading.", max_length=300),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The lowest number stands first in the menu."
                    ),
                ),
            ],
            options={
                "ordering": ["order", "name"],
            },
        ),
        migrations.CreateModel(
            name="Article",
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
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "in review"),
                            ("approved", "approved"),
                            ("scheduled", "scheduled"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("scheduled_for", models.DateTimeField(blank=True, editable=False, null=True)),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("approved_revision", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                (
                    "backdated_to",
                    models.DateTimeField(
                        blank=True,
                        help_text="Only for a story that appeared elsewhere before it came here. Empty: the moment of publishing.",
                        null=True,
                        verbose_name="first appeared",
                    ),
                ),
                (
                    "backdated_update",
                    models.DateTimeField(
                        blank=True,
                        help_text="Its last update at the place where it appeared before.",
                        null=True,
                        verbose_name="updated there",
                    ),
                ),
                (
                    "embargoed_until",
                    models.DateTimeField(
                        blank=True, help_text="Publishing is refused before this moment (office time).", null=True
                    ),
                ),
                (
                    "planned_for",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        help_text="The day on which colleagues may expect it, for the calendar. It publishes nothing.",
                        null=True,
                    ),
                ),
                (
                    "editor_note",
                    models.TextField(
                        blank=True, help_text="Never shown to readers.", verbose_name="note for colleagues"
                    ),
                ),
                ("source", models.CharField(blank=True, editable=False, max_length=60)),
                (
                    "source_id",
                    models.CharField(default=newsroom.models.article.new_source_id, editable=False, max_length=200),
                ),
                ("source_digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("source_revision", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("words", models.PositiveIntegerField(default=0, editable=False)),
                ("needs_sign_off", models.BooleanField(default=False, editable=False)),
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
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "emergency_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "story",
                "verbose_name_plural": "stories",
                "ordering": ["-changed_at", "-pk"],
                "permissions": [
                    ("submit_article", "Can submit stories for review"),
                    ("review_article", "Can return and approve what others wrote, and change it"),
                    ("publish_article", "Can publish, schedule and unschedule approved stories"),
                    ("correct_article", "Can publish corrections that readers are told of"),
                    ("withdraw_article", "Can withdraw and reinstate stories"),
                    ("emergency_article", "Can publish without a review, to be signed off by somebody else"),
                    ("share_article", "Can show unpublished stories by link to people without an account"),
                    ("tag_article", "Can change the companies, people and topics of any story"),
                ],
                "indexes": [
                    models.Index(fields=["-changed_at", "-id"], name="article_by_change"),
                    models.Index(fields=["stage", "-changed_at"], name="article_by_stage"),
                    models.Index(fields=["section", "-changed_at", "-id"], name="article_by_section"),
                    models.Index(fields=["language", "-changed_at", "-id"], name="article_by_language"),
                    models.Index(
                        condition=models.Q(("needs_sign_off", True)), fields=["-changed_at"], name="article_to_sign_off"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="article_slug_once"),
                    models.UniqueConstraint(fields=("source", "source_id"), name="article_once_per_source"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["draft", "in_review", "approved", "scheduled", "published", "withdrawn"])
                        ),
                        name="article_stage_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "scheduled"), _negated=True),
                            ("scheduled_for__isnull", False),
                            _connector="OR",
                        ),
                        name="article_scheduled_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ["approved", "scheduled"]), _negated=True),
                            ("approved_revision", models.F("revision")),
                            _connector="OR",
                        ),
                        name="article_approved_as_it_stands",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleCredit",
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
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="credits", to="newsroom.article"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ArticleTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tag_items", to="newsroom.article"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="article_items", to="companies.tag"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("content_object", "tag"), name="article_tag_once")],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="newsroom.ArticleTag",
                to="companies.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seal", models.CharField(db_default="", default="", editable=False, max_length=16)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="newsroom.article"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("author_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("content", models.JSONField()),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("article", "number"), name="revision_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(
                        help_text="A PDF, or a Word, Excel, PowerPoint or OpenDocument file without macros and password. It goes out as it is, with its author’s name, comments and tracked changes, if it has such.",
                        max_length=200,
                        unique=True,
                        upload_to=newsroom.models.attachment._place,
                        verbose_name="document",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="What readers see: “Annual report 2025”. Empty: the name of the file.",
                        max_length=200,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("docx", "Word document"),
                            ("xlsx", "Excel workbook"),
                            ("pptx", "PowerPoint slides"),
                            ("odt", "OpenDocument text"),
                            ("ods", "OpenDocument spreadsheet"),
                            ("odp", "OpenDocument slides"),
                        ],
                        editable=False,
                        max_length=4,
                    ),
                ),
                ("size", models.PositiveIntegerField(editable=False)),
                ("digest", models.CharField(db_index=True, editable=False, max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="translation", to="newsroom.article"
                    ),
                ),
                ("group", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("zh-Hans", "Chinese, simplified"),
                            ("zh-Hant", "Chinese, traditional"),
                        ],
                        max_length=7,
                    ),
                ),
                ("is_original", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("group", "language"), name="translation_one_per_language"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_original", True)), fields=("group",), name="translation_of_one_original"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="newsroom.article",
                    ),
                ),
                ("headline", models.CharField(max_length=300)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("actor_name", models.CharField(blank=True, max_length=200)),
                ("verb", models.CharField(max_length=30)),
                ("revision", models.PositiveIntegerField(blank=True, null=True)),
                ("from_stage", models.CharField(blank=True, max_length=9)),
                ("to_stage", models.CharField(blank=True, max_length=9)),
                ("comment", models.TextField(blank=True)),
                ("details", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["article", "-at"], name="event_by_article"),
                    models.Index(fields=["verb", "-at"], name="event_by_verb"),
                ],
            },
        ),
    ]
