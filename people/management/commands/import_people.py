from companies.importing.command import ImportCommand
from people.importing import PersonImport


class Command(ImportCommand):
    help = (
        "Bring in people and their roles from CSV and JSON Lines files (docs/formats.md). Harmless to repeat: a person "
        "is found again by the id, else by both names, and what a file leaves out stays as it is."
    )
    profile_import = PersonImport
