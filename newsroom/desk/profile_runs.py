"""Tables of companies and people that were uploaded: looked through first, with what they nearly double, then saved."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from companies.importing import rows
from companies.importing.company import CompanyImport
from companies.importing.entry import clean
from companies.importing.rows import Row, Unreadable
from companies.importing.saving import Outcome
from companies.models import Company
from newsroom.desk.importers.directory import Directories, Namesakes
from newsroom.models import ImportRun
from people.importing import PersonImport
from people.models import Person

KINDS = {ImportRun.Kind.COMPANIES: (CompanyImport, Company), ImportRun.Kind.PEOPLE: (PersonImport, Person)}
SAME, OTHER = "same", "other"  # what somebody said of a row that is nearly a profile here
_FORMS = {"csv": "csv", "jsonl": "jsonl", "xlsx": "xlsx"}


class ProfileRun:
    """One upload of companies or people. `twins` holds the names that are nearly known, with whom they are nearly."""

    def __init__(self, run: ImportRun, *, dry_run: bool):
        profile_import, self.model = KINDS[run.kind]
        self.job = profile_import(dry_run=dry_run)
        self.dry_run, self.said = dry_run, dict(run.options.get("twins") or {})
        self.form = _FORMS.get(run.options.get("form"), "auto")
        self.directories = Directories(dry_run=True)
        self.twins: list[tuple[str, str]] = []
        self.left: list[Outcome] = []

    def run(self, path: Path, tell: Callable[[list[Outcome]], None]) -> None:
        """Bring the table in, and tell of each batch what became of its rows."""
        told = 0

        def progress(done: int) -> None:
            nonlocal told
            left, self.left = self.left, []
            tell([*left, *self.job.report.outcomes[told:]])
            told = len(self.job.report.outcomes)

        self.job.run(self._decided(rows.read([path], self.form)), progress)
        progress(0)

    @property
    def unused(self) -> list[str]:
        return sorted(self.job.report.unused)

    def _decided(self, table) -> Iterator[Row | Unreadable]:
        """The rows as somebody decided on them: a twin takes the name of the one here, or is left until decided on."""
        for row in table:
            name, external_id = ("", "") if isinstance(row, Unreadable) else _whom(row)
            twin = self._twin(name, external_id) if name else ""
            if not twin:
                yield row
                continue
            self.twins.append((name, twin))
            verdict = self.said.get(name)
            if verdict == SAME:
                yield replace(
                    row, values=row.values | {"name": twin, "aliases": _with(row.values.get("aliases"), name)}
                )
            elif verdict == OTHER:
                yield row
            else:
                note = f"Nearly “{twin}”, who is here: say whether they are the same."
                self.left.append(Outcome(row.where, name, "skipped", notes=[note]))

    def _twin(self, name: str, external_id: str) -> str:
        """The name of whom somebody of that name, who is not here, may be after all."""
        if external_id and self.model.objects.filter(external_id=external_id).exists():
            return ""
        is_company = self.model is Company
        directory = self.directories.companies if is_company else self.directories.people
        try:
            if directory.find(name):
                return ""
        except Namesakes:
            return ""
        if is_company:
            alike = self.directories.alike(name)
            return Company.objects.filter(tag=alike[1]).values_list("name", flat=True).first() or "" if alike else ""
        turned = directory.find_turned(name)
        return Person.objects.filter(pk=turned).values_list("name", flat=True).first() or "" if turned else ""


def _whom(row: Row) -> tuple[str, str]:
    """The name and the id as the row will be read; nothing where it will be refused, with the reason."""
    try:
        name, external_id = (clean(str(row.values.get(column) or ""), column) for column in ("name", "id"))
    except ValueError:
        return "", ""
    return name, external_id


def _with(aliases, name: str):
    """The other names of a row and one more, in the form in which the row has them."""
    if isinstance(aliases, list):
        return [*aliases, name]
    return f"{aliases};{name}" if aliases else name
