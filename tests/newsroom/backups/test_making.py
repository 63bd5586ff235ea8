"""What a backup promises while it is made, one rule at a time; test_drill.py makes whole ones."""

import errno
import fcntl
import os
import shutil
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from companies.models import Photo
from newsroom.backups import databases, files, make, manifest, store, unfinished
from newsroom.demo.make import make_edition
from newsroom.models import Edition, Vital
from tests.companies.test_pictures import image

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _a_small_database(monkeypatch):
    """Rows are counted where they stand; a file of some bytes is there for them."""

    @contextmanager
    def copied(folder):
        (folder / databases.NAMES[connection.vendor]).write_bytes(b"rows")
        yield "default"

    monkeypatch.setattr(databases, "copied", copied)
    monkeypatch.setattr(make, "_database_size", lambda: 1000)
    monkeypatch.setattr(os, "umask", lambda mask: mask)  # or every later test writes as a backup does


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path
    return settings.MEDIA_ROOT


@pytest.fixture
def photo(media):
    return Photo.objects.create(file=ContentFile(image(800, 500), name="x.jpg"), alt_text="A hall")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def back_up(folder, photo, time_machine):
    """Makes backups, an hour after each other."""
    hours = iter(range(1000))

    def back_up():
        time_machine.move_to(START + timedelta(hours=next(hours)), tick=False)
        made = make.make(folder)
        make.note(*made)
        return made

    return back_up


def refuse(place):
    raise manifest.BackupBroken("It is not what it should be.")


def rot(path: Path) -> bytes:
    """A byte changes on the disk, and nobody wrote; gives what stood there."""
    stat, before = path.stat(), path.read_bytes()
    path.write_bytes(before[:-9] + bytes([before[-9] ^ 1]) + before[-8:])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return before


def test_two_are_never_made_into_one_folder_at_once(folder, back_up):
    folder.mkdir()
    others = folder / ".new-2026-11-01T09-59-59Z"
    others.mkdir()
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(make.BackupRefused, match="is under way"):
            back_up()
        assert others.is_dir(), "that is the other one's, who is still at it"
    (folder / ".latest").symlink_to(others.name)  # killed a moment before it was the last good one
    back_up()
    assert not others.exists()


def test_a_second_one_of_the_same_second_is_refused(folder, back_up):
    place, _ = back_up()
    before = sorted(place.rglob("*"))
    with pytest.raises(make.BackupRefused, match="of this second already"):
        make.make(folder)
    assert (make.latest(folder), sorted(place.rglob("*"))) == (place, before)
    manifest.verify(place)


def test_where_there_is_no_room_nothing_is_begun(folder, media, back_up, monkeypatch):
    size = sum(path.stat().st_size for path in files.below(media))
    free = make._SPARE + 1000 + size - 1
    monkeypatch.setattr(make.shutil, "disk_usage", lambda place: SimpleNamespace(free=free))
    with pytest.raises(make.BackupRefused, match="Make room"):
        back_up()
    assert [path.name for path in folder.iterdir()] == [".lock"]
    free += 1
    back_up()
    free = make._SPARE + 1000  # the media are there already
    back_up()
    free -= 1
    with pytest.raises(make.BackupRefused, match="Make room"):
        back_up()


def test_a_sign_of_life_is_given_by_one_that_is_good_and_by_no_other(back_up, photo, media, monkeypatch):
    back_up()
    first = Vital.objects.read(Vital.BACKUP)
    assert first.at == timezone.now()
    assert first.details == {
        "of": "2026-11-01T10-00-00Z",
        "media": 1 + len(photo.renditions),
        "damaged": 0,
        "decayed": 0,
        "astray": 0,
    }
    with monkeypatch.context() as patched:
        patched.setattr(make, "verify", refuse)
        with pytest.raises(manifest.BackupBroken):
            back_up()
    assert Vital.objects.read(Vital.BACKUP).at == first.at
    (media / photo.file.name).unlink()
    back_up()
    assert Vital.objects.read(Vital.BACKUP).details["damaged"] == 1


