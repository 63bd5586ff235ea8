from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.running import advisories


class Command(BaseCommand):
    help = (
        "Compare the pinned packages with a file of advisories in OSV's form: the zip of the whole index, a folder of "
        "JSON files, or one file with a line each. Nothing is asked of a network. Ends with 1 where a hole is known."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("advisories", type=Path, metavar="FILE")
        parser.add_argument(
            "--requirements",
            type=Path,
            default=settings.BASE_DIR / "requirements.txt",
            help="requirements.txt, if not said",
        )

    def handle(self, *, advisories: Path, requirements: Path, **options):
        pinned = _pins(requirements)
        found = _holes(pinned, advisories)
        for hole in found:
            also = f" ({', '.join(hole.aliases)})" if hole.aliases else ""
            fixed = f"; fixed in {', '.join(hole.fixed_in)}" if hole.fixed_in else "; no fix is known"
            self.stdout.write(f"{hole.package} {hole.version}: {hole.id}{also}{fixed}. {hole.summary}")
        if found:
            raise CommandError(f"{len(found)} known holes in {len({hole.package for hole in found})} packages.")
        self.stdout.write(f"No known hole in {len(pinned)} packages.")


def _pins(path: Path) -> dict[str, str]:
    try:
        pinned = advisories.pins(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(str(error)) from None
    if not pinned:
        raise CommandError(f"{path} pins no package.")
    return pinned


def _holes(pinned, path: Path) -> list:
    try:
        return advisories.holes(pinned, advisories.read(path))
    except advisories.AdvisoriesUnreadable as error:
        raise CommandError(str(error)) from None
