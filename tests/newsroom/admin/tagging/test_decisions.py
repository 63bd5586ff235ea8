"""What a person says to a suggestion: it tags, it is remembered, it can be taken back."""

import pytest

from newsroom.desk import mentions, workflow
from newsroom.desk.tagging import decisions, records, undo
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import Decision, EditionMention, EditionTag, Event, Generation, Mention, NameRecord
from tests.newsroom.admin.tagging.stories import accept, reject, rewrite, rows, tags_of, told

pytestmark = pytest.mark.django_db


def test_a_suggestion_tags_nothing(read, lenovo, baidu):
    story = read(live=True)
    assert [row.surface for row in rows(story)] == ["Lenovo Group", "Lenovo", "Baidu"]
    assert tags_of(story) == set()
    assert not EditionMention.objects.exists()


def test_places_are_those_of_the_text(read, lenovo, baidu):
    story = read(body="<p>AT&amp;T and <b>Lenovo</b> spoke. Lenovo won.</p>", standfirst="Of Baidu.")
    for row in rows(story):
        text = {
            "headline": story.headline,
            "standfirst": story.standfirst,
            "body": "AT&T and Lenovo spoke. Lenovo won.",
        }
        assert text[row.field][row.start : row.end] == row.surface
        assert row.surface in row.sentence


def test_accepting_tags_the_story_with_an_event_and_a_revision(read, lenovo, baidu, tagger):
    story = read()
    outcome = accept(story, tagger, tag=lenovo.tag)
    assert (outcome.done, outcome.refused, outcome.tagged) == (2, {}, {story.pk})
    assert tags_of(story) == {"Lenovo Group"}
    event = Event.objects.filter(article=story).first()
    assert (event.verb, event.actor, event.details["added"]) == ("retagged", tagger, ["Lenovo Group"])
    assert [tag["name"] for tag in story.revisions.first().content["tags"]] == ["Lenovo Group"]
    assert {d.verb for d in Decision.objects.all()} == {"accept"}
    assert Decision.objects.filter(by=tagger, matcher=mentions.VERSION, batch=outcome.batch).count() == 2


def test_tagging_a_live_story_is_live_at_once_without_an_edition_or_an_update(read, lenovo, tagger):
    story = read(live=True)
    edition, before = story.editions.get(), Generation.objects.standing()[0]
    accept(story, tagger)
    after = story.editions.get()
    assert (after.pk, after.number, after.updated_at) == (edition.pk, 1, edition.updated_at)
    assert list(EditionTag.objects.values_list("tag", flat=True)) == [lenovo.tag_id]
    assert Generation.objects.standing()[0] > before
    marked = list(EditionMention.objects.order_by("pk"))
    assert [(row.surface, row.field) for row in marked] == [("Lenovo Group", "body"), ("Lenovo", "body")]
    assert marked[1].sentence == "Lenovo said that it would hire 200 people."


def test_deciding_more_of_a_tag_that_is_there_makes_no_new_version(read, lenovo, tagger):
    story = read(live=True)
    first, second = rows(story)
    decisions.decide([Verdict(first.pk, True)], by=tagger)
    story.refresh_from_db()
    version = story.version
    decisions.decide([Verdict(second.pk, True)], by=tagger)
    story.refresh_from_db()
    assert story.version == version
    assert EditionMention.objects.count() == 2
    workflow.retag(story, remove=[lenovo.tag], by=tagger)
    decisions.set_role(story, lenovo.tag, "about", by=tagger)
    assert not EditionMention.objects.exists(), "it is no tag of the story any more"


def test_nobody_tags_without_the_permission(read, lenovo, reporter):
    story = read()
    for by in (reporter, None):
        for act in (
            lambda: accept(story, by),  # noqa: B023  called at once
            lambda: decisions.rule_name(lenovo.tag, "Lenovo", records.NEVER, by=by),  # noqa: B023
            lambda: undo.undo("act", by=by),  # noqa: B023
        ):
            with pytest.raises(workflow.StepForbidden):
                act()
    assert tags_of(story) == set()
    assert not Decision.objects.exists()


