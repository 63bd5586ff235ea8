"""gunicorn's worker with threads, which waits for the head of a request as long as newsroom.running.arrival says.

No thread waits there: a connection comes to one when a whole head has arrived, so that however many are half open,
those who ask are answered, and to none where the page lies ready (at_hand.py). Nor does anything wait for those who
were answered and don't hang up. newsroom.exact_body bounds the time of bodies. What can't be read is refused with a
page of ours.
"""

import contextlib
import math
import os
import selectors
import socket
import sys
import time
from collections import deque
from functools import partial

from gunicorn import util
from gunicorn.errors import AppImportError
from gunicorn.http import get_parser
from gunicorn.workers.gthread import ThreadWorker

from newsroom.running import at_hand, trouble
from newsroom.running.arrival import SECONDS, seconds_for, watch
from newsroom.running.handover import handover
from newsroom.running.refusals import Overheard, refusal

_LARGEST_HEAD = 64 * 1024  # bytes; what is longer a thread reads, and refuses as a rule
_PIECE = 8 * 1024  # bytes, as the library reads
_END = b"\r\n\r\n"
_AGAIN = 5  # seconds until a worker that could not load the site is made again
_LINGER = 2.0  # seconds that a head may still take when the server stops, and a client to hang up


class Worker(ThreadWorker):
    """Named in gunicorn_conf.py. While all its threads are busy it takes no connection that another worker can take."""

    def __init__(self, *args, **kwargs):
        self.busy = 0  # connections that a thread has, or is about to have
        self.ending = deque()  # connections that were answered for the last time, the oldest first
        self.turn = handover.turn
        self.goes_by = math.inf  # when it stops, whoever can answer then; not before it is told to
        self.taking = []  # connections that have not taken all of a page that lay ready
        super().__init__(*args, **kwargs)

    @property
    def worker_connections(self) -> int:
        """How many it holds at most, which is asked before it takes another."""
        return self.cfg.worker_connections if self.busy < self.cfg.threads else 0

    @worker_connections.setter
    def worker_connections(self, number: int) -> None:
        """As the library sets it."""

    @classmethod
    def check_config(cls, cfg, log):
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise SystemExit(
                "This server does not encrypt: take certfile and keyfile out of its settings, and let nginx do it "
                "(docs/operations.md). Nothing was started."
            )

    def run(self):
        handover.can_answer(self.age, self.turn)
        super().run()

    def handle_exit(self, sig, frame):
        """Told to stop; where the reason is a reload, its successors come first. Told twice, it stops at once."""
        if self.turn != handover.turn and self.goes_by == math.inf:
            self.goes_by = time.monotonic() + self.cfg.graceful_timeout
        else:
            super().handle_exit(sig, frame)

    def notify(self):
        super().notify()
        is_told = self.goes_by < math.inf
        if self.alive and is_told and (handover.answering() >= self.cfg.workers or time.monotonic() > self.goes_by):
            self.alive = False

    def load_wsgi(self):
        try:
            super().load_wsgi()
        except Exception as error:
            said = trouble.in_words(error)
            if handover.has_answered:
                self._leave_it_to_others(said)
            if not said:
                raise
            raise AppImportError(said) from error  # which gunicorn prints, and gives up

    def _leave_it_to_others(self, said: str) -> None:
        """A server that has answered is not given up, as gunicorn would: the site may be in the middle of an upgrade.

        Ends this process in any case; the master makes another, which tries again.
        """
        self.log.error(
            "This worker cannot load the site as it lies there now, and is tried again every %d seconds. %s",
            _AGAIN,
            said,
            exc_info=not said,
        )
        until = time.monotonic() + _AGAIN
        while self.alive and time.monotonic() < until:
            time.sleep(0.1)
        sys.exit(1)

    def enqueue_req(self, conn):
        if conn.parser is None:
            conn.parser = get_parser(self.cfg, conn.sock, conn.client)
        if self._lacks_head(conn):
            conn.sock.setblocking(False)
            conn.timeout = time.monotonic() + (SECONDS if self.alive else _LINGER)
            self.pending_conns.append(conn)  # the oldest first, as all have the same time
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))
        else:
            self._serve(conn)

    def on_pending_socket_readable(self, conn, client):
        if not self._lacks_head(conn):
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            self._serve(conn)

    def _serve(self, conn):
        if (ready := self._at_hand(conn)) is None:
            self._to_a_thread(conn)
            return
        conn.parser.unreader.take_buffered()  # which is what was answered
        conn.left, conn.keeps = ready
        length = sum(map(len, conn.left))
        if self._send(conn):
            self._answered(conn)
        else:
            conn.timeout = time.monotonic() + seconds_for(length)
            self.taking.append(conn)
            self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._on_taking_socket_writable, conn))

    def _at_hand(self, conn) -> tuple[list[bytes], bool] | None:
        if not self.alive:
            return None
        head = conn.parser.unreader.buf.getvalue()
        may_keep = self.cfg.keepalive and len(self.keepalived_conns) < self.max_keepalived
        try:
            return at_hand.answer(self.wsgi, conn, head, may_keep=may_keep, cfg=self.cfg, log=self.log)
        except Exception:  # it must not end the loop that all connections hang on
            self.log.exception("A page that lies ready could not be answered at once; a thread makes it.")
            return None

    @staticmethod
    def _send(conn) -> bool:
        """Whether nothing is left to be sent; what the system doesn't take at once it takes when somebody has read."""
        try:
            sent = conn.sock.sendmsg(conn.left, (), socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:  # it is gone, which the poller finds out
            conn.keeps = False
            return True
        conn.left = at_hand.left_of(conn.left, sent)
        return not conn.left

    def _on_taking_socket_writable(self, conn, client):
        if self._send(conn):
            self.taking.remove(conn)
            self.poller.unregister(client)
            self._answered(conn)

    def _answered(self, conn):
        if not conn.keeps:
            self._hang_up(conn)
            return
        conn.set_timeout()
        if not self.alive:  # told to stop meanwhile: the next request may be on its way
            conn.timeout = min(conn.timeout, time.monotonic() + _LINGER)
        self.keepalived_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

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
        conn.timeout, conn.unread = time.monotonic() + _LINGER, _LARGEST_HEAD
        self.ending.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_ending_socket_readable, conn))

    def _on_ending_socket_readable(self, conn, client):
        try:
            more = len(client.recv(_LARGEST_HEAD))
        except BlockingIOError:
            return
        except OSError:
            more = 0
        conn.unread -= more
        if not more or conn.unread <= 0:
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
        for conn in [conn for conn in self.taking if conn.timeout <= time.monotonic()]:
            self.taking.remove(conn)
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
