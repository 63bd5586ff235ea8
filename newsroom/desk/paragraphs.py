"""A story's text as paragraphs in words, for comparing two of them: nothing that readers see goes unmentioned.

Headings, items, quotes and pictures have a mark before them, links their address behind them.
"""

from html.parser import HTMLParser

from newsroom.desk import body

_BEFORE = {"h2": "## ", "h3": "### ", "li": "• ", "figcaption": "Caption: ", "caption": "Table: ", "cite": "— "}
_BLOCKS = {*_BEFORE, "p", "blockquote", "figure", "ul", "ol", "table", "thead", "tbody", "tr"}
_MARKS = {"strong": "**", "em": "*", "sub": "~", "sup": "^"}


def of_body(source: str) -> list[str]:
    """The paragraphs of a story's text, whether it was written as plain paragraphs or as HTML."""
    reader = _Reader()
    reader.feed(body.to_html(source))
    reader.close()
    reader.end_paragraph()
    return reader.paragraphs


def pictures_of(source: str) -> list[str]:
    """The addresses of the pictures in a story's text, in order."""
    reader = _Reader()
    reader.feed(body.to_html(source))
    return reader.pictures


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self.pictures: list[str] = []
        self._said: list[str] = []
        self._mark = ""
        self._quotes = 0
        self._links: list[str] = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in _BLOCKS:
            self.end_paragraph()
            if tag == "blockquote":
                self._quotes += 1
            self._mark = "Related: " if attrs.get("class") == "related" else _BEFORE.get(tag, "")
        elif tag in {"td", "th"}:
            self._said.append(" | ")
        elif tag == "br":
            self._said.append(" ")
        elif tag == "hr":
            self.end_paragraph()
            self.paragraphs.append("———")
        elif tag == "img":
            self.pictures.append(attrs.get("src", ""))
            self._said.append(f" [picture {attrs.get('src', '')}: {attrs.get('alt') or 'no words'}] ")
        elif tag == "a":
            self._links.append(attrs.get("href", ""))
        elif tag in _MARKS:
            self._said.append(_MARKS[tag])

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            self.end_paragraph()
            if tag == "blockquote":
                self._quotes = max(0, self._quotes - 1)
        elif tag == "a" and self._links and (address := self._links.pop()):
            self._said.append(f" <{address}>")
        elif tag in _MARKS:
            self._said.append(_MARKS[tag])

    def handle_data(self, data):
        self._said.append(data)

    def end_paragraph(self):
        words = " ".join("".join(self._said).split())
        self._said = []
        if words:
            self.paragraphs.append("“ " * bool(self._quotes) + self._mark + words)
            self._mark = ""
