"""Bringing in people: namesakes stay apart, roles are added and completed. The rest is as for companies."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from companies.importing.rows import Row
from newsroom.demo.make import make_company, make_person
from people.importing import PersonImport
from people.models import Person, Role

pytestmark = pytest.mark.django_db


def bring(*values: dict, dry_run=False):
    return PersonImport(dry_run=dry_run).run(Row(f"line {number}", row) for number, row in enumerate(values, 1))


def actions(report) -> list[str]:
    return [outcome.action for outcome in report.outcomes]


def notes(report) -> str:
    return "\n".join(note for outcome in report.outcomes for note in outcome.notes)


def roles() -> list[tuple]:
    columns = ("person__name", "title", "organisation", "company__name", "started", "ended")
    return list(Role.objects.order_by("person", "order").values_list(*columns))


GUO = {
    "id": "P1",
    "name": "Guo Hong",
    "chinese_name": "郭洪",
    "family_name": "Guo",
    "given_name": "Hong",
    "aliases": [{"text": "Hong Guo", "match": "exact"}, {"text": "Guō Hóng", "language": "pinyin"}],
    "topics": ["Policy"],
    "roles": [
        {"title": "Director", "organisation": "Administrative Committee", "from": "2012-03", "to": "2015"},
        {"title": "Chairman", "company": "C1"},
    ],
}


def test_every_field_arrives():
    make_company("Aurora", external_id="C1")
    assert actions(bring(GUO)) == ["created"]
    person = Person.objects.get()
    assert (person.external_id, str(person), person.family_name, person.given_name) == (
        "P1",
        "Guo Hong 郭洪",
        "Guo",
        "Hong",
    )
    assert set(person.aliases.values_list("text", "language", "kind", "match")) == {
        ("Hong Guo", "en", "short", "exact"),
        ("Guō Hóng", "pinyin", "pinyin", "any"),
    }
    assert person.tag.person == person
    assert list(person.topics.names()) == ["Policy"]
    assert roles() == [
        ("Guo Hong", "Director", "Administrative Committee", None, date(2012, 3, 1), date(2015, 12, 31)),
        ("Guo Hong", "Chairman", "", "Aurora", None, None),
    ]
    assert actions(bring(GUO)) == ["unchanged"]
    assert actions(bring({"id": "P1", "roles": ["Director"]})) == ["updated"]  # of no organisation: another role


def test_people_of_one_name_stay_apart():
    known = make_person("Li Wei")
    report = bring({"id": "1", "name": "Li Wei", "chinese_name": "李伟"}, {"id": "2", "name": "Li Wei"})
    assert actions(report) == ["created", "updated"]
    known.refresh_from_db()
    assert (known.external_id, known.chinese_name) == ("2", "")  # both names are the same, so it is this one
    assert "1 of this name were there before" in notes(report)
    assert {person.tag.name for person in Person.objects.all()} == {"Li Wei", "Li Wei (2)"}


def test_without_an_id_both_names_decide():
    make_person("Li Wei", chinese_name="李伟")
    assert actions(bring({"name": "Li Wei", "chinese_name": "李薇"})) == ["created"]
    assert actions(bring({"name": "Li Wei", "chinese_name": "李伟", "given_name": "Wei"})) == ["updated"]
    assert actions(bring({"name": "Li Wei"})) == ["failed"]


def test_a_role_without_its_company_is_completed_when_the_company_is_there():
    row = {"id": "1", "name": "Guo Hong", "roles": [{"title": "Chairman", "company": "C1"}]}
    report = bring(row)
    assert "The role “Chairman” has no company: “C1” is not in the register." in notes(report)
    make_company("Aurora", external_id="C1")
    assert actions(bring(row, dry_run=True)) == actions(bring(row)) == ["updated"]
    assert roles() == [("Guo Hong", "Chairman", "", "Aurora", None, None)]
    assert actions(bring(row)) == ["unchanged"]


def test_a_role_held_twice_is_two_roles_and_an_end_is_filled_in():
    aurora = make_company("Aurora")
    person = make_person("Guo Hong", title="By hand", external_id="1")
    first = {"title": "CEO", "company": "Aurora", "from": "2001", "to": "2004"}
    again = {"title": "CEO", "company": "Aurora", "from": "2010-05-01"}
    bring({"id": "1", "roles": [first, again]})
    bring({"id": "1", "roles": [again | {"to": "2012-01-31"}]})
    assert [(role.title, role.company, role.ended) for role in person.roles.all()] == [
        ("By hand", None, None),
        ("CEO", aurora, date(2004, 12, 31)),
        ("CEO", aurora, date(2012, 1, 31)),
    ]


def test_a_role_that_says_less_takes_nothing_away_and_one_elsewhere_or_later_is_another():
    aurora, _ = make_company("Aurora"), make_company("Borealis")
    person = make_person("Guo Hong", external_id="1")
    held = {"organisation": "Committee", "company": aurora, "started": date(2012, 1, 1), "ended": date(2015, 1, 1)}
    person.roles.create(title="Director", **held)
    for told in ({"company": "Aurora"}, {"organisation": "Committee", "from": "2012"}):
        assert actions(bring({"id": "1", "roles": [{"title": "director"} | told]})) == ["unchanged"]
    elsewhere = {"title": "Director", "organisation": "Committee", "company": "Borealis"}
    later = {"title": "Director", "company": "Aurora", "from": "2018"}
    assert actions(bring({"id": "1", "roles": [elsewhere, later]}, dry_run=True)) == ["updated"]
    assert person.roles.count() == 1
    assert actions(bring({"id": "1", "roles": [elsewhere, later]})) == ["updated"]
    assert [(role.order, role.company.name, role.started) for role in person.roles.all()] == [
        (0, "Aurora", date(2012, 1, 1)), (1, "Borealis", None), (2, "Aurora", date(2018, 1, 1)),
    ]  # fmt: skip


def test_of_roles_alike_each_line_means_one_and_the_one_of_its_beginning_first():
    person = make_person("Guo Hong", external_id="1")
    for started, ended in ((None, None), (None, date(2004, 12, 31)), (date(2010, 1, 1), None)):
        person.roles.create(title="CEO", organisation="Aurora Ltd", started=started, ended=ended)
    alike = {"title": "CEO", "company": "aurora ltd"}  # which is not in the register
    assert actions(bring({"id": "1", "roles": [alike, alike | {"to": "2004"}]})) == ["unchanged"]
    bring({"id": "1", "roles": [alike | {"from": "2010", "to": "2012"}]})
    assert [role.ended for role in person.roles.order_by("pk")] == [None, date(2004, 12, 31), date(2012, 12, 31)]


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        ({"organisation": "Aurora"}, "without a title"),
        ({"title": "CEO", "from": "2012", "to": "2010"}, "ends before it begins"),
        ({"title": "CEO", "from": "spring"}, "“from” is 'spring'"),
        ({"title": "x" * 201}, "201 characters"),
    ],
)
def test_a_role_that_cannot_be_refuses_the_row(role, reason):
    report = bring({"name": "Guo Hong", "roles": [role]}, {"name": "Yu Jun"})
    assert actions(report) == ["failed", "created"]
    assert reason in notes(report)


def test_a_row_of_a_list_of_names_brings_its_role():
    make_company("Aurora", external_id="CN:1")
    report = bring(
        {"id": "Z", "type": "person", "name": "郭洪", "aliases": [], "lang": "zh", "role": "董事长", "company": "CN:1"},
        {"id": "C", "type": "company", "name": "Aurora", "aliases": [], "lang": "en"},
    )
    assert actions(report) == ["created", "skipped"]
    person = Person.objects.get()
    assert (person.name, person.chinese_name) == ("郭洪", "郭洪")
    assert roles() == [("郭洪", "董事长", "", "Aurora", None, None)]


def test_the_command_reads_a_table(tmp_path):
    make_company("Aurora", chinese_name="极光")
    path = tmp_path / "people.csv"
    path.write_text(
        "name,chinese_name,aliases,roles\n"
        "Guo Hong,郭洪,Hong Guo||former,Director|Administrative Committee||2012|;Chairman||极光\n",
        encoding="gb18030",
    )
    out = io.StringIO()
    call_command("import_people", path, stdout=out)
    assert out.getvalue().startswith("1 created. 1 rows in")
    assert Person.objects.get().aliases.get().kind == "former"
    assert roles() == [
        ("Guo Hong", "Director", "Administrative Committee", None, date(2012, 1, 1), None),
        ("Guo Hong", "Chairman", "", "Aurora", None, None),
    ]


def test_nobody_is_named_after_their_employer(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("单位,英文名,职务\n极光科技,Guo Hong,董事长\n", encoding="utf-8")
    call_command("import_people", path, stdout=io.StringIO())
    assert [(person.name, person.chinese_name) for person in Person.objects.all()] == [("Guo Hong", "")]
    path.write_text("公司名称,职务\n极光科技,董事长\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_people", path, stdout=io.StringIO(), stderr=io.StringIO())
    assert Person.objects.count() == 1
