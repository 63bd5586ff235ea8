import pytest

from companies.models import Tag
from newsroom.demo.make import make_article, make_company, make_edition, make_person, make_section
from newsroom.desk import workflow
from newsroom.desk.admin.step_forms import FORMS
from newsroom.models import Article, Event, Revision, Stage
from tests.newsroom.admin.screens import change_url, fields_of, said, step_url, submit, url

pytestmark = pytest.mark.django_db


def test_an_editor_writes_a_story_with_tags_of_three_kinds_and_a_credit(editor):
    section = make_section()
    company, person = make_company("Xiaomi", chinese_name="小米"), make_person("Guo Hong")
    answer = submit(
        editor.client,
        url("newsroom_article_add"),
        headline="Chips from the park",
        body="First paragraph.\n\nSecond paragraph.",
        section=str(section.pk),
        companies=[str(company.pk)],
        people=[str(person.pk)],
        topics=["AI chips", "ai  CHIPS", "融资"],
        **{
            "credits-TOTAL_FORMS": "1",
            "credits-0-name": "Wang Yifei",
            "credits-0-role": "writer",
            "credits-0-outlet": "chinadaily.com.cn",
            "credits-0-order": "0",
        },
    )
    assert answer.status_code == 302
    story = Article.objects.get()
    assert (story.stage, story.version, story.slug) == (Stage.DRAFT, 1, "chips-from-the-park")
    assert story.created_by == editor
    assert {tag.name for tag in story.tags.all()} == {"Xiaomi", "Guo Hong", "ai CHIPS", "融资"}
    assert story.credits.get().outlet == "chinadaily.com.cn"
    revision = story.revisions.get()
    assert (revision.author_name, revision.content["credits"][0]["name"]) == ("Li Na", "Wang Yifei")
    assert [event.verb for event in story.events.all()] == ["created"]


def test_a_changed_save_makes_a_revision_and_a_draft_and_an_unchanged_one_nothing(editor):
    edition = make_edition("Live", tags=["chips"])
    submit(editor.client, change_url(edition.article), headline="Live and changed", topics=["chips", "robots"])
    story = Article.objects.get()
    assert (story.headline, story.stage, story.version) == ("Live and changed", Stage.DRAFT, 4)
    assert story.revisions.count() == 2
    assert set(story.tags.names()) == {"chips", "robots"}
    edition.refresh_from_db()
    assert edition.headline == "Live"
    assert set(edition.tags.names()) == {"chips"}
    submit(editor.client, change_url(story))
    assert Revision.objects.count() == 2
    assert Article.objects.get().version == 4


def test_a_company_named_as_a_topic_is_the_company(editor):
    company = make_company("Xiaomi")
    story = make_article()
    submit(editor.client, change_url(story), topics=["xiaomi"])
    assert list(story.tags.all()) == [company.tag]


def test_a_reporter_may_choose_topics_but_not_make_them(reporter):
    make_article(tags=["chips"])
    story = make_article(by=reporter)
    answer = submit(reporter.client, change_url(story), topics=["Chips", "novelty"])
    assert "no topic “novelty” yet" in reporter.client.get(answer.headers["Location"]).content.decode()
    assert not Tag.objects.filter(name="novelty").exists()
    submit(reporter.client, change_url(story), topics=["Chips"])
    assert list(story.tags.names()) == ["chips"]


# The story went away meanwhile


def test_text_written_while_the_story_was_scheduled_is_given_back(editor, make_approved, soon):
    story = make_approved()
    page = editor.client.get(change_url(story))
    workflow.schedule(story, at=soon)
    answer = editor.client.post(change_url(story), fields_of(page) | {"body": "My text", "_save": "Save"})
    assert answer.status_code == 409
    assert "My text" in answer.content.decode()
    assert "has moved on since you opened it: scheduled" in answer.content.decode()


def test_text_written_while_the_story_was_deleted_is_given_back(editor):
    story = make_article()
    page = editor.client.get(change_url(story))
    address = change_url(story)
    story.delete()
    answer = editor.client.post(address, fields_of(page) | {"body": "My text", "_save": "Save"})
    assert answer.status_code == 409
    assert "My text" in answer.content.decode()


def test_a_form_without_its_version_is_refused(editor):
    story = make_article()
    answer = submit(editor.client, change_url(story), version="", body="My text")
    assert "came without its version" in answer.content.decode()
    assert Article.objects.get().version == 1


