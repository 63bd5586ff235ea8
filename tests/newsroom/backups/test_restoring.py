"""What a restore promises, one rule at a time; test_drill.py restores whole sites."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from companies.models import Company
from newsroom.backups import content, databases, files, manifest, restore, store, unfinished
from newsroom.demo.make import make_article, schedule
from newsroom.desk import holding, sharing
from newsroom.models import Article, ShareLink
from people.models import Person

pytestmark = pytest.mark.django_db
MADE = datetime(2026, 11, 1, 10, tzinfo=UTC)


@pytest.fixture
def site(settings, tmp_path):
    """An empty place beside a database that a test may fill."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR


@pytest.fixture
def backup(tmp_path):
    """A backup of this program, of the rows that stand here when it is written."""
    folder = tmp_path / "backups" / "2026-11-01T10-00-00Z"
    (folder / "media" / "photos").mkdir(parents=True)
    (folder / "media" / "photos" / "a.jpg").write_bytes(b"a picture")
    (folder / databases.NAMES[connection.vendor]).write_bytes(b"rows")

    def write(**changes):
        said = {
            "made_at": MADE.isoformat(), "engine": connection.vendor, "site": "Park",
            "migrations": dict(MigrationLoader(None).graph.leaf_nodes()), "tables": content.figures(),
            "media": {"files": 1, "bytes": 9},
        }  # fmt: skip
        sums = {str(path.relative_to(folder)): files.sha256(path) for path in files.below(folder)}
        names = {manifest.MANIFEST, manifest.SUMS}
        manifest.Manifest(**said | changes).write(folder, {n: s for n, s in sums.items() if n not in names})
        return folder

    return write


@pytest.fixture
def _rows_stay(monkeypatch):
    """What a test has in its database counts as what the backup brought."""
    monkeypatch.setattr(restore, "_put_database", lambda folder: None)
    monkeypatch.setattr(databases, "look_over", lambda source, tables: None)


def restored(folder) -> tuple[str, str]:
    said, end = StringIO(), ""
    try:
        call_command("restore", folder, stdout=said)
    except CommandError as error:
        end = str(error)
    return said.getvalue(), end


@pytest.mark.parametrize(
    "fill", [lambda: make_article("A story"), lambda: Company.objects.create(name="Acme", slug="acme"),
             lambda: Person.objects.create(name="Wang", slug="wang"), lambda: User.objects.create_user("li")]
)  # fmt: skip
def test_nothing_is_put_over_a_site_that_is_there(site, backup, fill):
    folder = backup()
    fill()
    assert "There is a site in this database already" in restored(folder)[1]
    assert not unfinished.is_restoring()
    assert not (site / "media").exists()


def test_nothing_is_mixed_with_media_that_are_there(site, backup):
    folder = backup()
    (site / "media").mkdir()
    (site / "media" / "left.jpg").write_bytes(b"somebody's")
    assert f"There are media in {site / 'media'} already" in restored(folder)[1]
    assert not unfinished.is_restoring()
    assert [path.name for path in (site / "media").iterdir()] == ["left.jpg"]


@pytest.mark.usefixtures("_rows_stay")
def test_what_a_newer_program_made_is_refused(site, backup):
    newest = dict(MigrationLoader(None).graph.leaf_nodes())
    said, end = restored(backup(migrations=newest | {"newsroom": "9999_of_tomorrow"}))
    assert end.startswith("This backup was made by a newer program (newsroom 9999_of_tomorrow).")
    assert not (site / "media").exists()
    # Of an app that this program doesn't have any more nothing is known, and nothing is lost.
    said, end = restored(backup(migrations=newest | {"gone": "0001_initial"}))
    assert "Restored" in said


@pytest.mark.usefixtures("_rows_stay")
def test_of_what_our_migrations_stand_for_the_last_goes_on_and_any_other_is_refused(site, backup):
    loader = MigrationLoader(None)
    newest = dict(loader.graph.leaf_nodes())
    *_, before, last = (name for app, name in loader.disk_migrations["newsroom", newest["newsroom"]].replaces)
    said, end = restored(backup(migrations=newest | {"newsroom": before}))
    assert end.startswith(
        f"This backup was made by a program too old for this one to bring up to date (newsroom {before}"
    )
    assert not (site / "media").exists()
    said, end = restored(backup(migrations=newest | {"newsroom": last}))
    assert "Restored" in said


@pytest.mark.usefixtures("_rows_stay")
def test_everybody_is_signed_out(site, backup):
    Session.objects.create(session_key="somebodys", expire_date=MADE)
    assert "Restored" in restored(backup())[0]
    assert not Session.objects.exists()


def test_a_folder_that_holds_no_backup_is_said_to(site, tmp_path):
    assert "is no backup, and holds none that was finished" in restored(tmp_path)[1]


@pytest.mark.usefixtures("_rows_stay")
def test_of_a_folder_of_backups_the_last_good_one_is_meant(site, backup, tmp_path):
    folder = backup()
    (folder.parent / "latest").symlink_to(folder.name)
    assert "Restored" in restored(folder.parent)[0]


