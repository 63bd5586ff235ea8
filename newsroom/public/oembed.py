"""oEmbed (oembed.com): what another site shows when somebody there pastes the address of a story."""

import json
import re
from urllib.parse import unquote, urlsplit

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.urls import resolve
from django.utils.html import format_html

from newsroom.models import Credit
from newsroom.public.views.story import StoryPage
from newsroom.story_words import HAN

PATH = "/oembed/"
LONGEST = 1000  # characters of an address
WIDTH, LETTER = 600, 10  # pixels: where there is room, and of a letter or so


def letters(text: str) -> int:
    """How many there are, a Han character being as wide as two."""
    return len(text) + len(HAN.findall(text))


class OEmbed(StoryPage):
    """Answers for stories that readers see, by their address of today, and in JSON alone."""

    def get(self, request):
        if request.GET.get("format", "json") != "json":
            return self.keep(HttpResponse("This site answers in JSON.\n", status=501, content_type="text/plain"))
        edition = self.find(self.slug(request.GET.get("url", "")))
        if edition is None:
            raise Http404
        address = self.absolute(edition.get_absolute_url())
        shown = {
            "version": "1.0",
            "type": "rich",
            "title": edition.headline,
            "author_name": ", ".join(self.writers(edition)) or self.frame.site_name,
            "provider_name": f"{self.frame.site_name} News",
            "provider_url": self.absolute("/"),
            "html": format_html(
                '<blockquote lang="{}" cite="{}"><p><a href="{}">{}</a></p>{}</blockquote>',
                edition.language, address, address, edition.headline,
                format_html("<p>{}</p>", edition.standfirst) if edition.standfirst else "",
            ),
            **self.size(edition),
        }  # fmt: skip
        if picture := edition.lead_photo and self.thumbnail(edition.lead_photo):
            shown |= {
                "thumbnail_url": self.absolute(picture["url"]),
                "thumbnail_width": picture["width"],
                "thumbnail_height": picture["height"],
            }
        answer = HttpResponse(json.dumps(shown, ensure_ascii=False), content_type="application/json; charset=utf-8")
        return self.keep_for_scripts(answer)

    def writers(self, edition) -> list[str]:
        return [credit.name for credit in self.credits(edition) if credit.role == Credit.Role.WRITER]

    def most(self, name: str, otherwise: int) -> int:
        """The pixels that whoever asks has room for; the protocol wants that to be kept to."""
        asked = re.fullmatch("0*([1-9][0-9]{0,4})", self.request.GET.get(name, ""))
        return int(asked[1]) if asked else otherwise

    def size(self, edition) -> dict[str, int]:
        """About what the quotation takes, in pixels: the protocol wants numbers, and whoever asks a frame that fits."""
        width = min(WIDTH, self.most("maxwidth", WIDTH))
        lines = sum(-(-letters(text) * LETTER // width) for text in (edition.headline, edition.standfirst))
        height = 80 + 26 * lines
        return {"width": width, "height": min(height, self.most("maxheight", height))}

    def thumbnail(self, photo) -> dict | None:
        """The cut that other sites show, or else the largest copy for which there is room."""
        width, height = self.most("maxwidth", photo.width), self.most("maxheight", photo.height)
        offered = (photo.social, *reversed(photo.copies))
        return next((each for each in offered if each["width"] <= width and each["height"] <= height), None)

    def slug(self, url: str) -> str:
        """The slug of the story at an address of ours."""
        if not url or len(url) > LONGEST:
            raise BadRequest("url")
        try:
            parts = urlsplit(url)
            is_ours = parts.netloc.lower() == urlsplit(self.origin).netloc.lower()
            match = resolve(unquote(parts.path)) if is_ours else None
        except ValueError:
            match = None
        if match is None or getattr(match.func, "view_class", None) is not StoryPage:
            raise Http404
        return match.kwargs["slug"]
