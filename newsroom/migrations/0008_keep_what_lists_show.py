import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0002_one_row_a_picture_file"),
        ("newsroom", "0007_text_kept_aside_and_presence"),
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
        ),
    ]
