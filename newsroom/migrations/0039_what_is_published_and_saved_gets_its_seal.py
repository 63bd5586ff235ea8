from django.core.exceptions import FieldDoesNotExist
from django.db import migrations, transaction

from newsroom import models as today

_AT_ONCE = 500
_MODELS = ("edition", "revision")


def seal(apps, schema_editor):
    """Seal what has no seal yet, so that a run which was broken off goes on where it stopped."""
    for name in _MODELS:
        model, sealed = apps.get_model("newsroom", name), today.Edition if name == "edition" else today.Revision
        names, last = [each for each in sealed.sealed_fields() if _has(model, each)], 0
        while True:
            with transaction.atomic(using=schema_editor.connection.alias):
                unsealed = model.objects.select_for_update().filter(seal="", pk__gt=last).order_by("pk")
                rows = list(unsealed.values("pk", *names)[:_AT_ONCE])
                with schema_editor.connection.cursor() as cursor:
                    cursor.executemany(
                        f"UPDATE newsroom_{name} SET seal = %s WHERE id = %s",  # noqa: S608 - one of the two above
                        [(sealed.seal_of(row), row["pk"]) for row in rows],
                    )
            if not rows:
                break
            last = rows[-1]["pk"]


def _has(model, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


class Migration(migrations.Migration):
    # A column that is added locks its table until the end of the transaction, also for readers. So the columns of 0037
    # are filled in many short ones.
    atomic = False

    dependencies = [("newsroom", "0038_phrases_are_looked_for_in_new_stories_first")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
