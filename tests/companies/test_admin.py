import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from companies import deletion
from companies.models import Company, CompanyAlias, Tag
from companies.text import LONGEST
from newsroom.demo.make import make_article, make_company, make_edition, make_person

pytestmark = pytest.mark.django_db

NO_ALIASES = {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}
BASICS = {"kind": "company", "status": "active", "is_listed": "on", "_end": "1"}


@pytest.fixture
def staff(client):
    def sign_in(group):
        user = User.objects.create_user(group, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return sign_in


def test_a_company_is_added_with_its_other_names_and_topics(staff):
    answer = staff("editor").post(
        reverse("admin:companies_company_add"),
        BASICS
        | {
            "name": "Xiaomi",
            "chinese_name": "小米",
            "topics": ["mobile phones", "retail"],
            "aliases-TOTAL_FORMS": "1",
            "aliases-INITIAL_FORMS": "0",
            "aliases-0-text": "Mi",
            "aliases-0-language": "en",
            "aliases-0-kind": "brand",
            "aliases-0-match": "never",
        },
    )
    assert answer.status_code == 302
    company = Company.objects.get()
    assert (company.slug, company.tag.name, company.aliases.get().text) == ("xiaomi", "Xiaomi", "Mi")
    assert set(company.topics.names()) == {"mobile phones", "retail"}


def test_a_description_is_no_longer_than_a_page_can_bear(staff):
    """Sound HTML is made of it for each page: of one tag of two million characters in nine seconds."""
    client, address = staff("tagger"), reverse("admin:companies_company_add")
    form = BASICS | NO_ALIASES | {"name": "Xiaomi"}
    refused = client.post(address, form | {"body": "x" * (LONGEST + 1)})
    assert "at most 100000 characters" in refused.content.decode()
    assert not Company.objects.exists()
    client.post(address, form | {"body": "x" * LONGEST})
    assert len(Company.objects.get().body) == LONGEST


def test_topics_that_stay_keep_their_rows(staff):
    company = make_company("Xiaomi", topics=["phones", "old"])
    kept = company.topic_items.get(tag__name="phones").pk
    staff("editor").post(
        reverse("admin:companies_company_change", args=[company.pk]),
        BASICS | NO_ALIASES | {"name": "Xiaomi", "slug": "xiaomi", "topics": ["phones", "new"]},
    )
    assert set(company.topics.names()) == {"phones", "new"}
    assert company.topic_items.get(tag__name="phones").pk == kept


def test_a_company_in_use_is_not_deleted_whoever_asks_and_its_uses_are_named(staff):
    company = make_company("Xiaomi")
    make_article("A draft about it", tags=[company])
    make_edition("A live story about it", tags=[company])
    make_person("Lei Jun", title="President", organisation=company)
    client = staff("managing editor")
    address = reverse("admin:companies_company_delete", args=[company.pk])
    for answer in (client.get(address), client.post(address, {"post": "yes"})):
        assert answer.status_code == 200
        for named in ("A draft about it", "A live story about it", "Lei Jun"):
            assert named in answer.content.decode()
    assert Company.objects.exists()


def test_a_company_that_came_into_use_at_the_last_moment_is_not_deleted_either(staff, monkeypatch):
    from newsroom.demo import make

    company = make_company("Xiaomi")
    make.make_article("Just now", tags=[company])
    monkeypatch.setattr("companies.admin.profiles.ProfileAdmin.uses", lambda self, obj: [])
    answer = staff("managing editor").post(
        reverse("admin:companies_company_delete", args=[company.pk]), {"post": "yes"}
    )
    assert answer.status_code == 302
    assert Company.objects.exists()


def test_what_uses_it_is_named_once_and_only_as_far_as_one_reads():
    company = make_company("Xiaomi", topics=["phones"])
    company.topic_items.create(tag=company.tag)
    story = make_article("Twice", tags=[company])
    for number in range(3):
        make_article(f"Story {number}", tags=[company])
    assert deletion.uses(company, limit=2) == [story, story.__class__.objects.get(headline="Story 0")]
    for number in range(60):
        make_article(f"More {number}", tags=[company])
    assert len(deletion.uses(company)) == 50


def test_a_long_list_of_uses_ends_with_their_number(staff):
    company = make_company("Xiaomi")
    for number in range(40):
        make_edition(f"Story {number}", tags=[company])
    page = staff("managing editor").get(reverse("admin:companies_company_delete", args=[company.pk]))
    assert "and 30 more" in page.content.decode()


def test_a_company_nobody_names_goes_with_its_tag_and_other_names(staff):
    company = make_company("Xiaomi", aliases=["Mi"], topics=["phones"])
    answer = staff("managing editor").post(
        reverse("admin:companies_company_delete", args=[company.pk]), {"post": "yes"}
    )
    assert answer.status_code == 302
    assert not Company.objects.exists()
    assert not CompanyAlias.objects.exists()
    assert list(Tag.objects.values_list("name", flat=True)) == ["phones"]


def test_a_reporter_may_look_and_not_change(staff):
    company = make_company("Xiaomi", aliases=["Mi"])
    client = staff("reporter")
    address = reverse("admin:companies_company_change", args=[company.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert b'name="aliases-0-text"' not in page.content
    assert client.post(address, BASICS | NO_ALIASES | {"name": "Other"}).status_code == 403
    assert client.post(reverse("admin:companies_company_delete", args=[company.pk])).status_code == 403
