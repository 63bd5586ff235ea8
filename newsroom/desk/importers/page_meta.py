"""What a saved web page says about itself: JSON-LD, Open Graph and other meta elements, and its marked-up byline.

One pass over the page with the standard parser; everything is kept as printed, `html_page` decides what to believe.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from . import decoding

LARGEST = 5_000_000  # characters
_ARTICLES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|PressRelease|\w*NewsRelease)$")
_HIDDEN = {"script", "style", "template", "svg", "head", "select", "option", "button", "textarea", "iframe", "object"}
_VOID = {"br", "img", "hr", "meta", "link", "input", "source", "wbr", "area", "base", "col", "embed", "param", "track"}
_INLINE = {
    "a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img",
}  # fmt: skip
_BYLINE = re.compile(r"(?:^|[\s_-])(?:by-?line|authors?|author-?name|writer|contributor)(?:$|[\s_-])", re.I)
# What readers wrote below a text: its names are nobody's byline, its dates not the story's.
_COMMENTS = re.compile(
    r"(?:comments?(?:[_-](?:list|area|body|wrap(?:per)?|section|author|meta|form|respond|content|item)[\w-]{0,20})?|commentlist"
    r"|respond|disqus_thread|w-comments[\w-]{0,20}|comment-author-link)",
    re.I,
)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_LONGEST_NAME = 120


@dataclass(slots=True)
class Marked:
    """A short text that the page marks: its words, the value behind them (a time's datetime) and how it is marked."""

    text: str
    value: str = ""
    marks: str = ""


@dataclass(slots=True)
class Page:
    """What a page says of itself and what of it a reader sees."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    article: dict = field(default_factory=dict)
    title: str = ""
    headings: list[str] = field(default_factory=list)
    times: list[Marked] = field(default_factory=list)
    authors: list[Marked] = field(default_factory=list)
    canonical: str = ""
    languages: dict[str, str] = field(default_factory=dict)  # the same page in others, by hreflang
    language: str = ""
    text: str = ""

    def meta(self, *names: str) -> str:
        """The first filled value of the first of `names` that the page has."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")

    def every(self, *names: str) -> list[str]:
        return [value for name in names for value in self.metas.get(name, ()) if value]


def read_page(markup: str) -> Page:
    """The page's own words about itself. ValueError when it is too large to be a page."""
    if len(markup) > LARGEST:
        raise ValueError(f"The page is larger than {LARGEST // 1_000_000} MB.")
    reader = _Reader()
    try:
        reader.feed(markup)
        reader.close()
    except AssertionError:  # the parser's way of meeting a malformed declaration
        pass
    page = reader.page
    page.text = re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "\n\n", "".join(reader.words)).strip()
    page.title = " ".join("".join(reader.title).split())
    page.article = _article(reader.scripts)
    if not page.canonical and (match := _SAVED_FROM.search(markup[:4000])):
        page.canonical = match[1]
    return page


