"""How a database is copied out whole while people write in it, and put back: SQLite and PostgreSQL."""

import logging
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from glob import glob
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from newsroom.models.search.fts5 import damaged

logger = logging.getLogger(__name__)

STEP_PAGES, STEP_PAUSE = 4096, 0.05  # of a copy in steps; in seconds, for writers to get in between
MOST_RESTARTS = 3
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class DatabaseTroubled(Exception):
    """The copy, or the tool that makes it, is not in order. The message says what to do."""


@contextmanager
def other(alias: str, settings: dict) -> Iterator[str]:
    """A second connection, under that alias while the block runs."""
    complete = connections.configure_settings({DEFAULT_DB_ALIAS: {"ENGINE": settings["ENGINE"]}, alias: settings})
    connections.settings[alias] = complete[alias]
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def of_file(path: Path) -> dict:
    """The settings of a database of SQLite that lies there."""
    return {"ENGINE": "newsroom.running.sqlite3", "NAME": path}


@contextmanager
def copied(folder: Path) -> Iterator[str]:
    """Copy the site's database into `folder`. The alias given leads to what the copy holds, as of one moment."""
    target = folder / NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        _copy_sqlite(Path(connection.settings_dict["NAME"]), target)
        with other("snapshot", of_file(target)) as alias:
            yield alias
    else:
        with long_look():
            _dump_postgresql(target)
            yield DEFAULT_DB_ALIAS


# SQLite


def _copy_sqlite(source: Path, target: Path) -> None:
    try:
        _copy_and_check(source, target)
    except sqlite3.Error as error:
        raise DatabaseTroubled(f"The database could not be copied: {error}.") from error


