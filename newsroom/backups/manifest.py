"""What a backup says of itself: when, of what, how much, and the checksum of every file.

The checksums stand in SHA256SUMS as `sha256sum --check` reads them, so that a backup can be checked without this
program; manifest.json holds everything else, and the checksum of that list.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from newsroom.backups import databases, files

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
_LONGEST = 512 * 1024 * 1024  # bytes of a list; a line has about 120, so of four million files
_UNLISTABLE = re.compile("[\n\ud800-\udfff]")


class BackupBroken(Exception):
    """This backup is not what it says it is. The message says where."""


@dataclass(slots=True)
class Manifest:
    made_at: str
    engine: str
    site: str
    migrations: dict[str, str]  # the newest of each app
    tables: dict[str, dict]  # content.figures
    media: dict[str, int]  # files, bytes
    missing: list[str] = field(default_factory=list)  # files that rows name and that were not there
    carried: list[str] = field(default_factory=list)  # lost or damaged on the site, so taken from the backup before
    decayed: list[str] = field(default_factory=list)  # editions and revisions that don't say what was written
    astray: list[str] = field(default_factory=list)  # sentences on rows that point to rows that are not there
    bytes: int = 0  # of all files that are listed; 0 in those of an older program
    sums: str = ""  # the checksum of SHA256SUMS
    own: str = ""  # the checksum of all this
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def write(self, folder: Path, checksums: dict[str, str]) -> None:
        self.bytes = _size_of(folder, checksums)
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(checksums.items()))
        files.write(folder / SUMS, lines)
        self.sums = hashlib.sha256(lines.encode()).hexdigest()
        self.own = _own(asdict(self))
        files.write(folder / MANIFEST, json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")


def can_be_listed(name: str) -> bool:
    """Whether SHA256SUMS can say the name. A disk takes any bytes for one, and Python gives foreign ones as halves of
    signs, which no UTF-8 holds.
    """
    return not _UNLISTABLE.search(name)


def _size_of(folder: Path, names: Iterable[str]) -> int:
    return sum(path.stat().st_size for name in names if (path := folder / name).is_file())


def _own(given: dict) -> str:
    said = json.dumps(given | {"own": ""}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _is_moment(said: str) -> bool:
    """Whether it is one in a year that every clock can tell."""
    try:
        moment = datetime.fromisoformat(said)
        return moment.tzinfo is not None and 2000 <= moment.astimezone(UTC).year < 9999
    except (TypeError, ValueError, OverflowError):
        return False


def _text(path: Path) -> bytes:
    """What stands in a list. Of what is no file but bears its name, a pipe would never end."""
    if path.exists() and not path.is_file():
        raise BackupBroken(f"{path} is no file.")
    if path.exists() and path.stat().st_size > _LONGEST:
        raise BackupBroken(f"{path} is longer than the list of any site’s files.")
    return path.read_bytes()


def _says_what_it_should(manifest: Manifest) -> bool:
    """Whether all that others go by is of the kind that they take it for."""
    return (
        isinstance(manifest.engine, str)
        and _is_of(manifest.migrations, str)
        and _is_of(manifest.tables, dict)
        and all(isinstance(figure.get("rows"), int) and "sha256" in figure for figure in manifest.tables.values())
        and _is_of(manifest.media, int)
        and manifest.media.keys() >= {"files", "bytes"}
        and isinstance(manifest.bytes, int)
        and isinstance(manifest.astray, list)
        and all(isinstance(sentence, str) for sentence in manifest.astray)
    )


def _is_of(said: object, kind: type) -> bool:
    return isinstance(said, dict) and all(isinstance(value, kind) for value in said.values())


def read(folder: Path) -> Manifest:
    try:
        given = json.loads(_text(folder / MANIFEST).decode())
    except FileNotFoundError:
        raise BackupBroken(f"{folder} holds no {MANIFEST}, so it is no finished backup.") from None
    except (ValueError, RecursionError) as error:
        raise BackupBroken(f"{folder / MANIFEST} cannot be read: {error}") from None
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        made = given.get("format") if isinstance(given, dict) else "unknown"
        raise BackupBroken(f"{folder} was made in format {made}; this program reads format {FORMAT}.")
    try:
        manifest = Manifest(**given)
    except TypeError as error:
        raise BackupBroken(f"{folder / MANIFEST} says too little or too much: {error}") from None
    # By its moment a restore knows what had not begun yet: another one would let that go live.
    if manifest.own != _own(given) or not _is_moment(manifest.made_at):
        raise BackupBroken(f"{folder / MANIFEST} is not what was written: it decayed, or was changed.")
    if not _says_what_it_should(manifest):
        raise BackupBroken(f"{folder / MANIFEST} says what no backup says of itself: it was made by hand.")
    return manifest


def checksums(folder: Path, manifest: Manifest) -> dict[str, str]:
    """The checksum of each file, as the backup lists them."""
    try:
        listed = _text(folder / SUMS)
    except FileNotFoundError:
        raise BackupBroken(f"{folder} has lost its {SUMS}.") from None
    if hashlib.sha256(listed).hexdigest() != manifest.sums:
        raise BackupBroken(f"{folder / SUMS} is not the list that belongs to this backup.")
    try:
        return {name: digest for digest, name in (line.split("  ", 1) for line in listed.decode().split("\n") if line)}
    except ValueError:
        raise BackupBroken(f"{folder / SUMS} has a line that names no file.") from None


def verify(folder: Path) -> Manifest:
    """Read every file of the backup; raises BackupBroken for the first that is missing, changed or too many."""
    manifest = read(folder)
    listed = checksums(folder, manifest)
    # What is not listed is not looked at either, so nobody would notice that it is a link to another place.
    if databases.NAMES.get(manifest.engine) not in listed:
        raise BackupBroken(f"{folder} lists no database of the kind that it says it has.")
    there = {str(path.relative_to(folder)) for path in files.below(folder)} - {MANIFEST, SUMS}
    if lost := sorted(listed.keys() - there):
        raise BackupBroken(f"{folder} lacks {lost[0]}" + (f" and {len(lost) - 1} more." if lost[1:] else "."))
    if strange := sorted(there - listed.keys()):
        # As Python writes it: a name may hold what a terminal takes for an order.
        raise BackupBroken(f"{folder} holds {ascii(strange[0])[1:-1]}, which does not belong to it.")
    # A file that seems to have 300 GB and is nothing but a hole would be read for an hour before it is refused.
    if manifest.bytes and (size := _size_of(folder, listed)) != manifest.bytes:
        largest = max(listed, key=lambda name: (folder / name).stat().st_size)
        raise BackupBroken(
            f"The files of {folder} have {size:,} bytes and not the {manifest.bytes:,} that were backed up. The "
            f"largest is {largest}."
        )
    for name, digest in listed.items():
        if files.sha256(folder / name) != digest:
            raise BackupBroken(f"{folder / name} is not what was backed up: its checksum differs.")
    return manifest
