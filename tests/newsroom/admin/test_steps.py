"""Each step through its page: who may, when, and what it says."""

import re

import pytest
from django.utils import timezone

from companies.admin.whole_forms import ENDING
from newsroom.demo.make import make_article, make_company, make_edition, publish
from newsroom.desk import workflow
from newsroom.models import Article, Correction, Edition, Stage
from tests.newsroom.admin.screens import change_url, fields_of, said, step_url, submit, url

pytestmark = pytest.mark.django_db


def in_parts(name: str, at) -> dict:
    """A moment as the two boxes of a form take it."""
    at = timezone.localtime(at)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


@pytest.fixture
def ready_for(make_user, make_approved, make_submitted, make_scheduled):
    """A story, written by nobody who takes part in the test, on which the step may be taken."""

    def changed(story, **fields):
        story = Article.objects.get(pk=story.pk)
        story.standfirst = "Changed."
        workflow.save(story)
        return story

    def approved_again(story):
        story = changed(story)
        workflow.approve(story)
        return story

    def withdrawn(story):
        workflow.withdraw(story, reason="Wrong.")
        return story

    def emergency(story):
        workflow.emergency(story, reason="It is urgent.")
        return story

    def make(step: str) -> Article:
        match step:
            case "submit" | "emergency":
                return make_article("Ready")
            case "approve" | "return":
                return make_submitted("In review")
            case "publish" | "schedule":
                return make_approved("Ready")
            case "unschedule":
                return make_scheduled("Waiting")
            case "sign_off":
                return emergency(make_article("Urgent"))
        live = Article.objects.get(pk=make_edition("Live", tags=["chips"]).article_id)
        match step:
            case "update" | "correct":
                return approved_again(live)
            case "discard":
                return changed(live)
            case "reinstate":
                return withdrawn(live)
        return live

    return make


# What a test fills in, and how one sees that the step was taken.
STEPS = {
    "submit": ({"comment": "Ready, I think."}, lambda story: story.stage == Stage.IN_REVIEW),
    "approve": ({"comment": "Good."}, lambda story: story.approved_revision == story.revision),
    "return": ({"reason": "Who said so?"}, lambda story: story.stage == Stage.DRAFT),
    "publish": ({"comment": "Good."}, lambda story: story.stage == Stage.PUBLISHED),
    "update": ({"change": "update", "note": "With the figures."}, lambda story: story.stage == Stage.PUBLISHED),
    "correct": ({"text": "It is 30 million."}, lambda story: Correction.objects.get().text == "It is 30 million."),
    "schedule": ({}, lambda story: story.stage == Stage.SCHEDULED),
    "unschedule": ({}, lambda story: story.stage == Stage.APPROVED),
    "sign_off": ({"comment": "Read it."}, lambda story: not story.needs_sign_off),
    "retag": ({"topics": ["robots"]}, lambda story: set(story.tags.names()) == {"robots"}),
    "discard": ({}, lambda story: story.standfirst != "Changed."),
    "withdraw": ({"reason": "It was wrong."}, lambda story: story.stage == Stage.WITHDRAWN),
    "reinstate": ({"reason": "It was right."}, lambda story: story.stage == Stage.PUBLISHED),
    "emergency": ({"reason": "The road is closed."}, lambda story: story.needs_sign_off),
}

# Who may take a step with a story that somebody else wrote.
EDITORS = {"editor", "managing editor"}
ROLES = {
    "submit": EDITORS,
    "approve": EDITORS,
    "return": EDITORS,
    "publish": EDITORS,
    "update": EDITORS,
    "correct": {"managing editor"},
    "schedule": EDITORS,
    "unschedule": EDITORS,
    "sign_off": EDITORS,
    "retag": {*EDITORS, "tagger"},
    "discard": EDITORS,
    "withdraw": {"managing editor"},
    "reinstate": {"managing editor"},
    "emergency": {"managing editor"},
}


