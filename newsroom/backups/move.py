"""Moves a whole site from one database into another of either kind, and compares what both hold then."""

import os
import subprocess
import sys
from collections.abc import Callable

import dj_database_url
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from newsroom.backups import content, databases

_AT_ONCE = 200


class MoveRefused(Exception):
    """Nothing was moved; the site stands where it was. The message says why."""


def move(url: str, *, tell: Callable[[str], None] = lambda line: None) -> dict[str, dict]:
    """Copy everything into the empty database at `url`; gives the figures, which are those of both.

    The tables of the target are made by the migrations of this program; the index of the search, which each database
    keeps in its own way, is made anew there.
    """
    settings_there = dj_database_url.parse(url)
    vendor = settings_there["ENGINE"].rpartition(".")[2]
    tell(f"Making the tables on {vendor} …")
    _manage(url, "migrate", "--verbosity", "0")
    with databases.other("target", settings_there) as target:
        _require_empty(target)
        with _standing_still():
            before = content.figures()
            tell(f"Copying {sum(figure['rows'] for figure in before.values()):,} rows …")
            with transaction.atomic(using=target):
                _empty(target)
                for model in content.tables():
                    _copy(model, target)
                _count_on(target)
        tell("Comparing …")
        if told := content.differences(before, content.figures(target)):
            raise MoveRefused("The two differ, so stay with the old one: " + "; ".join(told))
        databases.settle(target)
    tell("Making the index of the search anew …")
    _manage(url, "rebuild_search", "--verbosity", "0")
    return before


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


def _require_empty(target: str) -> None:
    """Only what a migration writes by itself may be there."""
    for label in ("newsroom.Article", "auth.User", "companies.Tag"):
        if apps.get_model(label)._base_manager.using(target).exists():
            raise MoveRefused("The database there is not empty. Give an empty one.")


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
    batch = []

    def write():
        with there.cursor() as cursor:
            cursor.executemany(statement, batch)
        batch.clear()

    for row in rows.iterator(chunk_size=_AT_ONCE):
        batch.append([field.get_db_prep_save(value, there) for field, value in zip(fields, row, strict=True)])
        if len(batch) == _AT_ONCE:
            write()
    if batch:
        write()


def _count_on(target: str) -> None:
    """New rows get numbers behind those that were copied."""
    there = connections[target]
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), content.tables()):
            cursor.execute(statement)
