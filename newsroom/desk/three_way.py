"""Two texts that began as one, put together paragraph by paragraph: only what both changed is left to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import pairwise

from newsroom.desk import body, paragraphs
from newsroom.desk.importers.traps import without_traps

_ALONE = {"br", "hr", "img"}
# Paragraphs of a text; a long feature has two hundred. Comparing takes the square of it where all are alike.
MOST_BLOCKS = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """Paragraphs that both changed, each in their own way, as source. `before` is the paragraph in front of them."""

    theirs: str
    mine: str
    before: str


@dataclass(frozen=True, slots=True)
class Merged:
    """`text` has what either changed, and mine where both did: those are the `places`. `has_theirs` where any of
    theirs came into it."""

    text: str
    places: list[Place]
    has_theirs: bool


def merge(base: str, theirs: str, mine: str) -> Merged | None:
    """Put both texts together; None where they have nothing in common that would tell where one is in the other,
    and where a text is of more than MOST_BLOCKS paragraphs."""
    sides = [body.stored(text) for text in (base, theirs, mine)]
    is_html = any(map(body.is_html, sides))
    if is_html:
        sides = [text if body.is_html(text) else body.from_plain(text) for text in sides]
    parts = [_divided(text, is_html) for text in sides]
    if max(map(len, parts)) > MOST_BLOCKS:
        return None
    before, other, own = ([_Block(source) for source in sources] for sources in parts)
    text, places, has_theirs = [], [], False
    regions = list(_regions(before, other, own))
    for old, new, kept in regions:
        if _same(new, old) and [block.source for block in kept] == [block.source for block in old]:
            text += new  # which may differ in what no reader sees
        elif _same(new, old) or _same(new, kept):
            text += kept
        elif _same(kept, old):
            text += new
            has_theirs = True
        else:
            join = _joined(is_html)
            last = text[-1].source if text else ""
            places.append(Place(join(new), join(kept), last))
            text += kept
    if len(regions) == len(places) == 1:
        return None
    return Merged(_joined(is_html)(text), places, has_theirs)


def put_in(text: str, place: Place) -> str | None:
    """`text` with theirs at that place; None where it does not have the place any more, since a person wrote there."""
    is_html = any(map(body.is_html, (text, place.mine, place.theirs, place.before)))
    if is_html and not body.is_html(text):
        text = body.from_plain(text)
    texts = (text.replace("\r\n", "\n").strip(), place.mine, place.theirs, place.before)
    parts = [_divided(part, is_html) for part in texts]
    if max(map(len, parts)) > MOST_BLOCKS:  # no place of a text that was put together
        return None
    blocks, mine, theirs, before = ([_Block(source) for source in sources] for sources in parts)
    if mine:
        found = [at for at in range(len(blocks)) if _same(blocks[at : at + len(mine)], mine)]
    else:
        found = [at + 1 for at, block in enumerate(blocks) if _same([block], before)] if before else [0]
    if not found:
        return None
    blocks[found[0] : found[0] + len(mine)] = theirs
    return _joined(is_html)(blocks)


class _Block:
    """A paragraph, list, table or picture as it is written, known by what readers see of it."""

    __slots__ = ("key", "source")

    def __init__(self, source: str):
        self.source = source
        self.key = tuple(paragraphs.of_body(source))


def _same(one: Sequence[_Block], other: Sequence[_Block]) -> bool:
    return [block.key for block in one] == [block.key for block in other]


def _regions(base: list[_Block], theirs: list[_Block], mine: list[_Block]):
    """The three texts cut at the paragraphs that all have: (of base, of theirs, of mine), each a list."""
    in_theirs, in_mine = _matches(base, theirs), _matches(base, mine)
    ends = [(-1, -1, -1)]
    ends += [(at, in_theirs[at], in_mine[at]) for at in range(len(base)) if at in in_theirs and at in in_mine]
    ends.append((len(base), len(theirs), len(mine)))
    for (b, t, m), (b_next, t_next, m_next) in pairwise(ends):
        if b >= 0:
            yield [base[b]], [theirs[t]], [mine[m]]
        between = base[b + 1 : b_next], theirs[t + 1 : t_next], mine[m + 1 : m_next]
        if len({len(side) for side in between}) == 1:  # as many as there were: one by one
            yield from ([[one], [other], [own]] for one, other, own in zip(*between, strict=True))
        else:
            yield between


def _matches(base: list[_Block], other: list[_Block]) -> dict[int, int]:
    matcher = SequenceMatcher(None, [block.key for block in base], [block.key for block in other], autojunk=False)
    return {a + n: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}


def _joined(is_html: bool):
    between = "\n" if is_html else "\n\n"
    return lambda blocks: between.join(block.source for block in blocks)


def _divided(text: str, is_html: bool) -> list[str]:
    if not is_html:
        return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    text = without_traps(text)  # a place that was chosen comes as a browser sent it
    cutter = _Cutter()
    cutter.feed(text)
    cutter.close()
    return cutter.pieces()


class _Cutter(HTMLParser):
    """Finds where the outermost elements of well-formed HTML end."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self._depth, self._text, self._ends = 0, "", [0]

    def feed(self, data):
        self._text = data
        self._lines = [0]
        for line in data.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        super().feed(data)

    def handle_starttag(self, tag, attrs):
        if tag not in _ALONE:
            self._depth += 1
        elif tag == "hr" and not self._depth:
            self._end(len(self.get_starttag_text()))

    def handle_endtag(self, tag):
        if tag in _ALONE:
            return
        self._depth = max(0, self._depth - 1)
        if not self._depth:
            self._end(len(tag) + 3)

    def _end(self, length: int) -> None:
        line, column = self.getpos()
        self._ends.append(self._lines[line - 1] + column + length)

    def pieces(self) -> list[str]:
        ends = [*self._ends, len(self._text)]
        return [piece for start, end in pairwise(ends) if (piece := self._text[start:end].strip())]
