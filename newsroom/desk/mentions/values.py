"""The plain values that go in and come out: names, mentions, proposals."""

from dataclasses import dataclass, field

SURE, LIKELY, WEAK = "sure", "likely", "weak"

EXACT, ANY, AFTER_FULL, NEVER = "exact", "any", "after_full", "never"


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling under which a company or a person may stand in a text.

    `kind` is official, short, former, acronym, brand, pinyin or misspelling. `match` says when the
    spelling counts: in exactly this case, in any case, only in a story that also has a fuller name,
    or never.
    """

    text: str
    entity_id: str
    type: str = "company"
    language: str = "en"
    kind: str = "official"
    match: str = ANY


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end] == surface`; the reasons are sentences for the person who decides.

    `name` is the name of the directory that was read there; the surface itself where a story shortens a name.
    """

    start: int
    end: int
    surface: str
    type: str
    entity_id: str
    tier: str
    score: float
    reasons: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An organisation that the directory does not have; `near` are names it might be after all."""

    start: int
    end: int
    surface: str
    near: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    mentions: tuple[Mention, ...] = field(default=())
    proposals: tuple[Proposal, ...] = field(default=())
