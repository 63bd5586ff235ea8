"""The kit of a story and the media kit of a company, at public addresses beside their pages."""

import re
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from companies.models import Company, Photo
from companies.text import to_html
from newsroom.models import Edition
from newsroom.public.cards import full_name
from newsroom.public.feeds import with_absolute_addresses
from newsroom.public.kits import document
from newsroom.public.kits.archive import MOST_PICTURES, Kit
from newsroom.public.markdown import text_from_html
from newsroom.public.people import credit_lines
from newsroom.public.plain_text import StoryAsMarkdown, StoryAsText, StoryFile
from newsroom.public.views.base import PublicView
from people.models import Person, Role

_NEWEST = 10  # stories that a media kit names
_AT_ONCE = BoundedSemaphore(2)  # kits that one process makes: readers' pages come first
_WAITING = BoundedSemaphore(1)  # who waits for that: each holds a thread, of which a process has four
_WAIT = 5  # seconds
_PICTURE = re.compile(rf'src="{re.escape(settings.MEDIA_URL)}([^"]+)"')


class Busy(Exception):
    """Enough kits are being made at this moment."""


@contextmanager
def in_turn():
    if not _AT_ONCE.acquire(blocking=False):
        if not _WAITING.acquire(blocking=False):
            raise Busy
        try:
            if not _AT_ONCE.acquire(timeout=_WAIT):
                raise Busy
        finally:
            _WAITING.release()
    try:
        yield
    finally:
        _AT_ONCE.release()


def later() -> HttpResponse:
    answer = HttpResponse("Many kits are being made at this moment. Try again in a few seconds.\n", status=503)
    answer["Content-Type"], answer["Retry-After"], answer["Cache-Control"] = "text/plain", "5", "no-store"
    return answer


def attached(answer: HttpResponse, name: str) -> HttpResponse:
    name = re.sub(r"[\x00-\x1f\x7f\"\\]", "", name)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.zip")
    answer["X-Robots-Tag"] = "noindex"
    return answer


def may_be_printed(photos) -> list[Photo]:
    """Pictures whose licence is known: only those are cleared for others."""
    return [photo for photo in photos if photo.licence.strip()]


class StoryKit(StoryFile):
    """The story as text, Markdown and document, its pictures, its companies' boilerplates, contacts, checksums."""

    suffix, content_type = ".zip", "application/zip"

    def get(self, request, year, slug):
        try:
            answer = super().get(request, year, slug)
        except Busy:
            return later()
        return attached(answer, slug) if answer.status_code == 200 else answer

    def write(self, edition: Edition) -> bytes:
        with in_turn():
            kit = Kit(edition.slug)
            kit.add("story.txt", self._as(StoryAsText, edition))
            kit.add("story.md", self._as(StoryAsMarkdown, edition))
            kit.add("story.docx", self._document(edition))
            kit.add_pictures(may_be_printed(_pictures_of(edition)))
            kit.add_documents(edition.attachments)
            companies = (
                Company.objects.listed().filter(tag__edition_items__content_object=edition).order_by("name", "pk")
            )
            kit.add("companies.txt", "\n\n".join(filter(None, map(boilerplate, companies[:MOST_PICTURES]))))
            kit.add("contacts.txt", contacts(edition.contact.strip(), self.frame.press))
            return kit.done()

    def _as(self, form, edition: Edition) -> str:
        view = form()
        view.setup(self.request)
        view.now, view.frame, view.origin = self.now, self.frame, self.origin
        return view.write(edition)

    def _document(self, edition: Edition) -> bytes:
        lines = [f"{label} {', '.join(map(str, names))}" for label, names in credit_lines(self.credits(edition))]
        corrections = [f"{each.get_kind_display().capitalize()}: {each.text}" for each in self.corrections(edition)]
        published = f"Published {timezone.localdate(edition.first_published_at)}"
        return document.write(
            edition.headline,
            [line for line in (edition.standfirst, *lines, published, *corrections, edition.dateline) if line],
            with_absolute_addresses(edition.body_html, self.origin),
            [f"Use of AI: {edition.ai_note}"] * bool(edition.ai_note)
            + [f"{self.frame.site_name}: {self.absolute(edition.get_absolute_url())}"],
            language=edition.language,
        )