def test_the_second_of_two_is_told_who_was_first(read, lenovo, tagger, editor):
    story = read()
    row = rows(story)[0]
    decisions.decide([Verdict(row.pk, True)], by=tagger)
    outcome = decisions.decide([Verdict(row.pk, False)], by=editor)
    assert outcome.done == 0
    assert "confirmed by sun" in outcome.refused[row.pk]
    assert told(story)[0] == ("Lenovo Group", "confirmed")


def test_repeating_an_act_changes_nothing(read, lenovo, tagger):
    story = read()
    accept(story, tagger)
    again = decisions.decide([Verdict(row.pk, True) for row in rows(story)], by=tagger)
    assert (again.done, again.refused) == (0, {})
    assert Decision.objects.count() == 2


def test_what_is_refused_in_one_story_stops_no_other(read, lenovo, tagger, editor):
    first, second = read("One"), read("Two")
    taken = rows(first)[0]
    decisions.decide([Verdict(taken.pk, False)], by=editor)
    outcome = decisions.decide([Verdict(row.pk, True) for row in [taken, *rows(second)]], by=tagger)
    assert set(outcome.refused) == {taken.pk}
    assert tags_of(second) == {"Lenovo Group"}


# Memory


def test_a_rejection_holds_until_its_sentence_changes(read, lenovo, tagger):
    story = read(body="<p>Lenovo Group opened. It rained.</p>")
    reject(story, tagger)
    rewrite(story, body="<p>A new beginning.</p><p>Lenovo Group opened. It snowed.</p>")
    assert told(story) == [("Lenovo Group", "rejected")]
    rewrite(story, body="<p>Lenovo Group opened late. It snowed.</p>")
    assert told(story) == [("Lenovo Group", "suggested"), ("Lenovo Group", "stale")]
    rewrite(story, body="<p>Lenovo Group opened. It snowed.</p>")
    assert told(story) == [("Lenovo Group", "rejected")]


def test_a_rejection_in_the_story_holds_for_new_sentences(read, lenovo, tagger):
    story = read(body="<p>Lenovo Group opened.</p>")
    reject(story, tagger, scope=Decision.Scope.STORY)
    rewrite(story, body="<p>Lenovo Group opened. Lenovo Group closed.</p>")
    assert {row.status for row in rows(story)} == {"rejected"}
    other = read(body="<p>Lenovo Group opened. Lenovo hired.</p>")
    assert told(other) == [("Lenovo Group", "suggested"), ("Lenovo", "suggested")]
    reject(other, tagger, scope=Decision.Scope.STORY, name="Lenovo")
    assert told(other) == [("Lenovo Group", "suggested"), ("Lenovo", "rejected")]


def test_a_story_is_one_vote_on_a_name_however_often_it_has_it(read, lenovo, tagger):
    story = read(body="<p>Lenovo opened. Lenovo closed. Lenovo moved.</p>")
    outcome = reject(story, tagger, scope=Decision.Scope.STORY)
    assert (outcome.done, outcome.dropped) == (3, [])
    assert Decision.objects.count() == 3
    assert (NameRecord.objects.get().rejected, NameRecord.objects.get().recent) == (1, "0")
    assert undo.undo(outcome.batch, by=tagger).refused == {}
    assert told(story) == [("Lenovo", "suggested")] * 3
    assert (NameRecord.objects.get().rejected, NameRecord.objects.get().recent) == (0, "")


def test_lifting_a_rejection_brings_the_suggestion_back(read, lenovo, tagger):
    story = read(body="<p>Lenovo Group opened.</p>")
    outcome = decisions.decide(
        [Verdict(row.pk, False, role="about", is_unlinked=True) for row in rows(story)], by=tagger
    )
    assert [(row.status, row.role, row.is_unlinked) for row in rows(story)] == [("rejected", "mentioned", False)]
    undo.undo(outcome.batch, by=tagger)
    assert told(story) == [("Lenovo Group", "suggested")]