def test_every_step_has_a_form_and_every_form_a_step():
    from newsroom.desk.admin.step_forms import FORMS

    assert set(FORMS) == set(workflow.STEPS) - {"edit", "bring_in", "bring_in_later"}
    assert set(FORMS) == set(STEPS) == set(ROLES)


@pytest.mark.parametrize("role", ["reporter", "editor", "managing editor", "tagger", "looker"])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_who_may_and_refused_to_who_may_not(make_user, ready_for, step, role):
    story = ready_for(step)
    answers, was_taken = STEPS[step]
    kept = Article.objects.values("stage", "version", "approved_revision", "needs_sign_off").get()
    user = make_user(permissions=["newsroom.view_article"]) if role == "looker" else make_user(role)
    if role in ROLES[step]:
        answer = submit(user.client, step_url(story, step), **answers)
        assert "“" in said(user.client, answer)
        story.refresh_from_db()
        assert was_taken(story)
        assert story.events.first().actor == user
        return
    forged = {"version": story.version, "revision": story.revision} | answers
    assert user.client.get(step_url(story, step)).status_code in {302, 403}
    assert user.client.post(step_url(story, step), forged).status_code in {403, 409}
    assert Article.objects.values("stage", "version", "approved_revision", "needs_sign_off").get() == kept


@pytest.mark.parametrize("step", ["submit", "discard"])
def test_a_reporter_takes_these_with_a_story_of_their_own(reporter, step):
    story = make_article(by=reporter)
    if step == "discard":
        publish(story)
        submit(reporter.client, change_url(story), standfirst="Changed.")
    answers, was_taken = STEPS[step]
    assert submit(reporter.client, step_url(story, step), **answers).status_code == 302
    story.refresh_from_db()
    assert was_taken(story)


# Four eyes


def test_nobody_approves_what_they_wrote_and_the_form_says_so(editor, managing_editor, make_submitted):
    story = make_submitted(by=editor)
    page = editor.client.get(change_url(story)).content.decode()
    assert 'value="approve"' not in page
    assert "needs a second pair of eyes: you wrote this" in page
    assert "second pair of eyes" in said(editor.client, editor.client.get(step_url(story, "approve")))
    forged = {"version": story.version, "revision": story.revision}
    assert editor.client.post(step_url(story, "approve"), forged).status_code == 409
    assert Article.objects.get().stage == Stage.IN_REVIEW
    page = managing_editor.client.get(change_url(story)).content.decode()
    assert 'value="approve"' in page
    assert "second pair of eyes" not in page


def test_who_changes_a_story_in_review_leaves_the_approval_to_another(editor, managing_editor, make_submitted):
    story = make_submitted()
    answer = submit(editor.client, change_url(story), press="approve", standfirst="Better.")
    assert answer.headers["Location"] == change_url(story)
    assert "second pair of eyes" in said(editor.client, answer)
    answer = submit(managing_editor.client, change_url(story), press="approve")
    assert answer.headers["Location"] == step_url(story, "approve")


def test_who_published_without_a_review_does_not_sign_off(managing_editor, editor):
    story = make_article(by=managing_editor)
    submit(managing_editor.client, step_url(story, "emergency"), reason="The road is closed.")
    page = managing_editor.client.get(change_url(story)).content.decode()
    assert "needs a second pair of eyes: you published this" in page
    assert step_url(story, "sign_off") not in page
    version = Article.objects.get().version
    assert managing_editor.client.post(step_url(story, "sign_off"), {"version": version}).status_code == 409
    assert Article.objects.get().needs_sign_off
    assert "sign it off" in editor.client.get(change_url(story)).content.decode()
    page = editor.client.get(step_url(story, "sign_off")).content.decode()
    assert "The road is closed." in page
    submit(editor.client, step_url(story, "sign_off"))
    assert not Article.objects.get().needs_sign_off


def test_reasons_are_given_only_where_stage_and_role_would_allow_the_step(reporter, editor, make_submitted):
    theirs = make_article(by=editor)
    page = reporter.client.get(change_url(theirs))
    assert [(step.name, why) for step, why in page.context["missing"]] == [("submit", "it is somebody else’s story")]
    assert reporter.client.get(change_url(make_submitted())).context["missing"] == []
    assert editor.client.get(change_url(theirs)).context["missing"] == []