@pytest.mark.parametrize("forged", [{"stage": "published"}, {"version": "7"}, {"source_id": "x"}, {"created_by": "1"}])
def test_a_forged_field_changes_nothing(editor, forged):
    story = make_article()
    kept = Article.objects.values("stage", "version", "source_id", "created_by").get()
    submit(editor.client, change_url(story), **forged)
    assert Article.objects.values("stage", "version", "source_id", "created_by").get() == kept


def test_an_address_that_readers_know_another_story_by_is_refused(editor):
    edition = make_edition("Taken")
    submit(editor.client, change_url(edition.article), slug="moved")
    story = make_article()
    answer = submit(editor.client, change_url(story), slug="taken")
    assert "Free is “taken-2”" in editor.client.get(answer.headers["Location"]).content.decode()
    assert Article.objects.get(pk=story.pk).slug == story.slug


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2013", "An address like that is written “story-2013”."),
        ("A--b_", "An address like that is written “a-b”."),
        ("Taken", "An address like that is written “taken”. Another story has or had that; free is “taken-2”."),
    ],
)
def test_an_address_in_another_form_is_not_said_to_be_somebody_elses(editor, typed, why):
    make_edition("Taken")
    story = make_article("A story")
    answer = submit(editor.client, change_url(story), slug=typed)
    assert why in editor.client.get(answer.headers["Location"]).content.decode()
    assert Article.objects.get(pk=story.pk).slug == story.slug


# A scheduled story


def test_a_scheduled_story_is_closed_with_everything_that_belongs_to_it(editor, make_approved, soon):
    story = make_approved(credits=["Wang Yifei"])
    page = editor.client.get(change_url(story))
    workflow.schedule(story, at=soon)
    shown = editor.client.get(change_url(story))
    assert shown.status_code == 200
    assert 'name="credits-0-name"' not in shown.content.decode()
    assert 'name="_save"' not in shown.content.decode()
    forged = fields_of(page) | {"version": str(story.version), "credits-0-name": "Somebody", "_save": "Save"}
    assert editor.client.post(change_url(story), forged).status_code == 409
    assert story.credits.get().name == "Wang Yifei"


def test_a_story_whose_moment_has_come_can_be_edited(editor, make_scheduled, soon, clock):
    story = make_scheduled()
    clock.move_to(soon)
    answer = submit(editor.client, change_url(story), body="An update")
    assert answer.status_code == 302
    story.refresh_from_db()
    assert (story.stage, story.body) == (Stage.DRAFT, "An update")
    assert [event.verb for event in story.events.all()][:2] == ["edited", "went_live"]


# Buttons that save first


def test_save_and_submit_saves_and_then_asks(reporter):
    story = make_article("Before", by=reporter)
    answer = submit(reporter.client, change_url(story), press="submit", headline="After")
    assert answer.headers["Location"] == step_url(story, "submit")
    story.refresh_from_db()
    assert (story.headline, story.stage) == ("After", Stage.DRAFT)
    answer = submit(reporter.client, step_url(story, "submit"))
    assert "“After” is in the editors’ queue" in said(reporter.client, answer)
    story.refresh_from_db()
    assert (story.stage, story.submitted_by) == (Stage.IN_REVIEW, reporter)


def test_save_and_submit_works_for_a_story_that_is_not_there_yet(reporter):
    answer = submit(
        reporter.client,
        url("newsroom_article_add"),
        press="submit",
        headline="New",
        body="Text",
        section=str(make_section().pk),
    )
    assert answer.headers["Location"] == step_url(Article.objects.get(), "submit")


def test_save_and_submit_begins_the_next_version_of_a_live_story(editor):
    story = make_edition().article
    answer = submit(editor.client, change_url(story), press="submit")
    assert "nothing new to submit" in said(editor.client, answer)
    answer = submit(editor.client, change_url(story), press="submit", standfirst="More is known.")
    assert answer.headers["Location"] == step_url(story, "submit")


@pytest.mark.parametrize("step", ["publish", "schedule", "approve"])
def test_who_may_not_take_a_step_gets_no_button_and_a_forged_one_only_saves(reporter, step):
    story = make_article(by=reporter)
    assert f'value="{step}"' not in reporter.client.get(change_url(story)).content.decode()
    answer = submit(reporter.client, change_url(story), press=step, headline="Forged")
    assert answer.headers["Location"] == url("newsroom_article_changelist")
    story.refresh_from_db()
    assert story.stage == Stage.DRAFT


