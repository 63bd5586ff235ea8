"""Tags, sections, redirects, and what may only be read."""

import pytest

from companies.models import Tag
from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.models import Edition, Event, Redirect, Revision
from tests.newsroom.admin.screens import fields_of, submit, url

pytestmark = pytest.mark.django_db


def test_a_tag_is_renamed_but_never_into_another(editor):
    make_article(tags=["chips", "robots"])
    tag = Tag.objects.named("chips")
    address = url("companies_tag_change", tag.pk)
    answer = submit(editor.client, address, name="ＲＯＢＯＴＳ")
    assert "The tag “robots” is already there" in answer.content.decode()
    assert submit(editor.client, address, name="　").status_code == 200
    submit(editor.client, address, name="AI chips")
    tag.refresh_from_db()
    assert (tag.name, tag.key) == ("AI chips", "ai chips")


def test_a_tag_tells_whose_it_is_and_how_often_it_is_used(editor):
    company = make_company("Xiaomi")
    make_edition(tags=[company])
    make_article(tags=[company])
    page = editor.client.get(url("companies_tag_changelist"))
    assert [(tag.name, tag.live_uses, tag.desk_uses) for tag in page.context["cl"].result_list] == [("Xiaomi", 1, 2)]
    assert url("companies_company_change", company.pk) in page.content.decode()


def test_a_tag_in_use_is_not_deleted(managing_editor):
    story = make_article("About chips", tags=["chips"])
    tag = Tag.objects.get()
    answer = managing_editor.client.post(url("companies_tag_delete", tag.pk), {"post": "yes"})
    assert "About chips" in answer.content.decode()
    story.tag_items.all().delete()
    assert managing_editor.client.post(url("companies_tag_delete", tag.pk), {"post": "yes"}).status_code == 302
    assert not Tag.objects.exists()


def test_a_section_with_stories_is_not_deleted(managing_editor):
    story = make_article()
    answer = managing_editor.client.post(url("newsroom_section_delete", story.section_id), {"post": "yes"})
    assert answer.status_code == 200
    assert "is in use" in answer.content.decode()


@pytest.mark.parametrize(
    ("old", "new", "is_taken"),
    [
        ("/old/", "/new/", True),
        ("/old/", "https://example.org/new/", True),
        ("/old/", "javascript:alert(1)", False),
        ("/old/", "//example.org/", False),
        ("old/", "/new/", False),
        ("/same/", "/same/", False),
    ],
)
def test_a_redirect_leads_from_here_to_an_honest_address(managing_editor, old, new, is_taken):
    answer = managing_editor.client.post(url("newsroom_redirect_add"), {"old_path": old, "new_path": new, "_end": "1"})
    assert answer.status_code == (302 if is_taken else 200)
    assert Redirect.objects.exists() is is_taken


@pytest.mark.parametrize(
    ("model", "row"),
    [("edition", Edition), ("event", Event), ("revision", Revision)],
)
def test_what_steps_have_written_can_be_read_and_not_changed(make_user, model, row):
    administrator = make_user(is_superuser=True)
    make_edition(tags=["chips"], credits=["Wang Yifei"])
    address = url(f"newsroom_{model}_change", row.objects.latest("pk").pk)
    page = administrator.client.get(address)
    assert page.status_code == 200
    assert administrator.client.post(address, fields_of(page)).status_code == 403
    assert administrator.client.get(url(f"newsroom_{model}_add")).status_code == 403
    delete = url(f"newsroom_{model}_delete", row.objects.latest("pk").pk)
    assert administrator.client.post(delete, {"post": "yes"}).status_code == 403


def test_an_account_is_switched_off_and_never_deleted(make_user):
    administrator, other = make_user(is_superuser=True), make_user("editor")
    page = administrator.client.get(url("auth_user_changelist"))
    assert "editor" in page.content.decode()
    answer = administrator.client.post(url("auth_user_delete", other.pk), {"post": "yes"})
    assert answer.status_code == 403
