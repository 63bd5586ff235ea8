"""What comes as a file is looked through while everybody else can write, and only for who may bring it in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from companies import pictures
from companies.models import Photo
from newsroom import documents
from newsroom.desk.admin.uploads import NO_ROOM
from newsroom.models import Attachment
from newsroom.running import room
from tests.newsroom.admin.screens import url
from tests.newsroom.admin.test_photos import upload
from tests.newsroom.papers import PDF

pytestmark = pytest.mark.django_db

KINDS = {
    "photo": ("companies_photo_add", lambda: upload(alt_text="The park"), Photo),
    "document": (
        "newsroom_attachment_add",
        lambda: {"file": SimpleUploadedFile("Plan.pdf", PDF), "_end": "1"},
        Attachment,
    ),
}


@pytest.fixture
def reads(monkeypatch):
    """For each time that a file is read, how many transactions are open."""
    seen = []
    for module in (pictures, documents):

        def read(*args, _read=module.read):
            seen.append(len(connection.atomic_blocks))
            return _read(*args)

        monkeypatch.setattr(module, "read", read)
    return seen


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_read_once_and_before_the_transaction_that_stores_it(reporter, reads, kind):
    """The transaction of a form holds up all who write, and a picture may take seconds."""
    address, fields, model = KINDS[kind]
    outside = len(connection.atomic_blocks)
    assert reporter.client.post(url(address), fields()).status_code == 302
    assert reads == [outside]
    assert model.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_refused_is_refused_by_the_form(reporter, reads, kind):
    address, fields, model = KINDS[kind]
    page = reporter.client.post(url(address), fields() | {"file": SimpleUploadedFile("a.png", b"nothing")})
    assert "we take" in page.content.decode()
    assert len(reads) == 1
    assert not model.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_read_of_whoever_may_not_bring_it_in(make_user, reads, kind):
    address, fields, _ = KINDS[kind]
    assert make_user("tagger").client.post(url(address), fields()).status_code == 403
    assert not reads


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_disk_that_fills_up_none_is_taken_so_that_texts_still_are(reporter, monkeypatch, kind):
    address, fields, model = KINDS[kind]
    monkeypatch.setattr(room, "is_left_for_a_file", lambda size: False)
    page = reporter.client.post(url(address), fields())
    assert NO_ROOM in page.content.decode()
    assert not model.objects.exists()
    monkeypatch.undo()
    assert reporter.client.post(url(address), fields()).status_code == 302
    monkeypatch.setattr(room, "is_left_for_a_file", lambda size: False)
    stored = model.objects.get()
    change = url(address.replace("_add", "_change"), stored.pk)
    assert NO_ROOM not in reporter.client.post(change, {"title": "x", "_end": "1"}).content.decode()
