"""What a step does to readers: the pages and feeds that gain, lose or change a story, by address.

Worked out from what the story is filed under before and after the step. Only the front page makes a choice of its own:
it is asked, before and in a rehearsal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from companies.models import Company, Tag
from newsroom.desk import rehearsal
from newsroom.models import Article, Edition, EditionTag, Section, Translation

FEEDS = ("feed/", "feed.atom", "feed.json")
FEED_LENGTH = 20  # stories that a feed holds
NEWS_WINDOW = timedelta(days=2)  # what the sitemap for news search looks back


@dataclass(frozen=True, slots=True)
class Place:
    """A page or a file of the reading side."""

    address: str
    name: str
    is_feed: bool = False


@dataclass(slots=True)
class Consequences:
    gain: list[Place] = field(default_factory=list)
    lose: list[Place] = field(default_factory=list)
    change: list[Place] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.gain or self.lose or self.change)

    def groups(self) -> list[tuple[str, list[Place], list[Place]]]:
        """(what happens, the pages, the feeds and files) for those of which there are any."""
        named = (("gain the story", self.gain), ("lose it", self.lose), ("show it changed", self.change))
        return [
            (what, [p for p in places if not p.is_feed], [p for p in places if p.is_feed])
            for what, places in named
            if places
        ]


@dataclass(frozen=True, slots=True)
class _Filed:
    """What decides where a story stands."""

    slug: str
    section: Section | None
    tags: Sequence[Tag]
    first_published_at: datetime

    @property
    def address(self) -> str:
        return f"/news/{timezone.localtime(self.first_published_at).year}/{self.slug}/"


def of_publishing(
    request: HttpRequest, article: Article, live: Edition | None, *, at: datetime, is_correction: bool = False
) -> Consequences:
    """What publishing the working copy at the moment `at` does, in the place of what is live then."""
    last = article.editions.order_by("-number").only("first_published_at", "number").first()
    first = last.first_published_at if last else article.backdated_to or at
    tags = list(Tag.objects.with_profiles().filter(article_items__content_object=article).order_by("article_items__pk"))
    after = _Filed(article.slug, article.section, tags, first)
    before = _filed(live)
    credits = list(article.credits.all())
    front = rehearsal.answer_at("/", request, article, tags=lambda: tags, credits=credits)
    had = before is not None and _names(_front_page(request), before.address)
    found = _difference(before, after, at, front_page=(had, _names(front, after.address)))
    found.change += _in_other_languages(article)
    if is_correction:
        found.gain.append(Place("/corrections/", "the list of corrections"))
    return found


def of_withdrawing(request: HttpRequest, live: Edition) -> Consequences:
    before = _filed(live)
    found = _difference(before, None, timezone.now(), front_page=(_names(_front_page(request), before.address), False))
    found.change += _in_other_languages(live.article)
    return found


def _in_other_languages(article: Article) -> list[Place]:
    """The pages of the same story that lead to this one, or do so no more."""
    others = Translation.objects.beside(article).exclude(article=article).values("article")
    editions = Edition.objects.live().filter(article__in=others).defer("body", "body_html")
    return [Place(edition.get_absolute_url(), f"the story in {edition.get_language_display()}") for edition in editions]


def _filed(edition: Edition | None) -> _Filed | None:
    if edition is None:
        return None
    tags = Tag.objects.with_profiles().filter(edition_items__content_object=edition).order_by("edition_items__pk")
    return _Filed(edition.slug, edition.section, list(tags), edition.first_published_at)


def _difference(before: _Filed | None, after: _Filed | None, at: datetime, *, front_page) -> Consequences:
    had, has = _places(before, at), _places(after, at)
    for places, is_there in ((had, front_page[0]), (has, front_page[1])):
        if is_there:
            places["/"] = Place("/", "the front page")
    return Consequences(
        gain=[place for address, place in has.items() if address not in had],
        lose=[place for address, place in had.items() if address not in has],
        change=[place for address, place in has.items() if address in had],
    )


def _places(filed: _Filed | None, at: datetime) -> dict[str, Place]:
    """Where a story stands that is filed so, by address."""
    if filed is None:
        return {}
    day = timezone.localtime(filed.first_published_at)
    section = filed.section
    places = [
        Place(filed.address, "the story’s own page"),
        Place("/news/", "the archive"),
        Place(f"/news/{day.year}/", f"the archive of {day.year}"),
        Place(f"/news/{day.year}/{day.month:02}/", f"the archive of {day:%B %Y}"),
    ]
    shelves = [(section.get_absolute_url(), f"the section {section.name}")] if section else []
    shelves += [shelf for tag in filed.tags if (shelf := _shelf(tag))]
    places += [Place(*shelf) for shelf in shelves]
    places.append(Place("/search/", "search"))
    in_feeds = _in_feeds(filed)
    if in_feeds[None]:
        places += _feeds("/", "all stories")
    if section and in_feeds[section]:
        places += _feeds(section.get_absolute_url(), f"the section {section.name}")
    for tag in filed.tags:
        if (shelf := _shelf(tag)) and in_feeds[tag]:
            places += _feeds(*shelf)
    places.append(Place(f"/sitemap-{day.year}.xml", f"the sitemap of {day.year}", is_feed=True))
    if filed.first_published_at > at - NEWS_WINDOW:
        places.append(Place("/news-sitemap.xml", "the sitemap for news search", is_feed=True))
    return {place.address: place for place in places}


def _shelf(tag: Tag) -> tuple[str, str] | None:
    """The page of a tag; none where its company or person has none."""
    profile = tag.profile
    if profile is None:
        return tag.get_absolute_url(), f"the topic {tag.name}"
    kind = "company" if isinstance(profile, Company) else "person"
    return (profile.get_absolute_url(), f"the {kind} {profile.name}") if profile.is_listed else None


def _feeds(path: str, name: str) -> list[Place]:
    return [Place(f"{path}{feed}", f"feed of {name}", is_feed=True) for feed in FEEDS]


def _in_feeds(filed: _Filed) -> dict:
    """For all stories (None), the section and each tag: whether the story is among the newest that a feed holds."""
    newer = Edition.objects.live().filter(first_published_at__gt=filed.first_published_at)
    found = {
        None: not _reaches(newer.newest_first()),
        filed.section: not _reaches(newer.filter(section=filed.section).newest_first()),
    }
    newer_about = EditionTag.objects.filter(
        tag=OuterRef("pk"), first_published_at__gt=filed.first_published_at, content_object__in=Edition.objects.live()
    ).order_by("-first_published_at", "-content_object")
    beyond = Tag.objects.filter(pk__in=[tag.pk for tag in filed.tags])
    full = set(beyond.filter(Exists(newer_about[FEED_LENGTH - 1 : FEED_LENGTH])).values_list("pk", flat=True))
    return found | {tag: tag.pk not in full for tag in filed.tags}


def _reaches(newer) -> bool:
    return newer.values_list("pk", flat=True)[FEED_LENGTH - 1 : FEED_LENGTH].exists()


def _front_page(request: HttpRequest) -> str:
    return rehearsal.ask("/", request)


def _names(page: str, address: str) -> bool:
    return any(f'href="{each}"' in page for each in (address, iri_to_uri(address)))
