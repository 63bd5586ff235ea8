"""Questions that PostgreSQL plans once, and not anew for every page.

To plan a question takes its server as long as to answer it, or longer, where the answer is twenty rows off an index. A
statement that comes with its values beside it, instead of within, is kept by each connection with its plan from the
fifth time on (`prepare_threshold` in the settings; psycopg keeps the hundred last used). So it is for questions whose
text is always the same: a number that changes what the best plan is, such as how many rows are wanted, stands in the
text. SQLite plans in microseconds, and Python's driver keeps its statements anyway.
"""

from django.db import connection, connections
from django.db.backends.utils import CursorWrapper


def planned_cursor(using: str = connection.alias) -> CursorWrapper:
    """A cursor as `connection.cursor()` gives it, whose statements are kept with their plans."""
    mine = connections[using]  # this thread's
    cursor = mine.cursor()
    if mine.vendor == "postgresql":
        from django.db.backends.postgresql.base import ServerBindingCursor  # there without a driver is none

        cursor.cursor = ServerBindingCursor(mine.connection)
    return cursor
