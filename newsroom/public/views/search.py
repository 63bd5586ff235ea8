"""The search page, its feed for machines, and the suggestions made while somebody types."""

from datetime import datetime
from functools import cached_property, lru_cache
from html import escape
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.utils import timezone

from companies.models import Tag
from newsroom.models import Content, Edition, search
from newsroom.models.search import words
from newsroom.public import cards
from newsroom.public.feeds import permanent_id
from newsroom.public.paging import SIZE, PageOf, page_number
from newsroom.public.people import with_role
from newsroom.public.prepared import prepared
from newsroom.public.search import names
from newsroom.public.search.excerpts import Marker, on_one_line, shortened
from newsroom.public.search.find import MOST_PARTIAL, Found, find
from newsroom.public.search.labels import Label, labels
from newsroom.public.search.query import LONGEST, Query, parse
from newsroom.public.subjects import has_stories
from newsroom.public.views.base import Crumb, Head, PublicView

PATH = "/search/"
FILTERS = ("section", "company", "person", "topic", "year", "kind")
HEADINGS = {
    "section": "Section", "company": "Company", "person": "Person", "topic": "Topic", "year": "Year", "kind": "Kind",
}  # fmt: skip
KINDS = dict(Content.Kind.choices)
MOST_CHOICES = 8  # of each filter
MOST_TAGS = 40  # looked up for that
FEW_HITS = 3  # with so few, a name that was perhaps meant is proposed


class Choice(NamedTuple):
    """One value of a filter: how many of the stories found have it, and where choosing it leads."""

    label: str
    path: str
    stories: str = ""


class Search(PublicView):
    """What the page and the feed share: the reader's question, and the stories that answer it."""

    @cached_property
    def query(self) -> Query:
        return parse(self.request.GET.get("q", ""))

    @cached_property
    def newest_first(self) -> bool:
        sort = self.request.GET.get("sort", "")
        if sort not in ("", "relevance", "date"):
            raise BadRequest("sort")
        return sort == "date"

    @cached_property
    def asked(self) -> dict[str, str]:
        """The filters as the address has them."""
        return {name: value for name in FILTERS if (value := self.request.GET.get(name, ""))}

    @cached_property
    def filters(self) -> dict[str, tuple[str, str]]:
        """The facet token and the label of each filter; at most one query. What nobody could have chosen is refused."""
        found = {}
        asked = self.asked
        if "kind" in asked:
            found["kind"] = asked["kind"], KINDS.get(asked["kind"])
        if "year" in asked:
            found["year"] = asked["year"], asked["year"] if _is_year(asked["year"]) else None
        if "section" in asked:
            section = next((each for each in self.frame.sections if each.slug == asked["section"]), None)
            found["section"] = (section.pk, section.name) if section else (0, None)
        if about := asked.keys() & {"company", "person", "topic"}:
            tags = {tag.kind: tag for tag in _labelled(_asked_tags(asked, self.now))}
            for name in about:
                tag = tags.get(name)
                found[name] = (tag.pk, tag.label) if tag else (0, None)
        if any(label is None for _, label in found.values()):
            raise BadRequest("filter")
        return {
            name: (search.facet("tag" if name in ("company", "person", "topic") else name, value), label)
            for name, (value, label) in found.items()
        }

    @cached_property
    def found(self) -> Found:
        tokens = [token for token, _ in self.filters.values()]
        return find(self.query, tokens, self.now, newest_first=self.newest_first)

    def address(self, path: str = PATH, *, page: int = 1, **changes) -> str:
        """The address of this search with some of it changed; a filter that is changed to "" is left out."""
        values = {"q": self.query.text, **self.asked, "sort": "date" if self.newest_first else "", **changes}
        values["page"] = page if page > 1 else ""
        values = {name: value for name, value in values.items() if value}
        return f"{path}?{urlencode(values)}" if values else path

    def stories(self, number: int) -> list["FoundStory"]:
        """The stories of a page, in order. The editions themselves are asked whether readers may see them."""
        if self.found.rest and number * SIZE >= len(self.found.hits):
            self.found.add_rest()
        ids = [hit.edition for hit in self.found.hits[(number - 1) * SIZE : number * SIZE]]
        rows = _stories(self.now, ids)
        shown = cards.of_rows(rows)
        found = {row[0]: FoundStory(shown[row[0]], *row[len(cards.OF_STORY) :]) for row in rows}
        return [found[pk] for pk in ids if pk in found]

    @cached_property
    def marker(self) -> Marker:
        units = self.found.query.telling
        han = [run for unit in units for run in unit.raw if words.is_han(run)]
        if self.found.complete < len(self.found.hits):
            han += [run[at : at + 2] for run in han for at in range(len(run) - 1)]
        # The other name of whom the query names: Guo Hong for 郭洪.
        named = [tag for tag in self.labels if tag.pk in self.found.named]
        han += [name.lower() for tag in named for name in (tag.label, tag.chinese_name) if name]
        latin = {token for unit in units for token in words.cut(unit.raw) if not words.is_han(token)}
        return Marker(latin.union(*(term for unit in units for term in unit.joined)), han)

    @cached_property
    def close_marker(self) -> Marker:
        return self.marker.closely()


