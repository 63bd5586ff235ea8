"""The panel in the form of a story: it follows the text, writes nothing, and is saved with the story."""

import pytest

from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.desk.tagging import decisions
from newsroom.desk.tagging.decisions import Verdict
from newsroom.desk.tagging.directory import current_names
from newsroom.models import Decision, Mention
from tests.newsroom.admin.screens import change_url, fields_of, submit, url
from tests.newsroom.admin.tagging.stories import rows, told
from tests.queries import same_queries

pytestmark = pytest.mark.django_db
TEXT = "<p>Lenovo Group opened. Lenovo hired 200 people.</p><p>Baidu came.</p>"


@pytest.fixture
def story(lenovo, baidu, reporter):
    return make_article(body=TEXT, by=reporter)


def test_the_form_shows_whom_the_saved_text_may_be_about_and_writes_nothing(story, reporter):
    page = reporter.client.get(change_url(story)).content.decode()
    assert "Whom it may be about" in page
    assert '<mark class="tier-' in page
    assert not Mention.objects.exists()


def test_what_is_accepted_is_saved_with_the_story(story, lenovo, baidu, reporter):
    answer = submit(
        reporter.client,
        change_url(story),
        **{
            f"verdict-{lenovo.tag_id}": "accept",
            f"role-{lenovo.tag_id}": "about",
            f"verdict-{baidu.tag_id}": "reject",
        },
    )
    assert answer.status_code == 302
    assert set(story.tags.all()) == {lenovo.tag}
    assert told(story) == [("Lenovo Group", "confirmed"), ("Lenovo", "confirmed"), ("Baidu", "rejected")]
    assert {row.role for row in rows(story, tag=lenovo.tag)} == {"about"}
    # One save, one revision, no step of the tagging desk, which a reporter may not take.
    assert story.revisions.count() == 2
    assert story.events.filter(verb="retagged").count() == 0
    assert {decision.by for decision in Decision.objects.all()} == {reporter}


def test_what_is_to_be_no_link_is_saved_with_the_story_and_can_be_one_again(story, lenovo, reporter):
    choice = f"unlinked-{lenovo.tag_id}"
    submit(reporter.client, change_url(story), **{f"verdict-{lenovo.tag_id}": "accept", choice: "on"})
    assert [row.is_unlinked for row in rows(story, tag=lenovo.tag)] == [True, True]
    values = fields_of(reporter.client.get(change_url(story)))
    assert values[choice] == ["on"]
    del values[choice]
    assert reporter.client.post(change_url(story), values | {"_save": "Save"}).status_code == 302
    assert [row.is_unlinked for row in rows(story, tag=lenovo.tag)] == [False, False]
    assert Decision.objects.filter(verb="link", tag=lenovo.tag, by=reporter).count() == 1


def test_a_save_of_the_working_copy_unlinks_nothing_that_readers_see(lenovo, editor, tagger):
    story = make_edition(body="<p>Lenovo Group opened.</p>", tags=[lenovo]).article
    tagger.client.get(url("newsroom_mention_story", story.pk))
    decisions.decide([Verdict(row.pk, True) for row in rows(story)], by=tagger)
    submit(editor.client, change_url(story), **{f"unlinked-{lenovo.tag_id}": "on"})
    assert [row.is_unlinked for row in rows(story)] == [True]
    assert [row.is_unlinked for row in story.editions.get().mentions.all()] == [False]


def test_one_place_can_be_taken_out(story, lenovo, reporter):
    page = reporter.client.get(change_url(story))
    keys = [line.key for row in page.context["tagging"]["open_rows"] for line in row.lines if row.tag == lenovo.tag]
    submit(reporter.client, change_url(story), **{f"verdict-{lenovo.tag_id}": "accept", f"not-{keys[1]}": "on"})
    assert told(story)[:2] == [("Lenovo Group", "confirmed"), ("Lenovo", "rejected")]


def test_a_row_that_means_another_tags_that_one(story, lenovo, baidu, reporter):
    legend = make_company("Legend Holdings", chinese_name="联想控股")
    page = reporter.client.get(change_url(story))
    keys = [line.key for row in page.context["tagging"]["open_rows"] for line in row.lines if row.tag == lenovo.tag]
    said = {
        f"verdict-{lenovo.tag_id}": "accept",
        f"instead-{lenovo.tag_id}": "联想控股",
        f"role-{lenovo.tag_id}": "about",
        f"not-{keys[1]}": "on",
    }
    assert submit(reporter.client, change_url(story), **said).status_code == 302
    assert set(story.tags.all()) == {legend.tag}
    assert [(row.surface, row.status, row.role) for row in rows(story, tag=legend.tag)] == [
        ("Lenovo Group", "confirmed", "about")
    ]
    assert {row.status for row in rows(story, tag=lenovo.tag)} == {"rejected"}
    assert Decision.objects.filter(other_tag=legend.tag, scope="pair").count() == 1


