"""What a page may do in a browser: each word of each policy, since a word too many opens a door that nobody sees."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from newsroom import social_cards
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import sharing
from newsroom.public.views.plain import PlainPage
from newsroom.running.refusals import refusal
from tests.attacks.addresses import close
from tests.newsroom.admin.conftest import make_user
from tests.newsroom.papers import make_attachment
from tests.newsroom.public.conftest import make_photo, media_root

__all__ = ["make_user", "media_root"]
pytestmark = pytest.mark.django_db

PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-src": "'self'",
    "frame-ancestors": "'none'",
    "report-uri": "/csp-report",
}
SCREEN = PAGE | {"script-src": "'self' 'nonce-…'", "style-src": "'self' 'nonce-…'"}
FILE = {"default-src": "'none'", "sandbox": ""}
REFUSAL = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'"}


def policy_in(text: str) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in re.sub("nonce-[^']+", "nonce-…", text).split(";")]
    assert len({name for name, *_ in parts}) == len(parts), "of two of one name browsers take the first"
    return {name: words for name, _, words in parts}


def looked_at(answer) -> dict[str, str]:
    close(answer)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert answer["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy-Report-Only" not in answer
    return policy_in(answer["Content-Security-Policy"])


def test_readers_pages_bear_the_policy_of_pages_and_those_of_errors_too(client, monkeypatch):
    story = make_edition("Out")
    for path in ("/", story.get_absolute_url(), "/feed/", "/search/?q=x", "/nothing/", "/healthz", "/oembed/?url=x"):
        assert looked_at(client.get(path)) == PAGE, path
    assert looked_at(client.get("/", headers={"Host": "evil.example"})) == PAGE
    assert looked_at(Client(enforce_csrf_checks=True).post("/admin/account/login/")) == SCREEN
    assert looked_at(client.post("/csp-report", b"{", content_type="application/json")) == PAGE

    def fail(view, request):
        raise RuntimeError("broken")

    monkeypatch.setattr(PlainPage, "get", fail)
    client.raise_request_exception = False
    broken = client.get("/about/")
    assert broken.status_code == 500
    assert looked_at(broken) == PAGE


def test_the_desks_screens_bear_it_with_a_nonce_that_is_never_the_same(make_user):
    editor = make_user(is_superuser=True)
    story = make_article("Plans", by=editor)
    seen = set()
    for path in (
        "/admin/", "/admin/newsroom/article/", f"/admin/newsroom/article/{story.pk}/change/", "/admin/account/",
        f"/admin/newsroom/article/{story.pk}/preview/",
    ):  # fmt: skip
        answer = editor.client.get(path)
        assert answer.status_code == 200, path
        assert looked_at(answer) in (SCREEN, PAGE), path
        seen |= set(re.findall("nonce-([^']+)", answer["Content-Security-Policy"]))
    first, again = (editor.client.get("/admin/")["Content-Security-Policy"] for _ in range(2))
    assert first != again
    assert all(len(nonce) >= 20 for nonce in seen)
    assert seen


def test_a_draft_by_link_bears_that_of_pages_and_its_files_are_shut_in(make_user, media_root):
    photo, report = make_photo("f00"), make_attachment()
    story = make_article("Tomorrow", by=make_user("editor"), lead_photo=photo, attachments=[report.as_carried])
    _, token = sharing.share(story, story.revisions.first(), by=None)
    reader = Client()
    arrived = reader.get(f"/shared/{token}/")
    assert looked_at(arrived) == PAGE
    page = reader.get(arrived["Location"])
    assert looked_at(page) == PAGE
    assert b'<meta name="robots" content="noindex, nofollow, noarchive">' in page.content
    assert b'<meta name="referrer" content="no-referrer">' in page.content
    assert "Not published. Shown to you until" in page.content.decode()
    for each in (photo, report):
        assert looked_at(reader.get(f"{arrived['Location']}media/{each.file.name}")) == FILE


def test_each_file_is_shut_in(client, media_root):
    photo, report = make_photo("f00"), make_attachment()
    edition = make_edition("Out", lead_photo=photo, attachments=[report.as_carried])
    default_storage.save(social_cards.name_of(edition), ContentFile(b"a card"))
    for name in (photo.file.name, photo.renditions[0]["name"], report.file.name, social_cards.name_of(edition)):
        answer = client.get(f"/media/{name}")
        assert answer.status_code == 200, name
        assert looked_at(answer) == FILE, name


def test_what_the_server_refuses_by_itself_may_do_nothing():
    head = refusal(400).partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    headers = dict(line.split(": ", 1) for line in head)
    assert policy_in(headers["Content-Security-Policy"]) == REFUSAL
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "private, no-store"
