"""A picture or document that the site itself lost is named, with where a good copy lies, and put back."""

import errno
import os
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from companies.models import Photo
from newsroom.backups import files, soundness
from newsroom.backups.manifest import Manifest
from newsroom.models import ImportRun
from tests.companies.test_pictures import image
from tests.newsroom.papers import make_attachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def photo(media):
    return Photo.objects.create(file=ContentFile(image(800, 500), name="x.jpg"), alt_text="A hall")


@pytest.fixture
def backups(photo, media, tmp_path):
    folder = tmp_path / "backups"
    new = folder / "2026-11-01T10-00-00Z"
    shutil.copytree(media, new / "media")
    sums = {str(path.relative_to(new)): files.sha256(path) for path in files.below(new)}
    held = {"files": len(sums), "bytes": 1}
    Manifest("2026-11-01T10:00:00+00:00", "sqlite", "Park", {}, {}, held).write(new, sums)
    (folder / "latest").symlink_to(new.name)
    return folder


def check(*arguments) -> tuple[str, str]:
    """What it says, and how it ends."""
    said, end = StringIO(), ""
    try:
        call_command("check_media", *map(str, arguments), stdout=said)
    except CommandError as error:
        end = str(error)
    return said.getvalue(), end


def rot(path: Path) -> None:
    """A byte changes on the disk; nobody wrote."""
    stat, data = path.stat(), bytearray(path.read_bytes())
    data[-9] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_whole_media_are_said_to_be(media, backups):
    assert check(backups) == check() == ("All media files are there and whole.\n", "")


def test_each_damage_is_named_and_put_back(photo, media, backups):
    main, small, middle, large = (media / name for name in (photo.file.name, *(c["name"] for c in photo.copies)))
    before = {path: path.read_bytes() for path in (main, small, middle, large)}
    main.write_bytes(before[main][:-50])
    small.unlink()
    rot(middle)
    large.write_bytes(b"")
    said, end = check(backups)
    for path, what in ((main, "shorter than it was"), (small, "missing"), (middle, "changed"), (large, "empty")):
        name = path.relative_to(media)
        assert f"{name}: {what}; a good copy is {backups}/2026-11-01T10-00-00Z/media/{name}\n" in said
    assert end.startswith("4 media files are lost or damaged: --put-back")
    said, end = check(backups, "--put-back")
    assert (said.count("put back from"), end) == (4, "")
    assert {path: path.read_bytes() for path in before} == before
    assert check(backups)[1] == ""


def test_a_copy_that_was_made_anew_is_no_damage_and_a_picture_that_changed_is(photo, media, backups):
    small, large = (media / photo.copies[number]["name"] for number in (0, 1))
    small.write_bytes(large.read_bytes())
    os.utime(small, (1, 1))
    assert check(backups)[1] == ""
    main = media / photo.file.name
    main.write_bytes(main.read_bytes() + b"tail")
    assert f"{photo.file.name}: changed" in check(backups)[0]


def test_without_a_backup_what_cannot_be_read_is_found(photo, media):
    document = make_attachment()
    path, copy = media / document.file.name, media / photo.copies[0]["name"]
    path.write_bytes(path.read_bytes() + b"x")
    copy.write_bytes(copy.read_bytes()[:-100])
    said, end = check()
    assert f"{document.file.name}: changed; no backup here holds a good copy" in said
    assert f"{photo.copies[0]['name']}: damaged" in said
    assert "run it again with DIR" in end
    assert "rebuild_renditions" in end


def test_a_copy_that_changed_and_cannot_be_decoded_was_not_made_anew(photo, media, backups):
    copy = media / photo.copies[0]["name"]
    copy.write_bytes(copy.read_bytes()[:-100])
    os.utime(copy, (1, 1))
    assert f"{photo.copies[0]['name']}: shorter than it was" in check(backups)[0]
    for name, data in (("a.jpg", b""), ("a.jpg", image(80, 50)[:-100]), ("a.pdf", b"")):
        assert not soundness.is_readable(name, data)
    assert soundness.is_readable("a.pdf", b"words")


def test_a_document_is_what_its_row_says_though_the_backup_took_it_damaged(photo, media, backups):
    document, new = make_attachment(), next(backups.glob("2026*"))
    (new / "media" / document.file.name).parent.mkdir(parents=True)
    (new / "media" / document.file.name).write_bytes(b"damaged")
    sums = {str(path.relative_to(new)): files.sha256(path) for path in files.below(new / "media")}
    held = {"files": len(sums), "bytes": 1}
    Manifest("2026-11-01T10:00:00+00:00", "sqlite", "Park", {}, {}, held).write(new, sums)
    assert check(backups)[1] == ""


def test_what_is_taken_away_while_it_is_looked_at_is_missing_where_a_row_names_it(photo, media, backups, monkeypatch):
    def gone(name):
        raise FileNotFoundError(name)

    monkeypatch.setattr(soundness.default_storage, "open", gone)
    assert f"{photo.file.name}: missing" in check(backups)[0]


def test_uploads_that_no_reader_is_served_are_no_media(photo, settings, tmp_path):
    ImportRun.objects.create(file=ContentFile(b"{}", name="stories.jsonl"), size=2)
    assert soundness.wanted().keys() == {photo.file.name, *(copy["name"] for copy in photo.renditions)}


def test_a_backup_that_decayed_as_well_is_not_put_back(photo, media, backups):
    rot(next(backups.glob(f"2026*/media/{photo.file.name}")))
    (media / photo.file.name).unlink()
    said, end = check(backups, "--put-back")
    assert "no backup here holds a good copy" in said
    assert not (media / photo.file.name).exists()
    assert end


def test_a_sector_that_cannot_be_read_is_damage_and_ends_no_check(photo, media, backups, monkeypatch):
    (media / photo.copies[0]["name"]).unlink()
    opened = soundness.default_storage.open

    def read(name):
        if name == photo.file.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO), name)
        return opened(name)

    monkeypatch.setattr(soundness.default_storage, "open", read)
    said, end = check(backups)
    assert f"{photo.file.name}: unreadable (Input/output error); a good copy is {backups}" in said
    assert f"{photo.copies[0]['name']}: missing" in said
    assert end.startswith("2 media files")


def test_a_backup_whose_lists_decayed_is_passed_over_for_an_older_one(photo, media, backups):
    newer = backups / "2026-11-02T10-00-00Z"
    shutil.copytree(backups / "2026-11-01T10-00-00Z", newer)
    (newer / "SHA256SUMS").write_bytes(b"\xff")
    (media / photo.file.name).unlink()
    said, end = check(backups, "--put-back")
    assert (f"put back from {backups}/2026-11-01T10-00-00Z" in said, end) == (True, "")


def test_what_nobody_asks_for_is_not_looked_at(photo, media, backups):
    (media / "photos" / "left-over.jpg").write_bytes(b"")
    assert check(backups) == ("All media files are there and whole.\n", "")
    (media / "cards").mkdir()
    (media / "cards" / "a.jpg").write_bytes(b"")  # named by no row, and asked for all the same
    assert "cards/a.jpg: empty" in check(backups)[0]


def test_a_folder_without_backups_is_refused(photo, tmp_path):
    (tmp_path / "none").mkdir()
    assert "holds no backup" in check(tmp_path / "none")[1]
