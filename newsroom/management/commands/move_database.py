from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from newsroom.backups import move
from newsroom.backups.databases import DatabaseTroubled


class Command(BaseCommand):
    help = (
        "Copy the whole site into an empty database, from SQLite to PostgreSQL or back, and compare what both hold. "
        "Stop the site first. The old database stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("url", metavar="DATABASE_URL", help="postgres://user:password@host/name or sqlite:////path")

    def handle(self, *, url, **options):
        try:
            figures = move.move(url, tell=self.stdout.write)
        except (move.MoveRefused, DatabaseTroubled, DatabaseError) as error:
            # No sentence of trouble.py: it would name the site's own database, where it may be the other one.
            raise CommandError(str(error).partition(" with text")[0]) from None  # of what cannot be decoded
        rows = sum(figure["rows"] for figure in figures.values())
        self.stdout.write(f"Moved: {rows:,} rows in {len(figures)} tables, the same in both.")
        self.stdout.write("Set DATABASE_URL to the new database and start the site again.")
