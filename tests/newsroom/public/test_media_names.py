"""A name that none of our files can have is answered before the database is asked: PostgreSQL stumbles over a NUL."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.models.attachment import FOLDER
from newsroom.public import media

pytestmark = pytest.mark.django_db
NAMES = ["photos/a\0.jpg", "photos/../a.jpg", "../private/a.jpg", "photos//a.jpg", "photos/a.jpg\n", "a\0"]
LONG = "photos/" + "a" * 200 + ".jpg"


@pytest.mark.parametrize("name", [*NAMES, LONG])
def test_no_photo_and_no_document_is_looked_for_under_it(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert media.find_photo(name) is None
        assert media._carried(name, timezone.now()) is None


@pytest.mark.parametrize("name", NAMES)
def test_nor_for_whoever_may_see_any(name, admin_client):
    with CaptureQueriesContext(connection) as asked:
        assert admin_client.get(f"/media/{FOLDER}/{quote(name)}").status_code == 404
    assert not [query["sql"] for query in asked if "newsroom_attachment" in query["sql"]]
