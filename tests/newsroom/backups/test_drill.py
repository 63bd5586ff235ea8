"""The drill: back up while people work, restore on an empty machine, compare, and move to another database."""

import json
import resource
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings

from newsroom.backups import files, manifest
from tests.newsroom.conftest import own_site

IS_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
ROOT = Path(__file__).resolve().parents[3]


def manage(environment, *arguments, fails: bool = False, before_start=None) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, preexec_fn=before_start,
    )  # fmt: skip
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr if fails else done.stdout


def office(environment, *arguments) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.newsroom.backups.office", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def stack():
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("drill")


@pytest.fixture(scope="module")
def site(stack, place):
    """A site with stories in every state, as it stood when `before` was seen."""
    environment = stack.enter_context(own_site(place / "site"))
    environment["filled"] = json.dumps(office(environment, "fill"))
    return environment


@pytest.fixture(scope="module")
def backup(site, place):
    """A backup of it, made while somebody wrote and published as fast as it goes."""
    manage(site, "backup", place / "backups")
    working = subprocess.Popen(
        [sys.executable, "-m", "tests.newsroom.backups.office", "work", "3"],
        cwd=ROOT, env=site, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert working.stdout.readline() == "working\n"
    said = manage(site, "backup", place / "backups")
    worked = json.loads(working.communicate(timeout=60)[0])
    assert worked["errors"] == []
    assert "all verified" in said
    return place / "backups"


@pytest.fixture(scope="module")
def restored(stack, place, backup):
    """The second site: an empty machine, and one command."""
    environment = stack.enter_context(own_site(place / "elsewhere", is_migrated=False))
    environment["said"] = manage(environment, "restore", backup)
    return environment


def test_a_backup_is_whole_and_takes_no_space_twice(backup, site):
    assert "sound" in manage(site, "restore", "--check", backup)
    first, second = sorted(path for path in backup.iterdir() if path.is_dir() and not path.is_symlink())
    assert (backup / "latest").resolve() == second
    name = json.loads(site["filled"])["photo"]
    assert (first / "media" / name).stat().st_ino == (second / "media" / name).stat().st_ino
    assert (second / "media" / name).read_bytes() == (Path(site["DATA_DIR"]) / "media" / name).read_bytes()
    assert not list(backup.glob(".new-*"))
    assert oct(second.stat().st_mode)[-3:] == "700"
    done = subprocess.run(["sha256sum", "--check", "--quiet", manifest.SUMS], cwd=second, capture_output=True)
    assert done.returncode == 0


def test_a_restored_site_shows_the_same_and_holds_back_what_nobody_remembers(site, restored, backup):
    here, there = office(site, "look"), office(restored, "look")
    assert there["held"]
    assert (there["sessions"], here["sessions"]) == (0, 1), "nobody comes in by what lay in a backup"
    made = json.loads((backup / "latest" / manifest.MANIFEST).read_text())
    assert f"{sum(table['rows'] for table in made['tables'].values()):,} rows" in restored["said"]
    for path in ("/companies/acme-robotics/", "/search/?q=人工智能", "/topics/topic-1/"):
        assert there["pages"][path][0] == 200
        assert there["pages"][path] == here["pages"][path], path
    assert there["found"] == 8
    for headline in ("Merger announced", "Later still", "As it will be"):
        assert there["stages"][headline] == "approved"
        assert f"“{headline}”" in restored["said"]


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite plans by its indexes alone")
def test_a_restored_site_is_planned_for_as_large_as_it_is(restored):
    known = office(restored, "planner")
    assert 0 < known["has"] <= known["expects"]  # what was scheduled has gone since


def test_what_was_scheduled_in_the_gap_does_not_go_live_by_itself(site, restored):
    on_the_old, on_the_new = office(site, "look", "2"), office(restored, "look", "2")
    year = next(path.split("/")[2] for path in on_the_old["pages"] if "merger" in path)
    assert (on_the_old["pages"][f"/news/{year}/merger/"][0], on_the_old["is_updated"]) == (200, True)
    assert (on_the_new["pages"][f"/news/{year}/merger/"][0], on_the_new["is_updated"]) == (404, False)
    assert on_the_new["pages"][f"/news/{year}/as-it-was/"][0] == 200  # and does not end when the update was to begin


def test_mail_is_held_until_a_person_releases_it_and_old_mail_is_dropped(restored):
    assert office(restored, "look")["waiting"] > 0
    assert "Held since" in manage(restored, "tick")
    listed = manage(restored, "release", "--list")
    assert all(f"“{headline}”" in listed for headline in ("Merger announced", "Later still", "As it will be"))
    assert "0 deliveries go out with the next tick" in manage(restored, "release")
    after = office(restored, "look")
    assert (after["held"], after["waiting"]) == (False, 0)
    assert "Nothing is held." in manage(restored, "release")


def test_a_restore_replaces_nothing(site, restored, backup, place):
    before = office(restored, "look")
    for environment in (site, restored, restored | {"MEDIA_ROOT": str(place / "other")}):
        assert "already" in manage(environment, "restore", backup, fails=True)
    assert office(restored, "look") == before


def test_a_restore_that_broke_off_is_not_served_and_can_be_run_again(stack, place, backup):
    with own_site(place / "broken", is_migrated=False) as environment:
        folder = Path(environment["DATA_DIR"])
        folder.mkdir()
        name = next(path for path in (backup / "latest" / "media").rglob("*.jpg")).relative_to(backup / "latest")
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(b"half of")
        (folder / "restore-unfinished").write_text("")
        served = subprocess.run(
            [sys.executable, "-c", "import newsroom.wsgi"], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert "A restore into this site is under way or broke off" in served.stderr
        manage(environment, "restore", backup)
        assert (folder / name).read_bytes() == (backup / "latest" / name).read_bytes()
        assert subprocess.run([sys.executable, "-c", "import newsroom.wsgi"], cwd=ROOT, env=environment).returncode == 0


def test_what_is_not_as_it_was_backed_up_is_not_restored(backup, place, site):
    """Whatever is wrong with a copy, the empty site stays empty."""
    latest, copy = (backup / "latest").resolve(), place / "bad"

    def flip(path):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    def flip_media():
        flip(next((copy / "media").rglob("*.jpg")))

    def flip_database():
        flip(next(copy.glob("database.*")))

    def lose():
        next((copy / "media").rglob("*.webp")).unlink()

    def add():
        (copy / "media" / "strange.jpg").write_bytes(b"x")

    def break_list():
        (copy / manifest.SUMS).write_text((copy / manifest.SUMS).read_text().upper())

    def break_manifest():
        (copy / manifest.MANIFEST).write_text("{")

    def listed(name, path):
        """The backup as somebody would hand it over who can write its lists as well."""
        sums = {**manifest.checksums(copy, manifest.read(copy)), name: files.sha256(Path(path))}
        manifest.read(copy).write(copy, sums)

    def lead_out():
        listed("media/../../stolen.jpg", __file__)

    def lead_away():
        listed("/etc/passwd", "/etc/passwd")

    def link_a_picture():
        (copy / "media" / "link.jpg").symlink_to("/etc/passwd")
        listed("media/link.jpg", "/etc/passwd")

    def link_the_database():
        database = next(copy.glob("database.*"))
        database.unlink()
        database.symlink_to("/etc/passwd")
        left = manifest.checksums(copy, manifest.read(copy))
        manifest.read(copy).write(copy, {name: digest for name, digest in left.items() if name != database.name})

    def link_the_media():
        (copy / "media").rename(place / "media-elsewhere")
        (copy / "media").symlink_to(place / "media-elsewhere", target_is_directory=True)

    def say_too_much():
        made = json.loads((copy / manifest.MANIFEST).read_text())
        (copy / manifest.MANIFEST).write_text(json.dumps(made | {"command": "rm"}))

    def say_a_list():
        (copy / manifest.MANIFEST).write_text("[]")

    def be_unfinished():
        (copy / manifest.MANIFEST).unlink()

    def be_newer():
        made = manifest.read(copy)
        made.migrations["newsroom"] = "9999_from_the_future"
        made.write(copy, manifest.checksums(copy, made))

    led = (lead_out, lead_away, link_a_picture, link_the_database, link_the_media, say_too_much, say_a_list)
    for spoil in (flip_media, flip_database, lose, add, break_list, break_manifest, *led, be_unfinished):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(latest, copy)
        spoil()
        with pytest.raises(manifest.BackupBroken, match="bad"):
            manifest.verify(copy)
    with own_site(place / "empty", is_migrated=False) as environment:
        assert "is no backup" in manage(environment, "restore", copy, fails=True)
        shutil.copy(latest / manifest.MANIFEST, copy)
        flip_media()
        assert "its checksum differs" in manage(environment, "restore", copy, fails=True)
        flip_media()
        be_newer()
        assert "newer program" in manage(environment, "restore", copy, fails=True)
        assert not (Path(environment["DATA_DIR"]) / "media").exists()


OLDER = "0005_writing_and_sending"  # imports came after it


def test_a_backup_of_an_older_program_comes_up_with_todays_tables(stack, place, backup, site):
    """Restored onto a machine where today's program has made its empty tables already."""
    old, copy = stack.enter_context(own_site(place / "old", is_migrated=False)), place / "older"
    manage(old, "restore", backup)
    manage(old, "migrate", "newsroom", OLDER, "-v0")
    shutil.copytree((backup / "latest").resolve(), copy)
    next(copy.glob("database.*")).unlink()
    dump = (
        "import django; django.setup(); from newsroom.backups import databases; from pathlib import Path; "
        f"databases.copied(Path({str(copy)!r})).__enter__(); "
        "from django.db import connection; print(*connection.introspection.table_names())"
    )
    ran = subprocess.run([sys.executable, "-c", dump], cwd=ROOT, env=old, check=True, capture_output=True, text=True)
    made = manifest.read(copy)
    for name in made.tables.keys() - set(ran.stdout.split()):
        del made.tables[name]
    made.migrations["newsroom"] = OLDER
    paths = [path for path in files.below(copy) if path.name not in (manifest.MANIFEST, manifest.SUMS)]
    made.write(copy, {str(path.relative_to(copy)): files.sha256(path) for path in paths})
    there = stack.enter_context(own_site(place / "newer"))
    assert "rows" in manage(there, "restore", copy)
    assert manage(there, "migrate", "--check") == ""
    found, expected = office(there, "look"), office(site, "look")
    assert (found["found"], found["found_at_the_desk"]) == (8, expected["found_at_the_desk"])
    for path in ("/companies/acme-robotics/", "/topics/topic-1/"):
        assert found["pages"][path] == expected["pages"][path], path
    assert office(there, "work", "0.1")["errors"] == []


def test_a_backup_that_fails_leaves_the_last_good_one(site, backup, place):
    last = (backup / "latest").resolve()
    (backup / ".new-killed").mkdir()
    said = manage(site | {"DATA_DIR": str(place / "nothing"), "DATABASE_URL": ""}, "backup", backup, fails=True)
    assert "The last good backup stands as it did." in said
    assert (backup / "latest").resolve() == last
    assert not list(backup.glob(".new-*"))


def test_what_decayed_in_the_last_backup_is_taken_from_the_site_again(site, backup, place):
    """A second name of a file is no copy: without a look at the old checksum, the damage would go on as if right."""
    copy = place / "decaying"
    shutil.copytree(backup, copy, symlinks=True)
    old = (copy / "latest").resolve()
    sound, *others = sorted((old / "media").rglob("*.webp"))[:2]
    decayed = sound.relative_to(old)
    sound.write_bytes(bytes(len(whole := sound.read_bytes())))
    shutil.copystat((backup / "latest").resolve() / decayed, sound)
    assert "checksum differs" in manage(site, "restore", "--check", copy, fails=True)
    assert "all verified" in manage(site, "backup", copy)
    new = (copy / "latest").resolve()
    assert (new / decayed).read_bytes() == whole
    assert all((new / other.relative_to(old)).samefile(other) for other in others), "the others are linked as ever"
    assert "sound" in manage(site, "restore", "--check", copy)


def test_what_was_lost_on_the_site_takes_no_good_copys_place(site, backup, place):
    copy, media = place / "passing on", Path(site["DATA_DIR"]) / "media"
    shutil.copytree(backup, copy, symlinks=True)
    old, name = (copy / "latest").resolve(), json.loads(site["filled"])["photo"]
    anew, shorter, lost, *_ = sorted(path.relative_to(media) for path in (media / name).parent.glob("*.webp"))
    before = {path: (media / path).read_bytes() for path in (name, anew, shorter, lost)}
    for path in (name, shorter):
        (media / path).write_bytes(before[path][:-100])
    (media / lost).unlink()
    (media / anew).write_bytes(before[lost])  # by another encoder
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "backup", str(copy)], cwd=ROOT, env=site, capture_output=True, text=True
        )
    finally:
        for path, data in before.items():
            (media / path).write_bytes(data)
    assert "all verified" in done.stdout
    assert "3 media files are lost or damaged on the site" in done.stderr
    assert "manage.py check_media" in done.stderr
    new = (copy / "latest").resolve()
    assert new != old
    for path in (name, shorter, lost):
        assert (new / "media" / path).read_bytes() == before[path]
        assert (new / "media" / path).samefile(old / "media" / path)
    assert (new / "media" / anew).read_bytes() == before[lost]
    assert manifest.verify(new).carried == sorted(map(str, (name, shorter, lost)))


