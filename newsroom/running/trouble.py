"""What whoever runs the server reads where something is not in order that a look at the code would not mend.

A database that is away, a disk that is full, a setting that is missing: each has a sentence that says what happened and
what to do. Everything else is a mistake of ours, and nothing is put in the place of its traceback.
"""

import errno
import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

_RESTORE = "Stop the site, keep the file aside and restore the last backup: “What is damaged” in docs/operations.md."
_MIGRATE = "The database has not the tables of this program. Run “manage.py migrate”."
_AGAIN = "What had begun was undone. Make room and run it again."

# By the first words of the names of SQLite's errors (https://www.sqlite.org/rescode.html).
_SQLITE = {
    "SQLITE_CANTOPEN": "{place} cannot be opened. Is DATA_DIR right, is that a file, and may this user write into its "
    "folder?",
    "SQLITE_NOTADB": "{place} is no database of SQLite. Is DATA_DIR right? If it is, the file is damaged. " + _RESTORE,
    "SQLITE_CORRUPT_VTAB": "An index of words in {place} is damaged ({said}); the stories are not. Make it anew with "
    "“manage.py rebuild_search”, and look after the disk.",
    "SQLITE_CORRUPT": "{place} is damaged ({said}). " + _RESTORE,
    "SQLITE_READONLY": "{place} cannot be written: it belongs to another user, or its disk is mounted for reading "
    "only. What had begun was undone.",
    "SQLITE_PERM": "{place} may not be opened by this user.",
    "SQLITE_BUSY": "Somebody else has been writing into {place} all the time. What had begun was undone; run it again. "
    "“fuser {place}” says which processes have it open.",
    "SQLITE_LOCKED": "Somebody else holds {place}. What had begun was undone; run it again.",
    "SQLITE_FULL": "The disk that {place} lies on is full. " + _AGAIN,
    "SQLITE_IOERR": "The disk that {place} lies on failed ({name}), or is full. What had begun was "
    "undone. Look after the disk.",
}  # fmt: skip
_READ_ONLY = "25006"
_DISK_FULL = "53100"
# What SQLite says of a disk that takes nothing more: it has no place, no name left for a journal, or fails.
_NOT_WRITTEN = ("SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_DIR_FSYNC")
# By their numbers (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_POSTGRESQL = {
    "28": "{place} refuses the user or the password. Look at DATABASE_URL.",
    "3D000": "{place} has no database of that name. Look at DATABASE_URL, or make it with “createdb”.",
    "42P01": _MIGRATE,
    "42703": _MIGRATE,
    "42501": "The user of DATABASE_URL may not do that in {place}: {said}. It has to own the database.",
    _READ_ONLY: "{place} takes no changes: it is a replica, or was set to be read only. What had begun was undone.",
    _DISK_FULL: "The disk of {place} is full. " + _AGAIN,
    "53300": "{place} has as many connections as it may. Run it again, or raise max_connections.",
    "55P03": "Somebody else has been writing the same rows in {place} all the time. Run it again.",
    "57": "{place} is starting, stopping or took too long ({said}). What had begun was undone; run it again.",
}
_AWAY = "{place} does not answer ({said}). Is it running, and is DATABASE_URL right?"
_FILES = {
    errno.ENOSPC: "The disk is full{where}. " + _AGAIN,
    errno.EDQUOT: "This user may use no more of the disk{where}. " + _AGAIN,
    errno.EFBIG: "No file may grow that large{where}. " + _AGAIN,
    errno.EACCES: "This user may not do that{where}. Who owns it?",
    errno.EPERM: "This user may not do that{where}. Who owns it?",
    errno.EROFS: "The disk is mounted for reading only{where}. What had begun was undone.",
    errno.EIO: "The disk failed{where}. Look after it.",
}


def in_words(error: BaseException) -> str:
    """One or two sentences; empty where the error is none of these."""
    if isinstance(error, ImproperlyConfigured):
        return _setting(str(error))
    if isinstance(error, DatabaseError):
        return _database(error)
    if isinstance(error, OSError):
        return _file(error)
    if type(error).__name__ == "CacheAway":  # known by its name, since its module needs the driver of Redis
        return "The cache that CACHE_URL names does not answer. Is it running, and is CACHE_URL right?"
    return ""


def is_read_only(error: BaseException) -> bool:
    """Whether the database is there and takes no changes: a replica, one set so, or a file on such a disk."""
    cause = error.__cause__ or error
    name = getattr(cause, "sqlite_errorname", "") or ""
    return getattr(cause, "sqlstate", None) == _READ_ONLY or name.startswith("SQLITE_READONLY")


def is_of_the_disk(error: BaseException) -> bool:
    """Whether the disk of the database took nothing more."""
    cause = error.__cause__ or error
    name = getattr(cause, "sqlite_errorname", "") or ""
    return getattr(cause, "sqlstate", None) == _DISK_FULL or name.startswith(_NOT_WRITTEN)


def is_damaged(error: BaseException) -> bool:
    """Whether the file of SQLite is damaged, or on a disk that cannot be read, which SQLite doesn't tell apart."""
    name = getattr(error.__cause__ or error, "sqlite_errorname", "") or ""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _file(error: OSError) -> str:
    if form := _FILES.get(error.errno):
        return form.format(where=f": {error.filename}" if error.filename else "")
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and error.filename:
        for name in ("MEDIA_ROOT", "STATIC_ROOT", "DATA_DIR"):
            folder = Path(getattr(settings, name))
            if folder.is_relative_to(error.filename):  # the folder itself, or one that it would lie in
                return f"{name} is {folder}, which is not there and cannot be made. Is the disk mounted?"
    return ""


def _setting(said: str) -> str:
    if "loading psycopg" in said:
        return "DATABASE_URL names PostgreSQL, whose driver is not installed. Install requirements-servers.txt."
    return said


def _database(error: DatabaseError) -> str:
    cause, said = error.__cause__, " ".join(str(error).split())
    if isinstance(cause, sqlite3.Error):
        place, name = _sqlite_place(), getattr(cause, "sqlite_errorname", "") or ""
        if said.startswith(("no such table", "no such column")) or "has no column named" in said:
            return _MIGRATE
        if said.startswith("Could not decode"):  # and what stands there, which is nobody's to read in a log
            said, name = said.partition(" with text")[0], "SQLITE_CORRUPT"
        form = next((form for start, form in _SQLITE.items() if name.startswith(start)), "")
        return form.format(place=place, said=said, name=name)
    number = getattr(cause, "sqlstate", None)
    if number:
        form = next((form for start, form in _POSTGRESQL.items() if number.startswith(start)), "")
        return form.format(place=_postgresql_place(), said=said)
    if type(cause).__module__.startswith("psycopg") and type(error).__name__ == "OperationalError":
        # Whoever was not let in has no number, only words.
        known = {
            "too many clients": "53300",
            "connection slots": "53300",
            "password": "28",
            "no pg_hba.conf": "28",
            'role "': "28",
            "does not exist": "3D000",
        }
        form = next((_POSTGRESQL[number] for words, number in known.items() if words in said), _AWAY)
        return form.format(place=_postgresql_place(), said=said)
    return ""


def _sqlite_place() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def _postgresql_place() -> str:
    given = settings.DATABASES["default"]
    host = given.get("HOST") or given.get("OPTIONS", {}).get("host") or "this machine"
    return f"PostgreSQL at {host}" + (f":{given['PORT']}" if given.get("PORT") else "")
