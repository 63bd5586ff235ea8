"""Which reader a file needs, told by what is in it; a file's name counts only where its content leaves it open."""

import csv
import json
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from . import decoding, exchange, feeds, front_matter, ghost, html_page, spreadsheet, text_page, wxr
from .exchange import Unreadable
from .item import Item, mark_of, stories
from .record import StoryRecord

# The files of a folder that are looked into; a file that is named itself may end as it likes.
ENDINGS = {".txt", ".text", ".md", ".jsonl", ".ndjson", ".json", ".xml", ".wxr", ".rss", ".atom", ".html", ".htm"}
ENDINGS |= {".xhtml", ".csv", ".tsv"}

_LARGEST_PAGE = 5_000_000  # bytes
_LONGEST_HEADINGS = 4000  # characters of a table's first line
# As browsers save a page with its pictures in one file; Internet Explorer begins with From and Subject.
_MHTML = re.compile(r"(?:MIME-Version:|From:\s.*\n(?:.+\n){0,6}?(?:Snapshot-Content-Location|MIME-Version):)", re.I)
_SAMPLE = 1 << 18
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|[a-z]+:feed)[\s>]")
_WXR = re.compile(r"wordpress\.org/export/|<wp:(?:wxr_version|post_id|post_type)>")
_OPML = re.compile(r"\s*(?:<[?!][^>]*>\s*)*<opml[\s>]", re.I)
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|article|main|div|p|h1|title|meta)[\s>]", re.I)
_OTHERS = [
    (b"PK\x03\x04", "a zip archive or an office document; unpack it, or save it as text or HTML"),
    (b"%PDF", "a PDF; copy its text into a text file"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as text or HTML"),
    (b"{\\rtf", "a rich-text document; save it as text or HTML"),
    (b"\x1f\x8b", "packed with gzip; unpack it first"),
    (b"SQLite format 3", "a database"),
    *((mark, "a picture; say where pictures lie with --pictures") for mark in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")),
]


def read(path: Path, *, form: str = "auto", types: Collection[str] = ("post",)) -> Iterator[StoryRecord | Unreadable]:
    """The stories of a file of any known format."""
    return stories(items(path, form=form, types=types))


def items(
    path: Path,
    *,
    form: str = "auto",
    types: Collection[str] = ("post",),
    alive: Callable[[], None] = lambda: None,
) -> Iterator[Item | Unreadable]:
    """Every entry of a file of any known format. `types` are WordPress's and Ghost's kinds that count as stories;
    `alive` is called while a reader goes through a long file before it gives the first entry."""
    if form == "auto":
        try:
            form = form_of(path)
        except ValueError as error:
            yield Unreadable("the whole file", str(error))
            return
    for item in _read(path, form, types, alive):
        if form != "jsonl" and isinstance(item, Item) and item.story is not None:
            item.story.is_claim = True
        yield item


def _read(path: Path, form: str, types: Collection[str], alive: Callable[[], None]) -> Iterator[Item | Unreadable]:
    if form == "wxr":
        yield from wxr.items(path, form=form, types=types, alive=alive)
    elif form == "ghost":
        yield from ghost.items(path, form=form, types=types)
    elif form in ("feed", "jsonfeed", "wp-rest"):
        yield from feeds.items(path, form="xml" if form == "feed" else form, types=types)
    elif form == "html":
        yield from html_page.items(path, form=form)
    elif form == "csv":
        yield from spreadsheet.items(path, form=form)
    elif form == "jsonl":
        with path.open("rb") as file:
            sample = file.read(decoding.SAMPLE)
        encoding = decoding.encoding_of(sample, whole=len(sample) < decoding.SAMPLE)
        encoding = "utf-8-sig" if encoding == "utf-8" else encoding
        with path.open(encoding=encoding, errors=decoding.MIXED, newline="\n") as lines:
            yield from (_as_item(entry, "line") for entry in exchange.read(exchange.lines_of(lines)))
    elif form == "text":
        yield _text_item(path)
    else:
        raise ValueError(f"no format is called {form!r}")


def form_of(path: Path) -> str:
    """The name of a file's format. ValueError, with a sentence, when it is none that can be read."""
    with path.open("rb") as file:
        data = file.read(_SAMPLE)
    for mark, what in _OTHERS:
        if data.startswith(mark):
            raise ValueError(f"The file is {what}.")
    encoding = decoding.encoding_of(data, whole=len(data) < _SAMPLE)
    if data[:4096].count(0) > 8 and not encoding.startswith("utf-"):
        raise ValueError("The file is not text.")
    text = decoding.clean(data.decode(encoding, errors=decoding.MIXED)).lstrip("\ufeff \t\r\n")
    suffix = path.suffix.lower()
    if not text:
        raise ValueError("The file is empty.")
    if text[0] in "{[" and (form := _json_form(text, suffix)):
        return form
    if _FEED.search(text[:20_000]):
        return "wxr" if _WXR.search(text) else "feed"
    if _OPML.match(text):  # it has a head and a body as pages have
        raise ValueError("The file is a list of feeds (OPML) and holds no stories; save the feeds themselves.")
    if (text[0] == "<" or suffix in (".html", ".htm", ".xhtml")) and _HTML.search(text[:50_000]):
        return "html"
    if text.startswith("<?xml"):
        raise ValueError("The file is XML, but neither a feed nor a WordPress export.")
    if _MHTML.match(text):
        raise ValueError("The page was saved as a single mail-like file (MHTML); save it as “web page, HTML only”.")
    return "csv" if suffix in (".csv", ".tsv") or _is_table(text) else "text"


def _json_form(text: str, suffix: str) -> str:
    """The kind of JSON, "" where it is text that merely begins with a bracket."""
    if "jsonfeed.org/version" in text:
        return "jsonfeed"
    if re.search(r'"rendered"\s*:', text) and re.search(r'"(?:date_gmt|_links|modified_gmt)"\s*:', text):
        return "wp-rest"
    if re.search(r'"(?:mobiledoc|lexical|posts_tags|posts_authors|comment_id|feature_image)"\s*:', text):
        return "ghost"
    if re.match(r'\{\s*"db"\s*:', text):
        return "ghost"
    first = text.partition("\n")[0]
    try:
        is_row = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        is_row = False
    if is_row or suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    if suffix == ".json":
        raise ValueError("The file is JSON of no kind that is known here.")
    return ""


def _is_table(text: str) -> bool:
    text = spreadsheet.without_separator(text[:_LONGEST_HEADINGS])
    first = re.match(r"[^\r\n]*", text)[0]
    for delimiter in ",;\t":
        names = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), [])]
        if len(names) > 1 and {"headline", "title", "标题"} & set(names) and all(len(name) < 40 for name in names):
            return True
    return False


def _text_item(path: Path) -> Item | Unreadable:
    try:
        said, text = front_matter.divided(decoding.text_of(path, largest=_LARGEST_PAGE))
        title = f"{said['title']}\n\n" if said.get("title") else ""
        record = text_page.parse(title + text, source_id=path.stem)
    except ValueError as error:
        return Unreadable("the whole page", str(error))
    if said:
        front_matter.tell(record, said)
    record.source, record.mark = "text", mark_of(record.headline)
    return _as_item(record, "page")


def _as_item(entry: StoryRecord | Unreadable, kind: str) -> Item | Unreadable:
    """The item of a record whose file says no more than the record does."""
    if isinstance(entry, Unreadable):
        return entry
    names = [credit.name for credit in entry.credits]
    return Item(
        source_id=entry.id,
        type=kind,
        status=entry.status,
        title=entry.headline,
        slug=entry.slug,
        date=entry.published,
        authors=names,
        logins=names,
        categories=[entry.section] if entry.section else [],
        tags=list(entry.tags),
        link=entry.source_url,
        story=entry,
    )
