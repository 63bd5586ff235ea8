"""While somebody writes: text is kept aside, colleagues see each other, and permission is asked at every pulse."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError
from django.utils import timezone

from companies.admin.whole_forms import ENDING
from newsroom.demo.make import make_article
from newsroom.desk import kept, tick, workflow
from newsroom.desk.admin import rescue
from newsroom.models import Article, EditBuffer, Presence, Revision, SavedForm
from tests.newsroom.admin.screens import change_url, fields_of, said, submit, url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


def keep(client, story, **changes):
    """What the page sends some seconds after the last key."""
    page = client.get(change_url(story) if story else url("newsroom_article_add"))
    sent = fields_of(page) | {ENDING: "1"} | changes
    where = url("newsroom_article_keep", story.pk) if story else url("newsroom_article_add_keep")
    return client.post(where, sent), sent


def test_what_is_typed_is_kept_aside_and_is_no_revision(reporter, clock):
    story = make_article("Before", by=reporter)
    answer, sent = keep(reporter.client, story, headline="Half of", body="<p>x</p>", topics=["a", "b"])
    assert answer.json()["kept"] == f"{timezone.now().astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}"
    assert (Revision.objects.count(), Article.objects.get().headline) == (1, "Before")
    buffer = EditBuffer.objects.get()
    assert (buffer.user, buffer.article, buffer.payload["version"]) == (reporter, story, ["1"])
    assert buffer.payload["topics"] == ["a", "b"]
    assert not [name for name in buffer.payload if name.startswith(("_", "csrf"))]
    # The next one takes its place.
    reporter.client.post(url("newsroom_article_keep", story.pk), sent | {"headline": "Half of it"})
    assert EditBuffer.objects.get().payload["headline"] == ["Half of it"]


def new_form(client, **changes) -> dict:
    """The form of a new story, filled in."""
    return fields_of(client.get(url("newsroom_article_add"))) | {ENDING: "1", "_save": "Save"} | changes


def test_a_button_pressed_twice_makes_one_story(reporter, editor):
    where = url("newsroom_article_add")
    sent = new_form(reporter.client, headline="Once", body="<p>One.</p>", slug="")
    answers = [reporter.client.post(where, sent) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, url("newsroom_article_changelist"))
    }
    story = Article.objects.get()
    assert (story.headline, story.revisions.count(), EditBuffer.objects.count()) == ("Once", 1, 0)
    assert reporter.client.post(where, sent | {"_step": "submit"}).status_code == 302
    # Another page is another story, and so is somebody else's.
    assert reporter.client.post(where, new_form(reporter.client, headline="Once")).status_code == 302
    assert editor.client.post(where, new_form(editor.client) | sent).status_code == 302
    assert Article.objects.count() == 3


def test_a_form_is_known_for_a_week(reporter, clock):
    sent = new_form(reporter.client, headline="Once")
    reporter.client.post(url("newsroom_article_add"), sent)
    clock.shift(timedelta(days=6, hours=23))
    tick.run()
    reporter.client.force_login(reporter)
    reporter.client.post(url("newsroom_article_add"), sent)
    assert (Article.objects.count(), SavedForm.objects.count()) == (1, 1)
    clock.shift(timedelta(hours=2))
    tick.run(is_dry=True)
    assert SavedForm.objects.count() == 1
    tick.run()
    assert SavedForm.objects.count() == 0


def test_who_goes_back_and_writes_on_finds_the_text_in_the_story_that_there_is_now(reporter):
    sent = new_form(reporter.client, headline="Once", body="<p>One.</p>")
    reporter.client.post(url("newsroom_article_add"), sent)
    answer = reporter.client.post(url("newsroom_article_add"), sent | {"body": "<p>One and two.</p>"})
    story = Article.objects.get()
    assert answer["Location"].startswith(change_url(story))
    page = reporter.client.get(answer["Location"])
    assert "which is not saved yet" in page.content.decode()
    assert fields_of(page)["body"] == ["<p>One and two.</p>"]
    reporter.client.post(change_url(story), fields_of(page) | {ENDING: "1", "_save": "Save"})
    assert Article.objects.get().body == "<p>One and two.</p>"


def test_pressed_twice_at_once_the_second_finds_the_story_of_the_first(reporter, monkeypatch):
    sent = new_form(reporter.client, headline="Once", body="<p>One.</p>")
    reporter.client.post(url("newsroom_article_add"), sent)
    looks, saved = [], kept.saved
    # The first had not been written when the second looked.
    monkeypatch.setattr(kept, "saved", lambda *form: looks.append(form) or (saved(*form) if looks[1:] else None))
    assert reporter.client.post(url("newsroom_article_add"), sent)["Location"] == url("newsroom_article_changelist")
    assert (Article.objects.count(), Revision.objects.count()) == (1, 1)


def test_the_answer_says_what_the_checks_think_of_the_text_as_it_stands(reporter):
    story = make_article(by=reporter)
    answer, _ = keep(reporter.client, story, section="", body="<p>" + "word " * 412 + "</p>", headline="Four")
    panels = answer.json()["look"]
    assert '<a href="#id_section">Choose the section that the story stands in.</a>' in panels
    assert "412 words · 2 min to read" in panels
    assert "Nobody is credited." in panels


def test_it_is_offered_compared_and_restored_to_its_owner_only(reporter, editor):
    story = make_article("Before", by=reporter, body="<p>One of three.</p>")
    _, sent = keep(reporter.client, story, headline="Kept", body="<p>Two of three.</p>", editor_note="Psst")
    token = sent["token"][0]
    page = reporter.client.get(change_url(story))
    [offer] = page.context["offers"]
    assert "Unsaved text from" in page.content.decode()
    assert editor.client.get(change_url(story)).context["offers"] == []
    compared = reporter.client.get(offer["compare"]).content.decode()
    assert '<del><span class="visually-hidden">removed: </span>One</del>' in compared
    assert editor.client.get(offer["compare"]).status_code == 404
    restored = reporter.client.get(offer["restore"])
    fields = fields_of(restored)
    assert (fields["headline"], fields["editor_note"], fields["token"]) == (["Kept"], ["Psst"], [token])
    assert "which is not saved yet" in restored.content.decode()
    assert fields_of(editor.client.get(offer["restore"]))["headline"] == ["Before"]
    assert Article.objects.get().headline == "Before"
    # Saving it clears it.
    assert reporter.client.post(change_url(story), fields | {"_save": "Save"}).status_code == 302
    assert Article.objects.get().headline == "Kept"
    assert not EditBuffer.objects.exists()


def test_it_is_thrown_away_only_by_its_owner_and_only_when_asked(reporter, editor):
    story = make_article(by=reporter)
    _, sent = keep(reporter.client, story, headline="Kept")
    where = url("newsroom_article_kept", sent["token"][0])
    assert editor.client.post(where).status_code == 404
    assert "thrown away" in said(reporter.client, reporter.client.post(where))
    assert not EditBuffer.objects.exists()


def test_it_stays_where_the_form_comes_back_unsaved(reporter):
    story = make_article(by=reporter)
    _, sent = keep(reporter.client, story, headline="Kept")
    answer = reporter.client.post(change_url(story), sent | {"version": "", "_save": "Save"})
    assert answer.status_code == 200
    assert EditBuffer.objects.get().headline == "Kept"


def test_whoever_may_see_no_story_any_more_finds_no_text_of_one(reporter):
    _, sent = keep(reporter.client, make_article("Secret", by=reporter), headline="Kept")
    reporter.groups.clear()
    assert reporter.client.get(url("newsroom_article_kept", sent["token"][0])).status_code == 404


def test_a_busy_database_is_said_and_breaks_nothing(reporter, monkeypatch):
    def busy(*args, **values):
        raise OperationalError("database is locked")

    story = make_article(by=reporter)
    monkeypatch.setattr(type(Presence.objects), "note", busy, raising=False)
    answer, _ = keep(reporter.client, story, headline="Kept")
    assert (answer.status_code, answer.json()["why"]) == (503, rescue.BUSY)
    assert pulse(reporter.client, story, version="1").json() == {"others": "", "moved": ""}


def test_a_story_that_is_not_saved_yet_is_kept_and_offered_too(reporter):
    _, sent = keep(reporter.client, None, headline="Not there yet", topics=["chips"])
    page = reporter.client.get(url("newsroom_article_add"))
    [offer] = page.context["offers"]
    assert offer["headline"] == "Not there yet"
    assert fields_of(reporter.client.get(offer["restore"]))["headline"] == ["Not there yet"]
    assert reporter.client.get(offer["compare"]).status_code == 200
    submit(reporter.client, url("newsroom_article_add"), headline="Another")
    assert EditBuffer.objects.count() == 1  # another page's text
    assert not Article.objects.filter(headline="Not there yet").exists()


def test_what_was_restored_after_the_story_moved_on_is_in_conflict_when_saved(reporter, editor):
    story = make_article(by=reporter)
    _, sent = keep(reporter.client, story, headline="Kept")
    submit(editor.client, change_url(story), headline="Theirs")
    restored = reporter.client.get(f"{change_url(story)}?restore={sent['token'][0]}")
    answer = reporter.client.post(change_url(story), fields_of(restored) | {"_save": "Save"})
    assert answer.status_code == 409
    assert [part.name for part in answer.context["given_back"]["conflict"].both] == ["headline"]


def test_text_for_a_story_that_was_deleted_is_offered_on_the_page_of_a_new_one(reporter):
    story = make_article(by=reporter)
    keep(reporter.client, story, headline="Kept")
    workflow.delete(story)
    [offer] = reporter.client.get(url("newsroom_article_add")).context["offers"]
    assert fields_of(reporter.client.get(offer["restore"]))["headline"] == ["Kept"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"token": "short"}, 400), ({"token": "../../etc"}, 400), ({"body": "x" * 2_100_000}, 400)],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(reporter, changes, status):
    answer, _ = keep(reporter.client, make_article(by=reporter), **changes)
    assert answer.status_code == status
    assert answer.json()["why"].endswith(".")
    assert not EditBuffer.objects.exists()


def test_a_text_that_arrives_cut_off_does_not_take_the_place_of_a_whole_one(reporter):
    story = make_article(by=reporter)
    _, sent = keep(reporter.client, story, headline="Whole")
    del sent[ENDING]
    assert reporter.client.post(url("newsroom_article_keep", story.pk), sent | {"headline": "Who"}).status_code == 400
    assert EditBuffer.objects.get().payload["headline"] == ["Whole"]
    # Nor does a save that was cut off, nor looking at what is kept.
    before = EditBuffer.objects.get().saved_at
    assert reporter.client.post(change_url(story), sent | {"headline": "Who", "_save": "Save"}).status_code == 400
    reporter.client.get(f"{change_url(story)}?restore={sent['token'][0]}")
    assert (EditBuffer.objects.get().payload["headline"], EditBuffer.objects.get().saved_at) == (["Whole"], before)


def test_nobody_writes_over_the_text_of_somebody_else_who_knows_the_name_of_their_page(reporter, editor):
    story = make_article(by=reporter)
    _, sent = keep(reporter.client, story, headline="Mine")
    editor.client.post(url("newsroom_article_keep", story.pk), sent | {"headline": "Theirs"})
    assert EditBuffer.objects.get(user=reporter).payload["headline"] == ["Mine"]
    # Nor does anybody throw it away, by a save that says it was written there.
    editor.client.post(change_url(story), fields_of(editor.client.get(change_url(story))) | {
        ENDING: "1", "_save": "Save", "headline": "Theirs", "token": sent["token"]
    })  # fmt: skip
    assert Article.objects.get().headline == "Theirs"
    assert [buffer.user for buffer in EditBuffer.objects.all()] == [reporter]


def test_a_sign_that_no_database_of_text_takes_is_left_out(reporter):
    answer, _ = keep(reporter.client, make_article(by=reporter), headline="A\0B")
    assert answer.status_code == 200
    assert EditBuffer.objects.get().payload["headline"] == ["AB"]


# Presence


def pulse(client, story, **sent):
    return client.post(url("newsroom_article_pulse", story.pk), sent)


def test_colleagues_see_who_has_the_story_open_and_when_they_last_typed(reporter, editor, clock):
    story = make_article(by=reporter)
    assert pulse(reporter.client, story).json()["others"] == ""
    assert pulse(editor.client, story).json()["others"] == "wang has this open, no change yet."
    pulse(reporter.client, story, typed="1")
    for _ in range(8):
        clock.shift(timedelta(seconds=15))
        pulse(reporter.client, story)
    assert pulse(editor.client, story).json()["others"] == "wang has this open, last change 2 min ago."
    assert "wang has this open, last change 2 min ago." in editor.client.get(change_url(story)).content.decode()
    assert pulse(reporter.client, story).json()["others"] == "Li Na has this open, no change yet."
    clock.shift(timedelta(seconds=46))
    assert pulse(editor.client, story).json()["others"] == ""
    assert Presence.objects.count() == 2


def test_a_pulse_says_when_the_story_has_moved_on(reporter, editor):
    story = make_article(by=reporter)
    assert pulse(editor.client, story, version="1").json()["moved"] == ""
    submit(reporter.client, change_url(story), headline="Theirs")
    assert "edited by wang" in pulse(editor.client, story, version="1").json()["moved"]


def test_a_pulse_asks_for_the_permission_every_time(reporter, make_approved, soon):
    story = make_approved(by=reporter)
    assert pulse(reporter.client, story).status_code == 200
    workflow.schedule(story, at=soon)
    assert pulse(reporter.client, story).status_code == 403
    assert reporter.client.get(url("newsroom_article_pulse", story.pk)).status_code == 403
    workflow.unschedule(story)
    reporter.groups.clear()
    assert pulse(reporter.client, story).status_code == 403


def test_whoever_signed_in_again_gets_a_fresh_token(reporter):
    story = make_article(by=reporter)
    answer = reporter.client.get(url("newsroom_article_pulse", story.pk)).json()
    assert answer["user"] == "wang"
    assert len(answer["token"]) == 64
    assert not Presence.objects.exists()


def test_the_form_needs_the_same_queries_however_many_are_there(editor, make_user):
    story = make_article()

    def come(number):
        for _ in range(number):
            Presence.objects.note(story.pk, make_user("editor").pk)
            EditBuffer.objects.create(
                user=editor, article=story, token=f"{EditBuffer.objects.count():032x}", payload={},
                saved_at=story.changed_at,
            )  # fmt: skip

    assert same_queries(come, lambda: editor.client.get(change_url(story))) <= 20


def test_what_was_offered_and_left_alone_goes_after_ninety_days(reporter, clock):
    offered, unseen = make_article(by=reporter), make_article(by=reporter)
    keep(reporter.client, unseen, headline="Never shown")
    _, sent = keep(reporter.client, offered, headline="Shown")
    reporter.client.get(change_url(offered))
    clock.shift(timedelta(days=89))
    tick.run()
    assert EditBuffer.objects.count() == 2
    # Typing on in that page begins anew.
    reporter.client.force_login(reporter)
    reporter.client.post(url("newsroom_article_keep", offered.pk), sent)
    reporter.client.get(change_url(offered))
    clock.shift(timedelta(days=2))
    assert not [line for line in tick.run().lines if "unsaved" in line]
    clock.shift(timedelta(days=89))
    tick.run(is_dry=True)
    assert EditBuffer.objects.count() == 2
    assert "Threw away unsaved texts that nobody wanted for 90 days: 1." in tick.run().lines
    assert EditBuffer.objects.get().article == unseen
