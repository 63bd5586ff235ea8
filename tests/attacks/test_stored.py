"""Attacks that lie in the database: in every field of text, looked for on every page, feed and screen made of it."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.attacks.poison import Page, make_poisoned_park

pytestmark = pytest.mark.django_db

DOORS = [
    *("/", "/news/", "/people/", "/companies/", "/topics/", "/corrections/", "/feeds/", "/about/", "/sitemap.xml"),
    *("/search/?q=text", "/search/?q=zzhack", "/search/feed.json?q=text", "/search/suggest/?q=x", "/llms.txt"),
    *("/news-sitemap.xml", "/robots.txt"),
]


@pytest.fixture
def administrator():
    user = User.objects.create_superuser("admin", password="x")
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def visit(client, doors, *, most: int, within: str = "/"):
    """Every address that links lead to, with its answer; of addresses that differ in a number, the first few."""
    waiting, seen, kinds = list(doors), set(), {}
    while waiting and len(seen) < most:
        address = waiting.pop(0).partition("#")[0]
        kind = re.sub(r"\d+", "0", address)
        if address in seen or not address.startswith(within) or address.startswith(("/static/", "/media/", "//")):
            continue
        if kinds.setdefault(kind, 0) >= 3 or "logout" in address:
            continue
        kinds[kind] += 1
        seen.add(address)
        response = client.get(address)
        assert response.status_code < 500, address
        assert response.headers.get("X-Content-Type-Options") == "nosniff", address
        body = (b"".join(response) if response.streaming else response.content).decode(errors="replace")
        yield address, response, body
        if response.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [link for link in Page(body).links if link.startswith(("/", "?"))]
        waiting += re.findall(r"<loc>https?://[^/<]+(/[^<]*)</loc>", body)


def texts_of(value) -> list[str]:
    """All strings in a piece of JSON."""
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for child in children for text in texts_of(child)]


def wrong_with(response, body: str) -> list[str]:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        return Page(body).found
    if kind.endswith("xml"):
        tree = ElementTree.fromstring(body)  # noqa: S314  our own
        parts = [element.text or "" for element in tree.iter() if (element.text or "").lstrip().startswith("<")]
        return [found for part in parts for found in Page(part).found]
    if "json" in kind:
        html = [text for text in texts_of(json.loads(body)) if text.lstrip().startswith("<p")]
        return [found for part in html for found in Page(part).found]
    if kind == "application/zip":
        assert response.headers["Content-Disposition"].startswith("attachment")
        return []
    assert kind in {"text/plain", "text/markdown", ""}, f"what is {kind}?"
    return []


def test_no_page_of_the_readers_runs_what_somebody_wrote(client):
    make_poisoned_park()
    pages = {}
    for address, response, body in visit(client, DOORS, most=200):
        pages[address] = wrong_with(response, body)
    assert not {address: found for address, found in pages.items() if found}
    assert len(pages) > 40, sorted(pages)


def test_no_screen_of_the_desk_does(administrator):
    story = make_poisoned_park(by=administrator.user)
    base = f"/admin/newsroom/article/{story.pk}/"
    doors = ["/admin/", "/admin/newsroom/article/", f"{base}change/", f"{base}history/"]
    pages = {}
    for address, response, body in visit(administrator, doors, most=150, within="/admin/"):
        if response.headers.get("Content-Type", "").startswith("text/html"):
            pages[address] = Page(body).found
    assert not {address: found for address, found in pages.items() if found}
    assert len(pages) > 40, sorted(pages)
