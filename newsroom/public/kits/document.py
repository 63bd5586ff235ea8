"""The sanitised HTML of a story or a profile as a document of office programs."""

import io
import re
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser

from companies.text import sayable
from newsroom.public.kits.archive import steady
from newsroom.public.kits.tables import Table, reach
from newsroom.public.markdown import FIRST

_STYLES = {
    "h2": "Heading 2", "h3": "Heading 3", "blockquote": "Quote", "cite": "Quote", "figcaption": "Caption",
    "caption": "Caption",
}  # fmt: skip
_LISTS = {"ul": "List Bullet", "ol": "List Number"}
_BLOCKS = {"p", "h2", "h3", "li", "figcaption", "cite", "blockquote", "caption", "td", "th", "figure", "hr", "table"}
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# By the language of a story: what Word and others set Han in, and whose forms of the characters they take. Word brings
# these fonts along, and where they are missing, as on a Mac, the language tells which one takes their place.
_HAN = {"zh-Hant": ("PMingLiU", "zh-TW")}
_USUAL_HAN = "SimSun", "zh-CN"
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001  the library wants it so; equal texts make equal files


def write(title: str, lead: list[str], markup: str, foot: list[str], *, language: str = "en") -> bytes:
    """A docx file: the title, lines under it, the text, and lines at its end."""
    import docx  # only here, since it takes a third of a second that no other page should wait for

    title, lead, foot = sayable(title), map(sayable, lead), map(sayable, foot)
    document = docx.Document()
    document.core_properties.title = title[:255]
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = _FIXED
    document.core_properties.language = language
    _set_han(document, *_HAN.get(language, _USUAL_HAN))
    document.add_heading(title, level=0)
    for line in lead:
        document.add_paragraph(line)
    writer = _Writer(document)
    writer.feed(markup)
    writer.close()
    for line in foot:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return steady(buffer.getvalue())


def _set_han(document, font: str, language: str) -> None:
    """Let every style set Han so, headings too, which would go by the document's theme."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    styles = document.styles.element
    document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for fonts in styles.iter(qn("w:rFonts")):
        fonts.attrib.pop(qn("w:eastAsiaTheme"), None)
        fonts.set(qn("w:eastAsia"), font)
    usual = next(styles.iter(qn("w:rPrDefault"))).find(qn("w:rPr"))
    said = usual.find(qn("w:lang"))
    if said is None:
        said = OxmlElement("w:lang")
        usual.append(said)
    said.set(qn("w:eastAsia"), language)


@dataclass(slots=True)
class _List:
    """A list that is being written; `numbering` is what its items count by, from the first of them on."""

    style: str
    first: int
    numbering: object = None


class _Writer(HTMLParser):
    def __init__(self, document):
        super().__init__(convert_charrefs=True)
        self.document = document
        self.paragraph = None
        self.style = ""
        self.lists: list[_List] = []
        self.quotes = 0
        self.marks: list[str] = []
        self.address = ""
        self.tables = 0  # that are open; one within another's cell is written as its paragraphs
        self.table: Table | None = None
        self.cell = None
        self.is_head = False

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables += 1
            if self.tables == 1:
                self.table = Table(self.document)
        elif self.tables == 1:
            self.begin_part(tag, dict(attrs))
        if tag in _LISTS:
            first = dict(attrs).get("start") or "1"
            self.lists.append(_List(_LISTS[tag], int(first) if tag == "ol" and FIRST.fullmatch(first) else 1))
        if tag in _BLOCKS:
            self.paragraph = None
            self.quotes += tag == "blockquote"
            self.style = _STYLES.get(tag, "Quote" if self.quotes else "")
            if tag == "li" and self.lists:
                self.style = self.lists[-1].style
        elif tag in ("strong", "em"):
            self.marks.append(tag)
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""
        elif tag == "br" and self.paragraph is not None:
            self.paragraph.add_run().add_break()

    def begin_part(self, tag: str, given: dict) -> None:
        """A row or a cell of a table."""
        if tag == "tr":
            self.table.begin_row()
            self.cell = None
        elif tag in ("td", "th"):
            self.cell = self.table.begin_cell(reach(given.get("colspan")), reach(given.get("rowspan")))
            self.is_head = tag == "th"
        elif tag == "caption":
            self.cell = None

    def end_part(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self.cell, self.is_head = None, False
        if tag == "tr":
            self.table.end_row()

    def end_table(self) -> None:
        self.tables = max(0, self.tables - 1)
        if self.table is not None and not self.tables:
            self.table.end()
            self.table = self.cell = None
            self.is_head = False

    def close(self) -> None:
        super().close()
        self.tables = min(self.tables, 1)
        self.end_table()

    def number(self, item) -> None:
        """Let the item count in its own list: all that have no more than the style are one, and go on counting."""
        its = self.lists[-1]
        if its.numbering is None:
            numbering = self.document.part.numbering_part.element
            style = self.document.styles[its.style].element
            usual = next(each for each in numbering.num_lst if each.numId == style.pPr.numPr.numId.val)
            its.numbering = numbering.add_num(usual.abstractNumId.val)
            its.numbering.add_lvlOverride(ilvl=0).add_startOverride(its.first)
        item._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = its.numbering.numId

    def handle_endtag(self, tag):
        if tag == "table":
            self.end_table()
        elif self.tables == 1:
            self.end_part(tag)
        if tag in _LISTS and self.lists:
            self.lists.pop()
        if tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        if tag in _BLOCKS:
            self.paragraph, self.style = None, "Quote" if self.quotes else ""
        elif tag in ("strong", "em") and tag in self.marks:
            self.marks.remove(tag)
        elif tag == "a" and self.address.startswith(("http://", "https://", "mailto:")) and self.paragraph is not None:
            self.paragraph.add_run(f" ({self.address.removeprefix('mailto:')})")
            self.address = ""

    def handle_data(self, data):
        data = _BLANKS.sub(" ", sayable(data))
        if self.paragraph is None:
            data = data.lstrip()
            if not data:
                return
            self.paragraph = self.begin_paragraph()
            if self.style == _LISTS["ol"] and self.lists:
                self.number(self.paragraph)
        run = self.paragraph.add_run(data)
        run.bold, run.italic = self.is_head or "strong" in self.marks or None, "em" in self.marks or None

    def begin_paragraph(self):
        """One in the cell that is being written, or in the document; each cell begins with an empty one."""
        if self.cell is None:
            return self.document.add_paragraph(style=self.style or None)
        first = self.cell._tc.p_lst[0]
        if len(self.cell._tc.p_lst) > 1 or len(first):
            return self.cell.add_paragraph(style=self.style or None)
        paragraph = self.cell.paragraphs[0]
        paragraph.style = self.style or None
        return paragraph
