"""Tables of companies and people, out of the desk and in again: a preview first, and twins are decided by somebody."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from companies.models import Company
from newsroom.demo.make import make_company, make_person
from newsroom.models import ImportRun
from people.models import Person

pytestmark = pytest.mark.django_db


def upload(client, table, kind="companies", name="table.xlsx"):
    book, file = Workbook(), io.BytesIO()
    for row in table:
        book.active.append(row)
    book.save(file)
    data = {"file": SimpleUploadedFile(name, file.getvalue()), "form": "auto", "kind": kind}
    client.post("/admin/newsroom/importrun/add/", data)
    return ImportRun.objects.first()


def page(run) -> str:
    return f"/admin/newsroom/importrun/{run.pk}/change/"


def test_table_shows_what_would_change_and_changes_it_when_told_to(managing_editor):
    make_company("Xiaomi", summary="Old.")
    run = upload(
        managing_editor.client, [["name", "summary", "colour"], ["Xiaomi", "New.", "red"], ["Aurora", "Chips."]]
    )
    assert (run.state, run.counts) == ("looked", {"updated": 1, "created": 1})
    shown = managing_editor.client.get(page(run)).content.decode()
    assert "Changes summary." in shown
    assert "colour" in shown
    assert '<a href="?" aria-current="page">companies</a>' in shown
    assert Company.objects.get().summary == "Old."
    managing_editor.client.post(page(run), {"_go": ""})
    assert dict(Company.objects.values_list("name", "summary")) == {"Xiaomi": "New.", "Aurora": "Chips."}


def test_what_is_nearly_here_waits_for_a_decision(managing_editor):
    make_company("Beijing Yiheng Technology Co")
    run = upload(managing_editor.client, [["name", "summary"], ["Yiheng Technology Co., Ltd.", "Better."], ["Aurora"]])
    assert run.found["twins"] == [["Yiheng Technology Co., Ltd.", "Beijing Yiheng Technology Co"]]
    assert run.counts == {"skipped": 1, "created": 1}
    managing_editor.client.post(page(run), {"_go": ""})
    assert Company.objects.count() == 2
    managing_editor.client.post(page(run), {"twins-0": "same", "_go": ""})
    known = Company.objects.get(name="Beijing Yiheng Technology Co")
    assert known.summary == "Better."
    assert [alias.text for alias in known.aliases.all()] == ["Yiheng Technology Co., Ltd."]
    assert Company.objects.count() == 2


def test_nobody_is_asked_of_whom_the_row_says_by_its_id_who_it_is(managing_editor):
    make_company("Beijing Yiheng Technology Co")
    make_company("Aurora", external_id="7")
    run = upload(managing_editor.client, [["name", "summary", "id"], ["Yiheng Technology Co., Ltd.", "Better.", "7"]])
    assert (run.found.get("twins", []), run.counts) == ([], {"updated": 1})


@pytest.mark.parametrize("here", [{}, {"external_id": "7"}, {"chinese_name": "义恒"}])
@pytest.mark.parametrize("more", [{}, {"id": "99"}, {"chinese_name": "义衡科技"}, {"英文名称": "Yiheng Tech"}])
@pytest.mark.parametrize(
    ("kind", "known", "given"),
    [("companies", "Beijing Yiheng Technology Co", "Yiheng Technology Co., Ltd."), ("people", "Guo Hong", "Hong Guo")],
)
def test_whoever_is_said_to_be_the_same_is_changed_whatever_else_the_row_calls_them(
    managing_editor, here, more, kind, known, given
):
    make, model = {"companies": (make_company, Company), "people": (make_person, Person)}[kind]
    make(known, **here)
    run = upload(managing_editor.client, [["name", "summary", *more], [given, "Better.", *more.values()]], kind=kind)
    assert run.found["twins"] == [[given, known]]
    managing_editor.client.post(page(run), {"twins-0": "same", "_go": ""})
    one = model.objects.get()
    assert (one.name, one.summary, one.chinese_name) == (known, "Better.", here.get("chinese_name", ""))
    assert one.external_id == (here.get("external_id") or more.get("id"))
    names = {given, *(name for column, name in more.items() if column != "id")}
    assert {alias.text for alias in one.aliases.all()} == names


def test_twin_that_is_another_one_is_added(managing_editor):
    make_person("Guo Hong")
    run = upload(managing_editor.client, [["name"], ["Hong Guo"]], kind="people")
    managing_editor.client.post(page(run), {"twins-0": "other", "_go": ""})
    assert set(Person.objects.values_list("name", flat=True)) == {"Guo Hong", "Hong Guo"}


@pytest.mark.parametrize("bad", [b"\xff", b"\0"])
@pytest.mark.parametrize(
    "line",
    ["Aurora,{}7,x", "Aur{}ora,7,x", "Yiheng Technology{} Co,7,x", "Aurora,7,{}x"],
    ids=["id", "name", "twin", "other"],
)
def test_one_broken_byte_costs_no_other_row(managing_editor, bad, line):
    make_company("Beijing Yiheng Technology Co")
    content = (
        b"name,id,summary,colour{}\n" + line.encode() + b"\n" + "Xinghai,8,海\nLanzhou,9,兰\nDalian,10,大\n".encode()
    )
    file = SimpleUploadedFile("a.csv", content.replace(b"{}", bad))
    data = {"file": file, "form": "auto", "kind": "companies"}
    managing_editor.client.post("/admin/newsroom/importrun/add/", data)
    run = ImportRun.objects.get()
    assert (run.state, run.trouble) == ("looked", "")
    managing_editor.client.post(page(run), {"_go": ""})
    run.refresh_from_db()
    assert (run.state, run.trouble, sum(run.counts.values())) == ("done", "", 4)
    assert Company.objects.filter(external_id__in=["8", "9", "10"]).count() == 3
    line = run.lines.first()
    if bad == b"\xff":
        assert (line.action, line.has_notes) == ("failed", True)
    assert managing_editor.client.get(page(run)).status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_table_that_the_list_gives_comes_in_again_and_changes_nothing(managing_editor, form):
    make_company("Xiaomi", chinese_name="小米", aliases=["Mi"], topics=["phones"], summary="=1")
    answer = managing_editor.client.get(f"/admin/companies/company/table.{form}")
    content = b"".join(answer) if answer.streaming else answer.content
    data = {"file": SimpleUploadedFile(f"a.{form}", content), "form": "auto", "kind": "companies"}
    managing_editor.client.post("/admin/newsroom/importrun/add/", data)
    assert ImportRun.objects.get().counts == {"unchanged": 1}


def test_table_is_narrowed_as_the_list_is_and_only_for_who_sees_it(managing_editor, make_user):
    make_company("Xiaomi")
    make_company("Aurora")
    text = b"".join(managing_editor.client.get("/admin/companies/company/table.csv?q=auro")).decode()
    assert "Aurora" in text
    assert "Xiaomi" not in text
    assert managing_editor.client.get("/admin/companies/company/table.exe").status_code == 404
    assert make_user().client.get("/admin/companies/company/table.csv").status_code == 403


def test_who_may_not_add_companies_may_not_import_them(make_user):
    importer = make_user("reporter", permissions=["newsroom.add_importrun"])
    assert upload(importer.client, [["name"], ["Aurora"]]) is None
    assert not Company.objects.exists()


def test_nobody_is_named_after_their_employer(managing_editor):
    upload(managing_editor.client, [["单位", "英文名"], ["极光科技", "Guo Hong"]], kind="people")
    managing_editor.client.post(page(ImportRun.objects.get()), {"_go": ""})
    assert [(person.name, person.chinese_name) for person in Person.objects.all()] == [("Guo Hong", "")]


def test_who_has_a_chinese_name_alone_may_nearly_be_here_too(managing_editor):
    make_company("Beijing Yiheng Technology Co")
    run = upload(
        managing_editor.client, [["Name", "Chinese name", "summary"], [None, "Yiheng Technology Co., Ltd.", "Better."]]
    )
    assert run.found["twins"] == [["Yiheng Technology Co., Ltd.", "Beijing Yiheng Technology Co"]]


@pytest.mark.parametrize(
    ("verdict", "there"), [("same", {"Legend": "Better."}), ("other", {"Legend": "", "联想": "Better."})]
)
def test_who_is_here_by_another_name_waits_for_a_decision_too(managing_editor, verdict, there):
    make_company("Legend", aliases=["联想"], summary="")
    run = upload(managing_editor.client, [["name", "summary"], ["联想", "Better."]])
    assert (run.found["twins"], run.counts) == ([["联想", "Legend"]], {"skipped": 1})
    managing_editor.client.post(page(run), {"twins-0": verdict, "_go": ""})
    assert dict(Company.objects.values_list("name", "summary")) == there


def test_nobody_is_asked_of_another_name_that_several_go_by(managing_editor):
    for name in ("Guo Hong", "Guo Hai", "Guo Min"):
        make_person(name, aliases=["Min Guo"] if name != "Guo Min" else [])
    run = upload(managing_editor.client, [["name", "summary"], ["Min Guo", "Better."]], kind="people")
    assert (run.state, run.found["twins"], run.counts) == ("looked", [], {"created": 1})


def test_lines_of_json_may_be_broken_or_hold_lists_of_names(managing_editor):
    make_company("Beijing Yiheng Technology Co")
    lines = '{"name": "Aurora"\n{"name": "Yiheng Technology Co., Ltd.", "aliases": ["Yiheng"]}\n'
    data = {"file": SimpleUploadedFile("a.jsonl", lines.encode()), "form": "auto", "kind": "companies"}
    managing_editor.client.post("/admin/newsroom/importrun/add/", data)
    run = ImportRun.objects.get()
    assert (run.state, run.trouble, run.counts) == ("looked", "", {"failed": 1, "skipped": 1})
    managing_editor.client.post(page(run), {"twins-0": "same", "_go": ""})
    names = Company.objects.get().aliases.values_list("text", flat=True)
    assert set(names) == {"Yiheng", "Yiheng Technology Co., Ltd."}
