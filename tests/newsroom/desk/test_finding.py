"""What the desk finds working copies by."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, publish, schedule
from newsroom.desk import workflow
from newsroom.models import Article, Stage, search

pytestmark = pytest.mark.django_db


def found(typed: str) -> set[str]:
    ids = search.find_stories(typed)
    return set(Article.objects.filter(pk__in=ids).values_list("headline", flat=True))


@pytest.fixture
def _others():
    make_article("Something else", body="Nothing of the kind.")
    make_edition("Something public", body="Nothing of the kind either.")


@pytest.mark.usefixtures("_others")
@pytest.mark.parametrize(
    "typed",
    [
        "robots",
        "Robot",
        "robo",  # not finished
        "QUOKKA robots",
        "the robots",
        "welding",  # in the text
        "Legend Star",  # a company
        "lianxiang",  # another name of it
        "联想之星",
        "想之",
        "想",
        "Wang Yifei",  # a credit
    ],
)
def test_a_draft_is_found_by_headline_text_company_and_person(typed):
    company = make_company("Legend Star", chinese_name="联想之星", aliases=["Lianxiang Zhixing"])
    make_article("Robots of Quokka", body="<p>They are <b>welding</b>.</p>", tags=[company], credits=["Wang Yifei"])
    assert found(typed) == {"Robots of Quokka"}


@pytest.mark.parametrize("typed", ["", "  ", "“”", "!?", "\x00"])
def test_nothing_typed_asks_nothing(typed):
    assert search.find_stories(typed) is None


@pytest.mark.parametrize(
    "typed", ['"', 'a"b', "NEAR(x", "x* OR y", "'; DROP", "x:*", "(", "a AND", "words:x", "^x", "x|y&!z"]
)
def test_signs_are_no_language(typed):
    make_article("Plain")
    assert search.find_stories(typed) in (None, set())


def in_drafts() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM newsroom_drafttext")
        return {row[0] for row in cursor.fetchall()}


def test_a_story_is_found_wherever_it_stands():
    """By its working copy while that says something that readers don’t see, then by its edition."""
    story = make_article("Quokka")
    assert in_drafts() == {story.pk}
    publish(story)
    assert (found("quokka"), in_drafts()) == ({"Quokka"}, set())
    story.refresh_from_db()
    story.headline = "Quokka and numbat"
    workflow.save(story)
    assert found("numbat") == {"Quokka and numbat"}
    assert found("quokka") == {"Quokka and numbat"}
    workflow.discard(story)
    assert (found("numbat"), found("quokka"), in_drafts()) == (set(), {"Quokka"}, set())
    workflow.withdraw(story, reason="Wrong.")
    assert (found("quokka"), in_drafts()) == ({"Quokka"}, {story.pk})
    workflow.reinstate(story, reason="Right.")
    assert (found("quokka"), in_drafts()) == ({"Quokka"}, set())


def test_a_withdrawn_story_is_found_by_what_it_said_last():
    story = publish(make_article("Quokka")).article
    story.refresh_from_db()
    story.headline = "Numbat"
    workflow.save(story)
    publish(story)
    story.refresh_from_db()
    workflow.withdraw(story, reason="Wrong.")
    assert (found("numbat"), found("quokka")) == ({"Numbat"}, set())


def test_a_scheduled_story_is_found_before_and_after_it_is_unscheduled():
    story = make_article("Quokka")
    schedule(story, at=timezone.now() + timedelta(hours=2))
    assert found("quokka") == {"Quokka"}
    workflow.unschedule(story)
    assert (story.stage, found("quokka")) == (Stage.APPROVED, {"Quokka"})


def test_a_deleted_draft_is_found_no_more():
    story = make_article("Quokka")
    workflow.delete(story)
    assert (found("quokka"), in_drafts()) == (set(), set())


def test_the_words_of_a_story_are_counted_when_it_is_saved():
    story = make_article("Quokka", body="<h2>Two words</h2><p>One 中关村</p>")
    assert story.words == 6
    story.body = "One."
    workflow.save(story)
    assert Article.objects.get().words == 1
