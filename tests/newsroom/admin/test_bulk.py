"""Steps on several stories: what is said before, what is done, and what is not."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from companies.models import Tag
from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.desk.admin import bulk_steps
from newsroom.models import Article, Event, Revision, Stage
from tests.newsroom.admin.screens import fields_of, said, url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db

LIST = "/admin/newsroom/article/"


def choose(user, action: str, stories, **changes):
    """The page that follows choosing stories and an action in the list."""
    ids = [str(story.pk) for story in stories]
    return user.client.post(
        LIST, {"action": action, "_selected_action": ids, "index": "0", "select_across": "0"} | changes
    )


def press(user, page, **changes):
    """Press the button of the page that asks. Whatever happens then is put down to whoever pressed it."""
    before = Event.objects.count()
    report = user.client.post(LIST, fields_of(page) | changes)
    assert all(event.actor == user for event in Event.objects.order_by("pk")[before:])
    return report


def lines(page, name: str) -> dict[str, str]:
    return {line.story.headline: line.said for line in page.context[name]}


def stages() -> dict[str, str]:
    return dict(Article.objects.values_list("headline", "stage"))


def test_a_reporter_submits_their_own_and_is_told_why_the_others_stay(reporter, editor):
    mine, bare = make_article("Mine", by=reporter), make_article("Bare", by=reporter, body="", standfirst="")
    other, sent = make_article("Other", by=editor), make_article("Sent", by=reporter)
    workflow.submit(sent, by=reporter)
    page = choose(reporter, "bulk_submit", [mine, bare, other, sent])
    assert lines(page, "takes_part") == {"Mine": "goes into the editors’ queue"}
    refused = lines(page, "refused")
    assert "no text" in refused["Bare"]
    assert "somebody else’s story" in refused["Other"]
    assert "in review" in refused["Sent"]
    assert stages() == {"Mine": "draft", "Bare": "draft", "Other": "draft", "Sent": "in_review"}
    report = press(reporter, page, comment="Please read.")
    assert lines(report, "done") == {"Mine": "is in the editors’ queue"}
    assert stages()["Mine"] == Stage.IN_REVIEW
    assert mine.events.first().comment == "Please read."


def test_an_editor_approves_what_others_wrote(editor, reporter, make_submitted):
    theirs = [make_submitted(f"Theirs {number}") for number in range(3)]
    own = make_submitted("Own", by=editor)
    page = choose(editor, "bulk_approve", [*theirs, own])
    assert "second pair of eyes" in lines(page, "refused")["Own"]
    report = press(editor, page)
    assert set(lines(report, "done")) == {"Theirs 0", "Theirs 1", "Theirs 2"}
    assert stages() == {f"Theirs {number}": "approved" for number in range(3)} | {"Own": "in_review"}
    assert all(story.approved_revision == story.revision for story in Article.objects.exclude(headline="Own"))
    logged = LogEntry.objects.filter(user=editor).values_list("object_repr", "change_message")
    assert set(logged) == {(f"Theirs {number}", "Approved, with others.") for number in range(3)}


def test_returning_needs_words_and_gives_them_to_every_writer(editor, make_submitted):
    stories = [make_submitted("One"), make_submitted("Two")]
    page = choose(editor, "bulk_return", stories)
    again = press(editor, page, comment=" ")
    assert "Nothing was changed" in again.content.decode()
    assert set(stages().values()) == {"in_review"}
    press(editor, again, comment="Who says so?")
    assert stages() == {"One": "draft", "Two": "draft"}
    assert [event.comment for event in Event.objects.filter(verb="returned")] == ["Who says so?"] * 2


def test_stories_are_scheduled_for_one_moment_unless_something_stands_against_it(editor, make_approved, soon, clock):
    free, held = make_approved("Free"), make_approved("Held", embargoed_until=soon.replace(year=soon.year + 1))
    page = choose(editor, "bulk_schedule", [free, held])
    local = timezone.localtime(soon)
    at = {"at_0": f"{local:%Y-%m-%d}", "at_1": f"{local:%H:%M:%S}"}
    report = press(editor, page, **at)
    assert set(lines(report, "done")) == {"Free"}
    assert "embargo" in lines(report, "refused")["Held"]
    assert stages() == {"Free": "scheduled", "Held": "approved"}
    assert free.editions.get().live_from == soon


@pytest.mark.parametrize(("seconds", "why"), [(-60, "has passed"), (30, "seconds for which readers may keep")])
def test_a_moment_that_is_too_near_is_asked_for_again(editor, make_approved, seconds, why):
    page = choose(editor, "bulk_schedule", [make_approved("One"), make_approved("Two")])
    near = timezone.localtime(timezone.now() + timedelta(seconds=seconds))
    again = press(editor, page, at_0=f"{near:%Y-%m-%d}", at_1=f"{near:%H:%M:%S}")
    assert why in again.content.decode()
    assert stages() == {"One": "approved", "Two": "approved"}


def test_tags_are_added_and_taken_away_for_readers_at_once(tagger):
    company = make_company("Legend Star")
    live, draft = make_edition("Live", tags=["Old", "AI"]), make_article("Draft", tags=["AI", company])
    page = choose(tagger, "bulk_tag", [live.article, draft])
    again = press(tagger, page)
    assert "at least one tag" in again.content.decode()
    report = press(tagger, again, companies=[str(company.pk)], topics=["AI"], without=["old"])
    assert lines(report, "done") == {"Live": "added Legend Star, AI; removed Old", "Draft": "has these tags already"}
    assert set(live.tags.names()) == {"AI", "Legend Star"}
    assert set(draft.tags.names()) == {"AI", "Legend Star"}


def test_a_story_that_moved_on_meanwhile_is_left_and_told_of(editor, make_submitted, reporter):
    stays, moves = make_submitted("Stays"), make_submitted("Moves")
    page = choose(editor, "bulk_approve", [stays, moves])
    moves.standfirst = "Changed since."
    workflow.save(moves, by=reporter)
    report = press(editor, page)
    assert set(lines(report, "done")) == {"Stays"}
    assert "has moved on" in lines(report, "refused")["Moves"]
    assert stages() == {"Stays": "approved", "Moves": "in_review"}


def test_a_filter_that_a_story_left_meanwhile_hides_no_report(editor, make_submitted):
    story = make_submitted("Left")
    filtered = f"{LIST}?stage=in_review"
    page = editor.client.post(
        filtered, {"action": "bulk_approve", "_selected_action": [str(story.pk)], "index": "0", "select_across": "0"}
    )
    workflow.send_back(story, reason="No.", by=editor)
    report = editor.client.post(filtered, fields_of(page))
    assert set(lines(report, "refused")) == {"Left"}


def test_at_most_a_hundred_at_a_time(editor, monkeypatch):
    monkeypatch.setattr(bulk_steps, "MOST", 2)
    stories = [make_article(f"Story {number}", by=editor) for number in range(3)]
    answer = choose(editor, "bulk_submit", stories)
    assert "at most 2 stories" in said(editor.client, answer)
    across = choose(editor, "bulk_submit", stories[:1], select_across="1")
    assert "at most 2 stories" in said(editor.client, across)
    page = choose(editor, "bulk_return", stories[:2])
    forged = press(editor, page, comment="x", _selected_action=[str(story.pk) for story in stories])
    assert len([*forged.context["done"], *forged.context["refused"]]) == 2
    assert set(stages().values()) == {"draft"}


@pytest.mark.parametrize("action", ["bulk_submit", "bulk_return", "bulk_approve", "bulk_schedule", "bulk_tag"])
def test_no_action_is_open_to_who_may_only_look(make_user, make_submitted, action):
    looker = make_user(permissions=["newsroom.view_article"])
    story = make_submitted("Mine")
    revisions = Revision.objects.count()
    for extra in ({}, {"post": "yes", f"version-{story.pk}": story.version, "comment": "x", "topics": ["AI"]}):
        choose(looker, action, [story], **extra)
        assert stages() == {"Mine": "in_review"}
    assert Revision.objects.count() == revisions
    assert not Tag.objects.exists()
    assert "bulk_" not in looker.client.get(LIST).content.decode()


def test_a_forged_choice_of_a_story_that_one_may_not_move_is_refused(reporter, editor):
    other = make_article("Other", by=editor)
    page = choose(reporter, "bulk_submit", [other])
    assert not page.context["takes_part"]
    report = reporter.client.post(
        LIST,
        {
            "action": "bulk_submit",
            "post": "yes",
            "_selected_action": [str(other.pk), "99999"],
            f"version-{other.pk}": str(other.version),
        },
    )
    assert "somebody else’s story" in lines(report, "refused")["Other"]
    assert stages() == {"Other": "draft"}
    assert choose(reporter, "bulk_submit", [other], _selected_action=["x"]).status_code == 400


def test_the_page_that_asks_keeps_its_number_of_queries(editor):
    def grow(number):
        for _ in range(number):
            make_article(by=editor, tags=[make_company()], credits=["Wang Yifei"])

    assert same_queries(grow, lambda: choose(editor, "bulk_submit", Article.objects.all())) <= 12
    assert url("newsroom_article_changelist") == LIST
