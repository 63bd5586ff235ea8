"""The one door for files that readers take away: PDF and office documents, known by what is in them, not by name.

A document goes out as it came, so what could do something by itself when it is opened is refused here: macros,
programs, scripts, links that fetch. Nothing is run and nothing is unpacked beyond the limits below.
"""

import re
import zlib
from dataclasses import dataclass

from newsroom.packages import Package, PackageRefused

LARGEST_FILE = 25 * 1024 * 1024  # bytes
_LARGEST_STREAM = 50 * 1024 * 1024  # of all objects packed in a PDF, unpacked
_OTHER_FILTERS = {b"LZWDecode", b"LZW", b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx", b"RunLengthDecode", b"RL"}
_PIECE = 64 * 1024
_END = 2048  # bytes at a PDF's end within which its last mark stands


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its name in a sentence, and what it is to browsers."""

    label: str
    content_type: str


_OOXML, _ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": Kind("PDF", "application/pdf"),
    "docx": Kind("Word document", f"{_OOXML}wordprocessingml.document"),
    "xlsx": Kind("Excel workbook", f"{_OOXML}spreadsheetml.sheet"),
    "pptx": Kind("PowerPoint slides", f"{_OOXML}presentationml.presentation"),
    "odt": Kind("OpenDocument text", f"{_ODF}text"),
    "ods": Kind("OpenDocument spreadsheet", f"{_ODF}spreadsheet"),
    "odp": Kind("OpenDocument slides", f"{_ODF}presentation"),
}
# What the main part of an Office file says that it is (ECMA-376, part 1).
_MAIN_PARTS = {
    f"{_OOXML}wordprocessingml.document.main+xml": "docx",
    f"{_OOXML}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_OOXML}presentationml.presentation.main+xml": "pptx",
}
_BY_TYPE = {kind.content_type.encode(): name for name, kind in KINDS.items()}

MACROS = (
    "The document has macros or other programs in it, which would run at whoever opens it. Save it as a plain "
    ".docx, .xlsx or .pptx file or as a PDF and try again."
)
PASSWORD = "The document is locked with a password or a certificate. Save it without one and try again."  # noqa: S105
FETCHES = (
    "The document fetches something from elsewhere when it is opened: a template, a picture or a table that is only "
    "linked. Put it into the document, or save it as a PDF, and try again."
)
NO_DOCUMENT = (
    "This is not a document we take. Use a PDF file, or a Word, Excel, PowerPoint or OpenDocument file: docx, xlsx, "
    "pptx, odt, ods or odp."
)
OLD_OFFICE = (
    "This is an old Office file (.doc, .xls or .ppt), or one with a password. Save it without a password as .docx, "
    ".xlsx or .pptx or as a PDF and try again."
)
ACTS = (
    "The PDF does something by itself when it is opened: it has a script, another file or a program call in it. "
    "Print it to a new PDF and try again."
)
TWO_IN_ONE = "A second file is hidden in front of the document or behind it. Save the document anew and try again."
BROKEN = "The document is broken and could not be read to its end. Save it again and try once more."


class DocumentRefused(ValueError):
    """The upload is not a document we take. The message says why, in a sentence for the person who uploads."""


@dataclass(frozen=True, slots=True)
class Document:
    """What came through the door: the ending of its kind, and what whoever publishes it should know first."""

    kind: str
    remarks: tuple[str, ...] = ()


def read(data: bytes) -> Document:
    """What document `data` is. Raises DocumentRefused."""
    if len(data) > LARGEST_FILE:
        raise DocumentRefused(
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Make it smaller, for instance by smaller "
            "pictures in it, and try again."
        )
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # a compound file, as Office made them until 2007
        raise DocumentRefused(OLD_OFFICE)
    if not data.startswith(b"PK\x03\x04"):
        raise DocumentRefused(NO_DOCUMENT)
    try:
        with Package(data) as package:
            return _open_document(package) if "mimetype" in package.names else _office(package)
    except PackageRefused as refusal:
        raise DocumentRefused(str(refusal) or BROKEN) from refusal


# PDF (ISO 32000)

_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]+)")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_OR_STREAM = re.compile(rb"\bobj\b|(?<!end)stream[ \t]*(?:\r\n?|\n)")
# Looked for in pictures' bytes too, so that no trick with lengths hides one: names too long to come up by chance.
_ACTS = {b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA", b"ImportData"}
_LOOKED_FOR = _ACTS | _OTHER_FILTERS | {
    b"Encrypt", b"Popup", b"FreeText", b"ObjStm", b"N", b"First", b"Filter", b"FlateDecode", b"Fl", b"Predictor",
}  # fmt: skip


def _pdf(data: bytes) -> Document:
    tail = data[-_END:]
    mark = tail.rfind(b"%%EOF")
    if mark < 0:
        raise DocumentRefused(BROKEN)
    if tail[mark + 5 :].strip(b"\r\n\t \0") or b"PK\x05\x06" in data[-66_000:]:
        raise DocumentRefused(TWO_IN_ONE)
    names = _names(data)
    if b"Encrypt" in names:
        raise DocumentRefused(PASSWORD)
    for part in _packed_objects(data):
        names |= _names(part)
    if names & _ACTS:
        raise DocumentRefused(ACTS)
    remarks = []
    if names & {b"Popup", b"FreeText"}:
        remarks.append("It has notes in it that somebody put on its pages; whoever takes it can read them.")
    return Document("pdf", tuple(remarks))


def _names(data: bytes) -> set[bytes]:
    """Those of the names in it that are looked for, as they are meant: `/J#61vaScript` says JavaScript."""
    return {name for name in map(_meant, (found[1] for found in _NAME.finditer(data))) if name in _LOOKED_FOR}


def _meant(name: bytes) -> bytes:
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), name) if b"#" in name else name


def _packed_objects(data: bytes):
    """The objects that are packed in streams, where a plain look at the file would miss them."""
    whole, unpacked, packed = memoryview(data), 0, 0
    before, head, seen_to = set(), set(), 0
    for found in _OBJECT_OR_STREAM.finditer(data):
        head |= _names(data[seen_to : found.start()])
        seen_to = found.end()
        if found[0] == b"obj":  # or a text that says so, in the middle of what is said of a stream
            before, head = before | head, set()
            continue
        # How many objects there are and where the first begins, only such a stream says; its type may stand elsewhere.
        about = before | head if b"ObjStm" in before | head else head
        before, head = set(), set()
        if b"ObjStm" not in about and not about >= {b"N", b"First"}:
            continue
        if b"Predictor" in about or about & _OTHER_FILTERS:
            raise DocumentRefused(BROKEN)
        if not about & {b"FlateDecode", b"Fl"}:
            if b"Filter" in about:
                raise DocumentRefused(BROKEN)  # how it is packed stands elsewhere
            continue  # not packed: a plain look has seen it
        unpacker, pieces = zlib.decompressobj(), []
        for at in range(found.end(), len(data), _PIECE):
            try:
                pieces.append(unpacker.decompress(whole[at : at + _PIECE], _LARGEST_STREAM))
            except zlib.error as error:
                raise DocumentRefused(BROKEN) from error
            unpacked += len(pieces[-1])
            packed += len(whole[at : at + _PIECE]) - len(unpacker.unused_data)
            # Streams stand behind each other; such as lie within each other could be a thousand times the file.
            if unpacked > _LARGEST_STREAM or unpacker.unconsumed_tail or packed > len(data):
                raise DocumentRefused(BROKEN)
            if unpacker.eof:
                break
        yield b"".join(pieces)


# Office Open XML (ECMA-376)

_PROGRAMS = re.compile(
    r"vbaproject|vbadata|macrosheets?/|activex|oleobject"
    r"|\.(?:bin|exe|dll|js|vbs|bat|cmd|ps1|jar|x?html?|mht|mhtml|hta|svg|docm|xlsm|xlsb|pptm)$"
)


def _office(package: Package) -> Document:
    types = [attributes for _, attributes in package.elements("[Content_Types].xml")]
    said = {attributes.get("ContentType", "").strip().lower() for attributes in types}
    if any(word in each for each in said for word in ("macroenabled", "macrosheet", "vba", "activex", "oleobject")):
        raise DocumentRefused(MACROS)
    kinds = {_MAIN_PARTS[each] for each in said & _MAIN_PARTS.keys()}
    if len(kinds) != 1:
        raise DocumentRefused(NO_DOCUMENT)
    # Settings of a printer are the one binary part that a plain file has.
    inside = [name.lower() for name in package.names if "printersettings" not in name.lower()]
    if any(_PROGRAMS.search(name) for name in inside):
        raise DocumentRefused(MACROS)
    for name in package.names:
        if name.lower().endswith(".rels"):
            for _, attributes in package.elements(name):
                kind = attributes.get("Type", "").rpartition("/")[2].lower()
                if attributes.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
                    raise DocumentRefused(FETCHES)
                if kind == "afchunk":  # a page that Word takes over when it opens the document
                    raise DocumentRefused(FETCHES)
        # A table that asks a program or a server for its values, and a field of a text that does.
        if name == "xl/connections.xml" or (
            name.startswith("xl/externalLinks/") and package.has_any(name, (b"ddeLink", b"oleLink"))
        ):
            raise DocumentRefused(FETCHES)
        if name.startswith("word/") and package.has_any(name, (b"DDEAUTO",)):
            raise DocumentRefused(FETCHES)
    kind, remarks = kinds.pop(), []
    if any("comments" in name for name in inside):
        remarks.append("It has comments in it; whoever takes it can read them.")
    if kind == "docx" and package.has_any("word/document.xml", (b"<w:ins ", b"<w:del ")):
        remarks.append("It has tracked changes in it; whoever takes it can read what was deleted.")
    if kind == "xlsx" and package.has_any("xl/workbook.xml", (b'"hidden"', b'"veryHidden"')):
        remarks.append("It has hidden sheets in it; whoever takes it can read them.")
    return Document(kind, tuple(remarks))


# OpenDocument (ISO 26300)

_FOLLOWED = ("a", "form", "button", "area-rectangle", "area-circle", "area-polygon")  # when somebody clicks
_OUTSIDE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|[/\\]|\.\./)", re.I)  # an address, or a file beside the document


def _open_document(package: Package) -> Document:
    kind = _BY_TYPE.get(package.read("mimetype"))
    if kind not in ("odt", "ods", "odp") or package.names[0] != "mimetype":
        raise DocumentRefused(NO_DOCUMENT)
    entries = list(package.elements("META-INF/manifest.xml"))
    if any(name.rpartition(":")[2] == "encryption-data" for name, _ in entries):
        raise DocumentRefused(PASSWORD)
    if any(name.lower().startswith(("basic/", "scripts/")) or _PROGRAMS.search(name.lower()) for name in package.names):
        raise DocumentRefused(MACROS)
    remarks = []
    # What is drawn into the document has parts of the same names in folders of its own.
    for part in [name for name in package.names if name.rpartition("/")[2] in ("content.xml", "styles.xml")]:
        for name, attributes in package.elements(part):
            tag = name.rpartition(":")[2]
            if tag in ("event-listener", "plugin", "applet", "object-ole"):
                raise DocumentRefused(MACROS)
            hrefs = [value for key, value in attributes.items() if key.rpartition(":")[2] == "href"]
            if tag in ("dde-source", "dde-connection-decl") or (
                tag not in _FOLLOWED and any(_OUTSIDE.match(href.lstrip()) for href in hrefs)
            ):
                raise DocumentRefused(FETCHES)
            if tag == "annotation":
                remarks.append("It has comments in it; whoever takes it can read them.")
            if tag == "tracked-changes":
                remarks.append("It has tracked changes in it; whoever takes it can read what was deleted.")
    return Document(kind, tuple(dict.fromkeys(remarks)))
