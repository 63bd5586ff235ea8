"""A story in several languages, as far as readers see them: on its page, in its head, and in the sitemap.

Which story is another's translation is asked when a page is made, never kept with an edition: it holds from the moment
at which both are live, and no longer than they are.
"""

from collections import defaultdict
from datetime import datetime

from newsroom.models import Edition, Translation
from newsroom.models.translation import Version
from newsroom.public.prepared import prepared

# As those call it who read it. Where a story is there in one Chinese only, its readers know which.
_NAMES = {"en": "English", "zh-Hans": "中文", "zh-Hant": "中文"}
_BOTH_CHINESE = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


def versions_of(edition: Edition) -> list[Version]:
    """All languages in which readers see the story, its own among them; empty where that is the only one."""
    return _one_each(Translation.from_text(edition.versions_text), edition.language, edition.slug)


def others(versions: list[Version], edition: Edition) -> list[tuple[str, Version]]:
    """Those beside the edition's own, each with the name of its language in itself."""
    languages = {version.language for version in versions}
    names = _BOTH_CHINESE if languages >= {"zh-Hans", "zh-Hant"} else _NAMES
    return [
        (names.get(version.language, version.language), version)
        for version in versions
        if version.language != edition.language
    ]


def alternates(versions: list[Version]) -> list[tuple[str, str]]:
    """(hreflang, path) of each, and last the one for readers of any other language: the original, or else English."""
    if not versions:
        return []
    anybodys = min(versions, key=lambda version: (not version.is_original, version.language != "en"))
    return [*((version.language, version.path) for version in versions), ("x-default", anybodys.path)]


def by_path(now: datetime, start: datetime, end: datetime) -> dict[str, list[tuple[str, str]]]:
    """`alternates` of the stories first published between the moments, by their paths; one query."""
    groups = defaultdict(list)
    for group, version in _translated(now, start, end):
        groups[group].append(version)
    found = {}
    for versions in map(Translation.in_order, groups.values()):
        for version in versions:
            if shown := _one_each(versions, version.language, version.slug):
                found[version.path] = alternates(shown)
    return found


def _one_each(versions: list[Version], language: str, slug: str) -> list[Version]:
    """Each language once. A working copy may be in another language than what readers see of it, so that a language can
    be there twice for a while; the page itself then stands for its own.
    """
    kept = {}
    for version in versions:
        if version.language != language or version.slug == slug:
            kept.setdefault(version.language, version)
    return list(kept.values()) if len(kept) > 1 else []


@prepared
def _translated(now: datetime, start: datetime, end: datetime):
    between = Edition.objects.live(now).filter(first_published_at__gte=start, first_published_at__lt=end)
    groups = Translation.objects.filter(article__in=between.values("article")).values("group")
    rows = Translation.objects.filter(group__in=groups).with_version(now)
    return rows.values_list("group", "version")
