"""Text that comes from elsewhere, a word processor or a web page: what a story takes of it, and in words what went.

The marks of word processors are read first: lists that are only drawn as lists, emphasis that is only a style. The
rest is the business of newsroom.desk.importers.html_clean, which knows pages of any origin.
"""

import html
import re
from collections import Counter
from html.parser import HTMLParser

from newsroom.desk import body
from newsroom.desk.importers import html_clean
from newsroom.desk.importers.html_clean import Cleaned
from newsroom.desk.importers.traps import without_traps

LARGEST = 400_000  # characters of one paste; a long feature has 30,000, and word processors make ten times that of it

_FRAMES = {"iframe", "embed", "object", "video", "audio"}
_CONTROLS = {"form", "input", "button", "select", "textarea"}
_SILENT = {"script", "style", "template", "svg", "math", "head", "title", "xml", "noscript"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_BOLD = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:normal|[1-4]00)", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.I)
_LIST_LEVEL = re.compile(r"mso-list\s*:\s*\w+\s+level(\d)", re.I)
_NUMBER = re.compile(r"[\s(]*(?:\d+|[a-zA-Z]|[ivxlc]+)[.)]", re.I)
_BLANKS = re.compile(r"(?:&nbsp;|\u00a0| ){2,}")
_ENDS = re.compile(r"(?<!\s)(?<!&nbsp;)(?:&nbsp;|\s)++(</(?:p|li|h[23]|td|th)>)")


def pasted(markup: str) -> Cleaned:
    """What goes into a story of a piece of HTML that somebody pasted. Raises ValueError where it is too much."""
    if len(markup) > LARGEST:
        raise ValueError(f"That is longer than {LARGEST:,} characters. Paste it in parts.")
    _, begins, copied = markup.partition("<!--StartFragment-->")
    copied, ends, _ = copied.partition("<!--EndFragment-->")
    reader = _Reader()
    reader.read(copied if begins and ends else markup)
    cleaned = html_clean.clean("".join(reader.parts))
    kept = body.stored(_ENDS.sub(r"\1", _BLANKS.sub(" ", cleaned.body))) if cleaned.body else ""
    return Cleaned(kept, [*reader.told(), *(note for note in cleaned.notes if "embedded" in note)])


def went(markup: str) -> list[str]:
    """What a save leaves out of a text, in words."""
    if len(markup) > LARGEST or not body.is_html(markup):
        return []
    reader = _Reader()
    reader.read(markup)
    return reader.told()


