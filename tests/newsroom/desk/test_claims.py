"""Who wins when two act on one story, and what the other is told."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, schedule
from newsroom.desk import claims, workflow
from newsroom.desk.claims import StaleStory, StepRefused
from newsroom.desk.steps import STEPS
from newsroom.models import Article, Stage

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def fresh(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def move_on(story: Article) -> None:
    Article.objects.filter(pk=story.pk).update(version=F("version") + 1)


def test_whoever_is_late_is_told_so_rather_than_that_the_step_is_not_possible():
    story = make_article("Quokka")
    seen = fresh(story)
    workflow.submit(story)
    workflow.approve(story)
    with pytest.raises(StaleStory, match="approved by somebody at"):
        workflow.publish(seen)


def test_the_one_of_several_that_moved_is_named_where_it_can_be_told_apart():
    """One that moved by a single step looks like those that were just claimed."""
    first, second = make_article("First"), make_article("Second")
    move_on(second)
    with pytest.raises(StepRefused):
        claims.claim([first, second], STEPS["submit"])
    first = make_article("Third")
    move_on(second), move_on(second)
    with pytest.raises(StaleStory, match="“Second” has moved on"):
        claims.claim([first, second], STEPS["submit"])


def test_neither_a_stage_that_has_no_such_step_nor_another_one_than_was_seen_is_claimed():
    edition = make_edition("Quokka")
    with pytest.raises(StepRefused, match="can’t approve"):
        claims.claim([fresh(edition.article)], STEPS["approve"])
    story = make_article("Numbat")
    Article.objects.filter(pk=story.pk).update(stage=Stage.IN_REVIEW)
    with pytest.raises(StepRefused):
        claims.claim([story], STEPS["submit"])


def test_what_went_live_waits_for_nothing_any_more(time_machine):
    story = make_article("Quokka")
    schedule(story, at=timezone.now() + HOUR)
    assert [claims.is_live(story, at) for at in (None, timezone.now() + 2 * HOUR)] == [False, True]
    assert claims.is_live(Article()) is False
    time_machine.move_to(timezone.now() + 2 * HOUR, tick=False)
    story = fresh(story)
    claims.settle(story)
    assert (fresh(story).stage, fresh(story).scheduled_for) == (Stage.PUBLISHED, None)
    assert fresh(story).version == story.version


def test_nothing_is_settled_that_waits_no_more(time_machine):
    story = make_article("Quokka")
    schedule(story, at=timezone.now() + HOUR)
    time_machine.move_to(timezone.now() + 2 * HOUR, tick=False)
    story = fresh(story)
    move_on(story)
    with pytest.raises(StaleStory):
        claims.settle(story)
    story = fresh(story)
    Article.objects.filter(pk=story.pk).update(stage=Stage.PUBLISHED, scheduled_for=None)
    with pytest.raises(StepRefused):
        claims.settle(story)


class TestRefusal:
    def test_names_whoever_did_it_and_when_as_far_as_that_is_known(self):
        story = make_article("Quokka")
        move_on(story)
        assert claims.refusal(story, None).what.startswith("“Quokka” has moved on since you opened it: created by some")
        story.events.update(verb="went_live", actor_name="Edda")
        assert ": went live by Edda at " in claims.refusal(story, None).what
        story.events.all().delete()
        assert claims.refusal(story, None).what == "“Quokka” has moved on since you opened it: changed by somebody."

    def test_tells_of_those_alone_who_did_something_since(self, people, monkeypatch):
        story = make_article("Quokka", by=people["ren"])
        workflow.submit(story, by=people["edda"])
        seen = fresh(story)
        workflow.send_back(story, reason="Why?", by=people["chen"])
        assert claims.refusal(seen, None).by == {people["chen"].pk}
        seen.version -= 1000
        assert {people[name].pk for name in ("ren", "edda", "chen")} <= claims.refusal(seen, None).by
        monkeypatch.setattr(claims, "_MOST", 1)
        assert claims.refusal(seen, None).by == {people["chen"].pk}
        seen.version += 5000  # a form kept since before a backup was restored
        assert claims.refusal(seen, None).by == set()

    def test_says_of_a_scheduled_story_what_to_do_first(self):
        story = make_article("Quokka")
        schedule(story, at=timezone.now() + HOUR)
        said = str(claims.refusal(fresh(story), STEPS["submit"]))
        assert said.startswith("“Quokka” is scheduled for 20")
        assert "Unschedule it first to submit" in said
        assert str(claims.refusal(fresh(story), None)).endswith("Unschedule it first to change it.")
