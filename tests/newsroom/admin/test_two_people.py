"""Two people write on one story: the second gets both texts, decides, and loses nothing."""

import pytest
from django.db import OperationalError

from companies.admin.whole_forms import ENDING
from companies.models import Tag
from newsroom.demo.make import make_article, make_company, make_section
from newsroom.desk import workflow
from newsroom.desk.admin import conflict
from newsroom.models import Article, EditBuffer, Section
from tests.newsroom.admin.screens import change_url, fields_of, said, submit, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def meet(editor, reporter):
    """The reporter saves what `theirs` says while the editor has the form open; then the editor saves `mine`."""

    def both(story, *, theirs: dict, mine: dict):
        page = editor.client.get(change_url(story))
        submit(reporter.client, change_url(story), **theirs)
        return editor.client.post(change_url(story), fields_of(page) | mine | {"_save": "Save"})

    return both


def parts(answer) -> list[str]:
    return [part.name for part in answer.context["given_back"]["conflict"].both]


def decide(editor, answer, **changes):
    return editor.client.post(answer.wsgi_request.path, fields_of(answer) | changes | {"_save": "over"})


def test_the_second_of_two_saves_gets_both_texts_and_changes_nothing(editor, reporter, meet):
    story = make_article("As it was", tags=["chips"], by=reporter, body="<p>One of three chips.</p>")
    answer = meet(
        story,
        theirs={"body": "<p>Two of three chips.</p>"},
        mine={"body": "<p>One of four chips.</p>", "topics": ["mine"]},
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "has moved on since you opened it: edited by wang" in text
    assert parts(answer) == ["body"]
    assert '<del><span class="visually-hidden">removed: </span>Two</del>' in text
    assert '<ins><span class="visually-hidden">added: </span>four</ins>' in text
    assert fields_of(answer)["body"] == ["<p>One of four chips.</p>"]
    assert ">mine<" in text
    story.refresh_from_db()
    assert (story.body, story.version) == ("<p>Two of three chips.</p>", 2)
    assert not Tag.objects.filter(name="mine").exists()
    # Nothing else saves meanwhile.
    assert text.count('type="submit"') == text.count('value="over"') + text.count("Log out</button>") == 2
    # Tomorrow it is still there.
    assert EditBuffer.objects.get(user=editor).payload["body"] == ["<p>One of four chips.</p>"]


def test_who_wrote_in_two_windows_is_told_so(editor):
    story = make_article("As it was", by=editor, body="<p>One.</p>")
    page = editor.client.get(change_url(story))
    submit(editor.client, change_url(story), body="<p>Two.</p>")
    pulse = editor.client.post(f"/admin/newsroom/article/{story.pk}/pulse/", {"version": 1}).json()
    assert pulse["moved"] == "You saved this story in another window since you opened it here."
    answer = editor.client.post(change_url(story), fields_of(page) | {"body": "<p>Three.</p>", "_save": "Save"})
    text = answer.content.decode()
    assert "You changed this story in two windows" in text
    assert "Two of you" not in text
    assert "theirs<" not in text


def test_who_sends_the_same_form_again_is_in_no_conflict_with_oneself(editor):
    """The answer to the first never came: a button pressed twice, a line that broke."""
    story = make_article("As it was", tags=["chips"], body="<p>One of three chips.</p>", by=editor)
    form = fields_of(editor.client.get(change_url(story))) | {"body": "<p>Two chips.</p>", "_save": "Save"}
    for _ in range(2):
        answer = editor.client.post(change_url(story), form)
        assert answer.status_code == 302
        assert not EditBuffer.objects.exists()
        # The page that still waits for its answer keeps its text aside.
        editor.client.post(url("newsroom_article_keep", story.pk), form | {ENDING: "1"})
        assert EditBuffer.objects.exists()
    EditBuffer.objects.all().delete()
    story.refresh_from_db()
    assert (story.body, story.version, story.revisions.count()) == ("<p>Two chips.</p>", 2, 2)
    # Whoever wrote on after going back in the browser is asked, as ever.
    assert editor.client.post(change_url(story), form | {"body": "<p>Three chips.</p>"}).status_code == 409


def test_mine_goes_over_theirs_and_their_revision_stays(editor, reporter, meet):
    story = make_article(by=reporter)
    answer = meet(story, theirs={"headline": "Theirs"}, mine={"headline": "Mine"})
    assert decide(editor, answer).status_code == 302
    story.refresh_from_db()
    assert (story.headline, story.version) == ("Mine", 3)
    assert [r.content["headline"] for r in story.revisions.all()][:2] == ["Mine", "Theirs"]
    assert not EditBuffer.objects.exists()


def test_what_only_they_changed_is_taken_over(editor, reporter, meet):
    company = make_company("Xiaomi")
    story = make_article("Old", by=reporter, standfirst="Old.", tags=["chips"])
    answer = meet(
        story,
        theirs={"standfirst": "Theirs.", "companies": [str(company.pk)], "embargoed_until_0": "2039-01-02",
                "embargoed_until_1": "09:00", "section": str(make_section("Policy").pk)},
        mine={"headline": "Mine"},
    )  # fmt: skip
    assert parts(answer) == []
    assert "You changed different things" in answer.content.decode()
    decide(editor, answer)
    story.refresh_from_db()
    assert (story.headline, story.standfirst, story.section.name) == ("Mine", "Theirs.", "Policy")
    assert f"{story.embargoed_until:%Y-%m-%d %H:%M}" == "2039-01-02 01:00"
    assert set(story.tags.names()) == {"Xiaomi", "chips"}


def test_theirs_can_be_taken_field_by_field_tags_included(editor, reporter, meet):
    make_article(tags=["theirs"])
    story = make_article(by=reporter, tags=["chips"])
    answer = meet(
        story,
        theirs={"headline": "Theirs", "body": "<p>Theirs.</p>", "topics": ["theirs", "chips"]},
        mine={"headline": "Mine", "body": "<p>Mine.</p>", "topics": ["mine"]},
    )
    assert parts(answer) == ["headline", "body", "tags"]
    decide(editor, answer, **{"take-body": "theirs", "take-tags": "theirs"})
    story.refresh_from_db()
    assert (story.headline, story.body) == ("Mine", "<p>Theirs.</p>")
    assert set(story.tags.names()) == {"theirs", "chips"}


def test_the_day_that_a_story_is_planned_for_is_decided_like_any_other_field(editor, reporter, meet):
    story = make_article("Old", by=reporter)
    answer = meet(story, theirs={"planned_for": "2039-01-02"}, mine={"headline": "Mine"})
    assert (parts(answer), fields_of(answer)["planned_for"]) == ([], ["2039-01-02"])
    decide(editor, answer)
    answer = meet(story, theirs={"planned_for": "2039-02-03"}, mine={"planned_for": "2039-03-04"})
    assert (answer.status_code, parts(answer)) == (409, ["planned_for"])
    decide(editor, answer, **{"take-planned_for": "theirs"})
    story.refresh_from_db()
    assert (story.headline, f"{story.planned_for}") == ("Mine", "2039-02-03")
    said = [revision.content["planned_for"] for revision in story.revisions.order_by("number")]
    assert said == [None, "2039-01-02", "2039-01-02", "2039-02-03"]


def test_credits_of_both_are_shown_and_mine_replace_theirs(editor, reporter, meet):
    story = make_article(by=reporter, credits=["Wang Yifei"])
    theirs, mine = {"credits-0-name": "Li Si"}, {"credits-0-name": "Guo Hong"}
    answer = meet(story, theirs=theirs, mine=mine)
    assert parts(answer) == ["credits"]
    text = answer.content.decode()
    assert "added: </span>Guo Hong, writer</ins>" in text
    assert "removed: </span>Li Si, writer</del>" in text
    decide(editor, answer)
    assert [credit.name for credit in story.credits.all()] == ["Guo Hong"]
    answer = meet(story, theirs={"credits-0-name": "Zhao"}, mine={"credits-0-name": "Mine"})
    decide(editor, answer, **{"take-credits": "theirs"})
    assert [credit.name for credit in story.credits.all()] == ["Zhao"]


def test_a_credit_that_they_took_out_does_not_stand_against_mine(editor, reporter, meet):
    story = make_article("Old", by=reporter, credits=["Wang Yifei"])
    answer = meet(story, theirs={"credits-0-DELETE": "on"}, mine={"headline": "Mine", "credits-0-name": "Guo Hong"})
    assert parts(answer) == ["credits"]
    decide(editor, answer)
    story.refresh_from_db()
    assert (story.headline, [credit.name for credit in story.credits.all()]) == ("Mine", ["Guo Hong"])


def test_a_third_save_in_between_makes_a_conflict_anew(editor, reporter, meet):
    story = make_article(by=reporter)
    answer = meet(story, theirs={"headline": "Theirs"}, mine={"headline": "Mine"})
    submit(reporter.client, change_url(story), headline="Theirs once more")
    again = decide(editor, answer)
    assert again.status_code == 409
    assert fields_of(again)["headline"] == ["Mine"]
    decide(editor, again, **{"take-headline": "theirs"})
    story.refresh_from_db()
    assert story.headline == "Theirs once more"


def test_both_wrote_the_same_and_nothing_is_to_be_decided(editor, reporter, meet):
    story = make_article(by=reporter)
    answer = meet(story, theirs={"headline": "The same"}, mine={"headline": "The same"})
    assert (answer.status_code, parts(answer)) == (409, [])
    assert decide(editor, answer).status_code == 302


def test_a_save_that_loses_the_race_inside_the_door_is_in_conflict_like_any_other(editor, monkeypatch):
    story = make_article()
    begin = workflow.begin_edit

    def overtaken(article, *, by):
        Article.objects.filter(pk=article.pk).update(version=99)
        return begin(article, by=by)

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "begin_edit", overtaken)
        answer = submit(editor.client, change_url(story), body="<p>My text</p>")
    assert answer.status_code == 409
    assert "has moved on" in answer.content.decode()
    assert fields_of(answer)["body"] == ["<p>My text</p>"]
    assert Article.objects.get().body != "<p>My text</p>"