def test_a_name_that_is_never_right_is_not_suggested_again(read, lenovo, baidu, tagger):
    story = read(body="<p>Lenovo opened.</p>")
    [of_another] = rows(story)
    of_another.pk, of_another.tag = None, baidu.tag
    of_another.save()
    outcome = decisions.rule_name(lenovo.tag, "Lenovo", records.NEVER, by=tagger)
    assert [(row.tag, row.status) for row in rows(story)] == [(lenovo.tag, "rejected"), (baidu.tag, "suggested")]
    of_another.delete()
    assert rows(read(body="<p>Lenovo closed.</p>")) == []
    undo.undo(outcome.batch, by=tagger)
    assert told(story) == [("Lenovo", "suggested")]
    assert told(read(body="<p>Lenovo closed.</p>")) == [("Lenovo", "suggested")]


def test_a_name_that_needs_the_full_one_is_weak_alone_at_once_and_later(read, lenovo, tagger):
    alone, beside = read(body="<p>Lenovo opened.</p>"), read()
    outcome = decisions.rule_name(lenovo.tag, "Lenovo", records.AFTER_FULL, by=tagger)
    assert [row.tier for row in rows(alone)] == ["weak"]
    assert "weak" not in {row.tier for row in rows(beside)}
    assert [row.tier for row in rows(read(body="<p>Lenovo closed.</p>"))] == ["weak"]
    undo.undo(outcome.batch, by=tagger)
    assert [row.tier for row in rows(alone)] != ["weak"]
    assert NameRecord.objects.get().match == ""


def test_a_name_said_to_be_anothers_is_suggested_for_that_one(read, lenovo, baidu, tagger):
    story = read(body="<p>Lenovo opened.</p>")
    decisions.rule_name(lenovo.tag, "Lenovo", "", by=tagger, instead=baidu.tag)
    assert told(story) == [("Lenovo", "rejected")]
    assert [row.tag for row in rows(read(body="<p>Lenovo closed.</p>"))] == [baidu.tag]


def test_choosing_another_here(read, lenovo, baidu, tagger):
    story = read(body="<p>Lenovo opened.</p>")
    story.mentions.update(role="about", is_unlinked=True)
    outcome = decisions.decide([Verdict(rows(story)[0].pk, True, instead=baidu.tag)], by=tagger)
    assert tags_of(story) == {"Baidu"}
    assert [(row.tag, row.status, row.role, row.is_unlinked) for row in rows(story)] == [
        (lenovo.tag, "rejected", "about", True),
        (baidu.tag, "confirmed", "about", True),
    ]
    rewrite(story, standfirst="Something else.")
    assert [row.status for row in rows(story)] == ["rejected", "confirmed"]
    undo.undo(outcome.batch, by=tagger)
    assert tags_of(story) == set()


@pytest.mark.parametrize(("right", "wrong", "match"), [(37, 2, ""), (37, 3, "after_full"), (0, 3, "after_full")])
def test_a_name_that_is_often_wrong_drops_to_after_the_full_name(lenovo, right, wrong, match):
    votes = [records.Vote(lenovo.tag_id, "Lenovo", True)] * right + [
        records.Vote(lenovo.tag_id, "Lenovo", False)
    ] * wrong
    dropped = records.count(votes)
    record = NameRecord.objects.get()
    assert (record.accepted, record.rejected, record.match) == (right, wrong, match)
    assert [one.name for one in dropped] == (["Lenovo"] if match else [])


def test_wrong_decisions_long_ago_do_not_count(lenovo):
    records.count([records.Vote(lenovo.tag_id, "Lenovo", False)] * 2)
    records.count([records.Vote(lenovo.tag_id, "Lenovo", True)] * 40)
    records.count([records.Vote(lenovo.tag_id, "Lenovo", False)])
    assert NameRecord.objects.get().match == ""


# Undo


def test_undoing_gives_back_what_was(read, lenovo, baidu, tagger):
    one, two = read("One", live=True), read("Two", tags=[lenovo])
    before = told(one), told(two)
    outcome = decisions.decide([Verdict(row.pk, True) for story in (one, two) for row in rows(story)], by=tagger)
    assert tags_of(one) == tags_of(two) == {"Lenovo Group", "Baidu"}
    back = undo.undo(outcome.batch, by=tagger)
    assert (back.done, back.refused) == (6, {})
    assert (told(one), told(two)) == before
    # The tag that was there before by hand stays.
    assert (tags_of(one), tags_of(two)) == (set(), {"Lenovo Group"})
    assert not EditionMention.objects.exists()
    assert not EditionTag.objects.exists()
    assert {(r.accepted, r.rejected, r.recent) for r in NameRecord.objects.all()} == {(0, 0, "")}
    again = undo.undo(outcome.batch, by=tagger)
    assert (again.done, again.refused) == (0, {}), "nothing of it stands any more"


