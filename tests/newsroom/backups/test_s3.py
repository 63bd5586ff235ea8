"""Media in an S3 store: the same site, and the same backup, as with media on a disk."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from newsroom.backups import manifest
from tests.newsroom.backups.test_drill import manage, office
from tests.newsroom.conftest import own_site


@pytest.fixture(scope="module")
def store():
    """An S3 server of its own; gives the environment that leads to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for bucket in ("office", "elsewhere"):
            _make(f"{address}/{bucket}")
        yield {
            "MEDIA_S3_BUCKET": "office", "MEDIA_S3_ENDPOINT": address, "MEDIA_S3_REGION": "us-east-1",
            "MEDIA_S3_KEY": "us", "MEDIA_S3_SECRET": "nobody knows",
        }  # fmt: skip
    finally:
        server.kill()
        server.wait()


def _make(bucket: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(urllib.request.Request(bucket, method="PUT"), timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("The S3 server does not start.")


@pytest.fixture(scope="module")
def site(store, tmp_path_factory):
    with own_site(tmp_path_factory.mktemp("site")) as environment:
        environment |= store
        environment["photo"] = office(environment, "fill")["photo"]
        yield environment


def test_the_gate_decides_about_what_lies_in_the_store(site):
    told = office(site, "media")
    assert told["urls"] == [f"/media/{site['photo']}", "/media/cards/a.jpg"]
    answers = office(site, "pictures")
    assert len(answers) > 3
    assert {status for status, _ in answers.values()} == {200}
    assert (told["again"], told["secret"], told["card"], told["lost"]) == (304, 404, 200, 404)
    assert told["private"] == ["looked", 1, 404]
    assert told["is_private_stored"]
    assert not (Path(site["DATA_DIR"]) / "media").exists()
    assert not (Path(site["DATA_DIR"]) / "private").exists()


def test_a_backup_takes_the_media_out_of_the_store_and_a_restore_puts_them_into_another(site, store, tmp_path):
    before = office(site, "pictures")
    manage(site, "backup", tmp_path / "backups")
    time.sleep(1.1)
    assert "all verified" in manage(site, "backup", tmp_path / "backups")
    first, second = sorted(path for path in (tmp_path / "backups").iterdir() if path.is_dir() and not path.is_symlink())
    assert json.loads((second / manifest.MANIFEST).read_text())["missing"] == []
    assert (first / "media" / site["photo"]).stat().st_ino == (second / "media" / site["photo"]).stat().st_ino
    refused = manage(site, "restore", tmp_path / "backups", fails=True)
    assert "There are media in the bucket office already" in refused
    with own_site(tmp_path / "elsewhere", is_migrated=False) as environment:
        environment |= store | {"MEDIA_S3_BUCKET": "elsewhere"}
        manage(environment, "restore", tmp_path / "backups")
        assert office(environment, "pictures") == before
    # And from a store to a disk.
    with own_site(tmp_path / "disk", is_migrated=False) as environment:
        manage(environment, "restore", tmp_path / "backups")
        assert (Path(environment["DATA_DIR"]) / "media" / site["photo"]).is_file()
        assert office(environment, "pictures") == before


_ORPHAN = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from newsroom.backups import orphans
name = default_storage.save(f"photos/ab/{'ab' * 12}.jpg", ContentFile(b"x"))
print(len(orphans.find().orphans))
orphans.YOUNG = -60
found = orphans.find().orphans
print([orphan.medium.name for orphan in found] == [name])
print([orphans.delete(orphan) for orphan in found], default_storage.exists(name))
print([orphans.delete(orphan) for orphan in found])
"""


def test_what_belongs_to_nothing_is_found_in_the_store_and_deleted(site):
    """The upload of the import that is there stays, and what is gone by then is no error."""
    before = office(site, "pictures")
    said = manage(site, "shell", "-c", _ORPHAN)
    assert said.split("\n")[-5:-1] == ["0", "True", "[True] False", "[False]"]
    assert office(site, "pictures") == before


def test_a_store_that_is_away_leaves_the_site_readable_and_says_so(site, tmp_path):
    away = site | {"MEDIA_S3_ENDPOINT": "http://127.0.0.1:9"}
    told = office(away, "look")
    assert told["pages"] == office(site, "look")["pages"]
    assert {status for status, _ in office(away, "pictures").values()} == {503}
    said = manage(away, "backup", tmp_path / "backups", fails=True)
    assert "The store of the media failed" in said
    assert "stands as it did" in said
