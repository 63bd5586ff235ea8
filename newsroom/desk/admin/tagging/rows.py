"""Mentions as a person reads them: one row a company or person, each place in its sentence."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from companies.models import Company, Tag
from newsroom.models import Article, Mention

TIERS = {Mention.Tier.SURE: 0, Mention.Tier.LIKELY: 1, Mention.Tier.WEAK: 2}
MOST_REASONS = 4
_SIDE = 110  # characters on each side of a name in a line


@dataclass(frozen=True, slots=True)
class Line:
    """A name in its sentence, cut so that it can be read at a glance."""

    mention: Mention
    before: str
    surface: str
    after: str

    @property
    def key(self) -> str:
        return key_of(self.mention)

    @property
    def field(self) -> str:
        return "" if self.mention.field == Mention.Field.BODY else self.mention.get_field_display()


def key_of(mention: Mention) -> str:
    """A name for a place that need not be saved yet: the same as long as its sentence is."""
    parts = (mention.tag_id, *mention.identity)
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(errors="replace"), digest_size=8).hexdigest()


def line(mention: Mention) -> Line:
    surface = " ".join(mention.surface.split())
    before, found, after = _parted(mention.sentence, surface, mention.nth)
    if not found:
        return Line(mention, "", surface, "")
    return Line(mention, _cut(before, from_end=True), surface, _cut(after))


def _parted(sentence: str, surface: str, nth: int) -> tuple[str, str, str]:
    """The sentence around that place; around the last one where it has fewer."""
    at = -1
    for _ in range(nth + 1):
        further = sentence.find(surface, at + 1)
        if further < 0:
            break
        at = further
    return (sentence[:at], surface, sentence[at + len(surface) :]) if at >= 0 else (sentence, "", "")


def _cut(text: str, *, from_end: bool = False) -> str:
    if len(text) <= _SIDE:
        return text
    return "…" + text[-_SIDE:].partition(" ")[2] if from_end else text[:_SIDE].rpartition(" ")[0] + "…"


@dataclass(slots=True)
class Row:
    """One company or person and all its places in a story."""

    tag: Tag
    lines: list[Line] = field(default_factory=list)
    is_tagged: bool = False
    said: str = ""  # accept or reject, in a form that comes again
    instead: str = ""  # whom it means, as somebody typed it there
    said_unlinked: bool | None = None  # what was ticked there

    @property
    def profile(self):
        return self.tag.profile

    @property
    def kind(self) -> str:
        return "company" if isinstance(self.profile, Company) else "person" if self.profile else "topic"

    @property
    def name(self) -> str:
        return self.profile.name if self.profile else self.tag.name

    @property
    def chinese_name(self) -> str:
        profile = self.profile
        return profile.chinese_name if profile and profile.chinese_name != profile.name else ""

    @property
    def waiting(self) -> list[Line]:
        return [line for line in self.lines if line.mention.status == Mention.Status.SUGGESTED]

    @property
    def decided(self) -> list[Line]:
        return [line for line in self.lines if line.mention.status != Mention.Status.SUGGESTED]

    @property
    def tier(self) -> str:
        return min((line.mention.tier for line in self.waiting or self.lines), key=TIERS.__getitem__)

    @property
    def reasons(self) -> list[str]:
        """Why, from the best place down; what was said once is not said again."""
        best = sorted(self.waiting or self.lines, key=lambda line: -line.mention.score)
        return list(dict.fromkeys(reason for line in best for reason in line.mention.reasons))[:MOST_REASONS]

    @property
    def ids(self) -> str:
        return ",".join(str(line.mention.pk) for line in self.waiting)

    @property
    def is_about(self) -> bool:
        return any(line.mention.role == Mention.Role.ABOUT for line in self.lines)

    @property
    def was_unlinked(self) -> bool:
        return any(line.mention.is_unlinked for line in self.lines)

    @property
    def is_unlinked(self) -> bool:
        return self.was_unlinked if self.said_unlinked is None else self.said_unlinked

    @property
    def may_be_link(self) -> bool:
        """Whether there is anything to say of links: a place that is confirmed, or may yet be."""
        return any(line.mention.status != Mention.Status.REJECTED for line in self.lines)

    @property
    def verdict(self) -> str:
        """What all decided places say: confirmed, rejected, or both."""
        return " and ".join(sorted({line.mention.get_status_display() for line in self.decided}))


def rows_of(mentions: Iterable[Mention], tags: dict[int, Tag], tagged: set[int] = frozenset()) -> list[Row]:
    """The rows of a story, the surest first, then as they stand in the text."""
    by_tag: dict[int, list[Line]] = defaultdict(list)
    for mention in mentions:
        if mention.status != Mention.Status.STALE and mention.tag_id in tags:
            by_tag[mention.tag_id].append(line(mention))
    rows = [Row(tags[tag], lines, tag in tagged) for tag, lines in by_tag.items()]
    return sorted(rows, key=lambda row: TIERS[row.tier])


def tags_with_profiles(ids: Iterable[int], **more) -> dict[int, Tag]:
    """The tags with those who claim them; `more` are expressions that each tag is to carry."""
    return {tag.pk: tag for tag in Tag.objects.with_profiles().filter(pk__in=set(ids)).annotate(**more)}


def tags_of(story: Article) -> list[Tag]:
    return list(Tag.objects.with_profiles().filter(article_items__content_object=story))


# What accepting means to readers


def consequences(tags: Iterable[Tag]) -> str:
    """Where a story of these tags stands: “2 company pages, 1 person’s page and 3 feeds”."""
    counts = {"company": 0, "person": 0, "topic": 0}
    for tag in tags:
        if (profile := tag.profile) is None:
            counts["topic"] += 1
        elif profile.is_listed:
            counts["company" if isinstance(profile, Company) else "person"] += 1
    parts = [
        _number(counts["company"], "company page", "company pages"),
        _number(counts["person"], "person’s page", "people’s pages"),
        _number(counts["topic"], "topic page", "topic pages"),
        _number(sum(counts.values()), "feed", "feeds"),
    ]
    said = [part for part in parts if part]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else ""


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""
