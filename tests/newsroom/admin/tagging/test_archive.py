"""The archive read again: wholly, broken off and gone on with, or for one name."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk import tick, workflow
from newsroom.desk.mentions import Name
from newsroom.desk.tagging import archive, decisions
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import Decision, Mention, StoryScan
from tests.newsroom.admin.tagging.stories import rows, told

pytestmark = pytest.mark.django_db


def suggest(*arguments, **options) -> str:
    out = StringIO()
    call_command("suggest_mentions", *arguments, stdout=out, processes=1, **options)
    return out.getvalue()


def test_what_was_read_already_is_not_read_again(lenovo, baidu):
    stories = [make_article(body="<p>Lenovo Group met Baidu.</p>") for _ in range(3)]
    assert "3 stories read" in suggest()
    assert Mention.objects.count() == 6
    assert "0 stories read" in suggest()
    stories[0].standfirst = "Baidu won."
    workflow.save(stories[0])
    assert suggest().startswith("1 stories read")
    make_company("Xiaomi")
    assert "3 stories read" in suggest()


def test_the_tick_reads_what_is_new_or_changed(lenovo):
    story = make_article(body="<p>Lenovo Group grew.</p>")
    assert tick.run(is_dry=True).lines == ["Would read 1 stories for names."]
    assert tick.run().lines == ["Read stories for names: 1 new suggestions wait at the tagging desk."]
    assert told(story) == [("Lenovo Group", "suggested")]
    assert tick.run().lines == tick.run(is_dry=True).lines == []
    story.standfirst = "Lenovo won."
    workflow.save(story)
    assert len(tick.run().lines) == 1


def test_a_run_that_was_broken_off_goes_on(lenovo, monkeypatch):
    monkeypatch.setattr(archive, "BATCH", 2)
    for _ in range(5):
        make_article(body="<p>Lenovo Group grew.</p>")
    stopped = archive.read_again(list(archive.outdated(archive.current_names())), processes=1)
    assert next(stopped) == (2, 2)
    stopped.close()
    assert "3 stories read" in suggest()
    assert Mention.objects.count() == StoryScan.objects.count() == 5


def test_reading_in_other_processes_finds_the_same(lenovo, baidu, monkeypatch):
    monkeypatch.setattr(archive, "BATCH", 3)
    monkeypatch.setattr(archive, "_WORTH_PROCESSES", 1)
    stories = [make_article(body=f"<p>Lenovo Group met Baidu {n} times.</p>").pk for n in range(10)]
    assert list(archive.read_again(stories, processes=2)) == [(3, 6), (3, 6), (3, 6), (1, 2)]
    before = list(Mention.objects.order_by("article", "start").values_list("article", "tag", "start", "reasons"))
    Mention.objects.all().delete()
    list(archive.read_again(stories, processes=1))
    assert (
        list(Mention.objects.order_by("article", "start").values_list("article", "tag", "start", "reasons")) == before
    )


def test_decisions_stay(read, lenovo, baidu, tagger):
    story = read()
    first, second, third = rows(story)
    decisions.decide([Verdict(first.pk, True), Verdict(third.pk, False)], by=tagger)
    before = told(story)
    suggest("--all")
    assert told(story) == before
    assert Decision.objects.count() == 2


def test_only_stories_with_one_name(lenovo, baidu):
    make_edition(body="<p>Lenovo Group grew.</p>")
    make_article(body="<p>Baidu grew.</p>")
    make_article(body="<p>Lenovo shrank.</p>")
    assert suggest("--name-of", lenovo.slug).startswith("2 stories read")
    assert suggest("--name-of", lenovo.slug, "--name", "联想集团").startswith("0 stories read")
    assert set(Mention.objects.values_list("tag", flat=True)) == {lenovo.tag_id}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--name-of", "nobody"], "No company or person"),
        (["--name-of", "lenovo-group", "--name", "IBM"], "is no name of"),
        (["--name", "IBM"], "needs --name-of"),
    ],
)
def test_what_it_cannot_do_is_said(lenovo, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        suggest(*arguments)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Yiheng Technology Co., Ltd", "Of yiheng-technology they spoke."),
        ("Johnson & Johnson", "Johnson and Johnson came."),
        ("AT&T", "It was AT&T’s idea."),
        ("Société Générale", "Societe Generale came."),
        ("Star of Lenovo", "STAR OF LENOVO SHINES"),
        ("36Kr.com", "as 36kr.com reports"),
        ("联想集团", "記者從聯想集團獲悉"),
        ("北京亿恒科技有限公司", "北京亿恒科技今天成立"),
        ("网", "网很大"),
    ],
)
@pytest.mark.parametrize("live", [True, False])
def test_a_name_is_looked_for_wherever_it_may_stand(db, name, text, live):
    make = make_edition if live else make_article
    story = make(body=f"<p>{text}</p>")
    other = make("Ohne", standfirst="", body="<p>Sid, 1.</p>")
    pk, other_pk = (story.article_id, other.article_id) if live else (story.pk, other.pk)
    found = archive.candidates([Name(name, "1")])
    assert pk in found
    assert other_pk not in found


def test_a_changed_draft_of_a_live_story_is_read_too(db):
    story = make_edition(body="<p>Nothing.</p>").article
    story.body = "<p>Lenovo came.</p>"
    workflow.save(story)
    assert archive.candidates([Name("Lenovo", "1")]) == [story.pk]


def test_a_forecast_says_what_a_name_would_add_and_writes_nothing(lenovo, baidu):
    make_edition(body="<p>Legend Holdings grew. Legend Holdings said so.</p>")
    make_article(body="<p>Legend Holdings met Baidu.</p>")
    make_article(body="<p>A legend.</p>")
    said = archive.forecast([Name("Legend Holdings", str(lenovo.tag_id), match="any")])
    assert (said.suggestions, said.stories, said.doubtful, said.is_partial) == (3, 2, 0, False)
    assert {one.spot.identity.surface for _, one in said.examples} == {"Legend Holdings"}
    assert not Mention.objects.exists()


def test_people_are_found_as_companies_are(db):
    person = make_person("Guo Hong", family_name="Guo", given_name="Hong")
    make_article(body="<p>Guo Hong spoke. Guo said that it works.</p>")
    suggest()
    assert list(Mention.objects.in_order().values_list("tag", "surface")) == [
        (person.tag_id, "Guo Hong"),
        (person.tag_id, "Guo"),
    ]
