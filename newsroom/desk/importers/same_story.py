"""Whether a record is the story that came under its id before, where the id is a mere number or the name of a file.

Two tables both have a row 1, and two folders an index.txt. Whoever sends a table again wants its stories changed;
whoever sends another must not have them written over. So the number counts where the story is alike, and else the
record gets an id of its own, made of the number and of what tells the one table from the other.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.utils import timezone

from newsroom.desk.importers.filling import moment
from newsroom.desk.importers.html_clean import plain
from newsroom.desk.importers.item import LONGEST_ID, mark_of
from newsroom.desk.importers.record import StoryRecord
from newsroom.models import Article

_ALIKE = 0.6  # of two texts, by the letters that they share in order: a headline that was mended has 0.9 of them
_BEGINNING = 200  # characters of a text that are compared
_TAG = re.compile(r"<[^<>]*>")
Key = tuple[str, str]  # source and id


@dataclass(frozen=True, slots=True)
class Sight:
    """As much of a story as tells it from others."""

    headline: str
    day: date | None
    text: str
    address: str

    def is_alike(self, other: "Sight") -> bool:
        """Whether at least half of what both state agrees; the same address settles it."""
        if self.address and self.address == other.address:
            return True
        signs = [_ratio(self.headline, other.headline) >= _ALIKE]
        if self.text and other.text:
            signs.append(_ratio(self.text, other.text) >= _ALIKE)
        if self.day and other.day:
            signs.append(self.day == other.day)
        if self.address and other.address:
            signs.append(False)
        return sum(signs) * 2 >= len(signs)


class OwnIds:
    """Gives the records of one import that bear mere numbers the ids under which they are kept here."""

    def __init__(self, digest: Callable[[StoryRecord], str]):
        self.digest = digest
        self.came: dict[Key, Sight] = {}  # with this import

    def settle(self, records: Iterable[StoryRecord]) -> None:
        """Set the ids of records that have a mark, and say in a warning where one is new and was another's."""
        records = [record for record in records if record.mark]
        known = self._known(records)
        for record in records:
            sight, first = _of_record(record), record.id
            for identity in _candidates(record):
                record.id, key = identity, (record.source, identity)
                article, before = known.get(key), self.came.get(key)
                if article is not None and article.source_digest == self.digest(record):
                    break
                before = before or (article and _of_article(article))
                if before is None or before.is_alike(sight):
                    break
            self.came.setdefault((record.source, record.id), sight)
            if record.id != first and article is None:
                other = self.came.get((record.source, first)) or _of_article(known[record.source, first])
                record.warnings.append(
                    f"The id {first} is that of another story here, “{other.headline[:80]}”; this one is kept as "
                    f"{record.id}."
                )

    @staticmethod
    def _known(records: list[StoryRecord]) -> dict[Key, Article]:
        wanted: dict[str, list[str]] = {}
        for record in records:
            wanted.setdefault(record.source, []).extend(_candidates(record))
        return {
            (source, article.source_id): article
            for source, ids in wanted.items()
            for article in Article.objects.from_source(source, ids)
        }


def own_key(key: Key, mark: str) -> Key:
    """The source and id that a story has where its number is another's."""
    return key[0], f"{key[1][: LONGEST_ID - 100]}:{mark[:80]}"


def _candidates(record: StoryRecord) -> list[str]:
    key = record.source, record.id
    own = own_key(key, record.mark)[1]
    return [record.id, own, f"{own}:{mark_of(f'{record.headline}|{record.published}|{record.source_url}')}"]


def _of_record(record: StoryRecord) -> Sight:
    return _sight(
        record.headline,
        moment(record.published or record.updated),
        f"{record.standfirst} {record.body[: 5 * _BEGINNING]}",
        record.source_url,
    )


def _of_article(article: Article) -> Sight:
    text = f"{article.standfirst} {article.body[: 5 * _BEGINNING]}"
    return _sight(article.headline, article.backdated_to, text, article.source_url)


def _sight(headline: str, at, text: str, address: str) -> Sight:
    words = plain(_TAG.sub(" ", text)).casefold()[:_BEGINNING]
    day = timezone.localtime(at).date() if at else None
    return Sight(headline[:300], day, words, address.partition("//")[2].removeprefix("www.").rstrip("/"))


def _ratio(one: str, other: str) -> float:
    if one == other:
        return 1
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()
