import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.export.site import SiteExport


class Command(BaseCommand):
    help = (
        "Write the whole public site to the folder DIR as static files that any web server can serve. Again into the "
        "same folder: unchanged files stay, and DIR is replaced in one step when all is there."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--url", help="scheme and host under which the copy will stand; SITE_URL if not given")
        parser.add_argument(
            "--relative", action="store_true", help="links from file to file, for a copy that is opened from a disk"
        )

        parser.add_argument(
            "--anew", action="store_true", help="look at every page even though nothing has changed since the last time"
        )

    def handle(self, *, folder, url, relative, anew, verbosity, **options):
        url = (url or settings.SITE_URL).rstrip("/")
        if urlsplit(url).scheme not in ("http", "https") or urlsplit(url).path:
            raise CommandError("The copy needs its address: set SITE_URL, or give --url https://archive.example.org")
        folder = folder.resolve()  # a link to it stays one
        if folder.is_dir() and any(folder.iterdir()) and not (folder / "manifest.json").is_file():
            raise CommandError(f"{folder} holds something else. Nothing was written; name an empty or a new folder.")
        show = self._show if verbosity and sys.stderr.isatty() else lambda done: None
        try:
            report = SiteExport(folder, url, is_relative=relative, anew=anew, progress=show).run()
        except OSError as error:
            raise CommandError(f"{error} Not all of it was written; run it again when that is mended.") from None
        for path in report.broken:
            self.stderr.write(self.style.WARNING(f"A link leads nowhere: {path}"))
        if verbosity:
            self.stdout.write(
                f"{report.files} files in {folder}: {report.written} written, {report.kept} as before, "
                f"{report.gone} gone since."
            )

    def _show(self, done: int) -> None:
        self.stderr.write(f"\r{done:,} files", ending="")
        self.stderr.flush()
