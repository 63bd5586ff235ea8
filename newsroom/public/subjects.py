"""What a list of stories can be about. The page, its later pages and its feed all begin with the same subject."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.http import Http404

from companies.models import Company, Photo, Tag
from newsroom.models import Edition, EditionTag, Section
from newsroom.public import archive
from newsroom.public.prepared import Rows, prepared
from newsroom.public.redirects import Moved
from people.models import Person


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
    return _profile(_only(_person(slug)), now)


def company(now: datetime, slug: str) -> Subject:
    return _profile(_only(_company(slug)), now)


def _profile(profile, now: datetime) -> Subject:
    """What the feeds of a company or person need; their pages have a view of their own."""
    return Subject(
        title=profile.name,
        full_title=str(profile),
        path=profile.get_absolute_url(),
        stories=about.of(now, profile.tag_id),
        description=profile.summary or f"{profile}: stories, facts and names.",
        needs_stories=False,
    )


def _only(rows: list):
    if not rows:
        raise Http404
    return rows[0]


def has_stories(now: datetime, tag: str = "pk") -> Exists:
    """Whether readers see a story about the row’s tag."""
    return Exists(EditionTag.objects.live(now).filter(tag=OuterRef(tag)))


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
    return EditionTag.objects.live(now).filter(tag=tag).newest_first().values_list("content_object", flat=True)


@prepared
def _section(slug: str):
    return Section.objects.filter(slug=slug)


@prepared
def _topic(slug: str):
    return Tag.objects.with_profiles().filter(slug=slug)


@prepared
def _person(slug: str):
    return Person.objects.listed().filter(slug=slug)


@prepared
def _company(slug: str):
    return Company.objects.listed().filter(slug=slug)
