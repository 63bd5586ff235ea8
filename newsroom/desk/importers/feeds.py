"""Reads feeds that were saved as files: RSS 0.9 to 2.0, Atom, JSON Feed, and what WordPress's REST API answers.

A feed usually holds the newest stories only, and often only their beginnings; where it says both, the longer text is
taken. Nothing that it points to is fetched.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote

from . import decoding, safe_xml
from .addresses import joined, parts_of
from .blogger import categories, told_of
from .exchange import Unreadable
from .html_clean import clean, plain, without_first
from .item import Ids, Item, source_name, stories
from .languages import language_of
from .moments import in_utc, is_later, read_moment
from .record import CreditRecord, PhotoRecord, StoryRecord
from .safe_xml import Node
from .wxr import STATUSES, UNPUBLISHED, first_words

LARGEST_JSON = 200_000_000  # bytes
_HEAD = {"title", "link", "language", "image", "textinput", "atom:title", "atom:link", "atom:author", "author"}
_HEAD |= {"dc:language"}
# Longer than this a description is the text; shorter it introduces one that is not in the feed.
LONGEST_STANDFIRST = 600


def read(path: Path, *, form: str = "xml") -> Iterator[StoryRecord | Unreadable]:
    """The entries of a feed as stories. `form` is xml (RSS, Atom), jsonfeed or wp-rest."""
    return stories(items(path, form=form))


def items(path: Path, *, form: str = "xml", types: Collection[str] = ("post",)) -> Iterator[Item | Unreadable]:
    """Every entry of a feed, with its story or the reason why it makes none; `types` says whether Blogger's pages are
    stories too."""
    if form == "xml":
        yield from _xml_items(path, types)
    else:
        yield from _FORMS[form](path)


@dataclass(slots=True)
class _Site:
    kind: str
    otherwise: str
    title: str = ""
    address: str = ""
    language: str = ""
    authors: list[str] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)

    @property
    def source(self) -> str:
        return source_name(self.kind, parts_of(self.address).netloc, self.title.casefold() or self.otherwise)


@dataclass(slots=True)
class _Entry:
    """What all kinds of feeds say of an entry, as said."""

    title: str = ""
    link: str = ""
    identity: str = ""
    published: datetime | date | None = None
    stated_date: str = ""
    updated: datetime | date | None = None
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    summary: str = ""
    content: str = ""
    is_plain: bool = False
    photo: PhotoRecord | None = None
    comments: int = 0
    slug: str = ""
    status: str = ""
    type: str = "entry"
    language: str = ""
    addresses: list[str] = field(default_factory=list)
    skipped: str = ""
    warnings: list[str] = field(default_factory=list)


def _to_item(entry: _Entry, site: _Site) -> Item:
    """The item of an entry; ValueError, with a sentence, when its text cannot be read."""
    item = Item(
        source_id=entry.identity or entry.link,
        type=entry.type,
        status=entry.status,
        title=entry.title,
        slug=entry.slug,
        date=entry.published or entry.updated,
        authors=entry.authors,
        logins=entry.authors,
        categories=entry.categories,
        tags=entry.tags,
        comments=entry.comments,
        link=entry.link,
    )
    if entry.skipped:
        item.skipped = entry.skipped
        return item
    body, standfirst, notes = _text(entry)
    headline = plain(entry.title)
    warnings = list(entry.warnings)
    if not headline and body:
        headline = first_words(body)
        warnings.append("The entry has no title; its first words stand in for one.")
    if not headline:
        item.skipped = "an entry without title and text"
        return item
    identity, warning = site.ids.claim(
        item.source_id or f"{headline} {entry.stated_date}", (entry.title, entry.link, body, standfirst), entry.link
    )
    if not identity:
        item.skipped = "a repetition of an entry before it"
        return item
    if entry.stated_date and item.date is None:
        warnings.append(f"The date “{entry.stated_date[:40]}” is none that can be.")
    if entry.comments:
        warnings.append(f"{entry.comments} {'comment was' if entry.comments == 1 else 'comments were'} left.")
    has_appeared = entry.status not in UNPUBLISHED or entry.published is not None
    item.story = StoryRecord(
        id=identity,
        headline=headline,
        body=body,
        standfirst=standfirst,
        section=plain(entry.categories[0]) if entry.categories else "",
        language=language_of(f"{headline} {standfirst} {plain(body[:20_000])}", entry.language or site.language),
        slug=unquote(entry.slug),
        status=STATUSES.get(entry.status, "draft") if entry.status else "published",
        published=item.date if has_appeared else None,
        updated=entry.updated if has_appeared and is_later(entry.updated, entry.published) else None,
        credits=[CreditRecord(name) for name in entry.authors],
        tags=list(dict.fromkeys(filter(None, map(plain, entry.categories[1:] + entry.tags)))),
        photo=entry.photo,
        addresses=entry.addresses,
        source=site.source,
        source_url=entry.link if entry.link.startswith(("http://", "https://")) else "",
        warnings=([warning] if warning else []) + warnings + notes,
    )
    return item


def _text(entry: _Entry) -> tuple[str, str, list[str]]:
    """(body, standfirst, notes)."""
    cleaned = [clean(part, base=entry.link, lines=entry.is_plain) for part in (entry.content, entry.summary)]
    content, summary = cleaned
    words = plain(re.sub(r"<[^<>]*>", " ", summary.body))
    if not content.body:
        # The one text there is: the story where it is long or has parts, else what introduces it.
        if len(words) > LONGEST_STANDFIRST or summary.body.count("<p>") > 1 or "<figure>" in summary.body:
            return summary.body, "", summary.notes
        note = ["The feed gives a summary only; the text stands at its old address."] if words else []
        return "", words, note + summary.notes
    if len(words) > LONGEST_STANDFIRST or _is_beginning(words, content.body):
        words = ""
    return without_first(content.body, words) if words else content.body, words, content.notes


def _is_beginning(summary: str, body: str) -> bool:
    """Whether a summary is only the text's first words cut off, as many programs make them."""
    bare = re.sub(
        r"(?:(?<!\s)\s*+(?:\[?(?:…|\.\.\.|&hellip;)\]?|continue reading.*|read more.*|the post .* appeared first.*))+$",
        "",
        summary,
        flags=re.I | re.S,
    )
    first = plain(re.sub(r"<[^<>]*>", " ", body[: len(summary) * 2 + 4000]))
    return first.startswith(bare[:200]) and bare != summary


