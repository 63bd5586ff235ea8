"""What the page of a company or person shows beside the list of stories: names, roles, years, company kept, sentences.

A page asks eight questions, however many stories there are; each is bounded, and put into SQL once.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from companies.models import Alias, Company, CompanyAlias, CompanyTopic
from newsroom.models import Edition, EditionMention, EditionTag
from newsroom.models.planned import planned_cursor
from newsroom.public import archive, cards, quotes
from newsroom.public.prepared import Rows, prepared
from newsroom.public.subjects import about
from newsroom.public.whole_names import place_of
from people.models import Person, PersonAlias, PersonTopic, Role

COUNTED = 300  # the newest stories, of which each year's are counted; earlier years are only named
LOOKED_AT = 40  # the newest stories, of which it is asked who else stands in them
MOST_TOGETHER = 8
MOST_QUOTES = 3
ABOUT, MENTIONED = EditionMention.Role.ABOUT.value, EditionMention.Role.MENTIONED.value


# The profile itself


@prepared
def _company(now: datetime, slug: str):
    return _with_dates(Company.objects.listed().select_related("picture", "successor").filter(slug=slug), now)


@prepared
def _person(now: datetime, slug: str):
    signed = Edition.objects.live(now).filter(credits__person=OuterRef("pk"))
    people = Person.objects.listed().select_related("picture").annotate(has_bylines=Exists(signed))
    return _with_dates(people.filter(slug=slug), now)


def _with_dates(rows: QuerySet, now: datetime) -> QuerySet:
    """With the moments at which its newest and its oldest story appeared, off the ends of an index."""
    live = EditionTag.objects.live(now).filter(tag=OuterRef("tag")).values("first_published_at")
    newest, oldest = live.order_by("-first_published_at")[:1], live.order_by("first_published_at")[:1]
    return rows.annotate(newest=Subquery(newest), oldest=Subquery(oldest))[:1]


def company(now: datetime, slug: str) -> Company | None:
    return next(iter(_company(now, slug)), None)


def person(now: datetime, slug: str) -> Person | None:
    return next(iter(_person(now, slug)), None)


# Its stories


def stories(now: datetime, tag: int, *, year: int | None = None, part: str = "") -> Rows:
    """The stories tagged so, newest first: of one year, or those that are about it, or that only mention it.

    A story without a confirmed mention was tagged by hand, and counts as about it.
    """
    if not year and not part:
        return about.of(now, tag)
    start, end = (archive.start_of(year), archive.start_of(year + 1)) if year else _EVER
    return {"": _in_time, ABOUT: _being_about, MENTIONED: _mentioning}[part].of(now, tag, start, end)


_EVER = archive.start_of(1900), archive.start_of(2200)


@prepared
def _in_time(now: datetime, tag: int, start: datetime, end: datetime):
    items = EditionTag.objects.live(now).filter(tag=tag, first_published_at__gte=start, first_published_at__lt=end)
    return items.newest_first().values_list("content_object", flat=True)


@prepared
def _being_about(now: datetime, tag: int, start: datetime, end: datetime):
    named = EditionMention.objects.filter(edition=OuterRef("content_object"), tag=tag)
    return _in_time.build(now, tag, start, end).exclude(Exists(named) & ~Exists(named.filter(role=ABOUT)))


@prepared
def _mentioning(now: datetime, tag: int, start: datetime, end: datetime):
    # Read off the mentions, of which a tag may have none though it has thousands of stories.
    places = Q(
        mentions__tag=tag,
        mentions__role=MENTIONED,
        mentions__first_published_at__gte=start,
        mentions__first_published_at__lt=end,
    )
    about_it = EditionMention.objects.filter(edition=OuterRef("pk"), tag=tag, role=ABOUT)
    newest = ("-mentions__first_published_at", "-mentions__edition_id")
    rows = Edition.objects.live(now).filter(places).exclude(Exists(about_it))
    return rows.order_by(*newest).values_list("pk", flat=True).distinct()


class Place(NamedTuple):
    """Where a story names the profile: the sentence, and the name as it stands there."""

    sentence: str
    surface: str

    @property
    def parts(self) -> tuple[str, str, str] | None:
        """The sentence before, at and after the name; None where there is nothing to show."""
        start = max(place_of(self.surface, self.sentence), self.sentence.find(self.surface or "\0"))
        end = start + len(self.surface)
        return (self.sentence[:start], self.surface, self.sentence[end:]) if start >= 0 else None


_FIRST_IN = ("body", "standfirst")  # the fields in which a place is looked for before others


@prepared
def _places(editions: list[int], tag: int):
    rows = EditionMention.objects.filter(edition__in=editions, tag=tag).order_by()
    return rows.values_list("edition", "field", "start", "sentence", "surface")


def places(editions: list[int], tag: int) -> dict[int, Place]:
    """Where those of the editions that name the tag do it first; one query."""

    def order(row: tuple) -> tuple[int, int]:
        _, name, start, *_ = row
        return _FIRST_IN.index(name) if name in _FIRST_IN else len(_FIRST_IN), start

    found = {}
    for edition, _, _, sentence, surface in sorted(_places(editions, tag), key=order):
        found.setdefault(edition, Place(sentence, surface))
    return found


# Coverage by year


class Year(NamedTuple):
    year: int
    stories: int | None  # None where it is further back than is counted
    share: int  # of the busiest year, in hundredths


# One text, whose parts are in the order of time. To put three hundred rows into groups takes SQLite longer than to find
# them, and to hand them over one by one nearly as long.
_JOINED = {
    "sqlite": "group_concat(moment)",
    "postgresql": "string_agg(to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), ',')",
}


@lru_cache(maxsize=1000)
def _as_text(moment: datetime) -> str:
    """Stands in that order before any moment that is the same or later."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


