"""What Django loads as the engine of the database: its own, with six things of it mended.

* Every question is looked through for `%s`, which SQLite calls `?`, each time it is asked. Questions of several
  thousand characters are asked all day, so what becomes of them is kept: a twentieth of what a page costs.
* Whether SQLite knows JSON is asked of it in a transaction, once by each thread. With transactions that begin as
  writers do, the first page of a thread would wait for whoever is writing. Every SQLite that Django takes does know it.
* Who begins a transaction waits in turn (newsroom.running.sqlite3.turns).
* A byte that decayed on the disk is read as the sign for such (U+FFFD). Python refuses whatever is not UTF-8, and one
  letter of one old story would take search, feeds and backups down. It costs 0.1 µs for each text that is read.
* A disk that cannot be read is “malformed” to SQLite, like a file that is damaged, and Django takes either for a
  question of ours that was wrong. They are OperationalError here, for which forms come back with their text and pages
  say that it is the machine.
* Who keeps a connection for minutes keeps the file that was there when it was opened, and as it could be opened then:
  put right or restored under the running server, it would be read as before, and refuse what is written. Another file
  in its place, or one that may be written again, is opened anew for the next request. Where none can be opened any
  more, readers read on in the one that is.
"""

import os
from functools import lru_cache
from operator import methodcaller

from django.db import OperationalError
from django.db.backends.sqlite3 import base, features
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from newsroom.running.sqlite3.turns import turn
from newsroom.running.trouble import is_damaged


class DatabaseFeatures(features.DatabaseFeatures):
    supports_json_field = True


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        if param_names is None:
            return _with_question_marks(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=1000)
def _with_question_marks(query: str) -> str:
    return base.SQLiteCursorWrapper.convert_query(None, query)


class _Errors(DatabaseErrorWrapper):
    def __exit__(self, exc_type, exc_value, traceback):
        if exc_type is not None and is_damaged(exc_value):
            self.wrapper.errors_occurred = True
            raise OperationalError(*exc_value.args).with_traceback(traceback) from exc_value
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    @cached_property
    def wrap_database_errors(self):
        return _Errors(self)

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        self._opened = self._file()
        connection.text_factory = methodcaller("decode", "utf-8", "replace")
        return connection

    def is_usable(self):
        """Asked before the first question of each request."""
        there, may_write = self._file()
        opened, could_write = self._opened
        return there is None or (there == opened and could_write >= may_write)

    def _file(self) -> tuple[tuple[int, int] | None, bool]:
        """Which file it is, and whether it may be written; None where none can be read, as in memory."""
        name = self.settings_dict["NAME"]
        try:
            found = os.stat(name)
        except OSError:
            return None, False
        return (found.st_dev, found.st_ino) if os.access(name, os.R_OK) else None, os.access(name, os.W_OK)

    def _start_transaction_under_autocommit(self):
        name = str(self.settings_dict["NAME"])
        if name.startswith("file:") or self.is_in_memory_db():
            super()._start_transaction_under_autocommit()
            return
        with turn(name):
            super()._start_transaction_under_autocommit()

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)
