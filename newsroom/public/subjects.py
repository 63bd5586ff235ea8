"""What a list of stories can be about. The page, its later pages and its feed all begin with the same subject."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef
from django.http import Http404

from companies.models import Alias, Company, CompanyAlias, Photo, Tag
from companies.text import to_html
from newsroom.models import Edition, Section
from newsroom.public import archive
from newsroom.public.prepared import Rows, prepared
from newsroom.public.redirects import Moved
from people.models import Person, PersonAlias, Role


@dataclass(slots=True)
class Subject:
    """`beside` reads what the page shows beside its stories; the feed doesn't need it."""

    title: str
    path: str
    stories: Rows  # the ids of its editions, newest first
    full_title: str = ""  # for the head, where the short one could be somebody else's as well
    description: str = ""
    template: str = "newsroom/listing.html"
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    image: Photo | None = None
    has_feed: bool = True
    needs_stories: bool = True  # without any, the page is not there
    beside: Callable[[], dict] = dict


def everything(now: datetime) -> Subject:
    return Subject(
        title="All stories",
        path="/news/",
        stories=_all.of(now),
        description="Every story, newest first.",
        needs_stories=False,
        beside=lambda: {"years": archive.years(now)},
    )


def year(now: datetime, year: int) -> Subject:
    def beside():
        return {"year": year, "years": archive.years(now), "months": archive.months(now, year)}

    return Subject(
        title=f"Stories of {year}",
        path=f"/news/{year}/",
        stories=archive.stories(now, year),
        description=f"Every story of {year}, newest first.",
        crumbs=[("News", "/news/")],
        has_feed=False,
        beside=beside,
    )


def month(now: datetime, year: int, month: int) -> Subject:
    day = date(year, month, 1)

    def beside():
        return {"year": year, "month": day, "years": archive.years(now), "months": archive.months(now, year)}

    return Subject(
        title=f"Stories of {day:%B %Y}",
        path=f"/news/{year}/{month:02}/",
        stories=archive.stories(now, year, month),
        description=f"Every story of {day:%B %Y}, newest first.",
        crumbs=[("News", "/news/"), (str(year), f"/news/{year}/")],
        has_feed=False,
        beside=beside,
    )


def section(now: datetime, slug: str) -> Subject:
    section = _only(_section(slug))
    return Subject(
        title=section.name,
        path=section.get_absolute_url(),
        stories=_in_section.of(now, section.pk),
        description=section.description or f"Stories in {section.name}, newest first.",
        beside=lambda: {"section": section},
    )


def topic(now: datetime, slug: str) -> Subject:
    tag = _only(_topic(slug))
    if tag.profile is not None:
        if not tag.profile.is_listed:
            raise Http404
        raise Moved(tag.profile.get_absolute_url())
    return Subject(
        title=tag.name,
        path=tag.get_absolute_url(),
        stories=about.of(now, tag.pk),
        description=f"Stories about {tag.name}, newest first.",
        crumbs=[("Topics", "/topics/")],
    )


def person(now: datetime, slug: str) -> Subject:
    person = _only(_person(slug))

    def beside():
        roles = _roles_of(person.pk)
        return {
            "roles_now": [role for role in roles if role.ended is None],
            "roles_before": [role for role in roles if role.ended is not None],
            **_about_profile(person, now),
        }

    return _profile(person, now, "People", "/people/", "newsroom/person.html", beside)


def company(now: datetime, slug: str) -> Subject:
    company = _only(_company(slug))

    def beside():
        roles = _roles_at(company.pk)
        return {
            "roles_now": [role for role in roles if role.ended is None],
            "roles_before": [role for role in roles if role.ended is not None],
            **_about_profile(company, now),
        }

    return _profile(company, now, "Companies", "/companies/", "newsroom/company.html", beside)


def _profile(profile, now, directory, directory_path, template, beside) -> Subject:
    return Subject(
        title=profile.name,
        full_title=str(profile),
        path=profile.get_absolute_url(),
        stories=about.of(now, profile.tag_id),
        description=profile.summary or f"{profile}: stories, facts and names.",
        template=template,
        crumbs=[(directory, directory_path)],
        image=profile.picture,
        needs_stories=False,
        beside=beside,
    )


def _about_profile(profile, now) -> dict:
    """Names that readers may see, and topics that lead somewhere."""
    of_company = isinstance(profile, Company)
    aliases = (_names_of_company if of_company else _names_of_person)(profile.pk)
    return {
        "profile": profile,
        "description_html": _as_html(profile.body),
        "aliases": [alias for alias in aliases if alias.text not in (profile.name, profile.chinese_name)],
        "topics": (_topics_of_company if of_company else _topics_of_person)(now, profile.pk),
    }


def _only(rows: list):
    if not rows:
        raise Http404
    return rows[0]


@lru_cache(maxsize=500)
def _as_html(body: str) -> str:
    """Sanitising a description takes as long as finding its profile's stories."""
    return to_html(body)


def has_stories(now: datetime) -> Exists:
    """Whether readers see a story about the tag of the row."""
    return Exists(Edition.objects.live(now).filter(tag_items__tag=OuterRef("pk")))


# What is asked of the database


@prepared
def _all(now: datetime):
    return Edition.objects.live(now).newest_first().values_list("pk", flat=True)


@prepared
def _in_section(now: datetime, section: int):
    return Edition.objects.live(now).filter(section=section).newest_first().values_list("pk", flat=True)


@prepared
def about(now: datetime, tag: int):
    """The ids of the stories about a tag, newest first."""
    return Edition.objects.live(now).about(tag).values_list("pk", flat=True)


@prepared
def _section(slug: str):
    return Section.objects.filter(slug=slug)


@prepared
def _topic(slug: str):
    return Tag.objects.with_profiles().filter(slug=slug)


@prepared
def _person(slug: str):
    return Person.objects.listed().select_related("picture").filter(slug=slug)


@prepared
def _company(slug: str):
    return Company.objects.listed().select_related("picture", "successor").filter(slug=slug)


@prepared
def _roles_of(person: int):
    return Role.objects.filter(person=person).select_related("company")


@prepared
def _roles_at(company: int):
    return Role.objects.filter(company=company).select_related("person")


def _shown(aliases):
    return aliases.exclude(kind=Alias.Kind.MISSPELLING).exclude(match=Alias.Match.NEVER)


@prepared
def _names_of_company(company: int):
    return _shown(CompanyAlias.objects.filter(company=company))


@prepared
def _names_of_person(person: int):
    return _shown(PersonAlias.objects.filter(person=person))


def _with_stories(tags, now: datetime):
    return tags.with_profiles().annotate(has_stories=has_stories(now)).order_by("key")


@prepared
def _topics_of_company(now: datetime, company: int):
    return _with_stories(Tag.objects.filter(company_items__content_object=company), now)


@prepared
def _topics_of_person(now: datetime, person: int):
    return _with_stories(Tag.objects.filter(person_items__content_object=person), now)
