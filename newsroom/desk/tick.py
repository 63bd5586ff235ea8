"""What has to be done now and then: note what the clock has moved, deliver mail, start imports, read for names …

Nothing that readers see depends on it, but for what a clock that is put back brings to light again. It may run on
several machines at once, every minute, and be killed at any point: each thing is claimed by a conditional UPDATE and
done in a transaction of its own.
"""

import logging
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from newsroom.desk import import_runs, kept, merging, outbox, workflow
from newsroom.desk.history import event_row
from newsroom.desk.signin import sessions
from newsroom.desk.tagging import archive
from newsroom.models import Article, Delivery, Event, ImportRun, Stage, Vital, search
from newsroom.running import trouble

logger = logging.getLogger(__name__)

MOST_SECONDS = 50  # for one run, so that runs a minute apart don't pile up; what is left is left to the next
_PAGE = 100
_LATE = 5  # seconds for one delivery that failed: as where a hub doesn't answer, which has six of each story
_MOST_READ = 2000  # stories a run
_MOST_MENDING = 5  # seconds a run; a hundred thousand stories take about as long


@dataclass(slots=True)
class Report:
    """What a run did, in lines for whoever started it."""

    lines: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)

    @property
    def has_failed(self) -> bool:
        return bool(self.counts["failed"] or self.counts["given up"])

    def add(self, what: str, line: str) -> None:
        self.counts[what] += 1
        self.lines.append(line)


def run(*, is_dry: bool = False, report: Report | None = None) -> Report:
    """One round of everything. Whoever gives the report has what was done even of a round that broke off."""
    report, until = report or Report(), time.monotonic() + MOST_SECONDS
    _note_what_went_live(report, is_dry)
    with _by_itself(report, "take withdrawn stories from readers again"):
        _withdraw_again(report, is_dry)
    hold = Vital.objects.read(Vital.HOLD)
    if hold.at:
        waiting = Delivery.objects.due().count()
        report.lines.append(
            f"Held since {_moment(hold.at)}: {waiting} deliveries wait. Release them with: manage.py release"
        )
    else:
        _deliver(report, is_dry, until)
        with _by_itself(report, "start imports"):
            _start_imports(report, is_dry)
    with _by_itself(report, "read stories for names"):
        _read_for_names(report, is_dry, until)
    if not is_dry:
        with _by_itself(report, "bring the search along after merges"):
            merging.finish_indexing(seconds=max(0, until - time.monotonic()))
        with _by_itself(report, "keep the index of words in order"):
            search.mend(seconds=min(_MOST_MENDING, max(0, until - time.monotonic())))
        with _by_itself(report, "throw old unsaved texts away"):
            if number := kept.forget_old():
                report.lines.append(f"Threw away unsaved texts that nobody wanted for {kept.KEPT_DAYS} days: {number}.")
            kept.forget_forms()
        with _by_itself(report, "forget what was delivered long ago"):
            outbox.forget_old(timezone.now())
        with _by_itself(report, "forget sessions that are over"):
            sessions.forget_ended()
        Vital.objects.note(Vital.TICK, **report.counts)
    return report


@contextmanager
def _by_itself(report: Report, what: str):
    """A chore that fails is told of, and keeps no other from being done."""
    try:
        yield
    except Exception as error:
        report.add("failed", f"Failed to {what}. {_why(error, f'The tick failed to {what}.')}")


def _why(error: Exception, message: str) -> str:
    """Log it, with a traceback only where a look at the code would help; gives what to say of it."""
    said = trouble.in_words(error)
    logger.error("%s %s", message, said, exc_info=None if said else error)
    return said or f"{type(error).__name__}: {error}"


def _start_imports(report: Report, is_dry: bool) -> None:
    """Start uploads that wait at the desk, and those whose process died; each goes on by itself."""
    if is_dry:
        for run in ImportRun.objects.waiting().order_by("pk"):
            report.add("to import", f"Would start import {run.pk}, “{run.name}”.")
        return
    for run in import_runs.start_waiting():
        report.add("imports", f"Started import {run.pk}, “{run.name}”.")
    import_runs.forget_uploads()


