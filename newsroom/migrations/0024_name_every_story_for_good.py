from django.db import migrations
from django.db.models import F

from newsroom.models.article import public_id_of

BATCH = 1000


def fill(apps, schema_editor):
    """Give every edition its story's public id. Only those without one, so that it may be run again."""
    edition = apps.get_model("newsroom", "Edition")
    after = 0
    while rows := list(
        edition.objects.filter(pk__gt=after, public_id="")
        .order_by("pk")
        .values_list("pk", "article__source", "article__source_id")[:BATCH]
    ):
        after = rows[-1][0]
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE newsroom_edition SET public_id = %s WHERE id = %s",
                [(public_id_of(source, source_id), pk) for pk, source, source_id in rows],
            )
    # The ids in feeds have changed with it, so nothing that was made ready before is right any more.
    apps.get_model("newsroom", "Generation").objects.filter(pk=1).update(number=F("number") + 1)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0023_edition_public_id")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
