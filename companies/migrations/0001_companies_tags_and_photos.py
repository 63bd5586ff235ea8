import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import taggit.managers
from django.db import migrations, models

import companies.models.photo


class Migration(migrations.Migration):
    replaces = [
        ("companies", "0001_tags_photos_and_companies"),
        ("companies", "0002_one_row_a_picture_file"),
        ("companies", "0003_what_became_of_a_company_and_earlier_names"),
        ("companies", "0004_find_companies_by_letter_and_kind"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(
                        max_length=200, unique=True, upload_to=companies.models.photo._folder, verbose_name="picture"
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "alt_text",
                    models.CharField(
                        blank=True,
                        help_text="What one would say of the picture on the telephone. Required before a story with it is published.",
                        max_length=300,
                    ),
                ),
                (
                    "is_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="The picture says nothing that the text does not; readers hear nothing.",
                        verbose_name="decorative",
                    ),
                ),
                (
                    "caption",
                    models.CharField(
                        blank=True, help_text="Shown under the picture unless a story has its own.", max_length=500
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True, help_text="As printed, for example “Photo: Li Na / Park News”.", max_length=200
                    ),
                ),
                (
                    "licence",
                    models.CharField(blank=True, help_text="Whoever may use it, and until when.", max_length=200),
                ),
                (
                    "focal_x",
                    models.FloatField(
                        default=0.5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="focal point, from the left",
                    ),
                ),
                (
                    "focal_y",
                    models.FloatField(
                        default=0.5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="focal point, from the top",
                    ),
                ),
                (
                    "renditions",
                    models.JSONField(
                        default=list,
                        editable=False,
                        help_text="Smaller copies, narrowest first: [{name, width, height}].",
                    ),
                ),
                ("digest", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("focal_x__range", (0, 1)), ("focal_y__range", (0, 1))),
                        name="photo_focal_point_inside",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("slug", models.SlugField(allow_unicode=True, blank=True, max_length=200, unique=True)),
                ("key", models.CharField(editable=False, max_length=200, unique=True)),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("key", ""), _negated=True), name="tag_has_a_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="TagAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="companies.tag"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=200, unique=True)),
            ],
            options={
                "verbose_name": "earlier name",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="companies.tag",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "initial",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Upper(
                            django.db.models.functions.text.Substr("name", 1, 1)
                        ),
                        output_field=models.CharField(max_length=4),
                    ),
                ),
                ("chinese_name", models.CharField(blank=True, max_length=100, verbose_name="Chinese name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        blank=True,
                        help_text="The last part of the page’s address. The old address keeps working when it changes.",
                        max_length=200,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True, help_text="One sentence for lists and search results.", max_length=300
                    ),
                ),
                (
                    "body",
                    models.TextField(
                        blank=True,
                        help_text="Paragraphs divided by an empty line, or HTML.",
                        verbose_name="description",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_profiles",
                        to="companies.photo",
                    ),
                ),
                (
                    "is_listed",
                    models.BooleanField(
                        default=True,
                        help_text="Has a public page. Stories keep their tag either way.",
                        verbose_name="listed",
                    ),
                ),
                (
                    "facts_as_of",
                    models.DateField(
                        blank=True,
                        help_text="When somebody last looked whether all this is still so.",
                        null=True,
                        verbose_name="facts as of",
                    ),
                ),
                (
                    "facts_source",
                    models.CharField(
                        blank=True,
                        help_text="Where they were taken from, for readers.",
                        max_length=300,
                        verbose_name="source of the facts",
                    ),
                ),
                (
                    "press_name",
                    models.CharField(
                        blank=True, help_text="Whom journalists ask for.", max_length=200, verbose_name="press contact"
                    ),
                ),
                (
                    "press_email",
                    models.EmailField(
                        blank=True, help_text="Readers see it.", max_length=254, verbose_name="press e-mail"
                    ),
                ),
                (
                    "press_phone",
                    models.CharField(
                        blank=True, help_text="Readers see it.", max_length=60, verbose_name="press telephone"
                    ),
                ),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="Its number in the register it was imported from.",
                        max_length=200,
                        null=True,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "legal_name",
                    models.CharField(blank=True, help_text="The registered name where it differs.", max_length=200),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("company", "company"),
                            ("agency", "service agency"),
                            ("investor", "investor"),
                            ("university", "university or institute"),
                            ("government", "government body"),
                            ("media", "media"),
                            ("other", "other organisation"),
                        ],
                        default="company",
                        max_length=10,
                    ),
                ),
                (
                    "founded",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="The year.", null=True, verbose_name="founded in"
                    ),
                ),
                ("website", models.URLField(blank=True)),
                (
                    "headquarters",
                    models.CharField(
                        blank=True, help_text="As one would post a letter.", max_length=200, verbose_name="head office"
                    ),
                ),
                (
                    "registration",
                    models.CharField(
                        blank=True,
                        help_text="Its unified social credit code, or what it has.",
                        max_length=40,
                        verbose_name="registration number",
                    ),
                ),
                ("stock_code", models.CharField(blank=True, help_text="With the exchange: “1810.HK”.", max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("renamed", "renamed"),
                            ("merged", "merged into another"),
                            ("split", "split up"),
                            ("closed", "closed"),
                        ],
                        default="active",
                        max_length=7,
                    ),
                ),
                (
                    "status_since",
                    models.DateField(blank=True, help_text="When it became so.", null=True, verbose_name="since"),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        help_text="The company that it is now, or is now part of.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="companies.company",
                    ),
                ),
                (
                    "other_successors",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Where it was split up: the others that came of it.",
                        related_name="other_predecessors",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "companies",
                "ordering": ["name", "pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["name", "id"], name="company_by_name"),
                    models.Index(fields=["initial", "name", "id"], name="company_by_initial"),
                    models.Index(fields=["kind", "name", "id"], name="company_by_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor", None), models.Q(("successor", models.F("pk")), _negated=True), _connector="OR"
                        ),
                        name="company_not_its_own_successor",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="topic_items", to="companies.company"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="company_items", to="companies.tag"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("content_object", "tag"), name="company_topic_once")],
            },
        ),
        migrations.AddField(
            model_name="company",
            name="topics",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="companies.CompanyTopic",
                to="companies.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.CreateModel(
            name="CompanyAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200, verbose_name="name")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("zh-Hans", "Chinese, simplified"),
                            ("zh-Hant", "Chinese, traditional"),
                            ("pinyin", "Pinyin"),
                        ],
                        default="en",
                        max_length=7,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("official", "official name"),
                            ("short", "short name"),
                            ("former", "former name"),
                            ("acronym", "acronym"),
                            ("brand", "brand or product"),
                            ("pinyin", "pinyin"),
                            ("misspelling", "common misspelling"),
                        ],
                        default="short",
                        max_length=11,
                    ),
                ),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("exact", "exactly as written"),
                            ("any", "in capital or small letters"),
                            ("after_full", "only after the full name"),
                            ("never", "never"),
                        ],
                        default="exact",
                        help_text="When the name stands in a story.",
                        max_length=10,
                        verbose_name="counts in a text",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="companies.company"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "aliases",
                "ordering": ["kind", "text"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("company", "text", "language"), name="company_alias_once")
                ],
            },
        ),
    ]
