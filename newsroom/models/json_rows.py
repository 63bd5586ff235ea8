"""Rows of another table that a query brings along as one text, where a question of their own would cost more."""

from datetime import UTC, datetime

from django.db import models


class TextOfAll(models.Func):
    """The JSON objects of all rows of a subquery as the text of one JSON list, read with `json.loads`."""

    output_field = models.TextField()

    def as_sqlite(self, compiler, connection, **context):
        # To SQLite what comes out of a subquery is text again.
        return self.as_sql(compiler, connection, template="json_group_array(json(%(expressions)s))", **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(json_agg(%(expressions)s))::text", **context)


def moment(text: str) -> datetime:
    """A moment out of such a text."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)  # SQLite keeps UTC and doesn't say so
