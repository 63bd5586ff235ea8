import sys
import time
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError

from newsroom.models import SearchEntry, search


class Command(BaseCommand):
    help = (
        "Make the search index again from nothing: the names, what the desk finds drafts by, then every edition that "
        "has not ended, oldest first. While it runs, readers find what is in already. Interrupted, it says how to go "
        "on from there."
    )

    def add_arguments(self, parser):
        parser.add_argument("--resume", type=_place, metavar="PLACE", help="go on after the place where it stopped")
        parser.add_argument("--names", action="store_true", help="only the names of companies, people and topics")

    def handle(self, *, resume, names, verbosity, **options):
        started, done, place = time.monotonic(), 0, resume
        shows_progress = verbosity and sys.stderr.isatty()
        if resume is None:
            search.rebuild_names()
        if names:
            self.stdout.write("The names are made anew.")
            return
        if resume is None:
            search.rebuild_drafts()
            search.empty()
        try:
            for count, reached in search.rebuild(after=resume):
                done, place = done + count, reached
                if shows_progress:
                    self.stderr.write(f"\r{done:,} editions", ending="")
                    self.stderr.flush()
        except KeyboardInterrupt:
            where = f" --resume {place[0].isoformat()},{place[1]}" if place else ""
            raise CommandError(f"Stopped after {done:,}. Go on with: manage.py rebuild_search{where}") from None
        search.tidy()
        if shows_progress:
            self.stderr.write("")
        if verbosity:
            seconds = max(time.monotonic() - started, 0.001)
            self.stdout.write(
                f"{done:,} editions in {seconds:.1f} s, {done / seconds:.0f} a second; "
                f"{SearchEntry.objects.count():,} are in the index."
            )


def _place(text: str) -> tuple[datetime, int]:
    moment, _, pk = text.rpartition(",")
    return datetime.fromisoformat(moment), int(pk)
