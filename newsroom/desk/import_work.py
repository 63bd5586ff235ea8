"""The work on an upload: what it holds is looked through, or brought in, and noted line by line."""

import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from newsroom.desk import profile_runs
from newsroom.desk.import_runs import Stopped, claimed, on_disk
from newsroom.desk.importers import files
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.mapping import Found, Mapping
from newsroom.desk.importers.report import Ledger
from newsroom.desk.importers.save import save_all
from newsroom.models import ImportLine, ImportRun
from newsroom.models.import_run import STALE

ALIVE_EVERY = STALE / 12  # is it said at most, within a batch
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")


class Work:
    """One run from its beginning to its end."""

    def __init__(self, run: ImportRun):
        self.run = run
        self.is_dry = run.state == ImportRun.State.LOOKING
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
        if not claimed(self.run).update(alive_at=now, **changes):
            raise Stopped
        self.run.alive_at = now

    def _ask_whether_stopped(self) -> None:
        if not claimed(self.run).filter(state=self.run.state).exists():
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
