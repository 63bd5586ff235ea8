"""No form of the admin saves what was cut off on its way: companies, people, pictures and accounts included."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User

from companies.admin.whole_forms import CUT_OFF, ENDING, WholeForms
from companies.models import Company, CompanyAlias, Tag
from newsroom.demo.make import make_company, make_person
from newsroom.models import Redirect, Section
from people.models import Person
from tests.newsroom.admin.screens import fields_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(make_user):
    return make_user(is_superuser=True)


def test_every_screen_asks_for_the_ending():
    assert not [model for model, screen in admin.site._registry.items() if not isinstance(screen, WholeForms)]


@pytest.mark.parametrize(
    ("name", "make", "field"),
    [
        ("companies_company", lambda: make_company("Before"), "name"),
        ("people_person", lambda: make_person("Before"), "name"),
        ("companies_tag", lambda: Tag.objects.create(name="Before"), "name"),
        ("newsroom_section", lambda: Section.objects.create(name="Before"), "name"),
        ("newsroom_redirect", lambda: Redirect.objects.create(old_path="/before/", new_path="/b/"), "new_path"),
        ("auth_user", lambda: User.objects.create_user("Before"), "first_name"),
        ("auth_group", lambda: Group.objects.create(name="Before"), "name"),
    ],
)
def test_a_form_that_was_cut_off_changes_nothing(administrator, name, make, field):
    thing = make()
    before = getattr(thing, field)
    address = url(f"{name}_change", thing.pk)
    sent = fields_of(administrator.client.get(address)) | {field: "/after/", "_save": "Save"}
    assert list(sent)[-2] == ENDING, "the ending is not the last input"
    cut = {key: value for key, value in sent.items() if key != ENDING}
    answer = administrator.client.post(address, cut)
    assert (answer.status_code, CUT_OFF in answer.content.decode()) == (400, True)
    assert fields_of(answer)[field] == ["/after/"]
    thing.refresh_from_db()
    assert getattr(thing, field) == before
    # What comes back is whole again.
    assert administrator.client.post(address, fields_of(answer) | {"_save": "Save"}).status_code == 302
    thing.refresh_from_db()
    assert getattr(thing, field) == "/after/"


def test_nothing_is_begun_with_half_a_form(administrator):
    for name, model in (("companies_company", Company), ("people_person", Person), ("companies_tag", Tag)):
        answer = administrator.client.post(url(f"{name}_add"), {"name": "Half", "_save": "Save"})
        assert answer.status_code == 400
        assert not model.objects.exists()


def test_the_rows_of_a_cut_form_stay(administrator):
    company = make_company("Acme")
    CompanyAlias.objects.create(company=company, text="ACME Inc")
    address = url("companies_company_change", company.pk)
    sent = fields_of(administrator.client.get(address))
    cut = {key: value for key, value in sent.items() if key != ENDING and not key.startswith("aliases-")}
    assert administrator.client.post(address, cut | {"_save": "Save"}).status_code == 400
    assert CompanyAlias.objects.filter(text="ACME Inc").exists()


def test_whoever_was_signed_out_gets_a_company_back_as_well_and_no_password_is_shown(administrator, client):
    sent = fields_of(administrator.client.get(url("companies_company_add")))
    answer = client.post(url("companies_company_add"), sent | {"summary": "Two hours of work", "_save": "Save"})
    assert (answer.status_code, "Two hours of work" in answer.content.decode()) == (401, True)
    sent = fields_of(administrator.client.get(url("auth_user_add"))) | {"password1": "hush-hush"}
    answer = client.post(url("auth_user_add"), sent)
    assert (answer.status_code, "hush-hush" in answer.content.decode()) == (302, False)
