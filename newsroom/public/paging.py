"""Lists of twenty. No list is counted: one row more than is shown tells whether another page follows."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from newsroom.public import cards
from newsroom.public.prepared import Rows

SIZE = 20


@dataclass(frozen=True, slots=True)
class PageOf:
    """One page of a list, and the addresses of its neighbours ("" where there is none)."""

    items: list
    number: int
    previous: str
    next: str


def page_number(request) -> int:
    """The page asked for; anything but a plain whole number from 1 on is not found."""
    asked = request.GET.get("page", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", asked):
        raise Http404
    return int(asked)


def address(path: str, number: int) -> str:
    """The address of a page of the list at `path`: its first page has no number."""
    return path if number == 1 else f"{path}?page={number}"


def page_of(rows: QuerySet | Rows, path: str, number: int, *, size: int = SIZE) -> PageOf:
    """That page of any list. A page beyond the end is not found, but the first may be empty."""
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    if number > 1 and not found:
        raise Http404
    return PageOf(
        items=found[:size],
        number=number,
        previous=address(path, number - 1) if number > 1 else "",
        next=address(path, number + 1) if len(found) > size else "",
    )


def page_of_stories(ids: Rows, path: str, number: int) -> PageOf:
    """That page of a list of stories: the ids are read off an index, however deep; then the twenty cards."""
    page = page_of(ids, path, number)
    page.items[:] = cards.stories(page.items)
    return page
