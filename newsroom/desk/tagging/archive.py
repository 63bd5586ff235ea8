"""All stories read again, or those in which one name may stand.

Reading is pure and runs in as many processes as there are cores; the table is written by this one. What is read is
noted story by story, so that a run that was broken off goes on where it stopped.
"""

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched, product

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from companies.models import Alias
from newsroom.desk import body, mentions
from newsroom.desk.mentions import Directory, Name, might_contain
from newsroom.desk.mentions.archive import spellings, ways
from newsroom.desk.tagging.directory import Names, current_names, names_from_database
from newsroom.desk.tagging.story_text import StoryText
from newsroom.desk.tagging.suggestions import Change, Found, hold, memory_of, read, save, scan_row, take_in
from newsroom.models import Article, Edition, Mention, SearchEntry, Stage, search
from newsroom.models.search.words import SINGLE, is_han, tokens

BATCH = 200  # stories a transaction
_AHEAD = 2  # batches a process has waiting
_WORTH_PROCESSES = 2 * BATCH  # fewer are read here before others have started


@dataclass(frozen=True, slots=True)
class Source:
    """What a story says, as plain values that go to another process."""

    pk: int
    headline: str
    standfirst: str
    body: str

    def text(self) -> StoryText:
        return StoryText(self.headline, self.standfirst, body.to_html(self.body))


_COLUMNS = ("pk", "headline", "standfirst", "body")


# Which stories


def outdated(names: Names) -> QuerySet:
    """The ids of the stories that were not read since they, the names or the matcher changed, oldest first."""
    fresh = Q(scan__names=names.version, scan__matcher=mentions.VERSION, scan__at__gte=F("changed_at"))
    return Article.objects.exclude(fresh).order_by("pk").values_list("pk", flat=True)


def unread() -> QuerySet:
    """The ids of the stories that were not read as they stand now, newest first."""
    stories = Article.objects.filter(Q(scan=None) | Q(scan__at__lt=F("changed_at")))
    return stories.order_by("-pk").values_list("pk", flat=True)


def candidates(names: Sequence[Name]) -> list[int]:
    """The stories in which one of these names may stand, newest first.

    What readers see is looked up in the search index; only what is not in it, drafts above all, is read through.
    """
    ways = tuple(dict.fromkeys(way for name in names for way in _ways(name)))
    if not ways:
        return []
    question = search.Question(units=(ways,))
    editions = search.engine().editions(question, SearchEntry.objects.live())
    live = Edition.objects.live().filter(article=OuterRef("pk"))
    found = set()
    for part in batched(sorted(editions), 5000, strict=False):
        found.update(Edition.objects.filter(pk__in=part).values_list("article", flat=True))
    elsewhere = Article.objects.filter(~Q(stage=Stage.PUBLISHED) | ~Exists(live))
    for pk, *parts in elsewhere.order_by().values_list(*_COLUMNS).iterator(chunk_size=1000):
        if pk not in found and any(might_contain(name, "\n".join(parts)) for name in names):
            found.add(pk)
    return sorted(found, reverse=True)


def _ways(name: Name) -> list[tuple[search.Term, ...]]:
    """What stands in the search index wherever the name does: its words beside each other, in each way of writing."""
    found = []
    for way in ways(name):
        written = [[_term(text) for text in spellings(words)] for words in way]
        found += [terms for terms in product(*written) if terms and all(terms)]
    return found


def _term(text: str) -> search.Term:
    return (SINGLE + text,) if len(text) == 1 and is_han(text) else tuple(tokens(text))


# Reading them


def read_again(stories: Iterable[int], *, processes: int | None = None) -> Iterator[tuple[int, int]]:
    """Read these stories and keep what is suggested; says after each batch how many it had and how many were new."""
    names = current_names()
    for sources, found in _read_all(stories, names, processes):
        yield len(sources), _keep(sources, found, names.version)


