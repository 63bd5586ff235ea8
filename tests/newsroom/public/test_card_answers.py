"""What the gate says with a social card: how long it holds, what a browser may make of it, and when it stands back."""

import datetime
import errno

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from newsroom import social_cards
from newsroom.demo import make
from newsroom.demo.make import make_article, make_edition

from .conftest import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def put(data: bytes) -> str:
    """The address of a live story's card, which has these bytes."""
    name = social_cards.name_of(make_edition("Park aims high"))
    default_storage.save(name, ContentFile(data))
    return f"/media/{name}"


def test_it_comes_as_a_picture_that_does_nothing_and_goes_on_where_it_stopped(client):
    answer = client.get(put(b"a card"))
    assert content_of(answer) == b"a card"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["Content-Type"], answer["Accept-Ranges"]) == ("image/jpeg", "bytes")
    assert answer["Cache-Control"] == "public, max-age=300"


def test_it_is_kept_no_longer_than_until_the_next_moment(client):
    path, now = put(b"a card"), timezone.now()
    with time_machine.travel(now, tick=False):
        make.schedule(make_article("Soon"), at=now + datetime.timedelta(seconds=25.5))
        answer = client.get(path)
        assert (content_of(answer), answer["Cache-Control"]) == (b"a card", "public, max-age=25")
        unchanged = client.get(path, headers={"If-None-Match": answer["ETag"]})
        assert (unchanged.status_code, unchanged["Cache-Control"]) == (304, "public, max-age=25")


def test_of_a_card_that_a_disk_left_empty_the_mark_of_the_house_stands_in_for_a_minute(client):
    answer = client.get(put(b""))
    assert (answer.status_code, answer["Location"]) == (302, "/static/img/card.png")
    assert answer["Cache-Control"] == "public, max-age=60"


def test_so_it_does_for_a_folder_in_its_place(client, media_root):
    name = social_cards.name_of(make_edition("Park aims high"))
    (media_root / name).mkdir(parents=True)
    assert client.get(f"/media/{name}")["Location"] == "/static/img/card.png"


def test_and_for_one_that_belongs_to_somebody_else(client, monkeypatch):
    path = put(b"a card")

    def refuse(storage, name, mode="rb"):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(FileSystemStorage, "_open", refuse)
    assert client.get(path)["Location"] == "/static/img/card.png"
