import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from newsroom.demo.make import make_company, make_edition, make_person
from people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    def sign_in(group):
        user = User.objects.create_user(group, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return sign_in


def test_a_person_is_added_with_a_title_and_another_name(staff):
    company = make_company("Legend Star")
    answer = staff("tagger").post(
        reverse("admin:people_person_add"),
        {
            "name": "Guo Hong",
            "chinese_name": "郭洪",
            "is_listed": "on",
            "_end": "1",
            "topics": ["financing"],
            "roles-TOTAL_FORMS": "1",
            "roles-INITIAL_FORMS": "0",
            "roles-0-title": "Director",
            "roles-0-company": str(company.pk),
            "roles-0-order": "0",
            "aliases-TOTAL_FORMS": "1",
            "aliases-INITIAL_FORMS": "0",
            "aliases-0-text": "Mr Guo",
            "aliases-0-language": "en",
            "aliases-0-kind": "short",
            "aliases-0-match": "exact",
        },
    )
    assert answer.status_code == 302
    person = Person.objects.get()
    assert str(person.roles.get()) == "Director, Legend Star"
    assert person.aliases.get().text == "Mr Guo"
    assert list(person.topics.names()) == ["financing"]


def test_a_list_shows_the_title_held_now(staff):
    person = make_person("Guo Hong", title="Director", organisation="Committee")
    person.roles.create(title="Clerk", organisation="Committee", ended="2001-01-01")
    page = staff("reporter").get(reverse("admin:people_person_changelist"))
    assert "Director, Committee" in page.content.decode()


def test_a_person_in_use_is_not_deleted_and_the_uses_are_named(staff):
    person = make_person("Guo Hong")
    make_edition("About him", tags=[person])
    make_edition("By him", credits=[{"name": "Guo Hong", "person": person}])
    client = staff("managing editor")
    address = reverse("admin:people_person_delete", args=[person.pk])
    for answer in (client.get(address), client.post(address, {"post": "yes"})):
        assert answer.status_code == 200
        assert "About him" in answer.content.decode()
        assert "By him" in answer.content.decode()
    assert Person.objects.exists()
