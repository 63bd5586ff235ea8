"""Our own exchange format: JSON Lines, one story a line (docs/formats.md). Reads and writes it; knows no database."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO

from newsroom.desk import body
from newsroom.desk.importers import decoding
from newsroom.desk.importers.record import (
    AttachmentRecord,
    CorrectionRecord,
    CreditRecord,
    PersonRecord,
    PhotoRecord,
    StoryRecord,
)

MORE = ("contact", "ai_note", "seo_title", "seo_description", "note")  # texts that no other format has
LONGEST_LINE = 20_000_000  # characters; a story is never that long, a mistake may be


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A story that could not be read: where it stands in its file, and why, in a sentence."""

    where: str
    reason: str


def read(lines: Iterable[str]) -> Iterator[StoryRecord | Unreadable]:
    """The stories of a JSON Lines file in order; a bad line comes as Unreadable and does not stop the rest."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            if len(line) > LONGEST_LINE:
                raise ValueError(f"the line has more than {LONGEST_LINE:,} characters")
            yield from_line(line)
        except (ValueError, RecursionError) as error:
            yield Unreadable(f"line {number}", str(error) or "the line is nested too deeply")


def lines_of(file: TextIO) -> Iterator[str]:
    """The lines of a file, of which no more is held in memory than a story may have, whatever stands in it."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith("\n"):
            line = file.readline(LONGEST_LINE + 1)


def from_line(line: str) -> StoryRecord:
    """One story. Raises ValueError with a sentence where the line is not one."""
    try:
        row = decoding.from_json(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    identity = row.get("id", "")
    if isinstance(identity, bool) or not isinstance(identity, (str, int)) or not str(identity).strip():
        raise ValueError("“id” is missing")
    headline = _text(row, "headline") or _text(row, "title")
    if not headline:
        raise ValueError("“headline” is missing")
    raw_body = row.get("body") or ""
    if not isinstance(raw_body, str):
        raise ValueError("“body” is not text")
    return StoryRecord(
        id=str(identity).strip(),
        source=_text(row, "source"),
        headline=headline,
        body=body.to_html(raw_body),
        standfirst=_text(row, "standfirst"),
        section=_text(row, "section"),
        kind=_text(row, "kind"),
        language=_text(row, "language"),
        slug=_text(row, "slug"),
        dateline=_text(row, "dateline"),
        status=_text(row, "status"),
        published=_moment(row, "published"),
        updated=_moment(row, "updated"),
        credits=[_credit(item) for item in _list(row, "credits")],
        tags=_names(row, "tags"),
        companies=_names(row, "companies"),
        people=[_person(item) for item in _list(row, "people")],
        photo=_photo(row.get("photo")),
        source_url=_text(row, "source_url"),
        addresses=_names(row, "addresses"),
        about=_names(row, "about"),
        more={name: value for name in MORE if (value := _lines(row, name))},
        attachments=[_attachment(item) for item in _list(row, "attachments")],
        corrections=[_correction(item) for item in _list(row, "corrections")],
        names_unlinked=_truth(row, "names_unlinked"),
        translation_of=_original(row.get("translation_of")),
    )


def to_line(record: StoryRecord) -> str:
    """The story as one line, without the line's end; what is empty is left out."""
    row = {
        "id": record.id,
        "source": record.source,
        "status": record.status,
        "headline": record.headline,
        "standfirst": record.standfirst,
        "body": record.body,
        "section": record.section,
        "kind": record.kind,
        "language": record.language,
        "slug": record.slug,
        "dateline": record.dateline,
        "published": record.published.isoformat() if record.published else None,
        "updated": record.updated.isoformat() if record.updated else None,
        "credits": [_without_blanks(name=c.name, role=c.role, outlet=c.outlet) for c in record.credits],
        "tags": record.tags,
        "companies": record.companies,
        "people": [_without_blanks(name=person.name, title=person.title) for person in record.people],
        "photo": record.photo
        and _without_blanks(
            file=record.photo.file,
            alt_text=record.photo.alt_text,
            caption=record.photo.caption,
            credit=record.photo.credit,
            licence=record.photo.licence,
        ),
        "source_url": record.source_url,
        "addresses": record.addresses,
        "about": record.about,
        **record.more,
        "attachments": [_without_blanks(file=each.file, title=each.title) for each in record.attachments],
        "corrections": [_without_blanks(text=c.text, at=c.at.isoformat(), kind=c.kind) for c in record.corrections],
        "names_unlinked": record.names_unlinked,
        "translation_of": record.translation_of
        and _without_blanks(source=record.translation_of[0], id=record.translation_of[1]),
    }
    return json.dumps(_without_blanks(**row), ensure_ascii=False)


def _without_blanks(**values) -> dict:
    return {name: value for name, value in values.items() if value}


def _text(row: dict, name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"“{name}” is not text")
    return " ".join(value.split())


def _truth(row: dict, name: str) -> bool:
    value = row.get(name)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"“{name}” is neither true nor false")
    return bool(value)


