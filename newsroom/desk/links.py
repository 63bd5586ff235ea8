"""Whether links in a text that stay on this site lead anywhere for readers. A few queries, and none without links."""

from collections import defaultdict
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from companies.models import Company, Tag
from newsroom.models import Article, Edition, Redirect, Section
from people.models import Person

# What the address of one thing begins with, and which of these readers can see.
_THINGS = {
    "companies/": lambda: Company.objects.listed(),
    "people/": lambda: Person.objects.listed(),
    "sections/": lambda: Section.objects.all(),
    "topics/": lambda: Tag.objects.all(),
}


def dead(links: list[str], article: Article) -> list[str]:
    """Those of the links that readers of `article` could not follow, each once and in order.

    The story's own address counts as there: it will be when the story is.
    """
    wanted: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    lost, unknown = set(), {}
    for link in dict.fromkeys(links):
        path = _path_here(link)
        if path is None or path.startswith(settings.MEDIA_URL):
            continue
        try:
            match = resolve(path)
        except (Resolver404, ValueError):
            unknown[link] = path
            continue
        if match.route.startswith("admin/"):
            lost.add(link)
        elif slug := match.kwargs.get("slug"):
            wanted[match.route.partition("<")[0]][slug].append(link)
    for beginning, slugs in wanted.items():
        there = _stories(slugs, article) if beginning == "news/" else _of(beginning, slugs)
        for slug, those in slugs.items():
            if there is not None and slug not in there:
                unknown |= {link: _path_here(link) for link in those}
    if unknown:
        # With a NUL in it no address leads anywhere, and PostgreSQL would refuse the question.
        asked = [path for path in unknown.values() if "\0" not in path]
        led_on = set(Redirect.objects.filter(old_path__in=asked).values_list("old_path", flat=True))
        lost |= {link for link, path in unknown.items() if path not in led_on}
    return [link for link in dict.fromkeys(links) if link in lost]


def _path_here(link: str) -> str | None:
    """The path of a link that stays on this site."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    own = urlsplit(settings.SITE_URL).netloc
    if parts.scheme in {"", "http", "https"} and (not parts.netloc or parts.netloc == own) and parts.path:
        return unquote(parts.path) if parts.path.startswith("/") else f"/{unquote(parts.path)}"
    return None


def _stories(slugs, article: Article) -> set[str]:
    """Under which of these names readers have seen a story that they see now."""
    live = Edition.objects.live().values("article")
    there = set(Edition.objects.filter(slug__in=list(slugs), article__in=live).values_list("slug", flat=True))
    return there | {article.slug}


def _of(beginning: str, slugs) -> set[str] | None:
    things = _THINGS.get(beginning)
    return set(things().filter(slug__in=list(slugs)).values_list("slug", flat=True)) if things else None
