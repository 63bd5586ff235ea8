"""The first page: whose turn it is, in few queries."""

import pytest
from django.db import connection
from django.utils import timezone

from companies.models import Photo
from newsroom.demo.make import make_article, make_edition, publish
from newsroom.desk import tick, translations, workflow
from newsroom.desk.admin.front_page import ROWS
from newsroom.desk.signin import guard
from newsroom.models import Article, Delivery, Event, Vital
from tests.newsroom.admin.screens import url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


def queues(user) -> dict[str, list[str]]:
    """The headlines in each queue of the page."""
    page = user.client.get("/admin/")
    return {queue.name: [row.headline for row in queue.rows] for queue in page.context["queues"]}


def notes(user, name: str) -> list[str]:
    page = user.client.get("/admin/")
    return [row.note for queue in page.context["queues"] if queue.name == name for row in queue.rows]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("reporter", ["Returned to me", "My drafts", "Just published", "Pictures without alternative text"]),
        (
            "editor",
            [
                "Returned to me",
                "My drafts",
                "Waiting for my review",
                "Behind another language",
                "Approved",
                "Scheduled",
                "Published without a review, to be signed off",
                "Just published",
                "Pictures without alternative text",
            ],
        ),
        ("tagger", ["Stories to tag", "Just published"]),
    ],
)
def test_a_role_sees_the_queues_it_can_use_and_each_has_a_sentence_when_empty(make_user, role, shown):
    user = make_user(role)
    page = user.client.get("/admin/")
    assert [queue.name for queue in page.context["queues"]] == shown
    assert all(queue.empty in page.content.decode() for queue in page.context["queues"])


def test_what_came_back_is_shown_to_its_writer_with_the_newest_comment(reporter, editor, make_submitted, clock):
    story = make_submitted("Chips")
    workflow.send_back(story, reason="Too long.", by=editor)
    clock.shift(60)
    workflow.submit(story, by=reporter)
    assert queues(reporter)["Returned to me"] == []
    workflow.send_back(story, reason="Who said so?", by=editor)
    make_article("Not sent yet", by=reporter)
    assert queues(reporter)["Returned to me"] == ["Chips"]
    assert notes(reporter, "Returned to me") == ["Li Na: Who said so?"]
    assert queues(editor)["Returned to me"] == []
    workflow.submit(story, by=reporter)
    assert queues(reporter)["Returned to me"] == []


def test_reviews_wait_oldest_first_and_never_for_their_own_writer(editor, managing_editor, make_submitted, clock):
    for headline in ("First", "Second"):
        make_submitted(headline)
        clock.shift(60)
    make_submitted("My own", by=editor)
    assert queues(editor)["Waiting for my review"] == ["First", "Second"]
    assert queues(managing_editor)["Waiting for my review"] == ["First", "Second", "My own"]
    first = Article.objects.get(headline="First")
    first.standfirst = "Changed by the editor."
    workflow.save(first, by=editor)
    assert queues(editor)["Waiting for my review"] == ["Second"]


def test_what_is_scheduled_says_when_and_how_soon(editor, make_scheduled, clock):
    make_scheduled("Waiting")
    assert queues(editor)["Scheduled"] == ["Waiting"]
    note = notes(editor, "Scheduled")[0]
    assert note.startswith("goes live ")
    assert note.endswith(("CST, in 2 h", "CST, in 119 min"))


def test_what_went_out_unread_is_shown_to_who_can_sign_it_off(editor, managing_editor):
    story = make_article("Urgent", by=managing_editor)
    workflow.emergency(story, by=managing_editor, reason="The road is closed.")
    name = "Published without a review, to be signed off"
    assert queues(editor)[name] == ["Urgent"]
    assert notes(editor, name)[0].endswith(": The road is closed.")
    assert queues(managing_editor)[name] == []
    workflow.sign_off(story, by=editor)
    assert queues(editor)[name] == []


