import sys
import time

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from companies.models import Company, Profile
from newsroom.desk.tagging import archive
from newsroom.desk.tagging.directory import current_names, names_of_tags
from newsroom.models import Article
from people.models import Person

_WIDTH = 30


class Command(BaseCommand):
    help = (
        "Read stories for the names of companies and people, and put what is found into the queues of the tagging "
        "desk. Reads what was not read since the story, a name or the matcher changed; broken off, it goes on where it "
        "stopped. Decisions stay as they are."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="read every story, also those read already")
        parser.add_argument(
            "--name-of",
            metavar="WHO",
            help="only stories in which a name of this company or person may stand: its address or its register number",
        )
        parser.add_argument("--name", metavar="TEXT", help="with --name-of: only this one of its names")
        parser.add_argument("--processes", type=int, metavar="N", help="how many read at once; one a core if not given")

    def handle(self, *, name_of, name, processes, verbosity, **options):
        if name and not name_of:
            raise CommandError("--name needs --name-of: whose name it is.")
        started = time.monotonic()
        stories = self._stories(name_of, name, options["all"])
        done = new = 0
        shows_progress = verbosity and sys.stderr.isatty()
        try:
            for count, suggested in archive.read_again(stories, processes=processes):
                done, new = done + count, new + suggested
                if shows_progress:
                    self._show(done, len(stories), new, started)
        except KeyboardInterrupt:
            raise CommandError(
                f"Stopped after {done:,} of {len(stories):,} stories. The same command goes on where it stopped."
            ) from None
        if shows_progress:
            self.stderr.write("")
        if verbosity:
            seconds = max(time.monotonic() - started, 0.001)
            self.stdout.write(f"{done:,} stories read in {seconds:.1f} s; {new:,} new suggestions.")

    def _stories(self, name_of: str | None, name: str | None, everything: bool) -> list[int]:
        if name_of:
            tag = find_profile(name_of).tag_id
            names = [one for one in names_of_tags([tag]) if name is None or one.text == name]
            if not names:
                raise CommandError(f"“{name}” is no name of “{name_of}”.")
            return archive.candidates(names)
        if everything:
            return list(Article.objects.order_by("pk").values_list("pk", flat=True))
        return list(archive.outdated(current_names()))

    def _show(self, done: int, total: int, new: int, started: float) -> None:
        part = done / max(total, 1)
        left = (time.monotonic() - started) / part * (1 - part)
        bar = "█" * round(part * _WIDTH)
        self.stderr.write(
            f"\r{bar:<{_WIDTH}} {done:,} of {total:,} stories, {new:,} new suggestions, "
            f"{left // 60:.0f}:{left % 60:02.0f} left ",
            ending="",
        )
        self.stderr.flush()


def find_profile(who: str) -> Profile:
    """The company or person of that address or register number."""
    for model in (Company, Person):
        if profile := model.objects.filter(Q(slug=who) | Q(external_id=who)).first():
            return profile
    raise CommandError(f"No company or person has the address or register number “{who}”.")
