"""Works on uploads outside the request that asked for it: a process of its own, which may die.

Whatever died is found by its silence and taken up again: what is in already stays as it is, so that the end is the
same. A small upload is worked on at once, since its report is wanted at once.
"""

import hashlib
import logging
import re
import subprocess
import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import close_old_connections, transaction
from django.db.models import Q
from django.utils import timezone

from newsroom.desk import profile_runs
from newsroom.desk.importers import files
from newsroom.desk.importers.archive import ArchiveRefused
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.mapping import Found, Mapping
from newsroom.desk.importers.report import Ledger
from newsroom.desk.importers.save import save_all
from newsroom.models import ImportLine, ImportRun
from newsroom.models.import_run import STALE
from newsroom.running import trouble

logger = logging.getLogger(__name__)

SMALL = 400_000  # bytes: about as much as is read and saved within a second or two
AT_ONCE = 2  # that a tick starts
MOST_DEATHS = 3  # of one run, after which no tick takes it up again
DEATHS = "deaths"  # how often its process died, in the options of a run; whoever asks for something takes it out
ALIVE_EVERY = STALE / 12  # is it said at most, within a batch
KEEP_UPLOADS = timedelta(days=30)
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")
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
    try:
        _Work(run).do()
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


def _claimed(run: ImportRun):
    """The run's row as long as it is ours: each sign of life is known by its moment to whoever gave it alone.

    Its state does not tell: a run that was stopped and asked for again is at work in the same state, by another.
    """
    return ImportRun.objects.filter(pk=run.pk, alive_at=run.alive_at)


def _end(run: ImportRun, state: str, trouble: str = "") -> None:
    run.state, run.trouble, run.ended_at = state, trouble, timezone.now()
    rows = _claimed(run).filter(state__in=ImportRun.WORKING)
    rows.update(state=state, trouble=trouble, ended_at=run.ended_at, counts=run.counts, done=run.done, found=run.found)