@prepared
def _newest_dates(now: datetime, tag: int):
    items = EditionTag.objects.live(now).filter(tag=tag)
    return items.newest_first().values_list("first_published_at")[:COUNTED]


def coverage(now: datetime, tag: int, newest: datetime | None, oldest: datetime | None) -> list[Year]:
    """The years from the newest story's to the oldest's, with the number of stories in each; one query."""
    if newest is None:
        return []
    years = range(timezone.localtime(newest).year, timezone.localtime(oldest).year - 1, -1)
    inner, params = _newest_dates.sql(now, tag)
    with planned_cursor() as cursor:
        cursor.execute(f"WITH dates (moment) AS ({inner}) SELECT {_JOINED[connection.vendor]} FROM dates", params)  # noqa: S608  ours
        [joined] = cursor.fetchone()
    if not joined:  # all of them were taken back since the profile was read
        return []
    moments = sorted(joined.split(","))
    begin = [bisect_left(moments, _as_text(archive.start_of(year))) for year in years]
    found = [after - first for after, first in zip([len(moments), *begin], begin, strict=False)]
    most = max(found) or 1
    rows = [Year(year, number, round(100 * number / most)) for year, number in zip(years, found, strict=True)]
    if len(moments) == COUNTED:
        last = max(place for place, row in enumerate(rows) if row.stories)
        rows = [*rows[:last], *(Year(row.year, None, 0) for row in rows[last:])]
    return rows


# What stands beside the stories: names, topics, roles, what it was before, who stands in the same stories


class _Row(NamedTuple):
    what: str
    tag: int | None
    a: str | None
    b: str | None
    c: str | None
    d: str | None
    place: int


@dataclass(slots=True)
class Held:
    """A title that somebody holds, or held where `is_over`; `other` is the card of the person or the organisation."""

    title: str
    organisation: str
    started: str
    ended: str
    is_over: bool
    other: dict | None

    @property
    def years(self) -> str:
        first, last = self.started[:4], self.ended[:4]
        if first and last:
            return first if first == last else f"{first}–{last}"
        return f"since {first}" if first else f"until {last}" if last else ""


