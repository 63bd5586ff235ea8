"""Each step through its page: who may, when, and what it says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.models import Article, Edition, Stage
from tests.newsroom.admin.screens import change_url, fields_of, said, step_url, submit, url

pytestmark = pytest.mark.django_db


def in_parts(name: str, at) -> dict:
    """A moment as the two boxes of a form take it."""
    at = timezone.localtime(at)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


@pytest.fixture
def ready_for():
    """A story on which the step may be taken."""

    def make(step: str) -> Article:
        if step in {"publish", "schedule"}:
            return make_article("Ready")
        if step == "unschedule":
            story = make_article("Waiting")
            workflow.schedule(story, at=timezone.now() + timedelta(days=1))
            return story
        return make_edition("Live", tags=["chips"]).article

    return make


# What a test fills in, and how one sees that the step was taken.
STEPS = {
    "publish": ({"comment": "Good."}, lambda story: story.stage == Stage.PUBLISHED),
    "schedule": ({}, lambda story: story.stage == Stage.SCHEDULED),
    "unschedule": ({}, lambda story: story.stage == Stage.APPROVED),
    "withdraw": ({"reason": "It was wrong."}, lambda story: story.stage == Stage.WITHDRAWN),
    "retag": ({"topics": ["robots"]}, lambda story: set(story.tags.names()) == {"robots"}),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_who_may_and_refused_to_who_may_not(make_user, ready_for, step):
    story = ready_for(step)
    answers, was_taken = STEPS[step]
    basics = ["newsroom.view_article", "newsroom.change_article", "companies.add_tag"]
    outsider = make_user(permissions=basics)
    assert outsider.client.get(step_url(story, step)).status_code == 403
    assert outsider.client.post(step_url(story, step), {"version": story.version} | answers).status_code == 403
    story.refresh_from_db()
    assert not was_taken(story)
    insider = make_user(permissions=[*basics, workflow.STEPS[step].permission])
    answer = submit(insider.client, step_url(story, step), **answers)
    assert "“" in said(insider.client, answer)
    story.refresh_from_db()
    assert was_taken(story)
    assert story.events.first().actor == insider


@pytest.mark.parametrize("step", STEPS)
def test_whoever_has_an_older_page_is_told_and_keeps_their_words(make_user, ready_for, step):
    story = ready_for(step)
    everybody = make_user(is_superuser=True)
    page = everybody.client.get(step_url(story, step))
    workflow.retag(story, add=[make_company().tag], by=everybody)
    kept = Article.objects.values("stage", "version").get()
    words = {"comment": "My comment.", "reason": "My reason."}
    answer = everybody.client.post(step_url(story, step), fields_of(page) | STEPS[step][0] | words)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "has moved on since you opened it: retagged by" in text
    assert ("My reason." if step == "withdraw" else "My comment.") in text
    assert Article.objects.values("stage", "version").get() == kept


@pytest.mark.parametrize(
    ("step", "make"),
    [
        ("publish", lambda: make_edition().article),
        ("schedule", lambda: make_edition().article),
        ("unschedule", make_article),
    ],
)
def test_a_step_that_the_stage_does_not_allow_is_explained(managing_editor, step, make):
    story = make()
    answer = managing_editor.client.get(step_url(story, step))
    assert answer.headers["Location"] == change_url(story)
    assert "You can’t" in said(managing_editor.client, answer)
    forged = managing_editor.client.post(step_url(story, step), {"version": story.version})
    assert forged.status_code == 409
    assert Article.objects.get().version == story.version


def test_steps_of_nothing_are_not_found(managing_editor):
    story = make_article()
    assert managing_editor.client.get(step_url(story, "edit")).status_code == 404
    assert managing_editor.client.get(step_url(story, "explode")).status_code == 404
    assert managing_editor.client.get(url("newsroom_article_step", 999, "publish")).status_code == 404


def test_publishing_names_the_story_and_leads_to_the_public_page(editor):
    story = make_article("Chips from the park")
    text = said(editor.client, submit(editor.client, step_url(story, "publish")))
    assert "“Chips from the park” is live" in text
    assert Edition.objects.get().get_absolute_url() in text


def test_an_error_of_the_checks_leaves_no_button_and_a_forged_post_is_refused(editor):
    story = make_article(section=None)
    page = editor.client.get(step_url(story, "publish"))
    assert "Choose the section" in page.content.decode()
    assert "Publish now" not in page.content.decode()
    forged = editor.client.post(step_url(story, "publish"), {"version": story.version})
    assert "was not published" in forged.content.decode()
    assert not Edition.objects.exists()


def test_a_new_edition_may_be_an_update_with_a_note_and_an_end(editor, soon):
    story = make_edition().article
    submit(editor.client, change_url(story), body="More is known.")
    answer = submit(
        editor.client,
        step_url(story, "publish"),
        change="update",
        note="With the figures.",
        **in_parts("until", soon),
    )
    assert answer.status_code == 302
    edition = Edition.objects.latest("number")
    assert (edition.change, edition.note, edition.live_until) == ("update", "With the figures.", soon)


def test_a_story_is_scheduled_for_a_moment_in_the_office_and_the_zone_is_printed(editor, soon):
    story = make_article()
    page = editor.client.get(step_url(story, "schedule"))
    assert "Asia/Shanghai, UTC+08:00" in page.content.decode()
    text = said(editor.client, submit(editor.client, step_url(story, "schedule"), **in_parts("at", soon)))
    assert f"{timezone.localtime(soon):%Y-%m-%d %H:%M} CST" in text
    assert Edition.objects.get().live_from == soon


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"at_0": "2001-01-01", "at_1": "09:00"}, "lies in the past"),
        ({"until_0": "2001-01-01", "until_1": "09:00"}, "lies before the moment to publish"),
        ({"at_0": "", "at_1": ""}, "This field is required"),
        ({"at_0": "tomorrow"}, "Enter a valid date"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_on_the_page(editor, answers, reason):
    story = make_article()
    answer = submit(editor.client, step_url(story, "schedule"), comment="My comment.", **answers)
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert "My comment." in answer.content.decode()
    assert not Edition.objects.exists()


def test_withdrawing_needs_a_reason(managing_editor):
    story = make_edition().article
    answer = submit(managing_editor.client, step_url(story, "withdraw"), reason=" ")
    assert "This field is required" in answer.content.decode()
    submit(managing_editor.client, step_url(story, "withdraw"), reason="Wrong.", gone="on")
    assert Edition.objects.get().withdrawal.is_gone


def test_a_tagger_changes_the_tags_of_a_live_story_and_nothing_else(tagger):
    company = make_company("Xiaomi")
    edition = make_edition(tags=["chips", "old"])
    story = edition.article
    page = tagger.client.get(change_url(story)).content.decode()
    assert 'name="headline"' not in page
    assert step_url(story, "retag") in page
    answer = submit(
        tagger.client, step_url(story, "retag"), companies=[str(company.pk)], topics=["chips", "new"], headline="Forged"
    )
    assert "added Xiaomi, new; removed old" in said(tagger.client, answer)
    assert set(edition.tags.names()) == {"chips", "new", "Xiaomi"}
    story.refresh_from_db()
    assert (story.stage, story.headline) == (Stage.PUBLISHED, edition.headline)
    assert Edition.objects.count() == 1


def test_retagging_starts_from_what_readers_see_and_leaves_the_drafts_own_tags(managing_editor):
    story = make_edition(tags=["seen"]).article
    submit(managing_editor.client, change_url(story), topics=["seen", "planned"])
    page = fields_of(managing_editor.client.get(step_url(story, "retag")))
    assert page["topics"] == ["seen"]
    submit(managing_editor.client, step_url(story, "retag"), topics=["seen", "added"])
    assert set(story.tags.names()) == {"seen", "planned", "added"}


def test_only_steps_that_can_be_taken_are_offered(managing_editor, soon):
    def offered(story):
        page = managing_editor.client.get(change_url(story)).content.decode()
        return {name for name in STEPS if step_url(story, name) in page or f'name="_save" value="{name}"' in page}

    assert offered(make_article()) == {"publish", "schedule"}
    assert offered(make_edition().article) == {"publish", "schedule", "withdraw", "retag"}
    waiting = make_article()
    workflow.schedule(waiting, at=soon)
    assert offered(waiting) == {"unschedule", "retag"}