def test_undoing_keeps_the_tag_that_another_mention_confirms(read, lenovo, tagger):
    story = read(live=True)
    first, second = rows(story, tag=lenovo.tag)
    act = decisions.decide([Verdict(first.pk, True)], by=tagger)
    decisions.decide([Verdict(second.pk, True)], by=tagger)
    undo.undo(act.batch, by=tagger)
    assert tags_of(story) == {"Lenovo Group"}
    assert [row.status for row in rows(story, tag=lenovo.tag)] == ["suggested", "confirmed"]
    assert [row.surface for row in EditionMention.objects.all()] == ["Lenovo"]


def test_undoing_leaves_what_was_decided_anew(read, lenovo, tagger, editor):
    story = read(body="<p>Lenovo Group opened.</p>")
    act = accept(story, tagger)
    undo.undo(act.batch, by=tagger)
    reject(story, editor)
    assert undo.undo(act.batch, by=tagger).done == 0
    assert told(story) == [("Lenovo Group", "rejected")]


def test_undoing_passes_over_a_story_that_was_deleted(read, lenovo, tagger):
    gone, kept = read("Deleted since"), read("Kept")
    act = decisions.decide([Verdict(row.pk, True) for story in (gone, kept) for row in rows(story)], by=tagger)
    gone.refresh_from_db()
    workflow.delete(gone)
    back = undo.undo(act.batch, by=tagger)
    assert (back.done, list(back.refused.values())) == (2, ["The story was deleted since."])
    assert tags_of(kept) == set()
    assert not undo.standing(tagger).exists(), "nothing is left to take back"


def test_a_story_that_is_deleted_while_its_act_is_undone_is_passed_over(read, lenovo, tagger, monkeypatch):
    story = read()
    act = accept(story, tagger)
    monkeypatch.setattr(undo, "hold", lambda stories: type(story).objects.filter(pk__in=stories).delete())
    assert list(undo.undo(act.batch, by=tagger).refused.values()) == ["The story was deleted since."]


LATER = "Li Na has ruled on “Lenovo” since then; that stands until it is undone."


def test_undoing_a_rule_leaves_the_later_one_of_somebody_else(read, lenovo, tagger, editor):
    story = read(body="<p>Lenovo opened.</p>")
    first = decisions.rule_name(lenovo.tag, "Lenovo", records.AFTER_FULL, by=tagger)
    second = decisions.rule_name(lenovo.tag, "Lenovo", records.NEVER, by=editor)
    back = undo.undo(first.batch, by=tagger)
    assert (back.done, list(back.refused.values())) == (0, [LATER])
    assert (NameRecord.objects.get().match, told(story)) == (records.NEVER, [("Lenovo", "rejected")])
    assert undo.undo(second.batch, by=editor).done == 1
    assert NameRecord.objects.get().match == records.AFTER_FULL, "that one stands still"
    assert (undo.undo(first.batch, by=tagger).done, NameRecord.objects.get().match) == (1, "")


def test_undoing_a_rule_leaves_what_was_said_of_a_place_since(read, lenovo, tagger, editor):
    story = read(body="<p>Lenovo opened.</p>")
    rule = decisions.rule_name(lenovo.tag, "Lenovo", records.NEVER, by=tagger)
    [row] = rows(story)
    decisions.decide([Verdict(row.pk, True, seen="rejected")], by=editor)
    story.refresh_from_db()
    taken_off = decisions.retag_by_hand(story, remove=[lenovo.tag], by=editor)
    assert undo.undo(rule.batch, by=tagger).done == 1
    assert told(story) == [("Lenovo", "rejected")], "by the editor"
    undo.undo(taken_off.batch, by=editor)
    assert told(story) == [("Lenovo", "confirmed")]


