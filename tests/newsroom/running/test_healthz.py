"""Whether this machine can answer readers, and what only some are told."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from companies.models import Photo
from newsroom.models import Vital
from newsroom.running import healthz, media_there
from newsroom.running.shared_cache import CacheAway

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(healthz, "_migrated", False)


def test_anybody_is_told_ok_and_nothing_else(client, settings):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "Vary" not in answer, "whoever brings no session is not asked for one"
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(
    ("given", "is_told"),
    [("", False), ("Bearer wrong", False), ("Bearer s3cret-token", True), ("s3cret-token", True), ("Bearer ", False)],
)
def test_details_are_for_who_brings_the_token(client, settings, given, is_told):
    settings.HEALTH_TOKEN = "s3cret-token"
    answer = client.get("/healthz", headers={"Authorization": given})
    assert (answer["Content-Type"] == "application/json") == is_told
    settings.HEALTH_TOKEN = ""
    assert client.get("/healthz", headers={"Authorization": given}).content == b"ok\n"


def test_the_token_is_compared_in_a_time_that_tells_nothing(client, settings, monkeypatch):
    compared, compare = [], healthz.compare_digest
    monkeypatch.setattr(healthz, "compare_digest", lambda *both: compared.append(both) or compare(*both))
    settings.HEALTH_TOKEN = "s3cret-token"
    for given in ("s3cret-tokem", "s3cret-token", "秘密"):
        client.get("/healthz", headers={"Authorization": f"Bearer {given}"})
    assert [ours for _, ours in compared] == [b"s3cret-token"] * 3


def test_details_are_for_staff_and_tell_how_old_the_signs_are(client):
    client.force_login(User.objects.create_user("reader"))
    assert client.get("/healthz").content == b"ok\n"
    client.force_login(User.objects.create_user("li", is_staff=True))
    told = client.get("/healthz").json()
    assert told["ok"]
    assert told["tick"] == {"at": None, "age_seconds": None, "ok": False}
    Vital.objects.note(Vital.TICK)
    Vital.objects.note(Vital.BACKUP)
    Vital.objects.filter(name="backup").update(at=timezone.now() - timedelta(days=2))
    told = client.get("/healthz").json()
    assert told["tick"]["ok"]
    assert told["tick"]["age_seconds"] < 60
    assert not told["backup"]["ok"]
    for name, minutes in (("tick", 61), ("backup", 1)):
        Vital.objects.filter(name=name).update(at=timezone.now() + timedelta(minutes=minutes))
    told = client.get("/healthz").json()
    assert not told["tick"]["ok"], "noted by a clock that was put right since"
    assert told["backup"]["ok"], "the clocks of two machines are never quite the same"
    assert told["cache"] == {"ok": True}
    assert told["mail"] == {"ok": True, "given_up": 0, "waiting": 0}
    assert told["media"] == {"ok": True, "damaged": 0}
    assert told["rows"] == {"ok": True, "astray": 0}
    Vital.objects.note(Vital.BACKUP, astray=1)
    assert client.get("/healthz").json()["rows"] == {"ok": False, "astray": 1}
    Vital.objects.note(Vital.BACKUP, damaged=1)
    assert client.get("/healthz").json()["media"] == {"ok": False, "damaged": 1}
    assert told["stories"] == {"ok": True, "decayed": 0}
    Vital.objects.note(Vital.BACKUP, decayed=1)
    assert client.get("/healthz").json()["stories"] == {"ok": False, "decayed": 1}
    assert told["database"] == {"ok": True, "vendor": connection.vendor}
    assert not told["held"]
    Vital.objects.note(Vital.HOLD)
    assert client.get("/healthz").json()["held"]


def test_mail_that_was_given_up_is_told(client, settings, monkeypatch):
    settings.HEALTH_TOKEN = "t" * 20
    counted = SimpleNamespace(count=lambda: 2)
    given_up = SimpleNamespace(given_up=lambda: counted, due=lambda: counted)
    monkeypatch.setattr(healthz, "Delivery", SimpleNamespace(objects=given_up))
    told = client.get("/healthz", headers={"Authorization": settings.HEALTH_TOKEN}).json()
    assert told["mail"] == {"ok": False, "given_up": 2, "waiting": 2}


def test_it_says_no_without_a_database_or_with_migrations_that_wait(client, settings, monkeypatch):
    settings.HEALTH_TOKEN = "t" * 20
    token = {"Authorization": f"Bearer {settings.HEALTH_TOKEN}"}
    MigrationRecorder.Migration.objects.filter(app="people").delete()
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (503, b"not ok\n")
    assert client.get("/healthz", headers=token).json() == {"ok": False, "migrations": "1 wait"}

    def away():
        raise ConnectionError("db.example.org refused")

    monkeypatch.setattr(connection, "cursor", away)
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz", headers=token).json() == {"ok": False, "database": "ConnectionError"}
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert client.get("/healthz").content == b"not ok\n"


@pytest.mark.parametrize("table", ["Generation", "Edition"])
def test_it_says_no_of_a_file_that_is_damaged_also_where_it_was_well_before(client, monkeypatch, table):
    """Such a file still opens, and answers what asks for no row; and that all migrations are there is known by then.

    Where only editions cannot be read, no page can be made either.
    """
    assert client.get("/healthz").content == b"ok\n"

    def values_list(*names):
        raise DatabaseError("database disk image is malformed")

    rows = SimpleNamespace(values_list=values_list, order_by=lambda *names: rows)
    monkeypatch.setattr(healthz, table, SimpleNamespace(objects=rows))
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (503, b"not ok\n")


def test_migrations_are_asked_after_until_all_of_them_are_there(client, monkeypatch):
    assert client.get("/healthz").status_code == 200
    monkeypatch.delattr(healthz, "MigrationExecutor")
    assert client.get("/healthz").status_code == 200


def test_a_shared_cache_that_is_away_sends_no_reader_elsewhere(client, settings, monkeypatch):
    """Every machine has the same one, and no reader needs it; whoever watches is told."""
    settings.HEALTH_TOKEN = "t" * 20

    def away(key):
        raise CacheAway("The shared cache failed to get.")

    monkeypatch.setattr(healthz, "cache", SimpleNamespace(get=away))
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (200, b"ok\n")
    told = client.get("/healthz", headers={"Authorization": f"Bearer {settings.HEALTH_TOKEN}"}).json()
    assert told["ok"]
    assert told["cache"] == {"ok": False, "error": "CacheAway"}


def test_a_disk_of_pictures_that_is_not_mounted_is_told(client, settings, tmp_path, monkeypatch):
    settings.HEALTH_TOKEN, settings.MEDIA_ROOT = "t" * 20, tmp_path / "media"

    def told():
        return client.get("/healthz", headers={"Authorization": f"Bearer {settings.HEALTH_TOKEN}"}).json()["media"]

    old, new = (Photo.objects.create(file=f"{n}.jpg", width=800, height=500) for n in ("old", "new"))
    settings.MEDIA_ROOT.mkdir()
    assert told() == {
        "ok": False,
        "damaged": 0,
        "error": "The pictures are not where they should lie. Is their disk mounted?",
    }
    (settings.MEDIA_ROOT / new.file.name).touch()
    assert told()["ok"], "one is lost, which the next backup says"
    monkeypatch.setattr(media_there, "_ASKED", 1)
    assert not told()["ok"], "a new one may have been stored where the disk was missing"
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    settings.MEDIA_S3_BUCKET = "pictures"
    assert told()["ok"], "no disk of ours"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="its server looks after its files")
def test_what_is_wrong_with_the_file_of_the_database_is_told_though_it_answers(client, settings, monkeypatch):
    settings.HEALTH_TOKEN = "t" * 20
    monkeypatch.setattr(healthz.state, "wrong", lambda connection: "It was moved away.")
    answer = client.get("/healthz", headers={"Authorization": f"Bearer {settings.HEALTH_TOKEN}"})
    assert (answer.status_code, answer.json()["ok"]) == (200, True), (
        "readers read on, and would elsewhere find no other"
    )
    assert answer.json()["database"] == {"ok": False, "vendor": "sqlite", "error": "It was moved away."}
