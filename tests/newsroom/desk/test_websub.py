"""Telling a WebSub hub of news."""

import socketserver
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

import pytest
import time_machine
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, publish, schedule
from newsroom.desk import outbox, tick, websub, workflow
from newsroom.models import Article, Delivery, Event

pytestmark = pytest.mark.django_db
HUB = "https://hub.example/"


@pytest.fixture
def told(monkeypatch, settings):
    settings.WEBSUB_HUB, settings.SITE_URL = HUB, "https://news.example"
    asked = []

    def ask_hub(hub, form):
        asked.append((hub.geturl(), {name: value[0] for name, value in parse_qs(form).items()}))
        return 204

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


def changed(article):
    article.headline = "News, changed"
    workflow.save(article)
    workflow.approve(article)
    return article


STEPS = {
    "publish": lambda article: publish(make_article("Another")),
    "update": lambda article: workflow.publish(changed(article)),
    "correct": lambda article: workflow.correct(changed(article), text="It was nine."),
    "withdraw": lambda article: workflow.withdraw(article, reason="Wrong."),
    "reinstate": lambda article: (
        (workflow.withdraw(article, reason="Wrong."), Delivery.objects.all().delete())
        and workflow.reinstate(article, reason="Right.")
    ),
    "emergency": lambda article: workflow.emergency(make_article("Urgent"), reason="At once."),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_that_changes_a_feed_is_told_of(told, step):
    article = Article.objects.get(pk=make_edition("News").article_id)
    Delivery.objects.all().delete()
    STEPS[step](article)
    assert "https://news.example/feed/" in waiting()
    assert STEPS.keys() | {outbox.WENT_LIVE} == websub.STEPS


def test_what_waits_is_not_wanted_any_more_where_the_hub_is_gone(settings):
    settings.WEBSUB_HUB, settings.SITE_URL = "", "https://news.example"
    with pytest.raises(outbox.NotWanted):
        websub.ping(Delivery(kind=websub.NAME, target="https://news.example/feed/"))


@pytest.mark.parametrize("missing", ["WEBSUB_HUB", "SITE_URL"])
def test_without_a_hub_or_an_address_nobody_is_told(told, settings, missing):
    setattr(settings, missing, "")
    make_edition("News")
    assert not waiting()


def test_a_hub_that_fails_is_asked_again_later(told, monkeypatch):
    def broken(hub, form):
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
    asked: list[tuple[str, str]] = []  # replaced by the fixture
    over = threading.Event()

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.path, form))
        if self.path == "/drips":
            self.drip()
            return
        self.send_response(303 if self.path == "/elsewhere" else 204)
        self.send_header("Location", "/inside")
        self.end_headers()

    def do_GET(self):
        self.asked.append((self.path, ""))

    def drip(self):
        """A byte of the head now and then, never quiet for long, for ten seconds or until nobody listens any more."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.0 204 ")
            for _ in range(200):
                self.wfile.write(b"x")
                self.over.wait(0.05)
            self.wfile.write(b"\r\n\r\n")

    def log_message(self, *args):
        pass


@pytest.fixture
def hub(settings):
    """A hub on this machine; gives what sends it to one of its addresses."""
    Hub.asked = []
    Hub.over.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hub) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def ping(path):
            settings.WEBSUB_HUB, settings.SITE_URL = f"http://127.0.0.1:{server.server_address[1]}{path}", "https://a"
            websub.ping(Delivery(kind=websub.NAME, target="https://a/feed/"))

        yield ping
        Hub.over.set()
        server.shutdown()


def test_a_hub_is_asked_itself_and_leads_nowhere_else(hub):
    hub("/?a=b")
    assert Hub.asked == [("/?a=b", "hub.mode=publish&hub.url=https%3A%2F%2Fa%2Ffeed%2F")]
    with pytest.raises(OSError, match="answered 303"):
        hub("/elsewhere")
    assert [path for path, _ in Hub.asked] == ["/?a=b", "/elsewhere"]


def test_a_hub_that_sends_a_byte_now_and_then_is_not_waited_for(hub, monkeypatch):
    monkeypatch.setattr(websub, "PATIENCE", 0.5)
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="longer than"):
        hub("/drips")
    assert time.monotonic() - began < 8


def test_a_name_server_that_says_nothing_is_not_waited_for(settings, monkeypatch):
    settings.WEBSUB_HUB, settings.SITE_URL = HUB, "https://a"
    monkeypatch.setattr(websub, "PATIENCE", 0.5)
    over = threading.Event()
    monkeypatch.setattr("newsroom.desk.bounded_connection.socket.getaddrinfo", lambda *a, **k: over.wait(20) and [])
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="where hub.example is"):
        websub.ping(Delivery(kind=websub.NAME, target="https://a/feed/"))
    assert time.monotonic() - began < 10
    over.set()


def test_an_address_that_does_not_answer_is_passed_over_for_the_next(hub, monkeypatch):
    """127.1.2.3 is this machine as well, where the hub does not listen."""
    monkeypatch.setattr(websub, "addresses_of", lambda host, port, **limit: ["127.1.2.3", "127.0.0.1"])
    hub("/")
    assert [path for path, _ in Hub.asked] == ["/"]
    monkeypatch.setattr(websub, "addresses_of", lambda host, port, **limit: ["127.1.2.3"])
    with pytest.raises(ConnectionRefusedError):
        hub("/")


@pytest.mark.parametrize("hub", ["file:///etc/passwd", "ftp://hub.example/", "hub.example", "https:///x"])
def test_a_hub_is_an_address_of_the_web(settings, hub):
    settings.WEBSUB_HUB, settings.SITE_URL = hub, "https://a"
    with pytest.raises(ValueError, match="WEBSUB_HUB must be"):
        websub.ping(Delivery(kind=websub.NAME, target="https://a/feed/"))


def test_a_story_without_a_section_is_in_the_feeds_of_everything_alone(told):
    event = Event(article=make_article("News", section=None))
    assert websub.feeds("withdraw", event) == [
        f"https://news.example/{form}" for form in ("feed/", "feed.atom", "feed.json")
    ]


@pytest.mark.parametrize("status", [101, 300, 404])
def test_a_hub_that_does_not_say_yes_has_failed(told, monkeypatch, status):
    monkeypatch.setattr(websub, "ask_hub", lambda hub, form: status)
    with pytest.raises(OSError, match=f"answered {status}"):
        websub.ping(Delivery(kind=websub.NAME, target="https://a/feed/"))


@pytest.mark.parametrize(
    ("hub", "port"), [("https://hub.example/", 443), ("http://hub.example/", 80), ("https://hub.example:8443/", 8443)]
)
def test_a_hub_is_asked_at_the_port_of_its_scheme(monkeypatch, hub, port):
    def addresses_of(host, asked, **options):
        raise OSError(f"{host} {asked}")

    monkeypatch.setattr(websub, "addresses_of", addresses_of)
    with pytest.raises(OSError, match=f"hub.example {port}$"):
        websub.ask_hub(websub.urlsplit(hub), "")
