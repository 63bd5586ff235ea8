"""Files that nobody will ever ask for: their row was rolled back, or the process died between the file and its row.

A picture or document counts as one only where the part of its name that cannot be guessed is written nowhere in the
whole database: in no row of the library, no text, revision, draft kept aside, history of what was deleted, or column
that somebody adds one day. So the worst that a stray mention does is to keep a file too long. Names that are not made
by us are left alone, and so is what is younger than a day, since its row may still be on its way.
"""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import Storage, default_storage

from newsroom.backups import soundness, store, unfinished
from newsroom.backups.store import Medium
from newsroom.models import ImportRun, Vital

YOUNG = 24 * 60 * 60  # seconds
_LENGTH = 24  # of a stem that companies.pictures.new_stem made
# A picture, its copies and cuts, or a document; seven letters behind them are the storage's, where a name was taken.
_OURS = re.compile(
    r"(?:photos|files)/([0-9a-f]{2})/(\1[0-9a-f]{22})(?:-\d+(?:x\d+(?:-\d+x\d+)?)?)?(?:_[A-Za-z0-9]{7})?\.[a-z]{3,4}"
)
_UPLOAD = re.compile(r"imports/\d{4}/\d{2}/[^/]+")
_HEX = re.compile(rf"[0-9a-f]{{{_LENGTH},}}")


@dataclass(frozen=True, slots=True)
class Orphan:
    storage: Storage
    medium: Medium


@dataclass(frozen=True, slots=True)
class Found:
    """The orphans, and how many files of ours there are in all."""

    orphans: list[Orphan]
    among: int

    @property
    def size(self) -> int:
        return sum(orphan.medium.size for orphan in self.orphans)


def find() -> Found:
    """Look through the media and the uploads of imports. Reads the whole database where there may be any."""
    # First the files: what gets its row while the database is read is found in it.
    private = ImportRun._meta.get_field("file").storage
    pictures, uploads = list(_named(_OURS)), list(_named(_UPLOAD, private))
    by_stem: dict[str, list[Medium]] = {}
    for medium in pictures:
        if _is_old(medium.modified):
            by_stem.setdefault(_OURS.fullmatch(medium.name)[2], []).append(medium)
    for name in soundness.wanted():  # which spares most sites the rest
        if match := _OURS.fullmatch(name):
            by_stem.pop(match[2], None)
    if by_stem:
        _forget_what_is_written(by_stem, _everything_written())
    orphans = [Orphan(default_storage, medium) for media in by_stem.values() for medium in media]
    known = set(ImportRun.objects.values_list("file", flat=True))
    orphans += [Orphan(private, medium) for medium in uploads if medium.name not in known and _is_old(medium.modified)]
    return Found(orphans, len(pictures) + len(uploads))


def why_not(found: Found) -> str:
    """Why nothing may be deleted on this site now; empty where it may."""
    if unfinished.is_restoring():
        return unfinished.SENTENCE
    if Vital.objects.read(Vital.HOLD).at:
        return "This site was restored and is held; its files may belong to a newer backup. Release it first."
    if len(found.orphans) * 2 > found.among:
        return (
            f"{len(found.orphans)} of {found.among} files belong to nothing here. These may be the files of another "
            "site, or this another database than theirs."
        )
    return ""


def delete(orphan: Orphan) -> bool:
    """Delete the file; False where it is another by now. Raises OSError where the disk or the store does not let us."""
    try:
        modified = orphan.storage.get_modified_time(orphan.medium.name)
    except FileNotFoundError:
        return False
    if not _is_old(modified.timestamp()):
        return False
    orphan.storage.delete(orphan.medium.name)
    return True


def _named(names: re.Pattern, storage: Storage | None = None) -> Iterator[Medium]:
    return (medium for medium in store.all_media(storage) if names.fullmatch(medium.name))


def _is_old(modified: float) -> bool:
    return time.time() - modified > YOUNG


def _forget_what_is_written(by_stem: dict[str, list[Medium]], texts: Iterable[str]) -> None:
    for text in texts:
        for run in _HEX.findall(text):
            # Wherever in it: an address may be written with %2f, whose f is one of these letters too.
            for at in range(len(run) - _LENGTH + 1):
                by_stem.pop(run[at : at + _LENGTH], None)


def _everything_written() -> Iterator[str]:
    """What stands in every column of every row, one row at a time."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for row in model._base_manager.order_by().values_list().iterator(500):
                yield " ".join(map(str, row))
