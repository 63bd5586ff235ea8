"""The door of documents: what is taken is known by its content, what could do harm is refused with a sentence."""

import base64
import random
import re
import struct
import tracemalloc
import zlib
from functools import partial

import pytest

from newsroom import documents, packages
from newsroom.demo import papers
from newsroom.documents import DocumentRefused, read
from tests.newsroom.papers import PDF, office, opened, paper, zipped


@pytest.mark.parametrize("kind", documents.KINDS)
def test_kinds_are_known_by_what_is_in_the_file(kind):
    assert read(paper(kind)) == documents.Document(kind)


def test_what_a_workbook_remembers_of_a_printer_is_no_program():
    assert read(office("xlsx", more={"xl/printerSettings/printerSettings1.bin": b"x"})).kind == "xlsx"


def packed(objects: bytes, head: bytes = b"/Filter/FlateDecode", squeeze=zlib.compress) -> bytes:
    stream = squeeze(objects)
    return PDF.replace(b"xref", b"/Type/ObjStm%s>>stream\n%s\nendstream\nendobj\nxref" % (head, stream), 1)


def _commented() -> bytes:
    data = office("docx")
    return data[:-2] + b"\x01\0" + b" "


ACTION = b"<</S/JavaScript/JS(app.alert(1))>>"
RELATIONSHIP = '<Relationship Id="r1" Type="http://x/{}" Target="https://elsewhere.example/x" TargetMode="External"/>'
HOSTILE = {
    "a PDF with a script": (PDF.replace(b"/Count 0", b"/Count 0/OpenAction" + ACTION), documents.ACTS),
    "a script under another spelling": (PDF.replace(b"/Count 0", b"/Count 0/A<</S/J#61vaScript>>"), documents.ACTS),
    "a script in packed objects": (packed(ACTION), documents.ACTS),
    "a script behind a false end": (
        packed(b"endstream " * 3 + ACTION, squeeze=partial(zlib.compress, level=0)),
        documents.ACTS,
    ),
    **{
        f"a script in packed objects {how}": (
            PDF.replace(b"xref", stream % zlib.compress(ACTION) + b"xref", 1),
            sentence,
        )
        for how, stream, sentence in (
            ("after spaces", b"/Type/ObjStm/Filter/FlateDecode>>stream \r%s\nendstream\n", documents.ACTS),
            (
                "far from their type",
                b"/Type/ObjStm" + b" " * 9000 + b"/Filter/Fl>>stream\n%s\n",
                documents.ACTS,
            ),
            ("behind a text", b"/Type/ObjStm/Filter/Fl/X(1 0 obj)>>stream\n%s\n", documents.ACTS),
            ("of a type elsewhere", b"/Type 8 0 R/N 1/First 5/Filter/Fl>>stream\n%s\n", documents.ACTS),
            ("packed as is said elsewhere", b"/Type/ObjStm/Filter 8 0 R>>stream\n%s\n", documents.BROKEN),
        )
    },
    "objects packed twice": (packed(ACTION, b"/Filter[/ASCII85Decode/FlateDecode]"), documents.BROKEN),
    "packed objects without end": (packed(b" " * (documents._LARGEST_STREAM + 10)), documents.BROKEN),
    "a PDF that starts a program": (PDF.replace(b"/Count 0", b"/Count 0/A<</S/Launch/F(cmd)>>"), documents.ACTS),
    "a PDF with a file in it": (PDF.replace(b"/Count 0", b"/Names<</EmbeddedFiles 9 0 R>>"), documents.ACTS),
    **{
        f"a PDF with {name}": (PDF.replace(b"/Count 0", f"/Count 0/X<</S/{name}>>".encode()), documents.ACTS)
        for name in ("EmbeddedFile", "RichMedia", "XFA", "ImportData")
    },
    "objects that are written as differences": (
        packed(ACTION, b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>"),
        documents.BROKEN,
    ),
    "a PDF with a password": (PDF.replace(b"/Size 3", b"/Size 3/Encrypt 9 0 R"), documents.PASSWORD),
    "a PDF that is a zip archive too": (PDF + zipped({"a.js": "x"}), documents.TWO_IN_ONE),
    "a PDF with a zip archive before its end": (
        PDF.replace(b"xref", zipped({"a.js": "x"}) + b"xref", 1),
        documents.TWO_IN_ONE,
    ),
    "a PDF with a page behind it": (PDF + b"<script>alert(1)</script>", documents.TWO_IN_ONE),
    "half a PDF": (PDF[:60], documents.BROKEN),
    "a page before a PDF": (b"<html>" + PDF, documents.NO_DOCUMENT),
    "macros": (office("docx", more={"word/vbaProject.bin": b"x"}), documents.MACROS),
    "macros by type": (
        office("xlsx", types='<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'),
        documents.MACROS,
    ),
    "old macro sheets": (office("xlsx", more={"xl/macrosheets/sheet1.xml": "<x/>"}), documents.MACROS),
    "old macro sheets under another name": (
        office("xlsx", types='<Override ContentType="application/vnd.ms-excel.intlmacrosheet+xml"/>'),
        documents.MACROS,
    ),
    "a workbook with macros in it": (office("docx", more={"word/embeddings/Sheet1.xlsm": "x"}), documents.MACROS),
    "a table that asks a program": (
        office("xlsx", more={"xl/externalLinks/externalLink1.xml": '<e><ddeLink ddeService="cmd"/></e>'}),
        documents.FETCHES,
    ),
    "a table that asks another document": (
        office("xlsx", more={"xl/externalLinks/externalLink1.xml": '<e><oleLink progId="x"/></e>'}),
        documents.FETCHES,
    ),
    "a table that asks a server": (office("xlsx", more={"xl/connections.xml": "<connections/>"}), documents.FETCHES),
    "a text that asks a program": (
        office("docx", more={"word/header1.xml": "<w><w:instrText>DDEAUTO cmd</w:instrText></w>"}),
        documents.FETCHES,
    ),
    "a page that is taken over": (
        office("docx", more={"word/_rels/document.xml.rels": '<R><Relationship Type="http://x/aFChunk"/></R>'}),
        documents.FETCHES,
    ),
    "controls": (office("docx", more={"word/activeX/activeX1.xml": "<x/>"}), documents.MACROS),
    "an embedded object": (office("pptx", more={"ppt/embeddings/oleObject1.bin": b"x"}), documents.MACROS),
    "a program in it": (office("docx", more={"word/setup.exe": b"MZ"}), documents.MACROS),
    **{
        f"a .{ending} in it": (office("docx", more={f"word/x.{ending}": b"x"}), documents.MACROS)
        for ending in (
            *("bin", "exe", "dll", "js", "vbs", "bat", "cmd", "ps1", "jar", "htm", "html", "xhtm", "xhtml", "mht"),
            *("mhtml", "hta", "svg", "docm", "xlsm", "xlsb", "pptm"),
        )
    },
    **{
        f"{name} without its ending": (office("docx", more={f"word/{name}1.xml": "<x/>"}), documents.MACROS)
        for name in ("vbaProject", "vbaData", "oleObject")
    },
    **{
        f"{kind} by type": (office("docx", types=f'<Override ContentType="application/x.{kind}"/>'), documents.MACROS)
        for kind in ("vbaProject", "activeX+xml", "oleObject")
    },
    "packed objects that are broken": (packed(ACTION, squeeze=lambda data: b"x\x9c" + data), documents.BROKEN),
    "a page in it": (office("docx", more={"word/afchunk.html": "<script>"}), documents.MACROS),
    "a template elsewhere": (office("docx", rels=RELATIONSHIP.format("attachedTemplate")), documents.FETCHES),
    "a template elsewhere in other letters": (
        office("docx", rels=RELATIONSHIP.format("attachedTemplate").replace("External", "EXTERNAL")),
        documents.FETCHES,
    ),
    "a picture elsewhere in a part of other letters": (
        office("docx", more={"word/_rels/document.xml.RELS": f"<R>{RELATIONSHIP.format('image')}</R>"}),
        documents.FETCHES,
    ),
    "a picture elsewhere": (
        office("docx", more={"word/_rels/document.xml.rels": f"<R>{RELATIONSHIP.format('image')}</R>"}),
        documents.FETCHES,
    ),
    "two things at once": (
        office(
            "docx",
            types='<Override ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/>',
        ),
        documents.NO_DOCUMENT,
    ),
    "some zip archive": (zipped({"a.txt": "x"}), documents.BROKEN),
    "a jar": (zipped({"META-INF/MANIFEST.MF": "Main-Class: X", "X.class": b"\xca\xfe\xba\xbe"}), documents.BROKEN),
    "a zip with something before it": (b"#!/bin/sh\n" + office("docx"), documents.NO_DOCUMENT),
    "a zip with something behind it": (office("docx") + b"<script>", packages.TWO_IN_ONE),
    "a zip in a zip's front": (b"PK\x03\x04<script>alert(1)</script>" + office("docx"), packages.TWO_IN_ONE),
    "a part outside": (office("docx", more={"../../evil.xml": "x"}), packages.ODD_NAMES),
    **{
        f"a part named {name}": (office("docx", more={name: "x"}), packages.ODD_NAMES)
        for name in ("/etc/x.xml", "C:x.xml", "word\\x.xml", "word//x.xml", "./x.xml")
    },
    "a part whose name has a second end": (
        office("docx", more={"word/x.xml|.exe": "x"}).replace(b"x.xml|", b"x.xml\0"),
        packages.ODD_NAMES,
    ),
    "a zip with a comment": (_commented(), packages.TWO_IN_ONE),
    "the same part twice": (office("docx", more={"WORD/document.xml": "x"}), packages.ODD_NAMES),
    "a bomb": (office("docx", more={"word/media/a.xml": b"\0" * 50_000_000}), packages.TOO_MUCH),
    "many parts": (office("docx", more={f"word/{n}.xml": "" for n in range(5001)}), packages.TOO_MUCH),
    "an OpenDocument with macros": (opened("odt", more={"Basic/Standard/Module1.xml": "<x/>"}), documents.MACROS),
    "one with macros in other letters": (opened("odt", more={"BASIC/Standard/Module1.xml": "<x/>"}), documents.MACROS),
    "one with a script": (opened("ods", more={"Scripts/python/x.py": "x"}), documents.MACROS),
    "one that listens": (opened("odt", content='<script:event-listener xmlns:script="s"/>'), documents.MACROS),
    **{
        f"one with <{element}>": (opened("odt", content=f"<x:{element}/>"), sentence)
        for element, sentence in (
            *((name, documents.MACROS) for name in ("plugin", "applet", "object-ole")),
            *((name, documents.FETCHES) for name in ("dde-source", "dde-connection-decl")),
        )
    },
    "one with a program in it": (opened("odt", more={"Pictures/setup.exe": "MZ"}), documents.MACROS),
    "one with a password": (opened("odp", manifest="<encryption-data/>"), documents.PASSWORD),
    "one that fetches": (
        opened("odt", content='<draw:image xmlns:draw="d" xlink:href="https://elsewhere.example/a.png"/>'),
        documents.FETCHES,
    ),
    **{
        f"one that fetches {how}": (opened("odt", **parts), documents.FETCHES)
        for how, parts in {
            "under another prefix": {"content": '<d:image xmlns:q="x" q:href="https://elsewhere.example/a.png"/>'},
            "from a server of files": {"content": '<d:image xlink:href="//elsewhere/a.png"/>'},
            "behind blanks": {"content": '<d:image xlink:href=" https://elsewhere.example/a.png"/>'},
            "what lies beside it": {"content": '<d:image xlink:href="../a.png"/>'},
            "for its styles": {"more": {"styles.xml": '<s xlink:href="https://elsewhere.example/a.png"/>'}},
            "from within a drawing": {"more": {"Object 1/content.xml": '<o:dde-source o:dde-application="cmd"/>'}},
        }.items()
    },
    "one that says what it is in the middle": (
        zipped(
            {"content.xml": "<c/>", "mimetype": documents.KINDS["odt"].content_type, "META-INF/manifest.xml": "<m/>"}
        ),
        documents.NO_DOCUMENT,
    ),
    "a database of OpenOffice": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.base", "META-INF/manifest.xml": "<m/>"}),
        documents.NO_DOCUMENT,
    ),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, documents.OLD_OFFICE),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', documents.NO_DOCUMENT),
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", documents.NO_DOCUMENT),
    "a program": (b"MZ" + b"\0" * 100, documents.NO_DOCUMENT),
    "nothing": (b"", documents.NO_DOCUMENT),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_do_harm_is_refused_with_a_sentence(what):
    data, sentence = HOSTILE[what]
    with pytest.raises(DocumentRefused) as refusal:
        read(data)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_that_defines_entities_is_not_read(encoding):
    text = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><R>&b;</R>'.encode(encoding)
    with pytest.raises(DocumentRefused, match="words of its own"):
        read(office("docx", more={"word/_rels/document.xml.rels": text}))


