"""Social cards: what other sites show beside a link to a story without a picture, or with one that is too small.

A card's address is made of the story and of what is drawn, so it can be named before the card is there, is the same
for every edition with the same headline, and another as soon as the headline changes. Cards are drawn after a
story is published, or by `make_social_cards`; while one is missing, the park's own card answers in its place.
"""

import hashlib
import logging
import re
from collections.abc import Iterable

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q

from newsroom.models import Edition
from newsroom.models.edition import EditionQuerySet
from newsroom.social_cards.drawing import SIZE, card

logger = logging.getLogger(__name__)

FOLDER = "cards"
_LOOK = "1"  # raised when cards are to be drawn another way
_NAME = re.compile(rf"{FOLDER}/([0-9a-f]{{32}})-[0-9a-f]{{16}}\.jpg")


def name_of(edition: Edition) -> str:
    """The name of the card in the storage. Needs the edition's section."""
    drawn = "\0".join([_LOOK, settings.SITE_NAME, edition.language, _kicker(edition), edition.headline])
    return f"{FOLDER}/{edition.public_id}-{hashlib.sha256(drawn.encode()).hexdigest()[:16]}.jpg"


def story_named(name: str) -> str | None:
    """The public id of the story that a card's name speaks of; None where it is no card's name."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def is_large_enough(width: int, height: int) -> bool:
    """Whether a picture of so many pixels may stand beside a link, where other sites cut it to a card's proportions.

    What is narrower than 600 is shown as a stamp, and search engines leave out what has less than 50,000 in all.
    """
    return width >= SIZE[0] / 2 and height >= SIZE[1] / 2


def wanting(editions: EditionQuerySet) -> EditionQuerySet:
    """Those of the editions that have no picture, or none that is large enough."""
    too_small = Q(lead_photo__width__lt=SIZE[0] / 2) | Q(lead_photo__height__lt=SIZE[1] / 2)
    return editions.filter(Q(lead_photo=None) | too_small)


def draw(editions: Iterable[Edition]) -> int:
    """Draw the cards of those that want one and have none yet; how many were drawn."""
    drawn = 0
    for edition in editions:
        photo = edition.lead_photo
        has_picture = photo is not None and is_large_enough(photo.width, photo.height)
        if not has_picture and not default_storage.exists(name := name_of(edition)):
            data = card(edition.headline, edition.language, _kicker(edition), settings.SITE_NAME)
            default_storage.save(name, ContentFile(data))
            drawn += 1
    return drawn


def draw_quietly(editions: Iterable[Edition]) -> None:
    """As `draw`, for the moment after publishing: the news is out, and no fault of a picture may say otherwise."""
    try:
        draw(editions)
        draw_site()
    except Exception:
        logger.exception("A social card could not be drawn; make_social_cards draws what is missing.")


def name_of_site() -> str:
    """The name of the park's own card, for pages that are not about one story."""
    drawn = "\0".join([_LOOK, settings.SITE_NAME, settings.SITE_TAGLINE])
    return f"{FOLDER}/site-{hashlib.sha256(drawn.encode()).hexdigest()[:16]}.jpg"


def draw_site() -> bool:
    """Draw the park's own card where it is missing; whether it was."""
    if default_storage.exists(name := name_of_site()):
        return False
    default_storage.save(name, ContentFile(card(settings.SITE_TAGLINE, "en", "", settings.SITE_NAME)))
    return True


def _kicker(edition: Edition) -> str:
    return edition.section.name if edition.section else ""


__all__ = [
    *("SIZE", "draw", "draw_quietly", "draw_site", "is_large_enough"),
    *("name_of", "name_of_site", "story_named", "wanting"),
]