# Approval is of a revision


def test_approval_of_a_revision_that_is_not_the_newest_is_refused(editor, make_submitted):
    story = make_submitted()
    forged = {"version": story.version, "revision": story.revision + 1, ENDING: "1"}
    answer = editor.client.post(step_url(story, "approve"), forged)
    assert answer.status_code == 409
    assert "Nothing was approved" in answer.content.decode()
    assert Article.objects.get().approved_revision is None


def test_the_page_of_an_approval_says_what_changed_since_readers_saw_it(editor, reporter):
    story = make_article("Chips", by=reporter, tags=["chips"], body="One two three.")
    assert "Everything: no revision" not in reporter.client.get(change_url(story)).content.decode()
    workflow.submit(story, by=reporter)
    assert "Everything: no revision" in editor.client.get(step_url(story, "approve")).content.decode()
    workflow.approve(story)
    workflow.publish(story)
    submit(reporter.client, change_url(story), headline="Chips <b>& more", body="One two.", topics=[])
    workflow.submit(Article.objects.get(), by=reporter)
    page = editor.client.get(step_url(story, "approve")).content.decode()
    assert "Changed since revision 1, published" in page
    assert "Headline: “Chips &lt;b&gt;&amp; more”, before “Chips”" in page
    assert "Body: 3 words before, 2 now" in page
    assert "Companies, people and topics: without chips" in page


def test_a_change_voids_the_approval_and_the_way_goes_through_review_again(editor, make_approved):
    story = make_approved()
    answer = submit(editor.client, change_url(story), press="publish", standfirst="Another.")
    assert answer.headers["Location"] == change_url(story)
    assert "needs a review before it goes out" in said(editor.client, answer)
    story.refresh_from_db()
    assert (story.stage, story.approved_revision) == (Stage.DRAFT, None)
    assert not Edition.objects.exists()


def test_who_discards_is_shown_what_goes(reporter):
    edition = make_edition("Chips", tags=["chips"], credits=["Wang Yifei"], by=reporter)
    story = edition.article
    submit(reporter.client, change_url(story), headline="Chips and robots", topics=[])
    page = reporter.client.get(step_url(story, "discard"))
    assert page.context["form"].what_is_new() == (
        "This goes:",
        ["headline: “Chips and robots”, before “Chips”", "companies, people and topics: without chips"],
    )
    submit(reporter.client, step_url(story, "discard"))
    assert Article.objects.get().headline == "Chips"


def test_line_ends_of_a_browser_void_no_approval(editor, make_approved):
    story = make_approved(body="One.\n\nTwo.\n")
    answer = submit(editor.client, change_url(story), press="publish", body="One.\r\n\r\nTwo.\r\n")
    assert answer.headers["Location"] == step_url(story, "publish")
    assert Article.objects.get().stage == Stage.APPROVED


# Each step


@pytest.mark.parametrize("step", STEPS)
def test_whoever_has_an_older_page_is_told_and_keeps_their_words(make_user, ready_for, step):
    story = ready_for(step)
    everybody = make_user(is_superuser=True)
    page = everybody.client.get(step_url(story, step))
    workflow.retag(story, add=[make_company().tag], by=everybody)
    kept = Article.objects.values("stage", "version").get()
    words = {name: f"My {name}." for name in ("comment", "reason", "text") if name in page.context["form"].fields}
    answer = everybody.client.post(step_url(story, step), fields_of(page) | STEPS[step][0] | words)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "has moved on since you opened it: retagged by" in text
    assert words
    assert all(word in text for word in words.values())
    assert Article.objects.values("stage", "version").get() == kept


