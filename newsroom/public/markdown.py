"""The sanitised HTML of a story as Markdown or as plain text: one walk over it, with marks or without."""

import re
from html.parser import HTMLParser

from django.utils.encoding import iri_to_uri

_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
_LINE_START = re.compile(r"^([#+=-])", re.MULTILINE)
_NUMBER_AT_START = re.compile(r"^(\d+)([.)])", re.MULTILINE)
FIRST = re.compile("[0-9]{1,9}")  # the numbers that Markdown has for an item
_BLOCKS = {"p", "h2", "h3", "li", "blockquote", "cite", "figure", "figcaption", "caption", "ul", "ol", "table"}
_MARKS = {"strong": "**", "em": "*"}


def escaped(text: str) -> str:
    """Words of ours as Markdown that says just these words."""
    text = _LINE_START.sub(r"\\\1", _SPECIAL.sub(r"\\\g<0>", text))
    return _NUMBER_AT_START.sub(r"\1\\\2", text)


def link(words: str, address: str) -> str:
    """`words` are Markdown already."""
    return f"[{words}]({_address(address)})"


def from_html(markup: str) -> str:
    return _converted(markup, has_marks=True)


def text_from_html(markup: str) -> str:
    return _converted(markup, has_marks=False)


def _converted(markup: str, *, has_marks: bool) -> str:
    writer = _Writer(has_marks)
    writer.feed(markup)
    writer.close()
    writer.end_block()
    return "\n\n".join(writer.blocks)


def _address(address: str) -> str:
    return iri_to_uri(address).replace("(", "%28").replace(")", "%29")


class _Writer(HTMLParser):
    """Blocks are written one after another; inline elements wait on a stack until they end."""

    def __init__(self, has_marks: bool):
        super().__init__(convert_charrefs=True)
        self.has_marks = has_marks
        self.blocks: list[str] = []
        self.inline: list[tuple[str, str, list[str]]] = [("", "", [])]  # (tag, address, what was said in it)
        self.start = ""  # of the block that is being written: a heading's or an item's mark
        self.quotes = 0
        self.lists: list[int | None] = []  # the number of the next item, None in a list without numbers
        self.row: list[str] | None = None
        self.is_first_row = True

    # What the parser finds

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in _BLOCKS:
            self.end_block()
        if tag in _MARKS or tag == "a":
            self.inline.append((tag, given.get("href") or "", []))
        elif tag in ("h2", "h3"):
            self.start = f"{'#' * int(tag[1])} " if self.has_marks else ""
        elif tag in ("ul", "ol"):
            first = given.get("start") or "1"
            self.lists.append((int(first) if FIRST.fullmatch(first) else 1) if tag == "ol" else None)
        elif tag == "li":
            self.start = self.item_mark()
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "br":
            self.say("\\\n" if self.has_marks else "\n")
        elif tag == "hr":
            self.end_block()
            self.blocks.append("---")
        elif tag == "img":
            self.picture(given)
        elif tag == "table":
            self.is_first_row = True
        elif tag == "tr":
            self.end_block()
            self.row = []

    def handle_endtag(self, tag):
        if tag == self.inline[-1][0]:
            self.end_inline()
        elif tag in ("td", "th") and self.row is not None:
            self.row.append(self.taken())
        elif tag == "tr" and self.row is not None:
            self.end_row()
        elif tag in _BLOCKS:
            self.end_block()
            if tag in ("h2", "h3", "li"):
                self.start = ""  # of one in which nothing was said
            elif tag == "blockquote":
                self.quotes = max(0, self.quotes - 1)
            elif tag in ("ul", "ol") and self.lists:
                self.lists.pop()

    def handle_data(self, data):
        words = re.sub(r"\s+", " ", data)
        self.say(_SPECIAL.sub(r"\\\g<0>", words) if self.has_marks else words)

    # What is written

    def say(self, text: str) -> None:
        self.inline[-1][2].append(text)

    def end_inline(self) -> None:
        tag, address, said = self.inline.pop()
        text = "".join(said)
        inner = text.strip()
        if self.has_marks and inner:
            mark = _MARKS.get(tag, "")
            marked = f"{mark}{inner}{mark}" if mark else link(inner, address) if address else inner
            # A mark beside a blank would not count as one.
            text = text.replace(inner, marked, 1)
        self.say(text)

    def taken(self) -> str:
        """What was said since the last block ended."""
        while len(self.inline) > 1:
            self.end_inline()
        said = "".join(self.inline[0][2])
        self.inline[0][2].clear()
        return "\n".join(line.strip() for line in said.strip().split("\n"))

    def end_block(self) -> None:
        if self.row is not None:
            return  # a block within a cell is only a part of its line
        text = self.taken()
        if not text:
            return
        if self.has_marks and not self.start:
            text = _NUMBER_AT_START.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", text))
        indent = " " * 4 * max(0, len(self.lists) - 1)
        lines = f"{self.start}{text}".split("\n")
        self.start = ""
        quote = "> " * self.quotes if self.has_marks else "    " * self.quotes
        self.blocks.append("\n".join(f"{quote}{indent}{line}" for line in lines))

    def end_row(self) -> None:
        cells = [" ".join(cell.replace("\\\n", " ").split()) for cell in self.row]
        self.row = None
        if not self.has_marks:
            self.add_line("\t".join(cells))
            return
        self.add_line(f"| {' | '.join(cell.replace('|', '\\|') for cell in cells)} |")
        if self.is_first_row:
            self.add_line(f"|{' --- |' * len(cells)}", is_next=True)
        self.is_first_row = False

    def add_line(self, line: str, *, is_next: bool = False) -> None:
        """A line of a table, which goes on with its block."""
        if is_next or not self.is_first_row:
            self.blocks[-1] += f"\n{line}"
        else:
            self.blocks.append(line)
            self.is_first_row = self.has_marks

    def item_mark(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "- "
        number = self.lists[-1]
        self.lists[-1] += 1
        return f"{number}. "

    def picture(self, given: dict) -> None:
        words = given.get("alt") or ""
        if self.has_marks:
            self.say(f"![{escaped(words)}]({_address(given.get('src') or '')})")
        elif words:
            self.say(f"[{words}]")
