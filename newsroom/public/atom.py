"""Feeds as Atom 1.0 (RFC 4287)."""

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from companies.text import sayable
from newsroom.public.feeds import (
    MEDIA,
    Printed,
    SubjectFeed,
    add_picture,
    permanent_id,
    permanent_name,
)


class Atom(Printed, Atom1Feed):
    """Atom with several authors and the whole text; Django's own has one of them, and summaries that count as HTML."""

    content_type = "application/atom+xml; charset=utf-8"

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:media": MEDIA}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if settings.WEBSUB_HUB:
            handler.addQuickElement("link", "", {"rel": "hub", "href": settings.WEBSUB_HUB})

    def item_attributes(self, item):
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler, item):
        handler.addQuickElement("title", item["title"])
        handler.addQuickElement("link", "", {"href": item["link"], "rel": "alternate", "type": "text/html"})
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        for name, address in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            if address:
                handler.addQuickElement("uri", address)
            handler.endElement("author")
        for category in item["categories"]:
            handler.addQuickElement("category", "", {"term": category})
        if item["description"]:
            handler.addQuickElement("summary", item["description"], {"type": "text"})
        handler.addQuickElement("content", item["content"], {"type": "html"})
        for enclosure in item["enclosures"]:
            about = {"href": enclosure.url, "length": enclosure.length, "type": enclosure.mime_type}
            handler.addQuickElement("link", "", {"rel": "enclosure", **about})
        add_picture(handler, item["picture"])


class AtomFeed(SubjectFeed):
    name, content_type = "feed.atom", Atom.content_type

    def write(self, subject, items, changed):
        feed = Atom(
            title=self.title(subject),
            link=self.page(subject),
            description="",
            subtitle=sayable(subject.description),
            language="en",
            author_name=sayable(self.frame.site_name),
            author_link=self.absolute("/"),
            feed_url=self.address(subject),
            feed_guid=permanent_name(self.origin, subject.path),
            feed_copyright=self.frame.site_name,
        )
        return feed.with_items(items, changed)

    def print_item(self, edition) -> str:
        return Atom.item(
            title=sayable(edition.headline),
            link=self.absolute(edition.get_absolute_url()),
            description=sayable(edition.standfirst),
            unique_id=permanent_id(edition, self.origin),
            pubdate=edition.first_published_at,
            updateddate=edition.updated_at,
            categories=self.categories(edition),
            authors=self.authors(edition),
            content=self.content(edition),
            language=edition.language,
            picture=self.picture(edition),
            enclosures=self.enclosures(edition),
        )
