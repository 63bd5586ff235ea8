"""Small documents as office programs make them, and attachments of them."""

import io
import zipfile

from django.core.files.base import ContentFile

from newsroom.documents import KINDS
from newsroom.models import Attachment

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n110\n%%EOF\n"
)
_MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def zipped(parts: dict[str, str | bytes], *, stored=("mimetype",)) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            packing = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), text, packing)
    return buffer.getvalue()


def office(kind: str, *, more: dict | None = None, types: str = "", main: str = "<main/>", rels: str = "") -> bytes:
    """A docx, xlsx or pptx file; `types` and `rels` are further elements, `more` further parts."""
    part, name = _MAIN[kind]
    return zipped(
        {
            "[Content_Types].xml": f'<Types><Override PartName="/{part}" ContentType="application/vnd.openxmlformats-'
            f'officedocument.{name}.main+xml"/>{types}</Types>',
            "_rels/.rels": f"<Relationships>{rels}</Relationships>",
            part: main,
            **(more or {}),
        }
    )


def opened(kind: str, *, content: str = "", manifest: str = "", more: dict | None = None) -> bytes:
    """An odt, ods or odp file."""
    return zipped(
        {
            "mimetype": KINDS[kind].content_type,
            "content.xml": f'<office:c xmlns:office="o" xmlns:xlink="http://www.w3.org/1999/xlink">{content}</office:c>',
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            **(more or {}),
        }
    )


def paper(kind: str) -> bytes:
    return PDF if kind == "pdf" else office(kind) if kind in _MAIN else opened(kind)


def make_attachment(title: str = "Annual report", kind: str = "pdf", data: bytes = b"", **fields) -> Attachment:
    return Attachment.objects.create(file=ContentFile(data or paper(kind), name=f"x.{kind}"), title=title, **fields)
