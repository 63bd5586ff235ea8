"""Has uploads worked on outside the request that asked for it: by a process of its own, which may die.

Whatever died is found by its silence and taken up again: what is in already stays as it is, so that the end is the
same. A small upload is worked on at once, since its report is wanted at once.
"""

import hashlib
import logging
import subprocess
import sys
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from newsroom.desk.importers.archive import ArchiveRefused
from newsroom.models import ImportRun
from newsroom.running import trouble

logger = logging.getLogger(__name__)

SMALL = 400_000  # bytes: about as much as is read and saved within a second or two
AT_ONCE = 2  # that a tick starts
MOST_DEATHS = 3  # of one run, after which no tick takes it up again
DEATHS = "deaths"  # how often its process died, in the options of a run; whoever asks for something takes it out
KEEP_UPLOADS = timedelta(days=30)
State = ImportRun.State


class Stopped(Exception):
    """Somebody stopped the run, or asked for something else since."""


def on_disk(name: str) -> str:
    """The name of an upload as disks take it, which count bytes: 255, and a Chinese sign has three.

    Text pages are known by it, so two long names that differ stay different.
    """
    whole = name.encode()
    if len(whole) <= 240:  # with room for what tells an upload from another of the same name
        return name
    mark = hashlib.sha256(whole).hexdigest()[:12]
    return f"{whole[:120].decode(errors='ignore')}_{mark}_{whole[-40:].decode(errors='ignore')}"


def start(run: ImportRun) -> None:
    """Have an asked-for run worked on: at once where it is small, else by a process that outlives the request.

    Where no process can be started the run waits, and the tick or `manage.py run_imports` takes it up.
    """
    if run.size <= SMALL and not run.name.lower().endswith((".zip", ".gz")):
        work_on(run)
        return
    try:
        subprocess.Popen(  # noqa: S603  our own command, with a number
            [sys.executable, settings.BASE_DIR / "manage.py", "run_imports", str(run.pk)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except OSError:
        logger.exception("Import %s waits: no process could be started for it.", run.pk)


def work_on(run: ImportRun) -> bool:
    """Do what is asked of the run; False where somebody else does it already or nothing is asked."""
    now = timezone.now()
    target = {State.TO_LOOK: State.LOOKING, State.TO_BRING: State.BRINGING}.get(run.state, run.state)
    if target not in ImportRun.WORKING:
        return False
    deaths = run.options.get(DEATHS, 0) + 1 if run.state == target else 0
    options = run.options | ({DEATHS: deaths} if deaths else {})
    same = ImportRun.objects.waiting().filter(pk=run.pk, state=run.state, alive_at=run.alive_at)
    if not same.update(state=target, alive_at=now, options=options):
        return False
    run.state, run.alive_at, run.options = target, now, options
    # Some seventy readers of formats, which no other process of the site need know.
    from newsroom.desk.import_work import Work

    try:
        Work(run).do()
    except Stopped:
        pass
    except (ArchiveRefused, FileNotFoundError) as refusal:
        _end(run, State.FAILED, str(refusal))
    except Exception as error:
        logger.exception("Import %s broke off.", run.pk)
        _end(run, State.FAILED, f"It broke off: {trouble.in_words(error) or f'{type(error).__name__}: {error}'}")
    else:
        _end(run, State.LOOKED if target == State.LOOKING else State.DONE)
    return True


def start_waiting() -> list[ImportRun]:
    """Start what waits and what died, the oldest first and a few at a time; gives what was started.

    For the tick, on any number of machines. What kills its process again and again is left to a person.
    """
    waiting = [run for run in ImportRun.objects.waiting().order_by("pk") if run.options.get(DEATHS, 0) < MOST_DEATHS]
    for run in waiting[:AT_ONCE]:
        start(run)
    return waiting[:AT_ONCE]


def work_on_waiting() -> int:
    """Do all that waits, the oldest first; how many that were."""
    done = 0
    for run in ImportRun.objects.waiting().order_by("pk"):
        done += work_on(run)
        close_old_connections()
    return done


def forget_uploads() -> int:
    """Delete the files of runs that ended long ago; their reports stay.

    Of some it was never written down when they ended: those that were given up, and those that were stopped before
    stopping wrote it. Since when they have been silent says as much.
    """
    long_ago = timezone.now() - KEEP_UPLOADS
    given_up = Q(state__in=ImportRun.WORKING, **{f"options__{DEATHS}__gte": MOST_DEATHS})
    silent = Q(alive_at__lt=long_ago) | Q(alive_at=None, created_at__lt=long_ago)
    over = ~Q(state__in=(*ImportRun.ASKED, *ImportRun.WORKING)) | given_up
    old = ImportRun.objects.filter(Q(ended_at__lt=long_ago) | Q(over & silent, ended_at=None)).exclude(file="")
    for run in old:
        run.file.delete(save=False)
        ImportRun.objects.filter(pk=run.pk).update(file="")
    return len(old)


def claimed(run: ImportRun):
    """The run's row as long as it is ours: each sign of life is known by its moment to whoever gave it alone.

    Its state does not tell: a run that was stopped and asked for again is at work in the same state, by another.
    """
    return ImportRun.objects.filter(pk=run.pk, alive_at=run.alive_at)


def _end(run: ImportRun, state: str, trouble: str = "") -> None:
    run.state, run.trouble, run.ended_at = state, trouble, timezone.now()
    rows = claimed(run).filter(state__in=ImportRun.WORKING)
    rows.update(state=state, trouble=trouble, ended_at=run.ended_at, counts=run.counts, done=run.done, found=run.found)