def test_a_section_that_is_gone_is_no_reason_to_lose_a_text(editor, reporter, meet):
    gone = Section.objects.create(name="Gone")
    story = make_article(by=reporter)
    page = editor.client.get(change_url(story))
    gone.delete()
    submit(reporter.client, change_url(story), headline="Theirs")
    mine = {"headline": "Mine", "section": str(gone.pk), "_save": "Save"}
    answer = editor.client.post(change_url(story), fields_of(page) | mine)
    assert answer.status_code == 409
    assert fields_of(answer)["headline"] == ["Mine"]


# The text, paragraph by paragraph


def text_of(*words: str) -> str:
    return "\n".join(f"<p>{word}</p>" for word in words)


def test_changes_of_different_paragraphs_come_together_by_themselves(editor, reporter, meet):
    story = make_article(by=reporter, body=text_of("One.", "Two.", "Three."))
    theirs, mine = text_of("First.", "Two.", "Three."), text_of("One.", "Two.", "Three.", "Four.")
    answer = meet(story, theirs={"body": theirs}, mine={"body": mine})
    assert parts(answer) == []
    assert "has what was changed in either" in answer.content.decode()
    assert fields_of(answer)["body"] == [text_of("First.", "Two.", "Three.", "Four.")]
    # What is kept aside is mine alone.
    assert EditBuffer.objects.get(user=editor).payload["body"] == [mine]
    decide(editor, answer)
    story.refresh_from_db()
    assert story.body == text_of("First.", "Two.", "Three.", "Four.")
    assert [revision.content["body"] for revision in story.revisions.all()][1] == theirs