def test_what_is_too_large_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_FILE", 100)
    with pytest.raises(DocumentRefused, match="larger than"):
        read(PDF)


@pytest.mark.parametrize(
    ("limit", "most"),
    [
        ("_LARGEST", 200),
        ("_LARGEST_PART", 100),
        ("_MOST_WORDS", 40),
        ("_MOST_PARTS", 2),
        ("_DEEPEST", 3),
        ("_LONGEST_TAG", 100),
    ],
)
def test_what_would_be_too_much_unpacked_is_refused(monkeypatch, limit, most):
    """Though each part of it is packed no denser than others."""
    monkeypatch.setattr(packages, "_PIECE", 100)
    data = opened("odt", content="<p/>" * 30 + "<q r='s' t='u'>" * 20 + "</q>" * 20 + f"<v w='{'x' * 200}'/>")
    assert read(data).kind == "odt"
    monkeypatch.setattr(packages, limit, most)
    with pytest.raises(DocumentRefused) as refusal:
        read(data)
    assert str(refusal.value) == packages.TOO_MUCH


@pytest.mark.parametrize("within", ["<p/>" * 40, "<p q='r' s='t' u='v'/>" * 20])
def test_what_is_spread_over_many_parts_counts_together(monkeypatch, within):
    more = {f"Object {number}/content.xml": f"<r>{within}</r>" for number in range(5)}
    data = opened("odt", more=more)
    assert read(data).kind == "odt"
    monkeypatch.setattr(packages, "_MOST_WORDS", 150)
    with pytest.raises(DocumentRefused) as refusal:
        read(data)
    assert str(refusal.value) == packages.TOO_MUCH


