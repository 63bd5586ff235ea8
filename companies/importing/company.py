"""What is particular to bringing in companies: their kind, and who succeeded whom."""

from django.db import transaction

from companies.importing.entry import Entry, Values, kind_of_company_name
from companies.importing.register import Known
from companies.importing.saving import PROFILE_FIELDS, Plan, ProfileImport
from companies.models import Company, CompanyAlias


class CompanyImport(ProfileImport):
    """Brings in rows of companies."""

    model = Company
    alias_model = CompanyAlias
    types = frozenset({"company", "org", "organisation", "organization"})
    fields = (
        "legal_name", "kind", "founded", "website", *PROFILE_FIELDS, "headquarters", "registration", "stock_code",
        "status", "status_since",
    )  # fmt: skip
    namesakes_are_rare = True

    def __init__(self, **options):
        self._successors: list[tuple[Plan, str]] = []
        self._others: list[tuple[Plan, list[str]]] = []
        super().__init__(**options)

    def read_more(self, values: Values, entry: Entry) -> None:
        if entry.is_from_list and values.text("type").casefold() != "company":
            entry.defaults["kind"] = Company.Kind.OTHER
        entry.more = values.text("successor"), values.names("other_successors")

    def kind_of_name(self, text: str, language: str) -> str:
        return kind_of_company_name(text, language)

    def save_more(self, plans: list[Plan]) -> None:
        pass  # a company has nothing of its own that can be written before the others are in

    def note_saved(self, plans: list[Plan]) -> None:
        # They may stand further down in the file, so they are looked up when all are in.
        for plan in plans:
            successor, others = plan.entry.more
            if successor:
                self._successors.append((plan, successor))
            if others:
                self._others.append((plan, others))

    @transaction.atomic
    def finish(self) -> None:
        companies = Company.objects.in_bulk([plan.known.pk for plan, _ in self._successors if plan.known.pk])
        for plan, text in self._successors:
            successor, company = self._meant(plan, text), companies.get(plan.known.pk)
            # A dry run has no company where it would be new.
            if successor and company and (company.successor_id != successor.pk or successor.pk is None):
                plan.change("successor")
                if not self.dry_run:
                    company.successor_id = successor.pk
                    company.save(update_fields=["successor", "updated_at"])
        companies = Company.objects.prefetch_related("other_successors").in_bulk(
            [plan.known.pk for plan, _ in self._others if plan.known.pk]
        )
        for plan, texts in self._others:
            found = [successor for text in texts if (successor := self._meant(plan, text))]
            if company := companies.get(plan.known.pk):
                there = {other.pk for other in company.other_successors.all()}
                missing = [successor.pk for successor in found if successor.pk not in there]
                if missing:
                    plan.change("other_successors")
                    if not self.dry_run:
                        company.other_successors.add(*missing)

    def _meant(self, plan: Plan, text: str) -> Known | None:
        """The company that comes after this one; None, with a remark, where that cannot be said."""
        try:
            successor = self.register.meant_by(text)
        except ValueError as error:
            plan.outcome.notes.append(f"The successor was left out: {error}.")
            return None
        if successor is plan.known:
            plan.outcome.notes.append("The successor was left out: no company succeeds itself.")
            return None
        return successor
