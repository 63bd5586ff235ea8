"""Feeds: the newest stories of a subject in full. What all formats share, and RSS 2.0."""

import mimetypes
import re
from datetime import UTC, datetime
from functools import lru_cache
from io import StringIO
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpResponse
from django.templatetags.static import static
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import format_html
from django.utils.xmlutils import SimplerXMLGenerator

from companies.text import sayable, without_gaps
from newsroom.models import Correction, Edition
from newsroom.models.attachment import described
from newsroom.public import cards
from newsroom.public.drawing import draw
from newsroom.public.people import bylines, shown_above
from newsroom.public.prepared import prepared
from newsroom.public.redirects import Moved
from newsroom.public.views.base import PublicView
from newsroom.templatetags.languages import spoken

LENGTH = 20
MOST = 1000  # items that are kept, of some ten kilobytes
_kept: dict[tuple, str] = {}  # of all feeds together
MEDIA = "http://search.yahoo.com/mrss/"
# What a feed without stories says it was last changed: a moment that stands still, so that its bytes do too.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_PICTURE = re.compile(r"<img\b[^<>]*>")
_OF_PAGES = re.compile(r""" (?:srcset|sizes|loading|decoding)="[^"]*\"""")
_LOCAL_ADDRESS = re.compile(r"""(<(?:a|img)\b[^<>]*?\s(?:href|src)=")/(?!/)""")


class Enclosure(NamedTuple):
    """A document of an item, by the names that Django's feeds ask for."""

    url: str
    length: str
    mime_type: str


class SubjectFeed(PublicView):
    """The feed of a subject; `find` is the same function that its page begins with, `name` the end of its address.

    Each format has a `print_item(edition)` that gives the text of a story in it, and a `write(subject, items, changed)`
    that puts these together; `changed` is the last moment at which a story in it changed.
    """

    find = None
    name = content_type = ""

    def get(self, request, **names):
        try:
            subject = self.find(self.now, **names)
        except Moved as moved:
            raise Moved(f"{moved.path}{self.name}") from None
        ids = subject.stories[:LENGTH]
        if subject.needs_stories and not ids:
            raise Http404
        self.credits, self.tags = bylines(ids), cards.tags_of(ids)
        rows = _told(self.now, ids)
        changed = max((row[1] for row in rows), default=BEGINNING)
        text = self.write(subject, self.printed(rows), changed)
        response = HttpResponse(text, content_type=self.content_type)
        if settings.WEBSUB_HUB:
            links = (("hub", settings.WEBSUB_HUB), ("self", self.address(subject)))
            response["Link"] = ", ".join(f'<{iri_to_uri(address)}>; rel="{name}"' for name, address in links)
        return self.keep_for_scripts(response)

    def printed(self, rows: list[tuple]) -> list[str]:
        """The items of these rows of `_told`. Texts are read only of those that are not kept."""
        keys = [self.made_of(row) for row in rows]
        found = [_kept.get(key) for key in keys]
        missing = [row[0] for row, text in zip(rows, found, strict=True) if text is None]
        editions = {edition.pk: edition for edition in _in_full(self.now, missing)}
        if len(_kept) + len(editions) > MOST:
            _kept.clear()
        for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
            if edition := editions.get(row[0]):
                found[place] = self.print_item(edition)
                if edition.is_sound:  # what a disk did to a text goes when it is put back (newsroom.backups.texts)
                    _kept[key] = found[place]
        return found

    def made_of(self, row: tuple) -> tuple:
        """All that an item is made of, beside what never changes in an edition: where it is equal, so is the text."""
        about = tuple([tag["key"] for tag in self.tags[row[0]]])
        return type(self), self.origin, row, tuple(self.credits[row[0]]), about

    def title(self, subject) -> str:
        title = f"{self.frame.site_name} News"
        return sayable(title if subject.path == "/news/" else f"{subject.full_title or subject.title} – {title}")

    def page(self, subject) -> str:
        """The page that the feed is beside; the front page has that of all stories."""
        return self.absolute("/" if subject.path == "/news/" else subject.path)

    def address(self, subject) -> str:
        return f"{self.page(subject)}{self.name}"

    def content(self, edition) -> str:
        """What was put right, the lead picture and the whole text as HTML, with absolute addresses."""
        corrections = Correction.from_text(edition.corrections_text)
        told = {"corrections": corrections, "language": edition.language}
        parts = [draw("newsroom/_feed_corrections.html", told) if corrections else ""]
        parts += [draw("newsroom/_feed_picture.html", {"edition": edition}) if edition.lead_photo else ""]
        parts += [edition.body_html]
        if edition.ai_note:
            note = spoken(edition.ai_note, edition.language)
            parts += [format_html('<p lang="en"><strong>Use of AI:</strong> {}</p>', note)]
        return _sayable_everywhere("".join(parts), self.origin)

    def picture(self, edition) -> dict | None:
        """The lead picture as Media RSS has it: its attributes, and what is said of it as (element, words)."""
        photo = edition.lead_photo
        if photo is None:
            return None
        kind = mimetypes.guess_type(photo.url)[0] or "image/jpeg"
        size = {"width": str(photo.width), "height": str(photo.height)}
        said = (("media:description", edition.caption or photo.alt_text), ("media:credit", photo.credit))
        return {
            "attributes": {"url": self.absolute(photo.url), "medium": "image", "type": kind, **size},
            "said": [(element, sayable(words)) for element, words in said if words],
        }

    def enclosures(self, edition) -> list[Enclosure]:
        """The documents that the story carries."""
        return [
            Enclosure(self.absolute(document["url"]), str(document["size"]), document["type"])
            for document in described(edition.attachments)
        ]

    def categories(self, edition) -> list[str]:
        return [sayable(name) for name in (edition.section.name, *(tag["name"] for tag in self.tags[edition.pk]))]

    def authors(self, edition) -> list[tuple[str, str]]:
        """(name, address of the profile or "") of everybody in the byline."""
        return [
            (sayable(credit.name), self.absolute(credit.path) if credit.path else "")
            for credit in shown_above(self.credits[edition.pk])
        ]


