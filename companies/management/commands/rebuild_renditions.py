from django.core.management.base import BaseCommand, CommandError

from companies.models import Photo
from companies.pictures import PictureRefused


class Command(BaseCommand):
    help = (
        "Make the smaller copies of pictures that are missing, and the cuts that don't follow the focal point. "
        "--anew makes all of them again. The pictures themselves stay as they are; harmless to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("--anew", action="store_true", help="make all renditions again, for a new encoder")

    def handle(self, *, anew, verbosity, **options):
        made = whole = 0
        broken = []
        for photo in Photo.objects.order_by("pk").iterator(chunk_size=200):
            try:
                if photo.make_renditions(anew=anew):
                    made += 1
                else:
                    whole += 1
            except (OSError, PictureRefused) as error:
                broken.append(f"Photo {photo.pk} ({photo.file.name}): {error}")
        if verbosity:
            self.stdout.write(f"Renditions made for {made:,} photos; {whole:,} had all of them.")
        if broken:
            raise CommandError("\n".join([f"{len(broken)} pictures could not be read:", *broken]))