def behind(headline: str, later=lambda: None) -> None:
    """A story in two languages, of which the one with this headline lacks what readers were told in the other later."""
    original = make_edition().article
    other = make_article(headline, language="zh-Hans")
    translations.relate(other, original)
    publish(other)
    later()
    original.refresh_from_db()
    original.standfirst = "There are two."
    workflow.save(original)
    workflow.approve(original)
    workflow.correct(original, text="There are two.")


def test_what_lacks_a_change_of_another_language_is_shown_to_editors(editor, reporter, clock):
    behind("双塔启用", later=lambda: clock.shift(60))
    name = "Behind another language"
    assert queues(editor)[name] == ["双塔启用"]
    assert notes(editor, name)[0].startswith("readers were told more on ")
    assert name not in queues(reporter)
    page = editor.client.get(url("newsroom_article_changelist"), {"translation": "behind"})
    assert [story.headline for story in page.context["cl"].result_list] == ["双塔启用"]


def test_the_list_of_what_is_behind_costs_the_same_for_many(editor):
    def grow(number):
        for _ in range(number):
            behind("双塔启用")

    address = url("newsroom_article_changelist")
    assert same_queries(grow, lambda: editor.client.get(address, {"translation": "behind"})) <= 12


def test_a_queue_shows_five_and_all_of_it_stands_behind_its_link(editor, make_submitted, make_approved):
    for _ in range(ROWS + 2):
        make_submitted()
        make_approved()
        make_article(by=editor)
    for queue in editor.client.get("/admin/").context["queues"]:
        page = editor.client.get(queue.all_url)
        assert page.status_code == 200
        if queue.name in {"Waiting for my review", "Approved", "My drafts"}:
            assert len(queue.rows) == ROWS
            assert page.context["cl"].result_count == ROWS + 2


def test_the_first_page_keeps_to_eight_queries(make_user, make_submitted, make_approved, make_scheduled, monkeypatch):
    monkeypatch.setattr(guard, "_NOTE_EVERY", 3600)  # or a slow machine writes into the session in between
    user = make_user("managing editor")

    def grow(number):
        for _ in range(number):
            other = make_user("managing editor")
            workflow.send_back(make_submitted(by=user), reason="Shorter.", by=other)
            make_article(by=user)
            make_submitted(by=other)
            make_approved(by=other)
            make_scheduled(by=other)
            workflow.emergency(make_article(by=other), reason="Urgent.", by=other)
            make_edition(by=other)
            behind("双塔启用")
            Photo.objects.create(file=f"photos/{Photo.objects.count()}.jpg", width=4, height=3)
        # A server does so by itself, but sees no rows of a transaction that goes on, and plans for the tables as they
        # were: once that took the limit of fifteen seconds.
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    assert same_queries(grow, lambda: user.client.get("/admin/")) <= 8
    assert all(len(rows) == ROWS for rows in queues(user).values())


# The list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Mine", "Submitted", "Approved", "Waiting", "Live", "Urgent"}),
        ({"whose": "mine"}, {"Mine"}),
        ({"stage": "in_review"}, {"Submitted"}),
        ({"waits": "review"}, {"Submitted"}),
        ({"waits": "returned"}, set()),
        ({"stage": "approved"}, {"Approved"}),
        ({"stage": "scheduled"}, {"Waiting"}),
        ({"live": "now"}, {"Live", "Urgent"}),
        ({"flag": "unsigned"}, {"Urgent"}),
    ],
)
def test_the_tabs_of_the_list_hold_what_they_say(editor, make_submitted, make_approved, make_scheduled, query, found):
    make_article("Mine", by=editor)
    make_submitted("Submitted")
    make_approved("Approved")
    make_scheduled("Waiting")
    make_edition("Live")
    workflow.emergency(make_article("Urgent"), reason="The road is closed.")
    page = editor.client.get(url("newsroom_article_changelist"), query)
    assert {story.headline for story in page.context["cl"].result_list} == found
    chosen = [tab["label"] for tab in page.context["cl"].tabs() if tab["is_chosen"]]
    assert len(chosen) == (0 if "waits" in query else 1)
    counts = {tab["label"]: tab["count"] for tab in page.context["cl"].tabs()}
    assert counts.pop("All") == counts.pop("Live") == ""
    assert set(counts.values()) == {"1"}
    assert page.context["title"] == "Stories"


