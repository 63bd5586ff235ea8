"""A place where a known name stands, while it is being weighed."""

from .reading import Reading
from .values import Name

# Points out of a hundred and where they are cut. Set on one half of the labelled development sets,
# confirmed on the other (docs/tagging.md).
SURE_FROM, LIKELY_FROM, SHOWN_FROM = 80, 50, 25


class Hit:
    """A place where one or several known names stand, and what has been found out about it."""

    __slots__ = (
        "_text",
        "acts",
        "end",
        "entity",
        "first",
        "fuller",
        "key",
        "last",
        "longer",
        "misspelt",
        "name",
        "names",
        "points",
        "reasons",
        "start",
        "surface",
        "unmarked",
    )

    def __init__(self, reading: Reading, first: int, last: int, names: tuple[Name, ...], key: str):
        self.first, self.last = first, last
        self.start, self.end = reading.starts[first], reading.ends[last - 1]
        self.surface = " ".join(reading.text[self.start : self.end].split())
        self._text = reading.text
        self.key = key
        self.settle(names)
        self.points = 0
        self.reasons: list[str] = []
        self.misspelt = False
        self.acts = False  # does something: says, reports, launches
        self.unmarked = False  # a short Chinese name with nothing beside it that marks a company
        self.longer = ""  # the longer name that it seems to be part of
        self.fuller = False  # stands as a short form of a name given elsewhere

    @property
    def line(self) -> str:
        """The surface, with a legal form taken in, on one line."""
        return " ".join(self._text[self.start : self.end].split())

    @property
    def shared(self) -> bool:
        return any((name.type, name.entity_id) != self.entity for name in self.names)

    def settle(self, names: tuple[Name, ...]) -> None:
        """Only these names remain in question; the first is taken until the story says otherwise."""
        self.names = names
        self.name = names[0]
        self.entity = (self.name.type, self.name.entity_id)

    def settle_on(self, entity: tuple[str, str]) -> None:
        self.settle(tuple(name for name in self.names if (name.type, name.entity_id) == entity))

    def cap(self, points: int, reason: str) -> None:
        """No more than so many points, said only where it takes some away."""
        if self.points > points:
            self.points = points
            self.reasons.append(reason)

    def note(self, points: int, reason: str) -> None:
        self.points += points
        self.reasons.append(reason)

    @property
    def width(self) -> int:
        """The words of the name itself, without a legal form behind it."""
        return self.key.count(" ") + 1