def add_picture(handler, picture: dict | None) -> None:
    """A picture as `SubjectFeed.picture` gives it, as an element of an RSS or Atom feed."""
    if picture is None:
        return
    handler.startElement("media:content", picture["attributes"])
    for element, words in picture["said"]:
        handler.addQuickElement(element, words)
    handler.endElement("media:content")


@prepared
def _told(now: datetime, editions: list[int]):
    """(edition, when it was updated, …): what an item shows that no edition fixes, and what tells editions apart."""
    photo = [f"lead_photo__{name}" for name in ("file", "alt_text", "caption", "credit")]
    rows = Edition.objects.filter(pk__in=editions).newest_first()
    rows = rows.annotate(corrections_text=Correction.objects.of_story(now))
    names = ("pk", "updated_at", "public_id", "slug", "headline", "section__name", "corrections_text")
    return rows.values_list(*names, *photo)


@prepared
def _in_full(now: datetime, editions: list[int]):
    rows = Edition.objects.filter(pk__in=editions).newest_first().select_related("section", "lead_photo")
    rows = rows.annotate(corrections_text=Correction.objects.of_story(now))
    return rows.defer("live_from", "live_until", "predecessor_until")


class Printed:
    """A feed that is put together of items that were printed before; this comes before Django's class of the format."""

    changed = BEGINNING

    @classmethod
    def item(cls, **said) -> str:
        """An item as it stands in such a feed."""
        feed, out = cls(title="", link="", description=""), StringIO()
        feed.add_item(**said)
        super(Printed, feed).write_items(SimplerXMLGenerator(out, "utf-8", short_empty_elements=True))
        return out.getvalue()

    def with_items(self, items: list[str], changed: datetime) -> str:
        self.printed, self.changed = items, changed
        return self.writeString("utf-8")

    def write_items(self, handler):
        for text in self.printed:
            handler.ignorableWhitespace(text)  # which is written as it is

    def latest_post_date(self):
        return self.changed


class Rss(Printed, Rss201rev2Feed):
    """RSS with the whole text beside the summary, and no clock of its own: equal stories, equal bytes."""

    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self):
        names = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/", "xmlns:media": MEDIA}
        return super().rss_attributes() | names

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("docs", "https://www.rssboard.org/rss-specification")
        if settings.WEBSUB_HUB:
            handler.addQuickElement("atom:link", "", {"rel": "hub", "href": settings.WEBSUB_HUB})
        handler.startElement("image", {})
        for name in ("url", "title", "link"):  # title and link are those of the channel, or validators frown
            handler.addQuickElement(name, self.feed["logo" if name == "url" else name])
        handler.endElement("image")

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        add_picture(handler, item["picture"])


class Feed(SubjectFeed):
    name, content_type = "feed/", Rss.content_type

    def write(self, subject, items, changed):
        feed = Rss(
            title=self.title(subject),
            link=self.page(subject),
            description=sayable(subject.description),
            language="en",
            feed_url=self.address(subject),
            feed_copyright=self.frame.site_name,
            ttl="60",
            logo=self.absolute(static("img/apple-touch-icon.png")),
        )
        return feed.with_items(items, changed)

    def print_item(self, edition) -> str:
        return Rss.item(
            title=sayable(edition.headline),
            link=self.absolute(edition.get_absolute_url()),
            description=sayable(edition.standfirst),
            content=self.content(edition),
            unique_id=permanent_id(edition, self.origin),
            unique_id_is_permalink=False,
            pubdate=edition.first_published_at,
            updateddate=edition.updated_at,
            author_name=", ".join(name for name, _ in self.authors(edition)),
            categories=self.categories(edition),
            picture=self.picture(edition),
            # Readers of RSS know one for an item, and validators frown at more.
            enclosures=self.enclosures(edition)[:1],
        )


def forget() -> None:
    """Print all items anew: for tests, where another edition has the same number."""
    _kept.clear()


def permanent_name(origin: str, name: str) -> str:
    """A tag: URI, which holds neither scheme nor port, so that no change of these can alter it."""
    host = origin.partition("://")[2].partition(":")[0]
    return iri_to_uri(f"tag:{host},2026:{name}")


def permanent_id(edition, origin: str) -> str:
    """A name for the story that stays whatever becomes of its address, its headline, the port or the database."""
    return permanent_name(origin, f"story-{edition.public_id}")


def with_absolute_addresses(html: str, origin: str) -> str:
    """Without what a page tells a browser of its pictures: a reader of feeds takes the picture itself."""
    html = _PICTURE.sub(lambda picture: _OF_PAGES.sub("", picture[0]), without_gaps(html))
    return _LOCAL_ADDRESS.sub(rf"\g<1>{origin}/", html)


@lru_cache(maxsize=500)
def _sayable_everywhere(html: str, origin: str) -> str:
    return sayable(with_absolute_addresses(html, origin))