class SearchPage(Search):
    def get(self, request):
        number = page_number(request)
        query, found = self.query, self.found
        stories = self.stories(number)
        if number > 1 and not stories:
            raise Http404
        shows_help = query.units and number == 1 and not self.filters
        proposals = []
        if shows_help and found.complete < FEW_HITS and not found.named:
            proposals = names.nearly(query, found.missing, self.now)
        hits = [self.shown(story) for story in stories]
        complete = max(0, found.complete - (number - 1) * SIZE)
        title = f"Search: {query.text}" if query.text else "Search"
        return self.page(
            "newsroom/search.html",
            Head(
                title=title if number == 1 else f"{title}, page {number}",
                path=PATH,
                description="Search the stories, companies and people of the park, in English or Chinese.",
                is_indexed=False,
            ),
            crumbs=[Crumb("Search")],
            canonical=self.address(page=number),
            query=query,
            longest=LONGEST,
            found=found,
            total=self.total(),
            hits=hits,
            complete=hits[:complete],
            partial=hits[complete:],
            page=PageOf(
                items=hits,
                number=number,
                previous=self.address(page=number - 1) if number > 1 else "",
                next=self.address(page=number + 1) if len(found.hits) > number * SIZE else "",
            ),
            profiles=self.profiles() if number == 1 else [],
            proposals=[Choice(text, self.address(q=text)) for text in proposals],
            missing=[unit.text for unit in found.missing],
            not_left_out=[unit.text for unit in found.not_left_out],
            chosen=[
                Choice(f"{HEADINGS[name]}: {label}", self.address(**{name: ""}))
                for name, (_, label) in self.filters.items()
            ],
            kept=[*self.asked.items(), *([("sort", "date")] if self.newest_first else [])],
            choices=self.choices(),
            orders=[
                (Choice("Best first", self.address(sort="")), not self.newest_first),
                (Choice("Newest first", self.address(sort="date")), self.newest_first),
            ],
            feed=self.address("/search/feed.json"),
        )

    def total(self) -> str:
        """How many stories, as far as they were counted."""
        if self.found.is_more:
            return f"More than {self.found.more_than:,} stories"
        number = self.found.complete or len(self.found.hits)
        if self.found.rest:
            return f"At least {number:,} stories"
        if number == MOST_PARTIAL and not self.found.complete:
            return f"More than {number:,} stories"
        return f"{number:,} {'story' if number == 1 else 'stories'}"

    def shown(self, story: "FoundStory") -> dict:
        """The story's card with the words marked, and for its standfirst the place where they stand; safe as HTML."""
        headline, text = self.marked(self.marker, story)
        if text is None and headline == escape(story.card["headline"]):
            headline, text = self.marked(self.close_marker, story)
        text = text or shortened(story.standfirst or on_one_line(story.body_html))
        return story.card | {"headline": headline, "standfirst": text, "key": (story.card["key"], headline, text)}

    @staticmethod
    def marked(marker: Marker, story: "FoundStory") -> tuple[str, str | None]:
        """The headline, and a stretch of the standfirst, if possible, or of the text; None where the words aren't."""
        text = marker.excerpt(story.standfirst) or marker.excerpt(on_one_line(story.body_html))
        return marker.mark(story.card["headline"]), text

    def profiles(self) -> list:
        """The people and companies of which the whole query is a name."""
        if not self.found.named:
            return []
        named = [card for card in cards.tags(self.found.named) if card["kind"] != "topic" and card["is_listed"]]
        named.sort(key=lambda card: (card["name"], card["tag"]))
        people = [card for card in named if card["kind"] == "person"]
        return with_role(people, timezone.localdate(self.now)) + [card for card in named if card not in people]

    @cached_property
    def labels(self) -> list[Label]:
        """The tags that come most often among the stories found, then those whose names the query has."""
        mark = search.facet("tag", "")
        tags = [item for item in self.found.filed_under.items() if item[0].startswith(mark)]
        # Of as many stories, the tag that comes first among them: sorting leaves equals as they stand.
        tags.sort(key=itemgetter(1), reverse=True)
        often = [int(token[len(mark) :]) for token, _ in tags[:MOST_TAGS]]
        return labels(self.frame, dict.fromkeys([*often, *self.found.named]))

    def choices(self) -> list[tuple[str, list[Choice]]]:
        """For each filter not yet chosen, what could be, with the number of stories."""
        counts = self.found.filed_under
        sections = {section.pk: section for section in self.frame.sections}
        offered: dict[str, list[tuple[str, str, int]]] = {name: [] for name in FILTERS}
        mark = search.facet("tag", "")
        by_mark = {search.facet(name, "")[-1]: name for name in ("section", "year", "kind")}
        others = [item for item in counts.items() if not item[0].startswith(mark)]
        for token, stories in sorted(others, key=lambda item: -item[1]):
            name, value = by_mark.get(token[len(mark) - 1]), token[len(mark) :]
            if name == "section" and (section := sections.get(int(value))):
                offered[name].append((section.name, section.slug, stories))
            elif name == "kind" and value in KINDS:
                offered[name].append((KINDS[value].capitalize(), value, stories))
            elif name == "year":
                offered[name].append((value, value, stories))
        for tag in self.labels:
            if stories := counts[f"{mark}{tag.pk}"]:
                offered[tag.kind].append((tag.label, tag.slug, stories))
        offered["year"].sort(reverse=True)
        here = self.address()
        return [
            (
                HEADINGS[name],
                [
                    Choice(label, f"{here}&{name}={_quoted(value)}", f"{stories:,}")
                    for label, value, stories in values[: 2 * MOST_CHOICES if name == "year" else MOST_CHOICES]
                ],
            )
            for name, values in offered.items()
            if name not in self.asked and len(values) > (name in ("section", "year", "kind"))
        ]


