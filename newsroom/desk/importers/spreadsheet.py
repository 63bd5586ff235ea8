"""Reads stories from a table (CSV, one story a row): headings as the keys of our JSON Lines, lists divided by ";"."""

import csv
import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from companies.text import bare
from newsroom.desk import body

from . import decoding
from .dates import find_dates, without_dates
from .exchange import Unreadable
from .html_clean import clean, plain
from .item import LONGEST_ID, Ids, Item, stories
from .moments import read_moment
from .record import CreditRecord, PersonRecord, PhotoRecord, StoryRecord

LARGEST_CELL = 5_000_000  # characters
# What people call the columns, beside the names of the exchange format.
_MEANINGS = {
    "id": "id number key source_id nid node_id post_id",
    "headline": "headline title heading post_title 标题",
    "body": "body text content article post_content 正文 内容",
    "standfirst": "standfirst summary intro excerpt deck abstract description post_excerpt subtitle 摘要",
    "section": "section category 栏目 分类",
    "kind": "kind type",
    "language": "language lang 语言",
    "slug": "slug post_name",
    "dateline": "dateline place",
    "status": "status state post_status is_published publishing_status 状态",
    "audience": "audience visibility 可见范围",
    "published": "published date published_at publication_date post_date authored_on 日期 发布时间",
    "updated": "updated updated_at modified post_modified_date updated_date changed",
    "credits": "credits authors author byline by writer authored_by 作者",
    "tags": "tags topics keywords tag 标签",
    "companies": "companies company 公司",
    "people": "people persons 人物",
    "photo": "photo image picture file 图片",
    "photo_alt_text": "photo_alt_text alt_text alt",
    "photo_caption": "photo_caption caption",
    "photo_credit": "photo_credit credit",
    "source_url": "source_url url link address permalink 链接",
    "translation_of": "translation_of translated_from original_id 译自",
}
_COLUMNS = {word: name for name, words in _MEANINGS.items() for word in words.split()}
# As tables of other systems have them, some of which say no more than whether readers saw it.
_SHOWN = {"publish", "published", "live", "public", "yes", "on", "true", "1", "已发布", "发布", "是"}
_HIDDEN = {"draft", "pending", "unpublished", "not published", "no", "off", "false", "0", "草稿", "未发布", "否"}
_STATUSES = dict.fromkeys(_SHOWN, "published") | dict.fromkeys(_HIDDEN, "draft") | {"future": "scheduled"}
_EVERYBODY = {"everyone", "everybody", "public", "all", "公开"}  # of Substack's audiences, and of a visibility
_IN_THE_BIN = {"trash", "trashed", "deleted", "回收站"}
_YEAR_FIRST_OR_WORDS = re.compile(r"\d{4}\D|.*[^\W\d_]{3}")  # 1.5.2019 could be two days
# What Excel is told before the headings: which character divides the cells.
_SEPARATOR = re.compile(r'\s*+"?sep=(.)"?[,;\t]*+\s*+', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|\n")
_HTML = re.compile(r"</?(?:p|h[1-6]|ul|ol|div|br|a|strong|em|b|i|figure|table|blockquote)\b[^<>]*>", re.I)


def read(path: Path, *, form: str = "csv") -> Iterator[StoryRecord | Unreadable]:
    """The stories of a table in order."""
    return stories(items(path, form=form))


def items(path: Path, *, form: str = "csv") -> Iterator[Item | Unreadable]:
    """Every row of a table with its story; a row that is none comes as Unreadable and does not stop the rest."""
    lines = _lines(path)
    try:
        first = next((line for line in lines if line.strip()), "")
    except ValueError as error:
        yield Unreadable("line 1", str(error))
        return
    before = 0  # lines above the headings, beside empty ones
    if said := _SEPARATOR.fullmatch(first):
        first, before = next((line for line in lines if line.strip()), ""), 1
    if not first:
        yield Unreadable("line 1", "The file is empty.")
        return
    csv.field_size_limit(LARGEST_CELL)
    try:
        marks = said[1] if said else ",;\t"
        delimiter = max(marks, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    except csv.Error as error:
        yield Unreadable("line 1", f"The table cannot be read: {error}")
        return
    rows = csv.reader(chain([first], lines), delimiter=delimiter)
    columns: list[str] = []
    unused: list[str] = []
    ids, table = Ids(), path.stem
    while True:
        where = f"line {rows.line_num + 1 + before}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except (csv.Error, ValueError) as error:
            yield Unreadable(where, f"The table cannot be read from here on: {error}")
            return
        if not columns:
            columns = [_COLUMNS.get(cell.strip().casefold().replace(" ", "_"), "") for cell in row]
            if "headline" not in columns:
                yield Unreadable(where, "The first line has no column called “headline” or “title”.")
                return
            unused = [cell.strip()[:40] for cell, name in zip(row, columns, strict=True) if cell.strip() and not name]
        elif any(cell.strip() for cell in row):
            try:
                item = _item(_values(columns, row), ids, table)
                if unused and item.story:
                    item.story.warnings.append(f"Of the table these columns are not read: {', '.join(unused[:20])}.")
                    unused = []
                yield item
            except ValueError as error:
                yield Unreadable(where, str(error))


def without_separator(text: str) -> str:
    """`text`, a table's beginning, without a first line that only says which character divides its cells."""
    first, _, rest = text.replace("\r", "\n").partition("\n")
    return rest.lstrip("\n") if _SEPARATOR.fullmatch(first) else text


def _lines(path: Path) -> Iterator[str]:
    rest = ""
    for chunk in decoding.chunks(path):
        text = rest + chunk
        # Old spreadsheets end a line with CR alone; one at the end may be the first half of CR LF.
        held = "\r" if text.endswith("\r") else ""
        *whole, rest = _LINE_END.split(text.removesuffix(held))
        rest += held
        if len(rest) > LARGEST_CELL:
            raise ValueError(f"A line is longer than {LARGEST_CELL // 1_000_000} million characters.")
        yield from (line + "\n" for line in whole)
    if rest:
        yield rest.removesuffix("\r")


def _values(columns: list[str], row: list[str]) -> dict[str, str]:
    if any(cell.strip() for cell in row[len(columns) :]):
        raise ValueError("The row has more cells than the first line has columns.")
    values: dict[str, str] = {}
    for name, cell in zip(columns, row, strict=False):
        if name and cell.strip():
            if name == "published" and cell.strip().casefold() in _STATUSES:
                name = "status"  # Drupal has a column “Published” that says yes or no
            values.setdefault(name, bare(cell))
    return values


def _item(values: dict[str, str], ids: Ids, table: str) -> Item:
    headline = plain(values.get("headline", ""))
    if not headline:
        raise ValueError("The row has no headline.")
    link = values.get("source_url", "").strip()
    authors = _list(values, "credits")
    raw_status = values.get("status", "").strip()
    warnings: list[str] = []
    published = _moment(values, "published", warnings)
    mark = hashlib.sha256(f"{headline}|{values.get('published', '')}|{link}".encode()).hexdigest()[:16]
    text = values.get("body", "")
    # Read before the id is claimed: a row that can't be read must not take an id from one that can.
    cleaned = clean(text if _HTML.search(text) else body.from_plain(text))
    identity, warning = ids.claim(values.get("id", "").strip() or mark, tuple(sorted(values.items())), mark)
    item = Item(
        source_id=values.get("id", "").strip(),
        type="row",
        status=raw_status,
        title=" ".join(values["headline"].split()),
        slug=values.get("slug", "").strip(),
        date=published,
        authors=authors,
        logins=authors,
        categories=_list(values, "section"),
        tags=_list(values, "tags"),
        link=link,
    )
    if not identity:
        item.skipped = "a repetition of a row before it"
        return item
    if raw_status.casefold() in _IN_THE_BIN:
        item.skipped = "in the bin"
        return item
    photo, original = values.get("photo", "").strip(), values.get("translation_of", "").strip()
    item.story = StoryRecord(
        id=identity,
        headline=headline,
        body=cleaned.body,
        standfirst=plain(values.get("standfirst", "")),
        section=plain(values.get("section", "").partition(";")[0]),
        kind=values.get("kind", "").strip().lower().replace(" ", "_"),
        language=values.get("language", "").strip(),
        slug=item.slug,
        dateline=plain(values.get("dateline", "")),
        status=_status(values, warnings),
        published=published,
        updated=_moment(values, "updated", warnings),
        credits=[_credit(name) for name in authors],
        tags=_list(values, "tags"),
        companies=_list(values, "companies"),
        people=[PersonRecord(*_name_and_more(name)) for name in _list(values, "people")],
        photo=PhotoRecord(
            photo,
            plain(values.get("photo_alt_text", "")),
            plain(values.get("photo_caption", "")),
            plain(values.get("photo_credit", "")),
        )
        if photo
        else None,
        source="csv",
        source_url=link,
        translation_of=("csv", original[:LONGEST_ID]) if original and original != identity else None,
        mark=table if identity.isdigit() else "",
        warnings=([warning] if warning else []) + warnings + cleaned.notes,
    )
    return item


def _status(values: dict[str, str], warnings: list[str]) -> str:
    raw = values.get("status", "").strip().casefold()
    status, audience = _STATUSES.get(raw, raw), values.get("audience", "").strip()
    if audience and audience.casefold() not in _EVERYBODY and status in ("", "published", "scheduled"):
        warnings.append(f"Not everybody could see the story (“{audience}”); it comes in as private.")
        return "private"
    return status


def _list(values: dict[str, str], name: str) -> list[str]:
    return list(
        dict.fromkeys(" ".join(part.split()) for part in re.split("[;；]", values.get(name, "")) if part.strip())
    )


def _credit(text: str) -> CreditRecord:
    """ "Lin Moyan", "Pat Okafor (editor)": the role stands in brackets."""
    name, more = _name_and_more(text)
    roles = {"writer", "editor", "photographer", "translator"}
    return CreditRecord(name, more.lower()) if more.lower() in roles else CreditRecord(name, outlet=more)


def _name_and_more(text: str) -> tuple[str, str]:
    """Of “Wang Yifei (chinadaily.com.cn)” the name and what stands in the brackets, either of which may be Chinese."""
    place = max(text.rfind("("), text.rfind("（"))
    name, more = text[:place].rstrip(), text[place + 1 : -1].strip()
    is_named = place > 0 and text.endswith((")", "）")) and name and more and not set(more) & set(")）")
    return (name, more) if is_named else (text, "")


def _moment(values: dict[str, str], name: str, warnings: list[str]):
    stated = values.get(name, "").strip()
    value = read_moment(stated) or _printed(stated)
    if stated and value is None:
        warnings.append(f"“{stated[:40]}” is not a date like 2013-10-25 or 2013-10-25 09:00, so none was taken.")
    return value


def _printed(text: str) -> date | datetime | None:
    """A cell that is one date as people write it: Excel in China saves 2013/5/6, whatever was typed."""
    if not _YEAR_FIRST_OR_WORDS.match(text):
        return None
    found = find_dates(text)
    return found[0].value if len(found) == 1 and not without_dates(text, found, "").strip() else None