def test_elements_that_never_end_take_no_memory():
    """Each is remembered until it ends: five million of them, in 160 KB, took 600 MB."""
    deep = b"<a>" * 4_000_000
    noise = b"<!--" + base64.b64encode(random.Random(1).randbytes(150_000)) + b"-->"  # so that it is packed no denser
    data = opened("odt", more={"Object 1/content.xml": noise + deep})
    tracemalloc.start()
    with pytest.raises(DocumentRefused) as refusal:
        read(data)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()
    assert str(refusal.value) == packages.TOO_MUCH


def test_an_element_that_is_long_and_the_last_is_heard():
    """The library lets such a one wait until it is told that nothing more comes."""
    with pytest.raises(DocumentRefused) as refusal:
        read(opened("odt", content=f"<text:dde-source a='{'x' * 900_000}'/>"))
    assert str(refusal.value) == documents.FETCHES


def test_streams_behind_each_other_are_taken_however_many_but_not_more_than_one_may_hold(monkeypatch):
    stream = b"/Type/ObjStm/Filter/Fl>>stream\n%s\nendstream\nendobj\n" % zlib.compress(b"<<>>" * 100)
    data = PDF.replace(b"xref", stream * 50 + b"xref", 1)
    assert read(data).kind == "pdf"
    monkeypatch.setattr(documents, "_LARGEST_STREAM", 50 * 400 - 1)
    with pytest.raises(DocumentRefused) as refusal:
        read(data)
    assert str(refusal.value) == documents.BROKEN


