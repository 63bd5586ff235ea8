"""Zip archives of unknown origin: looked through before anything is read, refused whole where one entry is wrong.

Only a name that the disk does not take costs no more than the file that has it. Nothing is believed of what an
archive says of itself: sizes are counted while reading.
"""

import errno
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

MOST_ENTRIES = 100_000
LARGEST_ENTRY = 500_000_000  # bytes, unpacked
LARGEST_WHOLE = 8_000_000_000
# Text packs to a tenth, seldom to a fiftieth; a bomb to a thousandth and less.
DENSEST = 200
DENSE_FROM = 1_000_000  # bytes; a small file of zeros is no danger
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_ARCHIVES = {".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".jar", ".cab", ".iso"}
_PIECE = 1 << 18
_SAYS_UTF_8 = 0x800


class ArchiveRefused(ValueError):
    """The archive is not read. The message says what is wrong with it, in a sentence."""


class Archive:
    """The files of a zip archive by their names in it."""

    def __init__(self, path: Path):
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
            raise ArchiveRefused(f"The archive {path.name} cannot be read: {error}.") from None
        self.name = path.name
        try:
            self.files = dict(self._checked(path.stat().st_size))
        except ArchiveRefused:
            self._zip.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._zip.close()

    def _checked(self, packed: int) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            raise ArchiveRefused(f"The archive {self.name} holds more than {MOST_ENTRIES:,} files.")
        whole = 0
        for info in entries:
            name = _name_of(info)
            if "\0" in info.orig_filename or not _is_inside(name):  # Python gives `filename` only up to a NUL
                raise ArchiveRefused(f"The archive {self.name} holds “{name[:80]}”, which would lie outside it.")
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise ArchiveRefused(f"The archive {self.name} holds “{name[:80]}”, a link or device and no file.")
            if info.is_dir() or _is_rubbish(name):
                continue
            if info.flag_bits & 1:
                raise ArchiveRefused(f"The archive {self.name} is behind a password.")
            if PurePosixPath(name).suffix.lower() in _ARCHIVES:
                raise ArchiveRefused(f"The archive {self.name} holds another, “{name[:80]}”; unpack that first.")
            whole += info.file_size
            too_dense = info.file_size > DENSE_FROM and info.file_size > DENSEST * max(1, info.compress_size)
            if info.file_size > LARGEST_ENTRY or whole > LARGEST_WHOLE or too_dense:
                raise ArchiveRefused(f"The archive {self.name} would unpack to far more than its size allows.")
            yield name, info
        if whole > max(DENSE_FROM, DENSEST * packed):  # entries that share their packed bytes
            raise ArchiveRefused(f"The archive {self.name} would unpack to far more than its size allows.")

    def pieces(self, name: str, *, most: int = LARGEST_ENTRY) -> Iterator[bytes]:
        """The content of a file, piece by piece; refused once it is more than `most` or than the archive says."""
        info, done = self.files[name], 0
        try:
            with self._zip.open(info) as file:
                while piece := file.read(_PIECE):
                    if not done and piece.startswith(_NESTED):
                        raise ArchiveRefused(f"“{name[:80]}” in {self.name} is an archive itself; unpack that first.")
                    done += len(piece)
                    if done > min(most, info.file_size):
                        raise ArchiveRefused(f"“{name[:80]}” in {self.name} is larger than it may be.")
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
            raise ArchiveRefused(f"“{name[:80]}” in {self.name} is broken: {error}.") from None

    def read(self, name: str, *, most: int) -> bytes:
        return b"".join(self.pieces(name, most=most))

    def unpack(self, folder: Path, *, alive: Callable[[], None] = lambda: None) -> list[str]:
        """Write every file into `folder`, which is empty; gives the names that are too long for the disk.

        Raises ArchiveRefused, also where the disk takes no more. `alive` is called before each piece: gigabytes take
        minutes.
        """
        root = folder.resolve()
        too_long = []
        for name in self.files:
            target = (root / name).resolve()
            if not target.is_relative_to(root):
                raise ArchiveRefused(f"The archive {self.name} holds “{name[:80]}”, which would lie outside it.")
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:  # never over what another name has put there
                    for piece in self.pieces(name):
                        alive()
                        file.write(piece)
            except OSError as error:
                if error.errno == errno.ENAMETOOLONG:
                    too_long.append(name)
                    continue
                why = error.strerror or error
                raise ArchiveRefused(f"“{name[:80]}” in {self.name} cannot be unpacked: {why}.") from None
        return too_long


def is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name of an entry as whoever packed it saw it.

    Where nothing says that it is UTF-8, Python reads it as DOS would. A Mac writes UTF-8 all the same, and a Chinese
    Windows GBK, in which western names make signs too, but hardly common ones.
    """
    name = info.filename
    if name.isascii() or info.flag_bits & _SAYS_UTF_8 or name != info.orig_filename:  # said once more, as UTF-8
        return name
    raw = name.encode("cp437")
    with suppress(UnicodeDecodeError):
        return raw.decode()
    with suppress(UnicodeDecodeError):
        chinese = raw.decode("gb18030")
        signs = [sign for sign in chinese if not sign.isascii()]
        if sum(map(_is_common, signs)) * 2 > len(signs):
            return chinese
    return name


def _is_common(sign: str) -> bool:
    try:
        return bool(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return not (
        not name or name.startswith("/") or "\\" in name or ":" in parts[0] or ".." in parts or len(name) > 1000
    )


def _is_rubbish(name: str) -> bool:
    """What file managers put beside the files."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in (".DS_Store", "Thumbs.db")
