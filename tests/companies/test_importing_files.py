"""The files that companies are brought in from: as spreadsheets write them, whole and broken."""

import csv
import gzip

import pytest

from companies.importing import rows
from companies.importing.rows import Row, Unreadable


def read(data: bytes, tmp_path, name="companies.csv", **options) -> list:
    path = tmp_path / name
    path.write_bytes(data)
    return list(rows.read([path], **options))


TABLE = "id,Chinese name,name,aliases\r\n1,联想,Lenovo,Legend;联想集团|zh-Hans|official|any\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_every_encoding_that_spreadsheets_write(tmp_path, encoding):
    assert read(TABLE.encode(encoding), tmp_path) == [
        Row(
            "companies.csv, line 2",
            {"id": "1", "chinese_name": "联想", "name": "Lenovo", "aliases": "Legend;联想集团|zh-Hans|official|any"},
        )
    ]


def test_a_broken_byte_costs_its_line_and_not_the_encoding_of_the_others(tmp_path):
    found = read("name\n联想集团\n方正集团\nAurora \n紫光\n".encode().replace(b"Aurora ", b"Aurora \xe8"), tmp_path)
    assert [row.values["name"] for row in found] == ["联想集团", "方正集团", "Aurora \udce8", "紫光"]


def test_cells_may_hold_lines_and_a_table_may_use_semicolons_or_tabs(tmp_path):
    assert read(b'name;body\nAurora;"First.\n\nSecond; third."\nBorealis;\n', tmp_path) == [
        Row("companies.csv, line 2", {"name": "Aurora", "body": "First.\n\nSecond; third."}),
        Row("companies.csv, line 5", {"name": "Borealis"}),
    ]
    assert read(b"name\tfounded\nAurora\t1999\n", tmp_path)[0].values == {"name": "Aurora", "founded": "1999"}


def test_lines_end_where_spreadsheets_end_them_and_nowhere_else(tmp_path):
    """A text that was pasted may hold signs that Python takes for ends of lines; no spreadsheet quotes them."""
    for end in ("\n", "\r\n", "\r"):
        table = end.join(["name,founded", "Aurora\u2028Labs,1999", "Borealis\x0bLabs\x85,2000", "Corona,2001"])
        found = read(table.encode(), tmp_path)
        assert [row.values["founded"] for row in found] == ["1999", "2000", "2001"]


def test_a_first_line_that_cannot_be_read_is_said(tmp_path):
    (only,) = read(b"name," + b"x" * 1_000_100, tmp_path)
    assert "first line" in only.reason


def test_an_open_quotation_mark_or_a_cell_too_many_costs_one_line(tmp_path):
    found = read(b'name,founded\nAurora,1999\n"Open,2000\nBorealis,"2001"\nA,B,C\nCorona,2002\n', tmp_path)
    assert [row.where for row in found if isinstance(row, Unreadable)] == [
        "companies.csv, line 3",
        "companies.csv, line 5",
    ]
    assert [row.values["name"] for row in found if isinstance(row, Row)] == ["Aurora", "Borealis", "Corona"]


def test_a_table_without_the_columns_that_matter_is_refused(tmp_path):
    found = read(b"firm,year\nAurora,1999\n", tmp_path)
    assert [row.reason for row in found] == ["none of the first 10 lines names a column “name” or “id”"]


def test_headings_may_stand_under_the_title_of_a_table(tmp_path):
    """Offices put a title and empty lines above a table, and divide its cells by other signs than the title has."""
    above = "Tenants, May 2013,,\r\n\r\nAsked: the office\r\n"
    found = read(f"{above}Name;Founded\r\nAurora;1999\r\n".encode(), tmp_path)
    assert found == [Row("companies.csv, line 5", {"name": "Aurora", "founded": "1999"})]
    (only,) = read(b"Title\n" * 10 + b"name\nAurora\n", tmp_path)
    assert "names a column" in only.reason


def test_headings_are_known_in_the_words_of_an_office(tmp_path):
    found = read(
        "公司名称*,英文名称,成立时间,网址：,行业\n星海科技,Xinghai,2009年3月,xinghai.example,AI\n".encode("gb18030"),
        tmp_path,
    )
    assert found[0].values == {
        "name": "星海科技",
        "name_en": "Xinghai",
        "founded": "2009年3月",
        "website": "xinghai.example",
        "行业": "AI",
    }
    # In a table of people it is not a company's name that says whom a row is about.
    assert read("公司名称,姓名\n星海科技,王一\n".encode(), tmp_path)[0].values == {
        "公司名称": "星海科技",
        "name": "王一",
    }
    assert read("公司名称,英文姓名\n星海科技,Wang Yi\n".encode(), tmp_path)[0].values == {
        "公司名称": "星海科技",
        "name_en": "Wang Yi",
    }
    # An “English name” may be anybody's; what is brought in tells.
    table = "单位,英文名\n星海科技,Wang Yi\n".encode()
    assert read(table, tmp_path)[0].values == {"name": "星海科技", "name_en": "Wang Yi"}
    assert read(table, tmp_path, is_of_people=True)[0].values == {"单位": "星海科技", "name_en": "Wang Yi"}
    # Our own words go before those that mean the same, and full width is no other word.
    assert read("Company name,Ｎａｍｅ\nA,B\n".encode(), tmp_path)[0].values == {"company_name": "A", "name": "B"}


