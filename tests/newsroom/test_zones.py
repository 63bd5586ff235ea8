"""Offices in odd zones: half hours of summer time, quarters of an hour, a day that was left out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition
from newsroom.models import Article
from tests.newsroom.admin.conftest import make_user
from tests.newsroom.admin.screens import change_url, fields_of

__all__ = ["make_user"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    """Lets the office lie in a zone."""

    def lie_in(name: str) -> ZoneInfo:
        settings.TIME_ZONE = name
        timezone.get_default_timezone.cache_clear()
        timezone.activate(ZoneInfo(name))
        return ZoneInfo(name)

    yield lie_in
    timezone.deactivate()
    timezone.get_default_timezone.cache_clear()


@pytest.mark.parametrize("name", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"])
def test_years_and_months_begin_at_the_midnight_of_the_office(name, office, client):
    zone = office(name)
    turn = datetime(2027, 1, 1, tzinfo=zone)
    for headline, at in (("Of the old year", turn - timedelta(seconds=1)), ("Of the new year", turn)):
        with time_machine.travel(at, tick=False):
            path = make_edition(headline).get_absolute_url()
        with time_machine.travel(turn + timedelta(days=3), tick=False):
            assert path.startswith(f"/news/{at.year}/")
            assert client.get(path).status_code == 200
            month = client.get(f"/news/{at:%Y/%m}/").content.decode()
            assert headline in month
            assert at.isoformat() in month
            assert f"{at.astimezone(UTC):%d %b %Y %H:%M:%S} +0000" in client.get("/feed/").content.decode()


def test_a_day_that_was_left_out_leaves_out_no_story(office, client):
    """Samoa had no 30 December 2011."""
    zone = office("Pacific/Apia")
    midnight = datetime(2011, 12, 30, 10, tzinfo=UTC)
    moments = [midnight - timedelta(minutes=1), midnight]
    for at in moments:
        with time_machine.travel(at, tick=False):
            make_edition(f"At {at:%H:%M}")
    with time_machine.travel(midnight + timedelta(days=2), tick=False):
        month = client.get("/news/2011/12/").content.decode()
        assert [at.astimezone(zone).isoformat() in month for at in moments] == [True, True]
        assert [at.astimezone(zone).day for at in moments] == [29, 31]


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_moment_in_the_half_hour_that_a_night_has_twice_is_not_moved_by_a_save(minutes, office, make_user):
    zone = office("Australia/Lord_Howe")
    turn = datetime(2027, 4, 3, 15, tzinfo=UTC)  # two o'clock, upon which it is half past one once more
    with time_machine.travel(turn - timedelta(days=30), tick=False):
        editor, story, embargo = make_user("editor"), make_article(), turn + timedelta(minutes=minutes)
        Article.objects.update(embargoed_until=embargo)
        form = fields_of(editor.client.get(change_url(story)))
        assert form["embargoed_until_1"] == [f"{embargo.astimezone(zone):%H:%M:%S}"]
        answer = editor.client.post(change_url(story), form | {"headline": "Saved", "_save": "Save"}, follow=True)
    story.refresh_from_db()
    assert (story.headline, story.embargoed_until) == ("Saved", embargo)
    assert "it may be ambiguous or it may not exist" in answer.content.decode()


def test_a_time_that_a_night_leaves_out_is_asked_for_again_and_the_text_is_saved(office, make_user):
    office("Australia/Lord_Howe")
    with time_machine.travel(datetime(2027, 9, 1, tzinfo=UTC), tick=False):
        editor, story = make_user("editor"), make_article()
        form = fields_of(editor.client.get(change_url(story))) | {
            "headline": "Saved", "embargoed_until_0": "2027-10-03", "embargoed_until_1": "02:15", "_save": "Save",
        }  # fmt: skip
        answer = editor.client.post(change_url(story), form, follow=True)
    story.refresh_from_db()
    assert (story.headline, story.embargoed_until) == ("Saved", None)
    assert "it may be ambiguous or it may not exist" in answer.content.decode()
    assert fields_of(answer)["embargoed_until_1"] == ["02:15"], "it stands there to be put right"
