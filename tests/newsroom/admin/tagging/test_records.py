"""How names are counted, and what somebody’s rule is to the counting."""

import pytest

from newsroom.desk.tagging import records
from newsroom.desk.tagging.records import AFTER_FULL, NEVER, Vote
from tests.newsroom.admin.tagging.stories import rows

pytestmark = pytest.mark.django_db


def vote(company, marks: str, *, name="Lenovo", **more):
    """One vote for each mark, as they are kept: 1 for right, 0 for wrong."""
    return records.count(Vote(company.tag_id, name, mark == "1", **more) for mark in marks)


@pytest.mark.parametrize(("match", "marks"), [(NEVER, "000"), (AFTER_FULL, "1")])
def test_what_somebody_ruled_stands_however_the_name_does(lenovo, tagger, match, marks):
    records.rule(records.held(lenovo.tag_id, "Lenovo"), match, by=tagger)
    assert vote(lenovo, marks) == []
    assert records.held(lenovo.tag_id, "Lenovo").match == match


def test_a_name_that_fell_by_counting_rises_by_it_and_the_last_vote_goes_first(lenovo):
    vote(lenovo, "0100")
    assert records.held(lenovo.tag_id, "Lenovo").match == AFTER_FULL
    vote(lenovo, "0", is_undone=True)
    record = records.held(lenovo.tag_id, "Lenovo")
    assert (record.match, record.recent) == ("", "010")


def test_votes_begin_anew_only_where_somebody_lets_a_name_count_again_that_had_to_follow_the_full_one(lenovo, tagger):
    vote(lenovo, "01")
    for match, recent in ((NEVER, "01"), ("", "01"), (AFTER_FULL, "01"), (NEVER, "01"), (AFTER_FULL, "01"), ("", "")):
        records.rule(records.held(lenovo.tag_id, "Lenovo"), match, by=tagger)
        assert records.held(lenovo.tag_id, "Lenovo").recent == recent


def test_a_story_is_about_whom_it_names_often_where_the_name_is_not_doubtful(read, lenovo, tagger):
    body = "<p>Lenovo opened. Lenovo hired. Lenovo moved.</p>"
    assert {row.role for row in rows(read(body=body))} == {"about"}
    records.rule(records.held(lenovo.tag_id, "Lenovo"), AFTER_FULL, by=tagger)
    assert {(row.tier, row.role) for row in rows(read(body=body))} == {("weak", "mentioned")}


@pytest.mark.parametrize("of_the_full_name", [{"status": "rejected"}, {"status": "stale"}, {"tier": "weak"}])
def test_a_full_name_that_is_doubtful_itself_lends_nothing(read, lenovo, tagger, of_the_full_name):
    story = read(body="<p>Lenovo Group opened. Lenovo hired.</p>")
    story.mentions.filter(name="Lenovo Group").update(**of_the_full_name)
    records.rule(records.held(lenovo.tag_id, "Lenovo"), AFTER_FULL, by=tagger)
    assert [row.tier for row in rows(story, name="Lenovo")] == ["weak"]
