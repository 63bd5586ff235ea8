"""What only goes along with a save waits briefly for other writers, and what comes after it as long as ever."""

from contextlib import suppress

import pytest
from django.db import OperationalError, connection, connections

from newsroom.running.patience import patience

pytestmark = pytest.mark.django_db


def limit() -> int:
    """In milliseconds, as the database has it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'")
        return cursor.fetchone()[0]


def test_it_ends_with_the_block_whatever_happens_there(django_assert_num_queries):
    usual = limit()
    assert usual >= 5000
    with patience():
        assert limit() == 1000
    assert limit() == usual
    with suppress(ZeroDivisionError), patience(0.25):
        assert limit() == 250
        raise ZeroDivisionError
    assert limit() == usual
    with django_assert_num_queries(0), patience():
        pass


def test_a_connection_that_was_cut_is_an_error_as_ever(monkeypatch):
    """The driver's own would be taken for a mistake of ours."""

    class Cut:
        def execute(self, statement):
            raise connection.Database.OperationalError("terminating connection due to administrator command")

    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "connection", Cut())
        patch.setattr(connections["default"], "ensure_connection", lambda: None)
        with pytest.raises(OperationalError), patience():
            pass


def test_what_happened_in_the_block_is_told_also_where_the_connection_was_cut_by_it(monkeypatch):
    class Cut:
        asked = 0

        def execute(self, statement):
            self.asked += 1
            if self.asked > 1:
                raise connection.Database.OperationalError("the connection is lost")

    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "connection", Cut())
        patch.setattr(connections["default"], "ensure_connection", lambda: None)
        with pytest.raises(ZeroDivisionError), patience():
            raise ZeroDivisionError