@dataclass(slots=True)
class Beside:
    names: list[dict] = field(default_factory=list)
    topics: list[dict] = field(default_factory=list)
    roles: list[Held] = field(default_factory=list)
    successors: list[dict] = field(default_factory=list)
    predecessors: list[dict] = field(default_factory=list)
    together: list[dict] = field(default_factory=list)

    @property
    def roles_now(self) -> list[Held]:
        return [role for role in self.roles if not role.is_over]

    @property
    def roles_before(self) -> list[Held]:
        return sorted((role for role in self.roles if role.is_over), key=lambda role: role.ended, reverse=True)

    @property
    def people(self) -> tuple[list[list[Held]], list[list[Held]]]:
        """Who is there now, and who was before: of each all the titles that they hold or held, the last first."""
        of_each: dict[int, list[Held]] = {}
        for role in (*self.roles_now, *self.roles_before):
            if role.other:
                of_each.setdefault(role.other["tag"], []).append(role)
        return (
            [roles for roles in of_each.values() if not roles[0].is_over],
            [roles for roles in of_each.values() if roles[0].is_over],
        )

    @property
    def pinyin(self) -> str:
        return next((name["text"] for name in self.names if name["language"] == Alias.Language.PINYIN), "")

    @property
    def other_names(self) -> list[dict]:
        return [name for name in self.names if name["kind"] != Alias.Kind.FORMER and name["text"] != self.pinyin]

    @property
    def former_names(self) -> list[dict]:
        return [name for name in self.names if name["kind"] == Alias.Kind.FORMER]


def _text(value="") -> Value:
    return Value(value, output_field=CharField())


_AS_WRITTEN = F("pk")
_AS_LISTED = Cast("order", BigIntegerField()) * 2**40 + _AS_WRITTEN  # of one order as they were written down