class _Work:
    """One run from its beginning to its end."""

    def __init__(self, run: ImportRun):
        self.run = run
        self.is_dry = run.state == State.LOOKING
        self.ledger, self.found = Ledger(), Found()
        self.mapping = Mapping.from_json(run.options)
        self.number = 0
        # What a process that died had brought in stays told as it was, not as unchanged.
        self.told = set() if self.is_dry else set(run.lines.values_list("number", flat=True))

    def do(self) -> None:
        run, options = self.run, self.run.options
        if self.is_dry or not run.done:
            run.lines.all().delete()
            self.told, run.counts = set(), {}
        with ExitStack() as stack:
            path = self._local(stack)
            if run.kind != ImportRun.Kind.STORIES:
                self._do_profiles(path)
                return
            paths, find_photo = stack.enter_context(files.opened([path], alive=self._alive))
            run.about = files.estimate(paths, alive=self._alive)
            ImportRun.objects.filter(pk=run.pk).update(about=run.about)
            types = ("post", "page") if options.get("pages") else ("post",)
            report = save_all(
                self._stories(files.items(paths, options.get("form") or "auto", types, alive=self._alive)),
                publish=bool(options.get("publish")),
                tag_names=bool(options.get("tag_names")),
                dry_run=self.is_dry,
                by=self._ordered_by(),
                find_photo=find_photo,
                settled=self._settled,
                alive=self._alive,
            )
        self._settled([])
        self._tell_late(report.late)
        if self.is_dry:
            run.found = self.found.as_json()

    def _ordered_by(self):
        """Who brings the stories in: whoever pressed the button, which need not be who uploaded the file."""
        return get_user_model().objects.filter(pk=self.run.options.get("ordered_by")).first() or self.run.by

    def _do_profiles(self, path: Path) -> None:
        """A table of companies or people."""
        work = profile_runs.ProfileRun(self.run, dry_run=self.is_dry)
        self.run.about = files.estimate([path], alive=self._alive)
        work.run(path, lambda outcomes: self._note([_row(outcome) for outcome in outcomes]), self._alive)
        if self.is_dry:
            self.run.found = _storable({"twins": work.twins[: Found.MOST], "unused": work.unused})

    def _local(self, stack: ExitStack) -> Path:
        """The upload under its own name in a folder of its own, since text pages are known by their file's name."""
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="newsroom-upload-")))
        path = folder / (on_disk(Path(self.run.name).name) or "upload")
        with self.run.file.open("rb") as stored, path.open("wb") as copy:
            for piece in stored.chunks():
                self._alive()
                copy.write(piece)
        return path

    def _stories(self, items):
        for story in self.ledger.stories(items):
            if not isinstance(story, Unreadable):
                self.found.note(story)
                story = self.mapping.apply(story)
            yield story

    def _settled(self, outcomes) -> None:
        """Note the report so far and show a sign of life; end here if somebody stopped the run."""
        self.ledger.settle(outcomes)
        self._note(self.ledger.take())

    def _note(self, rows: list[dict]) -> None:
        lines = []
        for row in rows:
            self.number += 1
            if self.number not in self.told:
                lines.append(self._line(row))
                for name in (row["action"], *(["related"] if row.get("related") else [])):
                    self.run.counts[name] = self.run.counts.get(name, 0) + 1
        self.run.done = self.number
        with transaction.atomic():
            # First, since the lines of another claim are not to be mixed with ours.
            self._sign(done=self.number, counts=self.run.counts)
            ImportLine.objects.bulk_create(lines, batch_size=500)
        # What was in when it was stopped is told above.
        self._ask_whether_stopped()

    def _tell_late(self, outcomes) -> None:
        """Bring the lines along that were written before all was said of their stories."""
        for outcome in outcomes:
            self._alive()
            for line in self.run.lines.filter(article=outcome.article_id) if outcome.article_id else ():
                if outcome.is_related and not line.entry.get("related"):
                    self.run.counts["related"] = self.run.counts.get("related", 0) + 1
                line.entry |= {"related": outcome.is_related, "warnings": _storable(outcome.notes)}
                line.has_notes = bool(outcome.notes)
                line.save(update_fields=["entry", "has_notes"])

    def _alive(self) -> None:
        if timezone.now() - self.run.alive_at >= ALIVE_EVERY:
            self._sign()
            self._ask_whether_stopped()

    def _sign(self, **changes) -> None:
        now = timezone.now()
        if not _claimed(self.run).update(alive_at=now, **changes):
            raise Stopped
        self.run.alive_at = now

    def _ask_whether_stopped(self) -> None:
        if not _claimed(self.run).filter(state=self.run.state).exists():
            raise Stopped

    def _line(self, row: dict) -> ImportLine:
        article = row.pop("article", None)
        row = {key: value if isinstance(value, (str, int, list)) else str(value or "") for key, value in row.items()}
        entry = _storable(row)
        return ImportLine(
            run=self.run,
            number=self.number,
            action=entry["action"],
            title=" ".join(str(entry.get("title") or entry.get("file") or "").split())[:300],
            has_notes=bool(row.get("warnings")),
            article_id=article,
            entry=entry,
        )


def _row(outcome) -> dict:
    """What became of a row of a table, as a line of the report."""
    changed = [f"Changes {', '.join(outcome.changed)}."] if outcome.changed else []
    return {
        "file": outcome.where,
        "title": outcome.name,
        "action": outcome.action,
        "changed": outcome.changed,
        "warnings": changed + outcome.notes,
    }


def _storable(value):
    """The value with a mark for what no database takes as text: NUL, and the bytes of a file that are no text."""
    if isinstance(value, str):
        return _NO_TEXT.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return [_storable(each) for each in value]
    return {_storable(key): _storable(each) for key, each in value.items()} if isinstance(value, dict) else value