class MediaKit(PublicView):
    """What the office has of a company for others to print: the text about it, pictures, its newest stories."""

    def get(self, request, slug):
        company = Company.objects.listed().select_related("picture").filter(slug=slug).first()
        if company is None:
            raise Http404
        try:
            with in_turn():
                data = self._kit(company)
        except Busy:
            return later()
        return self.keep(attached(HttpResponse(data, content_type="application/zip"), f"{slug}-media-kit"))

    def _kit(self, company: Company) -> bytes:
        stories = list(
            Edition.objects.live(self.now)
            .about(company.tag)
            .select_related("lead_photo")
            .defer("body", "body_html")[:30]
        )
        kit = Kit(company.slug)
        about = boilerplate(company)
        kit.add("about.txt", about)
        facts = [f"{label}: {value}" for label, value in _facts(company)]
        page = self.absolute(company.get_absolute_url())
        kit.add("about.docx", document.write(str(company), [company.summary, *facts], to_html(company.body), [page]))
        leads = (story.lead_photo for story in stories)
        photos = [photo for photo in (company.picture, *_portraits(company, self.now), *leads) if photo]
        kit.add_pictures(may_be_printed(dict.fromkeys(photos)))
        lines = [
            f"{timezone.localdate(story.first_published_at)}  {story.headline}\n"
            f"{self.absolute(story.get_absolute_url())}"
            for story in stories[:_NEWEST]
        ]
        kit.add("stories.txt", "\n\n".join(lines) + "\n" if lines else "")
        of_company = "\n".join(filter(None, (company.press_name, company.press_phone, company.press_email)))
        kit.add("contacts.txt", contacts(of_company, self.frame.press))
        return kit.done()


def _pictures_of(edition: Edition) -> list[Photo]:
    """The lead picture and those in the text, in that order."""
    names = list(dict.fromkeys(_PICTURE.findall(edition.body_html)))[:MOST_PICTURES]
    found = {photo.file.name: photo for photo in Photo.objects.filter(file__in=names)}
    photos = [edition.lead_photo, *(found.get(name) for name in names)]
    return [photo for photo in dict.fromkeys(photos) if photo is not None]


def _portraits(company: Company, now: datetime) -> list[Photo]:
    """Of people with a page of their own who hold a title there on that day, in the order of the titles."""
    people = Person.objects.listed().exclude(picture=None)
    roles = Role.objects.filter(company=company, person__in=people).select_related("person__picture")
    today = timezone.localdate(now)
    return [role.person.picture for role in roles.order_by("order", "pk") if role.held_on(today)]


def boilerplate(company: Company) -> str:
    """The standing text about a company, with the day as of which it stands so."""
    text = text_from_html(to_html(company.body)) or company.summary
    if not text or not company.is_listed:
        return ""
    name = full_name({"name": company.name, "chinese_name": company.chinese_name})
    lines = [f"About {name}", "", text, "", *(f"{label}: {value}" for label, value in _facts(company))]
    return "\n".join([*lines, f"As of {timezone.localdate(company.updated_at)}"]) + "\n"


def _facts(company: Company) -> list[tuple[str, str]]:
    facts = [
        ("Registered as", company.legal_name),
        ("Founded", str(company.founded or "")),
        ("Website", company.website),
    ]
    return [(label, value) for label, value in facts if value]


def contacts(first: str, press: dict[str, str]) -> str:
    """Whom to call first, about a story or at a company, and the press office."""
    office = [press[name] for name in ("name", "phone", "email", "address")]
    parts = [first, "\n".join(line for line in office if line)]
    return "\n\n".join(part for part in parts if part) + "\n" if any(parts) else ""
