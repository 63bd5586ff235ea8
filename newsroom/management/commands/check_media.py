from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.backups import make, soundness, store


class Command(BaseCommand):
    help = (
        "Read every picture and document of the site, and name those that are lost or damaged, with where a good copy "
        "lies. Ends with 1 where there are any."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="the folder of backups to compare with")
        parser.add_argument("--put-back", action="store_true", help="put the good copies back into their places")

    def handle(self, *, folder, put_back, **options):
        if folder and make.latest(folder) is None:
            raise CommandError(f"{folder} holds no backup that was finished.")
        copies = soundness.Copies(make.all_of(folder) if folder else [])
        number, left, can_be_made = 0, 0, False
        for damage in soundness.damaged(copies):
            number += 1
            if damage.good and put_back:
                store.put(damage.good, damage.name)
                said = f"put back from {damage.good}"
            elif damage.good:
                said, left = f"a good copy is {damage.good}", left + 1
            else:
                said, left = "no backup here holds a good copy", left + 1
                can_be_made |= damage.is_made
            self.stdout.write(f"{damage.name}: {damage.what}; {said}")
        if not number:
            self.stdout.write("All media files are there and whole.")
        if left:
            hints = ["--put-back puts copies back" if folder else "run it again with DIR, the folder of your backups"]
            if can_be_made:
                hints.append("rebuild_renditions --anew and make_social_cards make copies and cards again")
            raise CommandError(f"{left} media files are lost or damaged: {'; '.join(hints)}.")