def _copy_and_check(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=60)) as live:
        if live.execute("PRAGMA journal_mode").fetchone()[0] == "wal" or not _copied_in_steps(live, target):
            # Nobody waits for it with a write-ahead log. With a rollback journal writers do until it is done.
            target.unlink(missing_ok=True)
            live.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as copy:
        _make_damaged_indexes_anew(copy)
        if (said := copy.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            raise DatabaseTroubled(f"The copy of the database is not sound: {said[0][0]}")
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _make_damaged_indexes_anew(copy: sqlite3.Connection) -> None:
    """In the copy only, of the texts that lie beside each: a restore must not bring the damage back."""
    for table in damaged(copy):
        copy.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608 - a table of ours
        logger.error(
            "The index of words %s is damaged on the site; the stories are not. The backup has it made anew. On the "
            "site “manage.py rebuild_search” does that.",
            table,
        )
    copy.commit()


def astray(alias: str) -> list[str]:
    """Rows that point to rows that are not there, in a sentence for each kind of them.

    Only something else that wrote into the file, or a disk, makes such rows, and PostgreSQL takes none. Whoever brings
    a site back wants all other rows in any case, so they are no reason to have no backup.
    """
    if connections[alias].vendor != "sqlite":
        return []
    with connections[alias].cursor() as cursor:
        return _astray(cursor)


def _astray(cursor) -> list[str]:
    cursor.execute(
        "SELECT \"table\", parent, count(*), group_concat(rowid, ', ') FILTER (WHERE place <= 5) FROM ("
        ' SELECT *, row_number() OVER (PARTITION BY "table", parent ORDER BY rowid) AS place'
        " FROM pragma_foreign_key_check) GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [
        f"{number} rows of {table} point to rows of {parent} that are not there (rowid {some}{' …' * (number > 5)})"
        for table, parent, number, some in cursor.fetchall()
    ]


class _TooBusy(Exception):
    pass


def _copied_in_steps(live: sqlite3.Connection, target: Path) -> bool:
    """Copy a few pages at a time, so that writers wait for a step and not for the whole; False where they write so
    often that the copy is never done: each change makes it begin again.
    """
    left, restarts = [None], [0]

    def watch(status, remaining, total):
        if left[0] is not None and remaining > left[0]:
            restarts[0] += 1
            if restarts[0] >= MOST_RESTARTS:
                raise _TooBusy
        left[0] = remaining

    with closing(sqlite3.connect(target)) as copy:
        try:
            live.backup(copy, pages=STEP_PAGES, progress=watch, sleep=STEP_PAUSE)
        except _TooBusy:
            return False
    return True


_WORDS = "malformed inverted index"  # of an index of words, which is made anew of the stories
_TRIGGERS = {"edition_tags_keep_step"}  # that a program of ours has made


def look_over(source: Path, tables: Iterable[str]) -> None:
    """Refuse a copy of SQLite that is no database, is cut, or has something else in a table's place, before any of it
    lies where the site's own does. Whoever can write a backup's lists can write their checksums as well.
    """
    try:
        # Nothing is written beside it, and no journal that somebody put there is played back.
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            said = [line for (line,) in copy.execute("PRAGMA quick_check")]
            there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        said, there = [str(error)], set()
    if wrong := [line for line in said if line != "ok" and not line.startswith(_WORDS)]:
        raise DatabaseTroubled(f"{source} is no sound database: {wrong[0]}.")
    if lost := sorted(set(tables) - there):
        raise DatabaseTroubled(f"{source} has no table {lost[0]}, or something else that bears its name.")


def take_out_triggers() -> list[str]:
    """Take out of the site's SQLite what no program of ours made and what would act by itself; said in sentences."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        strange = [(name, table) for name, table in cursor.fetchall() if name not in _TRIGGERS]
        for name, _ in strange:
            quoted = name.replace('"', '""')
            cursor.execute(f'DROP TRIGGER "{quoted}"')
    return [f"the trigger {name} of {table}, which no program of ours made, was taken out" for name, table in strange]


# PostgreSQL


@contextmanager
def long_look() -> Iterator[None]:
    """A transaction that sees one moment, however long it takes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def _dump_postgresql(target: Path) -> None:
    """A dump of the moment that the open transaction sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
    run_tool(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={moment}",
        f"--file={target}",
    )  # fmt: skip
    # Reads the whole of it, as a restore would.
    run_tool("pg_restore", f"--file={os.devnull}", str(target), with_database=False)


def restore_postgresql(dump: Path) -> None:
    """Put the dump into the site's database, in the place of the empty tables that stand there.

    Those go first, because a dump of an older program knows nothing of tables and functions that this one has made.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        cursor.execute(
            "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"  # of an extension
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP ROUTINE {function}")
    connection.close()
    run_tool(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error",
        "--single-transaction", f"--dbname={connection.settings_dict['NAME']}", str(dump),
    )  # fmt: skip


def settle(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Let PostgreSQL learn what was put into its tables all at once, and that all may see it.

    It would do so by itself within minutes. Until then it plans without knowing how much there is, and looks at each
    row that it could count off an index.
    """
    target = connections[alias]
    if target.vendor == "postgresql":
        with target.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            tables = map(target.ops.quote_name, target.introspection.table_names(cursor))
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")
            cursor.execute("RESET statement_timeout")


def run_tool(name: str, *arguments: str, with_database: bool = True) -> None:
    """Run one of PostgreSQL's own programs against the site's database."""
    program = shutil.which(name) or max(glob(f"/usr/lib/postgresql/*/bin/{name}"), default=None)
    if program is None:
        raise DatabaseTroubled(f"{name} is missing. It comes with PostgreSQL’s client programs; install those.")
    environment = {**os.environ, **(_postgresql_environment() if with_database else {})}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise DatabaseTroubled(f"{name} failed: {done.stderr.strip()[-2000:]}")


def _postgresql_environment() -> dict[str, str]:
    """The site's connection, as PostgreSQL's programs read it; the password stays off the list of processes."""
    settings = connection.settings_dict
    given = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"] or settings["OPTIONS"].get("host"),
        "PGPORT": settings["PORT"] or settings["OPTIONS"].get("port"),
        "PGSSLMODE": settings["OPTIONS"].get("sslmode"),
        "PGSSLROOTCERT": settings["OPTIONS"].get("sslrootcert"),
    }
    return {name: str(value) for name, value in given.items() if value}