def _streams_within_streams(number: int, filling: bytes) -> bytes:
    """Each is packed to the end of the file, and holds all that come after it as it stands."""
    head = b" /Type/ObjStm/Filter/Fl>>stream\n\x78\x9c"

    def as_it_stands(data: bytes) -> bytes:
        return b"\0" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data

    return PDF.partition(b"xref")[0] + head + as_it_stands(head) * number + filling + as_it_stands(b"\n%%EOF\n")


def test_streams_that_lie_in_each_other_are_not_unpacked_one_after_the_other():
    """Blocks of nothing give nothing, so that what comes out of them says little of what they cost."""
    nothing = b"\0\0\0\xff\xff" * 50_000
    assert read(_streams_within_streams(0, nothing)).kind == "pdf"
    with pytest.raises(DocumentRefused) as refusal:
        read(_streams_within_streams(3, nothing))
    assert str(refusal.value) == documents.BROKEN


def test_a_small_part_may_be_packed_as_dense_as_it_likes():
    assert read(office("docx", more={"word/media/a.xml": b"\0" * 900_000})).kind == "docx"


def test_a_word_is_found_wherever_it_stands(monkeypatch):
    """Parts are read in pieces, and a word may begin in one and end in the next."""
    for before in range(packages._PIECE - 8, packages._PIECE + 2):
        main = "<main>" + " " * (before - 6) + "<w:ins ></main>"
        assert read(office("docx", main=main)).remarks, before


