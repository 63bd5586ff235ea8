"""Rows of an XLSX workbook, read as a stream and under limits; its first sheet only."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

LARGEST = 200_000_000  # bytes, unpacked
MOST_PARTS = 500
MOST_ROWS = 100_000
MOST_COLUMNS = 200
_MARK = b"\xef\xbb\xbf"
_MIDNIGHT = re.compile(r"T00:00:00$")


def cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(number of the row, its cells as text) for each row that holds anything. ValueError with a sentence."""
    from openpyxl import load_workbook  # 20 MB for every process that started, and only workbooks need it

    _look_through(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # the library raises whatever broken data lead it to
        raise ValueError(f"The workbook cannot be read: {error}.") from None
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims of its size is not believed
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
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
        book.close()


def _look_through(path: Path) -> None:
    """Refuse what is no workbook, what would unpack to too much, and what declares entities."""
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
                        is_first, tail = False, piece[-10:]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ValueError(f"The workbook cannot be read: {error}.") from None


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
