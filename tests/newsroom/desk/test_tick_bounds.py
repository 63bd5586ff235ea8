"""How much one run of the tick takes on, and that what goes wrong at the side ends no run."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, schedule
from newsroom.desk import merging, outbox, tick, workflow
from newsroom.desk.tagging import archive
from newsroom.models import Delivery, Event, Mention, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("seconds", "given"), [(0, [0, 0]), (50, [50, 5])])
def test_the_index_is_seen_to_in_the_time_that_is_left(monkeypatch, seconds, given):
    asked = []
    monkeypatch.setattr(merging, "finish_indexing", lambda *, seconds: asked.append(seconds))
    monkeypatch.setattr(search, "mend", lambda *, seconds: asked.append(seconds))
    monkeypatch.setattr(tick, "MOST_SECONDS", seconds)
    assert not tick.run().has_failed
    assert [round(each) for each in asked] == given


@pytest.fixture
def three_unread():
    make_company("Lenovo Group")
    return [make_article(f"Lenovo Group grew {number}") for number in range(3)]


def read() -> list[int]:
    return list(Mention.objects.order_by("article").values_list("article", flat=True).distinct())


def test_so_many_stories_are_read_for_names_in_a_run_the_newest_first(three_unread, monkeypatch):
    monkeypatch.setattr(tick, "_MOST_READ", 2)
    oldest, *newer = (story.pk for story in three_unread)
    tick.run()
    assert read() == newer
    tick.run()
    assert read() == [oldest, *newer]


def test_reading_for_names_ends_when_the_time_is_up(three_unread, monkeypatch):
    monkeypatch.setattr(archive, "BATCH", 1)
    monkeypatch.setattr(tick, "MOST_SECONDS", 0)
    tick.run()
    assert read() == [three_unread[-1].pk], "a batch at least, so that there is an end to it"


def test_the_tick_starts_no_processes_to_read(three_unread, monkeypatch):
    monkeypatch.setattr(archive, "_WORTH_PROCESSES", 1)
    monkeypatch.setattr(archive.os, "process_cpu_count", lambda: 4)
    monkeypatch.setattr(archive.multiprocessing, "get_context", lambda kind: pytest.fail("a process was started"))
    assert not tick.run().has_failed
    assert len(read()) == 3


def test_a_story_whose_moment_has_not_come_is_not_said_to_have_gone_live():
    schedule(make_article(), at=timezone.now() + timedelta(hours=1))
    assert tick.run().lines == tick.run(is_dry=True).lines == []


def test_a_dry_run_names_a_page_of_deliveries_at_most(people, monkeypatch):
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    monkeypatch.setattr(tick, "_PAGE", 2)
    assert Delivery.objects.count() == 3
    assert tick.run(is_dry=True).counts["to deliver"] == 2


def test_nothing_is_delivered_twice_in_a_run_though_somebody_asks_for_it_meanwhile(people, monkeypatch):
    workflow.submit(make_article(by=people["edda"]), by=people["edda"])
    asked = []

    def deliver(delivery):
        asked.append(delivery.pk)
        if len(asked) < 9:
            Delivery.objects.filter(pk=delivery.pk).update(attempts=0, next_at=timezone.now())

    monkeypatch.setattr(outbox, "_deliver", deliver)
    tick.run()
    assert len(asked) == len(set(asked)) == 2
    tick.run()
    assert len(asked) == 4


@pytest.fixture
def four_slow_mails(people, monkeypatch):
    """Each takes twenty seconds of a clock that nothing else moves, and gets there."""
    clock, delivered = [0.0], []

    def deliver(delivery):
        clock[0] += 20
        delivered.append(delivery.pk)

    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    Delivery.objects.create(kind="mail", event=Event.objects.get(verb="submitted"), target="fourth@example.org")
    monkeypatch.setattr(outbox, "_deliver", deliver)
    monkeypatch.setattr(tick, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    return delivered


def test_what_is_slow_and_gets_there_goes_on_until_the_time_is_up(four_slow_mails):
    tick.run()
    assert len(four_slow_mails) == 3, "the last of them began in time"
    tick.run()
    assert len(four_slow_mails) == 4


def test_nothing_is_said_of_what_somebody_else_is_at(four_slow_mails, monkeypatch):
    monkeypatch.setattr(outbox, "attempt", lambda delivery: None)
    report = tick.run()
    assert (report.lines, report.has_failed) == ([], False)


# What went live and cannot be noted


def breaks(*args):
    raise RuntimeError("a mistake")


def test_a_story_that_fails_again_at_another_moment_is_told_of_again(people, time_machine, monkeypatch):
    story = make_article("Fair", by=people["ren"])
    schedule(story, at=timezone.now() + timedelta(hours=1))
    monkeypatch.setattr(tick.workflow, "settle", breaks)
    for times in (1, 2):
        time_machine.move_to(timezone.now() + timedelta(hours=2))
        tick.run()
        tick.run()
        assert Event.objects.filter(verb=outbox.FAILED).count() == times
        type(story).objects.update(scheduled_for=timezone.now() + timedelta(hours=1))


def test_a_failure_of_which_nobody_can_be_told_holds_up_no_other_story(time_machine, monkeypatch, caplog):
    for headline in ("One", "Other"):
        schedule(make_article(headline), at=timezone.now() + timedelta(hours=1))
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    monkeypatch.setattr(tick.workflow, "settle", breaks)
    monkeypatch.setattr(outbox, "note", breaks)
    report = tick.run()
    assert sum(line.startswith("Failed to note") for line in report.lines) == 2
    assert caplog.text.count("Nobody could be told of it either.") == 2
    assert not Event.objects.filter(verb=outbox.FAILED).exists(), "not half of it"
