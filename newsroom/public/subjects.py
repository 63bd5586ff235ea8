"""What a list of stories can be about. The page, its later pages and its feed all begin with the same subject."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from companies.models import Alias, Company, Photo, Tag
from companies.text import to_html
from newsroom.models import Edition, Section
from newsroom.public import archive
from newsroom.public.redirects import Moved
from people.models import Person, Role


@dataclass(slots=True)
class Subject:
    """`beside` reads what the page shows beside its stories; the feed doesn't need it."""

    title: str
    path: str
    editions: QuerySet
    full_title: str = ""  # for the head, where the short one could be somebody else's as well
    description: str = ""
    template: str = "newsroom/listing.html"
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    image: Photo | None = None
    has_feed: bool = True
    needs_stories: bool = True  # without any, the page is not there
    beside: Callable[[], dict] = dict


def everything(now: datetime) -> Subject:
    live = Edition.objects.live(now)
    return Subject(
        title="All stories",
        path="/news/",
        editions=live.newest_first(),
        description="Every story, newest first.",
        needs_stories=False,
        beside=lambda: {"years": archive.years(now)},
    )


def year(now: datetime, year: int) -> Subject:
    live = Edition.objects.live(now)

    def beside():
        return {"year": year, "years": archive.years(now), "months": archive.months(live, year)}

    return Subject(
        title=f"Stories of {year}",
        path=f"/news/{year}/",
        editions=archive.within(live, year).newest_first(),
        description=f"Every story of {year}, newest first.",
        crumbs=[("News", "/news/")],
        has_feed=False,
        beside=beside,
    )


def month(now: datetime, year: int, month: int) -> Subject:
    live = Edition.objects.live(now)
    day = date(year, month, 1)

    def beside():
        return {"year": year, "month": day, "years": archive.years(now), "months": archive.months(live, year)}

    return Subject(
        title=f"Stories of {day:%B %Y}",
        path=f"/news/{year}/{month:02}/",
        editions=archive.within(live, year, month).newest_first(),
        description=f"Every story of {day:%B %Y}, newest first.",
        crumbs=[("News", "/news/"), (str(year), f"/news/{year}/")],
        has_feed=False,
        beside=beside,
    )


def section(now: datetime, slug: str) -> Subject:
    section = Section.objects.filter(slug=slug).first()
    if section is None:
        raise Http404
    return Subject(
        title=section.name,
        path=section.get_absolute_url(),
        editions=Edition.objects.live(now).filter(section=section).newest_first(),
        description=section.description or f"Stories in {section.name}, newest first.",
        beside=lambda: {"section": section},
    )


def topic(now: datetime, slug: str) -> Subject:
    tag = Tag.objects.with_profiles().filter(slug=slug).first()
    if tag is None:
        raise Http404
    if tag.profile is not None:
        if not tag.profile.is_listed:
            raise Http404
        raise Moved(tag.profile.get_absolute_url())
    return Subject(
        title=tag.name,
        path=tag.get_absolute_url(),
        editions=Edition.objects.live(now).about(tag),
        description=f"Stories about {tag.name}, newest first.",
        crumbs=[("Topics", "/topics/")],
    )


def person(now: datetime, slug: str) -> Subject:
    person = Person.objects.listed().select_related("picture", "tag").filter(slug=slug).first()
    if person is None:
        raise Http404

    def beside():
        roles = list(Role.objects.filter(person=person).select_related("company"))
        return {
            "roles_now": [role for role in roles if role.ended is None],
            "roles_before": [role for role in roles if role.ended is not None],
            **_about_profile(person, now),
        }

    return _profile(person, now, "People", "/people/", "newsroom/person.html", beside)


def company(now: datetime, slug: str) -> Subject:
    company = Company.objects.listed().select_related("picture", "tag", "successor").filter(slug=slug).first()
    if company is None:
        raise Http404

    def beside():
        roles = list(Role.objects.filter(company=company).select_related("person__picture"))
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
        editions=Edition.objects.live(now).about(profile.tag),
        description=profile.summary or f"{profile}: stories, facts and names.",
        template=template,
        crumbs=[(directory, directory_path)],
        image=profile.picture,
        needs_stories=False,
        beside=beside,
    )


def _about_profile(profile, now) -> dict:
    """Names that readers may see, and topics that lead somewhere."""
    aliases = profile.aliases.exclude(kind=Alias.Kind.MISSPELLING).exclude(match=Alias.Match.NEVER)
    return {
        "profile": profile,
        "description_html": to_html(profile.body),
        "aliases": [alias for alias in aliases if alias.text not in (profile.name, profile.chinese_name)],
        "topics": Tag.objects.with_profiles()
        .filter(pk__in=profile.topic_items.values("tag"))
        .annotate(has_stories=has_stories(now))
        .order_by("key"),
    }


def has_stories(now: datetime) -> Exists:
    """Whether readers see a story about the tag of the row."""
    return Exists(Edition.objects.live(now).filter(tag_items__tag=OuterRef("pk")))
