"""How much room there is left where the site writes: a full disk refuses every save."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

LEAST = 1_000_000_000  # bytes; with less, somebody has to look
FOR_TEXTS = 100_000_000  # bytes that pictures and documents leave: thousands of saves


def free() -> int | None:
    """Bytes on the fuller of the disks of database and media; None where neither is this machine's."""
    return min((left for folder in _folders() if (left := free_at(folder)) is not None), default=None)


def free_at(folder: Path) -> int | None:
    """Where the folder lies, or would lie; 0 where the disk has no name for another file left."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        disk = os.statvfs(folder)
    except OSError:
        return None
    return 0 if disk.f_files and not disk.f_favail else disk.f_bavail * disk.f_frsize


def is_left_for_a_file(size: int) -> bool:
    """Whether a picture or document may be stored: it leaves as much as whoever writes may need."""
    if settings.MEDIA_S3_BUCKET:
        return True
    left = free_at(Path(settings.MEDIA_ROOT))
    return left is None or left >= FOR_TEXTS + size


def _folders() -> list[Path]:
    folders = [] if settings.MEDIA_S3_BUCKET else [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        folders.append(Path(settings.DATA_DIR))
    return folders
