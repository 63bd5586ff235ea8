from pathlib import Path

from django.core.management.base import BaseCommand

from newsroom.desk import exporters
from newsroom.desk.importers import exchange


class Command(BaseCommand):
    help = "Write stories as JSON Lines (docs/formats.md), to FILE or to standard output: those readers see, or all."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--all", action="store_true", help="the desk's working copies, drafts included")

    def handle(self, *, file, all, verbosity, **options):
        stories = exporters.all_stories() if all else exporters.live_stories()
        if file is None:
            for record in stories:
                self.stdout.write(exchange.to_line(record))
            return
        count = 0
        # Under another name until it is whole, so that a broken export never stands in a good one's place.
        partial = file.with_name(file.name + ".partial")
        with partial.open("w", encoding="utf-8", newline="\n") as output:
            for record in stories:
                output.write(exchange.to_line(record) + "\n")
                count += 1
        partial.replace(file)
        if verbosity:
            self.stdout.write(f"{count} stories written to {file}.")
