"""A clock that jumps, and the two nights on which it does so by law: nothing twice, nothing lost, nothing too early."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article
from newsroom.desk import tick, workflow
from newsroom.models import Article, Delivery, Edition, Stage
from tests.newsroom.admin.conftest import make_user

__all__ = ["make_user"]
pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
# What the clocks there show twice in autumn and skip in spring, as moments: one before, the ones between, one after.
NIGHTS = {
    "spring": [datetime(2027, 3, 28, hour, 30, tzinfo=UTC) for hour in (0, 1, 2)],
    "autumn": [
        datetime(2027, 10, 30, 23, 30, tzinfo=UTC),
        *(datetime(2027, 10, 31, h, 30, tzinfo=UTC) for h in (0, 1, 2)),
    ],
}


@pytest.fixture
def berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    with timezone.override(BERLIN):
        yield
    timezone.get_default_timezone.cache_clear()


def path_of(edition: Edition) -> str:
    return edition.get_absolute_url()


@pytest.mark.parametrize("night", NIGHTS)
def test_on_both_nights_each_story_goes_live_at_its_moment_and_once(client, berlin, make_user, night):
    moments = NIGHTS[night]
    with time_machine.travel(moments[0] - timedelta(days=1), tick=False):
        waiting = [make.schedule(make_article(f"Story {n}"), at=moment) for n, moment in enumerate(moments)]
        editor = make_user("editor")
        month = editor.client.get("/admin/newsroom/article/calendar/", {"month": f"{moments[0]:%Y-%m}"})
        assert month.status_code == 200
        for edition in waiting:
            assert edition.headline in month.content.decode()
    for number, moment in enumerate(moments):
        for step, seen in ((-1, number), (0, number + 1)):
            with time_machine.travel(moment + timedelta(seconds=step), tick=False):
                tick.run()
                tick.run()
                assert [client.get(path_of(each)).status_code for each in waiting] == [
                    200 if place < seen else 404 for place in range(len(waiting))
                ]
                assert client.get("/feed/").status_code == client.get("/").status_code == 200
                assert Article.objects.filter(stage=Stage.PUBLISHED).count() == seen
    assert Edition.objects.count() == len(moments)


def test_an_hour_is_an_hour_on_the_night_that_has_it_twice(berlin):
    """What is kept "for an hour" is measured between moments, not between what clocks show."""
    first, second = NIGHTS["autumn"][1:3]
    assert first.astimezone(BERLIN).replace(tzinfo=None) == second.astimezone(BERLIN).replace(tzinfo=None)
    with time_machine.travel(first, tick=False):
        edition = make.make_edition("In the first of the two", until=second)
        assert Edition.objects.live().get() == edition
    with time_machine.travel(second - timedelta(seconds=1), tick=False):
        assert Edition.objects.live().exists()
    with time_machine.travel(second, tick=False):
        assert not Edition.objects.live().exists()


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_an_hour_and_comes_back_loses_nothing_and_does_nothing_twice(client, hours):
    noon = datetime(2027, 5, 4, 12, tzinfo=UTC)
    with time_machine.travel(noon - timedelta(days=1), tick=False):
        old = make.make_edition("Out since yesterday")
        due = make.schedule(make_article("Due at half past"), at=noon + timedelta(minutes=30))
    with time_machine.travel(noon, tick=False):
        new = make.make_edition("Out at noon")
        tick.run()
    with time_machine.travel(noon + timedelta(hours=hours, minutes=1), tick=False):
        tick.run()
        for address in ("/", "/news/", "/feed/", "/sitemap.xml", "/search/?q=out", path_of(old)):
            assert client.get(address).status_code == 200, address
        # Somebody works on while the clock is wrong.
        story = Article.objects.get(pk=new.article_id)
        story.standfirst = "Changed meanwhile."
        workflow.save(story)
        again = make.publish(story)
        assert again.live_from > new.live_from
    with time_machine.travel(noon + timedelta(hours=2), tick=False):
        tick.run()
        tick.run()
        assert [client.get(path_of(each)).status_code for each in (old, new, due)] == [200, 200, 200]
        assert b"Changed meanwhile." in client.get(path_of(new)).content
        assert Edition.objects.filter(article=due.article_id).count() == 1
        stages = Article.objects.values_list("stage", flat=True)
        assert set(stages) == {Stage.PUBLISHED}
        keys = Delivery.objects.values_list("event", "kind", "target")
        assert len(set(keys)) == len(keys)


def test_an_update_made_while_the_clock_ran_ahead_goes_with_the_story_that_is_withdrawn(client):
    """It waits for its moment once the clock is right, while readers see the edition before; neither comes back."""
    noon = datetime(2027, 5, 4, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        first = make.make_edition("Out at noon")
    with time_machine.travel(noon + timedelta(hours=1), tick=False):
        story = Article.objects.get(pk=first.article_id)
        story.standfirst = "Changed by a clock that is ahead."
        workflow.save(story)
        update = make.publish(story)
    with time_machine.travel(noon + timedelta(minutes=5), tick=False) as clock:
        assert client.get(path_of(first)).status_code == 200
        workflow.withdraw(Article.objects.get(pk=story.pk), reason="It is wrong.")
        assert not Edition.objects.live().exists()
        for _ in range(3):
            clock.shift(timedelta(hours=1))
            tick.run()
            assert not Edition.objects.live().exists()
            answer = client.get(path_of(update))
            assert answer.status_code == 410
            assert b"It is wrong." in answer.content
            assert b"Changed by" not in answer.content
        again = workflow.reinstate(Article.objects.get(pk=story.pk), reason="It was right.")
        assert list(Edition.objects.live()) == [again]
        assert client.get(path_of(again)).status_code == 200


def test_unscheduling_takes_back_nothing_that_a_clock_ran_ahead_with(client):
    """The correction was published, for a moment that has yet to come; what was scheduled after it alone is undone."""
    noon = datetime(2027, 5, 4, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        first = make.make_edition("Out at noon")
        story = Article.objects.get(pk=first.article_id)
    with time_machine.travel(noon + timedelta(hours=1), tick=False):
        story.standfirst = "Seven, and not six."
        workflow.save(story)
        workflow.submit(story)
        workflow.approve(story)
        corrected = workflow.correct(story, text="It was six.")
    with time_machine.travel(noon + timedelta(minutes=5), tick=False) as clock:
        story.standfirst = "Eight."
        workflow.save(story)
        make.schedule(story, at=noon + timedelta(hours=3))
        workflow.unschedule(Article.objects.get(pk=story.pk))
        assert list(Edition.objects.live()) == [first]
        clock.shift(timedelta(hours=4))
        assert list(Edition.objects.live()) == [corrected]
        assert b"It was six." in client.get(path_of(corrected)).content


@pytest.mark.parametrize("hours", [1, 3])
def test_what_was_withdrawn_while_the_clock_ran_ahead_comes_back_for_no_longer_than_to_the_next_tick(client, hours):
    """At noon and before it begins: nothing of the story is seen from then on, and readers are told why."""
    noon = datetime(2027, 5, 4, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        story = make_article("Out at noon")
        if hours == 1:
            make.publish(story)
        other = make.make_edition("Beside it")
    with time_machine.travel(noon + timedelta(hours=hours), tick=False) as clock:
        if hours != 1:
            make.publish(story)
            clock.shift(timedelta(minutes=1))
        workflow.withdraw(story, reason="It is wrong.")
        path = path_of(story.editions.get())
    with time_machine.travel(noon + timedelta(minutes=5), tick=False) as clock:
        assert not tick.run(is_dry=True).counts["withdrawn again"]
        assert tick.run().counts["withdrawn again"] == 1
        for _ in range(9):
            assert list(Edition.objects.live()) == [other]
            answer = client.get(path)
            assert answer.status_code == 410
            assert b"It is wrong." in answer.content
            assert b"Out at noon" not in client.get("/").content
            assert not tick.run().lines
            clock.shift(timedelta(minutes=29, seconds=45))
        again = workflow.reinstate(Article.objects.get(pk=story.pk), reason="It was right.")
        assert set(Edition.objects.live()) == {again, other}


def test_a_story_reinstated_while_the_clock_ran_ahead_is_withdrawn_by_no_tick():
    noon = datetime(2027, 5, 4, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        story = make_article("Out at noon")
        first = make.publish(story)
    with time_machine.travel(noon + timedelta(hours=1), tick=False) as clock:
        workflow.withdraw(story, reason="It is wrong.")
        clock.shift(timedelta(minutes=1))
        again = workflow.reinstate(story, reason="It was right.")
    with time_machine.travel(noon + timedelta(minutes=5), tick=False) as clock:
        report = tick.run()
        assert not report.has_failed
        assert not report.counts["withdrawn again"]
        assert list(Edition.objects.live()) == [first]
        clock.shift(timedelta(hours=2))
        assert list(Edition.objects.live()) == [again]
