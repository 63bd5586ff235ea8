import time

from django.core.management.base import BaseCommand

from newsroom.desk.merging import twins


class Command(BaseCommand):
    help = "Look for companies, people and topics that may be one and the same. Changes nothing but the list of them."

    def handle(self, **options):
        started = time.monotonic()
        standing = twins.look()
        self.stdout.write(f"{standing:,} possible duplicates stand, after {time.monotonic() - started:.1f} s.")
