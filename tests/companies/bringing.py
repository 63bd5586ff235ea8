"""Bringing companies in, and what is said of it."""

from companies.importing.company import CompanyImport
from companies.importing.rows import Row


def bring(*values: dict, dry_run=False):
    """The report on lines with these values."""
    lines = [Row(f"line {number}", row) for number, row in enumerate(values, 1)]
    return CompanyImport(dry_run=dry_run).run(lines)


def actions(report) -> list[str]:
    return [outcome.action for outcome in report.outcomes]


def notes(report) -> str:
    return "\n".join(note for outcome in report.outcomes for note in outcome.notes)


def aliases(company) -> set[tuple]:
    return set(company.aliases.values_list("text", "language", "kind", "match"))
