"""Makes a backup: first the database, then the media, so that whatever a row names is among them.

It is made beside the last good one and verified, every file read again, before it takes its place. Media files never
change, so one that the last backup holds already is linked from there and takes no space twice; and what was lost or
damaged on the site since is linked from there as well, so that no backup passes damage on.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from newsroom.backups import content, databases, files, soundness, store, texts, unfinished
from newsroom.backups.manifest import BackupBroken, Manifest, can_be_listed, checksums, read, verify
from newsroom.models import Vital

logger = logging.getLogger(__name__)

LATEST = "latest"
_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_GAP = timedelta(days=92)  # between two of them; where one a month is kept, and one month had none, there are 90
_SPARE = 256 * 1024 * 1024  # bytes that must stay free


class ClockDoubted(Exception):
    """No old backup was deleted. The message says why."""


class BackupRefused(Exception):
    """No backup was made. The message says why; the last good one stands as it did."""


def make(folder: Path) -> tuple[Path, Manifest]:
    """Make a backup in `folder`, and give its place and what it says of itself."""
    if unfinished.is_restoring():
        raise BackupRefused(unfinished.SENTENCE)
    os.umask(0o077)  # drafts lie in here
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        for left in folder.glob(".new-*"):  # by a run that was killed
            shutil.rmtree(left)
        now = timezone.now()
        name = now.astimezone(UTC).strftime(_STAMP)
        if (folder / name).exists():
            raise BackupRefused(f"There is a backup of this second already: {folder / name}")
        _require_space(folder)
        new = folder / f".new-{name}"
        new.mkdir()
        try:
            manifest = _fill(new, latest(folder), now)
            verify(new)
            files.settle_all(new)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        new.rename(folder / name)
        _point_to(folder, name)
        files.settle(folder)
    return folder / name, manifest


def note(place: Path, manifest: Manifest) -> None:
    """Tell the site of it, for whoever watches. A site that takes no changes has its backup all the same."""
    Vital.objects.note(
        Vital.BACKUP,
        of=place.name,
        media=manifest.media["files"],
        damaged=len(manifest.missing) + len(manifest.carried),
        decayed=len(manifest.decayed),
        astray=len(manifest.astray),
    )


def latest(folder: Path) -> Path | None:
    """The last good backup in the folder."""
    link = folder / LATEST
    return link.resolve() if link.is_dir() else None


def all_of(folder: Path) -> list[Path]:
    """Every backup in the folder that was finished, the newest first."""
    return sorted((path for path in folder.iterdir() if path.is_dir() and _moment(path.name)), reverse=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"Another backup into {folder} is under way.") from None
        yield


def _require_space(folder: Path) -> None:
    """Whole media are counted only where there is no backup that holds most of them already."""
    needed = _SPARE + _database_size()
    if latest(folder) is None:
        needed += sum(medium.size for medium in store.all_media())
    if (free := shutil.disk_usage(folder).free) < needed:
        raise BackupRefused(
            f"{folder} has {free // 1024**2} MB free, and a backup needs {needed // 1024**2}. Make room, or use "
            "another disk."
        )


def _database_size() -> int:
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def _fill(new: Path, last: Path | None, now: datetime) -> Manifest:
    with databases.copied(new) as alias:
        figures = content.figures(alias)
        named = soundness.wanted(alias)
        decayed = [str(each) for each in texts.decayed(alias)]
        astray = databases.astray(alias)
        migrations = _migrations(alias)
    known, copies = _checksums(last), soundness.Copies([last] if last else [])
    (new / "media").mkdir()
    number = size = 0
    media = {}
    for medium in store.all_media():
        if not can_be_listed(medium.name):
            name = ascii(medium.name)[1:-1]
            logger.error("%s is left out of the backup: its name is no UTF-8, or has a line break in it.", name)
            continue
        media[f"media/{medium.name}"] = medium
        try:
            # What the last one cannot vouch for any more is no copy to take over.
            before = last / "media" / medium.name if f"media/{medium.name}" in known else None
            _take(medium, new / "media" / medium.name, before)
        except FileNotFoundError:
            continue  # taken away at this moment; if a row names it, it is among the missing
        except store.Unreadable as why:  # no reason to keep everything else out of the backup; told like a lost one
            logger.error("%s cannot be read (%s).", medium.name, why)
            continue
        size += medium.size
        number += 1
    sums = {str(path.relative_to(new)): files.sha256(path) for path in files.below(new)}
    for name in _decayed(new, last, sums, known):
        # The last backup has lost it on its disk, and a second name of that file is no copy.
        (new / name).unlink()
        del sums[name]
        with suppress(FileNotFoundError, store.Unreadable):  # taken away at this moment, or decayed here as well
            store.fetch(media[name], new / name)
            sums[name] = files.sha256(new / name)
    carried = _carried_over(new, named, sums, known, copies)
    missing = sorted(name for name in named if f"media/{name}" not in sums)
    manifest = Manifest(
        made_at=now.astimezone(UTC).isoformat(),
        engine=connection.vendor,
        site=settings.SITE_NAME,
        migrations=migrations,
        tables=figures,
        media={"files": number, "bytes": size},
        missing=missing,
        carried=carried,
        decayed=decayed,
        astray=astray,
    )
    manifest.write(new, sums)
    return manifest


def _checksums(last: Path | None) -> dict[str, str]:
    """What the last backup says that its files are; nothing where it cannot say so any more."""
    try:
        return checksums(last, read(last)) if last else {}
    except BackupBroken:
        return {}


def _decayed(new: Path, last: Path | None, sums: dict[str, str], known: dict[str, str]) -> list[str]:
    """Files that are linked from the last backup and are not any more what it says they are."""
    differing = (name for name, digest in sums.items() if known.get(name, digest) != digest)
    return [name for name in differing if (last / name).is_file() and (last / name).samefile(new / name)]


def _carried_over(new: Path, named: dict[str, bool], sums: dict, known: dict, copies: soundness.Copies) -> list[str]:
    """Have what is lost or damaged on the site from the last backup, where that is good; gives the names.

    Pictures and documents never change. A smaller copy may have been made anew: then it can be read.
    """
    carried = []
    for listed, digest in known.items():
        name, found = listed.removeprefix("media/"), sums.get(listed)
        if name == listed or found == digest or (found is None and name not in named):
            continue
        if found and named.get(name, True) and soundness.is_readable(name, (new / listed).read_bytes()):
            continue
        if (good := copies.good(name)) is None:
            continue
        (new / listed).unlink(missing_ok=True)
        (new / listed).parent.mkdir(parents=True, exist_ok=True)
        _link(good, new / listed)
        sums[listed] = digest
        carried.append(name)
    return sorted(carried)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a disk without links
        files.copy(source, target)


def _take(medium: store.Medium, target: Path, before: Path | None) -> None:
    """Have the file in the backup: as a second name of the same file in the last one, or as a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if before and before.is_file():
        known = before.stat()
        if (known.st_size, int(known.st_mtime)) == (medium.size, int(medium.modified)):
            try:
                os.link(before, target)
            except OSError:  # a disk without links
                pass
            else:
                return
    store.fetch(medium, target)


