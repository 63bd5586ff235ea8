"""Mistakes of a set-up are found by name, and a sound set-up is left in peace."""

import errno
import sqlite3
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from companies.models import Photo
from newsroom.demo.make import make_article, make_edition
from newsroom.models import Vital, search
from newsroom.running import healthz, system_checks


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
    assert checks
    assert all(check.hint for check in checks)


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("SECRET_KEY", "abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKL", "newsroom.E001"),
        ("SECRET_KEY", "abcdefghi" * 6, "newsroom.E001"),
        ("SECRET_KEY", "for-development-only-0123456789-0123456789-0123456789", "newsroom.E001"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "newsroom.W004"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}, "newsroom.W004"),
        ("SITE_URL", "", "newsroom.W005"),
    ],
)
def test_each_mistake_has_its_id(sound, name, value, id):
    setattr(sound, name, value)
    assert found() == {id}


def test_a_site_that_sends_no_mail_needs_no_address_for_it(sound):
    sound.SITE_URL, sound.MAIL_IS_ON = "", False
    assert found() == set()


def test_a_write_ahead_log_on_a_sqlite_that_can_break_it_is_named(sound, monkeypatch):
    monkeypatch.setitem(sound.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    sound.SQLITE_JOURNAL, sound.SQLITE_WAL_IS_SOUND = "wal", False
    assert [check.id for check in system_checks.sqlite_journal(None)] == ["newsroom.W002"]
    sound.SQLITE_WAL_IS_SOUND = True
    assert system_checks.sqlite_journal(None) == []
    sound.SQLITE_WAL_IS_SOUND = False
    monkeypatch.setitem(sound.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert system_checks.sqlite_journal(None) == []


def test_what_lies_on_a_disk_of_the_network_is_named(sound, monkeypatch):
    monkeypatch.setattr(system_checks, "_mounts", lambda: "nas:/x / nfs4 rw 0 0")
    monkeypatch.setitem(sound.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(sound.DATABASES["default"], "NAME", "/srv/newsroom.sqlite3")

    def said():
        return [check.msg.partition(" lies")[0] for check in system_checks.local_disks(None)]

    assert said() == ["The SQLite database", "The folder of media"]
    sound.MEDIA_S3_BUCKET = "pictures"
    assert said() == ["The SQLite database"]
    monkeypatch.setitem(sound.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert said() == []


def test_a_system_that_names_no_disks_has_none_of_the_network(tmp_path, monkeypatch):
    monkeypatch.setattr(system_checks, "_MOUNTS", tmp_path / "mounts")
    assert system_checks._mounts() == ""
    (tmp_path / "mounts").write_bytes(b"nas:/\xff /srv nfs4 rw 0 0")
    assert system_checks.far_disk(system_checks.Path("/srv/media"), system_checks._mounts()) == "nfs4"


def test_a_disk_of_the_network_is_known_by_its_mount(tmp_path):
    mounts = [
        "/dev/sda1 / ext4 rw 0 0", "nas:/x /srv nfs4 rw 0 0", "/dev/sdb1 /srv/local\\040disk xfs rw 0 0", "bad",
    ]  # fmt: skip
    folders = {"/var/lib": "", "/srv/media": "nfs4", "/srv/local disk/media": "", "/srvother": ""}
    for lines in (mounts, mounts[::-1]):
        for folder, kind in folders.items():
            assert system_checks.far_disk(system_checks.Path(folder), "\n".join(lines)) == kind


@pytest.mark.parametrize(
    "check",
    [
        system_checks.database_answers, system_checks.migrations_wait, system_checks.sound_file,
        system_checks.media_are_there, system_checks.signs_of_life,
    ],
)  # fmt: skip
@pytest.mark.parametrize("databases", [None, [], ["other"]])
def test_the_database_is_asked_only_where_somebody_says_so(check, databases):
    assert check(None, databases=databases) == []  # a test that may not ask it fails where it does


@pytest.fixture
def executor(monkeypatch):
    """Puts what a test says in the place of what Django knows of migrations."""
    monkeypatch.setattr(connections["default"], "close", lambda: None)  # or the test's transaction would be gone
    return lambda made: monkeypatch.setattr(system_checks, "MigrationExecutor", made)


@pytest.mark.django_db
def test_a_database_that_cannot_be_read_is_said_to_be_in_words(sound, executor, monkeypatch):
    def refused(*args, **kwargs):
        error = OperationalError("unable to open database file")
        error.__cause__ = sqlite3.OperationalError(str(error))
        error.__cause__.sqlite_errorname = "SQLITE_CANTOPEN"
        raise error

    for name in (Vital.TICK, Vital.BACKUP):
        Vital.objects.note(name)
    closed = []
    monkeypatch.setattr(connections["default"], "close", lambda: closed.append(True))
    executor(refused)
    [error] = system_checks.database_answers(None, databases=["default"])
    assert (error.id, "Is DATA_DIR right" in error.msg) == ("newsroom.E009", True)
    assert system_checks.migrations_wait(None, databases=["default"]) == []
    nothing = SimpleNamespace(objects=SimpleNamespace(exists=refused, values_list=refused))
    monkeypatch.setattr(system_checks.media_there, "are_missing", refused)
    assert not system_checks._are_missing()
    monkeypatch.setattr(system_checks, "Vital", nothing)
    assert system_checks.signs_of_life(None, databases=["default"]) == []
    monkeypatch.setattr(system_checks.postgresql_rights, "refused", refused)
    assert system_checks.rights(None, databases=["default"]) == []
    assert len(closed) == 5, "by each, so that the next opens it anew"


@pytest.mark.parametrize(
    ("applied", "says"),
    [
        (("newsroom", "9999_of_tomorrow"), ["newsroom.E010"]),
        (("newsroom", "0001_initial"), []),
        (("newsroom", "0001_squashed"), []),
        (("gone", "0001_initial"), []),
    ],
)
def test_what_a_newer_program_did_to_the_database_is_named(executor, applied, says):
    loader = SimpleNamespace(
        disk_migrations={("newsroom", "0001_squashed"): SimpleNamespace(replaces=[("newsroom", "0001_initial")])},
        applied_migrations={applied: None},
        migrated_apps={"newsroom"},
    )
    recorder = SimpleNamespace(applied_migrations=lambda: loader.applied_migrations)
    executor(lambda connection: SimpleNamespace(loader=loader, recorder=recorder))
    assert [check.id for check in system_checks.database_answers(None, databases=["default"])] == says


@pytest.mark.django_db
def test_an_index_that_somebody_else_holds_is_not_called_damaged(sound, monkeypatch):
    def held(driver):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(system_checks, "damaged", held)
    assert system_checks.sound_file(None, databases=["default"]) == []


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
    sound.MEDIA_S3_BUCKET = "pictures"
    assert found(databases=["default"]) == set(), "they lie elsewhere"
    sound.MEDIA_S3_BUCKET = ""
    sound.MEDIA_ROOT.mkdir()
    assert found(databases=["default"]) == {"newsroom.E012"}, "an empty folder, as where a disk is not mounted"
    (sound.MEDIA_ROOT / "photos/ab").mkdir(parents=True)
    (sound.MEDIA_ROOT / "photos/ab/abcdef.jpg").touch()
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


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file has one owner")
@pytest.mark.parametrize(("right", "reads"), [("SELECT", False), ("INSERT", True), ("DELETE", True)])
def test_a_table_that_somebody_else_owns_is_named_and_readers_are_sent_elsewhere(
    db, sound, client, monkeypatch, right, reads
):
    monkeypatch.setattr(healthz, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE weak; GRANT ALL ON ALL TABLES IN SCHEMA public TO weak; SET ROLE weak")
        try:
            assert "newsroom.E015" not in found(databases=["default"])
            assert client.get("/healthz").status_code == 200
            cursor.execute(f"RESET ROLE; REVOKE {right} ON newsroom_section FROM weak; SET ROLE weak")
            (said,) = (check for check in run_checks(include_deployment_checks=True, databases=["default"])
                       if check.id == "newsroom.E015")  # fmt: skip
            assert "newsroom_section" in said.msg
            monkeypatch.setattr(healthz, "_migrated", False)
            assert client.get("/healthz").status_code == (200 if reads else 503)
        finally:
            cursor.execute("RESET ROLE")
