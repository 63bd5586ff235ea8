"""Feeds as JSON Feed 1.1."""

import json

from django.conf import settings
from django.utils import timezone

from newsroom.models.attachment import described
from newsroom.public.feeds import SubjectFeed, permanent_id
from newsroom.public.links import named_in_each

VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeed(SubjectFeed):
    name, content_type = "feed.json", "application/feed+json; charset=utf-8"

    def printed(self, rows):
        self.named = named_in_each([row[0] for row in rows])
        return super().printed(rows)

    def made_of(self, row):
        return *super().made_of(row), tuple(self.named[row[0]])

    def write(self, subject, items, changed):
        feed = {
            "version": VERSION,
            "title": self.title(subject),
            "home_page_url": self.page(subject),
            "feed_url": self.address(subject),
            "description": subject.description,
            "language": "en",
            "authors": [{"name": self.frame.site_name, "url": self.absolute("/")}],
            "hubs": [{"type": "WebSub", "url": settings.WEBSUB_HUB}] if settings.WEBSUB_HUB else "",
        }
        around = json.dumps({key: value for key, value in feed.items() if value != ""}, ensure_ascii=False)
        return f'{around[:-1]}, "items": [{", ".join(items)}]}}'

    def print_item(self, edition) -> str:
        item = {
            "id": permanent_id(edition, self.origin),
            "url": self.absolute(edition.get_absolute_url()),
            "title": edition.headline,
            "content_html": self.content(edition),
            "summary": edition.standfirst,
            "image": self.absolute(edition.lead_photo.url) if edition.lead_photo else "",
            "date_published": timezone.localtime(edition.first_published_at).isoformat(),
            "date_modified": timezone.localtime(edition.updated_at).isoformat(),
            "authors": [{"name": name, "url": url} if url else {"name": name} for name, url in self.authors(edition)],
            "tags": self.categories(edition),
            "language": edition.language,
            "attachments": [
                {
                    "url": self.absolute(document["url"]),
                    "mime_type": document["type"],
                    "title": document["title"],
                    "size_in_bytes": document["size"],
                }
                for document in described(edition.attachments)
            ],
            "_mentions": self.mentions(edition),
        }
        # The text may be empty, as it is in a notice that is only a headline; the format wants it all the same.
        item = {key: value for key, value in item.items() if value or key == "content_html"}
        return json.dumps(item, ensure_ascii=False)

    def mentions(self, edition) -> dict | None:
        """Where the story names companies and people, as data: the text of the feed has no links of ours."""
        cards = {card["tag"]: card for card in self.tags[edition.pk]}
        places = [
            {
                "field": place.field,
                "start": place.start,
                "end": place.end,
                "text": place.surface,
                "role": place.role,
                "name": card["name"],
                **({"url": self.absolute(card["path"])} if card["path"] else {}),
            }
            for place in self.named[edition.pk]
            if (card := cards.get(place.tag))
        ]
        return {"about": self.absolute("/feeds/"), "places": places} if places else None
