"""The media as a backup takes them and a restore puts them, on a disk and in a store; test_s3.py has a real one."""

import os
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage

from newsroom.backups import files, store

AT = datetime(2026, 11, 1, 10, tzinfo=UTC)


class Far(InMemoryStorage):
    """As a bucket: a name that is taken is kept, and another given."""

    bucket_name = "office"

    def files(self):
        yield SimpleNamespace(name="photos/a.jpg", size=9, modified=AT)


@pytest.fixture
def far(monkeypatch):
    monkeypatch.setattr(store, "default_storage", Far())
    store.default_storage.save("photos/a.jpg", ContentFile(b"a picture"))
    return store.default_storage


@pytest.fixture
def near(monkeypatch, tmp_path):
    monkeypatch.setattr(store, "default_storage", FileSystemStorage(tmp_path / "media"))
    (tmp_path / "media").mkdir()
    return tmp_path / "media"


def test_a_file_of_the_store_is_taken_whole_with_its_time_and_on_the_disk(far, tmp_path, monkeypatch):
    """By its time the next backup knows that it has not changed."""
    synced, fsync, target = [], os.fsync, tmp_path / "a.jpg"

    def remember(handle):
        synced.append(os.fstat(handle).st_ino)
        assert not target.exists()
        fsync(handle)

    monkeypatch.setattr(os, "fsync", remember)
    [medium] = store.all_media()
    store.fetch(medium, target)
    assert target.read_bytes() == b"a picture"
    assert (target.stat().st_ino, target.stat().st_mtime) == (*synced, AT.timestamp())
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_a_file_that_breaks_off_on_its_way_has_no_name(far, tmp_path, monkeypatch):
    def half(source, target, *length):
        target.write(b"a pi")
        raise OSError("The connection broke off.")

    monkeypatch.setattr(store.shutil, "copyfileobj", half)
    [medium] = store.all_media()
    with pytest.raises(OSError, match="broke off"):
        store.fetch(medium, tmp_path / "a.jpg")
    assert not (tmp_path / "a.jpg").exists()


def test_what_a_restore_that_broke_off_left_there_is_replaced_under_its_own_name(far, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"all of it")
    far.delete("photos/a.jpg")
    far.save("photos/a.jpg", ContentFile(b"all"))
    assert store.put(tmp_path / "a.jpg", "photos/a.jpg") == files.sha256(tmp_path / "a.jpg")
    assert far.open("photos/a.jpg").read() == b"all of it"
    assert far.listdir("photos")[1] == ["a.jpg"]


def test_what_lies_there_is_read_again_after_it_was_put(far, near, tmp_path, monkeypatch):
    """A disk or a store that takes half of a file without a word is found out."""
    source = tmp_path / "a.jpg"
    source.write_bytes(b"all of it")

    def half(target):
        target.write_bytes(b"all")

    monkeypatch.setattr(files, "copy", lambda source, target: target.write_bytes(b"all"))
    assert store.put(source, "a.jpg") != files.sha256(source)
    monkeypatch.setattr(store, "default_storage", far)
    save = far.save
    monkeypatch.setattr(far, "save", lambda name, file: save(name, ContentFile(b"all")))
    assert store.put(source, "b.jpg") != files.sha256(source)


def test_what_is_taken_away_while_the_disk_is_looked_through_is_passed_over(near, monkeypatch):
    for name in ("a.jpg", "b.jpg"):
        (near / name).write_bytes(b"x")
    below = files.below

    def while_somebody_deletes(folder):
        for path in below(folder):
            path.unlink() if path.name == "a.jpg" else None
            yield path

    monkeypatch.setattr(files, "below", while_somebody_deletes)
    assert [medium.name for medium in store.all_media()] == ["b.jpg"]


# How files are looked through and copied


def test_no_link_is_followed_and_nothing_half_written_is_found(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.jpg").write_bytes(b"x")
    media = tmp_path / "media"
    (media / "photos").mkdir(parents=True)
    for name in ("photos/a.jpg", "photos/.b.jpg.part", ".trash"):
        (media / name).write_bytes(b"x")
    (media / "link.jpg").symlink_to("/etc/passwd")
    os.mkfifo(media / "pipe.jpg")  # which nobody would come to write into
    (media / "away").symlink_to(tmp_path / "outside", target_is_directory=True)
    assert [str(path.relative_to(media)) for path in files.below(media)] == ["photos/a.jpg"]
    assert list(files.below(tmp_path / "none")) == []


def test_a_copy_has_the_time_of_what_it_is_a_copy_of(tmp_path):
    (tmp_path / "a").write_text("x")
    os.utime(tmp_path / "a", (1, AT.timestamp()))
    files.copy(tmp_path / "a", tmp_path / "deep" / "b")
    assert (tmp_path / "deep" / "b").stat().st_mtime == AT.timestamp()
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["b"]
