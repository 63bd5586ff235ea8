"""Mistakes in how a site is set up, found before they cost anything: `manage.py check --deploy`.

Those that ask the database run with `--database default` only.
"""

import sqlite3
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from newsroom.models import Vital
from newsroom.models.search.fts5 import damaged
from newsroom.running import media_there, room, trouble
from newsroom.running.postgresql import rights as postgresql_rights

_MOUNTS = Path("/proc/mounts")
_FAR = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.s3fs", "davfs"}


def _is_sqlite() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@register(Tags.security, deploy=True)
def secret_key(app_configs, **kwargs):
    key = settings.SECRET_KEY
    if len(key) >= 50 and len(set(key)) >= 10 and not key.startswith("for-development"):
        return []
    return [
        Error(
            "SECRET_KEY is too weak: whoever guesses it can sign in as anybody.",
            hint="Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))', and keep it out of "
            "files that others read.",
            id="newsroom.E001",
        )
    ]


@register(Tags.database, deploy=True)
def sqlite_journal(app_configs, **kwargs):
    if not _is_sqlite() or settings.SQLITE_JOURNAL != "wal" or settings.SQLITE_WAL_IS_SOUND:
        return []
    return [
        Warning(
            f"SQLite {sqlite3.sqlite_version} can corrupt a database with a write-ahead log, which SQLITE_JOURNAL=wal "
            "asks for.",
            hint="Leave SQLITE_JOURNAL empty for the rollback journal, link Python to SQLite 3.51.3 or later, or use "
            "PostgreSQL (docs/decisions/0005).",
            id="newsroom.W002",
        )
    ]


@register(Tags.database)
def database_answers(app_configs, databases=None, **kwargs):
    """Also before each “migrate”, which would end with a traceback or do half of a newer program's work over."""
    if not databases or "default" not in databases:
        return []
    try:
        executor = MigrationExecutor(connections["default"])
    except DatabaseError as error:
        connections["default"].close()
        return [
            Error(
                trouble.in_words(error) or f"The database cannot be read: {error}",
                hint="See “When a command gives up” in docs/operations.md.",
                id="newsroom.E009",
            )
        ]
    if _is_too_old(executor):
        return [
            Error(
                "The database was made by a program too old for this one to bring up to date.",
                hint="Check out the last program that has newsroom.0040, run its “manage.py migrate”, and come back to "
                "this one. Nothing was changed.",
                id="newsroom.E016",
            )
        ]
    loader = executor.loader
    known = loader.disk_migrations.keys() | {name for each in loader.disk_migrations.values() for name in each.replaces}
    newer = sorted(key for key in loader.applied_migrations.keys() - known if key[0] in loader.migrated_apps)
    return [
        Error(
            f"The database was changed by a newer program: {app} {name} is not known to this one.",
            hint="Check out the newer program again, or restore the backup that was made before it into an empty "
            "place. Nothing was changed.",
            id="newsroom.E010",
        )
        for app, name in newer[:1]
    ]


def _is_too_old(executor: MigrationExecutor) -> bool:
    """Whether a program of before ours applied some of the migrations that ours stand for, and not all."""
    recorded = executor.recorder.applied_migrations().keys()
    for app in ("newsroom", "people", "companies"):
        ours = {key: each for key, each in executor.loader.disk_migrations.items() if key[0] == app}
        former = {name for each in ours.values() for name in each.replaces}
        if former & recorded and former - recorded and not ours.keys() & recorded:
            return True
    return False


@register(Tags.database, deploy=True)
def migrations_wait(app_configs, databases=None, **kwargs):
    if not databases or "default" not in databases:
        return []
    try:
        executor = MigrationExecutor(connections["default"])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:  # E009 says so
        connections["default"].close()
        return []
    if not waiting:
        return []
    return [
        Error(
            f"{len(waiting)} migrations wait, and nothing is served before: the database has not the tables of this "
            "program.",
            hint="Make a backup, and run “manage.py migrate”. Where you expected a site with stories, look at DATA_DIR "
            "and DATABASE_URL first.",
            id="newsroom.E011",
        )
    ]


@register(Tags.database, deploy=True)
def rights(app_configs, databases=None, **kwargs):
    if not databases or "default" not in databases:
        return []
    try:
        tables = postgresql_rights.refused()
    except DatabaseError:  # E009 says so
        connections["default"].close()
        return []
    if not tables:
        return []
    return [
        Error(
            f"The user of DATABASE_URL may not read and change all of {len(tables)} tables, {tables[0]} among them.",
            hint="Somebody else has made or restored them. Let the site’s user own them: REASSIGN OWNED BY … TO …",
            id="newsroom.E015",
        )
    ]


@register(Tags.database, deploy=True)
def sound_file(app_configs, databases=None, **kwargs):
    """Reads every page of a SQLite database, some seconds for a gigabyte, so only where that is asked for."""
    if not databases or "default" not in databases or not _is_sqlite():
        return []
    found, indexes = "ok", []
    try:
        with connections["default"].cursor() as cursor:
            said = [line for (line,) in cursor.execute("PRAGMA quick_check")]
            found = next((line for line in said if "FTS5 table" not in line), "ok")  # of 3.44 and later, asked below
            with suppress(sqlite3.OperationalError):  # somebody writes all the time, or nobody may
                indexes = damaged(connections["default"].connection)
    except (DatabaseError, sqlite3.Error) as error:
        connections["default"].close()
        found = str(error)
    wrong = [
        Error(
            f"The index of words {table} is damaged; the stories are not. Searching and publishing may fail.",
            hint="Run “manage.py rebuild_search”, and look after the disk.",
            id="newsroom.E014",
        )
        for table in indexes
    ]
    if found == "ok":
        return wrong
    return [
        *wrong,
        Error(
            f"The database is damaged: {found}",
            hint="Stop the site, move the file aside and keep it, and restore the last backup; look after the disk. "
            "See “What is damaged” in docs/operations.md.",
            id="newsroom.E008",
        ),
    ]


