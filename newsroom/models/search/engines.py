"""Which engine searches: that of the database in use. Both hold the same tokens in the table newsroom_searchtext."""

from django.db import connection

from newsroom.models.search.fts5 import Fts5
from newsroom.models.search.questions import Engine
from newsroom.models.search.tsvector import TsVector

_ENGINES: dict[str, Engine] = {"sqlite": Fts5(), "postgresql": TsVector()}


def engine() -> Engine:
    return _ENGINES[connection.vendor]
