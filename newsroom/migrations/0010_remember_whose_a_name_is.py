import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0002_one_row_a_picture_file"),
        ("newsroom", "0009_old_addresses_and_names_of_imported_stories"),
    ]

    operations = [
        migrations.AddField(
            model_name="namerecord",
            name="instead",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="companies.tag",
            ),
        ),
    ]
