"""Addresses of stories: readable, unlike each other, and never one that another story was seen under."""

from collections import Counter

from companies.models.tag import address_part
from newsroom.models import Article, Edition

_LONGEST = 110  # characters, leaving room for a number within the field's 120


def _base(headline: str) -> str:
    base = address_part(headline, fallback="story")
    if len(base) <= _LONGEST:
        return base
    # Cut between words, so that no address ends in half a word.
    return base[:_LONGEST].rsplit("-", 1)[0] if "-" in base[:_LONGEST] else base[:_LONGEST]


def _taken(candidates: list[str], by_others_than: int | None) -> set[str]:
    articles = Article.objects.filter(slug__in=candidates)
    editions = Edition.objects.filter(slug__in=candidates)
    if by_others_than:
        articles, editions = articles.exclude(pk=by_others_than), editions.exclude(article=by_others_than)
    return {*articles.values_list("slug", flat=True), *editions.values_list("slug", flat=True)}


def free_slugs(wanted: list[str], *, article_id: int | None = None) -> list[str]:
    """A free slug for each headline or slug in `wanted`, in order, with a number behind those that are taken.

    A slug under which readers saw another story counts as taken, since it redirects to that story.
    A few queries for the whole list; `article_id` names the story whose own slugs don't count.
    """
    bases = [_base(text) for text in wanted]
    taken = _taken(bases, article_id)
    # Numbers already in use behind a base that is taken or wanted twice, found once a base.
    crowded = {base for base, times in Counter(bases).items() if times > 1 or base in taken}
    for base in crowded:
        taken.update(Article.objects.filter(slug__startswith=f"{base}-").values_list("slug", flat=True))
        taken.update(Edition.objects.filter(slug__startswith=f"{base}-").values_list("slug", flat=True))
    numbers: dict[str, int] = {}
    slugs = []
    for base in bases:
        slug = base
        while slug in taken:
            numbers[base] = numbers.get(base, 1) + 1
            slug = f"{base}-{numbers[base]}"
        taken.add(slug)
        slugs.append(slug)
    return slugs
