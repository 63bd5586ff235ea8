"""Which photos of the library stand in a story's text: the address of a copy leads to the photo it was made from."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from django.conf import settings

from companies.models import Photo

_COPY = re.compile(r"[-_.]\d+(?:x\d+)?$")  # what a copy's stem has behind the original's; a cut's has it twice
_SUFFIXES = ("jpg", "jpeg", "png", "webp", "avif", "gif")


def photos_at(addresses: Iterable[str]) -> dict[str, Photo]:
    """The photo behind each address that has one, in one query."""
    candidates: dict[str, set[str]] = {}
    for address in addresses:
        name = address.removeprefix(settings.MEDIA_URL)
        if name == address or len(name) > 200:
            continue
        candidates[address] = {f"{stem}.{suffix}" for stem in _stems(name) for suffix in _SUFFIXES}
    wanted = set().union(*candidates.values())
    by_file = {photo.file.name: photo for photo in Photo.objects.filter(file__in=wanted)} if wanted else {}
    return {
        address: photo
        for address, names in candidates.items()
        if (photo := next((by_file[name] for name in names if name in by_file), None))
    }


def _stems(name: str) -> list[PurePosixPath]:
    """The stems that the original of a file may have, the file's own first."""
    path = PurePosixPath(name)
    once = _COPY.sub("", path.stem)
    return [path.with_name(stem) for stem in (path.stem, once, _COPY.sub("", once)) if stem]
