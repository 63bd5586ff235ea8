"""The demo's documents: one page of figures as a PDF, written here so that the demo needs no file from elsewhere."""

from dataclasses import dataclass

from django.core.files.base import ContentFile

from newsroom.desk.importers.record import AttachmentRecord
from newsroom.models import Attachment


@dataclass(frozen=True, slots=True)
class Figures:
    """A page with a heading, one figure a line with what it counts, and a note under them."""

    title: str
    rows: tuple[tuple[str, str], ...]
    note: str


FIGURES = {
    "figures:new-companies": Figures(
        "New technology enterprises in Zhongguancun Science Park",
        (
            ("4,000", "high-tech companies founded a year, since 2008"),
            ("11", "science and technology enterprises a day"),
            ("500", "venture capital firms in the park, and more"),
            ("200 billion yuan", "of venture capital, together"),
        ),
        "Sheet to the press release of October 10, 2013. Made for the demo site; the figures are those of its story.",
    ),
}


def written(record: AttachmentRecord, *, dry_run: bool = False) -> Attachment:
    """The library's document for a key like "figures:new-companies", written at its first use."""
    data = pdf(FIGURES[record.file])
    known = Attachment.objects.with_digest_of(data).first()
    if known or dry_run:
        return known or Attachment(title=record.title)
    return Attachment.objects.create(file=ContentFile(data, name="figures.pdf"), title=record.title)


def pdf(figures: Figures) -> bytes:
    """The page, in A4 and in the letters that every reader of PDF has (ISO 32000-1, 9.6.2.2). The same for the same."""
    lines = [_text(72, 740, "F2", 16, figures.title)]
    for place, (number, words) in enumerate(figures.rows):
        lines += [_text(72, 690 - 34 * place, "F2", 15, number), _text(220, 690 - 34 * place, "F1", 12, words)]
    lines.append(_text(72, 72, "F1", 8, figures.note))
    content = "\n".join(lines).encode("cp1252")
    title = figures.title.encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *(
            b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % face
            for face in (b"Helvetica", b"Helvetica-Bold")
        ),
        b"<< /Title (%s) >>" % title,
    ]
    data, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        size - 1,
        len(data),
    )
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def _text(x: int, y: int, face: str, size: int, words: str) -> str:
    """`words` at this place, in points from the foot of the page. They have no brackets, which PDF would count."""
    return f"BT /{face} {size} Tf {x} {y} Td ({words}) Tj ET"
