"""What all public views share: one clock a request, the frame around the page, and headers that let it be kept."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property
from django.utils.http import http_date
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from companies.models import Photo
from newsroom import social_cards
from newsroom.public import frame
from newsroom.public.drawing import draw
from newsroom.public.redirects import Moved

FEW = 60  # bytes of a description


@dataclass(slots=True)
class Head:
    """What a page says of itself to browsers, search engines and whoever shares it."""

    title: str
    path: str
    description: str = ""
    kind: str = "website"
    image: Photo | dict | None = None  # a dict as cards have it
    card: str = ""  # the social card in the place of an image, or of one that is too small
    feed: str = ""
    feed_title: str = ""  # in the place of the page's own, which may say that it is the second, or of which year
    language: str = "en"
    is_indexed: bool = True


def is_large_enough(photo: Photo | dict) -> bool:
    """Whether other sites may show it beside a link to the page."""
    width, height = (photo["width"], photo["height"]) if isinstance(photo, dict) else (photo.width, photo.height)
    return social_cards.is_large_enough(width, height)


as_uri = lru_cache(maxsize=5000)(iri_to_uri)  # a page has twenty addresses, and most of them stand on many pages


@dataclass(frozen=True, slots=True)
class Crumb:
    name: str
    path: str = ""


# A page to read takes nothing in, so what is sent to it is told "not allowed" rather than asked for the mark of a form.
@method_decorator(csrf_exempt, name="dispatch")
class PublicView(View):
    """An answer that is the same for every reader: no cookie, session or user is looked at."""

    http_method_names = ["get", "head", "options"]
    is_dated = True  # whether it changes only when the site does (Frame.last_modified)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        # The desk asks for a page as it will be at another moment; what comes in from outside carries none.
        self.now = getattr(request, "moment", None) or timezone.now()

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Moved as moved:
            return self.keep(HttpResponsePermanentRedirect(moved.path))

    @cached_property
    def frame(self) -> frame.Frame:
        return frame.read(self.now)

    @cached_property
    def origin(self) -> str:
        """Scheme and host for absolute addresses."""
        return settings.SITE_URL or f"{self.request.scheme}://{self.request.get_host()}"

    def absolute(self, path: str) -> str:
        return self.origin + as_uri(path)

    def described(self, words: str, number: int = 1) -> str:
        """What search engines show under the title: of page two and on with its number, so that no two are equal; where
        the words are few, with what this site is.
        """
        if len(words.encode()) < FEW and self.frame.site_tagline:  # Han says three times as much in a character
            words = f"{words} {self.frame.site_tagline.rstrip('.')}."
        return words if number == 1 else f"Page {number}. {words}"

    def page(self, template: str, head: Head, *, crumbs=(), status: int = 200, **context) -> HttpResponse:
        """A page from a template. The request stays out of it, and with it everything that differs by reader."""
        if head.image is None or not is_large_enough(head.image):
            head.image, head.card = None, default_storage.url(head.card or social_cards.name_of_site())
        context |= {
            "frame": self.frame, "origin": self.origin, "head": head, "here": self.frame.here(head.path),
            "absolute": self.absolute, "address": self.absolute(head.path),
        }  # fmt: skip
        context["crumbs"] = [Crumb("Home", "/"), *crumbs] if crumbs else []
        return self.keep(HttpResponse(draw(template, context), status=status))

    def keep(self, response: HttpResponse) -> HttpResponse:
        """Let anybody keep the answer until the next story begins or ends."""
        response["Cache-Control"] = f"public, max-age={self.frame.max_age}"
        if self.is_dated and response.status_code == 200 and self.frame.last_modified is not None:
            response["Last-Modified"] = http_date(self.frame.last_modified)
        return response

    def keep_for_scripts(self, response: HttpResponse) -> HttpResponse:
        """As `keep`; the scripts of any other site may read it too, as readers of feeds in a browser do."""
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return self.keep(response)
