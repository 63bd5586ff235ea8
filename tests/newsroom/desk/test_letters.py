"""Who gets a mail and who gets none, what stands in its head, and what becomes of one that could not be delivered."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article
from newsroom.desk import mails, outbox, tick, translations, workflow
from newsroom.models import Article, Delivery, Event
from tests.newsroom.desk.letters import sent, waiting

pytestmark = pytest.mark.django_db


def test_who_does_not_work_at_the_desk_is_told_nothing(people):
    User.objects.filter(username="li").update(is_staff=False)
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    assert waiting() == {"edda", "chen"}


def test_a_story_that_comes_back_is_told_to_all_who_wrote_it(people):
    story = make_article(by=people["ren"])
    story.headline = "Better"
    workflow.save(story, by=people["li"])
    workflow.submit(story, by=people["chen"])
    Delivery.objects.all().delete()
    workflow.send_back(story, reason="Who said so?", by=people["edda"])
    assert waiting() == {"ren", "li", "chen"}


def test_an_administrator_who_wrote_it_is_not_asked_to_review_it_either(people):
    User.objects.exclude(username__in=["ren", "admin"]).delete()
    workflow.submit(make_article(by=people["admin"]))
    assert waiting() == set()


def test_of_one_address_for_two_and_of_two_reasons_there_is_one_mail(people):
    User.objects.filter(username="li").update(email="EDDA@example.org")
    story = make_article(by=people["ren"])
    workflow.submit(story, by=people["ren"])
    assert sorted(Delivery.objects.values_list("target", flat=True)) == ["chen@example.org", "edda@example.org"]


def test_who_has_left_is_told_nothing_of_what_they_wrote(people):
    story = make_article(by=people["gone"])
    workflow.submit(story)
    Delivery.objects.all().delete()
    workflow.send_back(story, reason="Who said so?")
    assert waiting() == set()


def test_an_update_is_told_to_who_translated_it_and_not_to_who_wrote_it(people):
    """And whatever became of it before: a small change of which nobody was told, say."""
    story = make.make_edition("Fair opens", by=people["ren"]).article
    translations.relate(make_article("博览会开幕", language="zh-Hans", by=people["edda"]), story)
    for headline, change in (("Fair opens at 9", "minor"), ("Fair opens at ten", "update")):
        story.refresh_from_db()
        story.headline = headline
        workflow.save(story)
        Delivery.objects.all().delete()
        make.publish(story, change=change)
        asked = Delivery.objects.filter(event__verb="updated").values_list("target", flat=True)
        assert list(asked) == ([] if change == "minor" else ["edda@example.org"])


@pytest.mark.parametrize("how", ["by the clock", "without a review"])
def test_whoever_translated_it_is_told_of_the_edition_that_goes_out_and_of_no_earlier_one(people, how):
    """Readers are told nothing of the second one here, though they were of the first."""

    def write(headline):
        story.refresh_from_db()
        story.headline = headline
        workflow.save(story)

    story = make.make_edition("Fair opens").article
    translations.relate(make_article("博览会开幕", language="zh-Hans", by=people["ren"]), story)
    write("Fair opens at nine")
    make.publish(story, change="update", note="It was ten.")
    told = Delivery.objects.filter(kind=mails.TO_TRANSLATORS)
    assert not told.exists()
    if how == "by the clock":
        write("Fair opens at 9")
        make.schedule(story, at=timezone.now() + timedelta(hours=1))
        with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
            tick.run()
    else:
        story.refresh_from_db()
        workflow.withdraw(story, reason="It does not.")
        write("Fair opens after all")
        workflow.emergency(story, reason="It does.")
    assert not told.exists()


def test_what_goes_live_without_a_word_on_who_scheduled_it_is_noted(people):
    make.schedule(make_article(by=people["ren"]), at=timezone.now() + timedelta(seconds=1))
    Event.objects.all().delete()
    Article.objects.update(scheduled_for=timezone.now() - timedelta(seconds=1))
    assert not tick.run().has_failed
    assert [name for name, _ in sent()] == ["ren"]


def test_of_a_story_that_was_deleted_nobody_is_told(people):
    story = make_article(by=people["ren"])
    workflow.submit(story, by=people["ren"])
    workflow.delete(story, by=people["ren"])
    report = tick.run()
    assert (sent(), report.has_failed) == ([], False)
    assert set(Delivery.objects.values_list("error", flat=True)) == {"The story was deleted."}


def test_a_mail_says_that_a_machine_wrote_it_and_bears_one_number_however_often_it_is_sent(people):
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    delivery = Delivery.objects.first()
    mails.deliver(delivery)
    mails.deliver(delivery)
    one, other = (message.extra_headers for message in mail.outbox)
    assert one == other
    assert one["Auto-Submitted"] == "auto-generated"
    assert f"delivery-{delivery.pk}-" in one["Message-ID"]


def test_no_word_of_a_story_turns_round_what_stands_after_it(people):
    people["ren"].first_name = "Ren\u202e"
    people["ren"].save()
    workflow.submit(make_article("Chips \u2066are\x07 here", by=people["ren"]), by=people["ren"])
    tick.run()
    message = mail.outbox[0]
    assert message.subject.endswith(": Chips are here")
    assert "Ren submitted it" in message.body


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({"SITE_URL": "https://news.example"}, "https://news.example"),
        ({"SITE_URL": "", "ALLOWED_HOSTS": ["*", ".example", "desk.example"], "HTTPS": True}, "https://desk.example"),
        ({"SITE_URL": "", "ALLOWED_HOSTS": [".example"], "HTTPS": False}, "http://localhost"),
    ],
)
def test_a_mail_leads_to_an_address_that_there_is(settings, said, address):
    for name, value in said.items():
        setattr(settings, name, value)
    assert mails.site_address() == address


# What could not be delivered


@pytest.fixture
def given_up(people):
    """One that was given up, beside one that waits and one that was delivered."""
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    over, up, waits = Delivery.objects.order_by("pk")
    now = timezone.now()
    Delivery.objects.filter(pk=over.pk).update(next_at=None, delivered_at=now, attempts=1)
    Delivery.objects.filter(pk=up.pk).update(next_at=None, gave_up_at=now, attempts=8, error="Refused")
    return up


def standing() -> list[tuple]:
    rows = Delivery.objects.order_by("pk")
    return [(row.attempts, row.next_at is None, row.delivered_at is None, row.gave_up_at is None) for row in rows]


def test_only_what_was_given_up_is_tried_again(given_up):
    over, _, waits = standing()
    assert outbox.try_again(Delivery.objects.all()) == 1
    assert standing() == [over, (0, False, True, True), waits]


def test_only_what_was_given_up_is_set_aside(given_up):
    over, _, waits = standing()
    assert outbox.set_aside(Delivery.objects.all()) == 1
    assert standing() == [over, (8, True, True, True), waits]
    assert not Delivery.objects.given_up().exists()


def test_what_waits_and_what_was_given_up_is_never_forgotten(given_up):
    assert outbox.forget_old(timezone.now() + outbox.KEPT_FOR + timedelta(days=1)) == 1
    assert [row[1:] for row in standing()] == [(True, True, False), (False, True, True)]


def test_one_that_is_delivered_after_all_bears_no_error_and_an_error_fits_its_place(given_up, monkeypatch):
    kind = outbox.KINDS["mail"]

    def refuse(delivery):
        raise OSError("no " * 400)

    broken = outbox.Kind(kind.name, kind.steps, kind.addressees, refuse)
    with monkeypatch.context() as patch:
        patch.setitem(outbox.KINDS, "mail", broken)
        outbox.try_again(Delivery.objects.all())
        given_up.refresh_from_db()
        assert outbox.attempt(given_up) == outbox.Outcome.FAILED
    given_up.refresh_from_db()
    assert len(given_up.error) == 500
    assert outbox.attempt(given_up) == outbox.Outcome.DELIVERED
    given_up.refresh_from_db()
    assert given_up.error == ""


def test_whoever_saw_it_before_it_was_tried_again_does_not_take_it(given_up):
    """The attempts begin anew, so their number alone would say that nothing had happened."""
    Delivery.objects.filter(pk=given_up.pk).update(gave_up_at=None, attempts=0, next_at=timezone.now())
    seen = Delivery.objects.get(pk=given_up.pk)
    Delivery.objects.filter(pk=given_up.pk).update(next_at=None, gave_up_at=timezone.now(), attempts=8)
    outbox.try_again(Delivery.objects.all())
    assert outbox.attempt(seen) is None
    assert sent() == []


# The clock


def test_of_one_that_cannot_be_noted_people_are_told_again_for_its_next_moment(people, monkeypatch):
    def fail(article):
        raise OSError("disk")

    monkeypatch.setattr(workflow, "settle", fail)
    story = make_article("Bad", by=people["ren"])
    Article.objects.filter(pk=story.pk).update(stage="scheduled", scheduled_for=timezone.now() - timedelta(hours=2))
    for expected in (3, 0):
        tick.run()
        assert len(sent()) == expected
    Article.objects.update(scheduled_for=timezone.now() - timedelta(hours=1))
    tick.run()
    assert len(sent()) == 3


def test_whom_nothing_can_be_told_is_not_noted_as_told(people, monkeypatch):
    def fail(*args):
        raise OSError("disk")

    story = make_article("Bad", by=people["ren"])
    Article.objects.filter(pk=story.pk).update(stage="scheduled", scheduled_for=timezone.now() - timedelta(hours=2))
    monkeypatch.setattr(workflow, "settle", fail)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "note", fail)
        assert tick.run().has_failed
    assert not Event.objects.filter(verb=outbox.FAILED).exists()
    tick.run()
    assert len(sent()) == 3


def test_one_that_somebody_takes_a_step_with_at_this_moment_is_no_failure(people, monkeypatch):
    def refuse(article):
        raise workflow.StepRefused("Somebody was faster.")

    story = make_article("Fair opens", by=people["ren"])
    Article.objects.filter(pk=story.pk).update(stage="scheduled", scheduled_for=timezone.now() - timedelta(hours=2))
    monkeypatch.setattr(workflow, "settle", refuse)
    report = tick.run()
    assert (report.has_failed, report.counts["settled"], sent()) == (False, 0, [])


def test_lines_of_the_log_name_no_address(people):
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    lines = tick.run(is_dry=True).lines + tick.run().lines
    assert len([line for line in lines if "deliver" in line.lower()]) == 6
    assert not any("@" in line for line in lines)


def test_words_are_quoted_without_the_blank_lines_around_them_and_names_without_gaps(people):
    people["edda"].first_name = "Edda \x07 Tor"
    people["edda"].save()
    story = make_article(by=people["ren"])
    workflow.submit(story, by=people["ren"])
    workflow.send_back(story, reason="\n \nWho said so?\n\nAnd when?\n", by=people["edda"])
    _, body = mails.text(Event.objects.get(verb="returned"))
    assert "Edda Tor returned it, and asks:\n\n> Who said so?\n>\n> And when?\n\n" in body
