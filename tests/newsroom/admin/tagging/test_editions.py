"""What an edition takes along of what was decided: its tags, the places of its names, and which of them are links."""

import pytest

from newsroom.demo.make import make_company
from newsroom.desk import workflow
from newsroom.desk.tagging import decisions, undo
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import EditionMention, Event, Generation, Mention
from tests.newsroom.admin.tagging.stories import accept, rewrite, rows, tags_of, told

pytestmark = pytest.mark.django_db


def test_an_edition_takes_its_mentions_along(read, lenovo, tagger):
    story = read(headline="Lenovo Group grows", body="<p>Lenovo Group opened.</p>")
    accept(story, tagger)
    story.refresh_from_db()
    workflow.approve(story)
    edition = workflow.publish(story)
    assert list(edition.mentions.values_list("field", "start", "end")) == [("headline", 0, 12), ("body", 0, 12)]
    assert set(edition.mentions.values_list("role", flat=True)) == {"about"}


def test_a_name_in_which_a_sentence_seems_to_end_is_a_link_for_readers(read, tagger, client):
    make_company("Yahoo! Japan")
    story = read(live=True, body=f"<p>Lenovo sued Yahoo! Japan. It rained on Yahoo! Japan.</p>{FILL}")
    assert told(story) == [("Yahoo! Japan", "suggested")] * 2
    accept(story, tagger)
    assert list(EditionMention.objects.values_list("start", flat=True)) == [12, 39]
    page = client.get(story.editions.get().get_absolute_url()).content.decode()
    assert 'sued <a href="/companies/yahoo-japan/">Yahoo! Japan</a>. It' in page


def test_an_edition_keeps_what_it_says_when_the_working_copy_moves_on(read, lenovo, tagger):
    story = read(live=True, body="<p>Lenovo Group opened.</p>")
    accept(story, tagger)
    story.refresh_from_db()
    rewrite(story, body="<p>Lenovo Group opened late.</p>")
    accept(story, tagger, status="suggested")
    assert [row.sentence for row in EditionMention.objects.all()] == ["Lenovo Group opened."]
    story.refresh_from_db()
    workflow.retag(story, remove=[lenovo.tag], by=tagger)
    assert not EditionMention.objects.exists()
    story.refresh_from_db()
    workflow.approve(story)
    workflow.publish(story)
    assert not EditionMention.objects.exists(), "of whom it is not about"


def test_what_the_story_is_about_is_told_to_readers(read, lenovo, tagger):
    story, other = (read(live=live, body="<p>Lenovo Group opened.</p>") for live in (True, False))
    accept(story, tagger)
    assert EditionMention.objects.get().role == "mentioned"
    generation, events = Generation.objects.standing()[0], story.events.count()
    outcome = decisions.set_role(story, lenovo.tag, "about", by=tagger)
    assert EditionMention.objects.get().role == "about"
    assert Generation.objects.standing()[0] > generation
    assert story.events.count() == events + 1
    assert [row.role for row in rows(other)] == ["mentioned"]
    undo.undo(outcome.batch, by=tagger)
    assert EditionMention.objects.get().role == "mentioned"


FILL = f"<p>{'word ' * 80}</p>"


def test_a_name_that_is_to_be_no_link_is_none_for_readers_at_once(read, lenovo, tagger, client):
    story = read(live=True, body=f"<p>Lenovo Group opened. Lenovo hired.</p>{FILL}")
    accept(story, tagger)
    edition = story.editions.get()
    address, updated = edition.get_absolute_url(), edition.updated_at
    link = '<a href="/companies/lenovo-group/">Lenovo Group</a> opened'
    assert link in client.get(address).content.decode()
    outcome = decisions.set_unlinked(story, lenovo.tag, True, by=tagger)
    assert outcome.done == 2
    page = client.get(address).content.decode()
    assert link not in page
    assert "<p>Lenovo Group opened. Lenovo hired.</p>" in page
    assert tags_of(story) == {"Lenovo Group"}
    assert story.editions.get().updated_at == updated, "no new edition, and “Updated” stays"
    assert Event.objects.filter(article=story).latest("pk").verb == "retagged"
    assert not decisions.set_unlinked(story, lenovo.tag, True, by=tagger).done
    undo.undo(outcome.batch, by=tagger)
    assert link in client.get(address).content.decode()
    assert not Mention.objects.filter(is_unlinked=True).exists()


def test_it_is_no_link_in_an_edition_whose_sentence_the_working_copy_has_no_more(read, lenovo, tagger):
    story = read(live=True, body="<p>Lenovo Group opened.</p>")
    accept(story, tagger)
    rewrite(story, body="<p>Lenovo Group opened late.</p>")
    accept(story, tagger, status="suggested")
    decisions.set_unlinked(story, lenovo.tag, True, by=tagger)
    assert [(row.sentence, row.is_unlinked) for row in EditionMention.objects.all()] == [("Lenovo Group opened.", True)]


def test_it_stays_no_link_where_the_text_goes_on_and_in_the_next_edition(read, lenovo, tagger):
    story = read(body="<p>Lenovo Group opened.</p>")
    accept(story, tagger)
    decisions.set_unlinked(story, lenovo.tag, True, by=tagger)
    rewrite(story, body="<p>Lenovo Group opened late. Lenovo hired.</p>")
    assert all(row.is_unlinked for row in rows(story))
    accept(story, tagger, status="suggested")
    story.refresh_from_db()
    workflow.approve(story)
    edition = workflow.publish(story)
    assert list(edition.mentions.values_list("surface", "is_unlinked")) == [("Lenovo Group", True), ("Lenovo", True)]


def test_accepting_may_say_no_link_and_is_taken_back_whole(read, lenovo, tagger):
    story = read(live=True, body="<p>Lenovo Group opened.</p>")
    outcome = decisions.decide([Verdict(row.pk, True, is_unlinked=True) for row in rows(story)], by=tagger)
    assert EditionMention.objects.get().is_unlinked
    undo.undo(outcome.batch, by=tagger)
    assert [(row.status, row.is_unlinked) for row in rows(story)] == [("suggested", False)]
    assert not EditionMention.objects.exists()


def test_only_who_may_tag_says_whether_a_name_is_a_link(read, lenovo, tagger, reporter):
    story = read(live=True, body="<p>Lenovo Group opened.</p>")
    accept(story, tagger)
    with pytest.raises(workflow.StepForbidden):
        decisions.set_unlinked(story, lenovo.tag, True, by=reporter)
    assert not EditionMention.objects.get().is_unlinked
