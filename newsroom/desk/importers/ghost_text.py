"""The text of a Ghost post whose HTML is not in the export: from the editor's own documents, Lexical and Mobiledoc.

Only what carries text, pictures or links is taken over; cards that act (sign-up forms, products) are named. A Mobiledoc
keeps its cards and links in lists, from which its text may take each any number of times: so its length is counted.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

from .html_clean import LARGEST, plain

DEEPEST = 60
_FORMATS = [(1, "strong"), (2, "em"), (32, "sub"), (64, "sup")]
_BLOCKS = {"paragraph": "p", "quote": "blockquote", "extended-quote": "blockquote", "aside": "blockquote"}


def from_lexical(document: str) -> tuple[str, list[str]]:
    """(HTML, notes) of a Lexical document; ValueError when it is none."""
    root = _load(document).get("root")
    if not isinstance(root, dict):
        raise ValueError("the text is no Lexical document")
    left_out: Counter = Counter()
    return "".join(_lexical(child, left_out, 0) for child in _children(root)), _notes(left_out)


def _lexical(node: dict, left_out: Counter, depth: int) -> str:
    if depth > DEEPEST:
        raise ValueError("the text is nested too deeply")
    kind = str(node.get("type", ""))
    if kind in ("text", "extended-text", "tk"):
        text, bits = escape(_text(node, "text"), quote=False), node.get("format")
        for bit, tag in _FORMATS:
            if isinstance(bits, int) and bits & bit:
                text = f"<{tag}>{text}</{tag}>"
        return text
    if kind == "linebreak":
        return "<br>"
    inner = "".join(_lexical(child, left_out, depth + 1) for child in _children(node))
    if kind in _BLOCKS:
        return f"<{_BLOCKS[kind]}>{inner}</{_BLOCKS[kind]}>"
    if kind in ("heading", "extended-heading", "list"):
        tag = node.get("tag") if node.get("tag") in ("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol") else "p"
        return f"<{tag}>{inner}</{tag}>"
    if kind == "listitem":
        return f"<li>{inner}</li>"
    if kind in ("link", "autolink"):
        return f'<a href="{escape(_text(node, "url"))}">{inner}</a>'
    return _card(kind, node, left_out) or inner


def from_mobiledoc(document: str) -> tuple[str, list[str]]:
    """(HTML, notes) of a Mobiledoc document; ValueError when it is none."""
    document = _load(document)
    left_out: Counter = Counter()
    try:
        html = _joined(piece for section in document["sections"] for piece in _section(section, document, left_out))
    except (KeyError, IndexError, TypeError):
        raise ValueError("the text is no Mobiledoc document") from None
    return html, _notes(left_out)


def _joined(pieces: Iterable[str]) -> str:
    """The pieces as one text; ValueError as soon as it is longer than a text may be."""
    taken, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST:
            raise ValueError(f"the text is longer than {LARGEST // 1_000_000} million characters")
        taken.append(piece)
    return "".join(taken)


def _section(section: list, document: dict, left_out: Counter) -> Iterator[str]:
    kind = section[0]
    if kind == 1:  # a block of text
        tag = section[1] if section[1] in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote") else "p"
        yield f"<{tag}>"
        yield from _markers(section[2], document)
        yield f"</{tag}>"
    elif kind == 3:
        tag = section[1] if section[1] in ("ul", "ol") else "ul"
        yield f"<{tag}>"
        for item in section[2]:
            yield "<li>"
            yield from _markers(item, document)
            yield "</li>"
        yield f"</{tag}>"
    elif kind == 10:
        name, payload = document["cards"][section[1]][:2]
        yield _card(str(name), payload if isinstance(payload, dict) else {}, left_out)
    elif kind == 2:
        yield f'<figure><img src="{escape(str(section[1]))}"></figure>'


def _markers(markers: list, document: dict) -> Iterator[str]:
    opened = []
    for kind, opens, closes, value in markers:
        for index in opens:
            markup = document["markups"][index]
            tag = markup[0] if markup[0] in ("a", "strong", "b", "em", "i", "sub", "sup") else "span"
            attributes = dict(zip(*[iter(markup[1])] * 2, strict=False)) if len(markup) > 1 else {}
            yield f'<a href="{escape(str(attributes.get("href", "")))}">' if tag == "a" else f"<{tag}>"
            opened.append(tag)
        yield escape(str(value), quote=False) if kind == 0 else "<br>"
        for _ in range(min(closes, len(opened))):
            yield f"</{opened.pop()}>"


def _card(kind: str, data: dict, left_out: Counter) -> str:
    """What of a card is text, a picture or a link."""
    caption = _text(data, "caption")
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    if kind == "image":
        return f'<figure><img src="{escape(_text(data, "src"))}" alt="{escape(_text(data, "alt"))}">{caption}</figure>'
    if kind == "gallery":
        images = [image for image in data.get("images") or [] if isinstance(image, dict)]
        return "".join(_card("image", image, left_out) for image in images)
    if kind in ("html", "email"):
        return _text(data, "html")
    if kind in ("markdown", "card-markdown", "code", "codeblock"):
        text = _text(data, "markdown") or _text(data, "code")
        return f"<pre>{escape(text, quote=False)}</pre>"
    if kind in ("hr", "horizontalrule"):
        return "<hr>"
    if kind in ("embed", "video", "audio", "file"):
        address = _text(data, "url") or _text(data, "src")
        return (
            f'<iframe src="{escape(address)}" title="{escape(_text(data, "fileTitle"))}"></iframe>' if address else ""
        )
    if kind == "bookmark":
        metadata = data.get("metadata") if isinstance(data.get("metadata"), dict) else data
        title = _text(metadata, "title") or _text(data, "url")
        return f'<p><a href="{escape(_text(data, "url"))}">{escape(title, quote=False)}</a></p>'
    if kind == "callout":
        return f"<blockquote>{_text(data, 'calloutText')}</blockquote>"
    if kind == "toggle":
        return f"<h3>{_text(data, 'heading')}</h3>{_text(data, 'content')}"
    if kind == "header":
        title, below = _either(data, "heading", "header"), _either(data, "subheading", "subheader")
        return (f"<h2>{title}</h2>" if title else "") + (f"<p>{below}</p>" if below else "")
    if kind == "product":
        picture = {"src": _text(data, "productImageSrc"), "alt": plain(_text(data, "productTitle"))}
        shown = _card("image", picture, left_out) if picture["src"] else ""
        return f"{shown}<h3>{_text(data, 'productTitle')}</h3>{_text(data, 'productDescription')}"
    if kind == "button":
        return (
            f'<p><a href="{escape(_text(data, "buttonUrl"))}">{escape(_text(data, "buttonText"), quote=False)}</a></p>'
        )
    if kind not in ("root", "tab", "list", "paywall", "") and not data.get("children"):
        left_out[kind] += 1
    return ""


def _either(data: dict, *names: str) -> str:
    return next((text for name in names if (text := _text(data, name))), "")


def _load(document: str) -> dict:
    try:
        loaded = json.loads(document)
    except (ValueError, RecursionError):
        raise ValueError("the text is not the JSON that it should be") from None
    if not isinstance(loaded, dict):
        raise ValueError("the text is not the JSON that it should be")
    return loaded


def _children(node: dict) -> list[dict]:
    children = node.get("children")
    return [child for child in children if isinstance(child, dict)] if isinstance(children, list) else []


def _text(node: dict, name: str) -> str:
    value = node.get(name)
    return value if isinstance(value, str) else ""


def _notes(left_out: Counter) -> list[str]:
    return [f"Cards that hold no text were left out: {', '.join(sorted(left_out))}."] if left_out else []