@pytest.mark.usefixtures("_rows_stay")
def test_a_picture_that_does_not_arrive_whole_is_said_and_nothing_is_served(site, backup, monkeypatch):
    folder = backup()
    put = store.put

    def half(source, name):
        put(source, name)
        (site / "media" / name).write_bytes(b"a pic")
        return files.sha256(site / "media" / name)

    with monkeypatch.context() as patched:
        patched.setattr(store, "put", half)
        assert "photos/a.jpg did not arrive whole" in restored(folder)[1]
    assert unfinished.mark().read_text() == f"{folder}\n"
    assert "Restored" in restored(folder)[0]
    assert (site / "media/photos/a.jpg").read_bytes() == b"a picture"
    assert not unfinished.is_restoring()


@pytest.mark.usefixtures("_rows_stay")
def test_a_table_that_comes_out_otherwise_is_named(site, backup):
    figures = content.figures()
    more = figures | {"newsroom_article": {"rows": 7, "sha256": "0"}}
    said, end = restored(backup(tables=more))
    assert "Restored" in said
    assert end.endswith("newsroom_article has 0 rows, and should have 7")


@pytest.mark.usefixtures("_rows_stay")
def test_of_an_older_program_the_tables_are_not_compared(site, backup):
    loader = MigrationLoader(None)
    first = min(name for app, name in loader.disk_migrations if app == "newsroom")
    older = dict(loader.graph.leaf_nodes()) | {"newsroom": first}
    assert restored(backup(migrations=older, tables={}))[1] == ""


def test_a_backup_from_another_kind_of_database_is_refused_with_what_to_do(site, backup):
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    place = backup()
    (place / databases.NAMES[other]).write_bytes(b"rows")
    assert "move_database" in restored(backup(engine=other))[1]
    assert not (site / "media").exists()
    assert not unfinished.is_restoring()


@pytest.mark.parametrize("said", ["", "2026-11-01T10:00:00", None])
def test_a_backup_that_says_no_moment_is_refused_before_anything_is_touched(site, backup, said):
    assert "is not what was written" in restored(backup(made_at=said))[1]
    assert list(site.iterdir()) == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (b"no line of ours\n", "names no file"),
        (b"\xff\xfe  media/photos/a.jpg\n", "names no file"),
        (None, "has lost its SHA256SUMS"),
    ],
)
def test_a_list_of_files_that_cannot_be_read_is_refused(site, backup, lines, said):
    """Handed over by somebody who can write the checksum of the list as well."""
    folder = backup()
    made = manifest.read(folder)
    if lines is None:
        (folder / manifest.SUMS).unlink()
    else:
        (folder / manifest.SUMS).write_bytes(lines)
        made.sums = files.sha256(folder / manifest.SUMS)
        made.own = manifest._own(manifest.asdict(made))
        files.write(folder / manifest.MANIFEST, manifest.json.dumps(manifest.asdict(made)))
    assert said in restored(folder)[1]
    assert list(site.iterdir()) == []


def test_a_moment_that_decayed_lets_nothing_go_live(site, backup):
    """By it a restore knows what had not begun when the backup was made."""
    folder = backup()
    path = folder / manifest.MANIFEST
    path.write_text(path.read_text().replace("2026-11-01T10", "2036-11-01T10"))
    assert "is not what was written" in restored(folder)[1]
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    assert "this program reads format 1" in restored(folder)[1]
    assert list(site.iterdir()) == []


@pytest.mark.usefixtures("_rows_stay")
def test_links_to_drafts_end(site, backup, django_user_model, monkeypatch):
    """Somebody may have been shut out since the backup was made, and nobody remembers."""
    edda = django_user_model.objects.create_superuser("edda")
    story = make_article("Shown to somebody", by=edda)
    _, token = sharing.share(story, story.revisions.first(), by=edda)
    monkeypatch.setattr(restore, "_require_empty", lambda: None)
    said, end = restored(backup())
    assert ("links to drafts have ended" in said, end) == (True, "")
    assert sharing.follow(token) is None
    assert ShareLink.objects.get().revoked_at
    assert story.events.first().verb == "link revoked"


@pytest.mark.usefixtures("_rows_stay")
def test_no_chore_of_the_clock_is_done_before_a_restore_is_done(site, backup, monkeypatch):
    """Mail would go out that is to be held: what holds it is the last thing that a restore writes."""
    folder, said = backup(), StringIO()

    def tick_meanwhile(*names, **options):
        call_command("tick", stdout=said)

    monkeypatch.setattr(restore, "call_command", tick_meanwhile)
    monkeypatch.setattr("newsroom.desk.tick.run", lambda **options: pytest.fail("It ran."))
    assert "Restored" in restored(folder)[0]
    assert "A restore into this site is under way" in said.getvalue()


# What a database in a backup may not be

ONLY_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's own program reads its dumps")


def _write(path, *statements):
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        for statement in ("CREATE TABLE kept (x)", "CREATE TABLE other (x)", *statements):
            database.execute(statement)
        database.commit()


def _cut(path):
    _write(path)
    path.write_bytes(path.read_bytes()[:5000])


