"""Which editions and revisions no longer say what was written (newsroom.models.seals), and where a sound one lies."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction

from newsroom.backups import databases
from newsroom.desk import history
from newsroom.models import Article, Edition, Revision, Stage, cards, raise_generation, search
from newsroom.models.seals import Sealed

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Decayed:
    model: type[Sealed]
    pk: int
    story: int  # the id of its working copy

    def __str__(self):
        return f"{self.model._meta.verbose_name} {self.pk} of story {self.story}"


def decayed(alias: str = DEFAULT_DB_ALIAS) -> Iterator[Decayed]:
    """Reads all of them. A row that an older program wrote without a seal is passed over."""
    for model in (Edition, Revision):
        last = 0
        while ids := _next(model, alias, last):
            rows = _read(model, alias, ids)
            if wrong := [pk for pk in ids if not _is_sound(model, rows.get(pk))]:
                stories = (
                    model._base_manager.using(alias).filter(pk__in=wrong).order_by("pk").values_list("pk", "article")
                )
                yield from (Decayed(model, pk, story) for pk, story in stories)
            last = ids[-1]


def _next(model, alias: str, last: int) -> list[int]:
    rows = model._base_manager.using(alias).exclude(seal="").filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:_AT_ONCE])


def _read(model, alias: str, ids: list[int]) -> dict[int, dict]:
    """The rows by id, without those that cannot be read at all."""
    rows = model._base_manager.using(alias).values("pk", "seal", *model.sealed_fields())
    try:
        return {row["pk"]: row for row in rows.filter(pk__in=ids)}
    except (ValueError, DatabaseError):  # what is no moment, and no JSON, any more
        found = {}
        for pk in ids:
            with suppress(ValueError, DatabaseError):
                found[pk] = rows.get(pk=pk)
        return found


def _is_sound(model, row: dict | None) -> bool:
    return row is not None and row["seal"] == model.seal_of(row)


class Backups:
    """Backups of SQLite, the newest first. What lies in a dump of PostgreSQL is not looked through."""

    def __init__(self, folders: Iterable[Path]):
        self._files = [path for folder in folders if (path := folder / databases.NAMES["sqlite"]).is_file()]

    def sound(self, what: Decayed) -> tuple[Path, dict] | None:
        """The newest row that still says what was written, and in which file it stands."""
        for path in self._files:
            with databases.other("backup", databases.of_file(path)) as alias, suppress(DatabaseError):
                row = _read(what.model, alias, [what.pk]).get(what.pk)
                if _is_sound(what.model, row):
                    return path, row
        return None


@transaction.atomic
def put_back(what: Decayed, row: dict) -> None:
    """Let it say what was written, and make anew what is made of it: readers and the desk's search see it at once."""
    values = {name: value for name, value in row.items() if name != "pk"}
    what.model._base_manager.filter(pk=what.pk).update(**values)
    story = Article.objects.get(pk=row["article_id"])
    if what.model is Edition:
        cards.make_stories([what.pk])
        search.index([story.pk])
        raise_generation()
    elif story.stage != Stage.PUBLISHED:
        history.find_again(story)