def test_only_the_paragraphs_that_both_changed_are_decided(editor, reporter, meet):
    story = make_article(by=reporter, body=text_of("One.", "Two.", "Three.", "Four."))
    theirs = {"body": text_of("One by them.", "Two.", "Three by them.", "Four by them.")}
    mine = {"body": text_of("One by me.", "Two.", "Three by me.", "Four.")}
    answer = meet(story, theirs=theirs, mine=mine)
    assert parts(answer) == ["body-1", "body-2"]
    assert fields_of(answer)["body"] == [text_of("One by me.", "Two.", "Three by me.", "Four by them.")]
    decide(editor, answer, **{"take-body-2": "theirs"})
    story.refresh_from_db()
    assert story.body == text_of("One by me.", "Two.", "Three by them.", "Four by them.")
    assert not EditBuffer.objects.exists()


def test_a_paragraph_merged_by_hand_stands_whatever_was_ticked(editor, reporter, meet):
    story = make_article(by=reporter, body=text_of("One.", "Two."))
    answer = meet(story, theirs={"body": text_of("One.", "Theirs.")}, mine={"body": text_of("One.", "Mine.")})
    by_hand = text_of("One.", "Mine and theirs.")
    saved = decide(editor, answer, **{"take-body-1": "theirs", "body": by_hand})
    story.refresh_from_db()
    assert story.body == by_hand
    assert "You wrote on in place 1 of the text" in said(editor.client, saved)


def test_a_third_save_meets_the_text_that_was_put_together(editor, reporter, meet):
    story = make_article(by=reporter, body=text_of("One.", "Two.", "Three."))
    answer = meet(
        story,
        theirs={"body": text_of("First.", "Two.", "Three.")},
        mine={"body": text_of("One.", "Two.", "Third.")},
    )
    submit(reporter.client, change_url(story), body=text_of("First.", "Second.", "Three."))
    again = decide(editor, answer)
    assert (again.status_code, parts(again)) == (409, [])
    decide(editor, again)
    story.refresh_from_db()
    assert story.body == text_of("First.", "Second.", "Third.")


def test_a_database_too_busy_for_both_texts_gives_mine_back(editor, reporter, meet, monkeypatch):
    story = make_article(by=reporter)

    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(conflict, "find", busy)
    answer = meet(story, theirs={"headline": "Theirs"}, mine={"headline": "Mine"})
    assert answer.status_code == 503
    assert "The database was busy, so nothing was saved" in answer.content.decode()
    assert fields_of(answer)["headline"] == ["Mine"]
    monkeypatch.undo()
    again = editor.client.post(change_url(story), fields_of(answer) | {"_save": "Save", "_end": "1"})
    assert (again.status_code, parts(again)) == (409, ["headline"])
