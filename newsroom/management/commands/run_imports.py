from django.core.management.base import BaseCommand, CommandError

from newsroom.desk import import_runs
from newsroom.models import ImportRun


class Command(BaseCommand):
    help = (
        "Works on uploads of stories that wait, and on those whose process died; started by the desk for each upload, "
        "and harmless to run at any time. Deletes the files of imports that ended a month ago."
    )

    def add_arguments(self, parser):
        parser.add_argument("runs", nargs="*", type=int, metavar="NUMBER", help="only these; all that wait if none")

    def handle(self, *, runs, **options):
        if not runs:
            done, forgotten = import_runs.work_on_waiting(), import_runs.forget_uploads()
            self.stdout.write(f"{done} imports worked on, {forgotten} old uploads deleted.")
            return
        for number in runs:
            run = ImportRun.objects.filter(pk=number).first()
            if run is None:
                raise CommandError(f"There is no import {number}.")
            worked = import_runs.work_on(run)
            self.stdout.write(
                f"Import {number}: {run.get_state_display()}." if worked else f"Import {number} is not waiting."
            )
