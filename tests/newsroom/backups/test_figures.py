"""What a database holds in figures: backups of today are compared with what tomorrow's program counts of them."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Manager

from companies.models import Company
from newsroom.backups import content
from newsroom.backups.databases import DatabaseTroubled
from newsroom.demo.make import make_company
from newsroom.models import Vital

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes neither")
AT = datetime(2026, 11, 1, 10, tzinfo=UTC)
# With a name that comes first in no order but that in which they are counted.
LINES = (
    '["z\'s", "2026-11-01T10:00:00+00:00", {"a": "北京", "bb": 1}]\n'
    '["Tick", "2026-11-01T10:00:00+00:00", {}]\n'
    '["backup", "2026-11-01T10:00:00+00:00", {}]\n'
)


def test_a_table_is_counted_as_ever():
    Vital.objects.create(name="z's", at=AT, details={"bb": 1, "a": "北京"})
    for name in ("backup", "Tick"):
        Vital.objects.create(name=name, at=AT)
    expected = {"rows": 3, "sha256": hashlib.sha256(LINES.encode()).hexdigest()}
    assert content.figures()[Vital._meta.db_table] == expected


def test_rows_are_counted_in_the_order_of_their_numbers_whatever_a_list_is_ordered_by(monkeypatch):
    """And all of them, whatever the usual manager of a model leaves out."""
    for name in ("b", "a"):
        make_company(name)
    table = "companies_company"
    before = content.figures()[table]
    model = next(model for model in content.tables() if model._meta.db_table == table)
    for ordering in (["name"], ["-name"]):
        monkeypatch.setattr(model._meta, "ordering", ordering)
        assert content.figures()[table] == before

    class Few(Manager):
        def get_queryset(self):
            return super().get_queryset().none()

    few = Few()
    few.model = model
    monkeypatch.setattr(model._meta, "default_manager", few)
    assert content.figures()[table] == before


def test_what_the_database_makes_by_itself_is_not_counted():
    assert {"name", "slug"} <= {field.name for field in content.columns(Company)}
    assert Company._meta.get_field("initial").generated
    assert "initial" not in {field.name for field in content.columns(Company)}


@on_sqlite
def test_half_a_letter_that_came_in_by_json_stops_no_count():
    Vital.objects.create(name="x", at=AT, details={"said": "\ud83d"})
    assert content.figures()[Vital._meta.db_table]["rows"] == 1


@on_sqlite
def test_a_row_that_cannot_be_read_is_named():
    Vital.objects.create(name="x", at=AT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsroom_vital SET at = '2026-13-01 10:00:00'")
    with pytest.raises(DatabaseTroubled, match="newsroom_vital holds a row that cannot be read"):
        content.figures()


def test_what_differs_is_told_in_words():
    two, three = {"rows": 2, "sha256": "a"}, {"rows": 3, "sha256": "b"}
    assert content.differences({"same": two, "gone": two, "more": two}, {"same": two, "new": two, "more": three}) == [
        "gone is only there", "more has 3 rows, and should have 2", "new is only here",
    ]  # fmt: skip
