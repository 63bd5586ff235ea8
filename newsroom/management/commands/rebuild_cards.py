import sys
import time

from django.core.management.base import BaseCommand

from newsroom.models import cards, raise_generation


class Command(BaseCommand):
    help = (
        "Make the cards of stories, companies, people and topics that are missing or were made by an older version. "
        "Until then readers get right pages, only slower. Run it after every update; --all makes all of them anew."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="make those anew that look right, too")

    def handle(self, *, all, verbosity, **options):
        started, done = time.monotonic(), 0
        for count in cards.rebuild(everything=all):
            done += count
            if verbosity and sys.stderr.isatty():
                self.stderr.write(f"\r{done:,} cards", ending="")
        if done:
            raise_generation()
        if verbosity:
            self.stdout.write(f"{done:,} cards made in {time.monotonic() - started:.1f} s.")
