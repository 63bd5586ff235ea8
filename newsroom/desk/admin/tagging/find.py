"""Everybody who can be added by hand: by any of their names, with what tells namesakes apart."""

from django.db.models import Count, Q
from django.utils import timezone

from companies.models import Company, Tag
from newsroom.models import ArticleTag, SearchName
from newsroom.models.search.words import fold, raw_tokens

MOST = 20


def find(text: str) -> list[dict]:
    """Companies and people with a name that begins so, the shortest such name first."""
    key = "".join(raw_tokens(fold(text)))[:200]
    if not key:
        return []
    names = SearchName.objects.beginning(key).filter(Q(tag__company__isnull=False) | Q(tag__person__isnull=False))
    hits: dict[int, str] = {}
    for tag, name in names.order_by("key", "pk").values_list("tag", "text")[: MOST * 10]:
        hits.setdefault(tag, name)
        if len(hits) == MOST:
            break
    return described(hits)


def named(text: str) -> list[Tag]:
    """Those who go by exactly this name, or whose page has this address."""
    text = text.replace("\x00", "")  # which PostgreSQL takes in no text
    key = "".join(raw_tokens(fold(text)))[:200]
    return list(
        Tag.objects.with_profiles()
        .filter(Q(pk__in=SearchName.objects.called([key]).values("tag")) | Q(company__slug=text) | Q(person__slug=text))
        .filter(Q(company__isnull=False) | Q(person__isnull=False))
        .order_by("pk")[:MOST]
    )


def which(typed: str, found: list[Tag]) -> str:
    """Why a name that somebody typed says of nobody that they are meant."""
    if not found:
        return f"Nobody in the directory goes by “{typed}”, so nothing was added for it. Add the company or name first."
    names = "; ".join(f"{tag.profile} ({tag.profile.slug})" for tag in found)
    return f"“{typed}” is the name of {len(found)}: {names}. Write the address in brackets instead. Nothing was added."


def described(hits: dict[int, str]) -> list[dict]:
    """What a person sees of each: both names, the name that was met, and what tells them from a namesake."""
    tags = {
        tag.pk: tag
        for tag in Tag.objects.with_profiles().filter(pk__in=hits).prefetch_related("person__roles__company")
    }
    stories = dict(ArticleTag.objects.filter(tag__in=hits).order_by().values_list("tag").annotate(number=Count("pk")))
    return [
        {
            "id": tag.pk,
            "name": tag.profile.name,
            "chinese": tag.profile.chinese_name,
            "met": met if met not in {tag.profile.name, tag.profile.chinese_name} else "",
            "hint": hint(tag),
            "stories": stories.get(tag.pk, 0),
            "address": tag.profile.slug,
        }
        for pk, met in hits.items()
        if (tag := tags.get(pk)) and tag.profile
    ]


def hint(tag: Tag) -> str:
    """A person's title and house, a company's kind, year and what became of it."""
    profile = tag.profile
    if profile is None:
        return "topic"
    if isinstance(profile, Company):
        parts = [profile.distinction]
    else:
        role = profile.role_on(timezone.localdate())
        parts = [str(role) if role else "person"]
    if profile.summary:
        parts.append(profile.summary if len(profile.summary) <= 80 else profile.summary[:78].rpartition(" ")[0] + " …")
    return " · ".join(part for part in parts if part)
