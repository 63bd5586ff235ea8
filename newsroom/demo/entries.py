"""What an entry of the demo's directory says: plain values for companies, people and their other names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AliasEntry:
    """Another name. `language` is en, zh-Hans, zh-Hant or pinyin; `kind` is official, short, former, acronym, brand,
    pinyin or misspelling; `match` is exact, any (any case), after_full (only once the full name has stood) or never.
    """

    text: str
    language: str = "en"
    kind: str = "short"
    match: str = "exact"


@dataclass(frozen=True, slots=True)
class CompanyEntry:
    name: str
    slug: str
    kind: str
    summary: str
    body: str
    chinese_name: str = ""
    website: str = ""
    founded: int | None = None
    aliases: tuple[AliasEntry, ...] = ()
    topics: tuple[str, ...] = ()
    is_synthetic: bool = False

    @property
    def drawing(self) -> str:
        return f"drawing:logo-{self.slug}"


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """A post: its title, the organisation as printed, and that organisation's name in this directory if it has one."""

    title: str
    organisation: str
    company: str = ""


@dataclass(frozen=True, slots=True)
class PersonEntry:
    name: str
    slug: str
    family_name: str
    given_name: str
    summary: str
    body: str
    chinese_name: str = ""
    roles: tuple[RoleEntry, ...] = ()
    aliases: tuple[AliasEntry, ...] = ()
    topics: tuple[str, ...] = ()
    drawing: str = ""
    is_synthetic: bool = False

    @property
    def post(self) -> str:
        """The post in one line, as it stands beside a story."""
        return ", ".join(f"{role.title}, {role.organisation}" for role in self.roles)


def chinese(
    text: str, traditional: str = "", *, kind: str = "official", match: str = "exact"
) -> tuple[AliasEntry, ...]:
    """A Chinese name in simplified and, where it looks different, traditional characters."""
    names = (AliasEntry(text, "zh-Hans", kind, match),)
    return (*names, AliasEntry(traditional, "zh-Hant", kind, match)) if traditional else names


def misspelt(text: str) -> AliasEntry:
    return AliasEntry(text, kind="misspelling", match="any")


def pinyin(text: str) -> AliasEntry:
    return AliasEntry(text, "pinyin", "pinyin", "any")
