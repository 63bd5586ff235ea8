"""On PostgreSQL a statement of a page is cut off after some seconds, and one of a migration is not."""

import pytest
from django.db import DatabaseError, connection

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite cuts off nothing"),
]


@pytest.fixture
def hurried():
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout")


def test_a_migration_goes_through_a_large_table(hurried):
    with connection.schema_editor() as editor:
        editor.execute("SELECT pg_sleep(0.2)")


def test_whatever_comes_after_it_is_cut_off(hurried):
    with connection.schema_editor():
        pass
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.2)")
