import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsroom.demo import at_work, logins, site
from newsroom.models import Article, search


class Command(BaseCommand):
    help = (
        "Fill the site with the demo park: sections, people, companies, pictures and stories. Harmless to repeat. "
        "--stories N adds that many generated stories over ten years, for load work. --at-work adds what only work "
        "leaves behind: a correction, a withdrawn story, a gallery, places on the front page, and all social cards."
    )

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are stories already")
        parser.add_argument("--logins", action="store_true", help="make demo logins even though DEBUG is off")
        parser.add_argument("--at-work", action="store_true", help="add a correction, a gallery and more of the kind")
        parser.add_argument("--stories", type=int, default=0, metavar="N", help="how many generated stories to add")

    def handle(self, *, if_empty, stories, verbosity, **options):
        if if_empty and Article.objects.exists():
            if verbosity:
                self.stdout.write("There are stories already; the demo was not loaded again.")
        else:
            self._load(verbosity)
        if options["at_work"]:
            at_work.load()
            call_command("make_social_cards", verbosity=verbosity)
        if stories:
            self._generate(stories, verbosity)
        self._make_logins(asked=options["logins"], verbosity=verbosity)

    def _load(self, verbosity) -> None:
        started = time.monotonic()
        report = site.load()
        if verbosity:
            counts = ", ".join(f"{number} {action}" for action, number in sorted(report.counts.items()))
            self.stdout.write(f"Demo stories: {counts} ({time.monotonic() - started:.1f} s).")
            for outcome in report.outcomes:
                if outcome.notes:
                    self.stdout.write(f"  {outcome.headline}: {' '.join(outcome.notes)}")

    def _generate(self, count: int, verbosity) -> None:
        from newsroom.demo.synthetic import synthetic_directory, synthetic_stories
        from newsroom.desk.importers.save import save_all

        started = time.monotonic()
        site.load_directory(*synthetic_directory())
        report = save_all(
            synthetic_stories(count),
            publish=True,
            progress=lambda done: self.stderr.write(f"\r{done:,} of {count:,}", ending="") if verbosity else None,
        )
        search.tidy()  # loaded in hundreds of pieces, which each search would go through
        seconds = time.monotonic() - started
        if verbosity:
            self.stderr.write("")
            self.stdout.write(f"{report.counts['created']:,} generated stories added in {seconds:.0f} s.")

    def _make_logins(self, *, asked: bool, verbosity) -> None:
        if not (settings.DEBUG or asked):
            if verbosity:
                self.stdout.write(
                    "No demo logins were made, since DEBUG is off and their password is public. "
                    "Ask with --logins if nobody else reaches this site, or make your own: manage.py createsuperuser."
                )
            return
        logins.make_logins()
        if verbosity:
            self.stdout.write(f"Demo logins for /admin/, each with the password {logins.PASSWORD}:")
            for username, (_, _, group) in logins.LOGINS.items():
                self.stdout.write(f"  {username:<10} {group or 'administrator'}")
