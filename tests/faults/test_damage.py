"""The file of the database is cut or overwritten while the site runs: the whole way to a site that is sound again."""

import shutil
import sqlite3
import subprocess
import sys

import pytest


def manage(environment, *arguments, fails=False) -> str:
    command = [sys.executable, "manage.py", *map(str, arguments)]
    place = environment["PYTHONPATH"]
    done = subprocess.run(command, env=environment, cwd=place, capture_output=True, text=True, timeout=120)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def cut(file):
    with file.open("r+b") as opened:
        opened.truncate(3 * 4096)


def overwrite(file):
    """All but the first page, which gets another number of the last change: nobody trusts what they remember of it."""
    with file.open("r+b") as opened:
        size = file.stat().st_size
        opened.seek(24)
        opened.write(b"\xab" * 4)
        opened.seek(4096)
        opened.write(b"\xab" * (size - 4096))


@pytest.mark.parametrize("damage", [cut, overwrite])
def test_a_database_that_is_damaged_is_said_to_be_and_the_last_backup_brings_the_site_back(site, tmp_path, damage):
    if not site.is_sqlite:
        return  # its files are not ours to look after
    story = site.story("Before the damage")
    path = site.desk.do("print(make_edition('Read before the damage').get_absolute_url())")
    data, backups = tmp_path / "data", tmp_path / "backups"
    data.mkdir()
    with sqlite3.connect(site.database) as live:
        live.execute("VACUUM INTO ?", (str(data / "newsroom.sqlite3"),))
    live.close()
    environment = site.environment | {"DATA_DIR": str(data)}
    server = site.start(DATA_DIR=str(data))
    try:
        editor = site.editor()
        editor.port = server.port
        with sqlite3.connect(data / "newsroom.sqlite3") as copy:  # the session was begun in the other one
            copy.execute("ATTACH ? AS live", (str(site.database),))
            copy.execute("INSERT OR REPLACE INTO django_session SELECT * FROM live.django_session")
        copy.close()
        form = editor.open(story)
        manage(environment, "backup", backups)
        last = (backups / "latest").resolve()

        damage(data / "newsroom.sqlite3")
        page = server.get(f"{path}?damaged")
        assert page.status == 503
        assert b"Something broke on our side" in page.body
        assert b"malformed" not in page.body
        assert (server.get("/healthz").status, server.get("/healthz").body) == (503, b"not ok\n")
        answer = editor.save(story, form, headline="Written into the damage")
        assert answer.status == 503
        assert "Written into the damage" in answer.text
        assert "newsroom.E008" in manage(environment, "check", "--deploy", "--database", "default", fails=True)
        assert "The last good backup stands as it did." in manage(environment, "backup", backups, fails=True)
        assert (backups / "latest").resolve() == last
    finally:
        server.stop()

    if damage is cut:
        return  # the way back is the same
    aside = tmp_path / "damaged"
    aside.mkdir()
    for left in (*data.glob("newsroom.sqlite3*"), *data.glob("media")):
        shutil.move(left, aside)
    assert "Restored" in manage(environment, "restore", backups)
    server = site.start(DATA_DIR=str(data))
    try:
        assert server.get(path).status == 200
        assert server.get("/healthz").body == b"ok\n"
    finally:
        server.stop()


def test_a_page_of_the_file_that_nobody_reads_is_found_by_the_check(site, tmp_path):
    if not site.is_sqlite:
        return
    copy = tmp_path / "newsroom.sqlite3"
    with sqlite3.connect(site.database) as live:
        live.execute("VACUUM INTO ?", (str(copy),))
    live.close()
    with sqlite3.connect(copy) as made:
        number = made.execute("SELECT rootpage FROM sqlite_master WHERE name = 'newsroom_sharelink'").fetchone()[0]
    made.close()
    environment = site.environment | {"DATA_DIR": str(tmp_path)}
    check = ("check", "--deploy", "--database", "default")
    assert "newsroom.E008" not in manage(environment, *check, fails=True)  # it has no mail, and no https
    with copy.open("r+b") as opened:
        opened.seek((number - 1) * 4096)
        opened.write(b"\xab" * 4096)
    said = manage(environment, *check, fails=True)
    assert "newsroom.E008" in said
    assert "restore the last backup" in said
