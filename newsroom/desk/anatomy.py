"""What a text is made of, for checks and counts: its pictures, links, quotations and tables."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Figure:
    """A picture in a text."""

    source: str
    alt_text: str
    caption: str = ""


@dataclass(slots=True)
class Anatomy:
    figures: list[Figure] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # where to, and the words that are the link
    quotes: list[bool] = field(default_factory=list)  # whether each names its speaker
    tables: list[bool] = field(default_factory=list)  # whether each has a heading for its columns or rows


def of(markup: str) -> Anatomy:
    """The parts of a text, given as the sanitised HTML that newsroom.desk.body makes."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.anatomy


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.anatomy = Anatomy()
        self._open: list[str] = []
        self._figure: Figure | None = None
        self._link: list[str] | None = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        anatomy = self.anatomy
        if tag == "img":
            self._figure = Figure(attributes.get("src") or "", attributes.get("alt") or "")
            anatomy.figures.append(self._figure)
            return
        if tag in {"br", "hr"}:
            return
        self._open.append(tag)
        if tag == "a":
            self._link = [attributes.get("href") or "", ""]
        elif tag == "blockquote":
            anatomy.quotes.append(False)
        elif tag == "cite" and "blockquote" in self._open:
            anatomy.quotes[-1] = True
        elif tag == "table":
            anatomy.tables.append(False)
        elif tag == "th" and anatomy.tables:
            anatomy.tables[-1] = True

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "a" and self._link:
            self.anatomy.links.append((self._link[0], " ".join(self._link[1].split())))
            self._link = None
        elif tag == "figure":
            self._figure = None

    def handle_data(self, data):
        if self._link:
            self._link[1] += data
        if self._figure and "figcaption" in self._open:
            self._figure.caption = " ".join(f"{self._figure.caption} {data}".split())
