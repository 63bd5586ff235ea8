"""Where an answer sends somebody, what it calls a file, and what it leaves for the next reader of the same page."""

import re
from email.message import Message
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver

from newsroom.demo.make import make_company, make_edition, make_person
from newsroom.models import ImportRun, Redirect
from newsroom.public import ready
from newsroom.public.ready import ReadyPages
from tests.attacks.addresses import close
from tests.newsroom.admin.conftest import make_user
from tests.newsroom.conftest import one_connection
from tests.newsroom.papers import make_attachment
from tests.newsroom.public.ready_made.asking import ask

__all__ = ["make_user", "one_connection"]
pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example/", "/\t/evil.example/",
    "https:evil.example", "https:/evil.example", "https://evil.example/", "HTTPS://evil.example", "//evil.example\\@x/",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "javascript:zzhack()", "data:text/html,x",
    "/\r\nX-Hack: zzhack", "/%0d%0aX-Hack:%20zzhack", "/x\r\nSet-Cookie: zzhack=1", " //evil.example/",
    "%2f%2fevil.example",
]  # fmt: skip
NAMES = [
    'a"; filename="evil.html',
    "a\r\nX-Hack: zzhack",
    "../../etc/passwd",
    "..\\..\\evil.exe",
    "a;b=c",
    "年\u202egpj.exe",
]


def goes_out(answer) -> bool:
    """Whether a browser would leave this site for it, or read a header that somebody wrote."""
    assert not {"X-Hack", "Zzhack"} & set(answer.headers)
    assert "zzhack" not in answer.cookies
    assert not re.search(r"[\r\n\x00]", "".join(answer.headers.values()))
    said = re.sub(r"[\t\r\n]", "", answer.headers.get("Location", "")).strip("\0 ").replace("\\", "/")
    parts = urlsplit(said)
    return bool(parts.scheme or said.startswith("//")) and parts.netloc != "testserver"


def test_no_word_in_a_request_sends_anybody_to_another_site(client, make_user):
    boss, wrong = make_user(is_superuser=True), []
    account = "/admin/account"
    doors = ["/admin/login/", f"{account}/login/", f"{account}/reauthenticate/", "/", "/search/"]
    doors += ["/admin/password_change/", "/admin/jsi18n/", "/oembed/"]
    for said in ELSEWHERE:
        words = dict.fromkeys(("next", "back", "url", "return", "redirect_to", "_popup"), said)
        for asker in (client, boss.client):
            wrong += [(door, said) for door in doors if goes_out(asker.get(door, words))]
        undo = boss.client.post("/admin/newsroom/mention/undo/", {"batch": "x", "back": said})
        if undo.status_code == 404 or goes_out(undo):
            wrong.append(("undo", said, undo.status_code))
    assert not wrong


def test_no_address_does_whatever_it_begins_or_ends_with(client):
    """Slashes are added at ends and old addresses lead on; neither takes a path for the name of a host."""
    make_edition("Known", tags=[make_company("Acme"), make_person("Guo Hong")])
    Redirect.objects.create(old_path="/old/", new_path="/new/")
    heads = [str(each.pattern).partition("<")[0] for each in get_resolver("newsroom.public.urls").url_patterns]
    wrong = []
    for said in ("//evil.example", "//evil.example/", "/\\evil.example", "/%5cevil.example", "/%2f/evil.example",
                 "//evil.example/%2e%2e", "/x%0d%0aX-Hack:%20zzhack", "/.//evil.example"):  # fmt: skip
        addresses = [said, *(f"{said}/{head}".rstrip("/") for head in heads), *(f"/{head}{said}" for head in heads)]
        for address in {*addresses, f"{said}/old", f"/old{said}", f"{said}/old/feed"}:
            answer = client.generic("GET", "/", PATH_INFO=address)
            if answer.status_code >= 500 or goes_out(answer):
                wrong.append((address, answer.status_code, answer.headers.get("Location")))
            close(answer)
    assert not wrong


