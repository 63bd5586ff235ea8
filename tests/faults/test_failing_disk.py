"""A disk that fails for reading, for writing or for bringing things to it: nothing is called done that wasn't."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart
from PIL import Image

pytestmark = pytest.mark.skipif(not shutil.which("cc"), reason="no compiler of C")


@pytest.fixture(scope="module")
def failing(site, tmp_path_factory):
    """Begins and ends what fails, in a server and in commands; gives their environment."""
    folder = tmp_path_factory.mktemp("failing")
    shim, said = folder / "failing_disk.so", folder / "said"
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    said.write_text("")

    def fail(*rules: str) -> dict:
        said.write_text("".join(f"{rule}\n" for rule in rules))
        return site.environment | {"LD_PRELOAD": str(shim), "FAILING_DISK": str(said)}

    return fail


@pytest.fixture(scope="module")
def server(site, failing):
    there = {name: failing()[name] for name in ("LD_PRELOAD", "FAILING_DISK")}
    started = site.start(**there)
    yield started
    started.stop()


@pytest.mark.parametrize(
    "rule", ["write sqlite3", "sync sqlite3", "write sqlite3-journal", "sync sqlite3-journal", "read sqlite3"]
)
def test_no_save_is_called_saved_that_the_disk_did_not_take(site, server, failing, rule):
    if not site.is_sqlite:
        return  # its disk is the server's
    editor, story = site.editor(server), site.story("Before")
    form = editor.open(story)
    failing(rule)
    try:
        answer = editor.save(story, form, headline="Text that took an hour")
        assert answer.status == 503
        assert "Text that took an hour" in answer.text
        if not rule.startswith("read"):
            assert {server.get(path).status for path in ("/", f"/news/?{rule[:4]}", f"/search/?q={rule[:4]}")} == {200}
        else:  # the page says so
            assert server.get("/healthz").status == 503
            for path in ("/news/?unread", "/search/?q=unread"):
                answer = server.get(path)
                assert answer.status == 503
                assert b"Please try again" in answer.body
    finally:
        failing()
    assert editor.open(story)["headline"] == ["Before"]
    assert editor.save(story, form, headline="Text that took an hour").status == 302


@pytest.mark.parametrize("rule", ["write /media/", "sync /media/"])
def test_no_picture_is_called_stored_that_the_disk_did_not_take(site, server, failing, rule):
    editor, address = site.editor(server), "/admin/companies/photo/add/"
    fields = editor.fields_of(editor.ask("GET", address)) | {"alt_text": ["Words"], "_save": ["Save"]}
    picture = io.BytesIO()
    Image.new("RGB", (900, 600), f"#00{len(rule)}{len(rule)}").save(picture, "PNG")
    body = encode_multipart("part", fields | {"file": SimpleUploadedFile("x.png", picture.getvalue())})
    headers = {"Content-Type": "multipart/form-data; boundary=part"}
    media = lambda: sorted(path for path in (site.folder / "media").rglob("*") if path.is_file())  # noqa: E731
    before = media(), site.desk.do("print(Photo.objects.count())")
    failing(rule)
    try:
        answer = editor.ask("POST", address, body, **headers)
        assert answer.status == 503
        assert "nothing was saved" in answer.text
    finally:
        failing()
    assert (media(), site.desk.do("print(Photo.objects.count())")) == before
    assert editor.ask("POST", address, body, **headers).status == 302


def test_no_backup_is_called_made_that_the_disk_did_not_give_or_take(site, failing, tmp_path):
    def back_up(*rules):
        command = [sys.executable, "manage.py", "backup", str(tmp_path)]
        cwd = site.environment["PYTHONPATH"]
        done = subprocess.run(command, env=failing(*rules), cwd=cwd, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stdout + done.stderr
        return done

    site.desk.do("_ = make_edition('Kept')")
    assert back_up().returncode == 0
    latest = os.readlink(tmp_path / "latest")
    rules = ["write .new-", "sync .new-", "read .new-", "write SHA256SUMS", "sync SHA256SUMS", "sync manifest.json"]
    if site.is_sqlite:
        rules += ["read newsroom.sqlite3", "sync database.sqlite3"]
    else:  # pg_dump writes past the shim, which it is lent like our own program
        rules += ["sync database.dump"]
    for rule in rules:
        done = back_up(rule)
        assert done.returncode == 1, rule
        assert "The last good backup stands as it did" in done.stderr, rule
        assert os.readlink(tmp_path / "latest") == latest
        assert list(tmp_path.glob(".new-*")) == []
    assert back_up().returncode == 0