class FoundStory(NamedTuple):
    """The card of a story found, and what of its edition the card doesn't have."""

    card: dict
    standfirst: str
    body_html: str
    source_id: str
    updated_at: datetime
    public_id: str


@prepared
def _stories(now: datetime, editions: list[int]):
    rows = Edition.objects.live(now).filter(pk__in=editions).order_by()
    return rows.values_list(*cards.OF_STORY, "standfirst", "body_html", "source_id", "updated_at", "public_id")


class SearchFeed(Search):
    """The stories of a search as JSON Feed 1.1, best first; an empty list where there is none."""

    def get(self, request):
        try:
            number = page_number(request)
        except Http404:
            raise BadRequest("page") from None
        address = self.absolute(self.address("/search/feed.json", page=number))
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"{self.query.text} – {self.frame.site_name} News" if self.query.text else self.frame.site_name,
            "home_page_url": self.absolute(self.address()),
            "feed_url": address,
            "items": [self.item(story) for story in self.stories(number)],
        }
        if len(self.found.hits) > number * SIZE:
            feed["next_url"] = self.absolute(self.address("/search/feed.json", page=number + 1))
        response = JsonResponse(feed, json_dumps_params={"ensure_ascii": False})
        response["Content-Type"] = "application/feed+json; charset=utf-8"
        return self.keep_for_scripts(response)

    def item(self, story: FoundStory) -> dict:
        card = story.card
        url = self.absolute(card["path"])
        item = {
            "id": permanent_id(story, self.origin),
            "url": url,
            "source_id": story.source_id,
            "title": card["headline"],
            "content_text": story.standfirst or shortened(on_one_line(story.body_html)) or card["headline"],
            "date_published": card["moment"],
            "date_modified": timezone.localtime(story.updated_at).isoformat(),
            "language": card["language"],
            "_newsroom": {"source_id": story.source_id},
        }
        if card["lead_photo"]:
            item["image"] = self.absolute(card["lead_photo"]["url"])
        return item