def _migrations(alias: str) -> dict[str, str]:
    rows = MigrationRecorder.Migration.objects.using(alias).order_by("app", "name")
    return {row.app: row.name for row in rows}


def _point_to(folder: Path, name: str) -> None:
    link = folder / f".{LATEST}"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)
    link.replace(folder / LATEST)


# Which ones to keep


def prune(folder: Path) -> list[str]:
    """Delete what is kept no longer, never the last good one; gives the names of those that went.

    Raises ClockDoubted, and deletes nothing, where two that follow each other lie so far apart that the clock may have
    been wrong: one that runs years ahead would have all of them deleted but the last, and nobody could tell later.
    """
    last = latest(folder)
    if gap := _widest_gap(path.name for path in all_of(folder)):
        raise ClockDoubted(
            f"No backup in {folder} was deleted: none was made from {gap[0]} to {gap[1]}, or the clock was wrong. Is "
            "it right now? Then delete by hand what a wrong one named, or what lies before that gap."
        )
    names = [path.name for path in reversed(all_of(folder)) if path != last]
    gone = to_forget(names, timezone.now())
    for name in gone:
        shutil.rmtree(folder / name)
    return gone


def _widest_gap(names: Iterable[str]) -> tuple[str, str] | None:
    """Two neighbours that lie further apart than those that are kept do."""
    return next(((a, b) for a, b in pairwise(sorted(names)) if _moment(b) - _moment(a) > _GAP), None)


def to_forget(names: Iterable[str], now: datetime) -> list[str]:
    """All of two days are kept, the last of each day for 35 days, and the last of each month for a year."""
    kept, days, months = set(), set(), set()
    for name in sorted(names, reverse=True):
        moment = _moment(name)
        age = now - moment
        day, month = moment.date(), (moment.year, moment.month)
        is_kept = (
            age <= timedelta(days=2)
            or (age <= timedelta(days=35) and day not in days)
            or (age <= timedelta(days=366) and month not in months)
        )
        days.add(day)
        months.add(month)
        if is_kept:
            kept.add(name)
    return sorted(set(names) - kept)


def _moment(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