def test_a_story_that_decayed_is_told_of_and_does_not_keep_a_backup_from_being_made(folder, photo):
    edition = make_edition("Robots")
    Edition.objects.update(note="not ours")
    said, told = StringIO(), StringIO()
    call_command("backup", str(folder), stdout=said, stderr=told)
    assert "all verified" in said.getvalue()
    assert f"edition {edition.pk} of story {edition.article_id}. What to do: manage.py check_stories" in told.getvalue()
    assert Vital.objects.read(Vital.BACKUP).details["decayed"] == 1


def test_rows_that_point_nowhere_are_no_reason_to_have_no_backup_but_to_call_somebody(folder, photo, monkeypatch):
    said = "3 rows of newsroom_credit point to rows of people_person that are not there (rowid 7, 8, 9)"
    monkeypatch.setattr(databases, "astray", lambda alias: [said])
    with pytest.raises(CommandError, match="The backup is made.*3 rows of newsroom_credit"):
        call_command("backup", str(folder), stdout=StringIO())
    assert manifest.verify(make.latest(folder)).astray == [said]
    assert Vital.objects.read(Vital.BACKUP).details["astray"] == 1


def test_where_the_site_takes_no_changes_the_backup_is_made_and_not_called_failed(folder, photo, monkeypatch):
    """As on a disk that fails for writing, which is when somebody wants one more."""

    def refuses(name, **details):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(Vital.objects, "note", refuses)
    with pytest.raises(CommandError, match="The backup is made.*not told of it") as told:
        call_command("backup", str(folder), stdout=StringIO())
    assert "as it did" not in str(told.value)
    manifest.verify(make.latest(folder))


def test_whatever_a_row_names_is_among_the_media(back_up, monkeypatch):
    """A picture that comes while the media are copied is in neither, or in both: the database is copied first."""
    listed = store.all_media

    def all_media():
        yield from list(listed())
        Photo.objects.create(file=ContentFile(image(400, 300), name="y.jpg"), alt_text="Just now")

    monkeypatch.setattr(make, "_require_space", lambda folder: None)  # which looks through them as well
    monkeypatch.setattr(store, "all_media", all_media)
    assert back_up()[1].missing == []


def test_what_is_taken_away_meanwhile_is_no_failure_and_is_named_where_a_row_names_it(back_up, media, monkeypatch):
    listed, stray = store.all_media, media / "photos" / "stray.jpg"
    stray.write_bytes(image(40, 30))
    named = media / Photo.objects.get().file.name

    def all_media():
        for medium in list(listed()):
            (media / medium.name).unlink() if media / medium.name in (stray, named) else None
            yield medium

    monkeypatch.setattr(make, "_require_space", lambda folder: None)  # which looks through them as well
    monkeypatch.setattr(store, "all_media", all_media)
    place, made = back_up()
    assert made.missing == [Photo.objects.get().file.name]
    assert not (place / "media/photos/stray.jpg").exists()
    manifest.verify(place)


def test_a_disk_without_links_has_whole_backups_all_the_same(back_up, photo, media, monkeypatch):
    def refused(*names):
        raise PermissionError("no links here")

    monkeypatch.setattr(make.os, "link", refused)
    first, _ = back_up()
    (media / photo.file.name).unlink()
    second, made = back_up()
    assert made.carried == [photo.file.name]
    assert manifest.verify(second).media == {"files": 1 + len(photo.renditions) - 1, "bytes": made.media["bytes"]}
    assert not (first / "media" / photo.file.name).samefile(second / "media" / photo.file.name)


def test_what_was_deleted_on_purpose_is_not_brought_back(back_up, photo, media):
    back_up()
    Photo.objects.all().delete()
    shutil.rmtree(media)
    place, made = back_up()
    assert (made.carried, made.missing) == ([], [])
    assert not list(files.below(place / "media"))


