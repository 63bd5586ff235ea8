"""gunicorn's worker with threads, which waits for the head of a request as long as newsroom.running.arrival says.

newsroom.exact_body does the same for bodies. What it can't read it refuses with a page of ours.
"""

import contextlib

from gunicorn import util
from gunicorn.errors import AppImportError
from gunicorn.workers.gthread import ThreadWorker

from newsroom.running import trouble
from newsroom.running.arrival import SECONDS, watch
from newsroom.running.refusals import Overheard, refusal


class Worker(ThreadWorker):
    """Named in gunicorn_conf.py."""

    def load_wsgi(self):
        try:
            super().load_wsgi()
        except Exception as error:
            if not (said := trouble.in_words(error)):
                raise
            raise AppImportError(said) from error  # which gunicorn prints, and gives up

    def handle(self, conn):
        connection = conn.sock
        watch.begin(connection, SECONDS)
        try:
            return super().handle(conn)
        finally:
            watch.end(connection)

    def handle_request(self, req, conn):
        watch.end(conn.sock)  # its head is here
        return super().handle_request(req, conn)

    def handle_error(self, req, client, addr, exc):
        overheard = Overheard()
        super().handle_error(req, overheard, addr, exc)
        with contextlib.suppress(OSError):  # whoever asked has gone
            util.write_nonblock(client, refusal(overheard.status))