def test_undoing_the_taking_off_of_a_tag_takes_back_no_vote(read, lenovo, tagger):
    """It was none: a tag may be taken off a story that names its company."""
    reject(read("Elsewhere", body="<p>Lenovo opened.</p>"), tagger)
    before = NameRecord.objects.values().get()
    story = read(body="<p>Lenovo opened.</p>", tags=[lenovo])
    outcome = decisions.retag_by_hand(story, remove=[lenovo.tag], by=tagger)
    assert told(story) == [("Lenovo", "rejected")]
    assert NameRecord.objects.values().get() == before
    assert undo.undo(outcome.batch, by=tagger).refused == {}
    assert (told(story), tags_of(story)) == ([("Lenovo", "suggested")], {"Lenovo Group"})
    assert NameRecord.objects.values().get() == before


@pytest.mark.parametrize("way", ["by hand", "in the form"])
def test_nor_does_one_that_is_older_than_the_word_for_it(read, lenovo, editor, way):
    reject(read("Elsewhere", body="<p>Lenovo opened.</p>"), editor)
    before = NameRecord.objects.values().get()
    story = read(body="<p>Lenovo opened.</p>", tags=[lenovo])
    if way == "by hand":
        decisions.retag_by_hand(story, remove=[lenovo.tag], by=editor)
    else:
        workflow.save(story, by=editor, tags=[])
        decisions.decide_with_save(story, removed=[lenovo.tag_id], by=editor)
    [decision] = Decision.objects.filter(article=story).exclude(name="")
    Decision.objects.filter(pk=decision.pk).update(details={"before": decision.details["before"]})
    assert undo.undo(decision.batch, by=editor).refused == {}
    assert told(story) == [("Lenovo", "suggested")]
    assert NameRecord.objects.values().get() == before


def test_a_rejection_in_the_form_is_a_vote_and_taken_back_as_one(read, lenovo, editor):
    story = read(body="<p>Lenovo opened.</p>")
    story.standfirst = "Saved with it."
    workflow.save(story, by=editor)
    decisions.decide_with_save(story, rejected=[lenovo.tag_id], by=editor)
    assert NameRecord.objects.get().recent == "0"
    undo.undo(Decision.objects.get().batch, by=editor)
    assert NameRecord.objects.get().recent == ""


@pytest.mark.parametrize("rules", [[records.NEVER], [records.AFTER_FULL, ""], [records.AFTER_FULL]])
def test_undoing_a_rule_keeps_what_was_voted_since(read, lenovo, tagger, rules):
    for number, mark in enumerate("01"):
        decide = accept if mark == "1" else reject
        decide(read(f"Before {number}", body="<p>Lenovo opened.</p>"), tagger)
    later = read("Later", body="<p>Lenovo opened.</p>")
    acts = [decisions.rule_name(lenovo.tag, "Lenovo", match, by=tagger) for match in rules]
    Mention.objects.filter(article=later).update(status="suggested")  # as where another name of it is suggested there
    reject(later, tagger)
    undo.undo(acts[-1].batch, by=tagger)
    record = NameRecord.objects.get()
    assert (record.recent, record.rejected) == ("010", 2)


# What stays


def test_tags_changed_by_hand_decide_their_mentions(read, lenovo, baidu, editor):
    story = read()
    decisions.decide_with_save(story, added=[lenovo.tag_id], removed=[baidu.tag_id], by=editor)
    assert told(story) == [("Lenovo Group", "confirmed"), ("Lenovo", "confirmed"), ("Baidu", "rejected")]


def test_decisions_are_only_added(read, lenovo, tagger):
    story = read()
    act = accept(story, tagger)
    made = list(Decision.objects.values())
    undo.undo(act.batch, by=tagger)
    assert list(Decision.objects.exclude(verb="undo").values()) == made


def test_mentions_go_with_a_draft(read, lenovo, tagger):
    story = read()
    accept(story, tagger)
    workflow.delete(story)
    assert not Mention.objects.exists()
    assert Decision.objects.filter(article=None, tag=lenovo.tag).count() == 2
