from django.db import migrations

from newsroom.models.search.traditional import SIMPLIFIED

BATCH = 500
_OLD = "".join(map(chr, SIMPLIFIED))
_NEW = "".join(SIMPLIFIED.values())
_SOME = f"[{_OLD}]"


def simplify(apps, schema_editor):
    """Tokens are stretches of the text, so one character for one makes of each what it would be now."""
    _names(apps.get_model("newsroom", "SearchName"))
    if schema_editor.connection.vendor == "postgresql":
        # A statement of a page may not take so long; this one reads every text where there are many.
        schema_editor.execute("SET LOCAL statement_timeout = 0")
        for table in ("newsroom_searchtext", "newsroom_drafttext"):
            schema_editor.execute(
                f"UPDATE {table} SET vector = translate(vector::text, %s, %s)::tsvector WHERE vector::text ~ %s",  # noqa: S608
                [_OLD, _NEW, _SOME],
            )
        schema_editor.execute(
            "UPDATE newsroom_searchentry SET above = translate(above, %s, %s) WHERE above ~ %s", [_OLD, _NEW, _SOME]
        )
        return
    with schema_editor.connection.cursor() as cursor:
        for table, columns in (
            ("newsroom_searchtext", ("headline", "names", "standfirst", "body", "facets")),
            ("newsroom_searchentry", ("above",)),
            ("newsroom_drafttext", ("words",)),
        ):
            _columns(cursor, table, columns)


def _names(names):
    changed = []
    for name in names.objects.only("key").iterator(chunk_size=BATCH):
        key = name.key.translate(SIMPLIFIED)
        if key != name.key:
            name.key = key
            changed.append(name)
    names.objects.bulk_update(changed, ["key"], batch_size=BATCH)


def _columns(cursor, table: str, columns: tuple[str, ...]):
    sets, after = ", ".join(f"{column} = %s" for column in columns), -1
    while True:
        cursor.execute(
            f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid > %s ORDER BY rowid LIMIT %s",  # noqa: S608
            [after, BATCH],
        )
        rows = cursor.fetchall()
        if not rows:
            return
        after = rows[-1][0]
        changed = []
        for pk, *old in rows:
            new = [text if text.isascii() else text.translate(SIMPLIFIED) for text in old]
            if new != old:
                changed.append((*new, pk))
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE rowid = %s", changed)  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0034_find_withdrawals_by_moment")]

    operations = [migrations.RunPython(simplify, migrations.RunPython.noop)]
