"""gunicorn's worker with threads, which waits for the head of a request as long as newsroom.running.arrival says.

No thread waits there: a connection comes to one when a whole head has arrived, so that however many are half open,
those who ask are answered. Nor does anything wait for those who were answered and don't hang up. newsroom.exact_body
bounds the time of bodies. What can't be read is refused with a page of ours.
"""

import contextlib
import os
import selectors
import socket
import time
from collections import deque
from functools import partial

from gunicorn import util
from gunicorn.errors import AppImportError
from gunicorn.http import get_parser
from gunicorn.workers.gthread import ThreadWorker

from newsroom.running import trouble
from newsroom.running.arrival import SECONDS, watch
from newsroom.running.refusals import Overheard, refusal

_LARGEST_HEAD = 64 * 1024  # bytes; what is longer a thread reads, and refuses as a rule
_PIECE = 8 * 1024  # bytes, as the library reads
_END = b"\r\n\r\n"
_LINGER = 2.0  # seconds that a head may still take when the server stops, and a client to hang up


class Worker(ThreadWorker):
    """Named in gunicorn_conf.py. While all its threads are busy it takes no connection that another worker can take."""

    def __init__(self, *args, **kwargs):
        self.busy = 0  # connections that a thread has, or is about to have
        self.ending = deque()  # connections that were answered for the last time, the oldest first
        super().__init__(*args, **kwargs)

    @property
    def worker_connections(self) -> int:
        """How many it holds at most, which is asked before it takes another."""
        return self.cfg.worker_connections if self.busy < self.cfg.threads else 0

    @worker_connections.setter
    def worker_connections(self, number: int) -> None:
        """As the library sets it."""

    def load_wsgi(self):
        try:
            super().load_wsgi()
        except Exception as error:
            if not (said := trouble.in_words(error)):
                raise
            raise AppImportError(said) from error  # which gunicorn prints, and gives up

    def enqueue_req(self, conn):
        if conn.parser is None:
            conn.parser = get_parser(self.cfg, conn.sock, conn.client)
        if self._lacks_head(conn):
            conn.sock.setblocking(False)
            conn.timeout = time.monotonic() + (SECONDS if self.alive else _LINGER)
            self.pending_conns.append(conn)  # the oldest first, as all have the same time
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))
        else:
            self._to_a_thread(conn)

    def on_pending_socket_readable(self, conn, client):
        if not self._lacks_head(conn):
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            self._to_a_thread(conn)

    def _to_a_thread(self, conn):
        conn.data_ready, self.busy = True, self.busy + 1
        super().enqueue_req(conn)

    def finish_request(self, conn, fs):
        self.busy -= 1
        if fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
        else:
            self._hang_up(conn)

    def _hang_up(self, conn):
        """The client closes first, or it might lose the end of what it was told (RFC 9112, section 9.6).

        The library waits for that in the place where it takes connections and looks at heads.
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:  # it is gone
            self._let_go(conn)
            return
        conn.timeout, conn.left = time.monotonic() + _LINGER, _LARGEST_HEAD
        self.ending.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_ending_socket_readable, conn))

    def _on_ending_socket_readable(self, conn, client):
        try:
            more = len(client.recv(_LARGEST_HEAD))
        except BlockingIOError:
            return
        except OSError:
            more = 0
        conn.left -= more
        if not more or conn.left <= 0:
            self.ending.remove(conn)
            self.poller.unregister(client)
            self._let_go(conn)

    def _let_go(self, conn):
        self.nr_conns -= 1
        util.close(conn.sock)

    def murder_pending(self):
        super().murder_pending()
        while self.ending and self.ending[0].timeout <= time.monotonic():
            conn = self.ending.popleft()
            self.poller.unregister(conn.sock)
            self._let_go(conn)

    @staticmethod
    def _lacks_head(conn) -> bool:
        """Whether there is less than a head, and more may come. What came lies where the thread reads first."""
        there = conn.parser.unreader.buf
        if _holds_head(there.getvalue()):
            return False
        try:
            came = conn.sock.recv(_PIECE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:  # it is gone, which a thread finds out
            return False
        there.seek(0, os.SEEK_END)
        there.write(came)
        return bool(came) and not _holds_head(there.getvalue())

    def _cap_keepalive(self, deadline):
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

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


def _holds_head(data: bytes) -> bool:
    """Empty lines before a request are passed over, also by whoever reads it in the end."""
    return _END in data.lstrip(b"\r\n") or len(data) >= _LARGEST_HEAD
