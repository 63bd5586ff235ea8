"""Hostile addresses: no word in a path or a query brings a reader's page down or makes it think for long."""

import itertools
import time

import pytest
from django.test import Client
from django.urls import get_resolver

from newsroom.demo.make import make_company, make_edition, make_person

pytestmark = pytest.mark.django_db

WORDS = [
    *("", "0", "-1", "1", "99999999999999999999", "1e9", "0x10", "٣", "１", "null", "NaN", "true", "[]", "a[]=1"),
    *("2026-13-45", "0000-00-00", "\x00", "%00", b"\xed\xa0\x80", b"\xff\xfe", "a" * 6000, "'", '"', "' OR 1=1--"),
    *("*", "a*", "NEAR(a b)", "a AND", "(((((", "^a", "a^2", "{a}", "-", "\\", "../../etc/passwd", "%2e%2e%2f"),
    *("//evil.example", "\r\nSet-Cookie: x=1", "<script>", "{{7*7}}", "${7*7}", "%s%n", "\u202e", "\ufeff"),
    *("🀄" * 50, "中" * 300, "َ" * 500),
]
PARAMETERS = ["q", "page", "p", "sort", "section", "company", "person", "topic", "year", "kind"]
PARAMETERS += ["about", "letter", "from"]
SECONDS = 2  # a page that thinks longer than this over a word can be held up with it


@pytest.fixture
def park():
    lantern = make_company("Lantern Robotics", chinese_name="灯笼机器人")
    return make_edition("Lanterns walk", tags=[lantern, make_person("Lan Ying"), "robots"])


def fine(response, address) -> None:
    assert response.status_code in {200, 301, 302, 304, 400, 404, 405, 410}, (address, response.status_code)
    assert "Set-Cookie" not in response.headers, address
    assert "Traceback" not in (b"".join(response) if response.streaming else response.content).decode(errors="replace")


def lists_of(park) -> list[str]:
    return ["/", "/news/", "/search/", "/search/feed.json", "/search/suggest/", "/companies/", "/people/", "/topics/",
            "/companies/lantern-robotics/", "/people/lan-ying/", "/topics/robots/", "/news/2026/", "/corrections/",
            "/feed/", park.get_absolute_url()]  # fmt: skip


def test_no_word_of_a_query_brings_a_page_down(client, park):
    everything = [(address, dict.fromkeys(PARAMETERS, word)) for address in lists_of(park) for word in WORDS]
    single = [("/search/", {"q": "a", name: word}) for name in PARAMETERS for word in WORDS]
    for address, query in everything + single:
        began = time.process_time()
        fine(client.get(address, query), f"{address}?{query!r:.80}")
        assert time.process_time() - began < SECONDS, (address, query)


@pytest.mark.parametrize(
    "query",
    [
        "&".join(["page=1"] * 900),
        "q=a&q=b&q=c",
        "%",
        "%zz",
        "=",
        "&&&=&",
        "q=%ff%fe",
        "page[]=1",
        "?" * 100,
        "q[$ne]=1",
    ],
)
def test_no_strange_query_does(client, park, query):
    for address in lists_of(park):
        fine(client.get(f"{address}?{query}"), f"{address}?{query:.60}")


def test_no_word_in_a_path_does(client, park):
    """Every route of the readers' side, with each word where a part of it is asked for."""
    routes = [str(pattern.pattern) for pattern in get_resolver("newsroom.public.urls").url_patterns]
    parts = [route for route in routes if "<" in route]
    assert len(parts) > 10
    words = [word for word in WORDS if isinstance(word, str) and word][::2]
    for route, word in itertools.product(parts, words):
        head = route.split("<")[0]
        address = f"/{head}{word}/"
        fine(client.get(address), address[:80])


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
def test_a_page_to_read_takes_nothing_in(park, method):
    client = Client(enforce_csrf_checks=True)
    for address in lists_of(park):
        response = getattr(client, method)(address)
        assert response.status_code == (200 if method == "options" else 405), (address, method)
