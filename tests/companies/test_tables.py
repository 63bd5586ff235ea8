"""Tables of companies and people, out and in again: the same register, and nothing that a spreadsheet would run."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from companies.exporting import CompanyExport, csv_lines
from companies.importing import rows, workbook
from companies.models import Company
from companies.text import bare, harmless
from newsroom.demo.make import make_company, make_person
from people.exporting import PersonExport
from people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    old = make_company("Old & Co", status="merged")
    new = make_company(
        "Xiaomi", chinese_name="小米", legal_name="Xiaomi Inc.", website="https://mi.example/", founded=2010,
        aliases=["Mi", {"text": "XM", "kind": "acronym", "match": "after_full"}], topics=["phones", "AI chips"],
        body="<p>One.</p>\n<p>Two, “quoted”.</p>", summary="=1+1 is not two", external_id="C7",
        headquarters="Haidian, Beijing", registration="91110108551385082Q", stock_code="1810.HK",
        facts_as_of=date(2026, 5, 1), facts_source="The register", press_name="Press office",
        press_email="press@mi.example", press_phone="+86 10 0000", status_since=date(2010, 4, 6),
    )  # fmt: skip
    old.successor = new
    old.save()
    old.other_successors.add(make_company("Part of Old"))
    make_person(
        "Lei Jun", chinese_name="雷军", family_name="Lei", given_name="Jun", title="Founder", organisation=new,
        aliases=["Boss Lei"], topics=["phones"], press_email="lei@mi.example",
    )  # fmt: skip


@pytest.mark.parametrize("export", [CompanyExport, PersonExport])
def test_a_table_has_every_field_that_editors_fill(export):
    """Whoever adds one says here where it is left out on purpose."""
    fields = {field.name for field in [*export.model._meta.fields, *export.model._meta.many_to_many] if field.editable}
    assert fields - {"id", "external_id", "picture"} <= set(export.columns)


def stand() -> list:
    companies = [list(row.items()) for row in CompanyExport().rows(Company.objects.all())]
    people = [list(row.items()) for row in PersonExport().rows(Person.objects.all())]
    return [companies, people]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_register_that_goes_out_and_comes_into_an_empty_site_is_the_same(register, tmp_path, ending):
    before = stand()
    call_command("export_companies", tmp_path / f"companies.{ending}", verbosity=0)
    call_command("export_people", tmp_path / f"people.{ending}", verbosity=0)
    connection.check_constraints()  # PostgreSQL empties no table while it still has to look at its rows
    call_command("flush", interactive=False, verbosity=0)
    call_command("import_companies", tmp_path / f"companies.{ending}", verbosity=0)
    call_command("import_people", tmp_path / f"people.{ending}", verbosity=0)
    assert stand() == before
    call_command("import_companies", tmp_path / f"companies.{ending}", verbosity=0)
    assert stand() == before


def test_export_says_which_formats_there_are(tmp_path):
    with pytest.raises(CommandError, match=r"\.csv, \.xlsx or \.jsonl"):
        call_command("export_companies", tmp_path / "companies.pdf")


def test_no_cell_begins_a_formula_in_either_kind_of_table(register, tmp_path):
    text = "".join(CompanyExport().csv_lines(Company.objects.all()))
    assert text.startswith("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]
    assert "'=1+1 is not two" in cells
    assert not [cell for cell in cells if cell[:1] in "=+-@\t" and cell]
    # Programs that divide at these as well find nothing that begins behind them.
    assert list(csv_lines([["One;=1", "\t=1", "Two\t=1", "\x00=1", "\r=1"]])) == [
        '\ufeff"One;=1","\'\t=1","Two\t=1","\'=1","\'\r=1"\r\n'
    ]
    odd = make_company("Odd", summary="\x0bOdd", aliases=["A;B|C；D"])
    assert next(CompanyExport().rows(Company.objects.filter(pk=odd.pk)))["aliases"][0]["text"] == "A;B|C；D"
    assert "A,B/C，D|" in "".join(CompanyExport().csv_lines(Company.objects.filter(pk=odd.pk)))
    (tmp_path / "a.xlsx").write_bytes(CompanyExport().workbook(Company.objects.all()))
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    evils = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1"]
    for evil in [*evils, "＝1+1", "'＠x", "\u3000＋1", "''=1"]:  # noqa: RUF001  the wide signs are meant
        assert harmless(evil).startswith("'")
        assert bare(harmless(evil)) == evil
    for plain in ("'Tis", "''Tis", "'"):
        assert bare(harmless(plain)) == plain == harmless(plain)
    assert harmless("Xiaomi") == "Xiaomi"


def sheet(path, table, **more):
    book = Workbook()
    for row in table:
        book.active.append(row)
    book.save(path)
    return path


def read(path):
    return list(rows.read([path]))


def rewritten(path, old, new, mark=b""):
    """The workbook with something else in its sheet."""
    to = path.with_stem("rewritten")
    with zipfile.ZipFile(path) as parts, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as written:
        for name in parts.namelist():
            data = parts.read(name)
            if name.endswith("sheet1.xml"):
                assert old in data
                data = mark + data.replace(old, new, 1)
            written.writestr(name, data)
    return to


def test_workbook_is_read_by_its_first_line_with_numbers_and_dates_as_text(tmp_path):
    path = sheet(
        tmp_path / "a.xlsx", [["Name", "Chinese name", "founded", None], ["Xiaomi", "小米", 2010], [None], ["Lenovo"]]
    )
    found = read(path)
    assert [row.values for row in found] == [
        {"name": "Xiaomi", "chinese_name": "小米", "founded": "2010"},
        {"name": "Lenovo"},
    ]
    assert found[1].where == "a.xlsx, row 4"


def test_a_workbooks_headings_may_stand_under_its_title(tmp_path):
    path = sheet(tmp_path / "a.xlsx", [["Tenants of the park, May 2013"], [], ["名称", "成立日期"], ["Xiaomi", 2010]])
    assert [(row.where, row.values) for row in read(path)] == [("a.xlsx, row 4", {"name": "Xiaomi", "founded": "2010"})]


def test_a_formula_whose_result_is_not_in_the_file_is_called_one(tmp_path):
    table = [
        ["No.", "名称", "简介"],
        ["=ROW()-1", '="Xiao"&"mi"', "Phones"],
        ["=ROW()-1", "Lenovo", "=C2"],
        ["=A1", "A"],
    ]
    first, second, third = read(sheet(tmp_path / "a.xlsx", table))
    assert (first.where, first.reason[:45]) == ("a.xlsx, row 2", "the “name” is a formula without its result: o")
    assert "the “summary” is a formula" in second.reason
    # Nobody asks for the numbers.
    assert third.values == {"name": "A"}
    (only,) = read(sheet(tmp_path / "b.xlsx", [["name", "no.", None], ["Xiaomi", "1", "=A1"]]))
    assert only.values == {"name": "Xiaomi", "no.": "1"}


def test_formulas_that_cannot_be_read_hurt_nobody(tmp_path, monkeypatch):
    def refuse(parser, element):
        raise KeyError("shared")

    monkeypatch.setattr("openpyxl.worksheet._reader.WorkSheetParser.parse_formula", refuse)
    path = sheet(tmp_path / "a.xlsx", [["name", "founded"], ["Xiaomi", "=1+2009"], ["Lenovo", 1984]])
    assert [row.values for row in read(path)] == [{"name": "Xiaomi"}, {"name": "Lenovo", "founded": "1984"}]


def test_results_of_formulas_are_read(tmp_path):
    """As office programs write them; an empty text is a result, too."""
    path, saved = sheet(tmp_path / "a.xlsx", [["name", "summary"], ['="Xiao"&"mi"', '=""']]), tmp_path / "saved.xlsx"
    with zipfile.ZipFile(path) as parts, zipfile.ZipFile(saved, "w") as written:
        for name in parts.namelist():
            data = parts.read(name)
            if name.endswith("sheet1.xml"):
                cells = data.split(b"<c ")
                assert cells[3].count(b"<v") == cells[4].count(b"<v") == 1
                for at, result in ((3, b"Xiaomi"), (4, b"")):
                    before = cells[at].partition(b"<v")[0]
                    cells[at] = b't="str" ' + before + b"<v>" + result + b"</v></c>"
                data = b"<c ".join(cells) + b"</row></sheetData></worksheet>"
            written.writestr(name, data)
    assert [row.values for row in read(saved)] == [{"name": "Xiaomi"}]


def test_workbooks_that_are_none_or_hostile_say_so(tmp_path, monkeypatch):
    def reason(path):
        (only,) = read(path)
        return only.reason

    assert "names a column" in reason(sheet(tmp_path / "a.xlsx", [["x"], ["y"]]))
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert "cannot be read: it is no .xlsx file" in reason(tmp_path / "b.xlsx")
    for part in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        whole, broken = sheet(tmp_path / "whole.xlsx", [["name"], ["Xiaomi"]]), tmp_path / "broken.xlsx"
        with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(broken, "w") as cut:
            for name in parts.namelist():
                cut.writestr(name, parts.read(name)[: -40 if name == part else None])
        assert "cannot be read" in read(broken)[-1].reason, part
    good = sheet(tmp_path / "c.xlsx", [["name"], ["Xiaomi"]])
    for name, old, new in (
        ("d.xlsx", b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'),
        ("e.xlsx", b"<worksheet", b"\0\0<worksheet"),
    ):
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(tmp_path / name, "w") as target:
            for info in source.infolist():
                data = source.read(info)
                if info.filename.endswith("sheet1.xml"):
                    data = data.replace(old, new, 1)
                target.writestr(info.filename, data)
    assert "declares entities" in reason(tmp_path / "d.xlsx")
    assert "unusual encoding" in reason(tmp_path / "e.xlsx")
    with zipfile.ZipFile(tmp_path / "f.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/zeros.bin", b"\0" * 3_000_000)
    monkeypatch.setattr(workbook, "LARGEST", 2_000_000)
    assert "unpacks to more than" in reason(tmp_path / "f.xlsx")


def test_the_limits_of_a_workbook(tmp_path, monkeypatch):
    wide = [["name", None, "x"], ["Xiaomi", None, 1]]
    for limit, most, table, said in (
        ("MOST_ROWS", 2, [["name"], ["Xiaomi"], ["Lenovo"]], "more than 2 rows"),
        ("MOST_COLUMNS", 2, wide, "more than 2 columns"),
        ("MOST_PARTS", 3, [["name"]], "more than 3 parts"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(workbook, limit, most)
            assert said in read(sheet(tmp_path / "a.xlsx", table))[-1].reason
    # Empty cells beside a table are none of it.
    monkeypatch.setattr(workbook, "MOST_COLUMNS", 2)
    beside = [["name", "founded", None], ["Xiaomi", 2010, None]]
    path = rewritten(sheet(tmp_path / "b.xlsx", beside), b"</row>", b'<c r="E9" s="0"/></row>')
    assert [row.values for row in read(path)] == [{"name": "Xiaomi", "founded": "2010"}]


def test_a_workbooks_entities_and_formulas_are_seen_across_the_pieces_it_is_read_in(tmp_path):
    good = sheet(tmp_path / "a.xlsx", [["name"], ["Xiaomi"]])
    with zipfile.ZipFile(good) as parts:
        at = parts.read("xl/worksheets/sheet1.xml").index(b"<worksheet")
    for sign in (b"<!DOCTYPE x>", b'<!ENTITY a "b">'):
        assert "declares entities" in read(rewritten(good, b"<worksheet", sign + b"<worksheet"))[0].reason
        blanks = b" " * ((1 << 18) - at - 4)
        assert "declares entities" in read(rewritten(good, b"<worksheet", blanks + sign + b"<worksheet"))[0].reason
    table = sheet(tmp_path / "b.xlsx", [["name", "summary"], ["Xiaomi", "=A2"]])
    with zipfile.ZipFile(table) as parts:
        data = parts.read("xl/worksheets/sheet1.xml")
    blanks = b" " * ((1 << 18) - data.index(b"<f") - 1)
    (only,) = read(rewritten(table, b"<worksheet", blanks + b"<worksheet"))
    assert "a formula without its result" in only.reason


def test_what_a_cell_holds_is_read_as_a_person_would_type_it(tmp_path):
    table = [["name", "a", "b", "c", "d", "e"], [" Xiaomi ", True, 2.0, 2.5, date(2013, 5, 2), False]]
    (only,) = read(sheet(tmp_path / "a.xlsx", table))
    said = {"name": "Xiaomi", "a": "yes", "b": "2", "c": "2.5", "d": "2013-05-02", "e": "no"}
    assert only.values == said
    path = rewritten(tmp_path / "a.xlsx", b"<v>2</v>", b"<v>2.0</v>", b"\xef\xbb\xbf")
    assert read(path)[0].values == said
    assert [row.values for row in read(sheet(tmp_path / "b.xlsx", [["name"], ["Xiaomi", " "]]))] == [{"name": "Xiaomi"}]


def test_a_workbook_is_read_whatever_size_it_claims_and_one_without_a_sheet_says_so(tmp_path):
    good = sheet(tmp_path / "a.xlsx", [["name"], ["Xiaomi"]])
    assert [row.values for row in read(rewritten(good, b"A1:A2", b"A1:A1"))] == [{"name": "Xiaomi"}]
    book = Workbook()
    book.create_chartsheet().add_chart(BarChart())
    book.remove(book.worksheets[0])
    book.save(tmp_path / "b.xlsx")
    assert [row.reason for row in read(tmp_path / "b.xlsx")] == ["The workbook has no sheet."]


def test_a_workbook_with_ten_lines_and_no_headings_is_given_up(tmp_path):
    table = [["x"]] * rows.headings.MOST_ABOVE + [["name"], ["Xiaomi"]]
    (only,) = read(sheet(tmp_path / "a.xlsx", table))
    assert "names a column" in only.reason
    assert read(sheet(tmp_path / "b.xlsx", [])) == []
    # Empty ones do not count.
    apart = [["x"], *[[]] * rows.headings.MOST_ABOVE, ["name"], ["Xiaomi"]]
    assert [row.values for row in read(sheet(tmp_path / "c.xlsx", apart))] == [{"name": "Xiaomi"}]


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_workbook_that_says_much_of_itself_makes_no_tree_of_it(tmp_path, part):
    """The library reads these parts at once: a hundred KB packed took a GB of memory and 14 seconds."""
    path, plain = tmp_path / "companies.xlsx", tmp_path / "plain.xlsx"
    book = Workbook()
    book.active.append(["name"])
    book.save(plain)
    assert list(workbook.cells(plain)) == [(1, ["name"])]
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as more:
        for name in parts.namelist():
            whole = parts.read(name)
            end = whole.rindex(b"</")
            much = b"<a/>" * (workbook.LARGEST_WHOLE // 4) if name == part else b""
            more.writestr(name, whole[:end] + much + whole[end:])
    with pytest.raises(ValueError, match=f"in {re.escape(part)} is longer than 5 MB"):
        list(workbook.cells(path))
