"""What readers may not see is looked for in every public address, header and file, and cannot be asked for by name."""

import re

import pytest
from django.core.management import call_command
from django.urls import Resolver404, URLResolver, resolve
from django.utils import timezone

from newsroom.demo.make import make_company, make_edition, make_person
from newsroom.public.urls import urlpatterns
from tests.attacks.canaries import WORD, Hidden, canary, fields_without_a_canary
from tests.newsroom.papers import make_attachment

pytestmark = pytest.mark.django_db
DOORS = [
    *("/", "/news/", "/people/", "/companies/", "/topics/", "/corrections/", "/feeds/", "/about/", "/sitemap.xml"),
    *("/search/", "/search/?q=park", "/search/feed.json?q=park", "/search/suggest/?q=pa", "/llms.txt", "/healthz"),
    *("/news-sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/favicon.ico", "/nothing/", "/admin/", "/%00"),
    *(
        "/feeds/topics/",
        "/feeds/companies/",
        "/feeds/people/",
        "/news/?page=2",
        "/shared/nothing/",
        "/admin/account/login/",
        "/admin/account/password/reset/",
    ),
]
_LINKS = re.compile(r'(?:href|src|content|url)="(?:https?://testserver)?(/[^"#]*)|<loc>https?://[^/<]+(/[^<]*)</loc>')


@pytest.fixture
def hidden(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    company = make_company("Known Company", summary="Makes things.", website="https://known.example", topics=["chips"])
    person = make_person("Known Person", title="Director", organisation=company)
    lives = []
    for number in range(3):
        live = make_edition(
            f"Park news {number}", tags=[company, person, "policy"], credits=["Wang Yifei"], section="Enterprises",
            attachments=[make_attachment("Plan").as_carried] if not number else [],
        )  # fmt: skip
        lives.append(live)
    hidden = Hidden()
    hidden.translations_of(lives)
    hidden.next_version_of(live)
    call_command("rebuild_search", verbosity=0)
    call_command("rebuild_cards", verbosity=0)
    return hidden


def answer_to(client, address: str, **headers) -> tuple[int, str]:
    """The status, and all that is said: headers and body."""
    response = client.get(address, headers=headers)
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, f"{response.headers}\n{response.cookies}\n{body.decode(errors='replace')}"


def crawl(client, doors) -> dict[str, str]:
    said, waiting = {}, list(doors)
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in said or address.startswith(("/static/", "//")):
            continue
        status, said[address] = answer_to(client, address)
        assert status < 500, address
        waiting += [path for pair in _LINKS.findall(said[address]) for path in pair if path]
    return said


def route_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).route
    except Resolver404:
        return ""


def addresses(patterns=urlpatterns, before: str = "") -> set[str]:
    found = set()
    for pattern in patterns:
        route = before + str(pattern.pattern)
        found |= addresses(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else {route}
    return found


def test_every_field_of_text_that_is_not_public_is_planted(hidden):
    """Fails for a field that somebody adds: plant it in canaries.py, or say there why it holds no text."""
    assert fields_without_a_canary() == []


def test_nothing_public_says_anything_of_it(client, hidden):
    said = crawl(client, DOORS)
    assert not [address for address, text in said.items() if WORD in text.lower()]
    assert not [address for address, text in said.items() if any(name in text for name in hidden.files)]
    asked = {route_of(address) for address in said}
    # Those that only a public thing of that kind has are looked at in tests/newsroom/public.
    assert {route for route in addresses() if "<month:" not in route} - asked <= ALONE, "a public address nobody asked"


ALONE = {"news/<year:year>/<name:slug>/changes/"}
SEARCHES = ["/search/?q={}", "/search/feed.json?q={}", "/search/suggest/?q={}"]
WAYS = [
    *("/search/?q=%22{}%22", "/search/?q=park&section={}", "/search/?q=park&topic={}", "/news/?topic={}", "/{}"),
    *(f"/news/{{year}}/{{}}{end}" for end in ("/", ".md", ".txt", ".ninjs.json", ".zip", "/changes/")),
    *(f"/oembed/?url=http://testserver/{kind}/{{}}/" for kind in ("news/{year}", "people", "companies", "topics")),
    *(f"/{kind}/{{}}/{end}" for kind in ("people", "companies", "topics", "sections") for end in ("", "feed/")),
    *("/companies/{}/media-kit.zip", "/media/files/{}.pdf", "/media/cards/{}.jpg", "/shared/{}/"),
]  # fmt: skip


def test_asking_for_it_by_name_is_answered_as_for_what_never_was(client, hidden):
    never, year = f"{WORD}99999", timezone.localdate().year

    def ask(way: str, word: str) -> tuple[int, str]:
        status, text = answer_to(client, way.format(word, year=year))
        # The tag is of the word too, and the moment of the last change is told from the second after it on.
        return status, re.sub(r"'(etag|last-modified)': '[^']*'(, )?", "", text.lower()).replace(word, "—")

    planted = [f"{WORD}{number}" for number in range(10_000, int(canary().removeprefix(WORD)))]
    asked = [*((way, planted) for way in SEARCHES), *((way, hidden.names) for way in WAYS)]
    assert len(hidden.names) > 10
    for way, words in asked:
        expected = ask(way, never)
        assert [word for word in words if ask(way, word) != expected] == [], way


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}, {"If-None-Match": "*"}, {"Cookie": "sessionid=x"}])
def test_files_of_it_are_answered_as_those_that_never_were(client, hidden, headers):
    for name in hidden.files:
        never = re.sub(r"[0-9a-f]{24}", "f" * 24, name)
        never = re.sub(r"/[0-9a-f]{2}/", "/ff/", never)
        assert answer_to(client, f"/media/{name}", **headers) == answer_to(client, f"/media/{never}", **headers)
