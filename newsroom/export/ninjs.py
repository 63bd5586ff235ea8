"""Live stories as IPTC ninjs 3.1, the same as at their public addresses; one item a line."""

from collections.abc import Iterator

from django.test import RequestFactory

from newsroom.models import Edition
from newsroom.public.ninjs import StoryAsNinjs


def write(origin: str) -> Iterator[str]:
    """A line for each story that readers see now, newest first. `origin` is the site's scheme and host."""
    request = RequestFactory().get("/")
    for slug in Edition.objects.live().newest_first().values_list("slug", flat=True).iterator(chunk_size=500):
        view = StoryAsNinjs()
        view.setup(request)
        view.origin = origin
        if edition := view.find(slug):
            yield view.write(edition) + "\n"
