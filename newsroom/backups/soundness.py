"""Which media files of the site are lost or damaged, and where a good copy of each lies.

Media never change but for the smaller copies of a picture and social cards, which may be made anew. So a picture or a
document that is not what the last backup took of it was damaged since; a copy was where it cannot be decoded any more,
or where its bytes changed and its time did not, as on a disk that decays.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from PIL import Image

from companies.models import Photo
from newsroom import social_cards
from newsroom.backups import files, store
from newsroom.backups.manifest import BackupBroken, checksums, read
from newsroom.models import Attachment

_PICTURES = (".jpg", ".png", ".webp")


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not as it was made: `what` is missing, empty, shorter or changed. `good` is the copy of it that a
    backup holds, None where none does; `is_made` where the program can make it again from the picture.
    """

    name: str
    what: str
    good: Path | None
    is_made: bool


def wanted(alias: str = "default") -> dict[str, bool]:
    """Every file that a row names, and whether it can be made again from another."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField) and field.storage is default_storage:
                rows = model._base_manager.using(alias).exclude(**{field.name: ""})
                found.update(dict.fromkeys(rows.values_list(field.name, flat=True), False))
    for renditions in Photo.objects.using(alias).order_by("pk").values_list("renditions", flat=True).iterator(1000):
        found.update((entry["name"], True) for entry in renditions)
    return found


def is_readable(name: str, data: bytes) -> bool:
    """Whether a picture can be decoded to its end; of what is none nothing is known but that it is not empty."""
    if not name.endswith(_PICTURES):
        return bool(data)
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            image.load()
    except Exception:  # decoders raise whatever broken data leads them to
        return False
    return True


class Copies:
    """The media in a folder of backups, the newest first."""

    def __init__(self, folders: Iterable[Path]):
        self._folders = list(folders)
        self._sums: dict[Path, dict[str, str]] = {}

    def known(self, name: str) -> tuple[Path, str] | None:
        """The newest copy and the checksum that it was made with, whether or not it still has it."""
        for folder in self._folders:
            if digest := self._listed(folder).get(f"media/{name}"):
                return folder / "media" / name, digest
        return None

    def good(self, name: str) -> Path | None:
        """The newest copy that is still what it was made as."""
        for folder in self._folders:
            path = folder / "media" / name
            digest = self._listed(folder).get(f"media/{name}")
            if digest and path.is_file() and files.sha256(path) == digest:
                return path
        return None

    def _listed(self, folder: Path) -> dict[str, str]:
        if folder not in self._sums:
            try:
                self._sums[folder] = checksums(folder, read(folder))
            except BackupBroken:
                self._sums[folder] = {}
        return self._sums[folder]


def damaged(copies: Copies) -> Iterator[Damage]:
    """Reads every file of the media, and names what is not in order."""
    named = wanted()
    digests = dict(Attachment.objects.values_list("file", "digest"))
    seen = set()
    for medium in store.all_media():
        if medium.name not in named and not medium.name.startswith(f"{social_cards.FOLDER}/"):
            continue  # nobody asks for it
        seen.add(medium.name)
        is_made = named.get(medium.name, True)
        try:
            with default_storage.open(medium.name) as file:
                what = _wrong(medium, file.read(), is_made, digests.get(medium.name), copies.known(medium.name))
        except FileNotFoundError:
            seen.discard(medium.name)  # taken away at this moment
            continue
        except OSError as error:  # a sector that cannot be read
            what = f"unreadable ({error.strerror or error})"
        if what:
            yield Damage(medium.name, what, copies.good(medium.name), is_made)
    for name in sorted(named.keys() - seen):
        yield Damage(name, "missing", copies.good(name), named[name])


def _wrong(medium: store.Medium, data: bytes, is_made: bool, digest: str | None, known) -> str:
    """What is wrong with the file, in a word; empty where nothing is."""
    if not data:
        return "empty"
    path, digest = (known[0], digest or known[1]) if known else (None, digest)
    if digest is None:
        return "" if is_readable(medium.name, data) else "damaged"
    if hashlib.sha256(data).hexdigest() == digest:
        return ""
    there = path.stat() if path and path.is_file() else None
    has_kept_its_time = there is not None and int(there.st_mtime) == int(medium.modified)
    if is_made and not has_kept_its_time and is_readable(medium.name, data):
        return ""  # made anew since
    return "shorter than it was" if there and len(data) < there.st_size else "changed"