@pytest.mark.parametrize(
    ("step", "make"),
    [
        ("publish", lambda: make_edition().article),
        ("publish", make_article),
        ("update", lambda: make_edition().article),
        ("schedule", lambda: make_edition().article),
        ("unschedule", make_article),
        ("submit", lambda: make_edition().article),
        ("approve", lambda: make_edition().article),
        ("return", make_article),
        ("correct", lambda: make_edition().article),
        ("discard", make_article),
        ("withdraw", make_article),
        ("reinstate", lambda: make_edition().article),
        ("emergency", lambda: make_edition().article),
    ],
)
def test_a_step_that_the_stage_does_not_allow_is_explained(managing_editor, step, make):
    story = make()
    answer = managing_editor.client.get(step_url(story, step))
    assert answer.headers["Location"] == change_url(story)
    assert "You can’t" in said(managing_editor.client, answer)
    forged = {"version": story.version, "revision": story.revision} | STEPS[step][0]
    forged = managing_editor.client.post(step_url(story, step), forged)
    assert forged.status_code == 409
    assert Article.objects.get().version == story.version


def test_steps_of_nothing_are_not_found(managing_editor):
    story = make_article()
    assert managing_editor.client.get(step_url(story, "edit")).status_code == 404
    assert managing_editor.client.get(step_url(story, "bring_in")).status_code == 404
    assert managing_editor.client.get(step_url(story, "explode")).status_code == 404
    assert managing_editor.client.get(url("newsroom_article_step", 999, "publish")).status_code == 404


def test_publishing_names_the_story_and_leads_to_the_public_page(editor, make_approved):
    story = make_approved("Chips from the park")
    text = said(editor.client, submit(editor.client, step_url(story, "publish")))
    assert "“Chips from the park” is live" in text
    assert Edition.objects.get().get_absolute_url() in text


def test_an_error_of_the_checks_leaves_no_button_and_a_forged_post_is_refused(editor, make_approved):
    story = make_approved(section=None)
    page = editor.client.get(step_url(story, "publish"))
    assert "Choose the section" in page.content.decode()
    assert "Publish now" not in page.content.decode()
    forged = editor.client.post(step_url(story, "publish"), {"version": story.version, ENDING: "1"})
    assert "was not published" in forged.content.decode()
    assert not Edition.objects.exists()


def test_a_new_edition_may_be_an_update_with_a_note_and_an_end(editor, ready_for, soon):
    story = ready_for("update")
    answer = submit(editor.client, step_url(story, "update"), change="update", note="")
    assert "Say what changed" in answer.content.decode()
    answers = {"change": "update", "note": "With the figures."} | in_parts("until", soon)
    answer = submit(editor.client, step_url(story, "update"), **answers)
    assert answer.status_code == 302
    edition = Edition.objects.latest("number")
    assert (edition.change, edition.note, edition.live_until) == ("update", "With the figures.", soon)


def test_a_minor_change_needs_no_note(editor, ready_for):
    assert submit(editor.client, step_url(ready_for("update"), "update")).status_code == 302
    assert Edition.objects.latest("number").change == "minor"


def test_a_correction_tells_readers_what_was_wrong(managing_editor, ready_for):
    story = ready_for("correct")
    answer = submit(managing_editor.client, step_url(story, "correct"), text=" ")
    assert "This field is required" in answer.content.decode()
    submit(managing_editor.client, step_url(story, "correct"), text="Guo Hong spoke.", kind="clarification")
    correction = Correction.objects.get()
    assert (correction.text, correction.kind, correction.edition.change) == (
        "Guo Hong spoke.",
        "clarification",
        "correction",
    )


def test_the_comment_of_a_return_stands_above_the_story_until_it_is_submitted_again(reporter, editor, make_submitted):
    story = make_submitted()
    answer = submit(editor.client, step_url(story, "return"), reason=" ")
    assert "This field is required" in answer.content.decode()
    submit(editor.client, step_url(story, "return"), reason="Who said so?")
    assert "Li Na returned it: “Who said so?”" in reporter.client.get(change_url(story)).content.decode()
    submit(reporter.client, change_url(story), standfirst="Guo Hong said so.")
    assert "Who said so?" in reporter.client.get(change_url(story)).content.decode()
    submit(reporter.client, step_url(story, "submit"))
    assert "Who said so?" not in reporter.client.get(change_url(story)).content.decode()


