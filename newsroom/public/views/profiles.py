"""The page of a company or a person: who it is, whom it stands with, and every story that names it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.http import Http404

from companies.models import Company
from companies.text import to_html
from newsroom.public import profiles
from newsroom.public.paging import page_number, page_of_stories
from newsroom.public.views.base import Crumb, Head, PublicView
from people.models import Person

PARTS = {profiles.ABOUT: "about", profiles.MENTIONED: "mentioning"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of the profile's stories the reader asked for."""

    path: str
    year: int | None = None
    part: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.year or self.part)

    def address(self, number: int = 1, **other) -> str:
        values = {"year": self.year, "part": self.part, "page": number if number > 1 else None} | other
        query = "&".join(f"{name}={value}" for name, value in values.items() if value)
        return f"{self.path}?{query}" if query else self.path


class ProfilePage(PublicView):
    """A profile's stories, newest first, twenty a page, with all that is known of it before them."""

    find: Callable = None  # of newsroom.public.profiles
    template = directory = directory_path = ""
    kind = "profile"

    def get(self, request, slug: str):
        number = page_number(request)
        profile = self.find(self.now, slug)
        if profile is None:
            raise Http404
        chosen = Chosen(profile.get_absolute_url(), _year(request), _part(request))
        ids = profiles.stories(self.now, profile.tag_id, year=chosen.year, part=chosen.part)
        page = page_of_stories(ids, chosen.path, number)
        page = replace(
            page,
            previous=page.previous and chosen.address(number - 1),
            next=page.next and chosen.address(number + 1),
        )
        places = profiles.places([story["id"] for story in page.items], profile.tag_id)
        beside = profiles.beside(self.now, profile)
        coverage = profiles.coverage(self.now, profile.tag_id, profile.newest, profile.oldest)
        title = str(profile)
        said = _described(chosen, profile)
        is_empty = not page.items and not getattr(profile, "has_bylines", False)
        return self.page(
            self.template,
            Head(
                title=", ".join(
                    [
                        title,
                        *([" ".join(said).replace("S", "s", 1)] if said else []),
                        *([f"page {number}"] if number > 1 else []),
                    ]
                ),
                path=chosen.path if number == 1 else chosen.address(number),
                description=self.described(profile.summary or f"{title}: stories, facts and names.", number),
                kind=self.kind,
                image=profile.picture,
                feed=f"{chosen.path}feed/",
                feed_title=title,
                # Without a story there is nothing to find here; a choice among the stories is found without it.
                is_indexed=not is_empty and not chosen.narrows,
            ),
            crumbs=[Crumb(self.directory, self.directory_path), Crumb(profile.name)],
            profile=profile,
            description_html=_as_html(profile.body),
            beside=beside,
            page=page,
            stories=[(story, place.parts if (place := places.get(story["id"])) else None) for story in page.items],
            coverage=[(year, chosen.address(1, year=year.year), year.year == chosen.year) for year in coverage],
            parts=_parts(chosen, places, profile),
            which=" ".join(said) or "Stories",
            all_years=chosen.address(1, year=None),
            chosen=chosen,
            quotes=[] if number > 1 or chosen.narrows else self.quotes(profile, beside, page.items),
        )

    def quotes(self, profile, beside, stories: list[dict]) -> list[tuple]:
        """(quotation, the story it stands in) of the first few in the stories shown."""
        return profiles.spoken(stories, [name for name in self.speakers(profile, beside) if name])

    def speakers(self, profile, beside) -> list[str]:
        return [profile.name, profile.chinese_name]


class CompanyPage(ProfilePage):
    find = staticmethod(profiles.company)
    template, directory, directory_path = "newsroom/company.html", "Companies", "/companies/"
    kind = "website"  # Open Graph knows profiles of people only

    def speakers(self, profile: Company, beside):
        people = [role.other for role in beside.roles if role.other]
        return [profile.name, *(name for person in people for name in (person["name"], person["chinese_name"]))]


class PersonPage(ProfilePage):
    find = staticmethod(profiles.person)
    template, directory, directory_path = "newsroom/person.html", "People", "/people/"

    def speakers(self, profile: Person, beside):
        return [profile.name, profile.chinese_name]


@lru_cache(maxsize=500)
def _as_html(body: str) -> str:
    """Sanitising a description takes as long as finding its profile's stories."""
    return to_html(body)


def _year(request) -> int | None:
    asked = request.GET.get("year", "")
    if not asked:
        return None
    if not re.fullmatch(r"(?:19|20|21)[0-9]{2}", asked):
        raise Http404
    return int(asked)


def _part(request) -> str:
    asked = request.GET.get("part", "")
    if asked and asked not in PARTS:
        raise Http404
    return asked


def _described(chosen: Chosen, profile) -> list[str]:
    """The choice in words: “Stories of 2013”, “mentioning Lei Jun”."""
    if not chosen.narrows:
        return []
    year = f"Stories of {chosen.year}" if chosen.year else "Stories"
    return [year, f"{PARTS[chosen.part]} {profile.name}"] if chosen.part else [year]


def _parts(chosen: Chosen, places, profile) -> list[tuple[str, str, bool]]:
    """(label, address, whether chosen) of the ways to narrow the list; none where no mention was confirmed."""
    if not chosen.part and not any(place.sentence for place in places.values()):
        return []
    offered = [("", "All stories"), *((part, f"{label.capitalize()} {profile.name}") for part, label in PARTS.items())]
    return [(label, chosen.address(1, part=part), part == chosen.part) for part, label in offered]
