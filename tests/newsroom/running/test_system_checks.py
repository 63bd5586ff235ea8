"""Mistakes of a set-up are found by name, and a sound set-up is left in peace."""

import errno
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from companies.models import Photo
from newsroom.demo.make import make_article, make_edition
from newsroom.models import Vital, search
from newsroom.running import system_checks


def found(**options) -> set[str]:
    return {
        check.id for check in run_checks(include_deployment_checks=True, **options) if check.id.startswith("newsroom")
    }


@pytest.fixture
def sound(settings):
    settings.SECRET_KEY = "abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRST"
    settings.SITE_URL = "https://news.example.org"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "x"}}
    return settings


def test_a_sound_site_has_nothing_to_say_and_every_check_a_hint(sound):
    assert found() == set()
    sound.SECRET_KEY = "x" * 60
    checks = [check for check in run_checks(include_deployment_checks=True) if check.id.startswith("newsroom")]
    assert all(check.hint for check in checks)


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("SECRET_KEY", "short", "newsroom.E001"),
        ("SECRET_KEY", "for-development-only-0123456789-0123456789-0123456789", "newsroom.E001"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "newsroom.W004"),
        ("SITE_URL", "", "newsroom.W005"),
    ],
)
def test_each_mistake_has_its_id(sound, name, value, id):
    setattr(sound, name, value)
    assert found() == {id}


def test_a_write_ahead_log_on_a_sqlite_that_can_break_it_is_named(sound):
    sound.DATABASES["default"]["ENGINE"], before = "django.db.backends.sqlite3", sound.DATABASES["default"]["ENGINE"]
    try:
        sound.SQLITE_JOURNAL, sound.SQLITE_WAL_IS_SOUND = "wal", False
        assert [check.id for check in system_checks.sqlite_journal(None)] == ["newsroom.W002"]
        sound.SQLITE_WAL_IS_SOUND = True
        assert system_checks.sqlite_journal(None) == []
    finally:
        sound.DATABASES["default"]["ENGINE"] = before


def test_a_disk_of_the_network_is_known_by_its_mount(tmp_path):
    mounts = "\n".join(
        ["/dev/sda1 / ext4 rw 0 0", "nas:/x /srv nfs4 rw 0 0", "/dev/sdb1 /srv/local\\040disk xfs rw 0 0", "bad line"]
    )
    for folder, kind in {"/var/lib": "", "/srv/media": "nfs4", "/srv/local disk/media": "", "/srvother": ""}.items():
        assert system_checks.far_disk(system_checks.Path(folder), mounts) == kind


@pytest.mark.django_db
def test_late_signs_of_life_are_told_where_the_database_is_asked(sound):
    assert found() == set()
    assert found(databases=["default"]) == {"newsroom.W006", "newsroom.W007"}
    Vital.objects.note(Vital.TICK)
    Vital.objects.note(Vital.BACKUP)
    assert found(databases=["default"]) == set()
    for hours in (-27, 1):  # of an hour to come: noted by a clock that was put right since
        Vital.objects.update(at=timezone.now() + timedelta(hours=hours))
        assert found(databases=["default"]) == {"newsroom.W006", "newsroom.W007"}


@pytest.mark.django_db
def test_media_that_are_not_there_or_cannot_be_stored_are_named(sound, tmp_path, monkeypatch):
    for name in (Vital.TICK, Vital.BACKUP):
        Vital.objects.note(name)
    sound.MEDIA_ROOT = tmp_path / "media"
    assert found(databases=["default"]) == set(), "there are no pictures yet"
    Photo.objects.create(file="photos/ab/abcdef.jpg", width=800, height=500)
    assert found(databases=["default"]) == {"newsroom.E012"}
    sound.MEDIA_ROOT.mkdir()
    assert found(databases=["default"]) == set()

    def full(**options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(system_checks.tempfile, "TemporaryFile", full)
    assert found(databases=["default"]) == {"newsroom.E013"}


@pytest.mark.parametrize("table", ["newsroom_searchtext", "newsroom_drafttext"])
def test_an_index_of_words_that_decayed_is_found_and_made_anew(db, sound, table):
    make_edition("Lidar for everyone")
    make_article("Lidar for a few")
    if connection.vendor != "sqlite":
        return  # PostgreSQL keeps words in columns, as it keeps everything
    assert "newsroom.E014" not in found(databases=["default"])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}_data WHERE id > 20")  # noqa: S608
    assert "newsroom.E014" in found(databases=["default"])
    assert "newsroom.E008" not in found(databases=["default"]), "a restore isn't needed"
    call_command("rebuild_search", verbosity=0)
    assert "newsroom.E014" not in found(databases=["default"])
    assert len(search.find_stories("lidar")) == 2
