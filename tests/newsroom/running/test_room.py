"""A disk that fills up is told of before it is full, and what is left is for texts."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks

from newsroom.running import room

pytestmark = pytest.mark.django_db


@pytest.fixture
def disk(monkeypatch):
    """All disks of this machine, as somebody sets it."""
    found = SimpleNamespace(f_frsize=4096, f_bavail=room.LEAST // 4096 + 1, f_files=1000, f_favail=7)
    monkeypatch.setattr(os, "statvfs", lambda folder: found)
    return found


def said(client) -> tuple[bool, bool, bool]:
    """Whether the first page of the desk, those who watch and the check have nothing to say of it."""
    client.force_login(User.objects.get_or_create(username="root", is_staff=True, is_superuser=True)[0])
    return (
        not any("The disk of the server" in line.text for line in client.get("/admin/").context["health"]),
        client.get("/healthz").json()["disk"]["ok"],
        not any(check.id == "newsroom.W008" for check in run_checks(include_deployment_checks=True)),
    )


def test_those_who_can_do_something_are_told(client, disk):
    assert said(client) == (True, True, True)
    assert client.get("/healthz").json()["disk"]["free_mb"] == room.LEAST // 1_000_000
    disk.f_bavail -= 1
    assert said(client) == (False, False, False)


def test_one_without_a_name_for_another_file_is_full_and_one_that_counts_none_is_not(tmp_path, disk):
    assert room.free_at(tmp_path) > room.LEAST
    disk.f_favail = 0
    assert room.free_at(tmp_path) == 0
    disk.f_files = 0
    assert room.free_at(tmp_path) > room.LEAST


def test_a_folder_that_is_yet_to_be_made_lies_where_the_one_above_it_does(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(os, "statvfs", lambda folder: asked.append(folder) or os.fstatvfs(0))
    room.free_at(tmp_path / "media" / "photos")
    assert asked == [tmp_path]


def test_what_lies_elsewhere_needs_no_room_here(settings, disk):
    disk.f_bavail = 0
    assert not room.is_left_for_a_file(1)
    settings.MEDIA_S3_BUCKET = "pictures"
    assert room.is_left_for_a_file(1)


def test_the_fuller_of_the_disks_that_are_ours_counts(settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "media"
    left = {settings.DATA_DIR: 3, settings.MEDIA_ROOT: 2}
    monkeypatch.setattr(room, "free_at", left.get)
    for vendor, bucket, least in (
        ("sqlite", "", 2),
        ("sqlite", "x", 3),
        ("postgresql", "", 2),
        ("postgresql", "x", None),
    ):
        monkeypatch.setattr(room, "connection", SimpleNamespace(vendor=vendor))
        settings.MEDIA_S3_BUCKET = bucket
        assert room.free() == least, (vendor, bucket)
    settings.MEDIA_S3_BUCKET, left[settings.MEDIA_ROOT] = "", None
    assert room.free() is None, "a disk that tells nothing is passed over"


def test_a_disk_that_tells_nothing_is_taken_to_have_room(client, monkeypatch, tmp_path):
    def fails(folder):
        raise OSError("Permission denied")

    monkeypatch.setattr(os, "statvfs", fails)
    assert room.free_at(tmp_path) is None
    assert room.is_left_for_a_file(1)
    assert said(client) == (True, True, True)
    assert client.get("/healthz").json()["disk"] == {"ok": True, "free_mb": None}


def test_where_not_even_the_first_folder_is_there_it_ends(monkeypatch):
    """As for a folder beside a working directory that was deleted."""
    asked = []
    monkeypatch.setattr(Path, "exists", lambda folder: asked.append(folder) or len(asked) > 5)
    room.free_at(Path("media"))
    assert asked == [Path("media"), Path()]


def test_a_file_leaves_as_much_as_texts_may_need(disk):
    size = disk.f_bavail * disk.f_frsize - room.FOR_TEXTS
    assert room.is_left_for_a_file(size)
    assert not room.is_left_for_a_file(size + 1)