# RSS and Atom


def _xml_items(path: Path, types: Collection[str]) -> Iterator[Item | Unreadable]:
    site = _Site("feed", path.stem)
    links: list[str] = []
    for node in safe_xml.records(path, _HEAD | {"item", "entry", "atom:entry"}):
        if isinstance(node, Unreadable):
            yield node
        elif node.name in _HEAD:
            _note_head(node, site, links)
        else:
            try:
                entry = _atom_entry(node, site, types) if node.name != "item" else _rss_entry(node, site)
                yield _to_item(entry, site)
            except ValueError as error:
                yield Unreadable(f"line {node.line}", f"“{node.line_text('title', 'atom:title')}”: {error}")


def _note_head(node: Node, site: _Site, links: list[str]) -> None:
    name = node.name.removeprefix("atom:")
    if name == "title":
        site.title = site.title or plain(node.text())
    elif name.endswith("language"):
        site.language = site.language or node.line_text()
    elif name == "link" and node.attrs.get("rel", "alternate") == "alternate":
        site.address = site.address or node.attrs.get("href") or node.line_text()
    elif name == "author" and (author := node.line_text("atom:name", "name")):
        site.authors.append(author)


def _rss_entry(node: Node, site: _Site) -> _Entry:
    link = node.line_text("link")
    guid = node.find("guid")
    identity = node.line_text("guid")
    if not link and guid is not None and guid.attrs.get("isPermaLink", "true") == "true":
        link = identity
    if not link:
        link = next((n.attrs.get("href", "") for n in node.all("atom:link") if n.attrs.get("rel") != "self"), "")
    stated = node.line_text("pubDate", "dc:date", "atom:published", "atom:updated", "dc:created")
    content, summary = (_markup(node, "content:encoded", "atom:content"), _markup(node, "description", "atom:summary"))
    if content and len(summary) > len(content) * 2:
        content, summary = summary, ""
    comments = node.line_text("slash:comments")
    return _Entry(
        title=node.line_text("title", "media:title"),
        link=joined(site.address, link) or link if link else "",
        identity=identity or node.attrs.get("rdf:about", ""),
        published=read_moment(stated),
        stated_date=stated,
        updated=read_moment(node.line_text("atom:updated", "dc:modified")),
        authors=_rss_authors(node),
        tags=_distinct([c.line_text() for c in node.all("category")] + [s.line_text() for s in node.all("dc:subject")]),
        summary=summary,
        content=content,
        photo=_media(node),
        comments=int(comments) if comments.isdigit() and len(comments) < 7 else 0,
    )


def _markup(node: Node, *names: str) -> str:
    found = node.find(*names)
    return found.markup() if found else ""


