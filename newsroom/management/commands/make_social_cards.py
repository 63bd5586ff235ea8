from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from newsroom import social_cards
from newsroom.models import Edition


class Command(BaseCommand):
    help = (
        "Draw the social cards that are missing: the park's own, and one for each story without a large picture that "
        "readers see now or will see. Harmless to repeat; --newest N looks at the newest N stories only."
    )

    def add_arguments(self, parser):
        parser.add_argument("--newest", type=int, default=0, metavar="N", help="look at the newest N stories only")

    def handle(self, *, newest, verbosity, **options):
        social_cards.draw_site()
        editions = (
            social_cards.wanting(Edition.objects.filter(Q(live_until=None) | Q(live_until__gt=timezone.now())))
            .select_related("section", "lead_photo")
            .defer("body", "body_html")
            .newest_first()
        )
        drawn = social_cards.draw(editions[:newest] if newest else editions.iterator(chunk_size=500))
        if verbosity:
            self.stdout.write(f"{drawn:,} social cards drawn.")
