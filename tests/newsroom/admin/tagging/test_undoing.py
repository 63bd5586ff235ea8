"""What undoing leaves as it stands by now."""

import pytest

from newsroom.desk import workflow
from newsroom.desk.tagging import decisions, records, suggestions, undo
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import Decision, NameRecord
from tests.newsroom.admin.tagging.stories import rows, told

pytestmark = pytest.mark.django_db

ONE = "<p>Lenovo Group opened.</p>"


def test_what_somebody_else_has_decided_anew_is_left_and_said(read, lenovo, tagger, editor):
    story = read(body=ONE)
    [row] = rows(story)
    act = decisions.decide([Verdict(row.pk, True)], by=tagger)
    decisions.decide([Verdict(row.pk, False, seen="confirmed")], by=editor)
    back = undo.undo(act.batch, by=tagger)
    assert (back.done, list(back.refused.values())) == (0, ["It was decided anew, or its sentence has changed."])
    assert told(story) == [("Lenovo Group", "rejected")]
    story.mentions.all().delete()
    assert list(undo.undo(act.batch, by=tagger).refused.values()) == list(back.refused.values())


def test_a_place_that_the_text_has_no_more_is_not_suggested_when_a_rule_is_lifted(read, lenovo, tagger):
    story = read(body=ONE)
    rule = decisions.rule_name(lenovo.tag, "Lenovo Group", records.NEVER, by=tagger)
    story.body = "<p>Nobody opened.</p>"
    workflow.save(story)
    suggestions.refresh(story)
    assert undo.undo(rule.batch, by=tagger).done == 1
    assert [row.status for row in story.mentions.all()] == ["stale"]


def test_a_decision_from_before_names_could_be_unlinked_is_taken_back_too(read, lenovo, tagger):
    story = read(body=ONE)
    act = decisions.decide([Verdict(row.pk, True, is_unlinked=True) for row in rows(story)], by=tagger)
    for decision in Decision.objects.all():
        del decision.details["before"]["is_unlinked"]
        decision.save()
    assert undo.undo(act.batch, by=tagger).done == 1
    assert [(row.status, row.is_unlinked) for row in rows(story)] == [("suggested", False)]


def test_a_rule_that_came_of_counting_is_nobody_s_again(read, lenovo, tagger):
    read(body=ONE)
    records.rule(records.held(lenovo.tag_id, "Lenovo Group"), records.AFTER_FULL, by=None)
    rule = decisions.rule_name(lenovo.tag, "Lenovo Group", records.NEVER, by=tagger)
    undo.undo(rule.batch, by=tagger)
    record = NameRecord.objects.get()
    assert (record.match, record.match_by, record.match_by_name) == (records.AFTER_FULL, None, "")
    rule = decisions.rule_name(lenovo.tag, "Lenovo Group", records.NEVER, by=tagger)
    record.delete()  # as with its tag
    assert undo.undo(rule.batch, by=tagger).done == 1


def test_lifting_a_rule_brings_back_what_was_said_of_a_place_and_taken_back_and_whom_the_name_meant(
    read, lenovo, baidu, tagger
):
    story = read(body=ONE)
    decisions.rule_name(lenovo.tag, "Lenovo Group", "", by=tagger, instead=baidu.tag)
    story.mentions.update(status="suggested")
    rule = decisions.rule_name(lenovo.tag, "Lenovo Group", records.NEVER, by=tagger)
    act = decisions.decide([Verdict(row.pk, True, seen="rejected") for row in rows(story)], by=tagger)
    undo.undo(act.batch, by=tagger)
    assert told(story) == [("Lenovo Group", "rejected")]
    undo.undo(rule.batch, by=tagger)
    assert told(story) == [("Lenovo Group", "suggested")]
    assert NameRecord.objects.get().instead == baidu.tag


def test_what_somebody_had_rejected_before_a_rule_stays_rejected_after_it(read, lenovo, tagger, editor):
    first, second, third = (read(body=ONE) for _ in range(3))
    decisions.decide([Verdict(row.pk, False) for row in rows(first)], by=editor)
    decisions.decide([Verdict(row.pk, False) for row in rows(second)], by=tagger)
    rule = decisions.rule_name(lenovo.tag, "Lenovo Group", records.NEVER, by=tagger)
    assert rule.done == 1
    undo.undo(rule.batch, by=tagger)
    assert told(first) == told(second) == [("Lenovo Group", "rejected")]
    assert told(third) == [("Lenovo Group", "suggested")]


def test_a_tag_that_was_put_on_anew_by_hand_stays_until_that_is_taken_back(read, lenovo, tagger, editor):
    story = read(body="<p>Nobody opened.</p>")
    put_on = decisions.retag_by_hand(story, add=[lenovo.tag], by=tagger)
    story.refresh_from_db()
    acts = [decisions.retag_by_hand(story, remove=[lenovo.tag], by=editor)]
    story.refresh_from_db()
    acts.append(decisions.retag_by_hand(story, add=[lenovo.tag], by=editor))
    back = undo.undo(put_on.batch, by=tagger)
    assert (back.done, list(back.refused.values())) == (0, ["The tag was put on the story, or taken off it, anew."])
    assert set(story.tags.all()) == {lenovo.tag}
    for act, tags in zip([*reversed(acts), put_on], [set(), {lenovo.tag}, set()], strict=True):
        assert undo.undo(act.batch, by=tagger).done == 1
        assert set(story.tags.all()) == tags


def test_there_is_nothing_to_take_back_where_a_tag_by_hand_changed_nothing(read, lenovo, baidu, tagger):
    story = read(body="<p>Nobody opened.</p>", tags=[lenovo])
    act = decisions.retag_by_hand(story, add=[lenovo.tag], remove=[baidu.tag], by=tagger)
    assert (act.event, act.stories, Decision.objects.count()) == (None, set(), 0)
