"""A story as IPTC ninjs 3.1, for the systems of agencies and papers."""

import json
import mimetypes

from django.utils import timezone

from newsroom.models.attachment import described
from newsroom.public import languages
from newsroom.public.feeds import permanent_id, with_absolute_addresses
from newsroom.public.leading import whom_it_is_about
from newsroom.public.links import roles_of
from newsroom.public.markdown import text_from_html
from newsroom.public.people import credit_lines
from newsroom.public.plain_text import StoryFile
from newsroom.public.views.story import sort_tags

STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}


class StoryAsNinjs(StoryFile):
    suffix, content_type = ".ninjs.json", "application/json; charset=utf-8"

    def write(self, edition):
        html = with_absolute_addresses(edition.body_html, self.origin)
        people, companies, topics = sort_tags(self.tags(edition))
        descriptions = [{"role": "summary", "value": edition.standfirst}] if edition.standfirst else []
        # The standard has no place for what was wrong and is now right, and a paper must not miss it.
        descriptions += [{"role": each.kind, "value": each.text} for each in self.corrections(edition)]
        if edition.note:
            descriptions.append({"role": "whatChanged", "value": edition.note})
        credits = credit_lines(self.credits(edition))
        leading = whom_it_is_about(edition, (*people, *companies), roles_of(self.named(edition)))
        item = {
            "uri": permanent_id(edition, self.origin),
            "standard": STANDARD,
            "type": "text",
            "representationType": "full",
            "pubStatus": "usable",
            "version": str(edition.number),
            "firstCreated": _moment(edition.first_published_at),
            "contentCreated": _moment(edition.first_published_at),
            "versionCreated": _moment(edition.updated_at),
            "language": edition.language,
            "title": edition.headline,
            "headlines": [{"role": "main", "value": edition.headline}],
            "by": "; ".join(f"{label} {', '.join(map(str, names))}" for label, names in credits),
            "located": edition.dateline,
            "slugline": edition.slug,
            "descriptions": descriptions,
            "bodies": [
                {"role": "main", "contentType": "text/html", "value": html},
                {"role": "main", "contentType": "text/plain", "value": text_from_html(html)},
            ],
            "genres": [{"name": edition.get_kind_display(), "literal": edition.kind}],
            "subjects": [self.concept(tag, is_about=True) for tag in topics],
            "people": [self.concept(person, is_about=person["tag"] in leading) for person in people],
            "organisations": [self.concept(company, is_about=company["tag"] in leading) for company in companies],
            "renditions": self.renditions(edition.lead_photo),
            "associations": [
                *(self.document(number, each) for number, each in enumerate(described(edition.attachments), 1)),
                *(self.version(other) for _, other in languages.others(languages.versions_of(edition), edition)),
            ],
            "copyrightHolder": self.frame.site_name,
            "infoSources": [{"role": "origin", "uri": source}]
            if (source := edition.first_published_at_address)
            else [],
            "altIds": [
                {"role": role, "value": value}
                for role, value in (
                    ("url", self.absolute(edition.get_absolute_url())),
                    ("source", edition.source_id),
                )
                if value
            ],
        }
        return json.dumps({key: value for key, value in item.items() if value}, ensure_ascii=False)

    def document(self, number: int, document: dict) -> dict:
        address = self.absolute(document["url"])
        rendition = {"name": "main", "href": address, "contentType": document["type"], "sizeInBytes": document["size"]}
        return {
            "name": f"document{number}",
            "uri": address,
            "type": "text",
            "title": document["title"],
            "renditions": [rendition],
        }

    def version(self, other) -> dict:
        """The same story in another language; the standard has no other place for it."""
        return {
            "name": f"translation-{other.language}",
            "uri": permanent_id(other, self.origin),
            "type": "text",
            "representationType": "partial",
            "language": other.language,
            "title": other.headline,
            "altIds": [{"role": "url", "value": self.absolute(other.path)}],
        }

    def concept(self, card: dict, *, is_about: bool) -> dict:
        concept = {"name": card["name"], "rel": "about" if is_about else "mentions"}
        return concept | {"uri": self.absolute(card["path"])} if card["path"] else concept

    def renditions(self, photo) -> list[dict]:
        """The lead picture and its copies, the largest first."""
        if photo is None:
            return []
        copies = [(f"w{copy['width']}", copy["url"], copy["width"], copy["height"]) for copy in reversed(photo.copies)]
        return [
            {
                "name": name,
                "href": self.absolute(url),
                "contentType": mimetypes.guess_type(url)[0] or "application/octet-stream",
                "title": photo.alt_text,
                "width": width,
                "height": height,
            }
            for name, url, width, height in [("main", photo.url, photo.width, photo.height), *copies]
        ]


def _moment(moment) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