class Suggestions(PublicView):
    """Names and headlines that begin as the reader has begun to type."""

    MOST, MOST_NAMES = 8, 5

    def get(self, request):
        query = parse(request.GET.get("q", "")[:LONGEST])
        rows = self.names(query) if query.units else []
        rows += self.headlines(query, self.MOST - len(rows)) if query.units else []
        return self.keep(JsonResponse({"rows": rows}, json_dumps_params={"ensure_ascii": False}))

    def names(self, query: Query) -> list[dict]:
        key = query.key[:100]
        rows = names.public_names(self.now).beginning(key).order_by("-is_whole", "key", "pk")
        found: dict[int, str] = {}
        for tag, text in rows.values_list("tag", "text")[: 4 * self.MOST_NAMES]:
            if len(found) < self.MOST_NAMES:
                found.setdefault(tag, text)
        tags = {tag.pk: tag for tag in _labelled(Q(pk__in=list(found)))} if found else {}
        return [
            {
                "text": tag.label,
                "also": text if text != tag.label else tag.chinese_name,
                "kind": tag.kind,
                "url": tag.path,
            }
            for pk, text in found.items()
            if (tag := tags.get(pk))
        ]

    def headlines(self, query: Query, most: int) -> list[dict]:
        *whole, last = query.telling
        terms = [term for unit in whole for term in unit.terms]
        begun = []
        # What signs hold together is one word in the index as well: start-u begins startup.
        raw = last.key[: words.LONGEST_WORD] if len(last.raw) == 1 or last.joined else ""
        if raw and not words.is_han(raw) and not last.is_quoted:
            # A single letter begins half of all words.
            if len(raw) >= (2 if terms else 3):
                begun = list(dict.fromkeys([raw, *words.cut([raw])]))
            if not terms and not begun:
                return []
        else:
            terms += last.terms
        ids = search.engine().headlines(terms, begun, search.SearchEntry.objects.live(self.now), most=most)
        stories = Edition.objects.live(self.now).only("headline", "slug", "language", "first_published_at").in_bulk(ids)
        return [
            {"text": story.headline, "lang": story.language, "kind": "story", "url": story.get_absolute_url()}
            for story in (stories[pk] for pk in ids if pk in stories)
        ]


def _labelled(condition: Q) -> list[Label]:
    """The tags without what makes them heavy; those of profiles that have no page are left out. One query."""
    rows = Tag.objects.filter(condition).values_list(
        "pk", "name", "slug",
        "company__name", "company__slug", "company__is_listed", "company__chinese_name",
        "person__name", "person__slug", "person__is_listed", "person__chinese_name",
    )  # fmt: skip
    found = []
    for pk, name, slug, company, company_slug, company_listed, company_han, person, person_slug, listed, han in rows:
        if company:
            if company_listed:
                found.append(Label(pk, "company", company, company_slug, company_han))
        elif person:
            if listed:
                found.append(Label(pk, "person", person, person_slug, han))
        else:
            found.append(Label(pk, "topic", name, slug))
    return found


def _asked_tags(asked: dict[str, str], now: datetime) -> Q:
    """The tags that the filters name, of topics only those that readers see a story about."""
    slugs = {name: value for name, value in asked.items() if "\0" not in value}  # PostgreSQL would refuse the question
    condition = Q(pk=None)
    if "company" in slugs:
        condition |= Q(company__slug=slugs["company"])
    if "person" in slugs:
        condition |= Q(person__slug=slugs["person"])
    if "topic" in slugs:
        condition |= Q(has_stories(now), slug=slugs["topic"])
    return condition


_quoted = lru_cache(maxsize=5000)(quote_plus)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()
