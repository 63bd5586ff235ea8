"""The calendar: what stands on which day, in the office's zone, and that it shows no more than it should."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, schedule
from newsroom.desk import restoring, workflow
from newsroom.desk.admin import calendar_views
from newsroom.models import Article
from tests.newsroom.admin.screens import change_url, submit, url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/newsroom/article/calendar/"
NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.get_default_timezone())  # a Wednesday


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def shown(page) -> dict[str, list[tuple[str, str, str]]]:
    return {
        f"{day.date}": [(entry.headline, entry.what, entry.at) for entry in day.entries]
        for day in page.context["days"]
        if day.entries
    }


def test_stories_stand_on_their_days(editor):
    make_article("Planned", planned_for=date(2026, 11, 27), by=editor)
    make_article("Late", planned_for=date(2026, 11, 24), by=editor)
    make_article("Another week", planned_for=date(2026, 12, 7), by=editor)
    make_article("No day", by=editor)
    make_edition("Out")
    # Half past midnight in Shanghai is still the day before in UTC.
    schedule(make_article("Waits"), at=datetime(2026, 11, 28, 0, 30, tzinfo=timezone.get_default_timezone()))
    page = editor.client.get(CALENDAR)
    assert shown(page) == {
        "2026-11-24": [("Late", "planned, overdue · draft", "")],
        "2026-11-25": [("Out", "published", "12:00")],
        "2026-11-27": [("Planned", "planned · draft", "")],
        "2026-11-28": [("Waits", "goes live", "00:30")],
    }
    assert page.context["title"] == "Calendar: 23 November to 29 November 2026"
    assert change_url(Article.objects.get(headline="Planned")) in page.content.decode()
    assert "Another week" in editor.client.get(CALENDAR, {"week": "2026-W50"}).content.decode()
    month = editor.client.get(CALENDAR, {"month": "2026-11"})
    assert set(shown(month)) == set(shown(page))
    assert len(month.context["days"]) == 42


def test_a_scheduled_story_whose_moment_came_is_published(editor):
    schedule(make_article("Waits", planned_for=date(2026, 11, 27)), at=NOW + timedelta(hours=1))
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        page = editor.client.get(CALENDAR)
    assert shown(page) == {"2026-11-25": [("Waits", "published", "13:00")]}


def test_a_withdrawn_story_is_not_published_and_a_planned_one_is_no_news_to_readers(editor, client):
    edition = make_edition("Gone")
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        workflow.withdraw(Article.objects.get(pk=edition.article_id), reason="Wrong.")
        assert shown(editor.client.get(CALENDAR)) == {}
    story = make_article("Planned", planned_for=date(2026, 11, 27))
    assert "Planned" not in client.get("/").content.decode()
    assert story.editions.count() == 0


def test_the_day_is_set_in_the_form_and_voids_no_approval(editor, make_approved):
    story = make_approved("Approved")
    submit(editor.client, change_url(story), planned_for="2026-11-27")
    story.refresh_from_db()
    assert (story.planned_for, story.stage, story.revision) == (date(2026, 11, 27), "approved", 2)
    assert story.approved_revision == 2
    workflow.publish(story, by=editor)  # which who set the day may do as before, being no writer of it
    story.refresh_from_db()
    submit(editor.client, change_url(story), planned_for="")
    story.refresh_from_db()
    assert (story.planned_for, story.stage, story.revision) == (None, "published", 3)


def test_a_new_day_stands_in_the_history_and_stays_when_an_old_text_comes_back(editor):
    story = make_article("Plans", by=editor)
    submit(editor.client, change_url(story), planned_for="2026-11-27")
    submit(editor.client, change_url(story), planned_for="2026-11-28", headline="Other plans")
    page = editor.client.get(url("newsroom_article_history", story.pk)).content.decode()
    assert "planned for 2026-11-27" in page
    compared = editor.client.get(url("newsroom_article_compare", story.pk), {"from": "2", "to": "3"}).content.decode()
    assert "2026-11-27" in compared
    assert "2026-11-28" in compared
    story.refresh_from_db()
    restoring.restore(story, story.revisions.get(number=2), by=editor)
    story.refresh_from_db()
    assert (story.headline, story.planned_for) == ("Plans", date(2026, 11, 28))


@pytest.mark.parametrize(
    "query", [{"week": "2026-W99"}, {"week": "x"}, {"month": "2026-13"}, {"month": "0001-01"}, {"week": "9999-W01"}]
)
def test_a_week_that_is_none_is_not_there(editor, query):
    assert editor.client.get(CALENDAR, query).status_code == 404


def test_a_full_day_is_cut_and_says_so(editor, monkeypatch):
    monkeypatch.setitem(calendar_views.A_DAY, "week", 2)
    for number in range(5):
        make_edition(f"Out {number}")
    assert "and 3 more" in editor.client.get(CALENDAR).content.decode()


def test_the_calendar_keeps_its_number_of_queries(editor):
    def grow(number):
        for _ in range(number):
            make_article(planned_for=date(2026, 11, 27))
            make_edition()
            schedule(make_article(), at=NOW + timedelta(days=1))

    assert same_queries(grow, lambda: editor.client.get(CALENDAR)) <= 8
    assert url("newsroom_article_calendar") == CALENDAR
