"""Reads a WordPress export (WXR 1.0 to 1.2): posts, and pages or other kinds as asked; nothing is fetched.

The file is read twice, since pictures, names and reusable blocks may stand after the posts that need them; of the
whole only those are kept in memory, so a file of any length needs little.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from . import safe_xml
from .addresses import parts_of
from .exchange import Unreadable
from .html_clean import plain, without_first
from .item import Ids, Item, source_name, stories
from .languages import language_of
from .moments import is_later, read_moment, with_offset
from .record import CreditRecord, PhotoRecord, StoryRecord
from .safe_xml import Node
from .wp_text import wp_html

STATUSES = {
    "publish": "published", "draft": "draft", "pending": "draft", "auto-draft": "draft", "future": "scheduled",
    "private": "private",
}  # fmt: skip
UNPUBLISHED = ("draft", "auto-draft", "pending")
# What WordPress keeps beside stories; the rest are kinds that a site made for itself.
_TYPES = {
    "page": "a page; ask for pages to bring it in",
    "attachment": "a picture or file of the library",
    "nav_menu_item": "an entry of a menu",
    "revision": "an earlier version of a post",
    "wp_block": "a reusable block; it stands in the posts that use it",
}
_HEAD = {"title", "link", "language", "image", "wp:base_blog_url", "wp:base_site_url"}
_NAMED = {"wp:author", "wp:category", "wp:tag", "wp:term"}
_COMMENT = frozenset({"wp:comment"})
_MOST_PICTURES = 500_000
# What stands once in a file and is repeated with every entry that uses it: names, captions, addresses.
_LONGEST_NAME, _LONGEST_CAPTION = 200, 2000
_UNSORTED = {"uncategorized", "uncategorised", "未分类", "未分類", "allgemein", "non classé", "sin categoría"}


def read(path: Path, *, form: str = "wxr", types: Collection[str] = ("post",)) -> Iterator[StoryRecord | Unreadable]:
    """The stories of an export in the file's order; `types` says which kinds of WordPress's entries are stories."""
    return stories(items(path, form=form, types=types))


def items(
    path: Path, *, form: str = "wxr", types: Collection[str] = ("post",), alive: Callable[[], None] = lambda: None
) -> Iterator[Item | Unreadable]:
    """Every entry of an export, menus and pictures too, with the story that it makes or why it makes none.

    `alive` is called while the file is read, the first time through as well.
    """
    site = _survey(path, types, alive)
    ids = Ids()
    for node in safe_xml.records(path, {"item"}, childless=_COMMENT, alive=alive):
        if isinstance(node, Unreadable):
            yield node
            continue
        item = _item(node, site)
        try:
            _decide(item, node, site, types, ids)
        except ValueError as error:
            yield Unreadable(f"line {node.line}", f"“{item.title}”: {error}")
        else:
            yield item


@dataclass(slots=True)
class _Picture:
    address: str
    alt_text: str = ""
    caption: str = ""
    parent: str = ""


@dataclass(slots=True)
class _Member:
    """An entry of which there are others in other languages, as Polylang or WPML marks it."""

    identity: str
    language: str
    is_original: bool


@dataclass(slots=True)
class _Site:
    """What an export says of the site as a whole."""

    title: str = ""
    address: str = ""
    language: str = ""
    otherwise: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, _Picture] = field(default_factory=dict)
    of_post: dict[str, list[str]] = field(default_factory=dict)
    reusable: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[_Member]] = field(default_factory=dict)  # entries that say the same in several languages
    originals: dict[str, str] = field(default_factory=dict)  # of those groups that were asked for

    def original_of(self, identity: str, group: str) -> str:
        """The id of the entry that this one was translated from: the one that names no other, else that in the site's
        language, else the first; empty where there is none, or it is this one."""
        if group not in self.originals:
            of_site = self.language.lower()[:2]
            rank = lambda each: (not each.is_original, each.language.lower()[:2] != of_site)  # noqa: E731
            best = min(self.groups.get(group, ()), key=rank, default=None)
            self.originals[group] = best.identity if best else ""
        return self.originals[group] if self.originals[group] != identity else ""

    @property
    def source(self) -> str:
        return source_name("wordpress", self.address, self.title.casefold() or self.otherwise)


def _survey(path: Path, types: Collection[str], alive: Callable[[], None]) -> _Site:
    site = _Site(otherwise=path.stem)
    head: dict[str, str] = {}
    for node in safe_xml.records(path, {"item"} | _HEAD | _NAMED, childless=_COMMENT, alive=alive):
        if isinstance(node, Unreadable):
            continue  # told of when the entries are read
        if node.name == "item":
            _note_item(site, node, types)
        elif node.name == "wp:author":
            login = node.line_text("wp:author_login")
            names = node.line_text("wp:author_first_name"), node.line_text("wp:author_last_name")
            name = plain(node.text("wp:author_display_name")) or " ".join(filter(None, names)) or login
            site.authors[login] = name[:_LONGEST_NAME]
        elif node.name in _NAMED:
            name = plain(node.text("wp:cat_name", "wp:tag_name", "wp:term_name"))
            if name and (identity := node.line_text("wp:term_id")):  # the oldest exports number no category
                site.terms[identity] = name[:_LONGEST_NAME]
        else:
            head.setdefault(node.name, node.line_text())
    site.title, site.language = plain(head.get("title", "")), head.get("language", "")
    site.address = head.get("wp:base_blog_url") or head.get("link") or head.get("wp:base_site_url", "")
    return site


def _note_item(site: _Site, node: Node, types: Collection[str]) -> None:
    kind, identity = node.line_text("wp:post_type"), node.line_text("wp:post_id")
    if (kind or "post") in types and node.line_text("wp:status") not in ("trash", "inherit"):
        group, language, is_original = _languages(node, _meta(node))
        if group:
            site.groups.setdefault(group, []).append(_Member(identity, language, is_original))
    if kind == "wp_block":
        if len(site.reusable) < 1000:
            site.reusable[identity] = node.text("content:encoded")[:100_000]
    elif kind == "attachment" and len(site.pictures) < _MOST_PICTURES:
        address = node.line_text("wp:attachment_url", "guid")
        if address and identity not in site.pictures:
            picture = _Picture(
                address[:_LONGEST_CAPTION],
                alt_text=plain(_meta(node).get("_wp_attachment_image_alt", ""))[:_LONGEST_CAPTION],
                caption=plain(node.text("excerpt:encoded"))[:_LONGEST_CAPTION],
                parent=node.line_text("wp:post_parent"),
            )
            site.pictures[identity] = picture
            if re.search(r"\.(?:jpe?g|png|gif|webp|avif)$", address, re.I):
                site.of_post.setdefault(picture.parent, []).append(identity)


def _languages(node: Node, meta: dict[str, str]) -> tuple[str, str, bool]:
    """(group, language, is the original) of an entry, as its site's plugin marks it; a group of "" where none does.

    Polylang keeps both as terms, WPML's export as custom fields; of the first nobody can tell which was the original.
    """
    terms = {category.attrs.get("domain", ""): category for category in node.all("category")}
    language = terms["language"].attrs.get("nicename", "") if "language" in terms else ""
    if "post_translations" in terms:
        return f"polylang {terms['post_translations'].line_text()}", language, False
    if group := meta.get("_wpml_import_translation_group", ""):
        language = meta.get("_wpml_import_language_code", "") or language
        return f"wpml {group}", language, not meta.get("_wpml_import_source_language_code", "")
    return "", language, False


def _meta(node: Node) -> dict[str, str]:
    return {meta.line_text("wp:meta_key"): meta.text("wp:meta_value").strip() for meta in node.all("wp:postmeta")}


def _item(node: Node, site: _Site) -> Item:
    """The entry as the file tells it."""
    logins = [login for creator in node.all("dc:creator") if (login := creator.line_text())]
    names: dict[str, dict[str, None]] = {"category": {}, "post_tag": {}}  # each once, in order
    for category in node.all("category"):
        name = category.line_text()
        # The oldest exports write every name once more without a domain, and call tags "tag".
        domain = {"": "category", "tag": "post_tag"}.get(domain := category.attrs.get("domain", ""), domain)
        if name and domain in names:
            names[domain][name] = None
    return Item(
        source_id=node.line_text("wp:post_id"),
        type=node.line_text("wp:post_type") or "post",
        status=node.line_text("wp:status") or "publish",
        title=node.line_text("title"),
        slug=node.line_text("wp:post_name"),
        date=_moment(node, "post_date") or read_moment(node.line_text("pubDate")),
        authors=[_display_name(login, site) for login in logins],
        logins=logins,
        categories=list(names["category"]),
        tags=list(names["post_tag"]),
        comments=len(node.all("wp:comment")),
        link=node.line_text("link"),
    )


def _display_name(login: str, site: _Site) -> str:
    return site.authors.get(login) or site.authors.get(login.strip("<> ")) or login


def _moment(node: Node, name: str):
    local, universal = read_moment(node.line_text(f"wp:{name}")), read_moment(node.line_text(f"wp:{name}_gmt"))
    return with_offset(local, universal)


def _decide(item: Item, node: Node, site: _Site, types: Collection[str], ids: Ids) -> None:
    """Give the item its story, or the reason why it has none."""
    if item.status == "trash":
        item.skipped = "in the bin"
    elif item.type not in types:
        item.skipped = _TYPES.get(item.type, f"of the kind “{item.type}”, which was not asked for")
    elif item.status == "inherit":
        item.skipped = "an earlier version of a post"
    else:
        mark = unquote(item.slug) or str(item.date or "")
        identity = item.source_id or node.line_text("guid", "link") or mark or item.title
        content = (item.title, item.slug, item.date, node.text("content:encoded"))
        identity, warning = ids.claim(identity, content, mark)
        if not identity:
            item.skipped = "a repetition of an entry before it"
            return
        item.story = _story(item, node, site, identity)
        if warning:
            item.story.warnings.insert(0, warning)
        if not (item.story.headline or item.story.body or item.story.standfirst):
            item.story, item.skipped = None, "empty"


def _story(item: Item, node: Node, site: _Site, identity: str) -> StoryRecord:
    meta = _meta(node)
    warnings: list[str] = []
    text = wp_html(
        node.text("content:encoded"),
        base=item.link or site.address,
        pictures=lambda key: (p.address, p.alt_text, p.caption) if (p := site.pictures.get(key)) else None,
        reusable=site.reusable,
        attached=site.of_post.get(item.source_id),
        footnotes=meta.get("footnotes", ""),
    )
    standfirst = plain(node.text("excerpt:encoded"))
    body = without_first(text.body, standfirst) if standfirst else text.body
    headline = plain(item.title)
    if not headline and body:
        headline = first_words(body)
        warnings.append("The entry has no title; its first words stand in for one.")
    section, tags = _shelves(item, meta, site)
    group, language, _ = _languages(node, meta)
    original = meta.get("_icl_lang_duplicate_of", "") or site.original_of(identity, group)
    published = _published(item, node, warnings)
    updated = _moment(node, "post_modified") if published else None
    return StoryRecord(
        id=identity,
        headline=headline,
        body=body,
        standfirst=standfirst,
        section=section,
        language=language_of(f"{headline} {standfirst} {plain(body[:20_000])}", language or site.language),
        slug=unquote(item.slug),
        status=_status(item, node, warnings),
        published=published,
        updated=updated if is_later(updated, item.date) else None,
        credits=[CreditRecord(name) for name in item.authors],
        tags=tags,
        photo=_photo(meta, site, warnings),
        source=site.source,
        source_url=item.link,
        addresses=_by_number(item, site),
        translation_of=(site.source, original) if original else None,
        warnings=warnings + _counted(item) + text.notes,
    )


def first_words(body: str) -> str:
    """The beginning of a text as a headline."""
    words = plain(re.sub(r"<[^<>]*>", " ", body[:2000]))
    if len(words) <= 80:
        return words
    return (words[:80].rpartition(" ")[0].rstrip(",;:") if " " in words[:80] else words[:40]) + " …"


def _shelves(item: Item, meta: dict[str, str], site: _Site) -> tuple[str, list[str]]:
    """(section, tags): the first category, or the one marked as the main one, is the section; the others are tags."""
    categories = [plain(name) for name in item.categories]
    sections = [name for name in categories if name.casefold() not in _UNSORTED]
    main = site.terms.get(meta.get("_yoast_wpseo_primary_category") or meta.get("rank_math_primary_category") or "")
    section = main if main in sections else next(iter(sections), "")
    tags = [name for name in sections if name != section] + [plain(name) for name in item.tags]
    return section, list(dict.fromkeys(filter(None, tags)))


def _status(item: Item, node: Node, warnings: list[str]) -> str:
    if node.text("wp:post_password").strip():
        warnings.append("The entry was behind a password; it comes in as private.")
        return "private"
    if item.status not in STATUSES:
        warnings.append(f"The status “{item.status}” is not one of WordPress's own; the entry comes in as a draft.")
    return STATUSES.get(item.status, "draft")


def _published(item: Item, node: Node, warnings: list[str]):
    """When readers saw it. What has not appeared has the day on which somebody began it, and none in UTC."""
    stated = node.line_text("wp:post_date_gmt", "wp:post_date", "pubDate")
    if item.status in UNPUBLISHED:
        return item.date if read_moment(node.line_text("wp:post_date_gmt")) else None
    if item.date is None:
        warnings.append(f"The date “{stated[:40]}” is none that can be." if stated else "The entry has no date.")
    return item.date


def _photo(meta: dict[str, str], site: _Site, warnings: list[str]) -> PhotoRecord | None:
    identity = meta.get("_thumbnail_id", "")
    if not identity or identity in ("0", "-1"):
        return None
    if picture := site.pictures.get(identity):
        return PhotoRecord(picture.address, alt_text=picture.alt_text, caption=picture.caption)
    warnings.append(f"The featured picture, {identity} in the library, is not in the file.")
    return None


def _by_number(item: Item, site: _Site) -> list[str]:
    """The address that WordPress answers at however a site names its stories: /?p=12."""
    if not item.source_id.isdigit():
        return []
    folder = parts_of(site.address).path.rstrip("/")
    return [f"{folder}/?{'page_id' if item.type == 'page' else 'p'}={item.source_id}"]


def _counted(item: Item) -> list[str]:
    if not item.comments:
        return []
    return [f"{item.comments} {'comment was' if item.comments == 1 else 'comments were'} left."]


def skipped(entries: Collection[Item]) -> str:
    """A sentence on what was skipped, by reason: "Skipped: 70 an entry of a menu, 2 in the bin." """
    counts = Counter(item.skipped for item in entries if item.skipped)
    return (
        "Skipped: " + ", ".join(f"{number} {reason}" for reason, number in counts.most_common()) + "." if counts else ""
    )
