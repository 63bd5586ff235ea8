"""What surrounds every page: the sections of the menu, and until when an answer may be kept."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from newsroom.models import Edition, Generation, Section
from newsroom.models.generation import MOMENTS, earliest, last_moments, next_moments
from newsroom.public.prepared import prepared

LONGEST = settings.PUBLIC_CACHE_SECONDS
_BEGAN = datetime.fromtimestamp(settings.BEGAN_AT, UTC)

_DIRECTORIES = {"/", "/news/", "/people/", "/companies/", "/topics/", "/search/"}  # in the menu beside the sections


class MenuSection(NamedTuple):
    pk: int
    name: str
    slug: str

    @property
    def path(self) -> str:
        return f"/sections/{self.slug}/"


@dataclass(frozen=True)
class Frame:
    now: datetime
    sections: tuple[MenuSection, ...] = ()
    changes_at: datetime | None = None  # the next moment at which any edition, slot or role begins or ends
    changed_at: datetime | None = None  # the last moment at which anything changed that readers see
    site_name: str = ""
    site_tagline: str = ""
    generation: int | None = None  # under which others may keep what they read after it; None where nobody may

    @property
    def press(self) -> dict[str, str]:
        """How to reach the office, as far as it says."""
        return {
            "name": settings.PRESS_NAME,
            "email": settings.PRESS_EMAIL,
            "phone": settings.PRESS_PHONE,
            "address": settings.PRESS_ADDRESS,
        }

    def here(self, path: str) -> str:
        """The path, where it is a place of the menu; empty on the many pages that are none."""
        return path if path in _DIRECTORIES or any(path == section.path for section in self.sections) else ""

    @cached_property
    def max_age(self) -> int:
        """Seconds that an answer made now holds; what is scheduled in between shortens it."""
        if self.changes_at is None:
            return LONGEST
        return max(0, min(LONGEST, int((self.changes_at - self.now).total_seconds())))

    @cached_property
    def last_modified(self) -> int | None:
        """Seconds since 1970 when the site last changed; not within that second, in which it may change once more.

        A new day counts as a change, since some pages say who holds a role today, and so does a start of the site,
        which may be of another version.
        """
        if self.changed_at is None:
            return None
        day = timezone.localtime(self.now).replace(hour=0, minute=0, second=0, microsecond=0)
        changed = int(max(self.changed_at, _BEGAN, day).timestamp())
        return changed if changed < int(self.now.timestamp()) else None


class _Standing(NamedTuple):
    """The frame as it was read, and for how long it stands: while the generation does, until the next moment."""

    since: datetime
    frame: Frame

    def stands(self, now: datetime) -> bool:
        until = self.frame.changes_at
        return self.since <= now and (until is None or now < until) and _generation() == [self.frame.generation]


_standing: _Standing | None = None  # of this process


def read(now: datetime) -> Frame:
    """The frame as it stands at `now`. A section without a story that readers see is not in the menu.

    One query: the whole frame, or whether it is still the one that was read before. Two where that has changed.
    """
    global _standing
    # A transaction that is open sees what nobody else may ever see, under a number that another may get.
    may_keep = not connection.in_atomic_block
    if may_keep and (standing := _standing) is not None and standing.stands(now):
        return replace(standing.frame, now=now)
    rows = _sections(now, timezone.localdate(now))
    number, *moments = rows[0][4:] if rows else (None,)
    frame = Frame(
        now=now,
        sections=tuple(MenuSection(pk, name, slug) for pk, name, slug, has_stories, *_ in rows if has_stories),
        changes_at=earliest(moments[:MOMENTS]) if moments else None,
        changed_at=max((moment for moment in moments[MOMENTS:] if moment), default=None),
        site_name=settings.SITE_NAME,
        site_tagline=settings.SITE_TAGLINE,
        generation=number if may_keep else None,
    )
    if frame.generation is not None:
        _standing = _Standing(now, frame)
    return frame


def forget() -> None:
    """Read the frame anew the next time: for tests, which begin with another database under the same number."""
    global _standing
    _standing = None


@prepared
def _generation():
    return Generation.objects.filter(pk=1).values_list("number", flat=True)


@prepared
def _sections(now: datetime, today: date):
    row = Generation.objects.filter(pk=1)
    asked = [*next_moments(now, today), *last_moments(now), row.values("raised_at")]
    moments = {f"moment{number}": Subquery(rows) for number, rows in enumerate(asked)}
    has_stories = Exists(Edition.objects.live(now).filter(section=OuterRef("pk")))
    rows = Section.objects.annotate(has_stories=has_stories, generation=Subquery(row.values("number")), **moments)
    return rows.values_list("pk", "name", "slug", "has_stories", "generation", *moments)
