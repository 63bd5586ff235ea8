"""Where the machine fails the tick says so in a sentence, and a traceback is kept for mistakes of ours."""

import errno
import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from newsroom.demo.make import make_article, schedule
from newsroom.desk import kept, outbox, tick
from newsroom.models import Vital

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("error", "said", "has_traceback"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full.", False),
        (KeyError("a mistake"), "KeyError: 'a mistake'", True),
    ],
)
def test_a_traceback_is_printed_only_where_a_look_at_the_code_helps(monkeypatch, caplog, error, said, has_traceback):
    def breaks():
        raise error

    monkeypatch.setattr(kept, "forget_old", breaks)
    report = tick.run()
    assert report.has_failed
    assert any(line.startswith(f"Failed to throw old unsaved texts away. {said}") for line in report.lines)
    (logged,) = (record for record in caplog.records if record.levelname == "ERROR")
    assert bool(logged.exc_info) == has_traceback
    assert said in logged.getMessage() or has_traceback


def test_neither_is_one_for_a_story_that_went_live_and_cannot_be_noted(time_machine, monkeypatch, caplog):
    def breaks(article):
        raise OSError(errno.ENOSPC, "No space left on device")

    schedule(make_article("Fair"), at=timezone.now() + timedelta(hours=1))
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    monkeypatch.setattr(tick.workflow, "settle", breaks)
    report = tick.run()
    assert any("Failed to note" in line and "The disk is full." in line for line in report.lines)
    assert not any(record.exc_info for record in caplog.records)


def test_what_was_done_is_said_of_a_run_that_breaks_off_as_well(time_machine, monkeypatch):
    def breaks(name, **counts):
        raise OperationalError("database is locked")

    schedule(make_article("Fair"), at=timezone.now() + timedelta(hours=1))
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    monkeypatch.setattr(Vital.objects, "note", breaks)
    said = io.StringIO()
    with pytest.raises(OperationalError):
        call_command("tick", stdout=said)
    assert said.getvalue().startswith("Noted: “Fair” went live")


def test_a_run_that_could_not_forget_old_deliveries_did_run(monkeypatch):
    def breaks(now):
        raise OperationalError("database is locked")

    monkeypatch.setattr(outbox, "forget_old", breaks)
    assert tick.run().has_failed
    assert Vital.objects.read(Vital.TICK).at
