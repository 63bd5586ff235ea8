"""Companies, and on the floor above people, as the tables and lines that their imports read (docs/formats.md)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from companies.models import Company, Profile
from companies.text import harmless, sayable

_PAGE = 500  # rows read at a time


class ProfileExport:
    """Writes profiles of one kind. A subclass names its columns and gives what only its kind has."""

    model: type[Profile]
    columns: tuple[str, ...]
    related: tuple[str, ...] = ()

    def rows(self, queryset) -> Iterator[dict]:
        """A dict for each profile, in the form that the import reads; what is empty is left out."""
        queryset = queryset.order_by("pk").prefetch_related("aliases", "topic_items__tag", *self.related)
        last = 0
        while page := list(queryset.filter(pk__gt=last)[:_PAGE]):
            for profile in page:
                row = self.row(profile)
                yield {name: row[name] for name in self.columns if row.get(name) not in ("", None, [])}
            last = page[-1].pk

    def row(self, profile: Profile) -> dict:
        return {
            "id": profile.external_id or "",
            "name": profile.name,
            "chinese_name": profile.chinese_name,
            "aliases": [
                {"text": alias.text, "language": alias.language, "kind": alias.kind, "match": alias.match}
                for alias in sorted(profile.aliases.all(), key=lambda alias: alias.pk)
            ],
            "summary": profile.summary,
            "body": profile.body,
            "topics": [item.tag.name for item in profile.topic_items.all()],
            "facts_as_of": profile.facts_as_of.isoformat() if profile.facts_as_of else "",
            "facts_source": profile.facts_source,
            "press_name": profile.press_name,
            "press_email": profile.press_email,
            "press_phone": profile.press_phone,
            "is_listed": profile.is_listed,
            "slug": profile.slug,
        }

    # As text

    def json_lines(self, queryset) -> Iterator[str]:
        for row in self.rows(queryset):
            yield json.dumps(row, ensure_ascii=False) + "\n"

    def table(self, queryset) -> Iterator[list[str]]:
        """The rows as cells, the names of the columns first."""
        yield list(self.columns)
        for row in self.rows(queryset):
            yield [_cell(row.get(name)) for name in self.columns]

    def csv_lines(self, queryset) -> Iterator[str]:
        return csv_lines(self.table(queryset))

    def workbook(self, queryset) -> bytes:
        from openpyxl import Workbook  # 20 MB for every process that started, and only workbooks need it

        book = Workbook(write_only=True)
        sheet = book.create_sheet(self.model._meta.verbose_name_plural)
        for row in self.table(queryset):
            sheet.append([_text_cell(sheet, text) for text in row])
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()


def _cell(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(_part(item) for item in value)
    return "" if value is None else str(value)


def _part(item) -> str:
    # Semicolons and bars divide the parts of a cell, so a name that holds one is written with its like.
    parts = item.values() if isinstance(item, dict) else [item]
    return "|".join(str(part).translate({ord(";"): ",", ord("|"): "/", ord("；"): "，"}) for part in parts).rstrip("|")


def _text_cell(sheet, text: str):
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=sayable(text))
    cell.data_type = "s"  # text whatever it begins with, never a formula
    return cell


def csv_lines(rows: Iterable[Iterable]) -> Iterator[str]:
    """Rows as CSV that spreadsheets open rightly: with the mark of UTF-8, and no cell that they would calculate.

    Every cell is quoted: some programs divide at semicolons and tabs as well, and would find a formula in “One;=1+1”.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    buffer.write("\ufeff")
    for row in rows:
        writer.writerow([harmless(sayable(str(cell))) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


class CompanyExport(ProfileExport):
    model = Company
    columns = (
        "id", "name", "chinese_name", "aliases", "legal_name", "kind", "founded", "website", "summary", "body",
        "topics", "headquarters", "registration", "stock_code", "facts_as_of", "facts_source", "press_name",
        "press_email", "press_phone", "status", "status_since", "successor", "other_successors", "is_listed", "slug",
    )  # fmt: skip
    related = ("successor", "other_successors")

    def row(self, profile):
        return super().row(profile) | {
            "legal_name": profile.legal_name,
            "kind": profile.kind,
            "founded": profile.founded,
            "website": profile.website,
            "headquarters": profile.headquarters,
            "registration": profile.registration,
            "stock_code": profile.stock_code,
            "status": profile.status,
            "status_since": profile.status_since.isoformat() if profile.status_since else "",
            "successor": _meant(profile.successor) if profile.successor else "",
            "other_successors": [_meant(other) for other in profile.other_successors.all()],
        }


def _meant(company: Company) -> str:
    """How an import finds it again."""
    return company.external_id or company.name
