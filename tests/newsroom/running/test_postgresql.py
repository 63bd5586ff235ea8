"""The engine of PostgreSQL tells what becomes of a server from a mistake of ours; no server is asked here."""

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError

from newsroom.running.postgresql.base import DatabaseWrapper


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (psycopg.errors.ReadOnlySqlTransaction, OperationalError),
        (psycopg.errors.IdleInTransactionSessionTimeout, OperationalError),
        (psycopg.errors.lookup("25P04"), OperationalError),
        (psycopg.errors.UndefinedTable, ProgrammingError),
    ],
)
def test_a_server_that_does_nothing_for_anybody_is_no_mistake_of_ours(error, kind):
    wrapper, cause = DatabaseWrapper({}), error("no")
    with pytest.raises(DatabaseError) as raised, wrapper.wrap_database_errors:
        raise cause
    assert type(raised.value) is kind
    assert raised.value.__cause__ is cause
    assert wrapper.errors_occurred, "it is looked at before it is used again"
