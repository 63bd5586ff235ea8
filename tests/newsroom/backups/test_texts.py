"""A letter that the disk lost: pages go on, the story is named, and what a backup holds is put back."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from newsroom.backups import texts
from newsroom.backups.databases import NAMES
from newsroom.demo.make import make_article, make_company, make_edition, schedule
from newsroom.models import Article, Edition, Generation, Revision

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets nobody write what is no UTF-8")
KEYS = {"newsroom_storycard": "edition_id"}


def rot(table: str, column: str, pk: int, old: bytes, new: bytes) -> None:
    """Some bytes change on the disk; nobody wrote, and no index notices."""
    key = KEYS.get(table, "id")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"SELECT CAST({column} AS BLOB) FROM {table} WHERE {key} = %s", [pk])  # noqa: S608
        data = cursor.fetchone()[0]
        assert old in data
        changed = data.replace(old, new, 1)
        cursor.execute(f"UPDATE {table} SET {column} = CAST(%s AS TEXT) WHERE {key} = %s", [changed, pk])  # noqa: S608
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


def check(*arguments) -> tuple[str, str]:
    """What it says, and how it ends."""
    said, end = StringIO(), ""
    try:
        call_command("check_stories", *map(str, arguments), stdout=said)
    except CommandError as error:
        end = str(error)
    return said.getvalue(), end


@pytest.fixture
def edition():
    return make_edition("Robots", slug="robots", body="<p>They can lift 20 kilos.</p>", tags=[make_company("Acme")])


def _copy(table: str, target: sqlite3.Connection) -> None:
    live = connection.connection
    (made,) = live.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    rows = live.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a table of ours
    target.execute(made)
    target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", map(tuple, rows))  # noqa: S608


@pytest.fixture
def backups(edition, tmp_path, django_db_blocker):
    """One backup of the database as it stands, and a newer one that cannot be read any more."""
    older, newer = (tmp_path / "backups" / f"2026-11-01T{hour}-00-00Z" for hour in (10, 11))
    older.mkdir(parents=True)
    newer.mkdir()
    with closing(sqlite3.connect(older / NAMES["sqlite"])) as copy:
        for model in (Edition, Revision):
            _copy(model._meta.db_table, copy)
        copy.commit()
    (newer / NAMES["sqlite"]).write_bytes(b"decayed" * 1000)
    (tmp_path / "backups" / "latest").symlink_to(newer.name)
    with django_db_blocker.unblock():  # a second connection is forbidden to a test
        yield tmp_path / "backups"


def test_what_is_written_once_for_good_is_sealed_and_found_as_it_was_written(edition):
    schedule(make_article("Later", contact="Li Na", tags=[make_company("数据")]), at=timezone.now() + timedelta(days=1))
    assert not Edition.objects.filter(seal="").exists()
    assert not Revision.objects.filter(seal="").exists()
    assert check() == ("Every edition and revision says what was written.\n", "")


@pytest.mark.parametrize(
    ("model", "name"), [(model, name) for model in (Edition, Revision) for name in model.sealed_fields()]
)
def test_a_seal_tells_of_each_field(model, name):
    field = model._meta.get_field(name)
    values = {
        "DateTimeField": (timezone.now(), timezone.now()), "JSONField": ([{"id": 1}], [{"id": 2}]),
        "BooleanField": (False, True), "ForeignKey": (1, 2), "PositiveIntegerField": (1, 2),
    }  # fmt: skip
    before, after = values.get(field.get_internal_type(), ("a", "b"))
    assert model.seal_of({name: before}) != model.seal_of({name: after})


def test_a_new_field_at_its_default_leaves_seals_right(edition):
    row = Edition.objects.values(*Edition.sealed_fields()).get()
    del row["ai_note"], row["names_unlinked"], row["attachments"], row["lead_photo_id"]
    assert Edition.seal_of(row) == edition.seal


def test_a_row_without_a_seal_is_passed_over(edition):
    Edition.objects.update(seal="")
    Revision.objects.update(seal="")
    assert list(texts.decayed()) == []


def test_what_says_something_else_is_named_with_its_story(edition, tmp_path):
    Edition.objects.update(note="not ours")
    revision = edition.article.revisions.get(number=1)
    Revision.objects.filter(pk=revision.pk).update(author_name="Nobody")
    said, end = check()
    assert said == (
        f"edition {edition.pk} of story {edition.article_id}: no backup here holds a sound one\n"
        f"revision {revision.pk} of story {edition.article_id}: no backup here holds a sound one\n"
    )
    assert end.startswith("2 no longer say what was written: run it again with DIR")
    assert check(tmp_path)[1] == f"{tmp_path} holds no backup that was finished."


@on_sqlite
@pytest.mark.parametrize(
    ("table", "column", "old", "new"),
    [
        ("newsroom_edition", "body_html", b"lift", b"l\xe9ft"),
        ("newsroom_edition", "headline", b"Robots", b"\xf2obots"),
        ("newsroom_storycard", "shown", b"Robots", b"\xf2obots"),
        ("newsroom_storycard", "shown", b'", "', b'"; "'),
    ],
)
def test_a_letter_that_is_none_any_more_takes_no_page_down(edition, table, column, old, new):
    rot(table, column, edition.pk, old, new)
    client = Client(headers={"host": "localhost"})
    for path in ("/", "/news/", edition.get_absolute_url(), "/companies/acme/", "/search/?q=robots", "/feed/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "obots" in answer.content.decode(), path
    assert bool(list(texts.decayed())) == (table == "newsroom_edition")


@on_sqlite
def test_what_a_backup_still_holds_is_put_back_for_readers_and_search(edition, backups):
    story = edition.article
    rot("newsroom_edition", "body_html", edition.pk, b"20 kilos", b"2000 kgs")
    rot("newsroom_revision", "content", story.revisions.get(number=1).pk, b"20 kilos", b'20 ki"os')
    sound = backups / "2026-11-01T10-00-00Z" / NAMES["sqlite"]
    said, end = check(backups)
    assert said.count(f"a sound one stands in {sound}") == 2
    assert end.startswith("2 no longer say what was written: --put-back")
    before = Generation.objects.get().number
    said, end = check(backups, "--put-back")
    assert (said.count(f"put back from {sound}"), end) == (2, "")
    assert check()[1] == ""
    assert Generation.objects.get().number > before
    assert "lift 20 kilos" in Client(headers={"host": "localhost"}).get(edition.get_absolute_url()).content.decode()


@on_sqlite
@pytest.mark.parametrize("path", ["/feed/", "/feed.atom", "/feed.json"])
@pytest.mark.parametrize(
    ("column", "right", "wrong"),
    [("body_html", "lift 20 kilos", "lift 90 kilos"), ("standfirst", "What happened", "What hoppened")],
)
def test_a_feed_that_was_printed_meanwhile_says_it_as_well(edition, backups, path, column, right, wrong):
    client = Client(headers={"host": "localhost"})
    rot("newsroom_edition", column, edition.pk, right.encode(), wrong.encode())
    assert wrong in client.get(path).content.decode()
    assert check(backups, "--put-back")[1] == ""
    assert right in (text := client.get(path).content.decode())
    assert wrong not in text


@on_sqlite
@pytest.mark.parametrize(("stage", "is_found_again"), [("published", False), ("draft", True)])
def test_a_seal_that_decayed_itself_is_put_back_too_and_what_is_made_of_the_text_made_anew(
    edition, backups, monkeypatch, stage, is_found_again
):
    made, found = [], []
    monkeypatch.setattr(texts.cards, "make_stories", lambda pks: made.append(("card", *pks)))
    monkeypatch.setattr(texts.search, "index", lambda pks: made.append(("search", *pks)))
    monkeypatch.setattr(texts.history, "find_again", found.append)
    Edition.objects.update(seal="0" * 16)
    assert check(backups, "--put-back")[1] == ""
    assert Edition.objects.get().seal == edition.seal
    assert made == [("card", edition.pk), ("search", edition.article_id)]
    Revision.objects.filter(article=edition.article).update(seal="0" * 16)
    Article.objects.update(stage=stage)
    assert check(backups, "--put-back")[1] == ""
    assert bool(found) == is_found_again, "of what readers see the desk's search reads the edition"


@pytest.mark.parametrize("error", [OperationalError("disk I/O error"), ValueError("no JSON")])
def test_a_row_that_cannot_be_read_at_all_hides_no_other(edition, error):
    other = make_edition("Lidar")
    Edition.objects.filter(pk=other.pk).update(note="not ours")

    def fails(execute, sql, params, many, context):
        if "newsroom_edition" in sql and "body_html" in sql and edition.pk in params:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fails):
        assert [(each.model, each.pk) for each in texts.decayed()] == [(Edition, edition.pk), (Edition, other.pk)]


@on_sqlite
def test_a_moment_that_is_none_any_more_counts_as_decayed(edition, backups):
    rot("newsroom_revision", "at", edition.article.revisions.get(number=1).pk, b"-", b"=")
    assert "revision" in check(backups)[0]
    assert check(backups, "--put-back")[1] == ""
