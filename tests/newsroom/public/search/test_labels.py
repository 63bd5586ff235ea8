"""What filters are called is kept while nothing changes: each test works with what was committed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.demo.make import make_company, make_edition
from newsroom.public import frame
from newsroom.public.search.labels import labels

pytestmark = pytest.mark.django_db(transaction=True)


def named(*companies) -> list[str]:
    return [label.label for label in labels(frame.read(timezone.now()), [company.tag_id for company in companies])]


def test_who_is_known_is_not_asked_for_again():
    make_edition("Lanterns")  # without a section there is no frame to keep
    one, two, hidden = make_company("One"), make_company("Two"), make_company("Three", is_listed=False)
    assert named(two, one, hidden) == ["Two", "One"]
    with CaptureQueriesContext(connection) as asked:
        assert named(one, hidden, two) == ["One", "Two"]
    assert [query for query in asked if "tagcard" in query["sql"]] == []


def test_a_change_shows_at_once(client):
    company = make_company("Old Name", slug="one")
    make_edition("Lanterns", tags=[company])
    assert ">Old Name</a> <small>1<" in client.get("/search/?q=lanterns").text
    company.name = "New Name"
    company.save()
    html = client.get("/search/?q=lanterns").text
    assert ">New Name</a> <small>1<" in html
    assert "Old Name" not in html
    company.is_listed = False
    company.save()
    assert named(company) == []


def test_what_a_transaction_sees_that_is_taken_back_is_not_kept():
    make_edition("Lanterns")
    company = make_company("Old Name")
    assert named(company) == ["Old Name"]
    with transaction.atomic():
        company.name = "New Name"
        company.save()
        assert named(company) == ["New Name"]
        transaction.set_rollback(True)
    assert named(company) == ["Old Name"]
