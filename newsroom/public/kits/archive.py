"""A zip archive with the checksums of its files in it; the same files make the same bytes."""

import hashlib
import io
import re
import zipfile

from django.core.files.storage import default_storage

from companies.models import Photo
from newsroom.documents import KINDS
from newsroom.models.attachment import file_name

MOST_PICTURES = 12
LARGEST = 40 * 1024 * 1024  # bytes of pictures, and again of documents
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # no clock in it
_PACKED = {"jpg", "jpeg", "png", "webp", "avif", "gif", *KINDS}


class Kit:
    """The files of a kit under one folder; `done` gives the archive."""

    def __init__(self, folder: str):
        self.folder = folder
        self._files: dict[str, bytes] = {}

    def add(self, name: str, content: str | bytes) -> None:
        if content:
            self._files[name] = content.encode() if isinstance(content, str) else content

    def add_pictures(self, photos: list[Photo]) -> None:
        """The pictures as they are stored, the largest there are, and what must be printed with each."""
        texts, size = [], 0
        for number, photo in enumerate(photos[:MOST_PICTURES], 1):
            try:
                with photo.file.storage.open(photo.file.name) as file:
                    data = file.read()
            except OSError:
                continue
            if (size := size + len(data)) > LARGEST:
                break
            suffix = photo.file.name.rpartition(".")[2].lower()
            words = re.sub(r"[^\w]+", "-", photo.alt_text.lower())[:50].strip("-") or "picture"
            name = f"pictures/{number:02}-{words}.{suffix}"
            self.add(name, data)
            facts = [
                ("File", name),
                ("Size", f"{photo.width} × {photo.height} pixels"),
                ("Shows", photo.alt_text),
                ("Caption", photo.caption),
                ("Credit", photo.credit),
                ("Licence", photo.licence),
            ]
            texts.append("\n".join(f"{label}: {' '.join(value.split())}" for label, value in facts if value))
        self.add("pictures/captions.txt", "\n\n".join(texts) + "\n" if texts else "")

    def add_documents(self, carried: list[dict]) -> None:
        """The documents that a story carries, under their titles."""
        size = 0
        for number, each in enumerate(carried, 1):
            try:
                with default_storage.open(each["file"]) as file:
                    data = file.read()
            except OSError:
                continue
            if (size := size + len(data)) > LARGEST:
                break
            self.add(f"documents/{number:02}-{file_name(each)}", data)

    def done(self) -> bytes:
        sums = [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in self._files.items()]
        files = self._files | {"SHA256SUMS.txt": ("\n".join(sums) + "\n").encode()}
        return packed({f"{self.folder}/{name}": data for name, data in files.items()})


def packed(files: dict[str, bytes]) -> bytes:
    """A zip archive of `files` that holds no moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.external_attr = 0o644 << 16
            is_packed = name.rpartition(".")[2] in _PACKED
            info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def steady(archive: bytes) -> bytes:
    """A zip archive of another's making, such as a docx file, without its moments."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return packed({name: source.read(name) for name in source.namelist()})
