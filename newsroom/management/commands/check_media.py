from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from newsroom.backups import make, orphans, soundness, store


class Command(BaseCommand):
    help = (
        "Read every picture and document of the site, and name those that are lost or damaged, with where a good copy "
        "lies. Ends with 1 where there are any. Counts the files that belong to nothing as well."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="the folder of backups to compare with")
        parser.add_argument("--put-back", action="store_true", help="put the good copies back into their places")
        parser.add_argument(
            "--delete-orphans",
            action="store_true",
            help="delete pictures, documents and uploads of imports that nothing in the database names, as an upload "
            "leaves them that broke off; what is younger than a day stays (-v 2 names them all)",
        )

    def handle(self, *, folder, put_back, delete_orphans, verbosity, **options):
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
        troubles = [self._orphans(delete_orphans, verbosity > 1)]
        if left:
            hints = ["--put-back puts copies back" if folder else "run it again with DIR, the folder of your backups"]
            if can_be_made:
                hints.append("rebuild_renditions --anew and make_social_cards make copies and cards again")
            troubles.append(f"{left} media files are lost or damaged: {'; '.join(hints)}.")
        if any(troubles):
            raise CommandError(" ".join(filter(None, troubles)))

    def _orphans(self, is_to_delete: bool, is_to_name: bool) -> str:
        """Tell of files that belong to nothing, and delete them where that was asked for; what went wrong with it."""
        found = orphans.find()
        for orphan in found.orphans if is_to_name else ():
            self.stdout.write(f"{orphan.medium.name}: belongs to nothing")
        if not found.orphans:
            return ""
        said = f"{len(found.orphans)} files, {filesizeformat(found.size)}, belong to nothing: the database names them "
        self.stdout.write(f"{said}nowhere, and they are older than a day.")
        if not is_to_delete:
            self.stdout.write("--delete-orphans deletes them; -v 2 names them.")
            return ""
        if why := orphans.why_not(found):
            return f"No file was deleted. {why}"
        deleted, failed = 0, []
        for orphan in found.orphans:
            try:
                deleted += orphans.delete(orphan)
            except OSError as error:
                failed.append(f"{orphan.medium.name} ({error.strerror or error})")
        self.stdout.write(f"Deleted {deleted} of them.")
        return f"{len(failed)} could not be deleted, such as {failed[0]}." if failed else ""
