"""The list of tags, what a tag is used for, topics that turn out to be somebody, and names that change."""

import pytest

from companies.models import Company, Tag
from newsroom.demo.make import find_tags, make_article, make_company, make_edition, make_person, make_section
from newsroom.desk.merging import twins
from newsroom.models import Redirect, Section
from tests.newsroom.admin.screens import fields_of, said, url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


def listed(client, query: str = "") -> dict[str, str]:
    """What the list says of each tag, by its name."""
    page = client.get(url("companies_tag_changelist") + query)
    assert page.status_code == 200
    return {tag.name: f"{tag.live_uses} live, {tag.desk_uses} at the desk" for tag in page.context["cl"].result_list}


@pytest.fixture
def tags():
    make_edition("Live", tags=[make_company("Lenovo"), "phones"])
    make_article("Draft", tags=["phones", "drones"])
    find_tags(["nobody's"])
    make_company("Lenovo Inc")
    twins.look()


def test_the_list_says_where_a_tag_is_used(editor, tags):
    assert listed(editor.client) == {
        "Lenovo": "1 live, 1 at the desk", "phones": "1 live, 2 at the desk", "drones": "0 live, 1 at the desk",
        "nobody's": "0 live, 0 at the desk", "Lenovo Inc": "0 live, 0 at the desk",
    }  # fmt: skip
    assert set(listed(editor.client, "?use=live")) == {"Lenovo", "phones"}
    assert set(listed(editor.client, "?use=desk")) == {"drones"}
    assert set(listed(editor.client, "?use=none")) == {"nobody's", "Lenovo Inc"}
    assert set(listed(editor.client, "?use=twins")) == {"Lenovo", "Lenovo Inc"}
    assert set(listed(editor.client, "?kind=topic")) == {"phones", "drones", "nobody's"}
    page = editor.client.get(url("companies_tag_changelist") + "?q=zzz").content.decode()
    assert "No tag fits" in page


def test_the_way_to_the_site_is_offered_where_readers_find_something(managing_editor, tags):
    Company.objects.filter(name="Lenovo Inc").update(is_listed=False)
    make_section("Still empty")
    tagged = {tag.name: url("companies_tag_change", tag.pk) for tag in Tag.objects.all()}
    sections = {section.name: url("newsroom_section_change", section.pk) for section in Section.objects.all()}
    offered = {
        name
        for name, address in (tagged | sections).items()
        if managing_editor.client.get(address).context["has_absolute_url"]
    }
    assert offered == {"Lenovo", "phones", "News"}


def test_the_list_asks_the_same_whatever_its_length(editor):
    def more(number):
        for _ in range(number):
            place = Company.objects.count()
            make_edition(f"On {place}", tags=[make_company(f"Firm {place} Works"), f"topic {place}"])
            make_company(f"Firm {place} Works Ltd")
        twins.look()

    same_queries(more, lambda: editor.client.get(url("companies_tag_changelist")))


def test_a_topic_that_is_somebody_is_claimed_with_its_stories(editor, client):
    edition = make_edition("On Sohu", tags=["Sohu"])
    topic = Tag.objects.get(name="Sohu")
    page = editor.client.get(url("companies_tag_change", topic.pk)).content.decode()
    add = url("companies_company_add") + "?name=Sohu"
    assert add in page
    assert "On Sohu" in page
    form = editor.client.get(add)
    assert "keep_names" not in fields_of(form)
    editor.client.post(add, fields_of(form) | {"_save": "Save"})
    company = Company.objects.get()
    assert company.tag == topic
    moved = client.get("/topics/sohu/")
    assert (moved.status_code, moved.headers.get("Location")) == (301, "/companies/sohu/")
    assert edition.headline in client.get("/companies/sohu/").content.decode()


def test_it_is_offered_to_nobody_who_may_not(reporter, tagger):
    topic = find_tags(["Sohu"])[0]
    address = url("companies_tag_change", topic.pk)
    assert "It is a person" in tagger.client.get(address).content.decode()
    page = reporter.client.get(address).content.decode()
    assert "Sohu" in page
    assert "It is " not in page
    assert "column-duplicates" not in reporter.client.get(url("companies_tag_changelist")).content.decode()


NEAR = {
    "companies_company": [
        {"name": "Yiheng Technologies Ltd"},
        {"name": "yi heng"},
        {"name": "Another", "chinese_name": "亿恒科技"},
        {"name": "Another", "website": "https://www.yiheng.example/about"},
        {"name": "Beijing yi heng Technology"},
    ],
    "people_person": [{"name": "GUO HONG"}, {"name": "H. Guo", "chinese_name": "郭鸿"}],
}


@pytest.mark.parametrize(("screen", "typed"), [(screen, typed) for screen, all_ in NEAR.items() for typed in all_])
def test_nobody_makes_a_second_one_by_mistake(editor, screen, typed):
    company = make_company(
        "Beijing Yiheng Technology Co",
        chinese_name="北京亿恒科技有限公司",
        website="https://yiheng.example/",
        headquarters="Haidian",
        aliases=["Yi Heng"],
    )
    person = make_person("Guo Hong", chinese_name="郭洪", title="Director", organisation=company)
    known, said = (company, "company · Haidian") if screen == "companies_company" else (person, "Director, Beijing")
    add = url(f"{screen}_add")
    blank = fields_of(editor.client.get(add))
    page = editor.client.post(add, blank | typed | {"_save": "Save"})
    text = page.content.decode()
    assert "There is already" in text
    assert f'href="{url(f"{screen}_change", known.pk)}" target="_blank"' in text
    assert said in text
    assert type(known).objects.count() == 1
    again = fields_of(page) | {"_save": "Save"}
    assert "There is already" in editor.client.post(add, again).content.decode()
    assert editor.client.post(add, again | {"is_another": "on"}).status_code == 302
    assert type(known).objects.count() == 2


