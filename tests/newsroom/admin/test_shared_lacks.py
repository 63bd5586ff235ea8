"""Links that show a draft, where something is not there any more or is no picture: no error, and nothing that runs."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from companies.models import Photo
from newsroom.demo.make import make_article
from newsroom.desk import rehearsal, shared, sharing
from newsroom.models import ShareLink
from tests.newsroom.papers import make_attachment
from tests.newsroom.public.conftest import make_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


@pytest.fixture
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def stranger(monkeypatch):
    monkeypatch.setattr(shared, "_kept", {})
    return Client()


def come_by_link(stranger, story) -> str:
    """The address that the link led to."""
    _, token = sharing.share(story, story.revisions.get(), by=None)
    return stranger.get(f"/shared/{token}/")["Location"]


def test_a_file_that_the_disk_lost_is_answered_like_a_link_that_ended(stranger, media_root):
    photo, report = make_photo("f00"), make_attachment()
    place = come_by_link(stranger, make_article("Plans", lead_photo=photo, attachments=[report.as_carried]))
    ended = Client().get(place)
    for file in (photo.file, report.file):
        (media_root / file.name).unlink()
        answer = stranger.get(f"{place}media/{file.name}")
        assert (answer.status_code, answer.content) == (404, ended.content)
        assert answer["Cache-Control"] == "private, no-store"


def test_what_is_no_picture_is_only_bytes(stranger):
    photo = make_photo("f00")
    name = default_storage.save("photos/f00-640.html", ContentFile(b"<script>"))
    Photo.objects.update(renditions=[{"name": name, "width": 640, "height": 400}])
    answer = stranger.get(f"{come_by_link(stranger, make_article('Plans', lead_photo=photo))}media/{name}")
    assert (b"".join(answer), answer["Content-Type"]) == (b"<script>", "application/octet-stream")


def test_a_page_that_the_readers_side_does_not_give_is_answered_like_a_link_that_ended(stranger, monkeypatch):
    def refuse(*args):
        raise rehearsal.NotShown("The page answered 500.")

    place = come_by_link(stranger, make_article("Plans"))
    monkeypatch.setattr(rehearsal, "page_of_revision", refuse)
    answer = stranger.get(place)
    assert (answer.status_code, answer.content) == (404, Client().get(place).content)
    assert ShareLink.objects.usable().exists()
