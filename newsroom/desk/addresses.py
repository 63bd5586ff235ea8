"""Addresses of stories: readable, unlike each other, and never one that another story was seen under."""

from collections import Counter
from itertools import batched

from companies.models.tag import address_part
from newsroom.models import Article, Edition

_LONGEST = 110  # characters, leaving room for a number within the field's 120


def written(headline: str) -> str:
    """The headline or slug in the form in which addresses are written here, whether that is taken or not."""
    base = address_part(headline, fallback="story")
    if base.isdigit():
        # /news/2013/10/ is a month.
        base = f"story-{base}"
    if len(base) <= _LONGEST:
        return base
    # Cut between words, so that no address ends in half a word.
    return base[:_LONGEST].rsplit("-", 1)[0] if "-" in base[:_LONGEST] else base[:_LONGEST]


def _taken(candidates: list[str], by_others_than: int | None) -> set[str]:
    taken = set()
    for part in batched(candidates, 5000, strict=False):
        articles, editions = Article.objects.filter(slug__in=part), Edition.objects.filter(slug__in=part)
        if by_others_than:
            articles, editions = articles.exclude(pk=by_others_than), editions.exclude(article=by_others_than)
        taken.update(articles.values_list("slug", flat=True), editions.values_list("slug", flat=True))
    return taken


def free_slugs(wanted: list[str], *, article_id: int | None = None) -> list[str]:
    """A free slug for each headline or slug in `wanted`, in order, with a number behind those that are taken.

    A slug under which readers saw another story counts as taken, since it redirects to that story.
    A few queries for the whole list; `article_id` names the story whose own slugs don't count.
    """
    bases = [written(text) for text in wanted]
    times = Counter(bases)
    taken = _taken(list(times), article_id)
    numbers = _first_numbers([base for base in times if base in taken or times[base] > 1], article_id)
    slugs = []
    for base in bases:
        slug = base
        while slug in taken:
            if base not in numbers:  # another of the list got it just now: the second “Trams” that of “Trams 2”
                numbers |= _first_numbers([base], article_id)
            slug = f"{base}-{numbers[base]}"
            numbers[base] += 1
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _first_numbers(bases: list[str], article_id: int | None) -> dict[str, int]:
    """For each base the number from which on none is taken, looking ten numbers further at a time."""
    numbers, pending, first = dict.fromkeys(bases, 2), bases, 2
    while pending:
        span = range(first, first + max(10, first))
        taken = _taken([f"{base}-{number}" for base in pending for number in span], article_id)
        for base in pending:
            numbers[base] = next((n + 1 for n in reversed(span) if f"{base}-{n}" in taken), numbers[base])
        pending = [base for base in pending if numbers[base] > first]
        first = span.stop
    return numbers
