"""From paths to story records: which reader a file needs, and the pictures that lie beside it."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile

from companies.models import Photo
from companies.pictures import LARGEST_FILE, PictureRefused
from newsroom.desk.importers import exchange, text_page
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.record import PhotoRecord, StoryRecord

TEXT = {".txt", ".text", ".md"}
JSONL = {".jsonl", ".ndjson"}
_LARGEST_PAGE = 5_000_000  # bytes


def read(paths: list[Path], form: str = "auto") -> Iterator[StoryRecord | Unreadable]:
    """The stories of all `paths` in order; a folder is read whole. `form` is auto, text or jsonl."""
    for path in paths:
        for file in sorted(_files(path, form)):
            yield from _read_file(file, form if form != "auto" else "jsonl" if file.suffix.lower() in JSONL else "text")


def _files(path: Path, form: str) -> Iterator[Path]:
    if path.is_dir():
        endings = {"auto": TEXT | JSONL, "text": TEXT, "jsonl": JSONL}[form]
        yield from (file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in endings)
    else:
        yield path


def _read_file(file: Path, form: str) -> Iterator[StoryRecord | Unreadable]:
    try:
        if form == "jsonl":
            with file.open(encoding="utf-8-sig", errors="replace", newline="\n") as lines:
                for item in exchange.read(lines):
                    yield Unreadable(f"{file}, {item.where}", item.reason) if isinstance(item, Unreadable) else item
        elif file.stat().st_size > _LARGEST_PAGE:
            yield Unreadable(str(file), f"larger than {_LARGEST_PAGE // 1_000_000} MB, so it is not a text page")
        else:
            record = text_page.parse(decode(file.read_bytes()), source_id=file.stem)
            record.source = "text"
            yield record
    except (OSError, ValueError) as error:
        yield Unreadable(str(file), getattr(error, "strerror", None) or str(error))


def decode(data: bytes) -> str:
    """Text of unknown encoding: UTF-8 and UTF-16 by their marks, then UTF-8, GB 18030 and the old Western one."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("windows-1252", errors="replace")


class Pictures:
    """Finds a record's picture: in the library by its stored name, else in the folder of the file it came from."""

    def __init__(self, folders: list[Path]):
        self.folders = [folder.resolve() for folder in folders]

    def __call__(self, record: PhotoRecord) -> Photo | None:
        if stored := Photo.objects.filter(file=record.file).first():
            return stored
        for folder in self.folders:
            path = (folder / record.file).resolve()
            # A record names files beside it, never above.
            if path.is_relative_to(folder) and path.is_file() and path.stat().st_size <= LARGEST_FILE:
                return self._take_in(path, record)
        return None

    @staticmethod
    def _take_in(path: Path, record: PhotoRecord) -> Photo | None:
        data = path.read_bytes()
        if known := Photo.objects.with_digest_of(data).first():
            return known
        try:
            return Photo.objects.create(
                file=ContentFile(data, name=path.name),
                alt_text=record.alt_text or record.caption[:300],
                caption=record.caption[:500],
                credit=record.credit[:200],
            )
        except PictureRefused:
            return None
