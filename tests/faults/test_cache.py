"""The cache that machines share is away, far or no cache: readers notice nothing, nobody is let in uncounted."""

import json
import time
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests.faults.redis import Between, own_redis
from tests.newsroom.signin.conftest import LOGIN, PASSWORD

pytestmark = pytest.mark.skipif(not settings.CACHE_URL, reason="asks for a Redis, as `make test-postgres` brings one")

SOON = 6  # seconds, on a machine that has other things to do


@pytest.fixture(scope="module")
def between():
    with own_redis() as redis:
        door = Between(redis)
        yield door
        door.close()


@pytest.fixture(scope="module")
def server(site, between):
    """Three workers that count failed sign-ins in that Redis."""
    server = site.start(CACHE_URL=between.url)
    yield server
    server.stop()


def sign_in(site, server):
    stranger = site.editor(server)
    stranger.cookies = {}
    stranger.ask("GET", LOGIN)
    form = {"csrfmiddlewaretoken": stranger.cookies["csrftoken"], "login": "edda", "password": PASSWORD}
    return stranger.ask("POST", LOGIN, urlencode(form))


@pytest.mark.parametrize("state", ["shut", "late", "junk"])
def test_readers_read_editors_work_and_the_door_says_why_it_is_shut(site, server, between, state):
    story = site.story(f"Written while the cache was {state}")
    editor = site.editor(server)
    between.become("well")
    assert sign_in(site, server).status == 302
    between.become(state)
    try:
        began = time.monotonic()
        for n in range(6):
            assert server.get(f"/?{state}={n}").status == 200
            assert server.get(f"/news/?{state}={n}").status == 200
        assert server.get("/healthz").status == 200, "a load balancer leaves this machine in"
        told = editor.ask("GET", "/healthz")
        assert (told.status, json.loads(told.text)["cache"]["ok"]) == (200, False)
        form = editor.open(story)
        assert editor.save(story, form, headline=f"Saved while it was {state}").status == 302
        assert time.monotonic() - began < 2 * SOON
        for _ in range(2):  # on a connection that was there, and on a new one
            began = time.monotonic()
            refused = sign_in(site, server)
            assert time.monotonic() - began < SOON
            assert refused.status == 503
            assert "Nobody can sign in at this moment" in refused.text
            assert refused.headers["Retry-After"]
            assert "sessionid" not in str(refused.headers)
    finally:
        between.become("well")
    between.forget()  # what asked just before may have left its lock behind, which ends by itself in ten seconds
    assert {sign_in(site, server).status for _ in range(6)} == {302}, "every worker finds the cache again"
