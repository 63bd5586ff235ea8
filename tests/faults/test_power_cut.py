"""The power goes, at any moment of a publication: it is out as a whole or not at all, and what was told is done."""

import shutil
import sqlite3
import sys
from contextlib import closing
from random import Random

import pytest

from tests.faults.power_cut import TOLD, Disk, can_record, record

SOME = 4  # ways in which a disk may have done part of what was asked of it, tried at each moment

PUBLISH = """
import os, sys, django
django.setup()
from newsroom.desk import workflow
from newsroom.models import Article
workflow.publish(Article.objects.get(headline="Out or not"))
os.write(1, b"told\\n")
"""
LOOK = """
SELECT stage, version, (SELECT COUNT(*) FROM newsroom_edition WHERE article_id = story.id),
    (SELECT COUNT(*) FROM newsroom_event WHERE article_id = story.id AND to_stage = 'published'),
    (SELECT COUNT(*) FROM newsroom_storycard JOIN newsroom_edition ON edition_id = newsroom_edition.id
     WHERE article_id = story.id)
FROM newsroom_article story WHERE headline = 'Out or not'
"""


def found(folder, left: dict[str, bytes]) -> tuple:
    """What whoever starts the site again finds, once SQLite has opened what the disk has."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in left.items():
        (folder / name).write_bytes(data)
    with closing(sqlite3.connect(folder / "newsroom.sqlite3")) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        return opened.execute(LOOK).fetchone()


def test_a_power_cut_leaves_a_story_out_or_not_and_takes_back_nothing_that_was_told(site, tmp_path):
    if not site.is_sqlite:
        return  # its server looks after its files
    if not can_record():
        pytest.skip("asks for strace")
    site.desk.do("workflow.approve(make_article('Out or not', body='<p>Text. </p>' * 2000, tags=['Power']))")
    data = tmp_path / "data"
    data.mkdir()
    database = data / "newsroom.sqlite3"
    with closing(sqlite3.connect(site.database)) as live:
        live.execute("VACUUM INTO ?", (str(database),))
    disk, chance = Disk(database), Random(7)
    before = found(tmp_path / "left", {database.name: database.read_bytes()})
    environment = site.environment | {"DATA_DIR": str(data)}
    events = record(
        [sys.executable, "-c", PUBLISH], tmp_path / "strace", env=environment, cwd=environment["PYTHONPATH"]
    )
    after = found(tmp_path / "left", {database.name: database.read_bytes()})
    assert (before[0], before[2:], after[0], after[2:]) == ("approved", (0, 0, 0), "published", (1, 1, 1))

    told, seen = False, []
    for call, path, *more in events:
        told = told or (call == "write" and more[0] == TOLD)
        if disk.is_brought(call, path) or (call == "write" and more[0] == TOLD):
            seen += [(told, found(tmp_path / "left", left)) for left in disk.cuts(chance, SOME)]
        disk.happen(call, path, *more)
    assert told
    assert {what for _, what in seen} == {before, after}
    assert {what for was_told, what in seen if was_told} == {after}
