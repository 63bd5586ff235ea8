"""Any list as CSV: what one sees, narrowed as one sees it, and nothing that a spreadsheet would run."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.admin import csv_export
from companies.models import Company
from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.models import AccountEvent
from tests.queries import same_queries

pytestmark = pytest.mark.django_db
STORIES = "/admin/newsroom/article/export.csv"


def table(client, path) -> list[dict]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    text = b"".join(answer).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_list_comes_with_its_columns_narrowed_as_on_the_screen(editor):
    make_edition("Live one")
    make_article("A draft")
    make_company("Xiaomi", chinese_name="小米")
    rows = table(editor.client, STORIES)
    assert {row["Headline"] for row in rows} == {"Live one", "A draft"}
    assert [row["Headline"] for row in table(editor.client, f"{STORIES}?q=draft")] == ["A draft"]
    companies = table(editor.client, "/admin/companies/company/export.csv")
    assert (companies[0]["Name"], companies[0]["Chinese name"], companies[0]["Kind"]) == ("Xiaomi", "小米", "company")


def test_cells_are_neither_formulas_nor_markup(editor):
    make_article("=HYPERLINK(1)")
    make_article("<b>R&D</b>")
    found = {row["Headline"] for row in table(editor.client, STORIES)}
    assert "'=HYPERLINK(1)" in found
    assert not any(name.startswith("=") for name in found)


def test_only_who_may_see_the_list_gets_it_and_it_is_written_down(editor, make_user):
    make_article("A draft")
    stranger = make_user()
    assert stranger.client.get(STORIES).status_code == 403
    assert editor.client.get("/admin/auth/user/export.csv").status_code == 403
    assert not AccountEvent.objects.exists()
    table(editor.client, f"{STORIES}?q=draft")
    event = AccountEvent.objects.get()
    assert (event.verb, event.account, event.address) == ("exported", editor, "127.0.0.1")
    assert event.details == {"list": "stories", "narrowed": "q=draft"}
    editor.delete()
    assert AccountEvent.objects.get().account_name == "li", "the line outlives the account"


def test_lookup_that_the_list_refuses_is_refused_here_too(editor):
    assert editor.client.get(f"{STORIES}?editor_note__startswith=a").status_code in (302, 400)


def test_list_asks_as_many_questions_for_any_number_of_rows(editor):
    def more(count):
        for _ in range(count):
            make_article()

    def visit():
        answer = editor.client.get(STORIES)
        b"".join(answer)
        return answer

    assert same_queries(more, visit) < 15


def test_what_is_saved_meanwhile_neither_doubles_a_row_nor_costs_one(editor, monkeypatch):
    """With each page asked for anew, rows that change their places are on two of them, or on none."""
    monkeypatch.setattr(csv_export, "_PAGE", 3)
    companies = [make_company(f"{letter} Works") for letter in "ABCDEFGH"]
    with CaptureQueriesContext(connection) as asked:
        lines = iter(editor.client.get("/admin/companies/company/export.csv"))
        read = [next(lines) for _ in range(4)]  # the headings and the first page
        Company.objects.filter(pk=companies[0].pk).update(name="Z Works")
        read += lines
    rows = csv.DictReader(io.StringIO(b"".join(read).decode().removeprefix("\ufeff")))
    assert [row["Name"][0] for row in rows] == list("ABCDEFGH")
    assert not [query for query in asked.captured_queries if "OFFSET" in query["sql"]]


@pytest.mark.parametrize("nonsense", ["p=-1", "p=abc"])
def test_a_page_that_is_none_is_refused_or_passed_over(editor, nonsense):
    for screen in ("newsroom/article", "companies/company"):
        assert editor.client.get(f"/admin/{screen}/export.csv?{nonsense}").status_code in {200, 400}


def test_every_page_of_the_list_comes_whichever_one_looks_at(editor, monkeypatch):
    monkeypatch.setattr("companies.admin.csv_export._PAGE", 3)
    monkeypatch.setattr("companies.admin.company.CompanyAdmin.list_per_page", 2)
    names = {make_company(f"Firm {number}").name for number in range(5)}
    for narrowed in ("", "?p=2", "?all="):
        rows = table(editor.client, f"/admin/companies/company/export.csv{narrowed}")
        assert [len(rows), {row["Name"] for row in rows}] == [5, names]


def test_what_the_list_shows_for_its_own_use_is_no_column(managing_editor):
    make_article("Draft")
    page = managing_editor.client.get(STORIES.removesuffix("export.csv"))
    assert page.context["cl"].list_display[0] == "action_checkbox"
    [row] = table(managing_editor.client, STORIES)
    assert list(row)[:2] == ["Number", "Headline"]


def test_a_choice_that_the_list_does_not_know_is_refused(editor):
    assert editor.client.get("/admin/companies/company/export.csv?is_listed__exact=perhaps").status_code == 400


def test_cells_are_the_words_of_a_page_without_its_marks(editor):
    make_company("A <b> & C", is_listed=False)
    make_article("Draft")
    [company] = table(editor.client, "/admin/companies/company/export.csv")
    assert (company["Name"], company["Listed"]) == ("A <b> & C", "no")
    [story] = table(editor.client, STORIES)
    assert not any("<" in cell or "&" in cell for cell in story.values())


def test_of_a_long_address_the_log_keeps_the_beginning(editor):
    table(editor.client, f"{STORIES}?q={'x' * 900}")
    assert len(AccountEvent.objects.get().details["narrowed"]) == 500


def test_a_table_of_companies_is_written_down_too_and_kept_by_nobody(editor):
    answer = editor.client.get("/admin/companies/company/table.csv?q=x")
    assert "no-store" in answer["Cache-Control"]
    assert AccountEvent.objects.get().details == {"list": "companies", "narrowed": "q=x"}
