"""What the user of DATABASE_URL may do with the tables, as after a restore by somebody else, who owns them then."""

from collections.abc import Sequence

from django.db import connections

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")


def refused(rights: Sequence[str] = ALL, *, alias: str = "default") -> list[str]:
    """Tables of the site in which the user lacks one of these rights; none on SQLite, where it is the file’s."""
    if connections[alias].vendor != "postgresql":
        return []
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_class, unnest(%s::text[]) AS needed WHERE relkind IN ('r', 'p') "
            "AND relnamespace = current_schema()::regnamespace AND NOT has_table_privilege(pg_class.oid, needed) "
            "ORDER BY relname",
            [list(rights)],
        )
        return [name for (name,) in cursor.fetchall()]
