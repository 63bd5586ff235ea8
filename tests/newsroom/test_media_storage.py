"""What is asked of the store of media, and what its failures become; backups/test_s3.py has a store that answers."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

from newsroom.media_storage import S3Media, StoreAway, Stored

AWAY = EndpointConnectionError(endpoint_url="http://store")


def refused(status: int) -> ClientError:
    return ClientError({"Error": {}, "ResponseMetadata": {"HTTPStatusCode": status}}, "HeadObject")


def media(**options) -> S3Media:
    return S3Media(**{"bucket_name": "office", "location": "media", "base_url": "/media/"} | options)


def fails_with(error):
    def fails(*args, **kwargs):
        raise error

    return fails


def test_the_site_serves_what_lies_there_and_nobody_what_is_private():
    assert media().url("photos/a b#.jpg") == "/media/photos/a%20b%23.jpg"
    with pytest.raises(ValueError, match="served to nobody"):
        media(base_url=None).url("private.zip")


def test_nothing_is_written_over_or_open_to_others_and_nobody_waits_for_long():
    store = media()
    assert (store.file_overwrite, store.default_acl) == (False, None)
    config = store.client_config
    assert (config.connect_timeout, config.read_timeout, config.retries) == (3, 20, {"max_attempts": 2})
    styles = [media(endpoint_url=given).client_config.s3["addressing_style"] for given in (None, "http://10.0.0.5")]
    assert styles == ["auto", "path"], "with an address of one's own, a bucket is no name of a host"
    assert config.request_checksum_calculation == config.response_checksum_validation == "when_required"


@pytest.mark.parametrize("location", ["media", "media/"])
def test_files_are_told_without_the_folders_that_some_stores_have(monkeypatch, location):
    at, asked = datetime(2026, 11, 1, tzinfo=UTC), []

    def found(Prefix):  # noqa: N803  as the library calls it
        asked.append(Prefix)
        names = ("media/", "media/photos/", "media/photos/a.jpg")
        return [SimpleNamespace(key=name, size=3, last_modified=at) for name in names]

    bucket = SimpleNamespace(objects=SimpleNamespace(filter=found))
    monkeypatch.setattr(S3Media, "bucket", bucket)
    assert list(media(location=location).files()) == [Stored("photos/a.jpg", 3, at)]
    assert asked == ["media/"]


@pytest.mark.parametrize("error", [AWAY, refused(503)])
@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("_open", lambda store: store._open("a.jpg")),
        ("_save", lambda store: store._save("a.jpg", ContentFile(b"x"))),
        ("delete", lambda store: store.delete("a.jpg")),
        ("exists", lambda store: store.exists("a.jpg")),
        ("get_modified_time", lambda store: store.get_modified_time("a.jpg")),
    ],
)
def test_a_store_that_fails_is_an_error_of_files(monkeypatch, name, ask, error):
    monkeypatch.setattr(S3Storage, name, fails_with(error))
    with pytest.raises(StoreAway, match="The store of the media failed"):
        ask(media())


def test_one_that_fails_while_it_lists_is_too(monkeypatch):
    objects = SimpleNamespace(filter=fails_with(AWAY))
    monkeypatch.setattr(S3Media, "bucket", SimpleNamespace(objects=objects))
    with pytest.raises(StoreAway):
        list(media().files())


def test_what_is_read_is_fetched_while_a_failure_can_be_told(monkeypatch):
    class Lazy:
        file = property(fails_with(AWAY))

    monkeypatch.setattr(S3Storage, "_open", lambda *_: Lazy())
    with pytest.raises(StoreAway):
        media()._open("a.jpg")
    assert isinstance(media()._open("a.jpg", "wb"), Lazy), "of what is to be written there is nothing to fetch"


def test_a_file_that_is_not_there_is_told_as_a_disk_tells_it(monkeypatch):
    monkeypatch.setattr(S3Storage, "get_modified_time", fails_with(refused(404)))
    with pytest.raises(FileNotFoundError):
        media().get_modified_time("a.jpg")
