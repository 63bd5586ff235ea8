"""Who stands where on the front page, arranged in the admin."""

import datetime
import html

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, schedule
from newsroom.desk import rehearsal, workflow
from newsroom.models import Slot
from tests.newsroom.admin.screens import url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def posted(place, start=None, end=None, **held):
    def parts(name, moment):
        moment = timezone.localtime(moment) if moment else None
        return {
            f"{name}_0": f"{moment:%Y-%m-%d}" if moment else "",
            f"{name}_1": f"{moment:%H:%M:%S}" if moment else "",
        }

    return {
        "place": place,
        "order": "0",
        "_end": "1",
        **parts("starts_at", start or timezone.now()),
        **parts("ends_at", end),
        **{name: thing.pk for name, thing in held.items()},
    }


def test_an_editor_gives_a_story_the_lead_and_readers_see_it_at_once(editor, client):
    old = make_edition("Old", backdated_to=timezone.now() - HOUR)
    make_edition("New")
    answer = editor.client.post(url("newsroom_slot_add"), posted("lead", story=old.article))
    assert answer.status_code == 302
    assert Slot.objects.get().made_by == editor
    page = client.get("/").content.decode()
    assert page.index(">Old</a>") < page.index(">New</a>")


@pytest.mark.parametrize(
    ("place", "held", "says"),
    [
        ("lead", ["company"], "This place is for a story and nothing else."),
        ("lead", [], "This place is for a story and nothing else."),
        ("news", ["story"], "This place is for a company or a person, one of them."),
        ("news", ["story", "company"], "This place is for a company or a person, one of them."),
    ],
)
def test_what_does_not_belong_there_is_said_at_the_field(editor, place, held, says):
    things = {"story": make_edition("Old").article, "company": make_company("Xiaomi")}
    data = posted(place, **{name: things[name] for name in held})
    assert says in html.unescape(editor.client.post(url("newsroom_slot_add"), data).content.decode())
    assert not Slot.objects.exists()


def test_an_end_before_the_beginning_is_refused(editor):
    now = timezone.now()
    story = make_edition("Old").article
    for end in (now, now - HOUR):
        data = posted("lead", now, end, story=story)
        assert "It would end before it begins." in editor.client.post(url("newsroom_slot_add"), data).content.decode()


def test_a_story_that_nobody_sees_yet_is_warned_of(editor):
    data = posted("lead", story=make_article("Secret plan"))
    page = editor.client.post(url("newsroom_slot_add"), data, follow=True).content.decode()
    assert "filled with the newest" in page
    assert "readers don’t see the story" in page


def test_a_story_that_readers_saw_and_see_no_more_is_warned_of_and_one_that_will_begin_is_not(editor):
    gone, waits = make_edition("Gone").article, make_article("Waits")
    workflow.withdraw(gone, reason="Wrong.")
    schedule(waits, at=timezone.now() + HOUR)
    for story, is_warned in ((gone, True), (waits, False)):
        page = editor.client.post(url("newsroom_slot_add"), posted("lead", story=story), follow=True).content.decode()
        assert ("filled with the newest" in page) is is_warned


def test_who_gave_a_place_is_who_gave_it_first(editor, managing_editor):
    story = make_edition("Old").article
    editor.client.post(url("newsroom_slot_add"), posted("lead", story=story))
    slot = Slot.objects.get()
    managing_editor.client.post(url("newsroom_slot_change", slot.pk), posted("top", story=story))
    slot.refresh_from_db()
    assert (slot.place, slot.made_by) == ("top", editor)


def test_the_list_says_what_stands_now_and_what_will(editor):
    now = timezone.now()
    for name, start, end in (("Now", now - HOUR, None), ("Soon", now + HOUR, None), ("Over", now - 2 * HOUR, now)):
        Slot.objects.create(place="top", story=make_edition(name).article, starts_at=start, ends_at=end)
    for time, names in (("now", {"Now"}), ("coming", {"Soon"}), ("over", {"Over"})):
        page = editor.client.get(url("newsroom_slot_changelist"), {"time": time}).content.decode()
        assert {name for name in ("Now", "Soon", "Over") if f">{name}</a>" in page} == names


