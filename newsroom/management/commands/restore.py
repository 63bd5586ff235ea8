from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from newsroom.backups import restore
from newsroom.backups.databases import DatabaseTroubled
from newsroom.backups.manifest import BackupBroken, verify
from newsroom.running import trouble


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty site, with every checksum checked. Scheduled stories and mail are held until "
        "somebody releases them with “release”."
    )
    requires_system_checks = []  # there may be no site yet to check

    def add_arguments(self, parser):
        parser.add_argument("place", type=Path, metavar="DIR", help="a backup, or the folder that holds backups")
        parser.add_argument("--check", action="store_true", help="only check every checksum of the backup")

    def handle(self, *, place, check, **options):
        try:
            if check:
                folder = restore.find(place)
                manifest = verify(folder)
                self.stdout.write(f"{folder}: sound; made {_said(manifest)}, {manifest.media['files']:,} media files.")
                return
            done = restore.restore(place)
        except (BackupBroken, DatabaseTroubled, restore.RestoreRefused, DatabaseError, OSError) as error:
            raise CommandError(trouble.in_words(error) or str(error)) from None
        rows = sum(figure["rows"] for figure in done.manifest.tables.values())
        self.stdout.write(
            f"Restored {done.folder}, made {_said(done.manifest)}: {rows:,} rows, {done.files:,} media files."
        )
        self.stdout.write("Everybody is signed out, and links to drafts have ended. Mail is held.")
        for article in done.held:
            self.stdout.write(f"Held back, to be scheduled again by a person: “{article.headline}” ({article.pk})")
        self.stdout.write("When you have looked it over: manage.py release")
        for sentence in done.manifest.astray:
            self.stderr.write(f"As on the site that was backed up, {sentence}.")
        if done.differences:
            raise CommandError("The database differs from what the backup says of it: " + "; ".join(done.differences))


def _said(manifest) -> str:
    return f"{timezone.localtime(manifest.moment):%Y-%m-%d %H:%M %Z}"
