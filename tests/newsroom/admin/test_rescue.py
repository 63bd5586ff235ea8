"""A text comes back: to who was signed out, from a form too old or cut off, and when the database was busy."""

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client

from companies.admin.whole_forms import ENDING
from newsroom.demo.make import make_article
from newsroom.desk import kept, workflow
from newsroom.models import Article, EditBuffer, Stage
from tests.newsroom.admin.screens import change_url, fields_of, step_url, url

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"headers": {"Sec-Fetch-Site": "same-origin"}}


@pytest.fixture(autouse=True)
def _topics():
    make_article(tags=["chips", "robots"]).delete()  # a reporter chooses topics, and makes none


def written(page, **changes) -> dict:
    return fields_of(page) | {"headline": "Mine", "topics": ["chips", "robots"], "_save": "submit"} | changes


def test_a_form_that_arrives_without_a_session_comes_back_with_its_text(reporter, client):
    story = make_article(by=reporter)
    page = reporter.client.get(change_url(story))
    answer = client.post(change_url(story), written(page, body="<p>My “text”</p>"))
    text = answer.content.decode()
    assert answer.status_code == 401
    assert "You are not signed in any more" in text
    assert "&lt;p&gt;My “text”&lt;/p&gt;</textarea>" in text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Article.objects.get().headline == story.headline
    # Signed in again, the same page is sent once more.
    again = fields_of(answer)
    assert again[ENDING] == ["1"]
    saved = reporter.client.post(change_url(story), again | {"_save": "submit"})
    assert saved.headers["Location"] == step_url(story, "submit")
    story.refresh_from_db()
    assert (story.headline, story.body) == ("Mine", "<p>My “text”</p>")


@pytest.mark.parametrize("address", ["add", "step"])
def test_so_do_a_new_story_and_the_words_of_a_step(address, reporter, managing_editor, client, make_submitted):
    where = url("newsroom_article_add") if address == "add" else step_url(make_submitted(), "return")
    page = managing_editor.client.get(where)
    answer = client.post(where, fields_of(page) | {"headline": "Mine", "reason": "Too long by half", "_save": "Save"})
    assert answer.status_code == 401
    assert "Too long by half" in answer.content.decode()


def test_what_is_no_text_is_led_to_the_sign_in(client):
    story = make_article()
    for address in (change_url(story), url("newsroom_article_changelist"), url("newsroom_article_keep", story.pk)):
        assert "login" in client.post(address, {"headline": "x"}).headers["Location"]


@pytest.mark.parametrize("name", ["auth_user_add", "auth_user_password_change"])
def test_a_password_comes_back_on_no_page(client, reporter, name):
    where = url(name, *([reporter.pk] if "password" in name else []))
    sent = {"username": "new", "password1": "s3cret words", "password2": "s3cret words", ENDING: "1"}
    answer = client.post(where, sent, **SAME_ORIGIN)
    assert "s3cret" not in answer.content.decode()
    assert "login" in answer.headers["Location"]


def test_a_token_from_before_the_last_sign_in_gives_the_text_back_to_its_owner(reporter):
    story = make_article(by=reporter)
    page = reporter.client.get(change_url(story))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter)
    answer = strict.post(change_url(story), written(page), **SAME_ORIGIN)
    assert answer.status_code == 403
    assert "You signed in again since this form was opened" in answer.content.decode()
    assert fields_of(answer)["headline"] == ["Mine"]
    token = answer.context["csrf_token"]
    strict.cookies["csrftoken"] = answer.cookies["csrftoken"].value
    saved = strict.post(
        change_url(story), fields_of(answer) | {"_save": "Save", "csrfmiddlewaretoken": str(token)}, **SAME_ORIGIN
    )
    assert saved.status_code == 302
    assert Article.objects.get().headline == "Mine"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.org"}, {}])
def test_a_page_of_somebody_else_never_puts_its_words_under_our_button(reporter, headers):
    story = make_article(by=reporter)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter)
    answer = strict.post(change_url(story), {"headline": "Theirs", ENDING: "1"}, headers=headers)
    assert answer.status_code == 403
    assert "Theirs" not in answer.content.decode()


@pytest.mark.parametrize("is_new", [True, False])
def test_a_form_that_was_cut_off_saves_nothing_and_comes_back(is_new, reporter):
    story = make_article(by=reporter)
    where = url("newsroom_article_add") if is_new else change_url(story)
    cut = written(reporter.client.get(where), _save="Save")
    del cut[ENDING]
    answer = reporter.client.post(where, cut)
    assert answer.status_code == 400
    assert "arrived here cut off" in answer.content.decode()
    assert fields_of(answer)["headline"] == ["Mine"]
    assert Article.objects.get().headline == story.headline


def test_a_step_that_was_cut_off_is_not_taken(reporter):
    story = make_article(by=reporter)
    cut = fields_of(reporter.client.get(step_url(story, "submit")))
    del cut[ENDING]
    answer = reporter.client.post(step_url(story, "submit"), cut)
    assert "arrived cut off, so nothing was done" in answer.content.decode()
    assert Article.objects.get().stage == Stage.DRAFT