class _Reader(HTMLParser):
    """Writes the markup down again in `parts` with plain elements for a word processor's, and counts what will go."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.counts: Counter = Counter()
        self.parts: list[str] = []
        self._open: list[tuple[str, str]] = []  # what the source calls it, and what we call it
        self._silent = 0
        self._in_marker = False  # the drawn bullet or number of a list item
        self._marker = ""
        self._item = 0  # the level of the list item that is being read, 0 outside
        self._lists: list[str] = []

    def read(self, markup: str) -> None:
        self.feed(without_traps(markup))
        self.close()
        self._end_lists(0)

    # Elements

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if self._silent or tag in _SILENT:
            if tag == "script" and not self._silent:
                self.counts["script"] += 1
            self._silent += tag not in _VOID
            return
        self._count(tag, attributes)
        if tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "div", "blockquote"}:
            self._begin_block(tag, attributes)
        name = self._name(tag, attributes)
        if tag not in _VOID:
            self._open.append((tag, name))
        if name:
            kept = "".join(
                f' {key}="{html.escape(value)}"'
                for key, value in attributes.items()
                if key != "style" and not key.startswith("on") and re.fullmatch(r"[a-z-]+", key)
            )
            self.parts.append(f"<{name}{kept}>")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self._silent:
            self._silent -= tag not in _VOID
            return
        if tag not in {source for source, _ in self._open[-100:]}:
            return
        while self._open:
            source, name = self._open.pop()
            if name:
                self.parts.append(f"</{name}>")
            if source == tag:
                return

    def _name(self, tag: str, attributes: dict) -> str:
        """What the element is called in a story; empty where only its content counts."""
        style = attributes.get("style", "")
        if ":" in tag or tag in {"font", "center", "u", "ins"} | _CONTROLS:
            return ""
        if tag in {"b", "strong"}:
            return "" if _NOT_BOLD.search(style) else "strong"
        if tag == "span" and not attributes.get("lang"):
            return "strong" if _BOLD.search(style) else "em" if _ITALIC.search(style) else ""
        if tag == "p" and self._item:
            return ""  # the item was opened with its list
        return tag

    # Lists that a word processor draws with paragraphs

    def _begin_block(self, tag: str, attributes: dict) -> None:
        level = _LIST_LEVEL.search(attributes.get("style", "")) if tag == "p" else None
        self._item = int(level[1]) if level else 0
        if not self._item:
            self._end_lists(0)
            return
        self._marker = ""
        self.counts["list"] = 1
        self._end_lists(self._item)
        if len(self._lists) == self._item:
            self.parts.append("</li>")
        while len(self._lists) < self._item:
            # Which kind of list it is shows in the marker, which is still to come.
            self._lists.append(len(self.parts))
            self.parts += ["", "<li>"]
            if len(self._lists) == self._item:
                return
        self.parts.append("<li>")

    def _end_lists(self, level: int) -> None:
        while len(self._lists) > level:
            start = self._lists.pop()
            name = self.parts[start].strip("<>") or "ul"
            self.parts[start] = f"<{name}>"
            self.parts.append(f"</li></{name}>")

    def unknown_decl(self, data):
        said = data.strip().lower()
        if said.startswith("if !supportlists"):
            self._in_marker = True
        elif said.startswith("endif") and self._in_marker:
            self._in_marker = False
            if self._lists and not self.parts[self._lists[-1]]:
                self.parts[self._lists[-1]] = "<ol>" if _NUMBER.match(self._marker) else "<ul>"

    def handle_comment(self, data):
        self.counts["comment"] += data.strip() not in {"StartFragment", "EndFragment"}

    # Words

    def handle_data(self, data):
        if self._in_marker:
            self._marker += data
        elif not self._silent:
            self.parts.append(html.escape(data, quote=False))

    def handle_entityref(self, name):
        self._reference(f"&{name};")

    def handle_charref(self, name):
        self._reference(f"&#{name};")

    def _reference(self, text: str) -> None:
        if self._in_marker:
            self._marker += html.unescape(text)
        elif not self._silent:
            self.parts.append(text)

    # What goes

    def _count(self, tag: str, attributes: dict) -> None:
        plain = tag == "p" and attributes.get("class") == "related"
        self.counts["style"] += "style" in attributes or tag == "font" or ("class" in attributes and not plain)
        self.counts["script"] += any(name.startswith("on") for name in attributes)
        self.counts["frame"] += tag in _FRAMES
        self.counts["control"] += tag in _CONTROLS
        self.counts["underline"] += tag == "u"
        self.counts["struck"] += tag in {"s", "strike", "del"}
        if tag == "img":
            self.counts["picture"] += not body.is_ours(attributes.get("src", ""))
        if tag == "a" and (address := attributes.get("href", "").strip()):
            scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
            self.counts["link"] += bool(scheme) and scheme[1].lower() not in body.SCHEMES

    def told(self) -> list[str]:
        """A sentence for each kind of thing that a story does not take."""
        return [_sentence(kind, self.counts[kind]) for kind in _SENTENCES if self.counts[kind]]


# For one thing, and for several.
_SENTENCES = {
    "style": ("Fonts, colours and other styles went; the words stayed.",) * 2,
    "list": ("Lists drawn by a word processor became real ones.",) * 2,
    "comment": ("Hidden notes of the program it came from went.",) * 2,
    "underline": ("Underlining went: readers take it for a link.",) * 2,
    "struck": ("Struck-out words now stand like the others: look them over.",) * 2,
    "picture": (
        "A picture from elsewhere went: put it into the picture library, then choose it there.",
        "{} pictures from elsewhere went: put them into the picture library, then choose them there.",
    ),
    "frame": ("An embedded player or frame went.", "{} embedded players or frames went."),
    "control": ("Parts of a form went.",) * 2,
    "link": (
        "A link that no reader could follow went; its words stayed.",
        "{} links that no reader could follow went; their words stayed.",
    ),
    "script": ("A script went.", "{} scripts went."),
}  # fmt: skip


def _sentence(kind: str, number: int) -> str:
    one, several = _SENTENCES[kind]
    return one if number == 1 else several.format(number)
