from django.core.exceptions import FieldDoesNotExist
from django.db import migrations, models

from newsroom import models as today

_AT_ONCE = 500
_MODELS = ("edition", "revision")


def add_column(name: str):
    # Django would make the table anew on SQLite, all stories of it, and lose the trigger of 0036. The default stays in
    # the database, so that a program that knows no seals can write until it is replaced.
    table = f"newsroom_{name}"
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD COLUMN seal varchar(16) NOT NULL DEFAULT ''",
                f"ALTER TABLE {table} DROP COLUMN seal",
            )
        ],
        [migrations.AddField(name, "seal", models.CharField(db_default="", default="", editable=False, max_length=16))],
    )


def seal(apps, schema_editor):
    for name in _MODELS:
        model, sealed = apps.get_model("newsroom", name), today.Edition if name == "edition" else today.Revision
        names, last = [each for each in sealed.sealed_fields() if _has(model, each)], 0
        while rows := list(model.objects.filter(pk__gt=last).order_by("pk").values("pk", *names)[:_AT_ONCE]):
            last = rows[-1]["pk"]
            with schema_editor.connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE newsroom_{name} SET seal = %s WHERE id = %s",  # noqa: S608 - one of the two above
                    [(sealed.seal_of(row), row["pk"]) for row in rows],
                )


def _has(model, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0036_tags_of_editions_carry_their_interval")]

    operations = [*map(add_column, _MODELS), migrations.RunPython(seal, migrations.RunPython.noop)]
