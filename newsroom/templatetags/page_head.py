"""What a page says of itself to browsers, search engines and whoever shares it, and the way to it.

Drawn in plain Python, of the very context that the page is made of, so that the two cannot disagree. Templates take
ten times as long for so many small values, and no designer has a say in any of them but the way.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString

from newsroom.public import structured_data
from newsroom.templatetags.moments import iso

register = template.Library()

_LOCALES = {"en": "en_GB", "zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}


@register.simple_tag(takes_context=True)
def page_head(context) -> SafeString:
    head, frame = context["head"], context["frame"]
    title, site = escape(head.title), f"{escape(frame.site_name)} News"
    lines = [f"<title>{title}</title>" if head.path == "/" else f"<title>{title} – {site}</title>"]
    if head.description:
        lines.append(f'<meta name="description" content="{escape(head.description)}">')
    if not head.path or not head.is_indexed:
        return SafeString("\n".join([*lines, '<meta name="robots" content="noindex">']))
    address = escape(context["address"])
    lines += [
        f'<link rel="canonical" href="{address}">',
        '<meta name="robots" content="max-image-preview:large">',
        _property("og:title", title),
        _property("og:type", head.kind),
        _property("og:url", address),
        _property("og:site_name", site),
        _property("og:locale", _LOCALES[head.language]),
    ]
    if head.description:
        lines.append(_property("og:description", escape(head.description)))
    lines += _picture(head, context["origin"], title)
    graph = structured_data.as_json(*structured_data.of_page(context, context["absolute"]))
    lines += [
        '<meta name="twitter:card" content="summary_large_image">',
        f'<script type="application/ld+json">{graph}</script>',
    ]
    return SafeString("\n".join(lines))


def _picture(head, origin: str, title: str) -> list[str]:
    url, width, height, said = head.card, 1200, 630, title
    if photo := head.image:
        is_card = isinstance(photo, dict)
        social, said = (photo["social"], photo["alt_text"]) if is_card else (photo.social, photo.alt_text)
        url, width, height, said = social["url"], social["width"], social["height"], escape(said)
    lines = [
        _property("og:image", escape(f"{origin}{url}")),
        _property("og:image:width", str(width)),
        _property("og:image:height", str(height)),
    ]
    return [*lines, _property("og:image:alt", said)] if said else lines


def _property(name: str, said: str) -> str:
    """`said` is fit for HTML already."""
    return f'<meta property="{name}" content="{said}">'


@register.simple_tag(takes_context=True)
def story_head(context) -> SafeString:
    """What only the page of a story says: when and by whom, what it is about."""
    edition, origin = context["edition"], context["origin"]
    lines = [
        _property("article:published_time", iso(edition.first_published_at)),
        _property("article:modified_time", iso(edition.updated_at)),
        _property("article:section", escape(edition.section.name)),
    ]
    writers = [credit for label, credits in context["credit_lines"] if label == "By" for credit in credits]
    lines += [
        _property("article:author", escape(f"{origin}{iri_to_uri(writer.path)}")) for writer in writers if writer.path
    ]
    about = [*context["topics"], *context["companies"], *context["people"]]
    lines += [_property("article:tag", escape(tag["name"])) for tag in about]
    lines += [
        f'<link rel="alternate" hreflang="{language}" href="{escape(f"{origin}{iri_to_uri(path)}")}">'
        for language, path in context["alternates"]
    ]
    return SafeString("\n".join(lines))


@register.simple_tag
def way(crumbs: Iterable) -> SafeString:
    """The pages above this one, and its own name at the end."""
    steps = [
        f'<a href="{escape(crumb.path)}">{escape(crumb.name)}</a>'
        if crumb.path
        else f'<span aria-current="page">{escape(crumb.name)}</span>'
        for crumb in crumbs
    ]
    listed = "\n".join(f"<li>{step}</li>" for step in steps)
    return SafeString(f'<nav class="crumbs" aria-label="Where you are">\n<ol>\n{listed}\n</ol>\n</nav>')
