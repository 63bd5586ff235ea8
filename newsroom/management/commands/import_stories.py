import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.desk.importers import detect, files
from newsroom.desk.importers.report import Ledger
from newsroom.desk.importers.save import save_all


class Command(BaseCommand):
    help = (
        "Bring in stories from text pages, saved web pages, WordPress and Ghost exports, feeds, tables and JSON Lines "
        "(docs/importing.md). Harmless to repeat: what is unchanged or was edited here since is left alone. "
        "Nothing is published unless --publish is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders to read whole")
        parser.add_argument("--format", choices=["auto", *detect.FORMS], default="auto")
        parser.add_argument("--publish", action="store_true", help="publish what the source had published")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would happen")

        parser.add_argument("--pages", action="store_true", help="WordPress: pages as well as posts")
        parser.add_argument("--types", default="post", help="WordPress: the types of posts wanted, divided by commas")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write a JSON line for every entry to FILE")

    def handle(self, *, paths, format, publish, dry_run, verbosity, **options):
        if missing := [str(path) for path in paths if not path.exists()]:
            raise CommandError(f"Not found: {', '.join(missing)}. Nothing was imported.")
        types = [*options["types"].split(","), *(["page"] if options["pages"] else [])]
        started = time.monotonic()
        ledger = Ledger()
        report = save_all(
            ledger.stories(files.items(paths, format, types)),
            publish=publish,
            dry_run=dry_run,
            find_photo=files.Pictures([path if path.is_dir() else path.parent for path in paths]),
            progress=self._progress if verbosity and sys.stderr.isatty() else lambda done: None,
        )
        seconds = max(time.monotonic() - started, 0.001)
        ledger.settle(report.outcomes)
        if options["report"]:
            options["report"].write_text("".join(f"{line}\n" for line in ledger.lines()), encoding="utf-8")
        for outcome in report.outcomes:
            if outcome.action == "failed":
                self.stderr.write(self.style.ERROR(f"{outcome.where}: {' '.join(outcome.notes)}"))
            elif outcome.notes and verbosity:
                self.stdout.write(f"{outcome.where} “{outcome.headline}”: {' '.join(outcome.notes)}")
        for label, names in (("people", report.new_people), ("companies", report.new_companies)):
            if names and verbosity:
                shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
                self.stdout.write(f"New {label} to look at: {shown}")
        counts = ", ".join(f"{number} {action}" for action, number in sorted(report.counts.items())) or "no stories"
        if ledger.skipped:
            counts += f", {ledger.skipped} skipped (no stories: menus, pictures, the bin …)"
        would = "Dry run, nothing was written: " if dry_run else ""
        self.stdout.write(
            f"{would}{counts}; {report.published} published. "
            f"{len(report.outcomes)} stories in {seconds:.1f} s, {len(report.outcomes) / seconds:.0f} a second."
        )
        if report.counts["failed"]:
            raise CommandError(
                f"{report.counts['failed']} could not be read or saved and are named above; the others are in. "
                "Mend them and run the command again: what is already in stays as it is."
            )

    def _progress(self, done: int) -> None:
        self.stderr.write(f"\r{done:,} stories", ending="")
        self.stderr.flush()
