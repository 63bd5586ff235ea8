"""Bytes of foreign files as text: by what they declare, then by what they are, mended where they are neither.

Exports that were edited, joined or moved between databases hold bytes of another encoding in the middle of
UTF-8, and control characters that neither XML nor a reader has a use for.
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 16
SAMPLE = 1 << 20
SAMPLE_OF_ZEROS = 1 << 12
_LITTLE = [(mark, 0) for mark in b",;|\t\r\n"]  # in UTF-16 of that order
_BIG = [(0, mark) for mark in b",;|\t\r\n"]

_DECLARED = re.compile(rb"""(?:encoding|charset)\s*+=\s*+(?:["']\s*+)?([A-Za-z][\w.:-]{1,30})""")
# What the web calls these encodings is in truth a larger one of each.
_MEANT = {
    "iso-8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252", "us-ascii": "windows-1252",
    "ascii": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs",
    "utf8": "utf-8", "utf-8": "utf-8", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932",
}  # fmt: skip
_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile(r"\\u(?:00[01]|[dD][89A-Fa-f]|[fF]{3})")  # in JSON
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,9}));")
# A reference that a chunk may have cut in two.
_CUT_OFF = re.compile(r"&[#\w]{0,12}$")
# Bytes that windows-1252 leaves undefined come as they are and then fall to the control characters.
_WESTERN = [bytes([value]).decode("cp1252", errors="ignore") or chr(value) for value in range(256)]
MIXED = "newsroom-mixed"


def _as_western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_WESTERN[byte] for byte in error.object[error.start : error.end]), error.end


codecs.register_error(MIXED, _as_western)


def encoding_of(sample: bytes, *, whole: bool = True) -> str:
    """The encoding of a file that begins with `sample`: its mark, else UTF-8 if it is that, else what it declares.

    A declaration is believed only second, since files are re-encoded without anybody rewriting their first line.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if sample[:8].count(0) >= 3:  # UTF-16 without a mark
        return "utf-16-le" if sample[1:2] == b"\0" else "utf-16-be"
    if sample.count(0, 0, SAMPLE_OF_ZEROS) and (encoding := _unmarked(sample[:SAMPLE_OF_ZEROS])):
        return encoding
    if _decodes(sample, "utf-8", whole):
        return "utf-8"
    if match := _DECLARED.search(sample[:4096]):
        declared = match[1].decode("ascii").lower()
        declared = _MEANT.get(declared, declared)
        if declared != "utf-8" and _known(declared):
            return declared
    # Western text has single high bytes before ASCII letters, which Chinese encodings don't; and a few stray
    # bytes in a Chinese UTF-8 file don't make it another encoding.
    mended = sample.decode("utf-8", errors="ignore").encode()
    if len(sample) - len(mended) < len(sample) * 0.05:
        return "utf-8"
    return "gb18030" if _decodes(sample, "gb18030", whole) else "windows-1252"


def _unmarked(sample: bytes) -> str:
    """UTF-16 of which order, for a sample of it that begins with no Latin letters; empty where it is none.

    There the commas and line ends of a Chinese text have a zero beside them, always on the same side. (So have letters
    and digits, but 一 and the wide space are the same bytes the other way round.)
    """
    if _decodes(sample, "utf-8", whole=False):
        return ""
    pairs = Counter(zip(sample[0::2], sample[1::2], strict=False))
    little, big = (sum(pairs[pair] for pair in marks) for marks in (_LITTLE, _BIG))
    encoding = "utf-16-le" if little > big else "utf-16-be"
    return encoding if max(little, big) > 1 and _decodes(sample, encoding, whole=False) else ""


def _decodes(data: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _known(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding)._is_text_encoding
    except LookupError:
        return False


def decode(data: bytes) -> str:
    """`data` as clean text."""
    text = data.decode(encoding_of(data[:SAMPLE], whole=len(data) <= SAMPLE), errors=MIXED)
    return clean(text.removeprefix("\ufeff"))


def text_of(path: Path, *, largest: int) -> str:
    """A file as clean text; ValueError with a sentence when it is larger than `largest` bytes."""
    if path.stat().st_size > largest:
        raise ValueError(f"The file is larger than {largest // 1_000_000} MB; divide it and bring in the parts.")
    return decode(path.read_bytes())


def chunks(path: Path) -> Iterator[str]:
    """A file of any size as pieces of clean text."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
        encoding = encoding_of(sample, whole=len(sample) < SAMPLE)
        decoder = codecs.getincrementaldecoder(encoding)(errors=MIXED)
        file.seek(0)
        rest, is_first = "", True
        while data := file.read(CHUNK):
            text = rest + decoder.decode(data)
            if is_first:
                text, is_first = text.removeprefix("\ufeff"), False
            cut = _CUT_OFF.search(text, max(0, len(text) - 16))
            rest = text[cut.start() :] if cut else ""
            yield clean(text[: cut.start()] if cut else text)
        yield clean(rest + decoder.decode(b"", final=True))


def from_json(text: str, *, strict: bool = True):
    """What a JSON text says, without characters that no database keeps. ValueError with a clause where it is none.

    json.JSONDecodeError, which says where, is one of these.
    """
    try:
        value = json.loads(text, strict=strict)
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python reads no integer of thousands of digits
        raise ValueError("a number in it is too long") from None
    return _without_control(value) if _ESCAPED.search(text) else value


def _without_control(value):
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, list):
        return [_without_control(each) for each in value]
    if isinstance(value, dict):
        return {_without_control(key): _without_control(each) for key, each in value.items()}
    return value


def clean(text: str) -> str:
    """Text without the characters that no document may hold, written out or as references; form feeds are spaces."""
    text = _CONTROL.sub(lambda match: " " if match[0] in "\x0b\x0c" else "", text)
    return _REFERENCE.sub(_lawful, text) if "&#" in text else text


def _lawful(match: re.Match) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    if number in (11, 12):
        return " "
    if number > 0x10FFFF or (character := chr(number)) and _CONTROL.match(character):
        return ""
    return match[0]