def test_a_story_that_a_reviewer_would_send_back_at_once_is_not_submitted(reporter):
    story = make_article(by=reporter, section=None)
    page = reporter.client.get(step_url(story, "submit")).content.decode()
    assert "The story is saved as it stands; this step was not taken." in page
    assert f'<a href="{change_url(story)}#id_section">Choose the section' in page
    assert '<button type="submit" class="default' not in page
    forged = reporter.client.post(step_url(story, "submit"), {"version": story.version, ENDING: "1"})
    assert "was not submitted" in forged.content.decode()
    assert Article.objects.get().stage == Stage.DRAFT


def test_a_story_is_scheduled_for_a_moment_in_the_office_and_the_zone_is_printed(editor, make_approved, soon):
    story = make_approved()
    page = editor.client.get(step_url(story, "schedule"))
    assert "Asia/Shanghai, UTC+08:00" in page.content.decode()
    text = said(editor.client, submit(editor.client, step_url(story, "schedule"), **in_parts("at", soon)))
    assert f"{timezone.localtime(soon):%Y-%m-%d %H:%M} CST" in text
    assert Edition.objects.get().live_from == soon


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"at_0": "2001-01-01", "at_1": "09:00"}, "That moment has passed"),
        ({"until_0": "2001-01-01", "until_1": "09:00"}, "lies before the moment to begin"),
        ({"at_0": "", "at_1": ""}, "This field is required"),
        ({"at_0": "tomorrow"}, "Enter a valid date"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_on_the_page(editor, make_approved, answers, reason):
    story = make_approved()
    answer = submit(editor.client, step_url(story, "schedule"), comment="My comment.", **answers)
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert "My comment." in answer.content.decode()
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("step", "answers", "field"), [("withdraw", {"reason": ""}, "reason"), ("schedule", {"at_0": ""}, "at_0")]
)
def test_what_was_refused_has_the_focus(managing_editor, make_approved, step, answers, field):
    """On a page of consequences the field stands below the screen, and its error with it."""
    story = make_edition().article if step == "withdraw" else make_approved()
    page = submit(managing_editor.client, step_url(story, step), **answers).content.decode()
    assert re.findall(r' autofocus[^>]* id="(\w+)"', page) == [f"id_{field}"]


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


def test_only_steps_that_can_be_taken_are_offered(reporter, editor, managing_editor, tagger, ready_for):
    def offered(user, story):
        page = user.client.get(change_url(story)).content.decode()
        return {name for name in STEPS if step_url(story, name) in page or f'name="_save" value="{name}"' in page}

    story = ready_for("submit")
    assert offered(reporter, story) == set()
    assert offered(editor, story) == {"submit", "approve"}  # begun by the system, so nobody has to submit it
    assert offered(managing_editor, story) == {"submit", "approve", "emergency"}
    assert offered(tagger, story) == {"retag"}
    story = ready_for("approve")
    assert offered(reporter, story) == set()
    assert offered(editor, story) == {"approve", "return"}
    story = ready_for("publish")
    assert offered(editor, story) == {"publish", "schedule", "return"}
    assert offered(tagger, story) == {"retag"}
    story = ready_for("unschedule")
    assert offered(reporter, story) == set()
    assert offered(editor, story) == {"unschedule", "retag"}
    story = ready_for("retag")
    assert offered(editor, story) == {"retag", "submit"}
    assert offered(managing_editor, story) == {"retag", "submit", "withdraw"}
    story = ready_for("correct")
    assert offered(editor, story) == {"update", "schedule", "return", "retag", "discard"}
    assert offered(managing_editor, story) == {
        *("update", "schedule", "return", "retag", "discard"),
        *("correct", "withdraw"),
    }
    story = ready_for("reinstate")
    assert offered(managing_editor, story) == {"reinstate", "submit"}
    story = ready_for("sign_off")
    assert offered(editor, story) == {"sign_off", "retag", "submit"}
