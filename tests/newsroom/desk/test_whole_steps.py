"""A step is taken as a whole or not at all: with its edition, its event, its mail and what readers are told."""

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition
from newsroom.desk import claims, outbox, workflow
from newsroom.desk.steps import STEPS
from newsroom.models import Article, Correction, Edition, Event

pytestmark = pytest.mark.django_db


class Broke(Exception):
    pass


def break_off(*args, **options):
    raise Broke


def stands(story) -> tuple:
    row = Article.objects.get(pk=story.pk)
    live = Edition.objects.live().filter(article=story).values_list("number", flat=True)
    return row.stage, row.version, list(live), row.editions.count(), Event.objects.filter(article=story).count()


@pytest.mark.parametrize("step", ["withdraw", "correct", "publish", "discard"])
def test_one_that_breaks_off_at_its_end_has_changed_nothing(monkeypatch, step):
    story = make_edition("Out").article
    if step != "withdraw":
        story.headline = "Out, and better"
        workflow.save(story)
        workflow.approve(story)
    before = stands(story)
    if step == "correct":
        monkeypatch.setattr(Correction.objects, "create", break_off)
    elif step == "discard":
        monkeypatch.setattr(Event, "save", break_off)
    else:
        monkeypatch.setattr(outbox, "note", break_off)

    def now():
        return Article.objects.get(pk=story.pk)

    take = {
        "withdraw": lambda: workflow.withdraw(now(), reason="Wrong."),
        "correct": lambda: workflow.correct(now(), text="It was better."),
        "publish": lambda: workflow.publish(now()),
        "discard": lambda: workflow.discard(now()),
    }
    with pytest.raises(Broke):
        take[step]()
    assert stands(story) == before
    monkeypatch.undo()
    take[step]()
    assert stands(story) != before


def test_of_several_stories_none_is_claimed_where_one_has_moved():
    stories = [make_article("One"), make_article("Two")]
    Article.objects.filter(pk=stories[1].pk).update(version=9)
    with pytest.raises(claims.StepRefused, match="Two"):
        claims.claim(stories, STEPS["submit"])


def test_what_was_brought_in_with_corrections_comes_with_all_of_them_or_not_at_all(monkeypatch):
    story = make_article("From elsewhere")
    before, told = stands(story), {story.pk: workflow.Told(corrections=[("correction", "It is 30.", timezone.now())])}
    with monkeypatch.context() as patch:
        patch.setattr(Correction.objects, "bulk_create", break_off)
        with pytest.raises(Broke):
            workflow.bring_in([Article.objects.get(pk=story.pk)], told=told)
    assert stands(story) == before
    # And once, however many editions of it come in.
    for headline in ("From elsewhere", "From elsewhere, and better"):
        story.refresh_from_db()
        story.headline = headline
        workflow.save(story)
        workflow.bring_in([story], told=told)
    assert (story.editions.count(), Correction.objects.count()) == (2, 1)
