import django.db.models.deletion
import django.db.models.functions.text
import taggit.managers
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_people_and_their_roles"),
        ("people", "0002_facts_and_press_contacts"),
        ("people", "0003_find_people_by_letter"),
        ("people", "0004_roles_by_their_days"),
    ]

    dependencies = [
        ("companies", "0001_companies_tags_and_photos"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
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
                    "family_name",
                    models.CharField(blank=True, help_text="Used where a text says only “Guo”.", max_length=100),
                ),
                ("given_name", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ["name", "pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["name", "id"], name="person_by_name"),
                    models.Index(fields=["initial", "name", "id"], name="person_by_initial"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="topic_items", to="people.person"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="person_items", to="companies.tag"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("content_object", "tag"), name="person_topic_once")],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="topics",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="people.PersonTopic",
                to="companies.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="people.person"
                    ),
                ),
                ("title", models.CharField(help_text="As printed, for example “Director”.", max_length=200)),
                (
                    "organisation",
                    models.CharField(
                        blank=True, help_text="As printed; leave it empty to print the company’s name.", max_length=200
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="companies.company",
                    ),
                ),
                ("started", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ended", models.DateField(blank=True, null=True, verbose_name="to")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="The lowest number is printed first.")),
            ],
            options={
                "ordering": ["order", "pk"],
                "indexes": [
                    models.Index(fields=["started"], name="role_by_start"),
                    models.Index(fields=["ended"], name="role_by_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started", None), ("ended", None), ("ended__gte", models.F("started")), _connector="OR"
                        ),
                        name="role_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonAlias",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "aliases",
                "ordering": ["kind", "text"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("person", "text", "language"), name="person_alias_once")
                ],
            },
        ),
    ]
