"""Whether what readers see is still what it was when the site was written to files, without looking at the pages."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from newsroom.models import Edition, Generation
from newsroom.public.news_sitemap import WINDOW

_PROGRAM = ("newsroom", "people", "companies", "templates", "static")
_SHOWN = ("SITE_", "PRESS_", "WEBSUB_", "TIME_ZONE", "LANGUAGE", "MEDIA_URL", "STATIC_URL", "STATIC_ROOT", "SECURITY_")


def state(**options) -> dict:
    """What the pages depend on: the generation, the program and its settings, and the moment until which they stand.

    To be asked for before the first page, so that a change meanwhile counts as one after it.
    """
    now = timezone.now()
    number, moment = Generation.objects.standing(now)
    until = min((each for each in (moment, _next_in_sitemap(now)) if each), default=None)
    return {"generation": number, "program": _program(options), "until": until.isoformat() if until else None}


def _next_in_sitemap(now: datetime) -> datetime | None:
    """When the sitemap for news drops a story, which it does two days after it appeared, with no change anywhere."""
    recent = Edition.objects.live(now).filter(first_published_at__gt=now - WINDOW)
    first = recent.aggregate(first=Min("first_published_at"))["first"]
    return first + WINDOW if first else None


def still(before: dict | None, now: dict) -> bool:
    """Whether nothing that readers see has changed between the two states."""
    if not isinstance(before, dict) or not {"generation", "program", "until"} <= before.keys():
        return False
    is_same = (before["generation"], before["program"]) == (now["generation"], now["program"])
    return is_same and (before["until"] is None or timezone.now() < datetime.fromisoformat(before["until"]))


def _program(options: dict) -> str:
    """A fingerprint of the files that make the pages, by size and date, and of the settings that are printed there."""
    digest = hashlib.sha256(repr(sorted(options.items())).encode())
    for name in sorted(dir(settings)):
        if name.startswith(_SHOWN):
            digest.update(f"{name}={getattr(settings, name)!r}\n".encode())
    folders = [*(Path(settings.BASE_DIR) / name for name in _PROGRAM), Path(settings.STATIC_ROOT)]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                stat = path.stat()
                digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