def _rss_authors(node: Node) -> list[str]:
    names = [name for creator in node.all("dc:creator") if (name := creator.line_text())]
    if not names:
        # "mail@example.org (Name)" is how RSS wants it, and few write.
        for author in node.all("author") + node.all("itunes:author"):
            text = author.line_text("name", "atom:name") or author.line_text()
            match = re.fullmatch(r"[^\s@]+@\S+\s+\((.+)\)", text)
            name = match[1] if match else text
            if name and "@" not in name:
                names.append(name)
    names += [name for author in node.all("atom:author") if (name := author.line_text("atom:name"))]
    return _distinct(names)


def _atom_entry(node: Node, site: _Site, types: Collection[str]) -> _Entry:
    # An Atom feed that forgot to declare its namespace has the same names without it.
    p = "atom:" if node.name.startswith("atom:") else ""
    links = node.all(f"{p}link")
    by_kind = {link.attrs.get("rel", "alternate"): link.attrs.get("href", "") for link in reversed(links)}
    link = by_kind.get("alternate", "")
    published = node.line_text(f"{p}published", f"{p}issued", f"{p}created", f"{p}updated", f"{p}modified")
    content, summary = _atom_text(node.find(f"{p}content")), _atom_text(node.find(f"{p}summary"))
    title = node.find(f"{p}title")
    identity = node.line_text(f"{p}id")
    authors = _distinct([a.line_text(f"{p}name") for a in node.all(f"{p}author") + node.all(f"{p}contributor")])
    photo = _media(node)
    if photo is None and re.search(r"\.(?:jpe?g|png|webp|gif)\b", by_kind.get("enclosure", ""), re.I):
        photo = PhotoRecord(by_kind["enclosure"])
    told = told_of(node)
    if told.status in UNPUBLISHED:
        published = ""  # the day on which somebody began it; readers saw it on none
    if not link and site.address:
        link = told.path
    return _Entry(
        title=" ".join((title.markup() if title else "").split()),
        link=joined(site.address, link) or link if link else "",
        identity=identity,
        published=read_moment(published),
        stated_date=published,
        updated=read_moment(node.line_text(f"{p}updated", f"{p}modified")),
        authors=authors or ([] if node.all(f"{p}author") else list(site.authors)),
        tags=_distinct([c.attrs.get("label") or c.attrs.get("term", "") for c in categories(node)]),
        type=told.kind or "entry",
        status=told.status,
        addresses=[told.path] if told.path else [],
        skipped=told.skipped(types),
        summary=summary,
        content=content,
        photo=photo,
    )


def _atom_text(node: Node | None) -> str:
    if node is None:
        return ""
    if node.attrs.get("type", "text") in ("text", "text/plain"):
        text = node.text()
        # Many programs say text and mean HTML.
        return text if re.search(r"<(?:p|br|a|div|img)\b", text) else text.replace("&", "&amp;").replace("<", "&lt;")
    return node.markup()


def _media(node: Node) -> PhotoRecord | None:
    """The largest picture that an entry is given with."""
    found = [*node.all("media:content"), *(m for group in node.all("media:group") for m in group.all("media:content"))]
    pictures = [m for m in found if _is_picture(m)]
    if pictures:
        best = max(pictures, key=lambda m: int(w) if (w := m.attrs.get("width", "")).isdigit() and len(w) < 7 else 0)
        credit, caption = best.line_text("media:credit"), plain(best.text("media:description", "media:title"))
        return PhotoRecord(best.attrs["url"], alt_text=best.line_text("media:text"), caption=caption, credit=credit)
    for enclosure in node.all("enclosure"):
        if enclosure.attrs.get("type", "").startswith("image/") and enclosure.attrs.get("url"):
            return PhotoRecord(enclosure.attrs["url"])
    return None


def _is_picture(media: Node) -> bool:
    kind = media.attrs.get("medium") or media.attrs.get("type", "")
    address = media.attrs.get("url", "")
    return bool(address) and (
        kind.startswith("image") or (not kind and not re.search(r"\.(?:mp4|mp3|m4a|webm)\b", address))
    )


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in names if name and name.strip()))


# JSON


