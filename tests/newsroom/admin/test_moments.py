"""Moments are typed in the office's zone; one that is past, too near or not there at all is refused in a sentence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article
from newsroom.models import Article, Stage
from tests.newsroom.admin.screens import change_url, step_url, submit

pytestmark = pytest.mark.django_db


def typed(at, name: str) -> dict:
    here = timezone.localtime(at)
    return {f"{name}_0": f"{here:%Y-%m-%d}", f"{name}_1": f"{here:%H:%M:%S}"}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-60, "That moment has passed. Choose a later one"), (30, "nearer than the 60 seconds"), (3600, "")],
)
def test_nothing_is_scheduled_nearer_than_readers_may_keep_a_page(editor, make_approved, clock, seconds, said):
    story = make_approved()
    answer = submit(
        editor.client, step_url(story, "schedule"), **typed(timezone.now() + timedelta(seconds=seconds), "at")
    )
    story.refresh_from_db()
    if said:
        assert (answer.status_code, story.stage) == (200, Stage.APPROVED)
        assert said in answer.content.decode()
    else:
        assert (answer.status_code, story.stage) == (302, Stage.SCHEDULED)


def test_an_embargo_that_has_passed_is_refused_unless_it_stood_there_before(editor, clock):
    story = make_article(embargoed_until=timezone.now() + timedelta(hours=1))
    answer = submit(editor.client, change_url(story), **typed(timezone.now() - timedelta(hours=1), "embargoed_until"))
    page = editor.client.get(answer.headers["Location"])
    assert "That moment has passed. An embargo ends later than now" in page.content.decode()
    clock.shift(timedelta(hours=2))
    assert submit(editor.client, change_url(story), headline="Later").status_code == 302
    assert Article.objects.get().headline == "Later"


@pytest.mark.parametrize("wall", ["2039-03-27 02:30:00", "2039-10-30 02:30:00"])  # skipped, and there twice
def test_a_time_that_the_clock_skips_or_shows_twice_is_refused(editor, wall):
    story = make_article()
    day, hour = wall.split()
    with timezone.override("Europe/Berlin"):
        answer = submit(editor.client, change_url(story), embargoed_until_0=day, embargoed_until_1=hour)
        page = editor.client.get(answer.headers["Location"])
    assert "it may be ambiguous or it may not exist" in page.content.decode()
    assert Article.objects.get().embargoed_until is None
