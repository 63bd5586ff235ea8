"""One entry of a foreign file as the file itself tells it, beside the story that it becomes, if it becomes one.

A report owes every entry of a file a line, menus, pictures and rubbish too; a story record has no room for those,
and says things in our words. So readers make items, and whoever wants only the stories asks `stories`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from .addresses import parts_of
from .exchange import Unreadable
from .record import StoryRecord


@dataclass(slots=True)
class Item:
    """An entry in the file's own words: its type, status, slug and names stand here as printed there.

    `authors` are the names that readers saw, `logins` what the file calls the same people. Either `story` is set or
    `skipped` says, in a clause, why the entry becomes no story.
    """

    source_id: str
    type: str
    status: str = ""
    title: str = ""
    slug: str = ""
    date: datetime | date | None = None
    authors: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    comments: int = 0
    link: str = ""
    story: StoryRecord | None = None
    skipped: str = ""
    file: str = ""


def stories(items: Iterable[Item | Unreadable]) -> Iterator[StoryRecord | Unreadable]:
    """What a file brings in: its stories, and the places that could not be read."""
    for item in items:
        if isinstance(item, Unreadable):
            yield item
        elif item.story is not None:
            yield item.story


LONGEST_SOURCE, LONGEST_ID = 60, 200  # what the database keeps


def source_name(kind: str, address: str, otherwise: str) -> str:
    """The name of a source: its kind and its site, so that two sites that both have a story 1 stay apart."""
    parts = parts_of(address if "//" in address else f"//{address}")
    site = (parts.netloc.rpartition("@")[2] + parts.path.rstrip("/")) if address else ""
    return f"{kind}:{site.lower() or otherwise}"[:LONGEST_SOURCE]


def mark_of(text: str) -> str:
    """A short mark for a story that has no name but that of its file."""
    return sha256(text.encode(errors="replace")).hexdigest()[:12]


class Ids:
    """Keeps the ids of one file apart: what comes twice unchanged is said to, what differs gets an id of its own."""

    def __init__(self):
        self.seen: dict[str, set[int]] = {}
        self.last: dict[str, int] = {}  # numbers given out behind an id and its mark

    def claim(self, identity: str, content: tuple, mark: str) -> tuple[str, str]:
        """(id, "") for a new entry, (id, a warning) for another one under a used id, ("", "") for a mere repetition."""
        identity = identity[:LONGEST_ID]
        digest = hash(content)
        known = self.seen.setdefault(identity, set())
        if digest in known:
            return "", ""
        known.add(digest)
        if len(known) == 1:
            return identity, ""
        own = marked = f"{identity[: LONGEST_ID - 80]}:{mark[:70]}"
        while own in self.seen:
            self.last[marked] = number = self.last.get(marked, 1) + 1
            own = f"{marked}-{number}"
        self.seen[own] = {digest}
        return own, f"The file gives the id {identity} to several entries; this one is kept as {own}."