@register(deploy=True)
def local_disks(app_configs, **kwargs):
    """A database file on a network's disk is not locked reliably; media there are slow and may vanish for a while."""
    wanted = {"The SQLite database": Path(settings.DATABASES["default"]["NAME"]).parent} if _is_sqlite() else {}
    if not settings.MEDIA_S3_BUCKET:
        wanted["The folder of media"] = Path(settings.MEDIA_ROOT)
    return [
        Warning(
            f"{what} lies on a network’s disk ({kind}): {folder}",
            hint="Set DATA_DIR (or MEDIA_ROOT) to a disk of this machine. Several machines share PostgreSQL, and media "
            "in a store made for it.",
            id="newsroom.W003",
        )
        for what, folder in wanted.items()
        if (kind := far_disk(folder, _mounts()))
    ]


@register(Tags.database, deploy=True)
def media_are_there(app_configs, databases=None, **kwargs):
    """Whether pictures can be stored, and whether the disk that they should lie on is mounted."""
    if not databases or "default" not in databases or settings.MEDIA_S3_BUCKET:
        return []
    folder = Path(settings.MEDIA_ROOT)
    if _are_missing():
        return [
            Error(
                f"The pictures are not there that should lie in the folder of media: {folder}",
                hint="Is its disk mounted, and is MEDIA_ROOT (or DATA_DIR) right? If it is lost: “manage.py "
                "check_media --put-back DIR” with the folder of your backups.",
                id="newsroom.E012",
            )
        ]
    if not folder.is_dir():
        return []  # made with the first of them
    try:
        with tempfile.TemporaryFile(dir=folder):
            return []
    except OSError as error:
        return [
            Error(
                f"No picture can be stored in {folder}: {error.strerror}.",
                hint="The folder belongs to the user of the site, and its disk is mounted for writing and has room.",
                id="newsroom.E013",
            )
        ]


def _are_missing() -> bool:
    try:
        return media_there.are_missing()
    except DatabaseError:  # E009 says so
        connections["default"].close()
        return False


def _mounts() -> str:
    try:
        return _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:  # another system than Linux
        return ""


def far_disk(folder: Path, mounts: str) -> str:
    """The kind of network disk that the folder lies on; empty where it lies on one of this machine's."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        if folder.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind if kind in _FAR else ""


@register(deploy=True)
def room_is_left(app_configs, **kwargs):
    left = room.free()
    if left is None or left >= room.LEAST:
        return []
    return [
        Warning(
            f"The disk of the site has {left // 1_000_000} MB left, and a full one refuses every save.",
            hint=f"Make room: the last {room.FOR_TEXTS // 1_000_000} MB take no more pictures.",
            id="newsroom.W008",
        )
    ]


@register(Tags.caches, deploy=True)
def shared_cache(app_configs, **kwargs):
    """Failed sign-ins are counted there: a cache in each process lets somebody try once more for each."""
    backend = settings.CACHES["default"]["BACKEND"]
    if not backend.endswith(("LocMemCache", "DummyCache")):
        return []
    return [
        Warning(
            "The cache is not shared between the workers, so failed sign-ins are counted in each by itself.",
            hint="Leave CACHES as it is, in the database, or set CACHE_URL to a Redis.",
            id="newsroom.W004",
        )
    ]


@register(deploy=True)
def mail_links(app_configs, **kwargs):
    if not settings.MAIL_IS_ON or settings.SITE_URL:
        return []
    return [
        Warning(
            "Mail goes out and SITE_URL is empty, so the links in it are guessed from ALLOWED_HOSTS.",
            hint="Set SITE_URL to the scheme and host of the site, such as https://news.example.org.",
            id="newsroom.W005",
        )
    ]


@register(Tags.database, deploy=True)
def signs_of_life(app_configs, databases=None, **kwargs):
    """How long ago the tick ran and a backup was made. Asks the database, so only where that is asked for."""
    if not databases or "default" not in databases:
        return []
    now, found = timezone.now(), []
    try:
        signs = dict(Vital.objects.values_list("name", "at"))
    except DatabaseError:  # before the first migration
        connections["default"].close()
        return []
    for name, most, number, hint in (
        (Vital.TICK, timedelta(minutes=5), 6, "Run “manage.py tick” every minute, by a timer or with --loop."),
        (Vital.BACKUP, timedelta(hours=26), 7, "Run “manage.py backup DIR” by a timer, and look what it says."),
    ):
        at = signs.get(name)
        if not Vital.is_recent(at, most, now):
            when = f"last {timezone.localtime(at):%Y-%m-%d %H:%M %Z}" if at else "never"
            found.append(
                Warning(f"The {name} ran {when}.", hint=f"{hint} See docs/operations.md.", id=f"newsroom.W00{number}")
            )
    return found