def test_an_original_is_never_taken_anew_however_well_it_can_be_read(back_up, photo, media):
    """It is made once; a smaller copy may be made anew, by another encoder."""
    before = (media / photo.file.name).read_bytes()
    back_up()
    (media / photo.file.name).write_bytes(image(600, 400))
    place, made = back_up()
    assert made.carried == [photo.file.name]
    assert (place / "media" / photo.file.name).read_bytes() == before


@pytest.mark.parametrize("name", [manifest.SUMS, manifest.MANIFEST])
def test_what_the_last_one_cannot_vouch_for_any_more_is_taken_from_the_site(back_up, photo, media, name):
    """Its lists decayed, and a picture as well, of which nobody could say so now."""
    last, _ = back_up()
    whole = rot(last / "media" / photo.file.name)
    for sign in (b"\xff", b"x"):
        (last / name).write_bytes(sign + (last / name).read_bytes()[1:])
        with pytest.raises(manifest.BackupBroken):
            manifest.verify(last)
        place, _ = back_up()
        assert (place / "media" / photo.file.name).read_bytes() == whole
        manifest.verify(place)


def test_none_is_made_of_a_site_that_is_being_restored(back_up, folder):
    """The database may be empty by then, and the newest backup is what the next restore begins with."""
    last, _ = back_up()
    unfinished.mark().write_text("")
    with pytest.raises(make.BackupRefused, match="A restore into this site is under way"):
        back_up()
    assert make.latest(folder) == last


def test_the_last_good_one_stands_at_every_moment_and_all_of_it_is_on_the_disk(back_up, folder, monkeypatch):
    """Asked before each change of a name; and whatever has a name by then was brought to the disk before."""
    first, _ = back_up()
    watching, moments, synced, fsync = [], [], set(), os.fsync

    def remember(handle):
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    def see(event, names):
        if not watching or event not in ("os.rename", "os.remove", "os.symlink", "os.rmdir"):
            return
        last = make.latest(folder)
        assert last is not None, f"{event} {names}"
        moments.append((event, last))
        if event == "os.rename" and Path(names[1]).parent == folder and Path(names[0]).is_dir():
            for place, _, named in os.walk(names[0]):
                assert os.stat(place).st_ino in synced, place
                made = [Path(place, name) for name in named if not name.startswith("database.")]
                assert {path.name for path in made if path.stat().st_ino not in synced} == set()

    sys.addaudithook(see)
    monkeypatch.setattr(os, "fsync", remember)
    shutil.rmtree(first / "media")  # so that all are copied anew
    try:
        watching.append(True)
        second, _ = back_up()
    finally:
        watching.clear()
    assert {last for _, last in moments} <= {first, second}
    assert os.stat(folder).st_ino in synced
    assert make.latest(folder) == second


# Which ones are kept


def test_the_last_good_one_is_never_deleted_however_old(back_up, folder, time_machine):
    place, _ = back_up()
    (folder / "notes").mkdir()
    (folder / "2026-notes.txt").write_text("Whom to call")
    (folder / "2024-01-01T00-00-00Z").write_text("A file of that name is no backup.")
    time_machine.move_to(START + timedelta(days=800), tick=False)
    assert make.prune(folder) == []
    assert make.latest(folder) == place
    manifest.verify(place)
    time_machine.move_to(START + timedelta(days=801), tick=False)
    newer, _ = make.make(folder)
    without_a_gap(folder)
    assert place.name in make.prune(folder)
    for path in folder.glob("2*Z"):
        if path.is_dir() and path != newer:
            path.rmdir()
    assert {path.name for path in folder.iterdir()} == {
        newer.name, "latest", ".lock", "notes", "2026-notes.txt", "2024-01-01T00-00-00Z",
    }  # fmt: skip


