"""Readers' pages pass the layers of sessions by, and nobody can see that in what they get."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from newsroom.demo.make import make_edition
from newsroom.models import Redirect

pytestmark = pytest.mark.django_db
PAGES = [
    "/", "/news/", "/news/2013/park-aims-high/", "/companies/xiaomi/", "/people/guo-hong/", "/feed/", "/search/?q=park",
    "/sitemap.xml", "/feed.json", "/robots.txt", "/topics/start-ups/",
    "/news/2012/park-aims-high/", "/nothing/", "/news/2013/nothing/", "/companies", "/news/?page=0", "/old/",
]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("path", PAGES)
def test_the_same_answer_on_both_ways(client, story, path, method):
    Redirect.objects.create(old_path="/old/", new_path="/news/")
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):  # within a second it may change again
        straight = getattr(client, method)(path)
        around = getattr(client, method)(path, headers={"Cookie": "statistics=1"})
    assert hasattr(around.wsgi_request, "session")
    assert (straight.status_code, straight.content) == (around.status_code, around.content)
    assert dict(straight.items()) == dict(around.items())
    assert not straight.cookies


def test_a_page_that_is_there_goes_straight(client, story):
    for ask, more in ((client.get, {}), (client.head, {}), (client.get, {"CONTENT_LENGTH": "0"})):
        assert not hasattr(ask("/news/2013/park-aims-high/", **more).wsgi_request, "session")


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("get", "/admin/login/", {}),
        ("get", "/media/photos/none.jpg", {}),
        ("post", "/", {}),
        ("options", "/", {}),
        ("get", "/", {"headers": {"Cookie": "sessionid=nobody"}}),
        ("get", "/", {"CONTENT_LENGTH": "3"}),
    ],
)
def test_all_else_is_asked_who_it_is(client, method, path, more):
    assert hasattr(getattr(client, method)(path, **more).wsgi_request, "session")


def test_a_reader_who_sends_much_is_still_refused(client):
    make_edition("Something")
    assert client.get("/", CONTENT_LENGTH=str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)).status_code == 413
