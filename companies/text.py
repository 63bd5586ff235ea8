"""The description of a company or a person, as readers get it."""

import html
import re

import nh3

_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "a", "strong", "em", "br", "span"}
_ATTRIBUTES = {"a": {"href", "hreflang"}, "p": {"lang"}, "span": {"lang"}}
_LOOKS_LIKE_HTML = re.compile(r"<(?:p|h[1-6]|ul|ol|blockquote|div|br)\b[^<>]*>", re.IGNORECASE)


def to_html(source: str) -> str:
    """Paragraphs divided by an empty line, or HTML, as HTML with nothing in it that could act by itself."""
    if not _LOOKS_LIKE_HTML.search(source):
        paragraphs = re.split(r"\n\s*\n", source.replace("\r\n", "\n").replace("\r", "\n").strip())
        source = "\n".join(f"<p>{html.escape(part.strip(), quote=False)}</p>" for part in paragraphs if part.strip())
    return nh3.clean(
        source,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
