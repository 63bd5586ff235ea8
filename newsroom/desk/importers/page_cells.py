"""The cell of a page that was laid out with tables in which its story stands.

Such pages mark nothing: menus, lists and the text are cells alike, and the text's lines end with <br>. What tells them
apart is how many words stand in a cell itself, outside of links and of cells within it.
"""

from html.parser import HTMLParser
from itertools import accumulate

DEEPEST = 200  # cells inside each other; every end tag looks through those that are open
_CELLS = {"td", "div", "center"}
_HIDDEN = {"script", "style", "select", "option", "textarea", "title"}


def fullest_cell(markup: str) -> str:
    """The markup of that cell; empty where the page has none."""
    reader = _Reader(markup)
    try:
        reader.feed(markup)
        reader.close()
    except AssertionError:  # the parser's way of meeting a malformed declaration
        pass
    reader.end_all()
    return reader.best


class _Reader(HTMLParser):
    def __init__(self, markup: str):
        super().__init__(convert_charrefs=True)
        self.markup, self.best, self.most = markup, "", 0
        self.lines = [0, *accumulate(len(line) + 1 for line in markup.split("\n"))]
        self.open: list[tuple[str, int, list[int]]] = []  # element, where it begins, the number of its own characters
        self.hidden = self.links = 0

    def handle_starttag(self, tag, attrs):
        if tag == "td":
            self._end("td", within="table")  # old pages leave the end to the browser
        if (tag in _CELLS or tag == "table") and len(self.open) < DEEPEST:
            self.open.append((tag, self._at(), [0]))
        self.hidden += tag in _HIDDEN
        self.links += tag == "a"

    def handle_endtag(self, tag):
        if tag in _CELLS or tag == "table":
            self._end(tag, within="table" if tag != "table" else "")
        elif tag == "tr":
            self._end("td", within="table")
        elif tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "a":
            self.links = max(0, self.links - 1)

    def handle_data(self, data):
        if self.open and not self.hidden and not self.links:
            self.open[-1][2][0] += len("".join(data.split()))

    def end_all(self) -> None:
        while self.open:
            self._note(len(self.markup))

    def _end(self, tag: str, *, within: str) -> None:
        """End the innermost open element of that name, and those in it, unless it is outside of a `within`."""
        for name, _, _ in reversed(self.open):
            if name == tag:
                break
            if name == within:
                return
        else:
            return
        while self._note(self._at()) != tag:
            pass

    def _note(self, end: int) -> str:
        tag, start, (own,) = self.open.pop()
        if tag != "table" and own > self.most:
            self.most, self.best = own, self.markup[start:end]
        return tag

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column