def test_old_ones_are_deleted_only_where_that_is_asked_for_and_after_a_new_one_is_good(
    back_up, folder, photo, time_machine, monkeypatch
):
    old, _ = back_up()
    back_up()
    time_machine.move_to(START + timedelta(days=800), tick=False)
    with monkeypatch.context() as patched:
        patched.setattr(make, "verify", refuse)
        with pytest.raises(CommandError, match="stands as it did"):
            call_command("backup", folder, "--prune")
    assert old.is_dir()
    said = StringIO()
    call_command("backup", folder, stdout=said)
    assert old.is_dir()
    assert "backups deleted" not in said.getvalue()
    without_a_gap(folder)
    time_machine.move_to(START + timedelta(days=801), tick=False)
    call_command("backup", folder, "--prune", stdout=said)
    assert not old.exists()
    assert "7 old backups deleted." in said.getvalue()


def without_a_gap(folder: Path) -> None:
    """Let there be one for each quarter of 800 days."""
    for days in range(80, 800, 80):
        (folder / (START + timedelta(days=days)).strftime("%Y-%m-%dT%H-%M-%SZ")).mkdir()


def test_a_clock_that_is_years_ahead_deletes_none(back_up, folder, time_machine):
    places = [back_up()[0] for _ in range(3)]
    said = StringIO()
    for hours in (0, 1, 2):
        time_machine.move_to(START + timedelta(days=3650, hours=hours), tick=False)
        call_command("backup", folder, "--prune", stdout=StringIO(), stderr=said)
    assert all(place.is_dir() for place in places)
    assert said.getvalue().count("No backup in") == 3
    assert f"from {places[-1].name} to 2036-10-29T10-00-00Z" in said.getvalue()


def test_what_cannot_be_read_keeps_nothing_else_out_of_the_backup(back_up, folder, photo, media, monkeypatch, caplog):
    """A broken sector, or a file that another user owns: the database and all else are backed up, and it is told."""
    before, _ = back_up()
    os.utime(media / photo.file.name, (1, 1))  # so that it is no longer taken to be the file that the last one has
    really = files.sha256

    def sha256(path):
        if path == media / photo.file.name:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return really(path)

    def copy(source, target):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(files, "copy", copy)
    with pytest.raises(OSError, match="Input/output"):  # nothing says that it is the file's fault
        back_up()
    monkeypatch.setattr(files, "sha256", sha256)
    place, made = back_up()
    assert made.carried == [photo.file.name]
    assert (place / "media" / photo.file.name).samefile(before / "media" / photo.file.name)
    assert f"{photo.file.name} cannot be read (Input/output error)." in caplog.text


@pytest.mark.parametrize(
    ("name", "said"),
    [(b"a\nb.jpg", r"a\nb.jpg"), (b"\xd6\xd0.jpg", r"\udcd6\udcd0.jpg"), (b"\xd6\xd0/a.jpg", r"\udcd6\udcd0/a.jpg")],
)
def test_a_name_that_no_list_can_hold_keeps_nothing_else_out_of_the_backup(back_up, media, caplog, name, said):
    """Copied into the media by hand, from a disk whose names are in GB 18030: it is left out, and that is said."""
    path = os.path.join(os.fsencode(media), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Path(os.fsdecode(path)).write_bytes(b"by hand")
    place, made = back_up()
    assert manifest.verify(place) == made
    assert made.media["files"] == sum(1 for _ in files.below(media)) - 1
    assert f"{said} is left out of the backup" in caplog.text


def test_the_longest_name_that_a_disk_takes_is_backed_up_as_well(back_up, media):
    names = ("中" * 85, "a\u2028b\x0b\x85.jpg")  # of 255 bytes; and what some take for ends of lines
    for name in names:
        (media / name).write_bytes(b"by hand")
    place, _ = back_up()
    assert [(place / "media" / name).read_bytes() for name in names] == [b"by hand"] * 2
