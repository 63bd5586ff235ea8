"""Which of our pinned packages have known holes, by a file of advisories in OSV's form; nothing is asked of a network.

OSV gives the advisories of a package index as a zip of JSON files, one each. The rule that we follow is theirs: a
version is hit where it is listed, or where an event line of an ECOSYSTEM range introduces a hole before it and none
fixes it at or before it.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
LARGEST = 2 * 1024 * 1024  # bytes of one advisory
_ECOSYSTEM = "PyPI"


class AdvisoriesUnreadable(Exception):
    """The file is not what it should be. The message says how."""


@dataclass(frozen=True, slots=True)
class Hole:
    package: str
    version: str
    id: str
    aliases: tuple[str, ...]
    summary: str
    fixed_in: tuple[str, ...]


def pins(requirements: str) -> dict[str, str]:
    """The packages of a requirements file, by their normal names, with their versions."""
    return {canonicalize_name(name): version for name, version in _PIN.findall(requirements)}


def read(path: Path) -> Iterator[dict]:
    """The advisories of a zip, of a folder of JSON files, or of one file with a line each."""
    try:
        if path.is_dir():
            for file in sorted(path.glob("*.json")):
                yield json.loads(file.read_text(encoding="utf-8"))
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    if entry.filename.endswith(".json") and entry.file_size <= LARGEST:
                        yield json.loads(archive.read(entry))
        else:
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.strip():
                        yield json.loads(line)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise AdvisoriesUnreadable(f"{path} cannot be read as advisories: {error}") from None


def holes(pinned: dict[str, str], advisories: Iterator[dict]) -> list[Hole]:
    found = []
    for advisory in advisories:
        if not isinstance(advisory, dict) or advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected") or ():
            package = affected.get("package") or {}
            name = canonicalize_name(package.get("name") or "")
            if package.get("ecosystem") == _ECOSYSTEM and name in pinned and _hits(pinned[name], affected):
                found.append(
                    Hole(
                        name,
                        pinned[name],
                        advisory.get("id", "?"),
                        tuple(advisory.get("aliases") or ()),
                        " ".join((advisory.get("summary") or advisory.get("details") or "").split())[:200],
                        tuple(sorted(set(_fixes(affected)))),
                    )
                )
    return sorted(found, key=lambda hole: (hole.package, hole.id))


def _hits(version: str, affected: dict) -> bool:
    if version in (affected.get("versions") or ()):
        return True
    return any(
        _within(version, part.get("events") or ())
        for part in affected.get("ranges") or ()
        if part.get("type") == "ECOSYSTEM"
    )


def _within(version: str, events) -> bool:
    """Whether the last thing that happened up to this version was a hole."""
    try:
        ours, line = Version(version), []
        for event in events:
            for kind, at in event.items():
                if kind in ("introduced", "fixed", "last_affected"):
                    line.append((Version(at), kind))
    except InvalidVersion:
        return False
    is_open = False
    for at, kind in sorted(line, key=lambda entry: (entry[0], entry[1] != "introduced")):
        if kind == "introduced" and at <= ours:
            is_open = True
        elif (kind == "fixed" and at <= ours) or (kind == "last_affected" and at < ours):
            is_open = False
    return is_open


def _fixes(affected: dict) -> Iterator[str]:
    for part in affected.get("ranges") or ():
        for event in part.get("events") or ():
            if "fixed" in event and part.get("type") == "ECOSYSTEM":
                yield event["fixed"]
