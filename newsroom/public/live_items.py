"""Which live editions are tagged so, for many of them of which little or nothing is shown."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from newsroom.models import Edition, EditionTag


def live_items(now: datetime, tag: int) -> QuerySet[EditionTag]:
    """That a live edition is tagged so, newest first.

    Whether it is live is read off the index `edition_newest`, found by the date that both have. By its number SQLite
    would go to the edition itself, whose two long texts stand before the answer; the 0 keeps it from that.
    """
    edition = Edition.objects.live(now).filter(first_published_at=OuterRef("first_published_at"))
    is_live = Exists(edition.annotate(number_=F("pk") + 0).filter(number_=OuterRef("content_object_id")))
    return EditionTag.objects.filter(is_live, tag=tag).order_by("-first_published_at", "-content_object_id")
