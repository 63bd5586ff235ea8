"""Puts the demo's content into the database: harmless to repeat, and made of the same parts as imports and tests."""

import io
from collections.abc import Iterable

from django.core.files.base import ContentFile

from companies.importing.signals import saved_in_bulk
from companies.models import Company, CompanyAlias, Photo
from newsroom.demo.directory import COMPANIES, PEOPLE, CompanyEntry, PersonEntry
from newsroom.demo.drawings import draw
from newsroom.demo.make import find_tags, make_section
from newsroom.demo.papers import written
from newsroom.demo.stories import STORIES
from newsroom.desk.importers.record import PhotoRecord
from newsroom.desk.importers.save import Report, save_all
from newsroom.desk.tagging import archive
from newsroom.desk.tagging.directory import current_names
from people.models import Person, PersonAlias, Role

SECTIONS = {
    "News": "What happens in the park.",
    "Enterprises": "The park’s companies, large and just begun.",
    "Policy": "Rules, support and finance.",
    "People": "Those who run, found and judge.",
    "Services": "Notices from the press office and services for readers.",
}
CREDIT = "Illustration: Park News Desk"
_KINDS = {"organisation": "other", "service agency": "agency", "research institute": "university"}
_SCENE, _SQUARE = (1600, 1000), (800, 800)  # pixels


def load() -> Report:
    """The park's site: sections, people, companies, pictures and stories, published."""
    for order, (name, description) in enumerate(SECTIONS.items(), 1):
        make_section(name, description=description, order=order)
    load_directory(COMPANIES, PEOPLE)
    report = save_all(STORIES, publish=True, find_photo=drawn)
    for _ in archive.read_again(archive.outdated(current_names()), processes=1):
        pass  # what it finds waits at the tagging desk
    return report


def load_directory(companies: Iterable[CompanyEntry], people: Iterable[PersonEntry]) -> None:
    """The profiles that are not there yet, each with its names, roles, topics and picture."""
    known, made = set(Company.objects.values_list("slug", flat=True)), {Company: [], Person: []}
    for entry in companies:
        if entry.slug not in known:
            company = Company.objects.create(
                kind=_KINDS.get(entry.kind, entry.kind),
                website=entry.website,
                founded=entry.founded,
                **_profile_fields(entry),
            )
            _add_names(company, CompanyAlias, "company", entry)
            made[Company].append(company)
    by_name = {company.name: company for company in Company.objects.all()}
    known = set(Person.objects.values_list("slug", flat=True))
    for entry in people:
        if entry.slug not in known:
            person = Person.objects.create(
                family_name=entry.family_name, given_name=entry.given_name, **_profile_fields(entry)
            )
            _add_names(person, PersonAlias, "person", entry)
            Role.objects.bulk_create(
                Role(
                    person=person,
                    title=role.title,
                    organisation=role.organisation,
                    company=by_name.get(role.company),
                    order=order,
                )
                for order, role in enumerate(entry.roles)
            )
            made[Person].append(person)
    for model, profiles in made.items():
        saved_in_bulk.send(model, profiles=profiles)  # their other names and roles were written past every signal


def drawn(record: PhotoRecord) -> Photo | None:
    """The picture for a key like "drawing:skyline-3", drawn at its first use."""
    key = record.file.removeprefix("drawing:")
    is_square = key.startswith(("logo-", "portrait-"))
    known = Photo.objects.filter(licence=_licence(key)).first()
    if known:
        return known
    width, height = _SQUARE if is_square else _SCENE
    buffer = io.BytesIO()
    draw(key, width=width, height=height).save(buffer, "PNG")
    return Photo.objects.create(
        file=ContentFile(buffer.getvalue(), name=f"{key}.png"),
        alt_text=record.alt_text,
        caption=record.caption,
        credit=record.credit or CREDIT,
        licence=_licence(key),
    )


drawn.document = written  # which is how an import asks for what a story carries


def _licence(key: str) -> str:
    return f"Drawn for the demo site ({key})"


def _profile_fields(entry: CompanyEntry | PersonEntry) -> dict:
    picture = None
    if entry.drawing and not getattr(entry, "is_synthetic", False):
        alt_text = f"Illustration standing for {entry.name}"
        picture = drawn(PhotoRecord(entry.drawing, alt_text, credit=CREDIT))
    return {
        "name": entry.name,
        "chinese_name": entry.chinese_name,
        "slug": entry.slug,
        "summary": entry.summary,
        "body": entry.body,
        "picture": picture,
    }


def _add_names(profile, alias_model, owner: str, entry: CompanyEntry | PersonEntry) -> None:
    alias_model.objects.bulk_create(
        alias_model(**{owner: profile}, text=alias.text, language=alias.language, kind=alias.kind, match=alias.match)
        for alias in entry.aliases
    )
    profile.topics.add(*find_tags(entry.topics))
