"""The media wherever they lie, as a backup and a restore need them: on this machine's disk, or in an S3 store."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from newsroom.backups import files


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of the media: its name, its size in bytes and when it was written, in seconds since 1970."""

    name: str
    size: int
    modified: float


def all_media(storage: Storage | None = None) -> Iterator[Medium]:
    """Everything that the site keeps for readers, in order; or what lies in another storage of the same kind."""
    storage = default_storage if storage is None else storage
    if not isinstance(storage, FileSystemStorage):
        for stored in storage.files():
            yield Medium(stored.name, stored.size, stored.modified.timestamp())
        return
    root = Path(storage.location)
    for path in files.below(root):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue  # taken away at this moment
        yield Medium(str(path.relative_to(root)), stat.st_size, stat.st_mtime)


class Unreadable(Exception):
    """This one file lies on the disk and cannot be read: a sector is broken, or another user owns it."""


def fetch(medium: Medium, target: Path) -> None:
    """Copy a file of the media to `target`.

    Raises FileNotFoundError where it is gone, and Unreadable where it is there and cannot be read.
    Of a store that stops answering every file would be lost, so that is no file's fault, and an OSError as ever.
    """
    if _is_local():
        source = _root() / medium.name
        try:
            files.copy(source, target)
        except FileNotFoundError:
            raise
        except OSError as error:  # of one of the two
            if why := _why_unreadable(source):
                raise Unreadable(why) from error
            raise
        return
    part = files.half(target)
    with default_storage.open(medium.name) as source, part.open("wb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    os.utime(part, (medium.modified, medium.modified))  # by which the next backup knows that it has not changed
    part.replace(target)


def put(source: Path, name: str) -> str:
    """Put a file back among the media under its name; gives the checksum of what lies there then."""
    if _is_local():
        target = _root() / name
        files.copy(source, target)
        os.chmod(target, settings.FILE_UPLOAD_PERMISSIONS)
        return files.sha256(target)
    default_storage.delete(name)  # of a restore that broke off
    with source.open("rb") as file:
        default_storage.save(name, File(file))
    with default_storage.open(name) as stored:
        return files.sha256_of(stored)


def _why_unreadable(source: Path) -> str:
    try:
        files.sha256(source)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def place() -> str:
    """Where the media lie, for a person."""
    return str(_root()) if _is_local() else f"the bucket {default_storage.bucket_name}"


def _is_local() -> bool:
    return isinstance(default_storage, FileSystemStorage)


def _root() -> Path:
    return Path(default_storage.location)
