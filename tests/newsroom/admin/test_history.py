"""The timeline of a story, two of its states beside each other, and an old one brought back."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry

from companies.models import Photo, Tag
from newsroom.demo.make import make_article, make_company, make_edition, make_person, make_section
from newsroom.desk import restoring, workflow
from newsroom.models import Article, ArticleCredit, Event, Revision, Stage
from tests.newsroom.admin.screens import change_url, fields_of, said, submit, url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(editor):
    """A story with three revisions: the third says “chips”, the second “robots”, the first neither."""
    story = make_article("Plans", body="One stays.\n\nThe park grows.", tags=["AI"], by=editor)
    for words in ("robots", "chips"):
        story.body = f"One stays.\n\nThe park grows with {words}."
        workflow.save(story, by=editor)
    return story


def compare_url(story, before, after) -> str:
    return f"{url('newsroom_article_compare', story.pk)}?from={before}&to={after}"


def restore_url(story, number) -> str:
    return url("newsroom_article_restore", story.pk, number)


def marked(page) -> dict[str, list[str]]:
    """What the page marks as removed and added."""
    text = page.content.decode().partition('<section class="compared"')[2]
    text = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", text)
    return {
        name: [html.unescape(each) for each in re.findall(f"<{name}>(.*?)</{name}>", text)] for name in ("del", "ins")
    }


# Compare


def test_two_revisions_are_compared_word_by_word(editor, story):
    page = editor.client.get(compare_url(story, 2, 3))
    assert marked(page) == {"del": ["robots"], "ins": ["chips"]}
    assert marked(editor.client.get(compare_url(story, 3, 2))) == {"del": ["chips"], "ins": ["robots"]}
    assert "Both say the same." in editor.client.get(compare_url(story, 2, 2)).content.decode()
    # Without a choice: the newest beside the one before.
    assert marked(editor.client.get(url("newsroom_article_compare", story.pk))) == marked(page)


def test_the_draft_is_compared_with_what_readers_see(editor):
    edition = make_edition("Live", body="Readers see this.", tags=["AI", "Chips"], credits=["Wang Yifei"])
    story = edition.article
    story.refresh_from_db()
    story.body, story.lead_photo = (
        "Readers will see that.",
        Photo.objects.create(file="photos/ab/x.jpg", width=4, height=3, alt_text="A robot"),
    )
    story.section = make_section("Policy")
    story.editor_note = "Not for readers"
    workflow.save(
        story,
        by=editor,
        tags=Tag.objects.get_or_make(["AI", "Robots"]).values(),
        credits=[ArticleCredit(name="Li Na", role="translator")],
    )
    page = editor.client.get(url("newsroom_article_compare", story.pk))
    assert marked(page) == {
        "del": ["this", "Wang Yifei, writer", "Chips", "News"],
        "ins": ["will", "that", "Lead: A robot", "Li Na, translator", "Robots", "Policy"],
    }
    assert "Not for readers" not in page.content.decode().partition('<section class="compared"')[2]


def test_a_comparison_believes_nothing_in_a_text(editor):
    story = make_article("A <b>bold</b> headline", body="plain", tags=["<img src=x>"], by=editor)
    story.headline = 'A <script>alert("x")</script> headline'
    workflow.save(story, by=editor, tags=[])
    text = editor.client.get(compare_url(story, 1, 2)).content.decode()
    assert "<script>alert" not in text
    assert "<b>bold" not in text
    assert "<img src=x>" not in text


@pytest.mark.parametrize("sides", [(1, 99), ("x", 1), ("live", 1), ("-1", 1), ("1" * 30, 1), ("²", 1)])
def test_only_states_of_this_story_are_compared(editor, story, sides):
    other = make_article("Another")
    assert other.revisions.get().number == 1
    assert editor.client.get(compare_url(story, *sides)).status_code == 404


def test_a_comparison_keeps_its_number_of_queries(editor, story):
    def grow(number):
        for _ in range(number):
            tag = Tag.objects.create(name=f"Topic {Tag.objects.count()}")
            story.refresh_from_db()
            story.standfirst += " More."
            workflow.save(
                story,
                by=editor,
                tags=[*story.tags.all(), tag],
                credits=[ArticleCredit(name=f"Name {n}", person=make_person()) for n in range(2)],
            )

    address = url("newsroom_article_compare", story.pk)
    assert same_queries(grow, lambda: editor.client.get(f"{address}?from=1")) <= 12


def test_who_may_not_look_at_stories_sees_no_state_of_one(make_user, tagger, reporter, story):
    for address in (compare_url(story, 1, 2), restore_url(story, 1), url("newsroom_article_history", story.pk)):
        assert make_user().client.get(address).status_code == 403
    for address in (url("newsroom_article_compare", 999), restore_url(story, 9), url("newsroom_article_history", 999)):
        assert reporter.client.get(address).status_code == (404 if "restore" not in address else 302)
    assert tagger.client.get(compare_url(story, 1, 2)).status_code == 200
    for who in (tagger, reporter):  # another's story
        before = Revision.objects.count()
        answer = who.client.post(restore_url(story, 1), {"version": story.version})
        assert answer.status_code == (403 if who is tagger else 302)
        assert Revision.objects.count() == before


# Restore


def test_an_old_text_comes_back_as_a_new_revision(editor, story):
    page = editor.client.get(restore_url(story, 1))
    assert marked(page) == {"del": ["with chips"], "ins": []}
    answer = editor.client.post(restore_url(story, 1), fields_of(page) | {"comment": "The plan is off."})
    assert "says again what revision 1 said. That is revision 4." in said(editor.client, answer)
    story.refresh_from_db()
    assert (story.body, story.revision, story.stage) == ("One stays.\n\nThe park grows.", 4, Stage.DRAFT)
    event = story.events.first()
    assert (event.verb, event.comment, event.details["restored"]) == ("restored", "The plan is off.", 1)
    assert [r.number for r in story.revisions.all()] == [4, 3, 2, 1]
    timeline = editor.client.get(url("newsroom_article_history", story.pk)).content.decode()
    assert "restored revision 1" in timeline
    assert "The plan is off." in timeline


def test_whether_names_are_links_is_compared_and_restored(editor, story):
    submit(editor.client, change_url(story), names_unlinked="on")
    assert Article.objects.get(pk=story.pk).names_unlinked
    page = editor.client.get(compare_url(story, 3, 4))
    assert "no links at names" in page.content.decode().casefold()
    assert marked(page) == {"del": ["no"], "ins": ["yes"]}
    restoring.restore(Article.objects.get(pk=story.pk), story.revisions.get(number=3), by=editor)
    assert not Article.objects.get(pk=story.pk).names_unlinked
    restoring.restore(Article.objects.get(pk=story.pk), story.revisions.get(number=4), by=editor)
    assert Article.objects.get(pk=story.pk).names_unlinked


def test_a_save_says_the_same_as_a_revision_from_before_there_was_the_choice(editor, story):
    revision = story.revisions.get(number=3)
    del revision.content["names_unlinked"]
    revision.save()
    submit(editor.client, change_url(story))
    assert story.revisions.count() == 3


def test_restoring_voids_an_approval_and_moves_nothing_for_readers(editor, managing_editor):
    story = make_article("Plans", body="Old text.", by=editor)
    story.body = "New text."
    workflow.save(story, by=editor)
    workflow.submit(story, by=editor)
    workflow.approve(story, by=managing_editor)
    workflow.publish(story, by=editor)
    assert "The working copy says again" in editor.client.get(restore_url(story, 1)).content.decode()
    submit(editor.client, restore_url(story, 1))
    story.refresh_from_db()
    assert (story.stage, story.body, story.approved_revision) == (Stage.DRAFT, "Old text.", None)
    assert story.editions.get().body == "New text."


def test_what_is_gone_is_named_and_the_rest_comes_back(editor):
    person, company = make_person("Guo Hong"), make_company("Legend")
    photo = Photo.objects.create(file="photos/ab/x.jpg", width=4, height=3, alt_text="A robot")
    old_section = make_section("Old shelf")
    story = make_article(
        "Plans",
        body='<p>Text.</p><figure><img src="/media/photos/ab/x-960.jpg" alt=""></figure>',
        section=old_section,
        lead_photo=photo,
        tags=[company, person, "AI"],
        credits=[{"name": "Guo Hong", "person": person}, "Wang Yifei"],
        embargoed_until=None,
        by=editor,
    )
    story.section, story.lead_photo, story.body, story.editor_note = make_section(), None, "Other text.", "Call Li."
    workflow.save(story, by=editor, tags=[], credits=[])
    company.delete()
    person.delete()
    photo.delete()
    old_section.delete()
    page = editor.client.get(restore_url(story, 1)).content.decode()
    assert "What can’t be restored" in page
    answer = submit(editor.client, restore_url(story, 1))
    told = said(editor.client, answer)
    for gone in (
        "the tag “Legend”",
        "the tag “Guo Hong”",
        "the profile of “Guo Hong”",
        "the lead picture",
        "the section",
        "the picture /media/photos/ab/x-960.jpg in the text",
    ):
        assert gone in told
    story = Article.objects.get()
    assert story.body.startswith("<p>Text.</p>")
    assert set(story.tags.names()) == {"AI"}
    assert [(credit.name, credit.person) for credit in story.credits.all()] == [
        ("Guo Hong", None),
        ("Wang Yifei", None),
    ]
    # Notes for colleagues are no part of what a story says.
    assert story.editor_note == "Call Li."
    assert len(Event.objects.filter(verb="restored").get().details["lost"]) == 6


def test_restoring_ends_no_embargo_and_takes_no_address_from_another_story(editor, soon):
    story = make_article("Plans", by=editor)
    story.slug, story.embargoed_until, story.headline = "new-address", soon, "Other plans"
    workflow.save(story, by=editor)
    make_article("Plans")  # takes the address that became free
    restoring.restore(story, story.revisions.get(number=1), by=editor)
    story.refresh_from_db()
    assert (story.headline, story.slug, story.embargoed_until) == ("Plans", "new-address", soon)
    assert story.events.first().details["lost"] == [
        "the address “plans”, which is another story’s, or was; it stays “new-address”"
    ]


def test_a_revision_from_before_a_field_was_renamed_can_be_read_and_restored(editor, story):
    revision = story.revisions.get(number=1)
    content = revision.content | {"strapline": "Old words", "kind": "poem"}
    del content["dateline"]
    Revision.objects.filter(pk=revision.pk).update(content=content)
    assert editor.client.get(compare_url(story, 1, 3)).status_code == 200
    answer = submit(editor.client, restore_url(story, 1))
    told = said(editor.client, answer)
    assert "“strapline”" in told
    assert "the kind “poem”" in told


def test_restoring_is_in_the_log_and_looking_at_it_restores_nothing(editor, story):
    editor.client.get(restore_url(story, 1), {"version": story.version})
    assert not LogEntry.objects.exists()
    submit_to = restore_url(story, 1)
    editor.client.post(submit_to, {"version": story.version})
    assert LogEntry.objects.get().get_change_message() == "Restored revision 1."


def test_what_is_compared_can_be_chosen_though_it_is_older_than_what_is_offered(editor, story, monkeypatch):
    monkeypatch.setattr("newsroom.desk.admin.history_views.MOST_OFFERED", 1)
    page = editor.client.get(compare_url(story, 1, 3))
    assert [key for key, _ in page.context["choices"]] == ["3", "1"]


def test_who_comes_second_restores_nothing(editor, story):
    page = editor.client.get(restore_url(story, 1))
    story.headline = "Meanwhile"
    workflow.save(story, by=editor)
    answer = editor.client.post(restore_url(story, 1), fields_of(page) | {"comment": "My reason"})
    assert answer.status_code == 409
    assert "My reason" in answer.content.decode()
    story.refresh_from_db()
    assert (story.headline, story.revision) == ("Meanwhile", 4)


def test_restoring_what_the_story_says_already_changes_nothing(editor, story):
    workflow.save(story, by=editor)
    restoring.restore(story, story.revisions.get(number=3), by=editor)
    assert Event.objects.filter(verb="restored").count() == 0
    assert "The story says this already." in editor.client.get(restore_url(story, 3)).content.decode()


def test_a_scheduled_story_is_not_restored(editor, make_scheduled):
    story = make_scheduled("Plans")
    answer = editor.client.get(restore_url(story, 1))
    assert "while it is scheduled" in said(editor.client, answer)
    assert editor.client.post(restore_url(story, 1), {"version": story.version}).status_code == 302
    assert "Restore<" not in editor.client.get(url("newsroom_article_history", story.pk)).content.decode()


# The timeline


def test_the_timeline_leads_from_each_saved_text_to_what_changed(editor, story):
    page = editor.client.get(url("newsroom_article_history", story.pk))
    assert [(entry.made, entry.before) for entry in page.context["entries"]] == [(3, 2), (2, 1), (1, None)]
    text = html.unescape(page.content.decode())
    assert compare_url(story, 2, 3) in text
    assert compare_url(story, 1, 3) in text
    assert restore_url(story, 1) in text
    assert restore_url(story, 3) not in text


def test_the_timeline_keeps_its_number_of_queries(editor, story):
    def grow(number):
        for n in range(number):
            story.refresh_from_db()
            story.standfirst = f"{story.revision} {n}"
            workflow.save(story, by=editor)

    assert same_queries(grow, lambda: editor.client.get(url("newsroom_article_history", story.pk))) <= 12
    assert change_url(story)
