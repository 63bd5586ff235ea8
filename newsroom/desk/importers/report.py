"""What an import says of every entry of its files: a line each, for a person and for a program."""

import json
from collections.abc import Iterable, Iterator

from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.item import Item
from newsroom.desk.importers.record import StoryRecord
from newsroom.desk.importers.save import Outcome, Report


class Ledger:
    """Notes every entry while its story goes to the saver, and afterwards what became of it."""

    def __init__(self):
        self.rows: list[dict] = []
        self._sent: list[dict] = []

    def stories(self, items: Iterable[Item | Unreadable]) -> Iterator[StoryRecord | Unreadable]:
        """The stories among `items`, for the saver; the others are noted as skipped."""
        for item in items:
            if isinstance(item, Unreadable):
                row = _EMPTY | {"file": item.where, "action": "failed", "warnings": [item.reason]}
                self._sent.append(row)
                story = item
            else:
                row, story = _row(item), item.story
                if story is None:
                    row |= {"action": "skipped", "warnings": [item.skipped]}
                else:
                    self._sent.append(row)
            self.rows.append(row)
            if story is not None:
                yield story

    def settle(self, outcomes: list[Outcome]) -> None:
        """Write down what the saver said of the next stories, in the order in which they went to it."""
        sent, self._sent = self._sent[: len(outcomes)], self._sent[len(outcomes) :]
        for row, outcome in zip(sent, outcomes, strict=True):
            row["action"] = outcome.action
            row["published"] = outcome.is_published
            row["scheduled"] = outcome.is_scheduled
            row["related"] = outcome.is_related
            row["proposed"] = outcome.proposed
            row["warnings"] = outcome.notes
            row["article"] = outcome.article_id

    def take(self) -> list[dict]:
        """The rows noted since the last call, skipped ones too, up to the last story that is settled."""
        unsettled = len(self.rows)
        if self._sent:
            unsettled = next(at for at, row in enumerate(self.rows) if row is self._sent[0])
        taken, self.rows = self.rows[:unsettled], self.rows[unsettled:]
        return taken

    def lines(self) -> Iterator[str]:
        """The rows as JSON Lines."""
        for row in self.rows:
            yield json.dumps(row, ensure_ascii=False, default=lambda moment: moment.isoformat())

    def summary(self, report: Report, *, dry_run: bool, seconds: float) -> str:
        """The whole import in a sentence."""
        counts = ", ".join(f"{number} {action}" for action, number in sorted(report.counts.items())) or "no stories"
        if self.skipped:
            counts += f", {self.skipped} skipped (no stories: menus, pictures, the bin …)"
        waiting = f", {report.scheduled} scheduled" if report.scheduled else ""
        waiting += f", {report.related} related to their originals" if report.related else ""
        would = "Dry run, nothing was written: " if dry_run else ""
        number = len(report.outcomes)
        return (
            f"{would}{counts}; {report.published} published{waiting}. "
            f"{number} stories in {seconds:.1f} s, {number / seconds:.0f} a second."
        )

    @property
    def skipped(self) -> int:
        return sum(row["action"] == "skipped" for row in self.rows)


def _row(item: Item) -> dict:
    return {
        "file": item.file,
        "source_id": item.source_id,
        "type": item.type,
        "status": item.status,
        "title": item.title,
        "slug": item.slug,
        "date": item.date,
        "authors": item.logins or item.authors,
        "names": item.authors,
        "categories": item.categories,
        "tags": item.tags,
        "comments": item.comments,
        "link": item.link,
        "action": "",
        "warnings": [],
    }


_EMPTY = _row(Item("", ""))
