import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.desk.importers import files
from newsroom.desk.importers.archive import ArchiveRefused
from newsroom.desk.importers.forms import FORMS
from newsroom.desk.importers.report import Ledger
from newsroom.desk.importers.save import Report, save_all

_BAR = 30  # characters


class Command(BaseCommand):
    help = (
        "Bring in stories from text pages, saved web pages, WordPress and Ghost exports, feeds, tables and JSON Lines, "
        "and from zip archives of them (docs/importing.md). Harmless to repeat: what is unchanged or was edited here "
        "since is left alone. Nothing is published unless --publish is given, and nothing is fetched unless --fetch is."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="files, zip archives, or folders to read whole"
        )
        parser.add_argument("--format", choices=["auto", *FORMS], default="auto")
        parser.add_argument(
            "--publish",
            action="store_true",
            help="publish what the source had published, schedule what waits there",
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would happen")
        parser.add_argument("--pages", action="store_true", help="WordPress: pages as well as posts")
        parser.add_argument("--types", default="post", help="WordPress: the types of posts wanted, divided by commas")
        parser.add_argument(
            "--pictures", type=Path, action="append", default=[], metavar="PATH",
            help="a folder or zip archive of pictures, beside what lies beside the files",
        )  # fmt: skip
        parser.add_argument(
            "--fetch", action="append", default=[], metavar="HOST",
            help="fetch missing pictures from this host; again for each further host",
        )  # fmt: skip
        parser.add_argument(
            "--tag-names", action="store_true",
            help="tag stories with the companies and people that their sources name, instead of proposing them",
        )  # fmt: skip
        parser.add_argument("--report", type=Path, metavar="FILE", help="write a JSON line for every entry to FILE")

    def handle(self, *, paths, format, publish, dry_run, verbosity, pictures, fetch, **options):
        if missing := [str(path) for path in [*paths, *pictures] if not path.exists()]:
            raise CommandError(f"Not found: {', '.join(missing)}. Nothing was imported.")
        types = [*options["types"].split(","), *(["page"] if options["pages"] else [])]
        started = time.monotonic()
        ledger = Ledger()
        try:
            with files.opened(paths, pictures=pictures, fetch=fetch) as (ready, find_photo):
                report = save_all(
                    ledger.stories(files.items(ready, format, types)),
                    publish=publish,
                    dry_run=dry_run,
                    find_photo=find_photo,
                    tag_names=options["tag_names"],
                    progress=self._bar(files.estimate(ready)) if verbosity and sys.stderr.isatty() else None,
                )
        except ArchiveRefused as refusal:
            raise CommandError(f"{refusal} Nothing was imported.") from None
        ledger.settle(report.outcomes)
        if options["report"]:
            options["report"].write_text("".join(f"{line}\n" for line in ledger.lines()), encoding="utf-8")
        self._print(report, ledger, verbosity, dry_run, max(time.monotonic() - started, 0.001))

    def _print(self, report: Report, ledger: Ledger, verbosity: int, dry_run: bool, seconds: float):
        for outcome in report.outcomes:
            if outcome.action == "failed":
                self.stderr.write(self.style.ERROR(f"{outcome.where}: {' '.join(outcome.notes)}"))
            elif outcome.notes and verbosity:
                self.stdout.write(f"{outcome.where} “{outcome.headline}”: {' '.join(outcome.notes)}")
        new = {"people": report.new_people, "companies": report.new_companies, "sections": report.new_sections}
        for label, names in new.items():
            if names and verbosity:
                shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
                self.stdout.write(f"New {label} to look at: {shown}")
        if proposed := sum(len(outcome.proposed) for outcome in report.outcomes):
            self.stdout.write(f"{proposed} names of companies and people are proposed as tags, for somebody to decide.")
        self.stdout.write(ledger.summary(report, dry_run=dry_run, seconds=seconds))
        if report.counts["failed"]:
            raise CommandError(
                f"{report.counts['failed']} could not be read or saved and are named above; the others are in. "
                "Mend them and run the command again: what is already in stays as it is."
            )

    def _bar(self, about: int):
        began = time.monotonic()

        def show(done: int) -> None:
            total = max(about, done)
            filled = _BAR * done // total
            pace = done / max(time.monotonic() - began, 0.001)
            bar = f"[{'#' * filled}{'.' * (_BAR - filled)}]"
            self.stderr.write(f"\r{bar} {done:,} of about {total:,}, {pace:,.0f} a second ", ending="")
            self.stderr.flush()

        return show
