"""What filters call the tags of stories: read once, and kept while nothing changes that readers see."""

from collections.abc import Iterable
from dataclasses import dataclass

from newsroom.public import cards
from newsroom.public.frame import Frame

MOST = 20_000  # tags; a site has few thousand


@dataclass(frozen=True, slots=True)
class Label:
    """A tag as filters show it: of a listed company or person, or a topic."""

    pk: int
    kind: str
    label: str
    slug: str
    chinese_name: str = ""

    @property
    def path(self) -> str:
        return f"/{ {'company': 'companies', 'person': 'people', 'topic': 'topics'}[self.kind] }/{self.slug}/"


_known: tuple[int | None, dict[int, Label | None]] = None, {}  # of a generation; None for who has no page


def labels(frame: Frame, tags: Iterable[int]) -> list[Label]:
    """The labels of these tags in their order, without those of profiles that have no page; one query at most.

    The frame was read before, so what is read now is not older than the generation under which it is kept.
    """
    global _known
    tags = list(tags)
    generation, known = _known
    if generation != frame.generation or generation is None or len(known) > MOST:
        known = {}
        _known = frame.generation, known
    missing = [tag for tag in tags if tag not in known]
    if missing:
        found = {card["tag"]: _label(card) for card in cards.tags(missing) if card["is_listed"]}
        known.update(dict.fromkeys(missing) | found)
    return [label for tag in tags if (label := known[tag])]


def forget() -> None:
    """Read all anew: for tests, which begin with another database under the same number."""
    global _known
    _known = None, {}


def _label(card: dict) -> Label:
    return Label(card["tag"], card["kind"], card["name"], card["path"].split("/")[2], card.get("chinese_name", ""))