def _keep(sources: list[Source], found: list[tuple[str, list[Found]]], version: int) -> int:
    change = Change()
    with transaction.atomic():
        ids = [source.pk for source in sources]
        hold(ids)
        # Who saved a story between reading and now has had it read again already.
        now = {row[0]: Source(*row) for row in Article.objects.filter(pk__in=ids).values_list(*_COLUMNS)}
        memories = memory_of(ids)
        for source, (digest, matches) in zip(sources, found, strict=True):
            if now.get(source.pk) == source:
                take_in(source.pk, matches, memories[source.pk], source.text, change)
                change.scans.append(scan_row(source.pk, digest, version))
        save(change)
    return sum(row.status == Mention.Status.SUGGESTED for row in change.new)


_names: Names | None = None  # in a process that reads: what it was started with


def _read_batch(sources: list[Source], names: Names | None = None) -> list[tuple[str, list[Found]]]:
    answers = []
    for source in sources:
        text = source.text()
        answers.append((text.digest, read(text, names or _names)))
    return answers


def _read_all(
    stories: Iterable[int], names: Names, processes: int | None
) -> Iterator[tuple[list[Source], list[tuple[str, list[Found]]]]]:
    """Each batch with what was found in it, in order; read in other processes where that is worth starting them."""
    global _names  # noqa: PLW0603  the children are forked with it
    stories = list(stories)
    count = processes if processes is not None else os.process_cpu_count() or 1
    if count < 2 or len(stories) < _WORTH_PROCESSES or "fork" not in multiprocessing.get_all_start_methods():
        for sources in _sources(stories):
            yield sources, _read_batch(sources, names)
        return
    _names = names
    # Before forking: a connection that two processes hold is nobody's. The children never ask the database.
    if not connection.in_atomic_block:
        connection.close()
    with multiprocessing.get_context("fork").Pool(count) as pool:
        waiting: deque = deque()
        for sources in _sources(stories):
            waiting.append((sources, pool.apply_async(_read_batch, (sources,))))
            if len(waiting) > count * _AHEAD:
                sources, answer = waiting.popleft()
                yield sources, answer.get()
        while waiting:
            sources, answer = waiting.popleft()
            yield sources, answer.get()


def _sources(stories: list[int]) -> Iterator[list[Source]]:
    for part in batched(stories, BATCH, strict=False):
        rows = {row[0]: Source(*row) for row in Article.objects.filter(pk__in=part).values_list(*_COLUMNS)}
        if found := [rows[pk] for pk in part if pk in rows]:
            yield found


# What a new name would bring


@dataclass(slots=True)
class Forecast:
    """What names would add to the queue: by tier, in how many stories, and a few of the lines."""

    tiers: Counter = field(default_factory=Counter)
    stories: int = 0
    searched: int = 0
    candidates: int = 0
    examples: list[tuple[int, Found]] = field(default_factory=list)

    @property
    def suggestions(self) -> int:
        return sum(self.tiers.values())

    @property
    def doubtful(self) -> int:
        return self.tiers[Mention.Tier.WEAK]

    @property
    def is_partial(self) -> bool:
        return self.searched < self.candidates


MOST_SEARCHED = 1000  # stories read while somebody waits
_EXAMPLES = 12


def forecast(names: Sequence[Name]) -> Forecast:
    """What these names of one company or person would add, before anything is saved; the newest stories first."""
    tag = int(names[0].entity_id)
    texts = {name.text for name in names}
    others = (
        name for name in names_from_database() if not (name.entity_id == names[0].entity_id and name.text in texts)
    )
    directory = Names(0, Directory([*others, *names]), {})
    telling = [name for name in names if name.match != Alias.Match.NEVER]
    stories = candidates(telling)
    said = Forecast(candidates=len(stories))
    for sources, found in _read_all(stories[:MOST_SEARCHED], directory, processes=1):
        memories = memory_of(source.pk for source in sources)
        said.searched += len(sources)
        for source, (_, matches) in zip(sources, found, strict=True):
            new = [
                one for one in matches if one.tag_id == tag and (tag, one.spot.identity) not in memories[source.pk].rows
            ]
            said.stories += bool(new)
            for one in new:
                said.tiers[one.tier] += 1
                if len(said.examples) < _EXAMPLES:
                    said.examples.append((source.pk, one))
    return said
