"""What was told stored is on the disk, and what the disk refused is not half there."""

import errno
import os

import pytest
from django.core.files.base import ContentFile

from newsroom.media_on_disk import DiskMedia


@pytest.fixture
def brought(monkeypatch):
    """The places that were brought to the disk, in order, each with its size then."""
    places, fsync = [], os.fsync

    def watched(handle):
        places.append((os.readlink(f"/proc/self/fd/{handle}"), os.fstat(handle).st_size))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    return places


def test_a_file_and_the_names_that_lead_to_it_are_on_the_disk_when_it_is_told_stored(tmp_path, brought):
    name = DiskMedia(location=tmp_path).save("photos/7c/x.jpg", ContentFile(b"a picture"))
    assert brought[0] == (str(tmp_path / name), 9)
    assert [place for place, _ in brought[1:]] == [str(tmp_path / "photos/7c"), str(tmp_path / "photos"), str(tmp_path)]


def test_what_cannot_be_brought_to_the_disk_is_refused_and_gone(tmp_path, monkeypatch):
    def fails(handle):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="Input/output"):
        DiskMedia(location=tmp_path).save("photos/7c/x.jpg", ContentFile(b"a picture"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    (tmp_path / "x.jpg").write_bytes(b"somebody's")
    with pytest.raises(OSError, match="Input/output"):
        DiskMedia(location=tmp_path)._save("x.jpg", ContentFile(b"a picture"))
    assert (tmp_path / "x.jpg").read_bytes() == b"somebody's", "of two who want one name the first keeps it"

    def fails_as_well(storage, name):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(DiskMedia, "delete", fails_as_well)
    with pytest.raises(OSError, match="Input/output"):
        DiskMedia(location=tmp_path).save("photos/7c/x.jpg", ContentFile(b"a picture"))
