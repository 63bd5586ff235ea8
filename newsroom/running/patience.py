"""For how long something may wait until another writer is done.

A save waits as long as the settings say. What only goes along with it (a text kept aside, a sign of presence, the time
of the last click) must not wait as long once more: somebody looks at a page that does not come, and a thread is held
that readers need.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

BRIEFLY = 1.0  # seconds; a writer needs some milliseconds


@contextmanager
def patience(seconds: float = BRIEFLY) -> Iterator[None]:
    """Let each statement of the block wait no longer than that for others; then OperationalError, as ever.

    Raises OperationalError where the database is away.
    """
    connection.ensure_connection()
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    _wait(int(seconds * 1000))
    try:
        yield
    finally:
        with suppress(Error):  # a connection that was cut takes its limits along
            _wait(usual if connection.vendor == "sqlite" else None)


def _wait(milliseconds: int | None) -> None:
    """None: as the connection was opened with."""
    driver = connection.connection  # past Django's cursor: it is none of the statements that a page is counted by
    if driver is None:
        return
    if connection.vendor == "sqlite":
        statement = f"PRAGMA busy_timeout = {milliseconds}"
    else:
        statement = "SET lock_timeout TO DEFAULT" if milliseconds is None else f"SET lock_timeout = {milliseconds}"
    with connection.wrap_database_errors:
        driver.execute(statement)
