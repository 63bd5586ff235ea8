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


def test_what_somebody_had_rejected_before_a_rule_stays_rejected_after_it(read, lenovo, tagger, editor):
    first, second = read(body=ONE), read(body=ONE)
    decisions.decide([Verdict(row.pk, False) for row in rows(first)], by=editor)
    rule = decisions.rule_name(lenovo.tag, "Lenovo Group", records.NEVER, by=tagger)
    assert rule.done == 1
    undo.undo(rule.batch, by=tagger)
    assert (told(first), told(second)) == ([("Lenovo Group", "rejected")], [("Lenovo Group", "suggested")])
