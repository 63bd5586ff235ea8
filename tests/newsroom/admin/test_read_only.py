"""The database takes no changes, as while another takes its place: everything says so, and no word is lost."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from newsroom.demo.make import make_article
from newsroom.desk import tick
from newsroom.models import Article
from tests.newsroom.admin.screens import change_url, fields_of, step_url, url
from tests.newsroom.signin.conftest import LOGIN

pytestmark = pytest.mark.django_db

NOTHING_SAVED = "The database takes no changes at this moment, so nothing was saved."
only_postgresql = pytest.mark.skipif(connection.vendor == "sqlite", reason="of a file only its disk could say so")


@pytest.fixture
def shut():
    """From the call on the database takes no changes; on PostgreSQL until the transaction of the test ends."""

    def shut():
        connection.check_constraints()  # which PostgreSQL would put off until it may write nothing any more
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON" if connection.vendor == "sqlite" else "SET TRANSACTION READ ONLY")

    yield shut
    if connection.vendor == "sqlite":
        transaction.set_rollback(False)  # which a refused write of a request that was in none has asked for
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


def test_a_save_a_step_and_what_is_kept_aside_come_back_and_say_so(reporter, shut):
    story = make_article(by=reporter)
    form = fields_of(reporter.client.get(change_url(story))) | {"headline": "Mine"}
    step = fields_of(reporter.client.get(step_url(story, "submit"))) | {"reason": "Words for a step"}
    shut()
    saved = reporter.client.post(change_url(story), form | {"_save": "Save"})
    taken = reporter.client.post(step_url(story, "submit"), step | {"_save": "Save"})
    for answer in (saved, taken):
        assert answer.status_code == 503
        assert NOTHING_SAVED in answer.content.decode()
    assert (fields_of(saved)["headline"], fields_of(taken)["reason"]) == (["Mine"], ["Words for a step"])
    kept = reporter.client.post(url("newsroom_article_keep", story.pk), form)
    assert (kept.status_code, kept.json()["why"][: len(NOTHING_SAVED)]) == (503, NOTHING_SAVED)
    assert Article.objects.get().headline == story.headline


def test_nobody_is_let_in_uncounted_and_the_door_says_why(shut, settings):
    backend = "newsroom.running.database_cache.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "newsroom_cache"}}
    call_command("createcachetable")
    User.objects.create_user("edda", password="correct horse battery", is_staff=True)
    stranger = Client(raise_request_exception=False)
    shut()
    for password in ("correct horse battery", "wrong"):
        answer = stranger.post(LOGIN, {"login": "edda", "password": password})
        assert answer.status_code == 503
        assert answer["Retry-After"]
        assert "Nobody can sign in at this moment" in answer.content.decode()


def test_what_is_no_text_is_told_to_come_again(reporter, shut):
    asked = Client(raise_request_exception=False)
    asked.force_login(reporter)
    shut()
    answer = asked.post("/admin/account/logout/")
    assert answer.status_code == 503
    assert "Nothing can be changed at this moment" in answer.content.decode()


@only_postgresql
def test_the_desk_those_who_watch_and_the_tick_are_told(managing_editor, shut):
    shut()
    told = managing_editor.client.get("/healthz")
    assert (told.status_code, told.json()["ok"]) == (200, True), "a load balancer leaves this machine in: readers read"
    assert not told.json()["database"]["ok"]
    assert "takes no changes" in managing_editor.client.get("/admin/").content.decode()
    report = tick.Report()
    with tick._by_itself(report, "do its work"):
        Article.objects.update(headline="x")
    assert "takes no changes: it is a replica, or was set to be read only" in report.lines[0]
