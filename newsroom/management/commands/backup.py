from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from newsroom.backups import make
from newsroom.backups.databases import DatabaseTroubled
from newsroom.backups.manifest import BackupBroken
from newsroom.running import trouble


class Command(BaseCommand):
    help = (
        "Back up the database and the media into a folder, verify the backup, and let it take the place of the last "
        "good one. The site goes on meanwhile."
    )
    # They ask the database as well, and of one that is damaged they would say nothing that helps.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="holds the backups, one below it each")
        parser.add_argument(
            "--prune",
            action="store_true",
            help="delete old ones afterwards: all of two days are kept, one a day for 35 days, one a month for a year",
        )

    def handle(self, *, folder, prune, **options):
        try:
            place, manifest = make.make(folder)
        except (make.BackupRefused, DatabaseTroubled, BackupBroken, DatabaseError, OSError) as error:
            raise CommandError(f"{trouble.in_words(error) or error} The last good backup stands as it did.") from None
        rows = sum(figure["rows"] for figure in manifest.tables.values())
        media = f"{manifest.media['files']:,} media files of {manifest.media['bytes'] / 1e6:,.1f} MB"
        self.stdout.write(f"{place}: {rows:,} rows, {media}, all verified.")
        for names, what in (
            (manifest.carried, "lost or damaged on the site, and kept from the backup before"),
            (manifest.missing, "lost on the site, and in no backup of this folder"),
        ):
            if names:
                some = ", ".join(names[:5]) + (" …" if names[5:] else "")
                self.stderr.write(f"{len(names)} media files are {what}: {some}")
        if manifest.carried or manifest.missing:
            self.stderr.write(f"What to do: manage.py check_media {folder}")
        if manifest.decayed:
            some = ", ".join(manifest.decayed[:5]) + (" …" if manifest.decayed[5:] else "")
            self.stderr.write(
                f"{len(manifest.decayed)} editions or revisions no longer say what was written, and stand in this "
                f"backup as they are: {some}. What to do: manage.py check_stories {folder}"
            )
        if prune:
            self._prune(folder)
        try:
            make.note(place, manifest)
        except DatabaseError as error:
            raise CommandError(
                f"The backup is made. Those who watch the site are not told of it: {trouble.in_words(error) or error}"
            ) from None
        if manifest.astray:
            raise CommandError(
                "The backup is made, with all rows as they are, and these cannot be right: "
                f"{'; '.join(manifest.astray)}. What to do: “What is damaged” in docs/operations.md."
            )

    def _prune(self, folder: Path) -> None:
        try:
            gone = make.prune(folder)
        except make.ClockDoubted as why:
            self.stderr.write(str(why))
            return
        except OSError as error:
            raise CommandError(f"The backup is made, but old ones could not be deleted: {error}") from None
        if gone:
            self.stdout.write(f"{len(gone)} old backups deleted.")
