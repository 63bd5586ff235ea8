"""Text as it goes out: the description of a company or a person for readers, and what every XML can hold."""

import html
import re
from urllib.parse import urlsplit

import nh3

from companies.nesting import flat

# Characters of a description. Sound HTML is made of it for each page, which of 5 MB could take minutes.
LONGEST = 100_000

_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "a", "strong", "em", "br", "span"}
_ATTRIBUTES = {"a": {"href", "hreflang"}, "p": {"lang"}, "span": {"lang"}}
_LOOKS_LIKE_HTML = re.compile(r"<(?:p|h[1-6]|ul|ol|blockquote|div|br|pre)\b[^<>]*>", re.IGNORECASE)
# XML 1.0 has no way to say these, not even as references; office files are XML, too.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def sayable(text: str) -> str:
    """The text without the characters that no XML may hold: with one of them in it, a feed or a file opens nowhere."""
    return _UNSAYABLE.sub("", text)


# What a spreadsheet would take for a formula; Chinese and Japanese ones take the wide signs as well. Apostrophes before
# it count, so that a text that has one already gets another and comes back with its own.
_FORMULA = re.compile(r"\s*+(?:'++\s*+)?[=+\-@＝＋－＠]")  # noqa: RUF001  the wide signs are meant


def harmless(text: str) -> str:
    """The text as a cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def bare(cell: str) -> str:
    """The text of a cell: without the apostrophe that `harmless` put before it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


_BREAKS_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def web_address(text: str) -> str:
    """The text where it is an address of the web, else nothing: what was stored long ago, by whatever door, is led to
    nowhere that runs a script or reads a disk.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname and not _BREAKS_ADDRESS.search(text) else ""


# Old word processors and pasted pages say b and i where they mean emphasis, and start at h1.
_RENAMED = [
    (re.compile(rf"<(/?){old}(?=[\s>/])", re.IGNORECASE), rf"<\1{new}")
    for old, new in (("b", "strong"), ("i", "em"), ("h1", "h2"), ("h4", "h3"), ("h5", "h3"), ("h6", "h3"))
]
_PREFORMATTED = re.compile(r"<pre(?:\s[^<>]*)?>\n?(.*?)(?:</pre\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_INDENT = re.compile("^ +", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def with_our_elements(source: str) -> str:
    """`source` with the elements of our texts in the place of others that say the same: our two levels of headings, and
    paragraphs for preformatted text, its lines and their indents kept.
    """

    def paragraphs(found: re.Match) -> str:
        lines = found[1].replace("\r\n", "\n").replace("\r", "\n").strip("\n").expandtabs(4)
        parts = []
        for part in re.split("(<[^<>]*>)", lines):  # a line break inside a tag is none
            if not part.startswith("<"):
                part = _EMPTY_LINES.sub("</p><p>", _INDENT.sub(lambda spaces: "&nbsp;" * len(spaces[0]), part))
                part = part.replace("\n", "<br>")
            parts.append(part)
        return f"<p>{''.join(parts)}</p>"

    for pattern, replacement in _RENAMED:
        source = pattern.sub(replacement, source)
    return _PREFORMATTED.sub(paragraphs, source)


def without_gaps(markup: str) -> str:
    """`markup` with its first headings on the first of the two levels: nothing stands between a page's name and an h3.

    Imported texts begin so. Only what stands before the first h2 is raised, so that what an editor divided stays so.
    """
    if (first := markup.find("<h3")) < 0:
        return markup
    end = markup.find("<h2")
    if 0 <= end < first:
        return markup
    raised, rest = (markup, "") if end < 0 else (markup[:end], markup[end:])
    return re.sub(r"<(/?)h3(?=[\s>])", r"<\1h2", raised) + rest


def to_html(source: str) -> str:
    """Paragraphs divided by an empty line, or HTML, as HTML with nothing in it that could act by itself."""
    if not _LOOKS_LIKE_HTML.search(source):
        paragraphs = re.split(r"\n\s*\n", source.replace("\r\n", "\n").replace("\r", "\n").strip())
        source = "\n".join(f"<p>{html.escape(part.strip(), quote=False)}</p>" for part in paragraphs if part.strip())
    clean = nh3.clean(
        flat(with_our_elements(source)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return without_gaps(clean)
