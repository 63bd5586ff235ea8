"""What is particular to bringing in companies: their kind, and who succeeded whom."""

from django.db import transaction

from companies.importing.entry import Entry, Values, kind_of_company_name
from companies.importing.saving import Plan, ProfileImport
from companies.models import Company, CompanyAlias


class CompanyImport(ProfileImport):
    """Brings in rows of companies."""

    model = Company
    alias_model = CompanyAlias
    types = frozenset({"company", "org", "organisation", "organization"})
    fields = ("legal_name", "kind", "founded", "website", "summary", "body", "status", "is_listed", "slug")
    namesakes_are_rare = True

    def __init__(self, **options):
        self._successors: list[tuple[Plan, str]] = []
        super().__init__(**options)

    def read_more(self, values: Values, entry: Entry) -> None:
        if entry.is_from_list and values.text("type").casefold() != "company":
            entry.defaults["kind"] = Company.Kind.OTHER
        entry.more = values.text("successor")

    def kind_of_name(self, text: str, language: str) -> str:
        return kind_of_company_name(text, language)

    def save_more(self, plans: list[Plan]) -> None:
        # It may stand further down in the file, so it is looked up when all are in.
        self._successors += [(plan, plan.entry.more) for plan in plans if plan.entry.more]

    @transaction.atomic
    def finish(self) -> None:
        companies = Company.objects.in_bulk([plan.known.pk for plan, _ in self._successors if plan.known.pk])
        for plan, text in self._successors:
            try:
                successor = self.register.meant_by(text)
            except ValueError as error:
                plan.outcome.notes.append(f"The successor was left out: {error}.")
                continue
            if successor is plan.known:
                plan.outcome.notes.append("The successor was left out: no company succeeds itself.")
            elif (company := companies.get(plan.known.pk)) is None:
                continue  # a dry run, and the company would be new
            elif company.successor_id != successor.pk or successor.pk is None:
                plan.change("successor")
                if not self.dry_run:
                    company.successor_id = successor.pk
                    company.save(update_fields=["successor", "updated_at"])
