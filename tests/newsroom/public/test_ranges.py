"""A part of a file: what is asked for in one range, and the whole for every other wish."""

import pytest
from django.http import HttpRequest

from newsroom import social_cards
from newsroom.demo.make import make_edition
from newsroom.public.ranges import NotSatisfiable, asked_for
from tests.attacks.addresses import close
from tests.newsroom.papers import make_attachment, paper

from .conftest import content_of, make_photo

ETAG = '"abc"'


def ask(wish: str, **headers) -> range | None:
    request = HttpRequest()
    request.method = headers.pop("method", "GET")
    request.META = {"HTTP_RANGE": wish} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return asked_for(request, size=100, etag=ETAG)


@pytest.mark.parametrize(
    ("wish", "given"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=10-19", range(10, 20)),
        ("Bytes=90-", range(90, 100)),
        ("bytes=90-1000", range(90, 100)),
        ("bytes=-30", range(70, 100)),
        ("bytes=-1000", range(100)),
        ("bytes=-", None),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=x-1", None),
        ("bytes=٠-١", None),
        (f"bytes={'9' * 5000}-", None),
        ("lines=0-1", None),
        ("", None),
    ],
)
def test_one_range_is_understood(wish, given):
    assert ask(wish) == given


@pytest.mark.parametrize("wish", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_nothing_is_there_behind_the_end(wish):
    with pytest.raises(NotSatisfiable):
        ask(wish)


def test_a_part_of_another_version_is_not_given():
    assert ask("bytes=0-9", if_range=ETAG) == range(10)
    assert ask("bytes=0-9", if_range='"other"') is None
    assert ask("bytes=0-9", if_range=f"W/{ETAG}") is None
    assert ask("bytes=0-9", if_range="Wed, 21 Oct 2099 07:28:00 GMT") is None
    assert ask("bytes=0-9", method="HEAD") is None


@pytest.mark.django_db
def test_a_download_goes_on_where_it_stopped(client, media_root):
    report = make_attachment()
    make_edition("Carries", attachments=[report.as_carried])
    whole = client.get(report.file.url)
    assert (whole.status_code, whole["Accept-Ranges"]) == (200, "bytes")
    data = content_of(whole)
    rest = client.get(report.file.url, headers={"Range": "bytes=20-", "If-Range": whole["ETag"]})
    assert rest.status_code == 206
    assert data[:20] + content_of(rest) == data == paper("pdf")
    assert rest["Content-Range"] == f"bytes 20-{len(data) - 1}/{len(data)}"
    assert rest["Content-Length"] == str(len(data) - 20)
    for name in ("Content-Type", "ETag", "Cache-Control", "Content-Disposition", "Content-Security-Policy"):
        assert rest[name] == whole[name]
    beyond = client.get(report.file.url, headers={"Range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(data)}")
    # A condition is looked at before a range, and a question for the head gets the head.
    known = {"Range": "bytes=0-9", "If-None-Match": whole["ETag"]}
    assert client.get(report.file.url, headers=known).status_code == 304
    head = client.head(report.file.url, headers={"Range": "bytes=0-9"})
    assert head.status_code == 200
    close(head)


@pytest.mark.django_db
def test_a_picture_is_given_in_parts_too(client, media_root):
    photo = make_photo("abc")
    make_edition("Shows", lead_photo=photo)
    data = content_of(client.get(photo.url))
    part = client.get(photo.url, headers={"Range": "bytes=1-2"})
    assert (part.status_code, content_of(part)) == (206, data[1:3])


@pytest.mark.django_db
def test_a_social_card_is_given_in_parts_too(client, media_root, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        address = f"/media/{social_cards.name_of(make_edition('Night clinic'))}"
    whole = client.get(address)
    assert (whole.status_code, whole["Accept-Ranges"], whole["Content-Type"]) == (200, "bytes", "image/jpeg")
    data = content_of(whole)
    part = client.get(address, headers={"Range": "bytes=0-1", "If-Range": whole["ETag"]})
    assert (part.status_code, content_of(part), part["Content-Length"]) == (206, data[:2], "2")
    for name in ("Content-Type", "ETag", "Cache-Control", "Content-Security-Policy"):
        assert part[name] == whole[name]
    assert client.get(address, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
