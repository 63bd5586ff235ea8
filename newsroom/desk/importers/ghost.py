"""Reads a Ghost export (JSON, versions 1 to 6): posts, and pages as asked, with authors, tags and feature pictures."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from newsroom.desk import body

from .exchange import Unreadable
from .feeds import load
from .ghost_text import from_lexical, from_mobiledoc
from .html_clean import LARGEST, clean, plain, without_first
from .item import Ids, Item, source_name, stories
from .languages import language_of
from .moments import in_utc, is_later, read_moment
from .record import CreditRecord, PhotoRecord, StoryRecord
from .wxr import first_words

STATUSES = {"published": "published", "sent": "private", "draft": "draft", "scheduled": "scheduled"}
# Ghost writes this where the site's own address belongs.
_HERE = "__GHOST_URL__"
# What stands once in the tables is repeated with every post.
_LONGEST_ADDRESS, _LONGEST_NAME = 300, 200


def read(path: Path, *, form: str = "ghost", types: Collection[str] = ("post",)) -> Iterator[StoryRecord | Unreadable]:
    """The stories of an export; `types` says whether pages are stories too."""
    return stories(items(path, form=form, types=types))


def items(path: Path, *, form: str = "ghost", types: Collection[str] = ("post",)) -> Iterator[Item | Unreadable]:
    """Every post and page of an export, or the one post of a file, with its story or why it has none."""
    try:
        data = _data(load(path))
        site = _Site(data, path.stem)
    except ValueError as error:
        yield Unreadable("the whole file", str(error))
        return
    except TypeError:  # an object where the number of one belongs
        yield Unreadable("the whole file", "The tables of the file are not built as Ghost's are.")
        return
    for number, post in enumerate(site.rows("posts"), 1):
        try:
            yield _item(post, site, types)
        except ValueError as error:
            yield Unreadable(f"post {number}", f"“{_text(post, 'title')}”: {str(error).rstrip('.')}.")
        except (TypeError, AttributeError, KeyError):
            yield Unreadable(f"post {number}", "The post is not built as Ghost's posts are.")


def _data(document) -> dict:
    """The tables of an export, or of a single post as the API gives it."""
    if isinstance(document, dict):
        database = document.get("db")
        if isinstance(database, list) and database and isinstance(database[0], dict):
            document = database[0]
        if isinstance(document.get("data"), dict):
            document = document["data"]
        if isinstance(document.get("posts"), list):
            return document
        if isinstance(document.get("pages"), list):
            return {"posts": [row | {"type": "page"} for row in document["pages"] if isinstance(row, dict)]}
        if "title" in document and ("html" in document or "lexical" in document or "mobiledoc" in document):
            return {"posts": [document]}
    raise ValueError("The file is no Ghost export: it has no list of posts.")


class _Site:
    def __init__(self, data: dict, otherwise: str):
        self.data = data
        settings = {row.get("key"): row.get("value") for row in self.rows("settings")}
        self.title = settings.get("title") if isinstance(settings.get("title"), str) else ""
        self.language = settings.get("locale") or settings.get("lang") or settings.get("default_locale") or ""
        self.address = str(data.get("url") or settings.get("url") or "")[:_LONGEST_ADDRESS]
        self.source = source_name("ghost", self.address, self.title.casefold() or otherwise)
        self.users = {row.get("id"): _text(row, "name")[:_LONGEST_NAME] for row in self.rows("users")}
        self.logins = {row.get("id"): _text(row, "slug")[:_LONGEST_NAME] for row in self.rows("users")}
        self.tags = {row.get("id"): row for row in self.rows("tags")}
        self.meta = {row.get("post_id"): row for row in self.rows("posts_meta")}
        self.tags_of = self._links("posts_tags", "tag_id")
        self.authors_of = self._links("posts_authors", "author_id")
        self.ids = Ids()

    def rows(self, table: str) -> list[dict]:
        rows = self.data.get(table)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def _links(self, table: str, column: str) -> dict:
        links: dict = {}
        for row in sorted(self.rows(table), key=lambda row: n if isinstance(n := row.get("sort_order"), int) else 0):
            links.setdefault(row.get("post_id"), {})[row.get(column)] = None
        return {post: list(rows) for post, rows in links.items()}


def _item(post: dict, site: _Site, types: Collection[str]) -> Item:
    kind = _text(post, "type") or ("page" if post.get("page") in (True, 1) else "post")
    authors, logins = _authors(post, site)
    tags = _tags(post, site)
    item = Item(
        source_id=str(post.get("id") or post.get("uuid") or _text(post, "slug")),
        type=kind,
        status=_text(post, "status") or "published",
        title=" ".join(_text(post, "title").split()),
        slug=_text(post, "slug"),
        date=_moment(post, "published_at") or _moment(post, "created_at"),
        authors=authors,
        logins=logins,
        tags=[_text(tag, "name")[:_LONGEST_NAME] for tag in tags],
        link=_link(post, site),
    )
    if kind not in types:
        item.skipped = "a page; ask for pages to bring it in" if kind == "page" else f"of the kind “{kind}”"
        return item
    _tell(item, post, site, tags)
    return item


def _tell(item: Item, post: dict, site: _Site, tags: list[dict]) -> None:
    markup, warnings = _markup(post)
    cleaned = clean(markup.replace(_HERE, site.address.rstrip("/")), base=item.link or site.address)
    standfirst = plain(_text(post, "custom_excerpt"))
    headline = plain(item.title)
    if headline.casefold() == "(untitled)" or not headline:
        headline = first_words(cleaned.body)
        warnings.append("The post has no title; its first words stand in for one.")
    if not headline:
        item.skipped = "empty"
        return
    identity, warning = site.ids.claim(item.source_id or headline, (item.title, markup), item.slug or headline)
    if not identity:
        item.skipped = "a repetition of an entry before it"
        return
    # Names with a # before them are for the theme, not for readers.
    public = [_text(tag, "name")[:_LONGEST_NAME] for tag in tags if tag.get("visibility") != "internal"]
    names = [plain(name) for name in public if name[:1] != "#"]
    status = _status(item, post, site, warnings)
    # A draft has the day on which somebody began it; readers saw it on none.
    published = item.date if status != "draft" or _moment(post, "published_at") else None
    updated = _moment(post, "updated_at") if published else None
    item.story = StoryRecord(
        id=identity,
        headline=headline,
        body=without_first(cleaned.body, standfirst) if standfirst else cleaned.body,
        standfirst=standfirst,
        section=names[0] if names else "",
        language=language_of(f"{headline} {standfirst} {plain(cleaned.body[:20_000])}", str(site.language)),
        slug=item.slug,
        status=status,
        published=published,
        updated=updated if is_later(updated, published) else None,
        credits=[CreditRecord(name) for name in item.authors],
        tags=list(dict.fromkeys(names[1:])),
        photo=_photo(post, site),
        source=site.source,
        source_url=item.link,
        # Where Ghost shows a post unless told otherwise, whatever the export calls its canonical place.
        addresses=[f"/{item.slug}/"] if item.slug else [],
        warnings=([warning] if warning else []) + warnings + cleaned.notes,
    )


def _markup(post: dict) -> tuple[str, list[str]]:
    if html := _text(post, "html"):
        if len(html) > LARGEST:  # before addresses of the site are put into it
            raise ValueError(f"the text is longer than {LARGEST // 1_000_000} million characters")
        return html, []
    if document := _text(post, "lexical"):
        html, notes = from_lexical(document)
    elif document := _text(post, "mobiledoc"):
        html, notes = from_mobiledoc(document)
    else:
        return body.from_plain(_text(post, "plaintext")), []
    return html, notes


def _status(item: Item, post: dict, site: _Site, warnings: list[str]) -> str:
    visibility = _text(post, "visibility")
    is_mail = site.meta.get(post.get("id"), {}).get("email_only") or post.get("email_only")
    if is_mail and item.status in ("published", "scheduled"):
        warnings.append("The post was to be mailed only and not to stand on the site; it comes in as private.")
        return "private"
    if item.status == "sent":
        warnings.append("The post was only mailed and never stood on the site; it comes in as private.")
    elif visibility not in ("", "public") and item.status in ("published", "scheduled"):
        warnings.append(f"Only {visibility} readers could see the post; it comes in as private.")
        return "private"
    if item.status not in STATUSES:
        warnings.append(f"The status “{item.status}” is not one of Ghost's; the post comes in as a draft.")
    return STATUSES.get(item.status, "draft")


def _authors(post: dict, site: _Site) -> tuple[list[str], list[str]]:
    """Their names and what the export calls them."""
    written_out = [row for row in post.get("authors") or [post.get("primary_author")] if isinstance(row, dict)]
    if written_out:
        return [_text(row, "name") for row in written_out], [_text(row, "slug") for row in written_out]
    ids = site.authors_of.get(post.get("id")) or [post.get("author_id")]
    known = [identity for identity in ids if site.users.get(identity)]
    return [site.users[identity] for identity in known], [site.logins[identity] for identity in known]


def _tags(post: dict, site: _Site) -> list[dict]:
    if isinstance(post.get("tags"), list):
        return [row for row in post["tags"] if isinstance(row, dict)]
    return [site.tags[identity] for identity in site.tags_of.get(post.get("id"), []) if identity in site.tags]


def _link(post: dict, site: _Site) -> str:
    link = _text(post, "url") or _text(post, "canonical_url")
    if link:
        return link.replace(_HERE, site.address.rstrip("/"))
    # Where Ghost shows a post unless told otherwise.
    return f"{site.address.rstrip('/')}/{_text(post, 'slug')}/" if site.address and _text(post, "slug") else ""


def _photo(post: dict, site: _Site) -> PhotoRecord | None:
    meta = site.meta.get(post.get("id"), {})
    address = _text(post, "feature_image") or _text(post, "image")
    if not address:
        return None
    caption = plain(_text(post, "feature_image_caption") or _text(meta, "feature_image_caption"))
    alt_text = plain(_text(post, "feature_image_alt") or _text(meta, "feature_image_alt"))
    return PhotoRecord(address.replace(_HERE, site.address.rstrip("/")), alt_text=alt_text, caption=caption)


def _moment(post: dict, name: str) -> datetime | date | None:
    """A time of the post. Ghost keeps them in UTC, and takes milliseconds since 1970 from whoever writes its format."""
    value = post.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            value = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)).isoformat()
        except (OverflowError, ValueError):
            return None
    return in_utc(read_moment(value)) if isinstance(value, str) else None


def _text(row: dict, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
