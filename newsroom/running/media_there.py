"""Whether the media are where they should lie: a disk that isn't mounted leaves an empty folder in its place."""

from pathlib import Path

from django.conf import settings

from companies.models import Photo

_ASKED = 5  # of the oldest pictures; one alone may have been lost


def are_missing() -> bool:
    """Whether not one of the oldest pictures is there. New ones may be, stored where the disk was missing."""
    if settings.MEDIA_S3_BUCKET:
        return False
    names = Photo.objects.order_by("pk").values_list("file", flat=True)[:_ASKED]
    found = [(Path(settings.MEDIA_ROOT) / name).is_file() for name in names]
    return bool(found) and not any(found)