def _schema_of_another(path):
    _write(
        path, "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = 'CREATE TABLE kept(' WHERE name = 'kept'"
    )


def _in_its_log(path):
    """A table that stands in a log beside the database alone, which is no part of the backup."""
    _write(path, "DROP TABLE kept")
    with closing(sqlite3.connect(path)) as live:
        live.execute("PRAGMA journal_mode = wal")
        live.execute("CREATE TABLE kept (x)")
        live.commit()
        main, log = (path.with_name(path.name + end).read_bytes() for end in ("", "-wal"))
    path.write_bytes(main)
    path.with_name(f"{path.name}-wal").write_bytes(log)


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_in_its_log, "has no table kept"),
        (lambda path: None, "is no sound database: file is not a database"),
        (lambda path: path.write_bytes(b""), "has no table kept"),
        (_cut, "is no sound database: database disk image is malformed"),
        (_schema_of_another, "is no sound database: malformed database schema"),
        (
            lambda path: _write(path, "DROP TABLE kept", "CREATE VIEW kept AS SELECT * FROM other"),
            "has no table kept, or something else that bears its name",
        ),
    ],
)
def test_what_is_no_sound_database_is_refused_before_anything_is_touched(site, backup, spoil, said):
    """Handed over by somebody who can write the checksums as well."""
    spoil(backup() / databases.NAMES["sqlite"])
    assert said in restored(backup(tables={"kept": {"rows": 0, "sha256": ""}}))[1]
    assert list(site.iterdir()) == []


@ONLY_SQLITE
@pytest.mark.usefixtures("_rows_stay")
def test_what_would_act_by_itself_and_is_none_of_ours_is_taken_out_and_said(site, backup):
    with connection.cursor() as cursor:
        cursor.execute('CREATE TRIGGER "of ""others" AFTER UPDATE ON auth_user BEGIN SELECT 1; END')
        said, end = restored(backup())
        assert "Restored" in said, end
        assert end.endswith('the trigger of "others of auth_user, which no program of ours made, was taken out')
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        assert cursor.fetchall() == [("edition_tags_keep_step",)]


# How files are put in their place


def _database(path: Path, monkeypatch):
    monkeypatch.setattr(
        restore, "connection", SimpleNamespace(vendor="sqlite", settings_dict={"NAME": path}, close=lambda: None)
    )


def test_what_an_empty_database_left_beside_it_does_not_get_into_the_one_that_was_restored(site, tmp_path, monkeypatch):
    """A journal that is found beside a database is played back into it, whosever it was."""
    (tmp_path / databases.NAMES["sqlite"]).write_bytes(b"rows")
    target = site / "newsroom.sqlite3"
    for name in ("", "-wal", "-shm", "-journal"):
        target.with_name(target.name + name).write_bytes(b"old")
    _database(target, monkeypatch)
    settled = []
    monkeypatch.setattr(files, "settle", settled.append)
    restore._put_database(tmp_path)
    assert settled == [site], "its name is on the disk as well"
    assert [path.name for path in site.iterdir()] == [target.name]
    assert target.read_bytes() == b"rows"
    assert oct(target.stat().st_mode)[-3:] == "600", "drafts lie in here"


def test_media_that_are_put_back_have_the_rights_of_uploads(site, tmp_path, settings):
    (tmp_path / "a.jpg").write_bytes(b"a picture")
    (tmp_path / "a.jpg").chmod(0o600)
    assert store.put(tmp_path / "a.jpg", "photos/a.jpg") == files.sha256(tmp_path / "a.jpg")
    assert (site / "media/photos/a.jpg").stat().st_mode & 0o777 == settings.FILE_UPLOAD_PERMISSIONS


@pytest.mark.parametrize("how", ["copy", "write"])
def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch, how):
    """After a power cut it is as it was, or whole: never there and empty."""
    source, target, synced = tmp_path / "a", tmp_path / "b", {}
    source.write_text("all of it")
    target.write_text("as it was")
    fsync, replace = os.fsync, Path.replace

    def remember(handle):
        synced[os.fstat(handle).st_ino] = os.fstat(handle).st_size
        fsync(handle)

    def look(part, name):
        stat = part.stat()
        assert target.read_text() == "as it was"
        assert synced.get(stat.st_ino) == stat.st_size == len("all of it")
        return replace(part, name)

    monkeypatch.setattr(os, "fsync", remember)
    monkeypatch.setattr(Path, "replace", look)
    files.copy(source, target) if how == "copy" else files.write(target, "all of it")
    assert target.read_text() == "all of it"


def test_what_was_scheduled_before_the_backup_and_has_begun_stays(site):
    """Only what had not begun when the backup was made is held."""
    at = timezone.now() + timedelta(hours=1)
    schedule(make_article("Begins"), at=at)
    assert holding.hold(at) == []
    assert [story.headline for story in holding.hold(at - timedelta(seconds=1))] == ["Begins"]
    assert holding.hold(at - timedelta(seconds=1)) == [], "killed and run again, it finds it held"
    assert Article.objects.get().stage == "approved"
