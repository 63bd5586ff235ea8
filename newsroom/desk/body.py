"""Story text: from what editors and importers write to the HTML that readers get."""

import html
import re

import nh3

from companies.nesting import flat
from companies.text import with_our_elements, without_gaps

_TAGS = {
    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "cite", "a", "strong", "em", "sub", "sup", "br", "hr",
    "figure", "figcaption", "img", "table", "caption", "thead", "tbody", "tr", "th", "td", "span",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "p": {"class", "lang"},
    "span": {"lang"},
    "blockquote": {"lang"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_LOOKS_LIKE_HTML = re.compile(r"<(?:p|h[1-6]|ul|ol|blockquote|figure|table|div|br|pre)\b[^<>]*>", re.IGNORECASE)
_MEDIA_PREFIX = "/media/"
SCHEMES = frozenset({"http", "https", "mailto"})


def is_html(source: str) -> bool:
    """Whether a text was written as HTML; otherwise it is plain paragraphs, divided by empty lines."""
    return bool(_LOOKS_LIKE_HTML.search(source))


def is_ours(address: str) -> bool:
    """Whether a picture's address is one of the library."""
    return address.startswith(_MEDIA_PREFIX)


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        # A picture from elsewhere would tell that place who reads, and could change after approval.
        return value if is_ours(value) else None
    if attribute == "class":
        return value if value == "related" else None
    return value


def sanitise(source: str, *, link_rel: str | None = "noopener") -> str:
    """`source` with only the elements and attributes that a story may have; scripts and styles go with their text."""
    clean = nh3.clean(
        flat(with_our_elements(source)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes=SCHEMES,
        link_rel=link_rel,
    )
    # What lost its address is no picture and no link any more.
    clean = re.sub(r"<img(?![^>]*\ssrc=)[^>]*>", "", clean)
    return re.sub(r"<a(?![^>]*\shref=)[^>]*>(.*?)</a>", r"\1", clean, flags=re.DOTALL)


_NOTHING = re.compile(r"<(p|h2|h3|figcaption|cite|blockquote|figure|ul|ol|li)(?:\s[^<>]*)?>(?:\s|&nbsp;|<br>)*</\1>\n?")
_DEEPEST = 20  # empty elements inside each other that go; each is a reading of the whole text


def stored(source: str) -> str:
    """What a save keeps of a text: plain paragraphs as they are, of HTML what a story may have."""
    if not is_html(source):
        return source
    clean = sanitise(source, link_rel=None)
    for _ in range(_DEEPEST):  # a quotation of nothing but an empty paragraph is empty itself
        before, clean = clean, _NOTHING.sub("", clean)
        if before == clean:
            break
    return clean.strip()


def from_plain(text: str) -> str:
    """Paragraphs divided by empty lines as HTML; a single line break stays one."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n".join(
        "<p>" + html.escape(part.strip(), quote=False).replace("\n", "<br>") + "</p>"
        for part in paragraphs
        if part.strip()
    )


def to_html(source: str) -> str:
    """The text of a story as sanitised HTML, whether it was written as plain paragraphs or as HTML."""
    return without_gaps(sanitise(source if is_html(source) else from_plain(source)))


def to_text(markup: str) -> str:
    """The words of some HTML, a blank line between blocks: for search, counting and plain-text versions."""
    blocks = re.sub(r"</(?:p|h[1-6]|li|blockquote|figcaption|tr|caption)>|<br\s*/?>", r"\n\n\g<0>", markup)
    bare = html.unescape(nh3.clean(flat(blocks), tags=set()))
    return "\n\n".join(" ".join(line.split()) for line in bare.split("\n\n") if line.strip())


_RELATED = re.compile(r'<p class="related">(.*?)</p>', re.DOTALL)


def related_headlines(markup: str) -> list[str]:
    """The headlines that the related-story lines of a text name, in order."""
    return [to_text(match) for match in _RELATED.findall(markup)]


def link_related(markup: str, addresses: dict[str, str]) -> str:
    """`markup` with each related-story line that names a known headline leading to that story's address."""

    def link(match):
        inner = match.group(1)
        address = addresses.get(to_text(inner))
        if address is None or "<a " in inner:
            return match.group(0)
        return f'<p class="related"><a href="{html.escape(address)}">{inner}</a></p>'

    return _RELATED.sub(link, markup)