@pytest.mark.parametrize("error", ["database is locked", "canceling statement due to lock timeout"])
def test_a_busy_database_gives_the_text_back_with_a_sentence(reporter, monkeypatch, error):
    story = make_article(by=reporter)
    page = reporter.client.get(change_url(story))

    def busy(*args, **kwargs):
        raise OperationalError(error)

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "begin_edit", busy)
        answer = reporter.client.post(change_url(story), written(page, _save="Save"))
    assert answer.status_code == 503
    assert "The database was busy, so nothing was saved." in answer.content.decode()
    assert fields_of(answer)["headline"] == ["Mine"]
    assert EditBuffer.objects.get().headline == "Mine", "it is kept aside too"
    assert reporter.client.post(change_url(story), fields_of(answer) | {"_save": "Save"}).status_code == 302
    assert Article.objects.get().headline == "Mine"


def test_what_was_to_be_said_of_a_save_that_failed_at_its_end_is_not_said(reporter, monkeypatch):
    from newsroom.desk.admin.stories import StoryAdmin

    saved, story = StoryAdmin.response_change, make_article(by=reporter)

    def broken_off(*args):
        saved(*args)
        raise OperationalError("database is locked")

    page = reporter.client.get(change_url(story))
    with monkeypatch.context() as patch:
        patch.setattr(StoryAdmin, "response_change", broken_off)
        answer = reporter.client.post(change_url(story), written(page, _save="Save"))
    assert (answer.status_code, Article.objects.get().headline) == (503, story.headline)
    for page in (answer, reporter.client.get(change_url(story))):
        assert "successfully" not in page.content.decode()


def test_a_text_that_is_saved_stays_so_where_what_was_kept_of_it_cannot_be_thrown_away(reporter, monkeypatch):
    def busy(*args):
        raise OperationalError("database is locked")

    story = make_article(by=reporter)
    page = reporter.client.get(change_url(story))
    monkeypatch.setattr(kept, "forget", busy)
    assert reporter.client.post(change_url(story), written(page, _save="Save")).status_code == 302
    assert Article.objects.get().headline == "Mine"


@pytest.mark.parametrize("error", [OperationalError, connection.Database.OperationalError])
def test_where_not_even_reading_works_the_text_is_on_a_page_that_asks_nothing(reporter, monkeypatch, error):
    story = make_article(by=reporter)
    page = reporter.client.get(change_url(story))

    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    def cut(*args, **kwargs):
        raise error("terminating connection due to administrator command")

    for place, name in ((workflow, "begin_edit"), (kept, "keep")):
        monkeypatch.setattr(place, name, busy)
    from newsroom.desk.admin.stories import StoryAdmin

    monkeypatch.setattr(StoryAdmin, "_changeform_view", cut)
    answer = reporter.client.post(change_url(story), written(page, _save="Save"))
    assert answer.status_code == 503
    assert fields_of(answer)["headline"] == ["Mine"]


@pytest.mark.parametrize("address", ["story", "add", "step", "company"])
def test_where_nobody_can_say_who_it_is_the_text_comes_back_without_a_question(
    address, managing_editor, make_submitted
):
    """The database is away, and every session with it."""
    where = {
        "story": lambda: change_url(make_article(by=managing_editor)),
        "add": lambda: url("newsroom_article_add"),
        "step": lambda: step_url(make_submitted(), "return"),
        "company": lambda: url("companies_company_add"),
    }[address]()
    page = managing_editor.client.get(where)
    text = {"headline": "Mine", "name": "Mine", "reason": "Mine", "_save": "Save"}

    def away(*args):
        raise OperationalError("the database system is shutting down")

    with connection.execute_wrapper(away):
        answer = managing_editor.client.post(where, fields_of(page) | text)
    assert answer.status_code == 503
    assert "so nothing was saved. Your text is all here" in answer.content.decode()
    assert ">Mine</textarea>" in answer.content.decode()
    assert ENDING in fields_of(answer)


def test_what_is_refused_is_kept_aside_too(reporter, make_approved, soon):
    story = make_approved(by=reporter)
    page = reporter.client.get(change_url(story))
    workflow.schedule(story, at=soon)
    reporter.client.post(change_url(story), written(page, _save="Save"))
    buffer = EditBuffer.objects.get(user=reporter)
    assert (buffer.article, buffer.payload["topics"]) == (story, ["chips", "robots"])


def test_a_draft_is_saved_however_little_of_it_there_is(reporter):
    answer = reporter.client.post(
        url("newsroom_article_add"), fields_of(reporter.client.get(url("newsroom_article_add"))) | {"_save": "Save"}
    )
    assert answer.status_code == 302
    story = Article.objects.get()
    assert (story.headline, str(story)) == ("", "No headline yet")
    page = reporter.client.get(change_url(story))
    reporter.client.post(change_url(story), fields_of(page) | {"headline": "Chips", "_save": "Save"})
    assert Article.objects.get().slug == "chips"
    assert User.objects.count() == 1


def test_a_mistake_of_ours_costs_nobody_the_text(reporter, monkeypatch, caplog):
    story = make_article(by=reporter)
    page = reporter.client.get(change_url(story))

    def broken(*args, **kwargs):
        raise TypeError("a mistake, with words of the draft")

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "begin_edit", broken)
        answer = reporter.client.post(change_url(story), written(page, _save="Save"))
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "TypeError" not in answer.content.decode()
    assert fields_of(answer)["headline"] == ["Mine"]
    told = [(record.levelname, record.exc_info[0]) for record in caplog.records if record.exc_info]
    assert told == [("ERROR", TypeError)]
    saved = reporter.client.post(change_url(story), fields_of(answer) | {"_save": "Save"})
    assert saved.status_code == 302
    assert Article.objects.get().headline == "Mine"