@pytest.mark.parametrize("heading", ["编号", "序列号", "序号"])
def test_a_running_number_of_a_table_is_no_id_of_the_register(tmp_path, heading):
    found = read(f"{heading},公司名称\n1,星海科技\n".encode(), tmp_path)
    assert found[0].values == {heading: "1", "name": "星海科技"}


def test_an_old_workbook_is_called_one(tmp_path):
    (only,) = read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), tmp_path, "companies.xls")
    assert "save it as .xlsx" in only.reason


def test_json_lines_are_read_one_by_one(tmp_path):
    lines = b'\xef\xbb\xbf{"name": "Aurora", "founded": null}\n\nnot json\n["x"]\n{"name": "\xe8"}\n{"name": "B"}'
    found = read(gzip.compress(lines), tmp_path, "companies.jsonl.gz")
    assert [row.values for row in found if isinstance(row, Row)] == [{"name": "Aurora"}, {"name": "B"}]
    assert [(row.where, row.reason[:15]) for row in found if isinstance(row, Unreadable)] == [
        ("companies.jsonl.gz, line 3", "not JSON: Expec"),
        ("companies.jsonl.gz, line 4", "not a JSON obje"),
        ("companies.jsonl.gz, line 5", "byte 11 of the "),
    ]


def test_a_file_of_another_ending_is_known_by_its_beginning(tmp_path):
    assert read(b'{"name": "Aurora"}\n', tmp_path, "list.txt")[0].values == {"name": "Aurora"}
    assert read(b"name\nAurora\n", tmp_path, "list.txt")[0].values == {"name": "Aurora"}
    assert read(b"", tmp_path, "empty.csv") == []


def test_a_broken_archive_is_named(tmp_path):
    found = read(gzip.compress(b'{"name": "Aurora"}\n' * 1000)[:40], tmp_path, "companies.jsonl.gz")
    assert isinstance(found[-1], Unreadable)


def test_what_is_too_long_is_refused_and_what_follows_it_read(tmp_path, monkeypatch):
    """A packed bomb must fill no memory."""
    monkeypatch.setattr(rows, "LONGEST_LINE", 40)
    monkeypatch.setattr(rows, "LARGEST_TABLE", 60)
    lines = b'{"name": "Aurora", "summary": "' + b"x" * 100 + b'"}\n{"name": "Borealis"}\n'
    long, after = read(lines, tmp_path, "companies.jsonl")
    assert "more than 40 characters" in long.reason
    assert (after.where, after.values) == ("companies.jsonl, line 2", {"name": "Borealis"})
    (deep,) = read(b"[" * 39, tmp_path, "deep.jsonl")
    assert "not JSON" in deep.reason
    assert read(b"name\n" + b"x" * 55, tmp_path)[0].values == {"name": "x" * 55}
    (only,) = read(b"name\n" + b"x" * 56, tmp_path)
    assert "the table is larger than" in only.reason


def test_a_line_nested_too_deeply_costs_only_itself(tmp_path):
    deep, after = read(b"[" * 200_000 + b'\n{"name": "Aurora"}\n', tmp_path, "companies.jsonl")
    assert deep.reason == "the line is nested too deeply"
    assert after.values == {"name": "Aurora"}


def test_a_cell_may_be_long_but_not_endless_and_the_limit_is_nobody_elses(tmp_path, monkeypatch):
    before = csv.field_size_limit(130_000)
    assert read(b"name,body\nAurora," + b"x" * 200_000, tmp_path)[0].values["body"] == "x" * 200_000
    monkeypatch.setattr(rows, "_MOST_LINES", 4)
    open_one, *found = read(b'name\n"Open\nA\nB\nC\nD\nE\n"', tmp_path)
    assert isinstance(open_one, Unreadable)
    assert [row.values["name"] for row in found[:5]] == ["A", "B", "C", "D", "E"]
    assert csv.field_size_limit(before) == 130_000


def test_a_line_under_the_title_that_cannot_be_read_is_passed_by(tmp_path):
    found = read(b'Tenants\n"so" called, as they say\nname\nAurora\n', tmp_path)
    assert [row.values for row in found] == [{"name": "Aurora"}]


def test_a_column_without_a_heading_and_a_marked_file_are_read_all_the_same(tmp_path):
    assert read(b"name,\nAurora,5\n", tmp_path)[0].values == {"name": "Aurora"}
    assert read(b'\xef\xbb\xbf{"name": "Aurora"}\n', tmp_path, "list.txt")[0].values == {"name": "Aurora"}