def test_a_name_that_nobody_is_near_is_added_at_once(editor):
    make_company("Beijing Yiheng Technology Co")
    add = url("companies_company_add")
    form = editor.client.get(add)
    assert '<input type="hidden" name="is_another"' in form.content.decode()
    assert editor.client.post(add, fields_of(form) | {"name": "Sohu", "_save": "Save"}).status_code == 302


def test_a_renamed_topic_keeps_its_name_and_its_address(editor, client):
    make_edition("On machines", tags=["A.I."])
    topic = Tag.objects.get()
    address = url("companies_tag_change", topic.pk)
    editor.client.post(
        address,
        fields_of(editor.client.get(address)) | {"name": "Artificial intelligence", "slug": "ai-new", "_save": "Save"},
    )
    assert find_tags(["a.i."]) == [topic]
    assert client.get("/topics/ai/")["Location"] == "/topics/ai-new/"
    assert client.get("/topics/ai/feed.atom")["Location"] == "/topics/ai-new/feed.atom"
    page = editor.client.get(address).content.decode()
    assert "A.I." in page
    assert "/topics/ai/" in page


@pytest.mark.parametrize("keep", [True, False])
def test_a_renamed_company_keeps_its_old_name_unless_it_was_a_mistake(editor, client, keep):
    company = make_company("Legend", chinese_name="联想")
    address = url("companies_company_change", company.pk)
    changes = {"name": "Lenovo", "slug": "lenovo", "_save": "Save"} | ({} if keep else {"keep_names": ""})
    fields = fields_of(editor.client.get(address)) | changes
    if not keep:
        fields.pop("keep_names")
    answer = editor.client.post(address, fields)
    assert ("stays as a former name" in said(editor.client, answer)) is keep
    assert list(company.aliases.values_list("text", "kind")) == ([("Legend", "former")] if keep else [])
    assert client.get("/companies/legend/")["Location"] == "/companies/lenovo/"
    assert Redirect.objects.count() == 1


def test_of_two_old_names_each_is_kept_once_and_none_that_was_empty(editor):
    company = make_company("Legend", chinese_name="联想", aliases=["Legend"])
    address = url("companies_company_change", company.pk)
    form = fields_of(editor.client.get(address)) | {"name": "Lenovo", "chinese_name": "联想集团", "_save": "Save"}
    editor.client.post(address, form)
    assert set(company.aliases.values_list("text", "kind")) == {("Legend", "short"), ("联想", "former")}
    other = make_company("Aurora")
    address = url("companies_company_change", other.pk)
    editor.client.post(address, fields_of(editor.client.get(address)) | {"chinese_name": "极光", "_save": "Save"})
    assert not other.aliases.exists()


def test_a_company_that_is_near_another_is_changed_without_a_question(editor):
    make_company("Beijing Yiheng Technology Co")
    company = make_company("Yiheng Technologies Ltd")
    address = url("companies_company_change", company.pk)
    answer = editor.client.post(address, fields_of(editor.client.get(address)) | {"founded": "2001", "_save": "Save"})
    assert answer.status_code == 302


def test_the_legal_name_is_looked_for_too(editor):
    make_company("Beijing Yiheng Technology Co")
    add = url("companies_company_add")
    typed = {"name": "Aurora", "legal_name": "Beijing Yiheng Technology Co"}
    page = editor.client.post(add, fields_of(editor.client.get(add)) | typed | {"_save": "Save"})
    assert "There is already" in page.content.decode()


def test_a_company_without_a_page_has_no_way_to_it(editor):
    company = make_company("Legend", is_listed=False)
    assert "/companies/legend/" not in editor.client.get(url("companies_company_change", company.pk)).content.decode()


def test_a_renamed_person_keeps_their_old_name(editor):
    person = make_person("Guo Hong")
    address = url("people_person_change", person.pk)
    editor.client.post(address, fields_of(editor.client.get(address)) | {"name": "Guo Honghong", "_save": "Save"})
    assert list(person.aliases.values_list("text", "kind")) == [("Guo Hong", "former")]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"status": "merged"}, "Name the company that it was merged into"),
        ({"status": "active", "successor": "other"}, "An active company has no successor"),
        ({"status": "renamed", "successor": "circle"}, "in a circle"),
    ],
)
def test_what_became_of_a_company_must_make_sense(editor, fields, complaint):
    company, other = make_company("One"), make_company("Other")
    circle = make_company("Circle", status="renamed", successor=company)
    numbers = {"other": other.pk, "circle": circle.pk}
    address = url("companies_company_change", company.pk)
    values = {name: numbers.get(value, value) for name, value in fields.items()}
    answer = editor.client.post(address, fields_of(editor.client.get(address)) | values | {"_save": "Save"})
    assert answer.status_code == 200
    assert complaint in answer.content.decode()
