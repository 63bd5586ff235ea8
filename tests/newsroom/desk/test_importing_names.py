"""What a source says of companies, people and addresses: proposed and kept, never silently made true."""

import pytest
from django.core.management import call_command

from companies.models import Company
from newsroom.demo.make import make_company, make_person
from newsroom.desk.importers.directory import Directories
from newsroom.desk.importers.record import PersonRecord, StoryRecord
from newsroom.desk.importers.save import save_all
from newsroom.models import Article, OldAddress, Section, SourceName
from people.models import Person

pytestmark = pytest.mark.django_db


def record(id="one", **fields) -> StoryRecord:
    values = {"id": id, "headline": f"Story {id}", "body": "<p>Text.</p>", "source": "wordpress:x", "is_claim": True}
    return StoryRecord(**values | fields)


def proposed() -> set[tuple[str, str, str]]:
    return {(name.name, name.tag.name, name.given) for name in SourceName.objects.select_related("tag")}


def tags() -> set[str]:
    return {tag.name for article in Article.objects.all() for tag in article.tags.all()}


def test_names_of_a_foreign_source_are_proposed_and_only_topics_are_tags():
    make_company("Xiaomi", chinese_name="小米", aliases=["Mi Inc"])
    make_person("Guo Hong")
    report = save_all(
        [
            record(
                tags=["Policy", "小米"], companies=["Mi Inc"], people=[PersonRecord("Hong Guo"), PersonRecord("Yu Jun")]
            )
        ]
    )
    assert tags() == {"Policy"}
    assert proposed() == {
        ("Mi Inc", "Xiaomi", "company"),
        ("Hong Guo", "Guo Hong", "person"),
        ("Yu Jun", "Yu Jun", "person"),
    }
    assert report.new_people == ["Yu Jun"]
    assert set(report.outcomes[0].proposed) == {"Mi Inc", "Hong Guo", "Yu Jun"}
    assert Company.objects.count() == 1


def test_company_that_is_nearly_known_is_not_made_a_second_time():
    make_company("Beijing Yiheng Technology Co")
    make_company("亿恒科技")
    make_company("Aurora Robotics")
    report = save_all(
        [
            record("a", companies=["Yiheng Technology Co., Ltd."]),
            record("b", companies=["北京亿恒科技有限公司"]),
            record("c", companies=["Mingyue Robotics"]),
        ]
    )
    assert report.new_companies == ["Mingyue Robotics"]
    assert {tag for _, tag, _ in proposed()} == {"Beijing Yiheng Technology Co", "亿恒科技", "Mingyue Robotics"}
    assert "nearly its name" in " ".join(report.outcomes[0].notes)


def test_what_was_decided_stays_decided_when_the_source_changes():
    make_company("Xiaomi")
    make_company("Lenovo")
    save_all([record(companies=["Xiaomi", "Lenovo"])])
    SourceName.objects.filter(name="Xiaomi").update(status="accepted")
    SourceName.objects.filter(name="Lenovo").update(status="rejected")
    save_all([record(companies=["Xiaomi", "Lenovo"], standfirst="New.")])
    assert tags() == {"Xiaomi"}
    assert list(SourceName.objects.values_list("name", "status")) == [("Xiaomi", "accepted"), ("Lenovo", "rejected")]


def test_names_become_tags_at_once_where_that_is_asked_for():
    make_company("Xiaomi")
    save_all([record(companies=["Xiaomi"])], tag_names=True)
    assert tags() == {"Xiaomi"}
    assert not SourceName.objects.exists()


def test_people_of_a_text_page_get_profiles_and_are_proposed(tmp_path, capsys):
    (tmp_path / "page.txt").write_text(
        "Park aims high\n\nBy Wang Yifei\n2013-10-25\n\n"
        "Two young companies in the park showed this week how far a small team can go, said their founders.\n\n"
        "They will open a laboratory for sixty engineers next spring, and more will follow later in the year.\n\n"
        "Both have been in the park for a decade, and both say that they owe it much of what they are today.\n\n"
        "Yu Jun\nPresident of Aurora Robotics\n"
    )
    call_command("import_stories", tmp_path / "page.txt")
    assert Person.objects.get(name="Yu Jun").roles.get().title.startswith("President")
    assert proposed() == {("Yu Jun", "Yu Jun", "person")}
    assert "proposed as tags" in capsys.readouterr().out


def test_dry_run_tells_of_everything_and_writes_nothing():
    make_company("Xiaomi")
    records = [
        record(
            "a", section="Deals", companies=["Xiaomi", "Mingyue"], people=[PersonRecord("Yu Jun")], status="published"
        ),
        record("b", section="Deals", companies=["Mingyue"], body="", status="published"),
    ]
    report = save_all(records, dry_run=True, publish=True)
    assert (report.new_people, report.new_companies, report.new_sections) == (["Yu Jun"], ["Mingyue"], ["Deals"])
    assert [outcome.is_published for outcome in report.outcomes] == [True, False]
    assert "no text" in " ".join(report.outcomes[1].notes)
    assert (Article.objects.count(), Person.objects.count(), Company.objects.count()) == (0, 0, 1)
    assert not Section.objects.filter(name="Deals").exists()
    real = save_all(records, publish=True)
    assert [(o.action, o.is_published) for o in real.outcomes] == [(o.action, o.is_published) for o in report.outcomes]


def test_old_addresses_are_kept_once_and_the_first_story_has_them():
    first = record("1", source_url="https://old.example.org/a/", addresses=["/?p=1"])
    second = record("2", source_url="https://older.example.org/a/", addresses=["/?p=2"])
    report = save_all([first, second])
    save_all([first, second])
    kept = dict(OldAddress.objects.values_list("path", "article__source_id"))
    assert kept == {"/a": "1", "/?p=1": "1", "/?p=2": "2"}
    assert "leads to another story" in " ".join(report.outcomes[1].notes)
    save_all([record("2", source_url="https://older.example.org/a/", addresses=["/later/"])])
    assert OldAddress.objects.get(path="/later").article.source_id == "2"


def test_a_name_of_several_is_nobodys_and_one_in_another_order_only_where_it_is_no_name_itself(db):
    make_company("Polaris"), make_person("Polaris")
    make_person("Guo Hong"), make_person("Wei Li"), make_person("Wei Li")
    hong = make_person("Hong Yi", aliases=["Hong Guo"])
    directories = Directories()
    assert directories.known("Polaris") is None
    assert directories.claimed_person(PersonRecord("Hong Guo"), []) == hong.tag_id
    assert directories.claimed_person(PersonRecord("Li Wei"), []) == Person.objects.get(name="Li Wei").tag_id
    make_company("Polaris")
    assert Directories().known("Polaris") is None
