from django.core.management.base import BaseCommand
from django.utils import timezone

from newsroom.desk import holding
from newsroom.models import Vital


class Command(BaseCommand):
    help = "Let a restored site send mail again, and list the stories that the restore held back."

    def add_arguments(self, parser):
        parser.add_argument(
            "--with-mail",
            action="store_true",
            help="also send what waited when the backup was made; most of it was sent by the site that is gone",
        )
        parser.add_argument("--list", action="store_true", help="only say what is held")

    def handle(self, *, with_mail, **options):
        hold = Vital.objects.read(Vital.HOLD)
        if not hold.at:
            self.stdout.write("Nothing is held.")
            return
        for article, moment in holding.held():
            self.stdout.write(
                f"“{article.headline}” ({article.pk}) was to go live {timezone.localtime(moment):%Y-%m-%d %H:%M %Z}. "
                "It is approved; schedule it again in the newsroom if that is still meant."
            )
        if options["list"]:
            self.stdout.write(f"Mail is held since {timezone.localtime(hold.at):%Y-%m-%d %H:%M %Z}.")
            return
        waiting, dropped = holding.release(with_mail=with_mail)
        self.stdout.write(f"Released. {waiting} deliveries go out with the next tick, {dropped} old ones were dropped.")
