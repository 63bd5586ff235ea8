"""The button of a step pressed twice: taken once, and both ways lead to the story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_company
from newsroom.desk import workflow
from newsroom.desk.admin.step_forms import FORMS
from newsroom.models import Article, Event
from tests.newsroom.admin.screens import change_url, fields_of, said, step_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(managing_editor, make_approved):
    """Presses the button that publishes, on the page as it was opened once."""
    story = make_approved("Twice")
    form = fields_of(managing_editor.client.get(step_url(story, "publish"))) | {"_save": "Publish"}

    def press(by=managing_editor, step="publish", **changes):
        return by.client.post(step_url(story, step), form | {"reason": "Why", "comment": "Go"} | changes)

    return press


def test_it_is_taken_once_and_said_to_be_done(press, managing_editor):
    press()
    answer = press()
    assert answer.headers["Location"] == change_url(Article.objects.get())
    assert "Published: “Twice”. The button was pressed twice; it was done once." in said(managing_editor.client, answer)
    assert Event.objects.filter(verb="published").count() == 1


def test_where_both_are_under_way_at_once_it_is_the_same(press, managing_editor, monkeypatch):
    """The one that comes second looked before the first was done, and loses when it takes the step."""
    take = FORMS["publish"].take

    def second(form, article):
        workflow.publish(Article.objects.get(), by=managing_editor, comment="Go")
        return take(form, article)

    monkeypatch.setattr(FORMS["publish"], "take", second)
    assert press().headers["Location"] == change_url(Article.objects.get())
    assert Event.objects.filter(verb="published").count() == 1


@pytest.mark.parametrize("how", ["by another", "later", "another step", "other words", "another end", "something else"])
def test_whatever_else_happened_is_told_as_ever(press, make_user, time_machine, how):
    press()
    other = {}
    match how:
        case "by another":
            other = {"by": make_user("managing editor")}
        case "later":
            time_machine.move_to(timezone.now() + timedelta(minutes=1), tick=False)
        case "another step":
            other = {"step": "emergency", "comment": ""}
        case "other words":
            other = {"comment": "Go, and tell them"}
        case "another end":
            other = {"until_0": "2099-01-01", "until_1": "09:00"}
        case "something else":
            workflow.retag(Article.objects.get(), add=[make_company().tag])
    answer = press(**other)
    assert answer.status_code == 409
    assert "has moved on since you opened it" in answer.content.decode()


def test_a_story_that_nobody_touched_was_not_just_taken_on(managing_editor):
    story = make_article(by=managing_editor)
    taken = {"by": managing_editor, "seen_version": story.version}
    assert not workflow.was_just_taken(story, "submit", **taken)
    workflow.submit(story, by=managing_editor)
    assert workflow.was_just_taken(story, "submit", **taken)
