"""An address without its last slash, as people type it, and what the same layer says of the length of a page."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/news", "/companies/xiaomi", "/news/2013/park-aims-high", "/search"])
def test_it_leads_to_the_page_with_all_that_was_asked(client, story, path):
    answer = client.get(f"{path}?page=2")
    assert (answer.status_code, answer["Location"]) == (301, f"{path}/?page=2")


def test_what_is_not_there_with_it_either_is_not_found(client):
    assert client.get("/nothing").status_code == 404


def test_a_page_says_how_long_it_is(client, story):
    answer = client.get("/news/")
    assert answer["Content-Length"] == str(len(answer.content))
