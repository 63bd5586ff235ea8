"""Tables of companies and people that were uploaded: looked through first, with what they nearly double, then saved."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from companies.importing import rows
from companies.importing.company import CompanyImport
from companies.importing.entry import clean, in_plain_letters
from companies.importing.rows import Row, Unreadable
from companies.importing.saving import Outcome
from companies.models import Company, Profile
from newsroom.desk.importers.directory import Directories, Namesakes
from newsroom.models import ImportRun
from people.importing import PersonImport
from people.models import Person

KINDS = {ImportRun.Kind.COMPANIES: (CompanyImport, Company), ImportRun.Kind.PEOPLE: (PersonImport, Person)}
SAME, OTHER = "same", "other"  # what somebody said of a row that is nearly a profile here
_NAMES = ("name", "name_en", "chinese_name")
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

    def run(self, path: Path, tell: Callable[[list[Outcome]], None], alive: Callable[[], None]) -> None:
        """Bring the table in, and tell of each batch what became of its rows. `alive` is called before each row."""
        told = 0

        def progress(done: int) -> None:
            nonlocal told
            left, self.left = self.left, []
            tell([*left, *self.job.report.outcomes[told:]])
            told = len(self.job.report.outcomes)

        table = rows.read([path], self.form, is_of_people=self.job.is_of_people)
        self.job.run(self._decided(table, alive), progress)
        progress(0)

    @property
    def unused(self) -> list[str]:
        return sorted(self.job.report.unused)

    def _decided(self, table, alive) -> Iterator[Row | Unreadable]:
        """The rows as somebody decided on them: a twin takes the name of the one here, or is left until decided on."""
        for row in table:
            alive()
            name, external_id = ("", "") if isinstance(row, Unreadable) else _whom(row)
            twin = self._twin(name, external_id) if name else ""
            if not twin:
                yield row
                continue
            self.twins.append((name, twin.name))
            verdict = self.said.get(name)
            if verdict == SAME:
                yield _as_one_here(row, twin)
            elif verdict == OTHER:
                yield row
            else:
                note = f"Nearly “{twin.name}”, who is here: say whether they are the same."
                self.left.append(Outcome(row.where, name, "skipped", notes=[note]))

    def _twin(self, name: str, external_id: str) -> Profile | None:
        """Whom somebody of that name, who is not here, may be after all."""
        if external_id and self.model.objects.filter(external_id=external_id).exists():
            return None
        is_company = self.model is Company
        directory = self.directories.companies if is_company else self.directories.people
        try:
            known = directory.find(name)
        except Namesakes:
            return None
        if known:
            # The import knows them by their own names alone: under another one they would be added once more.
            return None if directory.has(name) else self.model.objects.filter(pk=known).first()
        if is_company:
            alike = self.directories.alike(name)
            return Company.objects.filter(tag=alike[1]).first() if alike else None
        turned = directory.find_turned(name)
        return Person.objects.filter(pk=turned).first() if turned else None


def _whom(row: Row) -> tuple[str, str]:
    """The name and the id as the row will be read; nothing where it will be refused, with the reason."""
    try:
        name, chinese_name, external_id = (
            clean(str(row.values.get(column) or ""), column) for column in ("name", "chinese_name", "id")
        )
    except ValueError:
        return "", ""
    return in_plain_letters(name or chinese_name), external_id


def _as_one_here(row: Row, known: Profile) -> Row:
    """The row under the names, and the id, by which the import finds the one here; its own are further names."""
    values = dict(row.values)
    names = [name for column in _NAMES if (name := str(values.pop(column, None) or ""))]
    values |= {"name": known.name, "chinese_name": known.chinese_name, "aliases": _with(values.get("aliases"), names)}
    if known.external_id:
        values["id"] = known.external_id
    return replace(row, values=values)


def _with(aliases, names: list[str]):
    """The other names of a row and some more, in the form in which the row has them."""
    if isinstance(aliases, list):
        return [*aliases, *names]
    return ";".join([str(aliases), *names] if aliases else names)
