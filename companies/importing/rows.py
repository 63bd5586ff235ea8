"""From files to rows: CSV, JSON Lines and XLSX, each row with the line it begins on. Knows no models."""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from companies.importing import headings, workbook
from companies.text import bare

LONGEST_LINE = 20_000_000  # characters
LARGEST_TABLE = 200_000_000  # bytes, unpacked: a CSV file is held in memory whole
_LONGEST_CELL = 1_000_000  # characters; Python's own limit is 131,072, and a long description may pass it
_MOST_LINES = 500  # of one CSV record; more means that a quotation mark was never closed
_NO_HEADINGS = f"none of the first {headings.MOST_ABOVE} lines names a column “name” or “id”"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # .xls, and what Excel writes with a password
_MARK = b"\xef\xbb\xbf"  # with which Excel begins a UTF-8 file
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
JSONL = {".jsonl", ".ndjson", ".json"}
CSV = {".csv", ".tsv"}
type Fields = Callable[[Iterable[str]], list[str]]  # of headings; headings.fields


@dataclass(frozen=True, slots=True)
class Row:
    """What one line gives, by the name of the field; what it leaves empty is not there."""

    where: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that could not be read, and why, in a sentence."""

    where: str
    reason: str


def read(paths: Iterable[Path], form: str = "auto", *, is_of_people: bool = False) -> Iterator[Row | Unreadable]:
    """The rows of all files in order; a bad line does not stop the rest. `form` is auto, csv, jsonl or xlsx. In a table
    of people a company is whom somebody works for, and never whom the row is about.
    """
    fields = partial(headings.fields, is_of_people=is_of_people)
    for path in paths:
        try:
            if form == "xlsx" or (form == "auto" and _begins_with(path, b"PK\x03\x04")):
                yield from from_workbook(path, fields)
                continue
            if _begins_with(path, _OLD_WORKBOOK):
                raise ValueError(
                    "This is an old Excel workbook (.xls) or one with a password; save it as .xlsx without."
                )
            with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
                if (_form(path, file) if form == "auto" else form) == "jsonl":
                    yield from from_json_lines(file, path.name)
                else:
                    yield from from_csv(file, path.name, fields)
        except (OSError, EOFError, zlib.error, ValueError) as error:
            yield Unreadable(path.name, getattr(error, "strerror", None) or str(error))


def _begins_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _form(path: Path, file) -> str:
    endings = {suffix.lower() for suffix in path.suffixes[-2:]}
    if endings & JSONL or endings & CSV:
        return "jsonl" if endings & JSONL else "csv"
    beginning = file.peek(100).removeprefix(_MARK).lstrip()
    return "jsonl" if beginning.startswith(b"{") else "csv"


# JSON Lines


def from_json_lines(file: BinaryIO, name: str) -> Iterator[Row | Unreadable]:
    for number, line in enumerate(_bounded(file), 1):
        where = f"{name}, line {number}"
        if line.strip():
            try:
                yield Row(where, _from_json(line.removeprefix(_MARK)))
            except ValueError as error:
                yield Unreadable(where, str(error))


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only the beginning, so that a packed bomb fills no memory."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def _from_json(line: bytes) -> dict:
    if len(line) > LONGEST_LINE:
        raise ValueError(f"the line has more than {LONGEST_LINE:,} characters")
    try:
        values = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} of the line is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise ValueError("the line is nested too deeply") from None
    if not isinstance(values, dict):
        raise ValueError("not a JSON object")
    return {key: value for key, value in values.items() if value is not None}


# CSV


def from_csv(file, name: str, fields: Fields) -> Iterator[Row | Unreadable]:
    data = file.read(LARGEST_TABLE + 1)
    if len(data) > LARGEST_TABLE:
        raise ValueError(f"the table is larger than {LARGEST_TABLE // 1_000_000} MB; divide it")
    # Not splitlines: what it takes for ends of lines besides, no spreadsheet does, nor puts it into quotation marks.
    lines = _LINE.findall(decode(data))
    if not any(map(str.strip, lines)):
        return
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        header, delimiter, at = _heading(lines, fields)
        while at < len(lines):
            where = f"{name}, line {at + 1}"
            try:
                cells, after = _record(lines, at, delimiter)
                if len(cells) > len(header):
                    raise ValueError(f"{len(cells)} cells, but the headings name {len(header)} columns")
            except (csv.Error, ValueError) as error:
                # Go on with the very next line: an open quotation mark must not swallow what follows.
                yield Unreadable(where, str(error))
                at += 1
                continue
            at = after
            # The last line may be short; `strict` would refuse what spreadsheets write.
            if values := _values(header, cells):
                yield Row(where, values)
    finally:
        csv.field_size_limit(before)


def _values(header: list[str], cells: list[str]) -> dict[str, str]:
    """The filled cells by column. An apostrophe keeps a spreadsheet from calculating a cell, and is no part of it."""
    filled = ((key, cell.strip()) for key, cell in zip(header, cells, strict=False) if key)
    return {key: bare(cell) for key, cell in filled if cell}


def _heading(lines: list[str], fields: Fields) -> tuple[list[str], str, int]:
    """The fields of the columns, what divides the cells, and the line after the headings."""
    filled = [index for index, line in enumerate(lines) if line.strip()][: headings.MOST_ABOVE]
    for at in filled:
        delimiter = max(",;\t", key=lines[at].count)
        try:
            cells, after = _record(lines, at, delimiter)
        except csv.Error as error:
            if at == filled[0]:
                raise ValueError(f"the first line cannot be read: {error}") from None
            continue
        if headings.name_columns(header := fields(cells)):
            return header, delimiter, after
    raise ValueError(_NO_HEADINGS)


# XLSX


def from_workbook(path: Path, fields: Fields) -> Iterator[Row | Unreadable]:
    header = None
    above = 0
    for number, cells in workbook.cells(path):
        where = f"{path.name}, row {number}"
        if header is None:
            if headings.name_columns(found := fields(cells)):
                header = found
            elif (above := above + 1) == headings.MOST_ABOVE:
                break
        elif any(cell.replace(workbook.NO_RESULT, "") for cell in cells[len(header) :]):
            yield Unreadable(where, f"{len(cells)} cells, but the headings name {len(header)} columns")
        elif heading := next(_without_result(header, cells), ""):
            yield Unreadable(
                where,
                f"the “{heading}” is a formula without its result: open the table in the office program, save it, and "
                "bring it in again",
            )
        elif values := _values(header, [cell.replace(workbook.NO_RESULT, "") for cell in cells]):
            yield Row(where, values)
    if above and header is None:
        raise ValueError(_NO_HEADINGS)


def _without_result(header: list[str], cells: list[str]) -> Iterator[str]:
    """The headings of ours over formulas without results. A running number that is calculated hurts nobody."""
    return (
        name for name, cell in zip(header, cells, strict=False) if cell == workbook.NO_RESULT and headings.is_ours(name)
    )


# One record of a table


def _record(lines: list[str], at: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the record that begins on line `at`, and the line after it."""
    reader = csv.reader(islice(lines, at, at + _MOST_LINES), delimiter=delimiter, strict=True)
    cells = next(reader)
    return cells, at + reader.line_num


def decode(data: bytes) -> str:
    """UTF-8, UTF-16 by its mark, or GB 18030, in which Chinese spreadsheets are saved.

    One broken byte does not turn a UTF-8 file into a Chinese one: what most lines are decides, and the broken byte
    stays to be refused with its line.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    if not data.startswith(_MARK):
        foreign = [line for line in data.splitlines() if not line.isascii()]
        if sum(map(_is_utf8, foreign)) * 2 < len(foreign):
            return data.decode("gb18030", errors="surrogateescape")
    return data.decode("utf-8-sig", errors="surrogateescape")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
