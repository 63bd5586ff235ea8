"""Files that must be whole: written under another name, brought to the disk, then put in their place."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_AT_ONCE = 1024 * 1024


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while data := file.read(_AT_ONCE):
        digest.update(data)
    return digest.hexdigest()


def half(target: Path) -> Path:
    """Where a file is written until it is whole: hidden beside it, and named so that a name of 255 bytes has room."""
    return target.with_name(f".{os.fsencode(target.name)[:200].decode(errors='ignore')}.part")


def copy(source: Path, target: Path) -> None:
    """Copy the file so that `target` is either not there or whole, also after a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = half(target)
    with source.open("rb") as reader, part.open("wb") as writer:
        shutil.copyfileobj(reader, writer, _AT_ONCE)
        writer.flush()
        os.fsync(writer.fileno())
    os.utime(part, (os.stat(source).st_atime, os.stat(source).st_mtime))
    part.replace(target)


def write(path: Path, text: str) -> None:
    """Write the text so that the file is either as it was or says all of it."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def settle(folder: Path) -> None:
    """Bring the names in the folder to the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_all(folder: Path) -> None:
    """The same for every folder below it as well; a link to a file is a name and nothing else."""
    for place, _, _ in os.walk(folder):
        settle(Path(place))


def below(folder: Path) -> Iterator[Path]:
    """Every file below the folder, in order, without following links out of it and without what is half written."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from below(entry)
        elif entry.is_file():
            yield entry
