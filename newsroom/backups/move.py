"""Moves a whole site from one database into another of either kind, and compares what both hold then."""

import os
import subprocess
import sys
from collections.abc import Callable

import dj_database_url
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DataError, Error, IntegrityError, connection, connections, transaction

from newsroom.backups import content, databases
from newsroom.models import SearchName

_AT_ONCE = 200
_MADE_ANEW = SearchName._meta.db_table


class MoveRefused(Exception):
    """Nothing was moved; the site stands where it was. The message says why."""


def move(url: str, *, tell: Callable[[str], None] = lambda line: None) -> dict[str, dict]:
    """Copy everything into the empty database at `url`; gives the figures, which are those of both.

    The tables of the target are made by the migrations of this program; the index of the search, which each database
    keeps in its own way, is made anew there.
    """
    settings_there = _settings(url)
    with databases.other("target", settings_there) as target:
        _require_no_strangers(target)
    tell(f"Making the tables on {settings_there['ENGINE'].rpartition('.')[2]} …")
    _manage(url, "migrate", "--verbosity", "0")
    with databases.other("target", settings_there) as target:
        with _standing_still():
            before = content.figures()
            if _is_used(target):
                # Whoever was killed behind the last row runs it again.
                if _differences(before, target):
                    raise MoveRefused("The database there is not empty. Give an empty one.")
                tell("All rows are there already.")
            else:
                _require_sound()
                tell(f"Copying {sum(figure['rows'] for figure in before.values()):,} rows …")
                with transaction.atomic(using=target):
                    _empty(target)
                    for model in content.tables():
                        _copy(model, target)
                    _count_on(target)
        tell("Comparing …")
        if told := _differences(before, target):
            raise MoveRefused("The two differ, so stay with the old one: " + "; ".join(told))
        databases.settle(target)
    tell("Making the index of the search anew …")
    _manage(url, "rebuild_search", "--verbosity", "0")
    with databases.other("target", settings_there) as target:
        databases.settle(target)  # once more, for the tables of the index
    return before


def _differences(before: dict[str, dict], target: str) -> list[str]:
    """But for the names of the search, which get other numbers where they are made anew there."""
    kept = {_MADE_ANEW: {}}
    return content.differences(before | kept, content.figures(target) | kept)


def _standing_still():
    """A transaction on the source. On SQLite nobody writes meanwhile; on PostgreSQL it sees one moment."""
    return transaction.atomic() if connection.vendor == "sqlite" else databases.long_look()


def _manage(url: str, *arguments: str) -> None:
    """A command of this program on the other database, in a process whose settings are made for it."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise MoveRefused(f"{arguments[0]} failed there: {done.stderr.strip()[-2000:]}")


def _settings(url: str) -> dict:
    try:
        given = dj_database_url.parse(url)
    except ValueError:  # whose message may repeat the password
        raise MoveRefused("That is no address of a database: postgres://user:password@host/name") from None
    if given["ENGINE"].rpartition(".")[2] not in ("sqlite3", "postgresql"):
        raise MoveRefused("A site lies on PostgreSQL or in a file of SQLite, and nowhere else.")
    here = connection.settings_dict
    if all(str(given.get(name) or "") == str(here.get(name) or "") for name in ("NAME", "HOST", "PORT")) and (
        given.get("OPTIONS", {}).get("host") == here["OPTIONS"].get("host")
    ):
        raise MoveRefused("That is the database that the site lies in.")
    return given


def _require_no_strangers(target: str) -> None:
    """No table may be there but ours, empty as they will have to be: what else is there is somebody's."""
    ours = tuple(f"{config.label}_" for config in apps.get_app_configs()) + ("django_",)
    there = connections[target]
    with there.cursor() as cursor:
        strange = [name for name in there.introspection.table_names(cursor) if not name.startswith(ours)]
    if strange:
        raise MoveRefused(f"The database there holds something else ({strange[0]}). Give an empty one.")


def _is_used(target: str) -> bool:
    """Whether more is there than a migration writes by itself."""
    labels = ("newsroom.Article", "auth.User", "companies.Tag")
    return any(apps.get_model(label)._base_manager.using(target).exists() for label in labels)


def _require_sound() -> None:
    """SQLite may hold rows that point nowhere, where something else wrote into its file. PostgreSQL takes none."""
    if connection.vendor == "sqlite":
        try:
            connection.check_constraints()
        except IntegrityError as error:
            raise MoveRefused(f"Nothing was moved. Mend this on the old site, and run it again: {error}") from None


def _empty(target: str) -> None:
    """Take out what the migrations wrote: roles, permissions and the like come from the source, with their numbers."""
    quote = connections[target].ops.quote_name
    with connections[target].cursor() as cursor:
        for model in content.tables():
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608 - names of our own tables


def _copy(model, target: str) -> None:
    """Row by row as they stand: past save(), signals, and the moments that a save would set."""
    there = connections[target]
    fields = content.columns(model)
    quote = there.ops.quote_name
    marks = ", ".join(
        field.get_placeholder(None, None, there) if hasattr(field, "get_placeholder") else "%s" for field in fields
    )
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)}) "  # noqa: S608
        f"VALUES ({marks})"
    )
    rows = model._base_manager.using(DEFAULT_DB_ALIAS).order_by("pk").values_list(*(field.attname for field in fields))
    number = next(place for place, field in enumerate(fields) if field.primary_key)
    batch = []

    def write():
        try:
            with transaction.atomic(using=target), there.cursor() as cursor:
                cursor.executemany(statement, batch)
        except Error:
            _name_the_row(there, statement, model, number, batch)
            raise
        batch.clear()

    for row in rows.iterator(chunk_size=_AT_ONCE):
        try:
            batch.append([field.get_db_prep_save(value, there) for field, value in zip(fields, row, strict=True)])
        except (ValueError, TypeError) as error:  # SQLite keeps words where a number should be
            raise _refused(model, row[number], error) from None
        if len(batch) == _AT_ONCE:
            write()
    if batch:
        write()


def _name_the_row(there, statement: str, model, number: int, batch: list) -> None:
    """Raises MoveRefused for the first row that the other database does not take, and says why it doesn't."""
    for row in batch:
        try:
            with transaction.atomic(using=there.alias), there.cursor() as cursor:
                cursor.execute(statement, row)
        except (DataError, IntegrityError) as error:
            raise _refused(model, row[number], error) from None


def _refused(model, key, error: Exception) -> MoveRefused:
    said = str(error).strip().partition("\n")[0]
    return MoveRefused(
        f"Nothing was moved. {model._meta.db_table} has a row that cannot be stored there, {model._meta.pk.column} "
        f"{key}: {said}. Mend it on the old site, and run it again."
    )


def _count_on(target: str) -> None:
    """New rows get numbers behind those that were copied."""
    there = connections[target]
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), content.tables()):
            cursor.execute(statement)
