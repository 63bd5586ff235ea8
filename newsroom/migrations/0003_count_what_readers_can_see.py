from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("newsroom", "Generation").objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_editions_never_overlap")]

    operations = [
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="generation_is_one_row")],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
