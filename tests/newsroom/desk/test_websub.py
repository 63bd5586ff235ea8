"""Telling a WebSub hub of news."""

import socketserver
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

import pytest
import time_machine
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, schedule
from newsroom.desk import tick, websub
from newsroom.models import Delivery

pytestmark = pytest.mark.django_db
HUB = "https://hub.example/"


@pytest.fixture
def told(monkeypatch, settings):
    settings.WEBSUB_HUB, settings.SITE_URL = HUB, "https://news.example"
    asked = []

    @contextmanager
    def ask_hub(request, timeout):
        asked.append((request.full_url, {name: value[0] for name, value in parse_qs(request.data.decode()).items()}))
        yield type("Answer", (), {"read": lambda self, most: b""})()

    monkeypatch.setattr(websub, "ask_hub", ask_hub)
    return asked


def waiting() -> set[str]:
    return set(Delivery.objects.filter(kind=websub.NAME).values_list("target", flat=True))


def test_each_feed_that_changed_is_told_of_once_and_by_the_tick_alone(told):
    make_edition("News", section="Policy")
    assert not told
    tick.run()
    tick.run()
    assert {url for url, _ in told} == {HUB}
    assert all(data["hub.mode"] == "publish" for _, data in told)
    paths = ("/", "/sections/policy/")
    assert sorted(data["hub.url"] for _, data in told) == sorted(
        f"https://news.example{path}{form}" for path in paths for form in ("feed/", "feed.atom", "feed.json")
    )


def test_a_scheduled_story_is_told_of_when_its_moment_has_come(told):
    schedule(make_article("Later"), at=timezone.now() + timedelta(hours=1))
    tick.run()
    assert not waiting()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        tick.run()
    assert len(told) == 6


@pytest.mark.parametrize("missing", ["WEBSUB_HUB", "SITE_URL"])
def test_without_a_hub_or_an_address_nobody_is_told(told, settings, missing):
    setattr(settings, missing, "")
    make_edition("News")
    assert not waiting()


def test_a_hub_that_fails_is_asked_again_later(told, monkeypatch):
    def broken(request, timeout):
        raise OSError("down")

    monkeypatch.setattr(websub, "ask_hub", broken)
    make_edition("News")
    assert tick.run().has_failed
    assert Delivery.objects.filter(kind=websub.NAME, delivered_at=None, next_at__gt=timezone.now()).count() == 6


def test_feeds_name_the_hub_in_their_head_and_in_themselves(told, client):
    make_edition("News")
    for path in ("/feed/", "/feed.atom", "/feed.json"):
        answer = client.get(path)
        assert answer["Link"] == f'<{HUB}>; rel="hub", <https://news.example{path}>; rel="self"'
        assert HUB in answer.content.decode()


class Hub(BaseHTTPRequestHandler):
    asked: list[str] = []  # replaced by the test

    def do_POST(self):
        self.asked.append(self.path)
        self.send_response(303 if self.path == "/elsewhere" else 204)
        self.send_header("Location", "/inside")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *args):
        pass


@pytest.mark.parametrize("path", ["/", "/elsewhere"])
def test_a_hub_is_asked_itself_and_leads_nowhere_else(settings, path):
    Hub.asked = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hub) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.WEBSUB_HUB, settings.SITE_URL = f"http://127.0.0.1:{server.server_address[1]}{path}", "https://a"
        delivery = Delivery(kind=websub.NAME, target="https://a/feed/")
        if path == "/":
            websub.ping(delivery)
        else:
            with pytest.raises(OSError, match="303"):
                websub.ping(delivery)
        server.shutdown()
    assert Hub.asked == [path]


@pytest.mark.parametrize("hub", ["file:///etc/passwd", "ftp://hub.example/", "hub.example"])
def test_a_hub_is_an_address_of_the_web(settings, hub):
    settings.WEBSUB_HUB, settings.SITE_URL = hub, "https://a"
    with pytest.raises(ValueError, match="WEBSUB_HUB must be"):
        websub.ping(Delivery(kind=websub.NAME, target="https://a/feed/"))
