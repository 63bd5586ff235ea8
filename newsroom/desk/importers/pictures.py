"""Finds the pictures and documents that records name: in the library, beside their files, in archives.

Pictures may be fetched from a host as well, if that is asked for.
"""

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile

from companies.models import Photo
from companies.pictures import LARGEST_FILE, PictureRefused
from newsroom.desk.importers.archive import Archive, ArchiveRefused
from newsroom.desk.importers.fetch import Fetcher, NotFetched
from newsroom.desk.importers.record import AttachmentRecord, PhotoRecord
from newsroom.documents import DocumentRefused
from newsroom.models import Attachment

# WordPress puts the width and height of a copy behind a picture's name.
_COPY = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w+$)")


class Pictures:
    """Gives the library's picture for a record's: known by its stored name or its bytes, else taken in.

    Files are named by the ends of the addresses that a source gives them; never above the folders, never through
    links. Whatever comes in comes through the same door as an upload.
    """

    def __init__(self, folders: Iterable[Path], archives: Iterable[Archive] = (), fetcher: Fetcher | None = None):
        self.folders = [folder.resolve() for folder in folders]
        self.archives = list(archives)
        self.fetcher = fetcher
        self.notes: list[str] = []  # why pictures were not taken; whoever asked reads and clears it
        self._by_name = [_ends_of(archive) for archive in self.archives]

    def __call__(self, record: PhotoRecord) -> Photo | None:
        if stored := Photo.objects.filter(file=record.file[:200]).first():
            return stored
        data = self._bytes(record)
        return self._take_in(data, record) if data else None

    def document(self, record: AttachmentRecord, *, dry_run: bool = False) -> Attachment | None:
        """The library's document for a record's, found as pictures are, but never fetched from elsewhere."""
        if stored := Attachment.objects.filter(file=record.file[:200]).first():
            return stored
        data = self._bytes(record, may_fetch=False)
        if dry_run or not data:
            return Attachment() if data else None
        if known := Attachment.objects.with_digest_of(data).first():
            return known
        name = PurePosixPath(record.file).name[-80:] or "document"
        try:
            return Attachment.objects.create(file=ContentFile(data, name=name), title=record.title[:200])
        except DocumentRefused as refusal:
            self.notes.append(f"{record.file}: {refusal}")
            return None

    def has(self, record: PhotoRecord) -> bool:
        """Whether there is a file for the picture, as far as one can tell without reading or fetching it."""
        return bool(
            Photo.objects.filter(file=record.file[:200]).exists()
            or self._place(record)
            or (self.fetcher and self.fetcher.may(record.file))
        )

    def _bytes(self, record: PhotoRecord | AttachmentRecord, *, may_fetch: bool = True) -> bytes | None:
        try:
            place = self._place(record)
            if isinstance(place, Path):
                return place.read_bytes()
            if place:
                archive, name = place
                return archive.read(name, most=LARGEST_FILE)
            if may_fetch and self.fetcher and self.fetcher.may(record.file):
                return self.fetcher(record.file)
        except (ArchiveRefused, NotFetched, OSError) as error:
            self.notes.append(str(error))
        return None

    def _place(self, record: PhotoRecord | AttachmentRecord) -> Path | tuple[Archive, str] | None:
        for address in dict.fromkeys((record.file, _COPY.sub("", record.file))):
            tails = _tails(address)
            for folder in self.folders:
                for tail in tails:
                    if path := _file_in(folder, tail):
                        return path
            for archive, names in zip(self.archives, self._by_name, strict=True):
                for tail in tails:
                    if name := names.get(tail):
                        return archive, name
        return None

    def _take_in(self, data: bytes, record: PhotoRecord) -> Photo | None:
        if known := Photo.objects.with_digest_of(data).first():
            return known
        try:
            return Photo.objects.create(
                file=ContentFile(data, name=PurePosixPath(urlsplit(record.file).path).name[-80:] or "picture"),
                alt_text=record.alt_text[:300] or record.caption[:300],
                caption=record.caption[:500],
                credit=record.credit[:200],
                licence=record.licence[:200],
            )
        except PictureRefused as refusal:
            self.notes.append(f"{record.file}: {refusal}")
            return None


def _file_in(folder: Path, tail: str) -> Path | None:
    """The file of that name, as far as there is one of a size that is taken."""
    try:
        path = (folder / tail).resolve()
        # A record names files beside it, never above.
        if path.is_relative_to(folder) and path.is_file() and path.stat().st_size <= LARGEST_FILE:
            return path
    except (OSError, ValueError):  # a name that no disk takes: of more than 255 bytes, with a NUL in it, or no text
        pass
    return None


def _ends_of(archive: Archive) -> dict[str, str]:
    """The names of an archive's files by each of their ends; of two with the same end the one nearer the top."""
    found: dict[str, str] = {}
    for name in sorted(archive.files, key=lambda name: (name.count("/"), name)):
        for tail in _tails(name):
            found.setdefault(tail, name)
    return found


def _tails(address: str) -> list[str]:
    """The ends of an address or path, longest first: `uploads/2019/a.jpg`, `2019/a.jpg`, `a.jpg`."""
    if "\0" in address or len(address) > 2000:
        return []
    try:
        # A page gives a path as an address has it, a table as the disk has it.
        paths = [unquote(urlsplit(address).path).strip("/")] if "://" in address else [address, unquote(address)]
    except ValueError:
        return []
    return [end for path in dict.fromkeys(paths) for end in _ends(path.split("/"))]


def _ends(parts: list[str]) -> list[str]:
    return ["/".join(parts[start:]) for start in range(len(parts)) if parts[start]][:12]