class _Reader(HTMLParser):
    CDATA_CONTENT_ELEMENTS = ("script", "style")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.words: list[str] = []
        self.title: list[str] = []
        self.scripts: list[str] = []
        self.hidden: list[str] = []
        self.in_title = self.in_json = False
        self.marked: list[tuple[str, str, Marked, list[str]]] = []  # tag, kind, what is noted, its words so far
        self.open: dict[str, int] = {}
        self.comments = ""  # the outermost open element of comments, as `marked` names elements

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._meta(attrs)
        elif tag == "link" and "canonical" in attrs.get("rel", "").lower().split():
            self.page.canonical = self.page.canonical or attrs.get("href", "").strip()
        elif tag == "link" and attrs.get("hreflang") and "alternate" in attrs.get("rel", "").lower().split():
            if len(self.page.languages) < 50:
                self.page.languages.setdefault(attrs["hreflang"].strip().lower(), attrs.get("href", "").strip()[:2000])
        elif tag == "html":
            self.page.language = self.page.language or attrs.get("lang", attrs.get("xml:lang", "")).strip()
        elif tag == "title" and not self.title and "svg" not in self.hidden:
            self.in_title = True
        elif tag == "script" and "ld+json" in attrs.get("type", "").lower():
            self.in_json = True
            self.scripts.append("")
        if tag == "body":
            self.hidden.clear()
        if tag in _HIDDEN:
            self.hidden.append(tag)
        if not self.hidden:
            if tag not in _INLINE:
                self._break("\n" if tag in ("br", "td", "th") else "\n\n")
            if tag not in _VOID:
                self._mark(tag, attrs)

    def _meta(self, attrs):
        name = (attrs.get("property") or attrs.get("name") or "").strip().lower()
        if not name:
            name = attrs.get("itemprop", "").strip().lower()
            # Papers state so who wrote what they cite.
            name = "itemprop author" if name == "author" else name
        if not name or len(name) > 200:
            return
        for one in [name] if name == "itemprop author" else name.split()[:4]:  # one element may state several at once
            one = re.sub(r"^(dc|dcterms?):", lambda match: "dc." if match[1] == "dc" else "dcterms.", one)
            values = self.page.metas.setdefault(one, [])
            if len(values) < 100:
                values.append(" ".join(attrs.get("content", "").split())[:5000])

    def _mark(self, tag, attrs):
        self.open[tag] = self.open.get(tag, 0) + 1
        if not self.comments and tag not in ("html", "body", "main"):
            names = f"{attrs.get('class', '')} {attrs.get('id', '')}".split()
            if any(_COMMENTS.fullmatch(name) for name in names[:20]):
                self.comments = f"{tag} {self.open[tag]}"
        if self.comments:
            return
        item, kind = attrs.get("itemprop", "").lower(), ""
        marks = f"{attrs.get('class', '')} {item} {attrs.get('rel', '')}"
        if tag == "h1" or (item == "headline" and tag != "meta"):
            kind = "heading"
        elif tag == "time" or item in ("datepublished", "datecreated", "datemodified"):
            kind = "time"
        elif "author" in attrs.get("rel", "").lower().split() or "author" in item.split() or _BYLINE.search(marks):
            kind = "author"
        if kind and len(self.marked) < 20:
            value = attrs.get("datetime") or attrs.get("content") or ""
            self.marked.append((f"{tag} {self.open[tag]}", kind, Marked("", value, f"{tag} {marks}".lower()), []))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag == "title":
            self.in_title = False
        elif tag == "script":
            self.in_json = False
        if tag in self.hidden:
            while self.hidden and self.hidden.pop() != tag:
                pass
            return
        if self.hidden:
            return
        if tag not in _INLINE and tag not in ("td", "th"):
            self._break("\n\n")
        if self.open.get(tag):
            name = f"{tag} {self.open[tag]}"
            self.open[tag] -= 1
            if name == self.comments:
                self.comments = ""
            while any(mark[0] == name for mark in self.marked):
                self._note(self.marked.pop())

    def _break(self, line_end):
        self.words.append(line_end)
        for _, _, _, words in self.marked:
            words.append("\n")

    def _note(self, marked):
        _, kind, mark, words = marked
        lines = [" ".join(line.split()) for line in "".join(words).split("\n")]
        # What stands on a line of its own in a byline is no part of the name.
        mark.text = (" | " if kind == "author" else " ").join(line for line in lines if line)
        if kind == "heading" and mark.text and len(self.page.headings) < 20:
            self.page.headings.append(mark.text[:500])
        elif kind == "time" and len(self.page.times) < 40:
            self.page.times.append(mark)
        elif kind == "author" and 1 < len(mark.text) <= _LONGEST_NAME and len(self.page.authors) < 20:
            self.page.authors.append(mark)

    def handle_data(self, data):
        if self.in_json:
            if len(self.scripts[-1]) < 1_000_000:
                self.scripts[-1] += data
        elif self.in_title:
            self.title.append(data[:2000])
        elif not self.hidden:
            self.words.append(data.replace("\n", " "))
            for _, _, _, words in self.marked:
                if len(words) < 50:
                    words.append(data[:1000].replace("\n", " "))


def _article(scripts: list[str]) -> dict:
    """The JSON-LD object that is the page's article: the first that is one by its type, and names it."""
    nodes = [node for script in scripts[:20] for node in _nodes(_loads(script), 0)]
    found = [node for node in nodes if _is_article(node)]
    article = next((node for node in found if node.get("headline") or node.get("name")), found[0] if found else {})
    known = {name: node for node in nodes if isinstance(name := node.get("@id"), str) and node.get("name")}
    referred = {f"referred {part}": _referred(article.get(part), known) for part in ("author", "publisher")}
    return article | {part: found for part, found in referred.items() if found}


def _referred(value, known: dict[str, dict]) -> list[dict]:
    """The objects that `value` only refers to, `{"@id": …}`: a graph says at another place who they are."""
    names = [part.get("@id") for part in (value if isinstance(value, list) else [value])[:30] if isinstance(part, dict)]
    return [known[name] for name in names if isinstance(name, str) and name in known]


def _loads(script: str):
    script = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", script.strip()
    ).strip()
    for attempt in (script, re.sub(r",\s*([}\]])", r"\1", script), script.rstrip(";")):
        try:
            return decoding.from_json(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value, depth: int):
    if depth > 6:
        return
    if isinstance(value, list):
        for part in value[:200]:
            yield from _nodes(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "review"):
            yield from _nodes(value.get(name), depth + 1)


def _is_article(node: dict) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLES.search(kind.rpartition("/")[2][-60:]) for kind in kinds)


def names_in(value, depth: int = 0) -> list[tuple[str, bool]]:
    """(name, is a person) of what JSON-LD gives as an author: a name, an object, or a list of either."""
    if depth > 3:
        return []
    if isinstance(value, str):
        return [(value, True)]
    if isinstance(value, list):
        return [pair for part in value[:30] for pair in names_in(part, depth + 1)]
    if isinstance(value, dict):
        kinds = str(value.get("@type", "Person"))  # of somebody's own site: Person and Organization
        is_person = "Person" in kinds or "Organization" not in kinds
        return [(name, is_person) for name, _ in names_in(value.get("name"), depth + 1)]
    return []


def text_in(value) -> str:
    """The first string of what JSON-LD may give as a string, an object or a list."""
    if isinstance(value, list):
        return next((text for part in value[:10] if (text := text_in(part))), "")
    if isinstance(value, dict):
        return text_in(value.get("url") or value.get("name") or value.get("@value"))
    return " ".join(value.split()) if isinstance(value, str) else ""
