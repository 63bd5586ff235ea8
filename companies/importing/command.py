"""The command behind import_companies and import_people."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from companies.importing import rows
from companies.importing.saving import ProfileImport, Report

_MOST_NOTES = 20


class ExportCommand(BaseCommand):
    """A subclass names its export and what it writes."""

    profile_export: type

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="ends in .csv, .xlsx or .jsonl")

    def handle(self, *, file, verbosity, **options):
        export = self.profile_export()
        write = {".csv": export.csv_lines, ".jsonl": export.json_lines}.get(file.suffix.lower())
        if write is None and file.suffix.lower() != ".xlsx":
            raise CommandError("The name of the file says its format: .csv, .xlsx or .jsonl.")
        partial = file.with_name(file.name + ".partial")
        if write is None:
            partial.write_bytes(export.workbook(export.model.objects.all()))
        else:
            with partial.open("w", encoding="utf-8", newline="") as output:
                output.writelines(write(export.model.objects.all()))
        partial.replace(file)
        if verbosity:
            self.stdout.write(f"{export.model.objects.count()} written to {file}.")


class ImportCommand(BaseCommand):
    """A subclass names its import and what it brings in."""

    profile_import: type[ProfileImport]

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV, XLSX or JSON Lines, .gz too")
        parser.add_argument("--format", choices=["auto", "csv", "jsonl", "xlsx"], default="auto")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would happen")

    def handle(self, *, files, format, dry_run, verbosity, **options):
        if missing := [str(file) for file in files if not file.is_file()]:
            raise CommandError(f"Not found: {', '.join(missing)}. Nothing was imported.")
        started = time.monotonic()
        table = rows.read(files, format, is_of_people=self.profile_import.is_of_people)
        report = self.profile_import(dry_run=dry_run).run(
            table, self._progress if verbosity and sys.stderr.isatty() else lambda done: None
        )
        self._print(report, dry_run, verbosity, max(time.monotonic() - started, 0.001))
        if failed := report.counts["failed"]:
            raise CommandError(
                f"{failed} could not be read or saved and are named above; "
                f"the others {'could be' if dry_run else 'are in'}. "
                "Mend them and run the command again: what is already in stays as it is."
            )

    def _print(self, report: Report, dry_run: bool, verbosity: int, seconds: float) -> None:
        noted = []
        for outcome in report.outcomes:
            if outcome.action == "failed":
                name = f" “{outcome.name}”" if outcome.name else ""
                self.stderr.write(self.style.ERROR(f"{outcome.where}{name}: {' '.join(outcome.notes)}"))
            elif outcome.notes or (outcome.changed and (dry_run or verbosity > 1)):
                changed = f"changes {', '.join(outcome.changed)}. " if outcome.changed else ""
                noted.append(f"{outcome.where} “{outcome.name}”: {changed}{' '.join(outcome.notes)}".rstrip())
        if verbosity:
            shown = noted if verbosity > 1 else noted[:_MOST_NOTES]
            for line in shown:
                self.stdout.write(line)
            if len(shown) < len(noted):
                self.stdout.write(f"… and {len(noted) - len(shown)} more remarks; --verbosity 2 shows all.")
            if report.unused:
                self.stdout.write(f"Not used: {', '.join(sorted(report.unused))}.")
        counts = ", ".join(f"{number} {action}" for action, number in sorted(report.counts.items())) or "no rows"
        self.stdout.write(
            f"{'Dry run, nothing was written: ' if dry_run else ''}{counts}. "
            f"{len(report.outcomes)} rows in {seconds:.1f} s, "
            f"{len(report.outcomes) / seconds:.0f} a second."
        )

    def _progress(self, done: int) -> None:
        self.stderr.write(f"\r{done:,} rows", ending="")
        self.stderr.flush()
