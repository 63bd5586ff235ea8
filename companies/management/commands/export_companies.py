from companies.exporting import CompanyExport
from companies.importing.command import ExportCommand


class Command(ExportCommand):
    help = "Write all companies to FILE: CSV, XLSX or JSON Lines, as import_companies reads them."
    profile_export = CompanyExport