def test_a_tab_counts_no_further_than_anybody_wants_to_know(editor):
    workflow.create_many([workflow.Draft(Article(headline=f"Draft {number}")) for number in range(101)], by=editor)
    page = editor.client.get(url("newsroom_article_changelist"), {"stage": "approved"})
    assert 'Mine <span class="count">99+</span>' in page.content.decode()
    workflow.delete(Article.objects.first(), by=editor)
    workflow.delete(Article.objects.first(), by=editor)
    page = editor.client.get(url("newsroom_article_changelist"), {"stage": "approved"})
    assert 'Mine <span class="count">99</span>' in page.content.decode()


# The history


def test_the_history_tells_who_did_what_why_and_when(reporter, editor, tagger, make_user, make_submitted):
    story = make_submitted()
    workflow.send_back(story, reason="Who said so? <script>", by=editor)
    address = url("newsroom_article_history", story.pk)
    for user in (reporter, editor, tagger):
        page = user.client.get(address)
        told = [(event.who, event.what, event.why) for event in (e.happening for e in page.context["entries"])]
        assert told == [
            ("Li Na", "returned: in review → draft", "Who said so? <script>"),
            ("wang", "submitted: draft → in review", ""),
            ("wang", "created", ""),
        ]
        assert "<script>" not in page.content.decode().partition('class="timeline"')[2].partition("</ol>")[0]
    assert make_user().client.get(address).status_code == 403
    assert editor.client.get(url("newsroom_article_history", 999)).status_code == 404


# The site itself


def health(user) -> dict[str, bool]:
    """What the page says of the running system, and whether somebody has to look."""
    return {line.text: line.is_wrong for line in user.client.get("/admin/").context["health"]}


def test_the_first_page_says_what_is_wrong_with_the_site_to_who_can_help(managing_editor, editor, clock):
    assert health(editor) == {}
    assert health(managing_editor) == {
        "The tick has never run here, so no mail goes out.": True,
        "No backup was ever made here.": True,
    }
    tick.run()
    Vital.objects.note(Vital.BACKUP)
    clock.shift(3 * 60)
    assert health(managing_editor) == {
        "The tick ran 3 min ago.": False,
        "The last backup is from 3 min ago.": False,
    }
    clock.shift(27 * 60 * 60)
    managing_editor.client.force_login(managing_editor)  # the session has ended meanwhile
    assert set(health(managing_editor).values()) == {True}
    event = Event.objects.filter(article=make_article()).get()
    for number in range(3):
        Delivery.objects.create(
            kind="mail", event=event, target=f"{number}@example.org", next_at=None, gave_up_at=timezone.now()
        )
    Vital.objects.note(Vital.HOLD)
    Vital.objects.note(Vital.BACKUP, damaged=2, decayed=1, astray=1)
    told = health(managing_editor)
    assert any(text.startswith("2 files of the site’s pictures and documents are lost") for text in told)
    assert any(text.startswith("1 edition or revision of stories lost letters on the disk") for text in told)
    assert any(text.startswith("1 kind of rows point to rows that are not there") for text in told)
    assert told["3 messages could not be delivered."]
    assert any(text.startswith("Mail is held since ") for text in told)


def test_the_first_page_says_that_the_desk_is_behind_the_clock(managing_editor, make_scheduled, clock):
    make_scheduled("Fair")
    make_scheduled("Fair too")
    tick.run()
    clock.shift(2 * 60 * 60 + 4 * 60)
    assert not any("has not noted" in text for text in health(managing_editor))
    clock.shift(2 * 60)
    assert any(text.startswith("2 stories went live and the desk has not noted") for text in health(managing_editor))
    tick.run()
    assert set(health(managing_editor)) == {
        "The tick ran less than a minute ago.",
        "No backup was ever made here.",
    }
