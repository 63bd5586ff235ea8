"""Addresses that climb out of a folder, in every spelling, asked of the site as gunicorn asks it."""

import io
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from newsroom.demo.make import make_article, make_edition
from newsroom.desk import sharing
from newsroom.models import ShareLink
from tests.newsroom.admin.conftest import make_user
from tests.newsroom.conftest import one_connection
from tests.newsroom.papers import make_attachment
from tests.newsroom.public.conftest import make_photo, media_root

__all__ = ["make_user", "media_root", "one_connection"]
pytestmark = pytest.mark.django_db

CANARY = b"zz-out-of-the-house-zz"
UP = [
    "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "%2e%2e%5c", "..\\", "..%252f", "%252e%252e%252f", "....//",
    "..;/", "..%00/", "..%c0%af", "%c0%ae%c0%ae/", "..%ef%bc%8f", "%uff0e%uff0e/", "..%u2216", "./../", "x/../../",
    "/..//", ".%2e/", "%2e./", "..%0d%0a/", "..%09/",
]  # fmt: skip
ABSOLUTE = ["/", "//", "%2f", "%252f", "C:/", "C:%5c", "file:///", "%5c%5cevil.example%5c", "~/", "%00/"]


def ask(path: str, cookies: str = "") -> tuple[int, bytes]:
    """What the site answers to the path as it was sent: gunicorn takes the per cent signs out once and no more."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": "",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "SCRIPT_NAME": "", "HTTP_COOKIE": cookies,
        "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    said = []
    answer = WSGIHandler()(environ, lambda status, headers, exc_info=None: said.append(int(status[:3])))
    try:
        return said[0], b"".join(answer)
    finally:
        answer.close()


@pytest.fixture
def secret(media_root, tmp_path) -> list[str]:
    """Files beside the folders that are served, each with the canary in it; gives their ways from the root."""
    beside = [Path(settings.MEDIA_ROOT).parent / "secret.txt", Path(settings.STATIC_ROOT).parent / "secret.txt"]
    for file in beside:
        file.write_bytes(CANARY)
    yield [str(file)[1:] for file in beside]
    for file in beside:
        file.unlink(missing_ok=True)


def test_no_spelling_of_an_address_leaves_the_folder(secret, make_user, one_connection):
    photo, paper = make_photo("zz"), make_attachment("Paper")
    live = make_edition("With files", lead_photo=photo, attachments=[paper.as_carried])
    draft = make_article("Draft", lead_photo=photo, attachments=[paper.as_carried])
    boss = make_user(is_superuser=True)
    _, token = sharing.share(draft, draft.revisions.get(), by=boss)
    guest = Client()
    guest.get(f"/shared/{token}/")
    link = ShareLink.objects.get()
    cookies = {
        "nobody": "",
        "guest": "; ".join(f"{name}={each.value}" for name, each in guest.cookies.items()),
        "boss": "; ".join(f"{name}={each.value}" for name, each in boss.client.cookies.items()),
    }
    starts = [
        "/media/", f"/media/{photo.file.name}/", f"/media/{Path(photo.file.name).parent}/", "/media/documents/",
        "/static/", "/static/css/", f"/shared/story/{link.pk}/media/", f"{live.get_absolute_url().rstrip('/')}/",
        f"{live.get_absolute_url().rstrip('/')}.zip/", "/companies/x/media-kit.zip/", "/",
    ]  # fmt: skip
    found, kinds = [], set()
    for start in starts:
        ways = [f"{start}{up * deep}{file}" for up in UP for deep, file in ((1, "secret.txt"), (9, secret[0]))]
        ways += [f"{start}{root}{file}" for root in ABSOLUTE for file in (secret[0], "etc/passwd")]
        for who in ("nobody", *(["boss"] if start == "/media/" else []), *(["guest"] if "shared" in start else [])):
            for way in ways:
                status, body = ask(way, cookies[who])
                kinds.add(status)
                if status in {200, 206} or status >= 500 or CANARY in body or b"root:x:" in body:
                    found.append((who, way, status))
    assert not found, found[:20]
    assert {400, 404} & kinds
    assert ask(f"/media/{photo.file.name}")[0] == 200
    assert ask(f"/shared/story/{link.pk}/media/{photo.file.name}", cookies["guest"])[0] == 200