def test_a_restore_that_is_killed_is_not_served_and_is_run_again(stack, place, backup):
    with own_site(place / "killed", is_migrated=False) as environment:
        folder = Path(environment["DATA_DIR"])
        command = [sys.executable, "manage.py", "restore", str(backup)]
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not (folder / "restore-unfinished").exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        running.kill()
        running.wait(20)
        served = subprocess.run(
            [sys.executable, "-c", "import newsroom.wsgi"], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert "A restore into this site is under way or broke off" in served.stderr
        assert "Restored" in manage(environment, "restore", backup)
        there = office(environment, "look")
        assert (there["held"], there["found"]) == (True, 8)


# Python would write a module as far as the disk lets it, and every later process would stumble over that.
NO_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "1"}


def test_a_full_disk_stops_backup_and_export_and_restore_with_a_sentence(site, stack, place, backup):
    """No file may grow past some thousand bytes, which is what a full disk is to them."""

    def fill():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    last = (backup / "latest").resolve()
    site = site | NO_BYTECODE
    said = manage(site, "backup", backup, fails=True, before_start=fill)
    assert "The last good backup stands as it did." in said
    assert (backup / "latest").resolve() == last
    assert not list(backup.glob(".new-*"))
    to = ("--url", "https://copy.example.org")
    assert "run it again" in manage(site, "export_site", place / "exported", *to, fails=True, before_start=fill)
    with own_site(place / "full", is_migrated=False) as environment:
        said = manage(environment | NO_BYTECODE, "restore", backup, fails=True, before_start=fill)
        assert said.startswith("CommandError")
        assert (Path(environment["DATA_DIR"]) / "restore-unfinished").exists(), "nothing half restored is served"
        assert "Restored" in manage(environment, "restore", backup)


def test_a_site_moves_to_another_database_and_back_and_says_the_same(site, stack, place):
    """On PostgreSQL to SQLite and back again; where there is none, from one file to the next and to a third."""
    first = office(site, "look")
    assert first["found_at_the_desk"] == 1
    there = stack.enter_context(own_site(place / "third", is_migrated=False))
    one, other = f"sqlite:///{place}/moved.sqlite3", there.get("DATABASE_URL") or f"sqlite:///{place}/back.sqlite3"
    assert "the same in both" in manage(site, "move_database", one)
    moved = site | {"DATABASE_URL": one}
    assert "All rows are there already" in manage(site, "move_database", one), "as after one that was killed at its end"
    assert "the same in both" in manage(moved, "move_database", other)
    back = site | {"DATABASE_URL": other}
    if IS_POSTGRESQL:
        assert office(back, "planner")["expects"] > 0
    assert [office(environment, "look") for environment in (moved, back)] == [first | {"sessions": 0}] * 2
    assert office(back, "work", "0.1")["errors"] == []  # new rows get numbers behind the old ones
