"""What stands on a disk after its power was cut, from what a process asked the system to write.

`strace` writes down each write, each truncation, each name that came or went, and each time that something was brought
to the disk. A power cut leaves what had been brought there, of all else whatever the disk happened to have done: any of
the writes since, in any order, and the changes of names up to some one of them.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

CALLS = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename"
TOLD = b"told\n"  # what the process writes to its output when it would tell somebody that it is done
_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (\d+)(?:<([^>]*)>)?$")
_SAID = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OF = re.compile(r"\d+<([^>]*)>")


def can_record() -> bool:
    """Whether there is a strace, and it may look at processes here."""
    try:
        return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


def _bytes(said: str) -> bytes:
    return bytes.fromhex(said.replace("\\x", ""))


def record(command: list[str], log: Path, **options) -> list[tuple]:
    """Run it, and give what it asked of the system, in order: (call, path, …)."""
    trace = ["strace", "-y", "-xx", "-s", "200000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log)]
    done = subprocess.run([*trace, *command], capture_output=True, timeout=300, **options)
    assert done.returncode == 0, done.stderr.decode()
    return [event for line in log.read_text().splitlines() if (event := _event(line))]


def _event(line: str) -> tuple | None:
    if not (call := _CALL.match(line)):
        return None  # it failed, or is none
    name, arguments, result, opened = call.groups()
    said = [_bytes(each) for each in _SAID.findall(arguments)]
    of = _OF.match(arguments)
    path = _bytes(of[1]).decode() if of else ""
    if name in ("pwrite64", "write"):
        assert int(result) == len(said[0]), "a write that was cut short, or is longer than strace was told"
        return "write", path, said[0], int(arguments.rpartition(", ")[2]) if name == "pwrite64" else None
    if name == "openat":
        return "open", _bytes(opened).decode(), "O_CREAT" in arguments
    if name == "ftruncate":
        return "truncate", path, int(arguments.rpartition(", ")[2])
    if name in ("fsync", "fdatasync"):
        return "sync", path
    return name.removesuffix("at"), said[0].decode(), *said[1:]


@dataclass
class File:
    durable: bytes = b""
    waiting: list = field(default_factory=list)  # writes and truncations since it was brought to the disk

    def after(self, done: list) -> bytes:
        data = bytearray(self.durable)
        for offset, written in done:
            if written is None:
                del data[offset:]
                continue
            data.extend(bytes(max(0, offset - len(data))))
            data[offset : offset + len(written)] = written
        return bytes(data)


class Disk:
    """A folder in which a database lies. `happen` takes what a process asked for; `cuts` gives what may be left."""

    def __init__(self, database: Path):
        self.folder, self.name = str(database.parent), database.name
        self.files = {database.name: File(database.read_bytes())}  # by name, as processes see them
        self.durable = dict(self.files)  # by name, as the folder on the disk has them
        self.changes: list[tuple[str, File | None]] = []  # of names, since the folder was brought to the disk

    def _ours(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        return name if folder == self.folder and name in (self.name, f"{self.name}-journal", f"{self.name}-wal") else ""

    def is_brought(self, call: str, path: str) -> bool:
        """Whether that brings something of ours to the disk: before it, most is uncertain."""
        return call == "sync" and (path == self.folder or bool(self._ours(path)))

    def happen(self, call: str, path: str, *more) -> None:
        if call == "sync" and path == self.folder:
            for name, file in self.changes:
                self._rename(self.durable, name, file)
            self.changes.clear()
        if not (name := self._ours(path)):
            return
        assert call != "rename", "not written down"
        if call == "open":
            if more[0] and name not in self.files:
                self._change(name, File())
        elif call == "unlink":
            self._change(name, None)
        elif call == "sync":
            file = self.files[name]
            file.durable, file.waiting = file.after(file.waiting), []
        else:
            assert more[-1] is not None, "SQLite says where it writes"
            self.files[name].waiting.append((more[1], more[0]) if call == "write" else (more[0], None))

    def _change(self, name: str, file: File | None) -> None:
        self._rename(self.files, name, file)
        self.changes.append((name, file))

    @staticmethod
    def _rename(names: dict, name: str, file: File | None) -> None:
        names.pop(name, None)
        if file is not None:
            names[name] = file

    def cuts(self, chance: Random, some: int) -> Iterator[dict[str, bytes]]:
        """What the folder may hold: where the disk did nothing by itself, where it did all, and `some` in between."""
        yield self._left(0, lambda file: [])
        yield self._left(len(self.changes), lambda file: file.waiting)
        for number in range(len(self.changes) + 1):
            for _ in range(some):
                yield self._left(number, lambda file: [each for each in file.waiting if chance.random() < 0.5])

    def _left(self, changes: int, done) -> dict[str, bytes]:
        names = dict(self.durable)
        for name, file in self.changes[:changes]:
            self._rename(names, name, file)
        return {name: file.after(done(file)) for name, file in names.items()}
