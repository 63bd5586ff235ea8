from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.backups import make, texts


class Command(BaseCommand):
    help = (
        "Read every edition and every revision, and name those that no longer say what was written, because the disk "
        "lost a part of them. Ends with 1 where there are any."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="the folder of backups to look into")
        parser.add_argument("--put-back", action="store_true", help="put what the backups hold back into its place")

    def handle(self, *, folder, put_back, **options):
        if folder and make.latest(folder) is None:
            raise CommandError(f"{folder} holds no backup that was finished.")
        backups = texts.Backups(make.all_of(folder) if folder else [])
        found_wrong, left = list(texts.decayed()), 0
        for what in found_wrong:
            found = backups.sound(what)
            if found and put_back:
                texts.put_back(what, found[1])
                said = f"put back from {found[0]}"
            elif found:
                said, left = f"a sound one stands in {found[0]}", left + 1
            else:
                said, left = "no backup here holds a sound one", left + 1
            self.stdout.write(f"{what}: {said}")
        if not found_wrong:
            self.stdout.write("Every edition and revision says what was written.")
        if left:
            hint = "--put-back puts back what backups hold" if folder else "run it again with DIR, your backups’ folder"
            raise CommandError(f"{left} no longer say what was written: {hint}. Look after the disk.")