def _read_for_names(report: Report, is_dry: bool, until: float) -> None:
    """Read stories that are new or changed, such as imported ones, for the tagging desk; the newest first.

    What a change of names asks for, the whole archive, is left to suggest_mentions.
    """
    waiting = archive.unread()[:_MOST_READ]
    if is_dry:
        if number := len(waiting):
            report.add("to read", f"Would read {number} stories for names.")
        return
    found = 0
    for _, new in archive.read_again(waiting, processes=1):
        found += new
        if time.monotonic() >= until:
            break
    if found:
        report.lines.append(f"Read stories for names: {found} new suggestions wait at the tagging desk.")


def _due_stories():
    return Article.objects.filter(stage=Stage.SCHEDULED, scheduled_for__lte=timezone.now()).order_by("scheduled_for")


def _note_what_went_live(report: Report, is_dry: bool) -> None:
    for article in list(_due_stories().only(*_NEEDED)):
        what = f"“{article.headline}” went live {_moment(article.scheduled_for)}"
        if is_dry:
            report.add("to settle", f"Would note: {what}.")
            continue
        try:
            with transaction.atomic():
                workflow.settle(article)
        except workflow.StepRefused:
            continue  # somebody took a step with it at this moment, which noted it as well
        except Exception as error:
            why = _why(error, f"Story {article.pk} went live and that could not be noted.")
            report.add("failed", f"Failed to note: {what}. {why}")
            _tell_of_failure(article, error)
        else:
            report.add("settled", f"Noted: {what}.")


def _withdraw_again(report: Report, is_dry: bool) -> None:
    """Readers see a story again that was withdrawn while the clock ran ahead, until the clock comes there."""
    for article in Article.objects.filter(editions__withdrawal__at__gt=timezone.now()).distinct().order_by("pk"):
        if is_dry:
            report.add("to withdraw", f"Would withdraw “{article.headline}” again: the clock was put back.")
        elif workflow.withdraw_again(article):
            report.add("withdrawn again", f"Withdrew “{article.headline}” again: the clock was put back.")


_NEEDED = ["headline", "stage", "scheduled_for", "version", "revision", "created_by", "edited_by", "submitted_by"]


def _tell_of_failure(article: Article, error: Exception) -> None:
    """Once for each moment it was scheduled for, however often the tick comes back to it."""
    moment = article.scheduled_for
    try:
        with transaction.atomic():
            told = Event.objects.filter(article=article, verb=outbox.FAILED, at=moment)
            if not told.exists():
                event = event_row(
                    article, outbox.FAILED, None, moment, from_stage=article.stage, comment=type(error).__name__
                )
                event.save()
                outbox.note(outbox.FAILED, [event])
    except Exception as error:
        _why(error, "Nobody could be told of it either.")


def _deliver(report: Report, is_dry: bool, until: float) -> None:
    if is_dry:
        for delivery in Delivery.objects.due().select_related("event")[:_PAGE]:
            report.add("to deliver", f"Would deliver: {_described(delivery)}.")
        return
    seen: set[int] = set()
    late: set[str] = set()  # kinds whose server let us wait; what else goes there is left to the next run
    while True:
        due = Delivery.objects.due().exclude(pk__in=seen).exclude(kind__in=late)
        page = list(due.select_related("event")[:_PAGE])
        if not page:
            return
        for delivery in page:
            began = time.monotonic()
            if began >= until:
                return
            if delivery.kind in late:
                continue
            seen.add(delivery.pk)
            outcome = outbox.attempt(delivery)
            if outcome in (outbox.Outcome.FAILED, outbox.Outcome.GIVEN_UP) and time.monotonic() - began > _LATE:
                late.add(delivery.kind)
            if outcome:
                what = "failed" if outcome is outbox.Outcome.FAILED else outcome.value
                report.add(what, f"{outcome.value.capitalize()}: {_described(delivery)}.")


def _described(delivery: Delivery) -> str:
    # Without the address: these lines end in logs.
    return f"{delivery.kind} {delivery.pk}, {delivery.event.verb.replace('_', ' ')} “{delivery.event.headline}”"


def _moment(at) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"
