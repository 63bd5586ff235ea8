"""Everybody and every organisation that has a page: by name, from A to Z, and organisations by what they are."""

import string
from abc import abstractmethod

from django.http import Http404
from django.utils import timezone
from django.utils.text import capfirst

from companies.models import Company
from newsroom.public import cards
from newsroom.public.bounded import Ids, newest_of_each
from newsroom.public.paging import page_number, page_of
from newsroom.public.people import with_role
from newsroom.public.prepared import Rows, prepared
from newsroom.public.views.base import Crumb, Head, PublicView
from people.models import Person

_LATIN = list(string.ascii_uppercase)
LETTERS = [*_LATIN, "other"]
SIZE = 60
_PLURALS = {
    "company": "Firms", "agency": "Service agencies", "investor": "Investors", "university": "Universities",
    "government": "Government", "media": "Media", "other": "Others",
}  # fmt: skip


class Directory(PublicView):
    """Sixty a page, by name. `letter` and, of organisations, `kind` narrow it; nothing is counted."""

    title = path = full_title = description = template = ""
    kinds: dict[str, str] = {}
    above: tuple[Crumb, ...] = ()  # what it lies under
    is_indexed = True

    def get(self, request):
        number = page_number(request)
        letter, kind = _chosen(request, "letter", LETTERS), _chosen(request, "kind", self.kinds)
        page = page_of(self.rows(letter, kind), self.path, number, size=SIZE)
        said = [self.kinds.get(kind, "").lower(), _said(letter), f"page {number}" if number > 1 else ""]
        said = [words for words in said if words]

        def address(number=1, *, letter=letter, kind=kind) -> str:
            values = {"kind": kind, "letter": letter, "page": number if number > 1 else ""}
            query = "&".join(f"{name}={value}" for name, value in values.items() if value)
            return f"{self.path}?{query}" if query else self.path

        return self.page(
            self.template,
            Head(
                title=", ".join([self.full_title or self.title, *said]),
                path=address(number),
                description=f"{capfirst(', '.join(said))}. {self.description}" if said else self.description,
                is_indexed=self.is_indexed and not (letter or kind),
            ),
            crumbs=[*self.above, Crumb(self.title)],
            title=self.title,
            description=self.description,
            page=page_with(page, self.shown(page.items), address),
            letters=self.alphabet(address, letter, kind),
            every_letter=address(letter="") if letter else "",
            has_kind=bool(kind),
            narrowed=bool(letter or kind),
            this_kind=(self.kinds.get(kind, ""), address(letter="")) if kind and letter else None,
            kinds=[(label, address(letter="", kind=each), each == kind) for each, label in self.kinds.items()],
            every_kind=address(kind="", letter=""),
        )

    def alphabet(self, address, letter: str, kind: str) -> list[tuple[str, str, bool]]:
        """(label, address, whether it is chosen) of each letter; no address where a look tells that no name begins so.

        Nobody looks among the organisations of a kind, nor for names in other letters: no index tells at once.
        """
        empty = set() if kind else set(_LATIN) - self.begun()
        return [
            (
                each if len(each) == 1 else "Other",
                "" if each in empty and each != letter else address(letter=each),
                each == letter,
            )
            for each in LETTERS
        ]

    def begun(self) -> set[str]:
        """The letters in which a listed name begins; one query, which looks into an index once a letter."""
        found = newest_of_each({letter: self.one_in(letter) for letter in _LATIN})
        return {letter for letter, ids in found.items() if ids}

    @abstractmethod
    def one_in(self, letter: str) -> Ids:
        """The question for the id of one listed name in the letter."""

    @abstractmethod
    def rows(self, letter: str, kind: str) -> Rows:
        """The ids of the tags that the page lists, by name."""

    def shown(self, tags: list[int]) -> list[dict]:
        return cards.tags(tags)


class PeopleDirectory(Directory):
    title, path, template = "People", "/people/", "newsroom/people.html"
    full_title = "Who’s who"
    description = "The people whom the park’s stories name: founders, directors, researchers, investors."

    def rows(self, letter, kind):
        if letter == "other":
            return _other_people.of()
        return _people_in.of(letter) if letter else _people.of()

    def one_in(self, letter):
        return _one_person_in.sql(letter)

    def shown(self, tags):
        return with_role(cards.tags(tags), timezone.localdate(self.now))


class CompanyDirectory(Directory):
    title, path, template = "Companies", "/companies/", "newsroom/companies.html"
    description = "Companies of the park, and the organisations that its stories name."
    kinds = _PLURALS

    def rows(self, letter, kind):
        if letter == "other":
            return _other_companies_of_kind.of(kind) if kind else _other_companies.of()
        if letter:
            return _companies_of_kind_in.of(kind, letter) if kind else _companies_in.of(letter)
        return _companies_of_kind.of(kind) if kind else _companies.of()

    def one_in(self, letter):
        return _one_company_in.sql(letter)


def _chosen(request, name: str, offered) -> str:
    asked = request.GET.get(name, "")
    if asked and asked not in offered:
        raise Http404
    return asked


def _said(letter: str) -> str:
    return {"": "", "other": "names in other letters"}.get(letter, f"names in {letter}")


def page_with(page, items: list, address):
    """The page with what is shown of its rows, and addresses that keep what was chosen."""
    return type(page)(
        items=items,
        number=page.number,
        previous=page.previous and address(page.number - 1),
        next=page.next and address(page.number + 1),
    )


# What is asked of the database


def _tags(rows):
    return rows.listed().order_by("name", "pk").values_list("tag", flat=True)


@prepared
def _people():
    return _tags(Person.objects)


@prepared
def _people_in(letter: str):
    return _tags(Person.objects.filter(initial=letter))


@prepared
def _one_person_in(letter: str):
    return Person.objects.listed().filter(initial=letter).order_by("name", "pk").values("id")[:1]


@prepared
def _other_people():
    return _tags(Person.objects.exclude(initial__in=_LATIN))


@prepared
def _companies():
    return _tags(Company.objects)


@prepared
def _companies_of_kind(kind: str):
    return _tags(Company.objects.filter(kind=kind))


@prepared
def _companies_in(letter: str):
    return _tags(Company.objects.filter(initial=letter))


@prepared
def _one_company_in(letter: str):
    return Company.objects.listed().filter(initial=letter).order_by("name", "pk").values("id")[:1]


@prepared
def _companies_of_kind_in(kind: str, letter: str):
    return _tags(Company.objects.filter(kind=kind, initial=letter))


@prepared
def _other_companies():
    return _tags(Company.objects.exclude(initial__in=_LATIN))


@prepared
def _other_companies_of_kind(kind: str):
    return _tags(Company.objects.filter(kind=kind).exclude(initial__in=_LATIN))
