"""Every list and form asks the database the same number of questions for 3 rows and for 30."""

import pytest

from companies.models import CompanyAlias, Photo, Tag
from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk.tagging.directory import current_names
from newsroom.models import ArticleCredit, Redirect, Section
from people.models import Role
from tests.newsroom.admin.screens import change_url, url
from tests.queries import same_queries, same_queries_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(make_user):
    return make_user(is_superuser=True)


def make_photo(number: int) -> Photo:
    """A row without a file: no list opens one."""
    return Photo.objects.create(file=f"photos/{number}.jpg", width=4, height=3, alt_text=f"Picture {number}")


def make_stories(make_user):
    """Stories that share nothing: each its own section, author, picture, people and tags."""

    def make(number: int) -> None:
        for _ in range(number):
            total = Tag.objects.count()
            make_edition(
                by=make_user(),
                section=Section.objects.create(name=f"Section {total}"),
                lead_photo=make_photo(total % 250),
                tags=[make_company(), make_person(title="Director", organisation=make_company()), f"topic {total}"],
                credits=["Wang Yifei"],
            )
            Redirect.objects.create(old_path=f"/old-{total}/", new_path="/new/")

    return make


LISTS = {
    "newsroom_article": 12,
    "newsroom_edition": 12,
    "newsroom_event": 10,
    "newsroom_revision": 10,
    "newsroom_section": 8,
    "newsroom_redirect": 8,
    "newsroom_correction": 10,
    "companies_photo": 10,
    "companies_company": 10,
    "companies_tag": 10,
    "people_person": 12,
    "auth_user": 10,
}


def test_every_list_and_the_front_page_keep_their_number_of_queries(administrator, make_user):
    pages = {name: url(f"{name}_changelist") for name in LISTS} | {"front page": "/admin/"}
    visits = {name: lambda path=path: administrator.client.get(path) for name, path in pages.items()}
    asked = same_queries_each(make_stories(make_user), visits)
    budgets = LISTS | {"front page": 8}
    assert {name: number for name, number in asked.items() if number > budgets[name]} == {}


def test_the_form_of_a_story_keeps_its_number_of_queries(administrator):
    story = make_article()

    def grow(number):
        for _ in range(number):
            person, company = make_person(title="Director", organisation="Here"), make_company()
            ArticleCredit.objects.create(article=story, name=person.name, person=person)
            for tag in (person.tag, company.tag, Tag.objects.create(name=f"topic {person.pk}")):
                story.tag_items.create(tag=tag)
        current_names()  # as after the first story that is opened

    assert same_queries(grow, lambda: administrator.client.get(change_url(story))) <= 18


def test_the_form_of_a_locked_story_keeps_its_number_of_queries(make_user):
    looker = make_user(permissions=["newsroom.view_article"])
    story = make_article()

    def grow(number):
        for _ in range(number):
            person = make_person()
            ArticleCredit.objects.create(article=story, name=person.name, person=person)
            story.tag_items.create(tag=person.tag)

    assert same_queries(grow, lambda: looker.client.get(change_url(story))) <= 16


def test_the_form_of_a_person_keeps_its_number_of_queries(administrator):
    person = make_person()

    def grow(number):
        for _ in range(number):
            Role.objects.create(person=person, title="Director", company=make_company())
            person.topic_items.create(tag=Tag.objects.create(name=f"topic {Tag.objects.count()}"))

    assert same_queries(grow, lambda: administrator.client.get(url("people_person_change", person.pk))) <= 12


def test_the_form_of_a_company_keeps_its_number_of_queries(administrator):
    company = make_company()

    def grow(number):
        for _ in range(number):
            CompanyAlias.objects.create(company=company, text=f"Alias {CompanyAlias.objects.count()}")

    assert same_queries(grow, lambda: administrator.client.get(url("companies_company_change", company.pk))) <= 12


def test_the_page_of_a_picture_keeps_its_number_of_queries(administrator):
    photo = make_photo(1)

    def grow(number):
        for _ in range(number):
            make_edition(lead_photo=photo)
            make_company(picture=photo)

    assert same_queries(grow, lambda: administrator.client.get(url("companies_photo_change", photo.pk))) <= 14
