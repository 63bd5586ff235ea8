"""A story as a file to copy from: Markdown and plain text, at its address with .md or .txt for the last slash."""

from django.http import HttpResponse
from django.utils import timezone

from newsroom.models.attachment import described
from newsroom.public import markdown
from newsroom.public.cards import full_name
from newsroom.public.feeds import with_absolute_addresses
from newsroom.public.people import credit_lines, editors
from newsroom.public.redirects import Moved
from newsroom.public.views.story import StoryPage, sort_tags


class StoryFile(StoryPage):
    """Another form of the page of a story; there, moved or gone whenever the page is.

    Each form has a `write(edition)` that gives its text.
    """

    suffix = content_type = ""

    def get(self, request, year: int, slug: str):
        edition = self.find(slug)
        if edition is None:
            try:
                return self.instead(slug)
            except Moved as moved:
                raise Moved(self.path(moved.path)) from None
        path = self.path(edition.get_absolute_url())
        if path != request.path:
            raise Moved(path)
        response = HttpResponse(self.write(edition), content_type=self.content_type)
        response["Content-Language"] = edition.language
        # Search engines keep to the page.
        response["Link"] = f'<{self.absolute(edition.get_absolute_url())}>; rel="canonical"'
        return self.keep_for_scripts(response)

    def path(self, address: str) -> str:
        return f"{address.removesuffix('/')}{self.suffix}"


class StoryAsText(StoryFile):
    suffix, content_type = ".txt", "text/plain; charset=utf-8"

    def write(self, edition):
        self.credited = self.credits(edition)
        parts = [*self.opening(edition), *self.body(edition), *self.foot(edition)]
        return "\n\n".join(part for part in parts if part) + "\n"

    # How it is marked

    def words(self, text: str) -> str:
        return " ".join(text.split())

    def heading(self, text: str) -> str:
        return self.words(text)

    def link(self, text: str, path: str) -> str:
        return self.words(text)

    def document(self, document: dict) -> str:
        return f"{self.words(document['title'])}, {self.absolute(document['url'])}"

    def picture(self, photo) -> str:
        return ""

    def text(self, html: str) -> str:
        return markdown.text_from_html(html)

    # What it says: what the page says, in its order

    def opening(self, edition):
        yield self.heading(edition.headline)
        yield self.words(edition.standfirst)
        for label, credits in credit_lines(self.credited):
            yield f"{label} {self.names(credits)}"
        dates = f"Published {_day(edition.first_published_at)}"
        yield f"{dates}, updated {_day(edition.updated_at)}" if edition.was_updated else dates
        for correction in self.corrections(edition):
            kind = correction.get_kind_display().capitalize()
            yield f"{kind}, {_day(correction.at)}: {self.words(correction.text)}"

    def body(self, edition):
        if photo := edition.lead_photo:
            yield self.picture(photo)
            yield self.words(" – ".join(text for text in (edition.caption, photo.credit) if text.strip()))
        yield self.words(edition.dateline)
        yield self.text(with_absolute_addresses(edition.body_html, self.origin))

    def foot(self, edition):
        if edited_by := editors(self.credited):
            yield f"Edited by {self.names(edited_by)}"
        if edition.note:
            yield f"What changed: {self.words(edition.note)}"
        if edition.ai_note:
            yield f"Use of AI: {self.words(edition.ai_note)}"
        for document in described(edition.attachments):
            yield f"{document['label']}: {self.document(document)}"
        yield "---"
        people, companies, topics = sort_tags(self.tags(edition))
        for label, profiles in (("People", people), ("Companies", companies)):
            names = [
                self.link(full_name(profile), profile["path"]) if profile["path"] else self.words(full_name(profile))
                for profile in profiles
            ]
            yield f"{label}: {', '.join(names)}" if names else ""
        if topics:
            yield f"Topics: {', '.join(self.link(tag['name'], tag['path']) for tag in topics)}"
        if address := edition.first_published_at_address:
            yield f"First published at {self.words(address)}"
        yield f"Press contact: {self.words(edition.contact or self.press())}"
        yield f"{self.words(self.frame.site_name)}: {self.absolute(edition.get_absolute_url())}"

    def press(self) -> str:
        """Whom to ask where the story names nobody, as far as the office says."""
        said = ("name", "phone", "email", "address")
        return ", ".join(self.frame.press[each] for each in said if self.frame.press[each])

    def names(self, credits) -> str:
        return ", ".join(self.words(str(credit)) for credit in credits)


class StoryAsMarkdown(StoryAsText):
    suffix, content_type = ".md", "text/markdown; charset=utf-8"

    def words(self, text):
        return markdown.escaped(super().words(text))

    def heading(self, text):
        return f"# {self.words(text)}"

    def link(self, text, path):
        return markdown.link(self.words(text), self.absolute(path))

    def document(self, document):
        return self.link(document["title"], document["url"])

    def picture(self, photo):
        return f"!{markdown.link(self.words(photo.alt_text), self.absolute(photo.url))}"

    def text(self, html):
        return markdown.from_html(html)


def _day(moment) -> str:
    return f"{timezone.localdate(moment)}"