def _list(row: dict, name: str) -> list:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"“{name}” is not a list")
    return value


def _names(row: dict, name: str) -> list[str]:
    names = [item.get("name", "") if isinstance(item, dict) else item for item in _list(row, name)]
    if not all(isinstance(item, str) for item in names):
        raise ValueError(f"“{name}” holds something that is not a name")
    return [" ".join(item.split()) for item in names if item.strip()]


def _moment(row: dict, name: str) -> datetime | date | None:
    value = _text(row, name)
    if not value:
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{name}” is {value!r}, not a date like 2013-10-25 or 2013-10-25T09:00:00+08:00") from None


def _credit(item) -> CreditRecord:
    if isinstance(item, str):
        return CreditRecord(" ".join(item.split()))
    if not isinstance(item, dict) or not _text(item, "name"):
        raise ValueError("“credits” holds something without a name")
    return CreditRecord(_text(item, "name"), _text(item, "role") or "writer", _text(item, "outlet"))


def _person(item) -> PersonRecord:
    if isinstance(item, str):
        return PersonRecord(" ".join(item.split()))
    if not isinstance(item, dict) or not _text(item, "name"):
        raise ValueError("“people” holds something without a name")
    return PersonRecord(_text(item, "name"), _text(item, "title"))


def _original(item) -> tuple[str, str] | None:
    if not item:
        return None
    if not isinstance(item, dict) or not _text(item, "id"):
        raise ValueError("“translation_of” is not the source and id of a story")
    return _text(item, "source"), _text(item, "id")


def _photo(item) -> PhotoRecord | None:
    if not item:
        return None
    if isinstance(item, str):
        return PhotoRecord(item)
    if not isinstance(item, dict) or not _text(item, "file"):
        raise ValueError("“photo” has no file")
    return PhotoRecord(
        _text(item, "file"),
        _text(item, "alt_text"),
        _text(item, "caption"),
        _text(item, "credit"),
        _text(item, "licence"),
    )


def _attachment(item) -> AttachmentRecord:
    if isinstance(item, str) and item.strip():
        return AttachmentRecord(item)
    if not isinstance(item, dict) or not _text(item, "file"):
        raise ValueError("“attachments” holds something without a file")
    return AttachmentRecord(_text(item, "file"), _text(item, "title"))


def _lines(row: dict, name: str) -> str:
    """A text that may have several lines."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"“{name}” is not text")
    return "\n".join(" ".join(line.split()) for line in value.splitlines()).strip()


def _correction(item) -> CorrectionRecord:
    if not isinstance(item, dict) or not _lines(item, "text"):
        raise ValueError("“corrections” holds something without a text")
    at = _moment(item, "at")
    if not isinstance(at, datetime):
        raise ValueError("“corrections” holds one without the moment “at”")
    return CorrectionRecord(_lines(item, "text"), at, _text(item, "kind") or "correction")
