"""What Django loads as the engine of the database: its own, with two things of it mended.

That a server takes no changes, as one does while another takes its place, and that it ended a transaction which stood
still for too long, its driver counts among the errors inside of a database, and Django with it: as if a question of
ours had been wrong. They are what becomes of a server, like one that is away or has no room. So they are
OperationalError here, for which forms come back with their text, pages say when to come again, and what can wait does.

And a statement of a migration, which goes through a whole table, may take longer than one of a page.
"""

from django.db import OperationalError
from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_PASSING = {"25006", "25P03", "25P04"}  # read only; idle in a transaction for too long; in one for too long


class _Errors(DatabaseErrorWrapper):
    def __exit__(self, exc_type, exc_value, traceback):
        if getattr(exc_value, "sqlstate", None) in _PASSING:
            self.wrapper.errors_occurred = True  # so that the connection is looked at before it is used again
            raise OperationalError(*exc_value.args).with_traceback(traceback) from exc_value
        super().__exit__(exc_type, exc_value, traceback)


class _SchemaEditor(base.DatabaseSchemaEditor):
    def __enter__(self):
        editor = super().__enter__()
        if self.atomic_migration and not self.collect_sql:
            self.execute("SET LOCAL statement_timeout = 0", params=None)
        return editor


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = _SchemaEditor

    @cached_property
    def wrap_database_errors(self):
        return _Errors(self)
