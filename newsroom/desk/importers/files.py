"""From paths to the entries of foreign files, and the pictures that lie beside them."""

from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile

from companies.models import Photo
from companies.pictures import LARGEST_FILE, PictureRefused
from newsroom.desk.importers import detect
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.item import Item
from newsroom.desk.importers.record import PhotoRecord


def items(paths: list[Path], form: str = "auto", types: Collection[str] = ("post",)) -> Iterator[Item | Unreadable]:
    """Every entry of all `paths` in order; a folder is read whole. `types` are the kinds of WordPress posts wanted."""
    for path in paths:
        for file in sorted(_files(path)):
            try:
                for item in detect.items(file, form=form, types=types):
                    yield Unreadable(f"{file}, {item.where}", item.reason) if isinstance(item, Unreadable) else item
            except (OSError, ValueError) as error:
                yield Unreadable(str(file), getattr(error, "strerror", None) or str(error))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in path.rglob("*"):
        # Browsers put a page's frames beside it in "<name>_files".
        beside = any(part.endswith("_files") for part in file.relative_to(path).parts[:-1])
        if file.is_file() and not file.is_symlink() and file.suffix.lower() in detect.ENDINGS and not beside:
            yield file


class Pictures:
    """Finds a record's picture: in the library by its stored name, else in the folder of the file it came from."""

    def __init__(self, folders: list[Path]):
        self.folders = [folder.resolve() for folder in folders]

    def __call__(self, record: PhotoRecord) -> Photo | None:
        if stored := Photo.objects.filter(file=record.file).first():
            return stored
        for folder in self.folders:
            for tail in _tails(record.file):
                path = (folder / tail).resolve()
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
                alt_text=record.alt_text[:300] or record.caption[:300],
                caption=record.caption[:500],
                credit=record.credit[:200],
            )
        except PictureRefused:
            return None


def _tails(address: str) -> list[str]:
    """The ends of an address or path, longest first: `uploads/2019/a.jpg`, `2019/a.jpg`, `a.jpg`."""
    parts = unquote(urlsplit(address).path).strip("/").split("/") if "://" in address else address.split("/")
    return ["/".join(parts[start:]) for start in range(len(parts)) if "\0" not in address][:12]
