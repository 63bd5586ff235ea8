"""A zip archive that an office document is, read under limits and held to be nothing else."""

import io
import zipfile
from itertools import chain
from xml.parsers import expat

_MOST_PARTS = 5000
_LARGEST = 200 * 1024 * 1024  # bytes of all parts, unpacked
_LARGEST_PART = 60 * 1024 * 1024  # bytes of a part that is read here
_RATIO = 150  # times its packed size that a large part may have; a workbook of one repeated number has about a hundred
_MOST_WORDS = 2_000_000  # elements and attributes in all parts that are read here; a table of 400,000 cells has as many
_DEEPEST = 1000  # elements within each other, each of which is remembered until it ends
_LONGEST_TAG = 2 * 1024 * 1024  # bytes of one element's name and attributes, which come all at once
_PIECE = 64 * 1024

TOO_MUCH = "The document would be too large once unpacked, as a file made to harm is. Save it anew, or as a PDF."
TWO_IN_ONE = "A second file is hidden in front of the document or behind it. Save the document anew and try again."
PASSWORD = "The document is locked with a password. Save it without one and try again."  # noqa: S105
ODD_NAMES = "The document has parts with names that no office program gives. Save it anew and try again."
WITH_DTD = "The document’s own text defines words of its own, as a file made to harm does. Save it anew and try again."


class PackageRefused(ValueError):
    """The archive is broken or made to harm; the message is a sentence, or empty where it is only broken."""


class Package:
    """`names` are the parts in their order in the file."""

    def __init__(self, data: bytes):
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, RuntimeError, OSError) as error:
            raise PackageRefused from error
        parts = sorted(self._archive.infolist(), key=lambda part: part.header_offset)
        self.names = [part.filename for part in parts]
        self._words = 0
        if not parts or len(parts) > _MOST_PARTS:
            raise PackageRefused(TOO_MUCH if parts else "")
        # Nothing before the first part and nothing behind the end, where a comment would be as well: a file that is
        # something else too lives there.
        if parts[0].header_offset != 0 or data[-22:-18] != b"PK\x05\x06":
            raise PackageRefused(TWO_IN_ONE)
        if any(part.flag_bits & 0x1 for part in parts):
            raise PackageRefused(PASSWORD)
        # As it stands in the file: Python gives a name only up to a NUL.
        if len({name.lower() for name in self.names}) < len(self.names) or any(_is_odd(p.orig_filename) for p in parts):
            raise PackageRefused(ODD_NAMES)
        if sum(part.file_size for part in parts) > _LARGEST or any(
            part.file_size > 1024 * 1024 and part.file_size > _RATIO * part.compress_size for part in parts
        ):
            raise PackageRefused(TOO_MUCH)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._archive.close()

    def _pieces(self, name: str):
        """The part, a piece at a time, never more than it said it would be."""
        try:
            part = self._archive.getinfo(name)
            if part.file_size > _LARGEST_PART:
                raise PackageRefused(TOO_MUCH)
            with self._archive.open(part) as file:
                while piece := file.read(_PIECE):
                    yield piece
        except (KeyError, zipfile.BadZipFile, EOFError, RuntimeError, OSError) as error:
            raise PackageRefused from error
        except Exception as error:  # zlib, bz2 and lzma have errors of their own, each its own class
            if isinstance(error, PackageRefused):
                raise
            raise PackageRefused from error

    def read(self, name: str) -> bytes:
        """The start of a small part."""
        return next(self._pieces(name), b"")

    def has_any(self, name: str, words: tuple[bytes, ...]) -> bool:
        """Whether one of the words stands in the part; False where there is no such part."""
        if name not in self.names:
            return False
        before = b""
        for piece in self._pieces(name):
            if any(word in before + piece for word in words):
                return True
            before = piece[-100:]
        return False

    def elements(self, name: str):
        """(name, attributes) of the elements of an XML part. A part that defines entities is refused unread."""
        found: list[tuple[str, dict]] = []
        ended: list[str] = []
        parser = expat.ParserCreate()

        def refuse(*about):
            raise PackageRefused(WITH_DTD)

        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
        parser.EndElementHandler = ended.append
        fed = depth = 0
        try:
            for piece in chain(self._pieces(name), [b""]):
                parser.Parse(piece, not piece)
                fed += len(piece)
                depth += len(found) - len(ended)
                self._words += len(found) + sum(len(attributes) for _, attributes in found)
                is_long = fed - max(0, parser.CurrentByteIndex) > _LONGEST_TAG
                if self._words > _MOST_WORDS or depth > _DEEPEST or is_long:
                    raise PackageRefused(TOO_MUCH)
                yield from found
                found.clear()
                ended.clear()
        except expat.ExpatError as error:
            raise PackageRefused from error


def _is_odd(name: str) -> bool:
    parts = name.rstrip("/").split("/")
    return "\\" in name or "\0" in name or ":" in name or any(p in ("", ".", "..") for p in parts)
