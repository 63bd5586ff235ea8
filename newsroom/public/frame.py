"""What surrounds every page: the sections of the menu, and until when an answer may be kept."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery

from newsroom.models import Edition, Section
from newsroom.models.generation import MOMENTS, next_moments
from newsroom.public.prepared import prepared

LONGEST = settings.PUBLIC_CACHE_SECONDS


@dataclass(frozen=True)
class Frame:
    now: datetime
    sections: tuple[Section, ...] = ()
    changes_at: datetime | None = None  # the next moment at which any edition or slot begins or ends
    site_name: str = ""
    site_tagline: str = ""

    @property
    def press(self) -> dict[str, str]:
        """How to reach the office, as far as it says."""
        return {
            "name": settings.PRESS_NAME,
            "email": settings.PRESS_EMAIL,
            "phone": settings.PRESS_PHONE,
            "address": settings.PRESS_ADDRESS,
        }

    @cached_property
    def max_age(self) -> int:
        """Seconds that an answer made now holds; what is scheduled in between shortens it."""
        if self.changes_at is None:
            return LONGEST
        return max(0, min(LONGEST, int((self.changes_at - self.now).total_seconds())))


def read(now: datetime) -> Frame:
    """The frame as it stands at `now`, in one query. A section without a story that readers see is not in the menu."""
    sections = _sections(now)
    found = [getattr(section, f"moment{number}") for section in sections[:1] for number in range(MOMENTS)]
    return Frame(
        now=now,
        sections=tuple(section for section in sections if section.has_stories),
        changes_at=min((moment for moment in found if moment), default=None),
        site_name=settings.SITE_NAME,
        site_tagline=settings.SITE_TAGLINE,
    )


@prepared
def _sections(now: datetime):
    return Section.objects.annotate(
        has_stories=Exists(Edition.objects.live(now).filter(section=OuterRef("pk"))),
        **{f"moment{number}": Subquery(rows) for number, rows in enumerate(next_moments(now))},
    )
