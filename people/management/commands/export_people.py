from companies.importing.command import ExportCommand
from people.exporting import PersonExport


class Command(ExportCommand):
    help = "Write all people to FILE: CSV, XLSX or JSON Lines, as import_people reads them."
    profile_export = PersonExport