def test_the_list_asks_the_same_however_long_it_is(editor):
    def rows(number):
        for _ in range(number):
            Slot.objects.create(place="top", story=make_edition().article)
            Slot.objects.create(place="news", company=make_company())

    assert same_queries(rows, lambda: editor.client.get(url("newsroom_slot_changelist"))) <= 8


class TestPreview:
    address = url("newsroom_slot_preview")

    def frame(self, user, **query) -> str:
        answer = user.client.get(self.address, query)
        assert "no-store" in answer["Cache-Control"]
        return html.unescape(answer.content.decode().partition("srcdoc=")[2])

    def test_the_front_page_as_it_will_be(self, editor, client):
        now = timezone.now()
        make_edition("Today")
        tomorrow = make_article("Tomorrow")
        schedule(tomorrow, at=now + 24 * HOUR)
        Slot.objects.create(place="lead", story=tomorrow, starts_at=now + 26 * HOUR)
        schedule(make_article("Newest of tomorrow"), at=now + 25 * HOUR)
        assert "Tomorrow" not in self.frame(editor)
        for hours, lead in ((25.5, "Newest of tomorrow"), (27, "Tomorrow")):
            at = timezone.localtime(now + hours * HOUR)
            page = self.frame(editor, at=f"{at:%Y-%m-%dT%H:%M}")
            assert f"the front page at {at:%Y-%m-%d %H:%M}" in page
            assert page.partition('class="lead-headline"')[2].partition("</a>")[0].endswith(lead)
        # It is a look and nothing else; and no address lets a stranger look.
        assert "Tomorrow" not in client.get("/", {"at": "2030-01-01T00:00", "moment": "2030"}).content.decode()

    def test_it_names_what_changes_by_itself(self, editor):
        now = timezone.now()
        story = make_edition("Today").article
        Slot.objects.create(place="lead", story=story, starts_at=now + HOUR, ends_at=now + 2 * HOUR)
        page = editor.client.get(self.address).content.decode()
        assert "lead story: Today begins" in page
        assert "lead story: Today ends" in page

    def test_it_names_the_next_few_in_their_order_each_by_the_minute_in_which_it_has_happened(self, editor):
        begins = timezone.now().replace(second=0, microsecond=0) + HOUR
        story = make_edition("Today").article
        for number in range(5):
            start, end = begins + (20 - number) * HOUR, begins + (30 + number) * HOUR
            Slot.objects.create(place="lead", story=story, starts_at=start, ends_at=end)
        schedule(make_article("Waits"), at=begins + datetime.timedelta(seconds=1))
        answer = editor.client.get(self.address)
        changes = answer.context["changes"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert [change.at for change in changes] == sorted(change.at for change in changes)
        assert len(changes) == 8
        minute = timezone.localtime(begins + datetime.timedelta(minutes=1))
        assert changes[0].url.endswith(f"at={minute:%Y-%m-%dT%H:%M}")

    def test_a_page_that_cannot_be_shown_says_why(self, editor, monkeypatch):
        def refuse(*args, **options):
            raise rehearsal.NotShown("It cannot be shown.")

        monkeypatch.setattr(rehearsal, "ask", refuse)
        answer = editor.client.get(self.address)
        assert "It cannot be shown." in answer.content.decode()
        assert answer.context["document"] == ""

    @pytest.mark.parametrize("at", ["", "soon", "2026-13-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00", "\0"])
    def test_a_moment_that_is_none_is_refused_in_words(self, editor, at):
        answer = editor.client.get(self.address, {"at": at})
        assert answer.status_code == 200
        assert "errornote" in answer.content.decode()