def load(path: Path):
    """A JSON document of any encoding; ValueError with a sentence when it is none."""
    text = decoding.text_of(path, largest=LARGEST_JSON)
    try:
        return decoding.from_json(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"Not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise ValueError("Not JSON that can be read: it is nested too deeply.") from None
    except ValueError as error:
        raise ValueError(f"Not JSON that can be read: {error}.") from None


def _json_items(path: Path, entries, make) -> Iterator[Item | Unreadable]:
    for number, row in enumerate(entries, 1):
        try:
            if not isinstance(row, dict):
                raise TypeError
            yield make(row)
        except ValueError as error:
            yield Unreadable(f"entry {number}", str(error))
        except (TypeError, AttributeError, KeyError):
            yield Unreadable(f"entry {number}", "The entry is not built as such entries are.")


def _json_feed_items(path: Path) -> Iterator[Item | Unreadable]:
    try:
        feed = load(path)
    except ValueError as error:
        yield Unreadable("the whole file", str(error))
        return
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        yield Unreadable("the whole file", "The file is no JSON Feed: it has no list of items.")
        return
    address = _string(feed, "home_page_url") or _string(feed, "feed_url")
    site = _Site("feed", path.stem, _string(feed, "title"), address, _string(feed, "language"))
    site.authors = _json_authors(feed)

    def make(row: dict) -> Item:
        stated = _string(row, "date_published")
        content = _string(row, "content_html")
        picture = _string(row, "image") or _string(row, "banner_image")
        return _to_item(
            _Entry(
                title=" ".join(_string(row, "title").split()),
                link=_string(row, "url") or _string(row, "external_url"),
                identity=_string(row, "id"),
                published=read_moment(stated),
                stated_date=stated,
                updated=read_moment(_string(row, "date_modified")),
                authors=_json_authors(row) or list(site.authors),
                tags=_distinct([tag for tag in row.get("tags") or [] if isinstance(tag, str)]),
                summary=_plain_html(_string(row, "summary")),
                content=content or _plain_html(_string(row, "content_text")),
                is_plain=not content,
                photo=PhotoRecord(picture) if picture else None,
                language=_string(row, "language"),
            ),
            site,
        )

    yield from _json_items(path, feed["items"], make)


def _plain_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _json_authors(row: dict) -> list[str]:
    authors = row.get("authors") or [row.get("author")]
    authors = authors if isinstance(authors, list) else [authors]
    return _distinct([a.get("name") for a in authors if isinstance(a, dict) and isinstance(a.get("name"), str)])


def _string(row: dict, name: str) -> str:
    value = row.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _wp_rest_items(path: Path) -> Iterator[Item | Unreadable]:
    try:
        rows = load(path)
    except ValueError as error:
        yield Unreadable("the whole file", str(error))
        return
    rows = rows if isinstance(rows, list) else [rows]
    site = _Site("wordpress", path.stem)
    yield from _json_items(path, rows, lambda row: _to_item(_wp_rest_entry(row, site), site))


def _wp_rest_entry(row: dict, site: _Site) -> _Entry:
    link = _string(row, "link") or _rendered(row, "guid")
    site.address = site.address or link
    embedded = row.get("_embedded") or {}
    terms = [term for group in embedded.get("wp:term") or [] for term in group if isinstance(term, dict)]
    published, modified = (in_utc(read_moment(_string(row, name))) for name in ("date_gmt", "modified_gmt"))
    # What has not appeared has the day on which somebody began it, and none in UTC.
    local = "" if _string(row, "status") in UNPUBLISHED else _string(row, "date")
    names = [_string(author, "name") for author in embedded.get("author") or [] if isinstance(author, dict)]
    warnings = []
    if (row.get("author") and not any(names)) or ((row.get("categories") or row.get("tags")) and not terms):
        warnings.append(
            "Author, categories and tags are numbers only; save the answer with “_embed” to have their names."
        )
    protected = isinstance(row.get("content"), dict) and row["content"].get("protected")
    return _Entry(
        title=" ".join(_rendered(row, "title").split()),
        link=link,
        identity=_string(row, "id"),
        published=published or read_moment(local),
        stated_date=_string(row, "date_gmt") or local,
        updated=modified,
        authors=_distinct(map(plain, names)),
        categories=_distinct(_string(t, "name") for t in terms if t.get("taxonomy") == "category"),
        tags=_distinct(_string(t, "name") for t in terms if t.get("taxonomy") == "post_tag"),
        summary=_rendered(row, "excerpt"),
        content=_rendered(row, "content"),
        photo=_wp_picture(row, embedded),
        slug=_string(row, "slug"),
        status="private" if protected else _string(row, "status"),
        type=_string(row, "type") or "post",
        warnings=warnings,
    )


def _rendered(row: dict, name: str) -> str:
    value = row.get(name)
    return _string(value, "rendered") if isinstance(value, dict) else _string(row, name)


def _wp_picture(row: dict, embedded: dict) -> PhotoRecord | None:
    for media in embedded.get("wp:featuredmedia") or []:
        if isinstance(media, dict) and (address := _string(media, "source_url")):
            return PhotoRecord(address, plain(_string(media, "alt_text")), plain(_rendered(media, "caption")))
    address = _string(row, "jetpack_featured_media_url")
    return PhotoRecord(address) if address else None


_FORMS = {"jsonfeed": _json_feed_items, "wp-rest": _wp_rest_items}