def _rows(what: str, rows: QuerySet, *, tag=None, place=_AS_WRITTEN, **texts) -> QuerySet:
    """The rows in the one form in which all are asked at once."""
    columns = {
        "what_": _text(what),
        "tag_": F(tag) if tag else Value(0),
        **{f"{name}_": Cast(texts[name], CharField()) if name in texts else _text() for name in "abcd"},
        "place_": place,
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


def _shared(now: datetime, pk: int, aliases, topics, owner: str) -> list[QuerySet]:
    shown = aliases.objects.filter(**{owner: pk}).exclude(kind=Alias.Kind.MISSPELLING).exclude(match=Alias.Match.NEVER)
    live = EditionTag.objects.live(now).filter(tag=OuterRef("tag"))
    shown_topics = topics.objects.filter(content_object=pk).annotate(
        shown=Case(When(Exists(live), then=_text("1")), default=_text())
    )
    return [
        _rows("name", shown, a="text", b="language", c="kind"),
        _rows("topic", shown_topics, tag="tag_id", a="shown"),
    ]


# A hundred tags stand in forty stories, of which eight are shown: so they are counted first, put in order, and then
# looked up one by one until there are enough. The limit within keeps the order and is never reached. What is looked up
# is a value: asked whether there is a row, PostgreSQL reads all companies and all people instead.
_WITH = """
SELECT 'with', tag_id, '', '', '', '', times
FROM (
    SELECT tag_id, times
    FROM (
        SELECT tag_id, COUNT(*) AS times FROM newsroom_editiontag
        WHERE content_object_id IN ({newest}) AND tag_id <> %s GROUP BY tag_id
        ORDER BY times DESC, tag_id LIMIT 1000000
    ) AS counted
    WHERE COALESCE(
        (SELECT is_listed FROM companies_company AS company WHERE company.tag_id = counted.tag_id),
        (SELECT is_listed FROM people_person AS person WHERE person.tag_id = counted.tag_id))
    LIMIT {most}
) AS together
"""


@prepared
def _newest(now: datetime, tag: int):
    items = EditionTag.objects.live(now).filter(tag=tag)
    return items.newest_first().values_list("content_object", flat=True)[:LOOKED_AT]


_TO_IT = ("successor", "other_successors")
_FROM_IT = ("predecessors", "other_predecessors")


@prepared
def _beside_company(now: datetime, pk: int):
    # Who is not listed yet says here neither that they hold a title nor that they became this company.
    held = Role.objects.filter(company=pk, person__is_listed=True)
    roles = _rows("role", held, tag="person__tag_id", place=_AS_LISTED, a="title", c="started", d="ended")
    # Each way by itself: with OR between them all companies would be gone through.
    before = [_rows("before", Company.objects.listed().filter(**{way: pk}), tag="tag_id") for way in _TO_IT]
    after = [_rows("after", Company.objects.filter(**{way: pk}), tag="tag_id") for way in _FROM_IT]
    first, *others = [*_shared(now, pk, CompanyAlias, CompanyTopic, "company"), roles, *before, *after]
    return first.union(*others, all=True).order_by()


@prepared
def _beside_person(now: datetime, pk: int):
    roles = _rows(
        "role", Role.objects.filter(person=pk), tag="company__tag_id", place=_AS_LISTED, a="title", b="organisation",
        c="started", d="ended",
    )  # fmt: skip
    first, *others = [*_shared(now, pk, PersonAlias, PersonTopic, "person"), roles]
    return first.union(*others, all=True).order_by()


def beside(now: datetime, profile: Company | Person) -> Beside:
    """Everything else that the page shows; two questions.

    A role that is yet to be taken up is not shown before its day, as a story is not before its moment.
    """
    ask = _beside_company if isinstance(profile, Company) else _beside_person
    sql, params = ask.sql(now, profile.pk)
    newest, its_params = _newest.sql(now, profile.tag_id)
    rows: dict[str, list[_Row]] = {}
    with planned_cursor() as cursor:
        cursor.execute(
            f"{sql} UNION ALL {_WITH.format(newest=newest, most=MOST_TOGETHER)}", [*params, *its_params, profile.tag_id]
        )
        for row in map(_Row._make, cursor.fetchall()):
            rows.setdefault(row.what, []).append(row)
    today = timezone.localdate(now).isoformat()
    rows["role"] = [row for row in rows.get("role", []) if (row.c or "") <= today]
    together = sorted(rows.get("with", []), key=lambda row: (-row.place, row.tag))
    rows["with"] = [row for row in together if row.place > 1] or together[: MOST_TOGETHER // 2]
    wanted = dict.fromkeys(row.tag for each in rows.values() for row in each if row.tag)
    known = {card["tag"]: card for card in cards.tags(wanted)}

    main = getattr(profile, "successor", None)

    def found(what: str) -> list[dict]:
        there = list({row.tag: row for row in rows.get(what, []) if row.tag in known}.values())
        there.sort(key=lambda row: (main is None or row.tag != main.tag_id, row.place))
        return [known[row.tag] for row in there]

    own = {profile.name, profile.chinese_name}
    return Beside(
        names=[
            {"text": row.a, "language": row.b, "kind": row.c}
            for row in sorted(rows.get("name", []), key=lambda row: row.place)
            if row.a not in own
        ],
        topics=sorted(
            (
                known[row.tag] if row.a or known[row.tag]["kind"] != "topic" else known[row.tag] | {"path": ""}
                for row in rows.get("topic", [])
                if row.tag in known
            ),
            key=lambda card: card["name"].casefold(),
        ),
        roles=[
            Held(row.a, row.b or "", row.c or "", row.d or "", bool(row.d) and row.d < today, known.get(row.tag))
            for row in sorted(rows["role"], key=lambda row: row.place)
        ],
        successors=found("after"),
        predecessors=found("before"),
        together=[
            card | {"times": row.place, "key": (card["key"], row.place)}
            for row in rows["with"]
            if (card := known.get(row.tag))
        ],
    )


# Quotations


@prepared
def _texts(editions: list[int]):
    return Edition.objects.filter(pk__in=editions).order_by().values_list("pk", "body_html")


def spoken(stories: list[dict], names: list[str]) -> list[tuple[quotes.Quote, dict]]:
    """The first few quotations of these people in the stories, each with its story; one query where there are any."""
    texts = dict(_texts([story["id"] for story in stories if story["quotes_somebody"]]))
    found = ((quote, story) for story in stories for quote in quotes.attributed(texts.get(story["id"], ""), names))
    return list(islice(found, MOST_QUOTES))
