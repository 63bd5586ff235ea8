import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from companies.models import Photo
from newsroom.desk import exporters
from newsroom.desk.importers import exchange
from newsroom.desk.importers.html_clean import pictures_in
from newsroom.desk.importers.record import StoryRecord
from newsroom.export import markdown_files, ninjs, wxr
from newsroom.models import Attachment


class Command(BaseCommand):
    help = (
        "Write stories to FILE or to standard output, those readers see or all: as JSON Lines, which import_stories "
        "reads; as IPTC ninjs 3.1, an item a line; as a WordPress export; or as Markdown files in a folder."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a folder for Markdown")
        parser.add_argument("--format", choices=["jsonl", "ninjs", "wxr", "markdown"], default="jsonl")
        parser.add_argument("--all", action="store_true", help="the desk's working copies, drafts included")
        parser.add_argument(
            "--pictures",
            type=Path,
            metavar="DIR",
            help="copy the pictures and documents of the stories there, by their stored names",
        )
        parser.add_argument("--url", help="scheme and host for whole addresses, where SITE_URL is not set")

    def handle(self, *, file, format, all, pictures, url, verbosity, **options):
        origin = (url or settings.SITE_URL).rstrip("/")
        if format in ("ninjs", "wxr") and not origin:
            raise CommandError("Whole addresses need a host: set SITE_URL, or give --url https://news.example.org")
        if format == "ninjs" and all:
            raise CommandError("ninjs is what readers see; drafts go out as jsonl, wxr or markdown.")
        if format == "markdown" and file is None:
            raise CommandError("Name a folder for the Markdown files.")
        self.is_all = all
        self.count, self.pictures, self.documents = 0, set(), set()
        stories = self._counted(exporters.all_stories() if all else exporters.live_stories())
        if format == "markdown":
            self._write_folder(file, stories)
        else:
            with self._output(file) as output:
                for text in self._texts(format, stories, origin):
                    output.write(text)
        if pictures:
            self._copy_files(pictures)
        if verbosity and file:
            self.stdout.write(f"{self.count} stories written to {file}.")

    def _texts(self, format: str, stories, origin: str) -> Iterator[str]:
        if format == "wxr":
            authors = exporters.first_writers(all_stories=self.is_all)
            yield from wxr.write(stories, authors=authors, title=settings.SITE_NAME, address=origin)
        elif format == "ninjs":
            for line in ninjs.write(origin):
                self.count += 1
                yield line
        else:
            yield from (exchange.to_line(record) + "\n" for record in stories)

    def _counted(self, stories) -> Iterator[StoryRecord]:
        for record in stories:
            self.count += 1
            named = [record.photo] if record.photo else []
            named += pictures_in(record.body) if "<img" in record.body else []
            self.documents |= {each.file for each in record.attachments}
            self.pictures |= {picture.file.removeprefix(settings.MEDIA_URL) for picture in named}
            yield record

    @contextmanager
    def _output(self, file: Path | None):
        if file is None:
            yield self.stdout._out if hasattr(self.stdout, "_out") else sys.stdout
            return
        # Under another name until it is whole, so that a broken export never stands in a good one's place.
        partial = file.with_name(file.name + ".partial")
        with partial.open("w", encoding="utf-8", newline="\n") as output:
            yield output
        partial.replace(file)

    def _write_folder(self, folder: Path, stories) -> None:
        for record in stories:
            path = folder / markdown_files.file_name(record)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(markdown_files.write(record), encoding="utf-8")

    def _copy_files(self, folder: Path) -> None:
        photos = Photo.objects.filter(file__in=self.pictures).iterator(chunk_size=200)
        documents = Attachment.objects.filter(file__in=self.documents).iterator(chunk_size=200)
        for file in (each.file for each in chain(photos, documents)):
            target = folder / file.name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                with file.storage.open(file.name) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
