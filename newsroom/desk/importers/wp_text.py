"""The text of a WordPress post, as its database keeps it, made into HTML: blocks, shortcodes, lines without <p>.

Shortcodes are orders to plugins that are not here. What WordPress itself would have put in their place is put there
(captions, galleries, players); of the others the text that they enclose is kept, and their names are told.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from itertools import groupby

from .html_clean import Cleaned, clean

# WordPress writes < and > as escapes in the attributes of a block.
_BLOCK = re.compile(r"<!--\s+(/?)wp:([a-z][a-z0-9/-]{0,80})\s([^<>]*?)(/?)-->")
_PLAYERS = ("audio", "video", "embed", "playlist", "youtube", "vimeo", "soundcloud")
_ADDRESS = re.compile(r"https?://[^\s\"'\[\]]{1,1000}")
_REF = re.compile(r'"ref"\s*:\s*(\d+)')
_SHORTCODE = re.compile(r"\[(\[?)(/?)([A-Za-z][\w-]{1,60})((?:[\s=/][^\[\]]{0,4000})?)\](\]?)")
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
_KNOWN = {
    "caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist", "more", "contact-form-7", "button",
    "youtube", "vimeo", "soundcloud", "row", "column", "divider", "spacer", "toc", "tabs", "tab", "accordion",
}  # fmt: skip
_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\[\]]{0,2000})\]")
_CAPTION_END = re.compile(r"\[/(?:wp_)?caption\]")
_IMAGE = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.I)
_MOST_INSERTED = 20
_MOST_FIGURES = 1000  # of galleries, in one text

Pictures = Callable[[str], tuple[str, str, str] | None]
"""The address, alternative text and caption of the attachment with an id."""


def wp_html(
    content: str,
    *,
    base: str = "",
    pictures: Pictures = lambda identity: None,
    reusable: Mapping[str, str] | None = None,
    attached: list[str] | None = None,
    footnotes: str = "",
) -> Cleaned:
    """A post's content as a story's HTML, with notes. `reusable` are the site's reusable blocks by id, `attached` the
    ids of the pictures that belong to the post, which a gallery without ids shows, `footnotes` what WordPress keeps of
    them beside the text."""
    text = _Text(pictures, reusable or {}, attached or [], footnotes)
    notes: list[str] = []
    bodies = []
    for part, is_old in _parts(text.blocks(content)):
        cleaned = clean(text.shortcodes(part), base=base, lines=is_old)
        bodies.append(cleaned.body)
        notes += [note for note in cleaned.notes if note not in notes]
    return Cleaned("\n".join(body for body in bodies if body), text.notes() + notes)


def _parts(content: str) -> list[tuple[str, bool]]:
    """Stretches of a text with whether each was written in the old editor, where lines make paragraphs."""
    if "<!-- wp:" not in content:
        return [(content, True)]
    parts: list[tuple[str, bool]] = []
    depth = begin = 0
    for match in _BLOCK.finditer(content):
        closing, name, _, alone = match.groups()
        if depth == 0 and not closing:
            parts.append((content[begin : match.start()], True))
            begin = match.start()
        if alone:
            continue
        if closing:
            depth = max(0, depth - 1)
            if depth == 0:
                parts.append((content[begin : match.start()], name in ("freeform", "core/freeform", "shortcode")))
                begin = match.end()
        else:
            depth += 1
    parts.append((content[begin:], depth == 0))
    parts = [(bare, is_old) for part, is_old in parts if (bare := _BLOCK.sub("", part)).strip()]
    runs = groupby(parts, key=lambda pair: pair[1])
    return [("\n\n".join(part for part, _ in run), is_old) for is_old, run in runs]


class _Text:
    def __init__(self, pictures: Pictures, reusable: Mapping[str, str], attached: list[str], footnotes: str):
        self.footnotes = _footnotes(footnotes)
        self.pictures, self.reusable, self.attached = pictures, reusable, attached
        self.taken_out: Counter = Counter()
        self.without_text: Counter = Counter()
        self.inserted = self.figures = 0

    def notes(self) -> list[str]:
        notes = []
        if self.taken_out:
            notes.append(f"Shortcodes were taken out: {_names(self.taken_out)}.")
        if self.without_text:
            notes.append(f"Blocks that hold no text were left out: {_names(self.without_text)}.")
        return notes

    def blocks(self, content: str) -> str:
        """Reusable blocks put in their places; what else has no text of its own is noted."""

        def place(match: re.Match) -> str:
            closing, name, attributes, alone = match.groups()
            if name in ("cover", "core/cover") and not closing:
                return match[0] + _background(attributes)
            if closing or not alone:
                return match[0]
            if name in ("footnotes", "core/footnotes") and self.footnotes:
                notes, self.footnotes = self.footnotes, ""
                return notes
            if name in ("block", "core/block") and (ref := _REF.search(attributes or "")):
                self.inserted += 1
                if ref[1] in self.reusable and self.inserted <= _MOST_INSERTED:
                    return _without_reusable(self.reusable[ref[1]])
            if name.rpartition("/")[2] not in ("spacer", "separator", "more", "nextpage"):
                self.without_text[name] += 1
            return match[0]

        return _BLOCK.sub(place, content) if "<!-- wp:" in content else content

    def shortcodes(self, content: str) -> str:
        if "[" not in content:
            return content
        *captioned, rest = _CAPTION_END.split(content)
        content = "".join(map(self._caption, captioned)) + rest
        closed = set(re.findall(r"\[/([A-Za-z][\w-]{1,60})\]", content))
        return _SHORTCODE.sub(lambda match: self._shortcode(match, closed), content)

    def _caption(self, part: str) -> str:
        """A stretch of text that ends in a caption, with that as a figure."""
        begins = list(_CAPTION.finditer(part))
        if not begins:
            return part
        attributes, inner = _attributes(begins[-1][1]), part[begins[-1].end() :]
        before = part[: begins[-1].start()]
        image = _IMAGE.search(inner)
        if not image:
            return before + inner
        caption = (inner[: image.start()] + inner[image.end() :]).strip() or escape(attributes.get("caption", ""))
        return f"{before}\n\n<figure>{image[0]}<figcaption>{caption}</figcaption></figure>\n\n"

    def _shortcode(self, match: re.Match, closed: set[str]) -> str:
        before, closing, name, rest, after = match.groups()
        if before and after:
            return match[0][1:-1]  # [[gallery]] is how one writes about a gallery
        attributes = _attributes(rest)
        is_one = name in closed or attributes or name.lower() in _KNOWN or "_" in name
        if not is_one or (name.lower() == name.upper()):
            return match[0]  # [sic], [the company]
        name = name.lower()
        if name == "gallery":
            return before + self._gallery(attributes) + after
        if name in _PLAYERS:
            if closing or (name == "embed" and name in closed):
                return "\n\n"  # the address stands between the two
            attributes.pop("poster", "")
            addresses = [value for value in attributes.values() if _ADDRESS.match(value)] or _ADDRESS.findall(
                rest or ""
            )
            if addresses:
                return f'\n\n<iframe src="{escape(addresses[0])}"></iframe>\n\n'
            self.taken_out[name] += 1
            return ""
        if not closing:
            self.taken_out[name] += 1
        return before + after

    def _gallery(self, attributes: dict[str, str]) -> str:
        ids = re.findall(r"\d+", attributes.get("ids", attributes.get("include", ""))) or self.attached
        figures = []
        for identity in ids[:200]:
            if self.figures < _MOST_FIGURES and (found := self.pictures(identity)):
                self.figures += 1
                address, alt, caption = found
                figures.append(
                    f'<figure><img src="{escape(address)}" alt="{escape(alt)}">'
                    f"<figcaption>{escape(caption, quote=False)}</figcaption></figure>"
                )
        if not figures:
            self.taken_out["gallery"] += 1
        return "\n\n" + "".join(figures) + "\n\n"


def _footnotes(kept: str) -> str:
    """Footnotes as a list, from the JSON in which WordPress keeps them."""
    try:
        rows = json.loads(kept[:1_000_000]) if kept else []
    except (ValueError, RecursionError):
        rows = []
    texts = [row.get("content") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    items = "".join(f"<li>{text}</li>" for text in texts if isinstance(text, str) and text.strip())
    return f"<ol>{items}</ol>" if items else ""


def _background(attributes: str) -> str:
    """The picture of a cover that stands still or is repeated: the theme draws it, and there is no element for it."""
    try:
        values = json.loads(attributes or "{}")
    except (ValueError, RecursionError):
        return ""
    address = isinstance(values, dict) and (values.get("hasParallax") or values.get("isRepeated")) and values.get("url")
    if not isinstance(address, str):
        return ""
    alt = values.get("alt") if isinstance(values.get("alt"), str) else ""
    return f'<figure><img src="{escape(address)}" alt="{escape(alt)}"></figure>'


def _without_reusable(content: str) -> str:
    """A reusable block's text; reusable blocks inside it are not followed, so that none can hold itself."""
    return _BLOCK.sub(lambda match: "" if match[2] in ("block", "core/block") else match[0], content)


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(text)}


def _names(counts: Counter) -> str:
    names = [name if number == 1 else f"{name} ({number})" for name, number in sorted(counts.items())]
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
