from companies.importing.command import ImportCommand
from companies.importing.company import CompanyImport


class Command(ImportCommand):
    help = (
        "Bring in companies from CSV and JSON Lines files (docs/formats.md). Harmless to repeat: a company is found "
        "again by its id, else by its name, and what a file leaves out stays as it is."
    )
    profile_import = CompanyImport
