"""Rows of an XLSX workbook, read as a stream and under limits; its first sheet only."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice, zip_longest
from pathlib import Path

LARGEST = 200_000_000  # bytes, unpacked
LARGEST_WHOLE = 5_000_000  # of a part that the library reads at once, as a tree: all but the rows and their texts
MOST_PARTS = 500
MOST_ROWS = 100_000
MOST_COLUMNS = 200
# A cell with a formula whose result is not in the file, as programs write that calculate nothing. No text has a NUL.
NO_RESULT = "\0="
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_MARK = b"\xef\xbb\xbf"
_MIDNIGHT = re.compile(r"T00:00:00$")


def cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(number of the row, its cells as text) for each row that holds anything. ValueError with a sentence."""
    has_formulas = _look_through(path)
    books = []
    try:
        for is_result in (True, False) if has_formulas else (True,):
            books.append(_open(path, is_result=is_result))
    except Exception as error:  # the library raises whatever broken data lead it to
        raise ValueError(f"The workbook cannot be read: {error}.") from None
    try:
        for number, row in enumerate(_with_results(books) if has_formulas else _rows(books[0], values_only=True), 1):
            if number > MOST_ROWS:
                raise ValueError(f"The table has more than {MOST_ROWS:,} rows; divide it.")
            if len(row) > MOST_COLUMNS and any(value is not None for value in row[MOST_COLUMNS:]):
                raise ValueError(f"The table has more than {MOST_COLUMNS} columns.")
            texts = [_text(value) for value in row[:MOST_COLUMNS]]
            if any(texts):
                yield number, texts
    except IndexError:
        raise ValueError("The workbook has no sheet.") from None
    except SyntaxError as error:  # what every reader of XML raises
        raise ValueError(f"The workbook cannot be read: {error}.") from None
    finally:
        for book in books:
            book.close()


class _TooMuch(Exception):
    """None that the library takes for one of its own."""


def _open(path: Path, *, is_result: bool):
    """As `load_workbook` does it, but for the limit: a hundred KB packed were a tree of a GB."""
    from openpyxl.reader.excel import ExcelReader  # 20 MB for every process that started, and only workbooks need it

    reader = ExcelReader(path, read_only=True, data_only=is_result, keep_links=False)
    read = reader.archive.read

    def bounded(name):
        if reader.archive.getinfo(name).file_size > LARGEST_WHOLE:
            raise _TooMuch(f"what it says of itself in {name} is longer than {LARGEST_WHOLE // 1_000_000} MB")
        return read(name)

    reader.archive.read = bounded
    reader.read()
    return reader.wb


def _rows(book, *, values_only: bool) -> Iterator[tuple]:
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file claims of its size is not believed
    return sheet.iter_rows(values_only=values_only)


def _with_results(books) -> Iterator[list]:
    """The values of a sheet with formulas, read from both sides: their results, and what they calculate."""
    formulas = _rows(books[1], values_only=True)
    for results in _rows(books[0], values_only=False):
        try:
            calculated = next(formulas)
        except Exception:  # the library reads results better than formulas
            calculated, formulas = (), iter(())
        # A result that is an empty text is none to the library, but for its type.
        yield [
            NO_RESULT if cell.value is None and formula is not None and cell.data_type != "str" else cell.value
            for cell, formula in islice(zip_longest(results, calculated), len(results))
        ]


def _look_through(path: Path) -> bool:
    """Refuse what is no workbook, what would unpack to too much, and what declares entities. Gives whether there are
    formulas in it.
    """
    has_formulas = False
    if not zipfile.is_zipfile(path):
        raise ValueError("The workbook cannot be read: it is no .xlsx file.")
    try:
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
            if len(infos) > MOST_PARTS:
                raise ValueError(f"The workbook has more than {MOST_PARTS} parts.")
            left = LARGEST
            for info in infos:
                with parts.open(info) as part:
                    is_first, tail = True, b""
                    while piece := part.read(1 << 18):
                        left -= len(piece)
                        if left < 0:
                            raise ValueError(f"The workbook unpacks to more than {LARGEST // 1_000_000} MB.")
                        if info.filename.endswith((".xml", ".rels")):
                            if is_first and not piece.removeprefix(_MARK).lstrip().startswith(b"<"):
                                raise ValueError("The workbook is in an unusual encoding; save it anew.")
                            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                                raise ValueError("The workbook declares entities, which no table needs.")
                        if info.filename.startswith("xl/worksheets/") and not has_formulas:
                            has_formulas = _FORMULA.search(tail + piece) is not None
                        is_first, tail = False, piece[-10:]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ValueError(f"The workbook cannot be read: {error}.") from None
    return has_formulas


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (date, datetime)):
        return _MIDNIGHT.sub("", value.isoformat())
    return str(value).strip()
