"""HTML of any origin as the plain kind of HTML that stories here are made of.

nh3 first makes sound and harmless HTML of it; then what stands where is worked out: divisions become paragraphs,
pictures with their captions figures, what plays a link. Words are never changed; what is left out or changed its
meaning is named in a note. Pictures keep the address that the source gives them, since nothing is fetched here:
`place_pictures` puts ours in their place.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import nh3

from companies import nesting

from .addresses import joined
from .record import PhotoRecord
from .traps import with_bounded_tags

LARGEST = 5_000_000  # characters of one text
DEEPEST = 100

_INLINE = {"a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "cite", "sub": "sub"}
_INLINE |= {"sup": "sup", "dfn": "em", "var": "em"}
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_STRUCK = {"s", "strike", "del"}
_PLAYERS = {"iframe", "embed", "object", "video", "audio", "source"}
_BOXES = {
    "div", "section", "article", "main", "header", "footer", "aside", "center", "address", "details", "summary",
    "dl", "dd", "fieldset", "hgroup", "picture", "noscript", "body", "html",
}  # fmt: skip
_BLOCKS = _BOXES | set(_HEADINGS) | _PLAYERS | {
    "p", "ul", "ol", "li", "blockquote", "figure", "figcaption", "table", "hr", "pre", "dt", "img",
}  # fmt: skip
_TABLE_PARTS = {"thead", "tbody", "tfoot", "tr", "th", "td", "caption", "colgroup", "col"}
_KEPT = _BLOCKS | _TABLE_PARTS | set(_INLINE) | _STRUCK | {"br", "span", "q", "code", "kbd", "samp", "tt"}
_GONE = {"script", "style", "template", "svg", "math", "select", "button", "textarea", "head", "title", "nav", "form"}
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height", "data-src", "data-lazy-src", "data-original", "title"},
    "iframe": {"src", "data-src", "title"}, "embed": {"src"}, "object": {"data"}, "source": {"src"},
    "video": {"src"}, "audio": {"src"},
    "span": {"lang"}, "p": {"lang"}, "blockquote": {"lang", "cite"},
    "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}, "ol": {"start"},
}  # fmt: skip
# What stands inside a frame is raw text to HTML, so it comes out of nh3 as it went in.
_FRAME = re.compile(r"(<iframe\b[^>]*>).*?</iframe>", re.S)
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^>]*)?)>")
_ATTRIBUTE = re.compile(r'(?<![a-z-])([a-z-]++)="([^"]*)"')
_VOID = {"br", "hr", "img", "embed", "source", "col"}
_ADDRESS_ALONE = re.compile(r"https?://[^\s<>\"]{4,500}")
_EMPTY = re.compile(r"(?:[\s\u200b\ufeff]|&nbsp;|</?(?:strong|em|cite|sub|sup|span)\b[^<>]*>|<a\b[^<>]*></a>)*+")
_BREAKS = re.compile(r"^(?:\s|<br>)++|(?<!\s)(?<!<br>)(?:\s|<br>)++$")
_COVER = re.compile(r"(?:^|\s)(?:emoji|wp-smiley|smiley)(?:\s|$)")


@dataclass(slots=True)
class Cleaned:
    """A text with sentences about what was changed in it."""

    body: str
    notes: list[str] = field(default_factory=list)


def clean(markup: str, *, base: str = "", lines: bool = False) -> Cleaned:
    """`markup` as a story's HTML. `base` is the address it stood at, for addresses relative to it.

    With `lines` empty lines divide paragraphs and line ends count, as in WordPress's old editor.
    """
    if len(markup) > LARGEST:
        raise ValueError(f"The text is longer than {LARGEST // 1_000_000} million characters.")
    if markup.count("<") > LARGEST // 20:
        raise ValueError("The text has more elements than a story can have.")
    if nesting.is_too_deep(markup):
        raise ValueError(f"The text has more than {nesting.DEEPEST} elements open inside each other.")
    if "<" not in markup and "&" not in markup and not lines:
        markup = " ".join(markup.split())
        return Cleaned(f"<p>{html.escape(markup, quote=False)}</p>" if markup else "")
    sound = nh3.clean(
        with_bounded_tags(markup),
        tags=_KEPT,
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    writer = _Writer(base if joined(base, "/") else "", lines)
    blocks = writer.flow(_tree(_FRAME.sub(r"\1</iframe>", sound)))
    return Cleaned("\n".join(blocks), writer.notes())


def plain(markup: str) -> str:
    """The words of a short piece of HTML, a title or a caption, as one line."""
    if "<" in markup:
        markup = _INLINE_TAG.sub("", _BREAK_TAG.sub(" ", markup))
    return " ".join(html.unescape(markup).replace("\u200b", "").split())


# Titles are text in one source and HTML in the next: only what is surely an element goes, "a < b" and "<F>" stay.
_NAMES = "a abbr b big cite code del dfn em font i img ins kbd mark p q s small span strike strong sub sup tt u var wbr"
_INLINE_TAG = re.compile(rf"</?(?:{'|'.join(_NAMES.split())}|div|h[1-6]|figure|figcaption)(?:\s[^<>]*)?/?>", re.I)
_BREAK_TAG = re.compile(r"<br\s*/?>|</p>\s*<p[^<>]*>", re.I)


_PICTURE = re.compile(
    r'<figure>\n?<img src="([^"]*)"([^<>]*)>(?:\n?<figcaption>((?:[^<]++|<(?!/?fig))*+)</figcaption>)?\n?</figure>\n?'
)


def place_pictures(body: str, find: Callable[[PhotoRecord], str | None]) -> tuple[str, list[str]]:
    """`body` with every picture at the address that `find` gives for it, and the addresses of those it has none for.

    A picture that is not found goes, and its caption with it.
    """
    missing = []

    def place(match: re.Match) -> str:
        photo = _as_record(match)
        address = find(photo)
        if address is None:
            missing.append(photo.file)
            return ""
        return match[0].replace(f'src="{match[1]}"', f'src="{html.escape(address)}"', 1)

    return _PICTURE.sub(place, body).rstrip("\n"), missing


def pictures_in(body: str) -> list[PhotoRecord]:
    """The pictures that a text shows, in order."""
    return [_as_record(match) for match in _PICTURE.finditer(body)]


def _as_record(match: re.Match) -> PhotoRecord:
    alt = html.unescape((re.search(r'alt="([^"]*)"', match[2]) or ["", ""])[1])
    return PhotoRecord(html.unescape(match[1]), alt_text=alt, caption=plain(match[3] or ""))


_FIRST = re.compile(r"<(p|h[23])>(.*?)</\1>\n?", re.S)


def without_first(body: str, standfirst: str) -> str:
    """`body` without its first paragraph or heading, if that says word for word what the standfirst says."""
    match = _FIRST.match(body)
    return body[match.end() :] if match and plain(match[2]) == standfirst else body


class _Element:
    __slots__ = ("attrs", "children", "has_blocks", "tag")

    def __init__(self, tag: str, attrs: dict[str, str]):
        self.tag, self.attrs = tag, attrs
        self.children: list[str | _Element] = []
        self.has_blocks = False

    def classes(self) -> set[str]:
        return set(self.attrs.get("class", "").split())

    def every(self, *tags: str):
        for child in self.children:
            if isinstance(child, _Element):
                if child.tag in tags:
                    yield child
                yield from child.every(*tags)

    def own(self, *tags: str):
        """The same, but for what belongs to a table within."""
        for child in self.children:
            if isinstance(child, _Element):
                if child.tag in tags:
                    yield child
                elif child.tag != "table":
                    yield from child.own(*tags)


def _tree(sound: str) -> list:
    """The elements of sound HTML. What nests deeper than any text does is taken for its content."""
    root = _Element("body", {})
    path, ignored = [root], 0
    last = 0
    for match in _TOKEN.finditer(sound):
        if text := sound[last : match.start()]:
            path[-1].children.append(text.replace("<", "&lt;"))
        last = match.end()
        closing, tag, attrs = match[1], match[2], match[3]
        if closing:
            if ignored:
                ignored -= 1
            elif len(path) > 1:
                done = path.pop()
                path[-1].has_blocks |= done.has_blocks or done.tag in _BLOCKS
            continue
        if tag not in _VOID and len(path) > DEEPEST:
            ignored += 1
            continue
        element = _Element(tag, dict(_ATTRIBUTE.findall(attrs)))
        path[-1].children.append(element)
        if tag in _VOID:
            path[-1].has_blocks |= tag in _BLOCKS
        else:
            path.append(element)
    if text := sound[last:]:
        path[-1].children.append(text.replace("<", "&lt;"))
    while len(path) > 1:
        done = path.pop()
        path[-1].has_blocks |= done.has_blocks or done.tag in _BLOCKS
    return root.children


def _list_item(parts: list[str]) -> str:
    # Paragraphs of an item are lines of it; lists in it stay lists.
    text = "<br>".join(part[3:-4] for part in parts if part.startswith("<p>"))
    others = [part for part in parts if not part.startswith("<p>")]
    return "\n".join(([text] if text else []) + others)


class _Writer:
    def __init__(self, base: str, lines: bool):
        self.base, self.lines = base, lines
        self.counts: Counter = Counter()

    def notes(self) -> list[str]:
        notes = []
        if number := self.counts["player"]:
            are = "player or frame is now a link" if number == 1 else "players or frames are now links"
            notes.append(f"{number} embedded {are}.")
        if self.counts["struck"]:
            notes.append("Struck-out words stand in the text like the others now: look them over.")
        if number := self.counts["data"]:
            notes.append(f"Left out {number} {'picture' if number == 1 else 'pictures'} written into the text itself.")
        return notes

    # Blocks

    def flow(self, children: list) -> list[str]:
        """Blocks; text that stands between them becomes paragraphs."""
        blocks: list[str] = []
        run: list[str] = []
        breaks = 0

        def flush():
            nonlocal breaks
            self._paragraph("".join(run), blocks)
            run.clear()
            breaks = 0

        for child in children:
            if isinstance(child, str):
                if not self.lines:
                    run.append(child)
                    breaks = breaks if not child.strip() else 0
                    continue
                for number, part in enumerate(re.split(r"\n[ \t\r]*\n\s*", child.replace("\r", ""))):
                    if number:
                        flush()
                    run.append(part.replace("\n", "<br>"))
                    breaks = breaks if not part.strip() else 0
            elif child.tag == "br":
                # Two in a row are what old editors wrote for a paragraph.
                breaks += 1
                run.append("<br>")
                if breaks > 1:
                    flush()
            elif self._is_inline(child):
                run.append(self.inline([child]))
                breaks = 0
            else:
                flush()
                added = self.block(child)
                # Pages that load pictures late hold them once more for readers without scripts.
                if child.tag == "noscript" and added and added[0] in blocks[-1:]:
                    del added[0]
                blocks += added
        flush()
        return blocks

    def _is_inline(self, element: _Element) -> bool:
        if element.tag == "img":
            return bool(_COVER.search(element.attrs.get("class", "")))
        return element.tag not in _BLOCKS and not element.has_blocks

    def _paragraph(self, inner: str, blocks: list[str], tag: str = "p") -> None:
        inner = _BREAKS.sub("", inner)
        if _EMPTY.fullmatch(inner.replace("<br>", "")):
            return
        inner = re.sub(r"(?:(?<!\s)\s++)?<br>\s*+", "<br>", re.sub(r"[ \t\r\n]+", " ", inner))
        if _ADDRESS_ALONE.fullmatch(inner):
            inner = f'<a href="{inner}">{inner}</a>'
        blocks.append(f"<{tag}>{inner}</{tag}>")

    def block(self, element: _Element) -> list[str]:
        tag, children = element.tag, element.children
        if tag in _HEADINGS:
            return self._heading(element)
        if tag in ("ul", "ol"):
            return self._list(element)
        if tag == "blockquote":
            inner = self.flow(children)
            return ["<blockquote>\n" + "\n".join(inner) + "\n</blockquote>"] if inner else []
        if tag == "table":
            return self._table(element)
        if tag == "hr":
            return ["<hr>"]
        if tag == "pre":
            return self._preformatted(element)
        if tag == "img":
            return self._picture(element, "")
        if tag in _PLAYERS:
            return self._player(element)
        if tag == "dt":
            blocks: list[str] = []
            self._paragraph(f"<strong>{self.inline(children)}</strong>", blocks)
            return blocks
        if tag == "figure" or ("wp-caption" in element.classes()):
            return self._figure(element)
        return self.flow(children)

    def _heading(self, element: _Element) -> list[str]:
        # A picture in a heading is a block of its own.
        pictures = [block for image in element.every("img") for block in self._picture(image, "")]
        blocks: list[str] = []
        self._paragraph(self.inline(element.children).replace("<br>", " "), blocks, _HEADINGS[element.tag])
        return pictures + blocks

    def _list(self, element: _Element) -> list[str]:
        """Each item is read once, for lists stand in lists."""
        rows, blocks, has_words = [], [], False
        for child in element.children:
            if isinstance(child, str):
                if child.strip():
                    rows.append(f"<li>{child.strip()}</li>")
                    has_words = True
                continue
            parts = self.flow([child] if child.tag in ("ul", "ol") else child.children)
            blocks += parts
            if inner := _list_item(parts):
                rows.append(f"<li>{inner}</li>")
        if blocks and not has_words and all(block.startswith("<figure>") for block in blocks):
            return blocks  # a gallery
        start = element.attrs.get("start", "")
        attribute = f' start="{start}"' if element.tag == "ol" and re.fullmatch(r"\d{1,6}", start) else ""
        return [f"<{element.tag}{attribute}>\n" + "\n".join(rows) + f"\n</{element.tag}>"] if rows else []

    def _table(self, element: _Element) -> list[str]:
        rows = list(element.own("tr"))
        cells = [cell for row in rows for cell in row.children if isinstance(cell, _Element)]
        if len(cells) <= 1 or next(element.every("table"), None):
            # It only arranges things on a page.
            return [block for cell in cells for block in self.flow(cell.children)] or self.flow(
                [child for part in element.own("caption") for child in part.children]
            )
        parts = []
        for caption in element.own("caption"):
            parts.append(f"<caption>{self.inline(caption.children).strip()}</caption>")
        for row in rows:
            inner = ""
            for cell in row.children:
                if isinstance(cell, _Element) and cell.tag in ("td", "th"):
                    text = "<br>".join(re.sub(r"^<p>|</p>$", "", block) for block in self.flow(cell.children))
                    attrs = "".join(
                        f' {name}="{cell.attrs[name]}"'
                        for name in ("colspan", "rowspan")
                        if re.fullmatch(r"\d{1,3}", cell.attrs.get(name, ""))
                    )
                    inner += f"<{cell.tag}{attrs}>{text}</{cell.tag}>"
            if inner:
                parts.append(f"<tr>{inner}</tr>")
        return ["<table>\n" + "\n".join(parts) + "\n</table>"] if parts else []

    def _preformatted(self, element: _Element) -> list[str]:
        text = self.inline(element.children, keep_space=True).strip("\n")
        text = re.sub(r"^ +", lambda match: "&nbsp;" * len(match[0]), text, flags=re.M).replace("\n", "<br>")
        return [f"<p>{text}</p>"] if not _EMPTY.fullmatch(text.replace("<br>", "")) else []

    def _figure(self, element: _Element) -> list[str]:
        images = list(element.every("img"))
        inner_figures = list(element.every("figure"))
        captions = list(element.every("figcaption")) or [
            part for part in element.every("p", "dd", "span", "div") if "wp-caption-text" in part.classes()
        ]
        if inner_figures or not images:
            # A gallery, or a frame around a table, a quotation or a player.
            return self.flow(element.children)
        caption = self._caption(captions[0]) if captions else self._loose_text(element, images)
        blocks = []
        for number, image in enumerate(images):
            blocks += self._picture(image, caption if number == len(images) - 1 else "")
        if not blocks and caption:
            self._paragraph(caption, blocks)
        return blocks

    def _caption(self, element: _Element) -> str:
        return "<br>".join(
            re.sub(r"</?(?:p|h\d)>", "", block) for block in self.flow(element.children) if "<img" not in block
        )

    def _loose_text(self, element: _Element, images: list) -> str:
        """Text beside the picture of a figure that has no caption element."""
        text = self.inline(element.children)
        return _BREAKS.sub("", text) if not _EMPTY.fullmatch(text.replace("<br>", "")) else ""

    def _picture(self, image: _Element, caption: str) -> list[str]:
        attrs = image.attrs
        sources = [attrs.get(name, "") for name in ("src", "data-src", "data-lazy-src", "data-original")]
        usable = [source for source in sources if source.strip() and not source.strip().lower().startswith("data:")]
        if usable and "blank" in usable[0] and len(usable) > 1:
            usable = usable[1:]
        if not usable:
            self.counts["data"] += any(source.strip() for source in sources)
            return [f"<p>{caption}</p>"] if caption else []
        if attrs.get("width") in ("0", "1") or attrs.get("height") in ("0", "1"):
            return []  # counts readers
        source = self._address(usable[0])
        if not source:
            return []
        size = "".join(
            f' {name}="{attrs[name]}"' for name in ("width", "height") if re.fullmatch(r"\d{1,5}", attrs.get(name, ""))
        )
        caption = f"\n<figcaption>{caption}</figcaption>" if caption else ""
        return [f'<figure>\n<img src="{source}" alt="{attrs.get("alt", "")}"{size}>{caption}\n</figure>']

    def _player(self, element: _Element) -> list[str]:
        sources = [element, *element.every("source", "embed", "iframe")]
        source = next(
            (s for e in sources for n in ("src", "data-src", "data") if (s := e.attrs.get(n, "").strip())), ""
        )
        address = self._address(source)
        if not address.startswith(("http://", "https://")):
            return self.flow(element.children) if element.tag in ("video", "audio", "object") else []
        self.counts["player"] += 1
        return [f'<p><a href="{address}">{element.attrs.get("title", "").strip() or address}</a></p>']

    # Inside a block

    def inline(self, children: list, *, keep_space: bool = False) -> str:
        parts = []
        for child in children:
            if isinstance(child, str):
                parts.append(child.replace("\n", "<br>") if self.lines and not keep_space else child)
                continue
            tag = child.tag
            if tag == "br":
                parts.append("\n" if keep_space else "<br>")
                continue
            if tag == "img":
                if _COVER.search(child.attrs.get("class", "")):
                    parts.append(child.attrs.get("alt", ""))
                continue
            inner = self.inline(child.children, keep_space=keep_space)
            if not inner.strip():
                parts.append(inner)
            elif tag == "a":
                parts.append(self._link(child, inner))
            elif tag in _INLINE:
                parts.append(f"<{_INLINE[tag]}>{inner}</{_INLINE[tag]}>")
            elif tag == "q":
                parts.append(f"“{inner}”")
            elif tag == "span" and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", child.attrs.get("lang", "")):
                parts.append(f'<span lang="{child.attrs["lang"]}">{inner}</span>')
            else:
                self.counts["struck"] += tag in _STRUCK
                parts.append(f" {inner} " if tag in _BLOCKS and not keep_space else inner)
        return "".join(parts)

    def _link(self, element: _Element, inner: str) -> str:
        target = element.attrs.get("href", "").strip()
        if target.startswith("#") or not target:
            return inner  # to a place on the old page
        address = self._address(target)
        return f'<a href="{address}">{inner}</a>' if address else inner

    def _address(self, value: str) -> str:
        """An address as it may stand in an attribute: whole where the page's own is known."""
        value = html.unescape(value).strip()
        try:
            if value.startswith("//"):
                value = f"https:{value}"
            if self.base and not value.lower().startswith(("mailto:", "data:")):
                value = urljoin(self.base, value)
            scheme = urlsplit(value).scheme.lower()
        except ValueError:
            return ""
        return html.escape(value) if scheme in ("", "http", "https", "mailto") else ""