# Whose story it is


def test_a_reporter_looks_at_the_stories_of_others_and_changes_their_own(reporter, editor):
    theirs, own = make_article("Theirs", by=editor, credits=["Wang Yifei"]), make_article("Own", by=reporter)
    page = reporter.client.get(change_url(theirs)).content.decode()
    assert 'name="headline"' not in page
    assert 'name="credits-0-name"' not in page
    forged = fields_of(editor.client.get(change_url(theirs))) | {"headline": "Forged", "credits-0-name": "Forged"}
    assert reporter.client.post(change_url(theirs), forged | {"_save": "Save"}).status_code == 403
    theirs.refresh_from_db()
    assert (theirs.headline, theirs.credits.get().name) == ("Theirs", "Wang Yifei")
    assert submit(reporter.client, change_url(own), headline="Own and changed").status_code == 302
    assert submit(editor.client, change_url(own), headline="Changed by the editor").status_code == 302
    assert submit(reporter.client, change_url(own), headline="And back").status_code == 302


def test_a_reporter_goes_on_writing_during_the_review(reporter, make_submitted):
    story = make_submitted()
    submit(reporter.client, change_url(story), standfirst="Better.")
    story.refresh_from_db()
    assert (story.stage, story.standfirst) == (Stage.IN_REVIEW, "Better.")


# Deleting


def test_a_draft_may_be_deleted_and_a_published_story_may_not(managing_editor):
    draft, edition = make_article("Thrown away"), make_edition()
    answer = managing_editor.client.post(url("newsroom_article_delete", draft.pk), {"post": "yes"})
    assert answer.status_code == 302
    answer = managing_editor.client.post(url("newsroom_article_delete", edition.article_id), {"post": "yes"})
    assert answer.status_code == 403
    assert list(Article.objects.all()) == [edition.article]
    event = Event.objects.get(verb="deleted")
    assert (event.article, event.actor, event.headline) == (None, managing_editor, "Thrown away")
    assert event.details["content"]["headline"] == "Thrown away"


def test_who_may_only_look_can_change_nothing(make_user):
    looker = make_user(permissions=["newsroom.view_article"])
    story = make_article(credits=["Wang Yifei"])
    page = looker.client.get(change_url(story))
    assert page.status_code == 200
    assert 'name="headline"' not in page.content.decode()
    assert looker.client.post(change_url(story), {"headline": "x", "version": "1"}).status_code == 403
    assert looker.client.get(url("newsroom_article_add")).status_code == 403
    assert looker.client.post(url("newsroom_article_delete", story.pk), {"post": "yes"}).status_code == 403
    listed = looker.client.get(url("newsroom_article_changelist"))
    assert 'name="action"' not in listed.content.decode()
    for name in FORMS:
        assert looker.client.post(step_url(story, name), {"version": "1"}).status_code == 403


def test_a_list_offers_to_show_all_only_where_it_shows_less(editor):
    make_article("Chips from the park")
    make_article("Rice from the fields")
    address = url("newsroom_article_changelist")
    assert "Show all" not in editor.client.get(address).text
    found = editor.client.get(address, {"q": "chips"}).text
    assert "1 result" in found
    assert "Show all" in found
    assert "Show all" in editor.client.get(address, {"stage": "published"}).text


def test_stories_without_a_section_are_found_by_a_name_that_says_so(editor):
    make_article("Chips from the park", section=make_section("Policy"))
    make_article("Rice from the fields", section=None)
    address = url("newsroom_article_changelist")
    assert ">none yet</a>" in editor.client.get(address).text
    found = editor.client.get(address, {"section__isnull": "True"}).text
    assert "Rice from the fields" in found
    assert "Chips from the park" not in found


@pytest.mark.parametrize("year", ["0001", "1026", "9999"])
def test_a_mistyped_year_is_said_at_its_field_and_not_saved(editor, year):
    story = make_article("Park aims high")
    for field in ("backdated_to", "backdated_update"):
        when = {f"{field}_0": f"{year}-01-01", f"{field}_1": "00:00"}
        answer = submit(editor.client, change_url(story), headline="Another headline", **when)
        assert f"The year is {int(year)}. Is it mistyped?" in editor.client.get(answer["Location"]).text
    story.refresh_from_db()
    assert (story.headline, story.backdated_to, story.backdated_update) == ("Another headline", None, None)
