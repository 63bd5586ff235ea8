from django.db import migrations, models

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


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0036_tags_of_editions_carry_their_interval")]

    operations = [*map(add_column, _MODELS)]  # 0039 fills them