def test_a_name_that_says_nobody_brings_the_form_back(story, lenovo, reporter):
    said = {f"verdict-{lenovo.tag_id}": "accept", f"instead-{lenovo.tag_id}": "Nobody Ltd"}
    answer = submit(reporter.client, change_url(story), headline="Typed", **said)
    assert "Nobody in the directory goes by “Nobody Ltd”" in answer.content.decode()
    assert [row.instead for row in answer.context["tagging"]["open_rows"]][0] == "Nobody Ltd"
    assert not story.tags.exists()
    assert 'value="Nobody Ltd"' in answer.content.decode()


def test_a_save_without_a_word_decides_nothing_and_suggests(story, reporter):
    submit(reporter.client, change_url(story), headline="Another headline")
    assert {status for _, status in told(story)} == {"suggested"}
    assert not Decision.objects.exists()
    assert not story.tags.exists()


def test_accepting_alone_is_a_change(story, lenovo, reporter):
    submit(reporter.client, change_url(story), **{f"verdict-{lenovo.tag_id}": "accept"})
    assert [tag["name"] for tag in story.revisions.first().content["tags"]] == ["Lenovo Group"]


def test_a_company_chosen_by_hand_has_its_names_confirmed_and_rejected_when_it_goes(story, baidu, reporter):
    submit(reporter.client, change_url(story), companies=[baidu.pk])
    assert told(story)[-1] == ("Baidu", "confirmed")
    submit(reporter.client, change_url(story), companies=[])
    assert told(story)[-1] == ("Baidu", "rejected")


def test_a_form_with_an_error_comes_again_with_the_panel_of_what_was_typed_and_said(story, reporter):
    xiaomi = make_company("Xiaomi")
    said = {f"verdict-{xiaomi.tag_id}": "accept", f"unlinked-{xiaomi.tag_id}": "on"}
    answer = submit(reporter.client, change_url(story), version="", body="<p>Xiaomi came.</p>", **said)
    again = [(row.name, row.said, row.is_unlinked) for row in answer.context["tagging"]["open_rows"]]
    assert again == [("Xiaomi", "accept", True)]


def test_a_new_story_has_the_panel_too(lenovo, reporter):
    page = reporter.client.get(url("newsroom_article_add"))
    assert "Whom it may be about" in page.content.decode()
    reporter.client.post(
        url("newsroom_article_add"),
        fields_of(page)
        | {
            "headline": "New",
            "body": "<p>Lenovo Group opened.</p>",
            f"verdict-{lenovo.tag_id}": "accept",
            "_save": "Save",
        },
    )
    assert [(row.surface, row.status) for row in Mention.objects.all()] == [("Lenovo Group", "confirmed")]


def test_who_may_not_change_the_story_has_no_panel(story, tagger):
    assert "Whom it may be about" not in tagger.client.get(change_url(story)).content.decode()


# Asked while one types


def ask(client, story=None, **fields):
    data = {"headline": "A day", "standfirst": "", "body": TEXT} | fields
    return client.post(url("newsroom_mention_panel"), data | ({"article": story.pk} if story else {}))


def test_the_panel_follows_what_is_typed(story, reporter):
    make_company("Xiaomi")
    page = ask(reporter.client, story, body="<p>Xiaomi grew.</p>")
    assert [row.name for row in page.context["open_rows"]] == ["Xiaomi"]
    assert not Mention.objects.exists()


def test_the_panel_is_for_whoever_may_change_the_story(story, make_user, tagger):
    colleague = make_user("reporter")
    assert ask(colleague.client, story).status_code == 403
    assert ask(tagger.client).status_code == 403
    assert ask(colleague.client).status_code == 200
    assert ask(colleague.client, article="x" * 30).status_code == 200


def test_nothing_that_is_typed_runs(lenovo, reporter):
    page = ask(reporter.client, headline="<img src=x onerror=alert(1)> Lenovo Group", body="").content.decode()
    assert "<img" not in page
    assert "&lt;img" in page


def test_rejections_hold_in_the_panel(story, lenovo, reporter):
    submit(reporter.client, change_url(story), **{f"verdict-{lenovo.tag_id}": "reject"})
    page = ask(reporter.client, story, standfirst="Something new.")
    assert [row.name for row in page.context["open_rows"]] == ["Baidu"]
    assert [row.name for row in page.context["decided_rows"]] == ["Lenovo Group"]


def test_the_panel_takes_few_queries_however_many_it_finds(reporter):
    story = make_article(by=reporter)
    names = []

    def make(number):
        names.extend(make_company().name for _ in range(number))
        current_names()

    def visit():
        return ask(reporter.client, story, body=f"<p>{', '.join(names)} came.</p>")

    # Three of its own; the others ask who is there and whose the story is.
    assert same_queries(make, visit) <= 8


def test_a_change_elsewhere_is_told_before_anything_is_decided(story, lenovo, reporter):
    page = fields_of(reporter.client.get(change_url(story)))
    fresh = type(story).objects.get(pk=story.pk)
    fresh.headline = "Changed elsewhere"
    workflow.save(fresh)
    answer = reporter.client.post(change_url(story), page | {f"verdict-{lenovo.tag_id}": "accept", "_save": "Save"})
    assert answer.status_code == 409
    assert not Decision.objects.exists()
    assert not story.tags.exists()
