"""What makes a backup none: each of its files, and each list of them, spoilt one at a time."""

import json
import os

import pytest

from newsroom.backups import files, manifest
from newsroom.backups.manifest import MANIFEST, SUMS, BackupBroken, Manifest


@pytest.fixture
def folder(tmp_path):
    for name in ("database.sqlite3", "media/photos/a.jpg", "media/photos/b.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    write(tmp_path)
    return tmp_path


def write(folder, *, without: str = "", **changes) -> None:
    """The lists of what is there, as a backup writes them."""
    names = {str(path.relative_to(folder)) for path in files.below(folder)} - {MANIFEST, SUMS, without}
    said = {"made_at": "2026-11-01T10:00:00+00:00", "engine": "sqlite", "site": "Park", "migrations": {}, "tables": {}}
    Manifest(**said | {"media": {"files": 2, "bytes": 0}} | changes).write(
        folder, {name: files.sha256(folder / name) for name in names}
    )


def test_one_that_is_as_it_was_made_is_sound(folder):
    assert manifest.verify(folder).site == "Park"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda at: (at / "media/photos/a.jpg").write_text("media/photos/A.jpg"), "its checksum differs"),
        (lambda at: os.truncate(at / "media/photos/a.jpg", 3_000_000_000), "bytes and not the 52.*media/photos/a.jpg"),
        (lambda at: os.truncate(at / "media/photos/a.jpg", 3), "bytes and not the 52"),
        (lambda at: os.truncate(at / SUMS, 600_000_000), "SHA256SUMS is longer than the list"),
        (lambda at: (at / "media/photos/a.jpg").unlink(), "lacks media/photos/a.jpg"),
        (lambda at: (at / "media/photos/c.jpg").write_text("new"), "holds media/photos/c.jpg, which does not belong"),
        (lambda at: (at / SUMS).write_text((at / SUMS).read_text() + "\n"), "is not the list that belongs"),
        (lambda at: (at / SUMS).unlink(), "has lost its SHA256SUMS"),
        (lambda at: (at / MANIFEST).unlink(), "no finished backup"),
        (lambda at: (at / MANIFEST).write_text("[]"), "made in format unknown"),
        (lambda at: say(at, format=2), "made in format 2"),
        (lambda at: say(at, site="Other"), "is not what was written"),
        (lambda at: say(at, more=1), "says too little or too much"),
        (lambda at: write(at, made_at="2026-11-01"), "is not what was written"),
        (lambda at: write(at, made_at="9999-12-31T23:59:59-12:00"), "is not what was written"),
        (lambda at: write(at, made_at="0001-01-01T00:00:00+14:00"), "is not what was written"),
        (lambda at: write(at, without="database.sqlite3"), "lists no database"),
        (lambda at: write(at, engine="postgresql"), "lists no database"),
        (lambda at: write(at, engine="oracle"), "lists no database"),
        (lambda at: pipe(at / SUMS), "SHA256SUMS is no file"),
        (lambda at: pipe(at / MANIFEST), "manifest.json is no file"),
        (lambda at: (at / MANIFEST).write_text("[" * 200_000), "cannot be read"),
        (lambda at: (at / MANIFEST).write_bytes(b"\xff"), "cannot be read"),
        (lambda at: write(at, engine=["sqlite"]), "made by hand"),
        (lambda at: write(at, migrations=[1]), "made by hand"),
        (lambda at: write(at, migrations={"newsroom": [1]}), "made by hand"),
        (lambda at: write(at, tables={"newsroom_article": 1}), "made by hand"),
        (lambda at: write(at, tables={"newsroom_article": {}}), "made by hand"),
        (lambda at: write(at, tables={"newsroom_article": {"rows": 1}}), "made by hand"),
        (lambda at: write(at, tables={"newsroom_article": {"rows": "1", "sha256": ""}}), "made by hand"),
        (lambda at: write(at, media=3), "made by hand"),
        (lambda at: write(at, media={"files": 1}), "made by hand"),
        (lambda at: write(at, astray=3), "made by hand"),
        (lambda at: write(at, astray=[3]), "made by hand"),
        (lambda at: forge(at, bytes="52"), "made by hand"),
        (lambda at: (at / "media/\x1b[2J.jpg").write_text("new"), r"holds media/\\x1b\[2J.jpg, which"),
    ],
)  # fmt: skip
def test_one_that_is_not_is_refused_with_what_is_wrong(folder, spoil, said):
    spoil(folder)
    with pytest.raises(BackupBroken, match=said):
        manifest.verify(folder)


def say(folder, **changes) -> None:
    """Something else in the manifest, with the old checksum of it."""
    told = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(told | changes))


def forge(folder, **changes) -> None:
    """The same with a checksum that is right."""
    told = json.loads((folder / MANIFEST).read_text()) | changes
    (folder / MANIFEST).write_text(json.dumps(told | {"own": manifest._own(told)}))


def test_one_of_an_older_program_which_counted_no_bytes_is_read(folder):
    forge(folder, bytes=0)
    manifest.verify(folder)


def pipe(path) -> None:
    """Somebody's pipe in the place of a list: who opens it waits for a writer who never comes."""
    path.unlink()
    os.mkfifo(path)
