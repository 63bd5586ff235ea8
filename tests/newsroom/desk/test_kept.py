"""What is kept of somebody at work on a story: whose it is, how much, and what nobody may bring it down with."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from newsroom.demo.make import make_article
from newsroom.desk import kept
from newsroom.models import EditBuffer, Presence, SavedForm

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def ren():
    return User.objects.create_user("ren")


def post(**fields) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.update({"headline": "Half of it", "version": "1"} | fields)
    return sent


def test_no_name_of_a_field_holds_a_sign_that_no_database_of_text_takes(ren):
    assert set(kept.keep(ren, None, TOKEN, post(**{"no\0te": "x"})).payload) == {"headline", "version", "note"}


def test_the_newest_few_are_offered(ren):
    for number in range(kept.MOST_OFFERED + 2):
        kept.keep(ren, None, f"{number:032x}", post(headline=str(number)))
    assert [buffer.headline for buffer in kept.offered(ren, None)] == ["6", "5", "4", "3", "2"]


def test_a_busy_database_offers_it_all_the_same(ren, monkeypatch):
    def busy(*args, **values):
        raise OperationalError("database is locked")

    kept.keep(ren, None, TOKEN, post())
    monkeypatch.setattr(QuerySet, "update", busy)
    assert [buffer.token for buffer in kept.offered(ren, None)] == [TOKEN]
    monkeypatch.undo()
    assert EditBuffer.objects.get().offered_at is None, "it counts from the next time"


def test_days_count_from_the_first_time_that_its_owner_saw_it_as_it_stands(ren):
    kept.keep(ren, None, TOKEN, post())
    first = timezone.now() - timedelta(days=2)
    EditBuffer.objects.update(offered_at=first)
    kept.offered(ren, None)
    assert EditBuffer.objects.get().offered_at == first, "or it would be offered for ever"
    kept.keep(ren, None, TOKEN, post(headline="More of it"))
    assert EditBuffer.objects.get().offered_at is None
    kept.offered(ren, None)
    assert EditBuffer.objects.get().offered_at > first


def test_forms_without_a_name_are_no_form_sent_again(ren):
    for headline in ("One", "Two"):
        kept.note_saved(ren, "", make_article(headline))
    assert not SavedForm.objects.exists()


def test_of_two_pulses_at_once_the_second_finds_the_row_of_the_first(ren, monkeypatch):
    story = make_article()
    monkeypatch.setattr(type(Presence.objects.all()), "update", lambda *args, **values: 0)  # neither is there yet
    for _ in range(2):
        Presence.objects.note(story.pk, ren.pk)
    assert Presence.objects.count() == 1


def test_who_left_a_day_ago_is_forgotten_when_somebody_comes(ren):
    story, gone = make_article(), User.objects.create_user("gone")
    Presence.objects.create(article=story, user=gone, seen_at=timezone.now() - timedelta(days=2))
    Presence.objects.note(story.pk, ren.pk)
    assert [presence.user for presence in Presence.objects.all()] == [ren]
