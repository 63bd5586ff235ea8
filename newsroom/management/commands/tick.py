import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from newsroom.backups import unfinished
from newsroom.desk import tick
from newsroom.running import trouble


class Command(BaseCommand):
    help = (
        "Notes which scheduled stories have gone live, delivers waiting mail and starts waiting imports. "
        "To be run every minute, on as many machines as you like. Ends with 1 when "
        "something failed; what failed is tried again by a later run."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument(
            "--loop",
            nargs="?",
            type=int,
            const=60,
            metavar="SECONDS",
            help="go on until stopped, with a run every 60 seconds or as many as are given",
        )

    def handle(self, *, dry_run, loop, **options):
        if loop is None:
            if self._run(dry_run):
                raise CommandError("Something failed; see above.", returncode=1)
            return
        if loop < 1:
            raise CommandError("--loop needs at least one second.")
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        while not stopped.is_set():
            close_old_connections()  # this is no request, after which Django would do it
            try:
                self._run(dry_run)
            except Exception as error:
                # The database may be away for a moment. The next run finds everything where this one left it.
                self.stderr.write(
                    f"This run broke off. {trouble.in_words(error) or f'{type(error).__name__}: {error}'}"
                )
            finally:
                close_old_connections()
            stopped.wait(loop)
        self.stdout.write("Stopped.")

    def _run(self, dry_run: bool) -> bool:
        if unfinished.is_restoring():  # mail that is to be held is not held yet
            self.stdout.write(unfinished.SENTENCE)
            return False
        report = tick.Report()
        try:
            tick.run(is_dry=dry_run, report=report)
        finally:
            for line in report.lines:
                self.stdout.write(line)
            self.stdout.flush()
        return report.has_failed
