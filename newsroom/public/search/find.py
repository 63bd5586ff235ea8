"""From a query to the stories that answer it, best first; the work is bounded however common the words are."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import chain
from operator import attrgetter

from newsroom.models import SearchEntry, search
from newsroom.models.search import Answer, Bounds, Hit, Question, Term
from newsroom.models.search import Unit as Wanted
from newsroom.models.search.questions import FEW
from newsroom.models.search.words import HEADLINE
from newsroom.public.prepared import prepared
from newsroom.public.search.names import known_names
from newsroom.public.search.query import Query, Unit

NEWEST = 500  # stories that are ranked
OF_MORE = 200  # of more than that, only so many of the newest are: a word that everything has tells little
AHEAD = 100  # and before them so many, however old, that have it in their headline or are about whom it names
MANY = 40  # stories filed under the company or person that was asked for: two pages
MOST_PARTIAL = 200
MOST_READ = 4000  # stories that are looked at for having some of the words
# Words and pairs of characters that such stories may have: of any two of them is asked whether both are there. A query
# of Han has as many pairs as characters.
MOST_RARE = 32
LONGEST_NAME = 6  # words
MOST_NAMESAKES = 5


@dataclass
class Found:
    """`hits` in order: `complete` of them have all the words of `query`, the others some of them."""

    query: Query
    hits: list[Hit] = field(default_factory=list)
    complete: int = 0
    more_than: int = 0  # stories, where so many have the words that they were not all counted or ranked
    missing: list[Unit] = field(default_factory=list)  # what stands in no story
    not_left_out: list[Unit] = field(default_factory=list)  # though asked to, for all stories have it
    named: list[int] = field(default_factory=list)  # tags that the whole query is a name of
    rest: Callable[[], "Found"] | None = None  # finds all, where only those about whom it names were looked for

    @property
    def is_more(self) -> bool:
        return self.more_than > 0

    @cached_property
    def filed_under(self) -> Counter:
        """How many of the stories are filed under what, by facet token."""
        shown = self.hits[: self.complete] or self.hits
        return Counter(" ".join([hit.facets for hit in shown]).split())

    def add_rest(self) -> None:
        """Let the others follow that have the words."""
        known, found = {hit.id for hit in self.hits}, self.rest()
        self.hits += [hit for hit in found.hits if hit.id not in known]
        self.complete, self.more_than, self.rest = len(self.hits), found.more_than, None


def find(query: Query, filters: Sequence[str], now: datetime, *, newest_first: bool = False) -> Found:
    """In six questions at most: names, stories under these and in headlines, all words, texts, some words, texts."""
    if not query.units:
        return Found(query)
    names, profiles = _names(query, now)
    looking = _Search(query, names, tuple(filters), now, newest_first)
    if not newest_first and not profiles.isdisjoint(looking.named) and (about := looking.about_them()):
        return about
    found = looking.with_all()
    if query.excluded and not found.complete and not query.is_quoted:
        # A headline typed as it stands may have a dash in it. Who puts signs around a phrase knows what they mean, and
        # to ask for a phrase twice is dear.
        whole = replace(query, units=[*query.units, *query.excluded], excluded=[])
        with_excluded = _Search(whole, names, tuple(filters), now, newest_first).with_all()
        if with_excluded.complete:
            with_excluded.not_left_out, with_excluded.named = query.excluded, []
            return with_excluded
    looking.add_those_with_some(found)
    return found


class _Search:
    def __init__(self, query: Query, names: dict[str, list[int]], filters: tuple[str, ...], now, newest_first: bool):
        self.query, self.filters, self.newest_first = query, filters, newest_first
        self.named = [] if query.excluded else names.get(query.key, [])
        self.groups = _grouped(query, names)
        self.excluded = tuple(chain.from_iterable(unit.terms[:1] for unit in query.excluded))
        self.entries = _live_entries.sql(now)
        self.counts: dict[Term, int] = {}

    def ask(self, units: tuple[Wanted, ...], bounds: Bounds, *, any_unit=False, count=()) -> Answer:
        question = Question(units, self.excluded, self.filters, any_unit=any_unit)
        return search.engine().ask(question, self.entries, bounds, count=count)

    def about_them(self) -> Found | None:
        """Stories about whom the query names, where they are many: the newest that have the name in their headline, and
        then the newest. What has it in its text alone comes after these, and is looked for when they come to an end.

        What so many stories have tells little, and to look for the words of a name is dear where one is a common word.
        """
        tags = tuple(((search.facet("tag", tag),),) for tag in self.named)
        filed = self.newest((tags,), NEWEST + 1)
        if len(filed) <= MANY:
            return None
        words = tuple(tuple(way for way in wanted if way not in tags) for _, wanted in self.groups)
        first = self.newest(words, MANY, marks=(HEADLINE,))
        rows = dict(first) | dict(filed[:NEWEST])
        found = Found(self.query, list(map(Hit.unscored, rows, rows.values())), complete=len(rows), named=self.named)
        if len(filed) > NEWEST:
            found.more_than = NEWEST
        else:
            found.rest = self.with_all
        return found

    def newest(self, units: tuple[Wanted, ...], most: int, *, marks: Sequence[str] = ()) -> list[tuple[int, str]]:
        question = Question(units, filters=self.filters)
        return search.engine().newest(question, self.entries, most, marks=marks)

    def with_all(self) -> Found:
        telling = self.query.telling
        loose = list(dict.fromkeys(chain.from_iterable(unit.loose for unit in telling)))
        count = loose if len(loose) > 1 else ()
        bounds = Bounds(NEWEST, of_more=min(NEWEST, OF_MORE), ahead=0 if self.newest_first else AHEAD)
        answer = self.ask(tuple(wanted for _, wanted in self.groups), bounds, count=count)
        self.counts = answer.counts
        # Those ahead are not comparable with the others, which are new: each part is ranked by itself.
        hits = _ranked(answer.ahead, self.newest_first) + _ranked(answer.hits, self.newest_first)
        found = Found(self.query, hits, complete=len(hits), named=self.named)
        found.more_than = NEWEST if answer.is_more else 0
        if count:
            found.missing = [unit for unit in telling if not any(self.counts[term] for term in unit.loose)]
        elif not hits and not self.filters:
            found.missing = list(telling)
        return found

    def add_those_with_some(self, found: Found) -> None:
        """Where few stories have all, let the best of those follow that have some."""
        is_settled = self.query.is_strict or self.named
        if found.complete >= (1 if is_settled else FEW) or not any(self.counts.values()):
            return
        known = {hit.id for hit in found.hits}
        rare = _some(self.groups, self.counts)
        if rare:
            hits = self.ask(rare, Bounds(MOST_READ, best=MOST_PARTIAL + len(known)), any_unit=True).hits
        else:
            # All words are common, and do not meet: the newest with one of them.
            common = next(term for term in self.counts if self.counts[term])
            hits = self.ask((((common,),),), Bounds(MOST_PARTIAL)).hits
        best = [hit for hit in _ranked(hits, newest_first=False) if hit.id not in known][:MOST_PARTIAL]
        found.hits += _ranked(best, self.newest_first)


def _ranked(hits: list[Hit], newest_first: bool) -> list[Hit]:
    """Best first; of two that are as good to a thousandth of the best, the newer first."""
    if newest_first:
        return sorted(hits, key=attrgetter("id"), reverse=True)
    # The scores of a word that most stories have are tiny, but they differ as others do.
    scores = [hit.score for hit in hits]
    grain = max(scores, default=0) / 1000 or 1
    steps = [-round(score / grain) for score in scores]
    # They come newest first, and sorting leaves equals as they stand.
    return [hits[place] for place in sorted(range(len(hits)), key=steps.__getitem__)]


def _names(query: Query, now: datetime) -> tuple[dict[str, list[int]], set[int]]:
    """The tags of which the query, or some words of it that stand together, are a name; which are no mere topics."""
    keys = {query.key}
    for start, _ in enumerate(query.units):
        keys.update(_span_key(query.units[start:end]) for end in range(start + 1, start + 1 + LONGEST_NAME))
    keys.discard("")
    found: dict[str, list[int]] = {}
    profiles = set()
    for key, tag, company, person in _called(now, sorted(keys)):
        tags = found.setdefault(key, [])
        if tag not in tags and len(tags) < MOST_NAMESAKES:
            tags.append(tag)
        if company or person:
            profiles.add(tag)
    return found, profiles


@prepared
def _called(now: datetime, keys: list[str]):
    return known_names(now).called(keys).order_by("pk").values_list("key", "tag", "tag__company", "tag__person")


@prepared
def _live_entries(now: datetime):
    return SearchEntry.objects.live(now).values("id", "edition_id", "facets", "length", "above")


def _span_key(units: Sequence[Unit]) -> str:
    """The name that the units could be together; quoted words are meant as they stand."""
    if any(unit.is_quoted for unit in units) or all(unit.is_stop_word for unit in units):
        return ""
    return "".join(unit.key for unit in units)


def _grouped(query: Query, names: dict[str, list[int]]) -> list[tuple[list[Unit], Wanted]]:
    """The units with what may stand for them: their words, or the tag of which they are a name. Longest names first."""
    groups, start = [], 0
    units = query.units
    while start < len(units):
        end = min(len(units), start + LONGEST_NAME)
        while end > start + 1 and _span_key(units[start:end]) not in names:
            end -= 1
        group = units[start:end]
        start = end
        telling = [unit for unit in group if unit in query.telling]
        if telling:
            ways = [tuple(chain.from_iterable(unit.terms for unit in telling))]
            if any(unit.joined for unit in telling):
                ways.append(tuple(chain.from_iterable(unit.joined or unit.terms for unit in telling)))
            tags = names.get(_span_key(group), [])
            groups.append((telling, (*ways, *(((search.facet("tag", tag),),) for tag in tags))))
    return groups


def _some(groups, counts: dict[Term, int]) -> tuple[Wanted, ...]:
    """What to look for when not all can be had: the rarest words, as many as can be read; phrases and tags besides."""
    chosen, read = [], 0
    rare = sorted((term for term in counts if 0 < counts[term] <= search.questions.COMMON), key=counts.get)
    for term in rare[:MOST_RARE]:
        if chosen and read + counts[term] > MOST_READ:
            break
        chosen.append(term)
        read += counts[term]
    if not chosen:
        return ()
    wanted: list[Wanted] = [((term,),) for term in chosen]
    for units, (_, *tags) in groups:
        wanted += [(tag,) for tag in tags]
        for unit in units:
            wanted += [((term,),) for term in unit.terms if len(term) > 1 and all((t,) in chosen for t in term)]
    return tuple(wanted)
