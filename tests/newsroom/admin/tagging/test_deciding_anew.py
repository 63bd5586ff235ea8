"""What is said of a place that was decided already, by oneself or by somebody faster."""

import pytest

from newsroom.desk.tagging import decisions, undo
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import NameRecord
from tests.newsroom.admin.tagging.stories import rows, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(read, lenovo, baidu):
    return read(body="<p>Lenovo Group opened.</p>")


def test_who_means_another_is_told_that_somebody_was_faster(story, baidu, tagger, editor):
    [row] = rows(story)
    decisions.decide([Verdict(row.pk, True)], by=editor)
    outcome = decisions.decide([Verdict(row.pk, True, instead=baidu.tag)], by=tagger)
    assert outcome.done == 0
    assert outcome.refused[row.pk].startswith("Meanwhile")
    assert told(story) == [("Lenovo Group", "confirmed")]


def test_who_means_the_one_that_was_found_just_accepts_it(story, lenovo, tagger):
    [row] = rows(story)
    decisions.decide([Verdict(row.pk, True, instead=lenovo.tag)], by=tagger)
    assert told(story) == [("Lenovo Group", "confirmed")]
    assert NameRecord.objects.get().recent == "1"


def test_changing_one_s_mind_is_no_second_vote_on_the_name(story, tagger):
    [row] = rows(story)
    decisions.decide([Verdict(row.pk, True)], by=tagger)
    decisions.decide([Verdict(row.pk, False, seen="confirmed")], by=tagger)
    record = NameRecord.objects.get(name="Lenovo Group")
    assert (record.accepted, record.rejected, record.recent) == (1, 0, "1")


def test_the_same_place_can_be_said_to_mean_another_once_more(story, baidu, tagger):
    [row] = rows(story)
    act = decisions.decide([Verdict(row.pk, True, instead=baidu.tag)], by=tagger)
    undo.undo(act.batch, by=tagger)
    decisions.decide([Verdict(row.pk, True, instead=baidu.tag)], by=tagger)
    assert sorted(told(story)) == [("Lenovo Group", "confirmed"), ("Lenovo Group", "rejected")]
    assert story.mentions.get(status="confirmed").tag == baidu.tag


def test_a_tag_that_is_put_on_a_story_confirms_no_place_that_is_doubtful(story, lenovo, tagger):
    story.mentions.update(tier="weak")
    decisions.retag_by_hand(story, add=[lenovo.tag], by=tagger)
    assert told(story) == [("Lenovo Group", "suggested")]


def test_a_story_that_is_deleted_while_it_is_decided_keeps_no_other_from_it(read, story, tagger, monkeypatch):
    other, hold = read(body="<p>Lenovo Group opened.</p>"), decisions.hold
    verdicts = [Verdict(row.pk, True) for row in [*rows(story), *rows(other)]]
    monkeypatch.setattr(
        decisions, "hold", lambda stories: [hold(stories), type(story).objects.filter(pk=story.pk).delete()]
    )
    outcome = decisions.decide(verdicts, by=tagger)
    assert (outcome.done, list(outcome.refused.values())) == (1, ["It no longer stands in the text."])
    assert told(other) == [("Lenovo Group", "confirmed")]
