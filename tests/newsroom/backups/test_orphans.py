"""Files that belong to nothing are counted and, when somebody asks for it, deleted; nothing else ever is."""

import errno
import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from companies.models import Photo
from newsroom import social_cards
from newsroom.backups import orphans, unfinished
from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.media_on_disk import DiskMedia
from newsroom.models import Attachment, EditBuffer, Edition, ImportRun, Vital
from tests.companies.test_pictures import image
from tests.newsroom.backups.test_soundness import check
from tests.newsroom.papers import make_attachment

pytestmark = pytest.mark.django_db

STEM = "ab" + "0123456789" * 2 + "cd"
NAME = f"photos/ab/{STEM}.jpg"
COPY = f"photos/ab/{STEM}-480.webp"


@pytest.fixture
def media(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(ImportRun._meta.get_field("file"), "storage", DiskMedia(tmp_path / "private"))
    for _ in range(3):  # so that the orphans are few beside them
        Photo.objects.create(file=ContentFile(image(700, 500), name="x.jpg"), alt_text="A hall")
    return settings.MEDIA_ROOT


def put(folder: Path, name: str, *, days: float = 2) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    age(path, days)
    return path


def age(path: Path, days: float = 2) -> None:
    os.utime(path, (time.time() - days * 86400,) * 2)


def age_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        age(path)


def on_disk(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def found() -> set[str]:
    return {orphan.medium.name for orphan in orphans.find().orphans}


def test_what_an_upload_left_that_was_rolled_back_is_counted_named_and_deleted_when_asked(media):
    document = make_attachment()
    before = on_disk(media)
    with transaction.atomic():
        Photo.objects.create(file=ContentFile(image(400, 300), name="x.jpg"))
        make_attachment("Rolled back")
        transaction.set_rollback(True)
    left = on_disk(media) - before
    assert {name.split("/")[0] for name in left} == {"photos", "files"}
    age_all(media)
    assert found() == left
    said, end = check()
    assert f"{len(left)} files, " in said
    assert "--delete-orphans deletes them" in said
    assert (end, on_disk(media)) == ("", before | left)
    said, end = check("-v", "2", "--delete-orphans")
    assert all(f"{name}: belongs to nothing\n" in said for name in left)
    assert (f"Deleted {len(left)} of them." in said, end) == (True, "")
    assert on_disk(media) == before
    assert check() == ("All media files are there and whole.\n", "")
    document.refresh_from_db()


def test_what_is_younger_than_a_day_stays(media):
    """An upload whose transaction has not ended has no row that anybody sees."""
    put(media, NAME, days=0.9)
    put(media, COPY, days=-1)  # by another clock
    assert found() == set()


def test_a_file_that_became_another_meanwhile_stays(media):
    path = put(media, NAME)
    [orphan] = orphans.find().orphans
    age(path, 0)
    assert not orphans.delete(orphan)
    path.unlink()
    assert not orphans.delete(orphan)


def in_a_draft():
    make_article(body=f'<p>Text.</p><figure><img src="/media/{COPY}" alt=""></figure>')


def in_what_readers_see():
    Edition.objects.filter(pk=make_edition().pk).update(body_html=f'<img src="/media/{COPY}" alt="">')


def in_a_revision():
    story = make_article(body=f'<p>Text.</p><figure><img src="/media/{COPY}" alt=""></figure>')
    story.body = "<p>Other text.</p>"
    workflow.save(story)


def in_a_story_that_was_deleted():
    story = make_article(body=f'<p>Text.</p><figure><img src="/media/{COPY}" alt=""></figure>')
    workflow.delete(story)


def in_an_edit_buffer(django_user_model):
    user = django_user_model.objects.create(username="li")
    EditBuffer.objects.create(user=user, token="0" * 32, payload={"body": [f"/media/{COPY}"]}, saved_at=timezone.now())


def in_a_profile():
    make_company(body=f"![]({COPY})")


def in_an_import():
    run = ImportRun.objects.create(name="x.csv", size=1, state="done")
    run.lines.create(number=1, action="created", entry={"notes": [f"https://old.example/media/{NAME}"]})


def in_an_address_that_is_quoted():
    make_article(editor_note=f"https://a.example/?u=%2fmedia%2fphotos%2fab%2f{STEM}.jpg")


WRITTEN = [
    in_a_draft, in_what_readers_see, in_a_revision, in_a_story_that_was_deleted, in_a_profile, in_an_import,
    in_an_address_that_is_quoted,
]  # fmt: skip


@pytest.mark.parametrize("write", WRITTEN)
def test_what_is_written_anywhere_stays_with_all_its_copies(media, write):
    put(media, NAME)
    put(media, COPY)
    assert found() == {NAME, COPY}
    write()
    assert found() == set()


def test_what_a_text_kept_aside_shows_stays(media, django_user_model):
    put(media, NAME)
    in_an_edit_buffer(django_user_model)
    assert found() == set()


def test_a_document_that_a_story_or_a_revision_carries_stays_without_its_row(media):
    document = make_attachment()
    story = make_article(attachments=[document.as_carried])
    Attachment.objects.all()._raw_delete("default")
    age_all(media)
    assert found() == set()
    story.attachments = []
    workflow.save(story)
    assert found() == set()
    story.revisions.all().delete()
    assert found() == {document.file.name}


def test_every_copy_of_a_picture_of_the_library_stays_known_or_not(media):
    photo = Photo.objects.first()
    stale = photo.file.name.replace(".jpg", "-99.webp")
    put(media, stale)
    age_all(media)
    assert found() == set()


def test_what_is_not_named_by_us_is_never_touched(media, tmp_path):
    theirs = (
        "logo.png", "robots.txt", "photos/logo.jpg", "photos/ab/holiday.jpg", f"photos/cd/{STEM}.jpg", f"{STEM}.jpg",
        f"photos/ab/{STEM[:-1]}.jpg", f"photos/ab/{STEM.upper()}.jpg", f"photos/ab/{STEM}.jpg.bak", f"old/{NAME}",
        f"photos/ab/.{STEM}.jpg.part", f"photos/ab/{STEM}/a.jpg", f"cards/{STEM}.jpg", social_cards.name_of_site(),
    )  # fmt: skip
    for name in theirs:
        put(media, name)
    elsewhere = put(tmp_path, f"elsewhere/{STEM}.jpg")
    (media / NAME).symlink_to(elsewhere)
    social_cards.draw([make_edition()])
    age_all(media)
    assert found() == set()


def test_what_the_storage_named_otherwise_is_ours_as_well(media):
    put(media, taken := f"photos/ab/{STEM}-600x315-50x50_aB3dE6g.jpg")
    put(media, paper := f"files/ab/{STEM}.pdf")
    assert found() == {taken, paper}


def test_nothing_is_deleted_where_it_may_be_anothers(media, tmp_path):
    put(media, NAME)
    age_all(media)
    photos = Photo.objects.count()
    unfinished.mark().touch()
    refuse("A restore into this site is under way")
    unfinished.mark().unlink()
    Vital.objects.note(Vital.HOLD, why="restored")
    refuse("was restored and is held")
    Vital.objects.filter(name=Vital.HOLD).delete()
    kept = list(Photo.objects.all())
    Photo.objects.all()._raw_delete("default")  # as with the database of another site
    refuse("another database than theirs")
    Photo.objects.bulk_create(kept)
    assert Photo.objects.count() == photos
    assert check("--delete-orphans")[1] == ""
    assert not (media / NAME).exists()


def refuse(why: str) -> None:
    folder = Path(default_storage.location)
    before = on_disk(folder)
    end = check("--delete-orphans")[1]
    assert "No file was deleted." in end
    assert why in end
    assert on_disk(folder) == before


def test_media_that_cannot_be_written_are_told_of(media, monkeypatch):
    put(media, NAME)
    put(media, COPY)

    def refuse(storage, name):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(FileSystemStorage, "delete", refuse)
    with pytest.raises(CommandError, match=r"2 could not be deleted, such as photos/ab/.* \(Read-only file system\)"):
        call_command("check_media", "--delete-orphans")
    assert on_disk(media) >= {NAME, COPY}


def test_an_upload_of_an_import_stays_as_long_as_its_run_names_it(media, tmp_path):
    private = tmp_path / "private"
    ImportRun.objects.create(name="稿件.csv", size=1, file=ContentFile(b"x", name="稿件.csv"), state="stopped")
    with transaction.atomic():
        lost = ImportRun.objects.create(name="b.csv", size=1, file=ContentFile(b"x", name="b.csv")).file.name
        transaction.set_rollback(True)
    assert found() == set()
    age_all(private)
    put(private, "notes.txt")
    put(private, "imports/keys.txt")
    assert found() == {lost}
    assert check("--delete-orphans")[1] == ""
    assert not (private / lost).exists()
    assert len(on_disk(private)) == 3
