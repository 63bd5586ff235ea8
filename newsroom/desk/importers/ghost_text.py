"""The text of a Ghost post whose HTML is not in the export: from the editor's own documents, Lexical and Mobiledoc.

Only what carries text, pictures or links is taken over; cards that act (sign-up forms, products) are named.
"""

import json
from collections import Counter
from html import escape

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
    if kind in ("text", "extended-text"):
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
        html = "".join(_section(section, document, left_out) for section in document["sections"])
    except (KeyError, IndexError, TypeError):
        raise ValueError("the text is no Mobiledoc document") from None
    return html, _notes(left_out)


def _section(section: list, document: dict, left_out: Counter) -> str:
    kind = section[0]
    if kind == 1:  # a block of text
        tag = section[1] if section[1] in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote") else "p"
        return f"<{tag}>{_markers(section[2], document)}</{tag}>"
    if kind == 3:
        tag = section[1] if section[1] in ("ul", "ol") else "ul"
        return f"<{tag}>" + "".join(f"<li>{_markers(item, document)}</li>" for item in section[2]) + f"</{tag}>"
    if kind == 10:
        name, payload = document["cards"][section[1]][:2]
        return _card(str(name), payload if isinstance(payload, dict) else {}, left_out)
    return f'<figure><img src="{escape(str(section[1]))}"></figure>' if kind == 2 else ""


def _markers(markers: list, document: dict) -> str:
    parts, opened = [], []
    for kind, opens, closes, value in markers:
        for index in opens:
            markup = document["markups"][index]
            tag = markup[0] if markup[0] in ("a", "strong", "b", "em", "i", "sub", "sup") else "span"
            attributes = dict(zip(*[iter(markup[1])] * 2, strict=False)) if len(markup) > 1 else {}
            parts.append(f'<a href="{escape(str(attributes.get("href", "")))}">' if tag == "a" else f"<{tag}>")
            opened.append(tag)
        parts.append(escape(str(value), quote=False) if kind == 0 else "<br>")
        parts += [f"</{opened.pop()}>" for _ in range(min(closes, len(opened)))]
    return "".join(parts)


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
    if kind == "button":
        return (
            f'<p><a href="{escape(_text(data, "buttonUrl"))}">{escape(_text(data, "buttonText"), quote=False)}</a></p>'
        )
    if kind not in ("root", "tab", "list", "paywall", "") and not data.get("children"):
        left_out[kind] += 1
    return ""


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
