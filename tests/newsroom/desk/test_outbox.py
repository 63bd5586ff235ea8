"""Who is told of a step, and that it is delivered in the end, or said that it is not."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article
from newsroom.desk import mails, outbox, tick, workflow
from newsroom.models import Article, Delivery, Event, Vital
from tests.newsroom.desk.letters import sent, waiting
from tests.queries import same_queries

pytestmark = pytest.mark.django_db

START = timezone.now().replace(microsecond=0)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def test_each_step_tells_those_whose_turn_it_is(people):
    story = make_article("Chips", by=people["ren"])
    assert waiting() == set()
    workflow.submit(story, by=people["ren"])
    assert waiting() == {"edda", "li", "chen"}
    tick.run()
    assert sent() == [
        (name, "[Zhongguancun Science Park] Waits for a review: Chips") for name in ("chen", "edda", "li")
    ]

    workflow.send_back(story, reason="Who said so?\nAnd when?", by=people["edda"])
    tick.run()
    message = mail.outbox[0]
    assert sent() == [("ren", "[Zhongguancun Science Park] Returned to you: Chips")]
    assert "edda returned it, and asks:\n\n> Who said so?\n> And when?\n" in message.body
    assert f"http://testserver/admin/newsroom/article/{story.pk}/change/" in message.body
    assert story.body not in message.body
    assert story.standfirst not in message.body

    workflow.submit(story, by=people["ren"])
    workflow.approve(story, by=people["edda"])
    Delivery.objects.filter(event__verb="submitted").delete()
    assert waiting() == {"li", "chen", "ren"}
    workflow.publish(story, by=people["li"])
    assert waiting() == {"li", "chen", "ren"}


def test_whoever_wrote_it_is_not_asked_to_review_it(people):
    story = make_article("Chips", by=people["edda"])
    workflow.submit(story, by=people["edda"])
    assert waiting() == {"li", "chen"}


def test_nor_is_whoever_wrote_what_somebody_else_submitted(people):
    story = make_article("Chips", by=people["ren"])
    story.standfirst = "What an editor made of it."
    workflow.save(story, by=people["edda"])
    workflow.submit(story, by=people["ren"])
    assert waiting() == {"li", "chen"}


def test_an_emergency_asks_for_a_second_pair_of_eyes(people):
    story = make_article("Fire", by=people["chen"])
    workflow.emergency(story, by=people["chen"], reason="The road is closed.")
    assert waiting() == {"edda", "li"}


def test_administrators_are_told_only_where_nobody_else_could_act(people):
    User.objects.exclude(username__in=["ren", "admin"]).delete()
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    assert waiting() == {"admin"}


def test_without_a_mail_server_and_for_imports_nothing_is_written_down(people, settings):
    workflow.bring_in([make_article()])
    assert not Delivery.objects.exists()
    settings.MAIL_IS_ON = False
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    assert not Delivery.objects.exists()


def test_a_step_that_fails_tells_nobody(people):
    story = make_article(by=people["ren"])
    with transaction.atomic():
        workflow.submit(story, by=people["ren"])
        assert Delivery.objects.count() == 3
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_what_went_live_is_noted_once_and_told_to_who_wrote_and_who_scheduled(people, clock):
    story = make_article("Fair opens", by=people["ren"])
    workflow.submit(story, by=people["ren"])
    workflow.approve(story, by=people["edda"])
    workflow.schedule(story, at=START + timedelta(hours=2), by=people["li"])
    Delivery.objects.all().delete()
    tick.run()
    assert Article.objects.get().stage == "scheduled"
    clock.shift(timedelta(hours=3))
    assert tick.run(is_dry=True).lines[0].startswith("Would note: “Fair opens” went live")
    assert Article.objects.get().stage == "scheduled"
    report = tick.run()
    assert (report.counts["settled"], report.counts["delivered"]) == (1, 2)
    assert sent() == [(name, "[Zhongguancun Science Park] Live now: Fair opens") for name in ("li", "ren")]
    assert Event.objects.get(verb="went_live").at == START + timedelta(hours=2)
    assert Article.objects.get().stage == "published"
    assert tick.run().lines == []
    assert sent() == []


def test_one_story_that_cannot_be_noted_holds_up_no_other_and_is_told_once(people, clock, monkeypatch):
    for headline in ("Bad", "Good"):
        make.schedule(make_article(headline), at=START + timedelta(hours=1))
    Delivery.objects.all().delete()
    clock.shift(timedelta(hours=2))
    settle = workflow.settle

    def fail(article):
        if article.headline == "Bad":
            raise OSError("disk")
        settle(article)

    monkeypatch.setattr(workflow, "settle", fail)
    with pytest.raises(CommandError):
        call_command("tick")
    assert sorted(Article.objects.values_list("headline", "stage")) == [("Bad", "scheduled"), ("Good", "published")]
    assert {subject for _, subject in sent()} == {
        "[Zhongguancun Science Park] Went live, but not noted at the desk: Bad"
    }
    with pytest.raises(CommandError):
        call_command("tick")
    assert sent() == []
    monkeypatch.undo()
    assert not tick.run().has_failed
    assert set(Article.objects.values_list("stage", flat=True)) == {"published"}


def test_a_chore_that_fails_keeps_no_other_from_being_done(people, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr(tick, "_read_for_names", fail)
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    report = tick.run()
    assert report.has_failed
    assert "Failed to read stories for names. OSError: no room" in report.lines
    assert len(sent()) == 3
    assert Vital.objects.read("tick").details["failed"] == 1


@pytest.fixture
def broken(monkeypatch):
    """A mail server that is away, until told otherwise."""
    state = {"is_away": True}
    deliver = mails.deliver

    def perhaps(delivery):
        if state["is_away"]:
            raise ConnectionRefusedError("nobody there")
        deliver(delivery)

    kind = outbox.KINDS["mail"]
    monkeypatch.setitem(outbox.KINDS, "mail", outbox.Kind(kind.name, kind.steps, kind.addressees, perhaps, kind.is_on))
    return state


def test_what_fails_is_tried_later_and_later_then_given_up_and_tried_again_on_request(people, clock, broken):
    story = make_article(by=people["chen"])
    workflow.emergency(story, by=people["chen"], reason="Fire.")
    Delivery.objects.exclude(target="li@example.org").delete()
    waits = []
    for _ in outbox.WAITS:
        assert tick.run().counts["failed"] == 1
        assert tick.run().counts["failed"] == 0  # not before its time
        waits.append(Delivery.objects.get().next_at - timezone.now())
        clock.shift(waits[-1])
    assert waits == outbox.WAITS
    assert tick.run().counts["given up"] == 1
    delivery = Delivery.objects.given_up().get()
    assert (delivery.next_at, delivery.error) == (None, "ConnectionRefusedError: nobody there")
    clock.shift(timedelta(days=3))
    assert tick.run().lines == []
    assert outbox.try_again(Delivery.objects.all()) == 1
    assert tick.run().counts["failed"] == 1, "it has all its tries again"
    clock.shift(outbox.WAITS[0])
    broken["is_away"] = False
    assert tick.run().counts["delivered"] == 1
    assert Delivery.objects.get().delivered_at == timezone.now()


def of_each_fate(people) -> dict[str, Delivery]:
    """A mail that went out, one that waits, and one that was given up, all of one step."""
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    went, waits, given_up = Delivery.objects.order_by("pk")
    now = timezone.now()
    Delivery.objects.filter(pk=went.pk).update(next_at=None, delivered_at=now, attempts=1)
    Delivery.objects.filter(pk=waits.pk).update(next_at=now + timedelta(days=900), attempts=1)
    Delivery.objects.filter(pk=given_up.pk).update(next_at=None, gave_up_at=now, attempts=8, error="Refused")
    return {"went": went, "waits": waits, "given up": given_up}


@pytest.mark.parametrize("act", [outbox.try_again, outbox.set_aside])
def test_only_what_was_given_up_is_tried_again_or_set_aside(people, act):
    rows = of_each_fate(people)
    others = Delivery.objects.exclude(pk=rows["given up"].pk).order_by("pk")
    before = list(others.values())
    assert act(Delivery.objects.all()) == 1
    assert not Delivery.objects.given_up().exists()
    assert list(others.values()) == before


def test_what_still_waits_or_was_given_up_is_never_forgotten(people, clock):
    rows = of_each_fate(people)
    clock.shift(outbox.KEPT_FOR + timedelta(days=1))
    assert outbox.forget_old(timezone.now()) == 1
    assert set(Delivery.objects.all()) == {rows["waits"], rows["given up"]}


def test_whoever_is_named_twice_is_told_once_and_a_long_complaint_is_cut(people, monkeypatch):
    def fail(delivery):
        raise OSError("no " * 900)

    hub = outbox.Kind("hub", frozenset({"publish"}), lambda step, event: ["https://hub.example/"] * 2, fail)
    monkeypatch.setitem(outbox.KINDS, "hub", hub)
    make.publish(make_article())
    tick.run()
    assert len(Delivery.objects.get(kind="hub").error) == Delivery._meta.get_field("error").max_length


def test_whoever_has_left_or_may_not_look_any_more_gets_no_mail(people):
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    people["li"].groups.clear()
    people["chen"].is_active = False
    people["chen"].save()
    report = tick.run()
    assert [name for name, _ in sent()] == ["edda"]
    assert report.counts == {"delivered": 1, "not wanted any more": 2}
    assert not report.has_failed


def test_a_row_that_somebody_else_has_claimed_is_left_alone_until_their_time_is_up(people, clock):
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    delivery = Delivery.objects.first()
    other = Delivery.objects.get(pk=delivery.pk)
    assert outbox.attempt(delivery) is outbox.Outcome.DELIVERED
    assert outbox.attempt(other) is None
    second = Delivery.objects.due().first()
    Delivery.objects.filter(pk=second.pk).update(attempts=1, next_at=timezone.now() + outbox.LEASE)  # and died
    sent()
    tick.run()
    assert second.target.partition("@")[0] not in [name for name, _ in sent()]
    clock.shift(outbox.LEASE)
    tick.run()
    assert [name for name, _ in sent()] == [second.target.partition("@")[0]]


def test_while_one_delivers_nobody_else_does_and_who_took_too_long_marks_nothing(people, monkeypatch):
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    delivery, kind = Delivery.objects.first(), outbox.KINDS["mail"]

    def slowly(delivery):
        assert delivery not in Delivery.objects.due()
        # Taken for dead, and claimed by the next.
        Delivery.objects.filter(pk=delivery.pk).update(attempts=2, next_at=timezone.now() + outbox.LEASE)

    monkeypatch.setitem(outbox.KINDS, "mail", outbox.Kind(kind.name, kind.steps, kind.addressees, slowly))
    outbox.attempt(delivery)
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.delivered_at) == (2, None)
    assert delivery.next_at == timezone.now() + outbox.LEASE


def test_of_two_who_note_what_went_live_one_is_told_so(people, clock):
    """The second has the story as it was before, or as it was before it was scheduled anew."""
    make.schedule(make_article("Fair opens", by=people["ren"]), at=START + timedelta(hours=1))
    early = Article.objects.get()
    workflow.unschedule(Article.objects.get(), by=people["edda"])
    make.schedule(Article.objects.get(), at=START + timedelta(hours=3))
    clock.shift(timedelta(hours=2))
    with pytest.raises(workflow.StepRefused):
        workflow.settle(early)
    assert Article.objects.get().stage == "scheduled"
    clock.shift(timedelta(hours=2))
    one, other = Article.objects.get(), Article.objects.get()
    workflow.settle(one)
    with pytest.raises(workflow.StepRefused):
        workflow.settle(other)
    assert Event.objects.filter(verb=outbox.WENT_LIVE).count() == 1


def test_a_line_break_in_a_headline_or_a_name_makes_no_header(people):
    people["ren"].first_name = "Ren\r\nBcc: all@example.org"
    people["ren"].save()
    story = make_article("Chips\nBcc: x@example.org", by=people["ren"])
    workflow.submit(story, by=people["ren"])
    assert not tick.run().has_failed
    assert {(tuple(message.to), tuple(message.bcc)) for message in mail.outbox} == {
        ((f"{name}@example.org",), ()) for name in ("edda", "li", "chen")
    }
    assert "\n" not in mail.outbox[0].subject


def test_held_mail_waits_and_everything_else_goes_on(people, clock):
    make.schedule(make_article("Fair opens", by=people["ren"]), at=START + timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    Vital.objects.note(Vital.HOLD, why="restored")
    report = tick.run()
    assert Article.objects.get().stage == "published"
    assert report.lines[-1].startswith("Held since ")
    assert sent() == []
    assert Delivery.objects.due().exists()


def test_the_tick_leaves_a_sign_of_life_and_forgets_what_is_long_over(people, clock):
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    tick.run(is_dry=True)
    assert Vital.objects.read("tick").at is None
    tick.run()
    vital = Vital.objects.read("tick")
    assert (vital.at, vital.details) == (timezone.now(), {"delivered": 3})
    clock.shift(outbox.KEPT_FOR)
    tick.run()
    assert Delivery.objects.count() == 3
    clock.shift(timedelta(seconds=1))
    tick.run()
    assert not Delivery.objects.exists()


def test_another_kind_is_told_of_the_steps_that_it_asked_for(people, monkeypatch):
    told = []
    hub = outbox.Kind("hub", frozenset({"publish"}), lambda step, event: ["https://hub.example/"], told.append)
    monkeypatch.setitem(outbox.KINDS, "hub", hub)
    make.publish(make_article())
    tick.run()
    assert [(delivery.kind, delivery.event.verb) for delivery in told] == [("hub", "published")]
    monkeypatch.delitem(outbox.KINDS, "hub")
    make.publish(make_article())
    nobodys = Delivery.objects.create(kind="hub", event=Event.objects.first(), target="x")
    assert tick.run().has_failed
    nobodys.refresh_from_db()
    assert nobodys.error == "LookupError: Nobody here delivers what is called hub."


def test_only_who_may_is_given_the_screen_and_its_actions(people, client, broken, clock):
    workflow.submit(make_article("Chips", by=people["ren"]), by=people["ren"])
    Delivery.objects.update(next_at=None, gave_up_at=timezone.now(), error="Refused")
    looker = people["edda"]
    looker.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    body = {"action": "try_again", "_selected_action": [row.pk for row in Delivery.objects.all()]}
    for name, left in (("edda", 3), ("chen", 0)):
        client.force_login(people[name])
        page = client.get("/admin/newsroom/delivery/?state=given_up")
        assert "Refused" in page.content.decode()
        client.post("/admin/newsroom/delivery/", body)
        assert Delivery.objects.given_up().count() == left


def test_the_list_of_deliveries_keeps_its_number_of_queries(people, client):
    client.force_login(people["chen"])

    def grow(number):
        for _ in range(number):
            workflow.submit(make_article(by=people["ren"]), by=people["ren"])

    assert same_queries(grow, lambda: client.get("/admin/newsroom/delivery/")) <= 10


def test_what_went_live_is_noted_in_its_order_and_each_as_a_whole(people, clock, monkeypatch):
    for headline, hours in (("Second", 2), ("First", 1)):
        make.schedule(make_article(headline, by=people["ren"]), at=START + timedelta(hours=hours))
    clock.shift(timedelta(hours=3))
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "note", lambda *args: 1 / 0)
        assert tick.run().has_failed
    assert set(Article.objects.values_list("stage", flat=True)) == {"scheduled"}
    noted = [line for line in tick.run().lines if line.startswith("Noted")]
    assert ["First" in noted[0], "Second" in noted[1]] == [True, True]


def test_a_run_of_the_tick_has_failed_where_something_was_given_up():
    report = tick.Report()
    report.add("given up", "Given up: mail 1.")
    assert report.has_failed


def test_a_dry_run_reads_nothing(people):
    make_article("About chips", by=people["ren"], body="Chips.")
    assert "Would read 1 stories for names." in tick.run(is_dry=True).lines
    assert "Would read 1 stories for names." in tick.run(is_dry=True).lines


def test_a_server_that_lets_us_wait_holds_up_nothing_that_goes_elsewhere(people, monkeypatch):
    """A hub that never answers takes ten seconds for each of six feeds, and a run has fifty."""
    story = make_article("Chips", by=people["ren"])
    workflow.submit(story, by=people["ren"])
    event = Event.objects.get(verb="submitted")
    for number in range(6):
        Delivery.objects.create(
            kind="hub", event=event, target=f"feed {number}", next_at=timezone.now() - timedelta(hours=1)
        )
    clock, asked = [0.0], []

    def deliver(delivery):
        asked.append(delivery.kind)
        if delivery.kind == "hub":
            clock[0] += 10
            raise TimeoutError("The hub took longer than 10 seconds.")

    monkeypatch.setattr(outbox, "_deliver", deliver)
    monkeypatch.setattr(tick, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    tick.run()
    assert asked == ["hub", "mail", "mail", "mail"]
    tick.run()
    assert asked[4:] == ["hub"], "the next of them, in the next run"
