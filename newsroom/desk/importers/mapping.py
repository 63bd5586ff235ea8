"""What a person says of a source's names before its stories come in: who an author is here, which shelf is which."""

from collections import Counter
from dataclasses import dataclass, field, replace

from newsroom.desk.importers.record import StoryRecord

LEFT_OUT = ""


@dataclass(slots=True)
class Mapping:
    """The names as the source prints them, and what stands in their place; an empty word leaves a name out.

    A category that is left out gives its stories the section that a story without one gets.
    """

    authors: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, values: dict) -> "Mapping":
        return cls(dict(values.get("authors") or {}), dict(values.get("sections") or {}))

    def apply(self, record: StoryRecord) -> StoryRecord:
        """The record with its names changed; itself where nothing is said of any of them."""
        if self.authors:
            credits = [replace(credit, name=self.authors.get(credit.name, credit.name)) for credit in record.credits]
            record.credits = [credit for credit in credits if credit.name != LEFT_OUT]
        if record.section in self.sections:
            record.section = self.sections[record.section]
        return record


class Found:
    """Counts the authors and sections of a source while its stories go by, for somebody to map them."""

    MOST = 300

    def __init__(self):
        self.authors: Counter[str] = Counter()
        self.sections: Counter[str] = Counter()

    def note(self, record: StoryRecord) -> None:
        self.authors.update({credit.name for credit in record.credits})
        self.sections.update([record.section] if record.section else [])

    def as_json(self) -> dict:
        return {"authors": self.authors.most_common(self.MOST), "sections": self.sections.most_common(self.MOST)}