def test_no_name_of_a_file_is_more_than_a_name(client, make_user):
    boss = make_user(is_superuser=True)
    for said in NAMES:
        paper = make_attachment(said)
        story = make_edition(f"Story {said}", attachments=[paper.as_carried])
        company = make_company(f"Company {said}")
        run = ImportRun.objects.create(name=said, size=1, state="done", by=boss)
        asked = [
            (client, f"/media/{paper.file.name}"),
            (client, f"{story.get_absolute_url().rstrip('/')}.zip"),
            (client, f"{company.get_absolute_url()}media-kit.zip"),
            *((boss.client, f"/admin/newsroom/importrun/{run.pk}/report.{form}") for form in ("csv", "jsonl")),
        ]
        named = 0
        for asker, address in asked:
            answer = asker.get(address)
            assert answer.status_code in {200, 404}, address
            assert not goes_out(answer)
            if header := answer.headers.get("Content-Disposition"):
                read = Message()
                read["Content-Disposition"] = header
                named += 1
                assert read.get_content_disposition() == "attachment"
                if asker is client:
                    assert not re.search(r'[/\\"\r\n\u202e]', read.get_filename("")), (address, header)
                assert read.get_filename().endswith((".pdf", ".zip", ".csv", ".jsonl")), (address, header)
                assert [name for name, _ in read.get_params(header="Content-Disposition")][1:] == ["filename"], header
            close(answer)
        assert named >= 3


UNKEYED = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PORT": "666",
    "HTTP_X_FORWARDED_SERVER": "evil.example",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_X_FORWARDED_FOR": "203.0.113.6",
    "HTTP_FORWARDED": "host=evil.example;proto=evil",
    "HTTP_X_HOST": "evil.example",
    "HTTP_X_ORIGINAL_URL": "/admin/",
    "HTTP_X_REWRITE_URL": "/admin/",
    "HTTP_X_ORIGINAL_HOST": "evil.example",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_X_HTTP_METHOD": "DELETE",
    "HTTP_X_REQUEST_ID": "zzhack\"'<script>",
    "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
    "HTTP_ACCEPT_LANGUAGE": "zz-evil",
    "HTTP_ACCEPT": "application/zzhack",
    "HTTP_USER_AGENT": "<script>zzhack()</script>",
    "HTTP_REFERER": "https://evil.example/zzhack",
    "HTTP_ORIGIN": "https://evil.example",
    "HTTP_RANGE": "bytes=0-3",
    "HTTP_X_WSGI_URL_SCHEME": "evil",
    "HTTP_MAX_FORWARDS": "0",
    "HTTP_CF_CONNECTING_IP": "203.0.113.6",
    "HTTP_HX_REQUEST": "true",
    "HTTP_UPGRADE": "zzhack",
}
TOLD = ["https", "http", "https, http", "evil", "", "HTTPS"]
_HOSTS = ["localhost:666", "LOCALHOST", "localhost:", "evil.example", "localhost."]
_OF_THE_MOMENT = {"date", "x-request-id", "cache-control", "expires", "age", "last-modified"}


@pytest.mark.parametrize("is_behind", [False, True], ids=["alone", "behind a proxy"])
def test_nothing_in_a_request_changes_what_the_next_reader_gets(monkeypatch, one_connection, settings, is_behind):
    """Asked of pages that are not made yet, so that the answer to the attack is what is kept, if it is."""
    monkeypatch.setattr(ready, "ASK_EVERY", 0)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_behind else None
    settings.ALLOWED_HOSTS = ["localhost"]
    story = make_edition("Park aims high", tags=[make_company("Acme")]).get_absolute_url()
    paths = ["/", story, "/feed/", "/sitemap.xml", "/robots.txt", "/companies/acme/", "/search/?q=park", "/nowhere/"]

    def reader(site, path):
        answer = ask(site, path, HTTP_X_FORWARDED_PROTO="https" if is_behind else None)
        headers = {name: value for name, value in answer.headers.items() if name not in _OF_THE_MOMENT}
        public = "public" in answer["cache-control"]
        return answer.status, headers, public, re.sub(rb"[0-9a-f]{8,}", b"", answer.body)  # without its request's id

    clean = ReadyPages(WSGIHandler(), megabytes=8)
    expected = {path: reader(clean, path) for path in paths}
    attacks = [dict([each]) for each in UNKEYED.items()] + [UNKEYED]
    attacks += [{"HTTP_X_FORWARDED_PROTO": said} for said in TOLD]
    attacks += [
        {"HTTP_HOST": host} for host in ("localhost:666", "LOCALHOST", "localhost:", "evil.example", "localhost.")
    ]
    for attack in attacks:
        site = ReadyPages(WSGIHandler(), megabytes=8)
        for path in paths:
            ask(site, path, **attack)
            ask(site, path, method="HEAD", **attack)
            assert reader(site, path) == expected[path], (attack, path)
    assert b"evil.example" not in str(expected).encode()
