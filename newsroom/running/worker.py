"""gunicorn's worker with threads, which waits for the head of a request as long as newsroom.running.arrival says.

newsroom.exact_body does the same for bodies.
"""

from gunicorn.workers.gthread import ThreadWorker

from newsroom.running.arrival import SECONDS, watch


class Worker(ThreadWorker):
    """Named in gunicorn_conf.py."""

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