def test_a_part_with_a_password_is_refused():
    data = bytearray(office("docx"))
    for found in re.finditer(rb"PK\x03\x04|PK\x01\x02", bytes(data)):
        data[found.start() + (6 if data[found.start() + 2] == 3 else 8)] |= 1
    with pytest.raises(DocumentRefused, match="password"):
        read(bytes(data))


def test_a_part_that_is_broken_or_larger_than_it_says_is_refused():
    data = office("docx")
    at = data.index(b"_rels/.rels") + 11
    with pytest.raises(DocumentRefused):
        read(data[:at] + b"\xff\xff\xff" + data[at + 3 :])


def test_names_cost_no_memory_however_many_there_are():
    names = b"/".join(b"%x" % number for number in range(300_000))
    tracemalloc.start()
    assert read(PDF.replace(b"/Count 0", b"/Count 0/" + names)).kind == "pdf"
    assert tracemalloc.get_traced_memory()[1] < 4 * len(names)
    tracemalloc.stop()


def test_links_for_readers_to_follow_are_no_harm():
    assert read(office("docx", rels=RELATIONSHIP.format("hyperlink"))).kind == "docx"
    links = (f'<x:{name} xlink:href="https://elsewhere.example/"/>' for name in ("a", "form", "button"))
    areas = (f'<x:area-{name} xlink:href="https://elsewhere.example/"/>' for name in ("rectangle", "circle", "polygon"))
    assert read(opened("odt", content="".join([*links, *areas]))).kind == "odt"


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        (office("docx", main='<w:d><w:del w:id="1"/></w:d>'), "tracked changes"),
        (office("docx", more={"word/comments.xml": "<x/>"}), "comments"),
        (office("xlsx", main='<w><sheet state="hidden"/></w>'), "hidden sheets"),
        (office("xlsx", main='<w><sheet state="veryHidden"/></w>'), "hidden sheets"),
        (opened("odt", content="<office:annotation/>" * 2), "comments"),
        (opened("odt", content="<text:tracked-changes/>"), "tracked changes"),
        (PDF.replace(b"/Count 0", b"/Annots[<</Subtype/Popup>>]"), "notes"),
        (PDF.replace(b"/Count 0", b"/Annots[<</Subtype/FreeText>>]"), "notes"),
    ],
)  # fmt: skip
def test_what_one_should_know_before_it_goes_out_is_said(data, remark):
    [said] = read(data).remarks
    assert remark in said


def test_the_demos_papers_come_through_the_door_and_are_the_same_each_time():
    for figures in papers.FIGURES.values():
        data = papers.pdf(figures)
        assert read(data) == documents.Document("pdf")
        assert data == papers.pdf(figures)
        start = int(data.rpartition(b"startxref\n")[2].split()[0])
        assert data[start:].startswith(b"xref")
        places = [int(line[:10]) for line in data[start:].split(b"\n")[3:] if line.endswith(b" n ")]
        assert [data[place:].split(b" ")[0] for place in places] == [b"%d" % number for number in range(1, 8)]
        assert figures.title.encode() in data
