"""How long a request may take to arrive, and its answer to be taken. gunicorn waits without end, in a thread that
readers need.

A proxy in front reads requests before it passes them on, and then all this is over within a millisecond. Without one,
as many slow senders as there are threads would stop the site for as long as they like.
"""

import math
import socket
import threading
import time
from contextlib import suppress

from newsroom import environment as env

SECONDS = env.whole("ARRIVAL_SECONDS", 20)  # for the head of a request, for its body, and for its answer
SLOWEST = 64 * 1024  # bytes a second: what a large body or answer is given more time for
_LOOK_EVERY = 0.5  # seconds


def seconds_for(length: int) -> float:
    """How long a body or an answer of so many bytes may take."""
    return SECONDS + length / SLOWEST


class Watch:
    """Shuts connections that are waited for too long: whoever reads or writes there then finds an end.

    One thread a process.
    """

    def __init__(self):
        self._until: dict[socket.socket, tuple[float, int]] = {}  # by the clock that nobody sets, and what is shut
        self._is_watching, self._starting = threading.Event(), threading.Lock()
        self._thread = None

    def begin(self, connection: socket.socket, seconds: float, what: int = socket.SHUT_RD) -> None:
        """From now on somebody reads there, or writes where `what` is SHUT_RDWR."""
        self._until[connection] = time.monotonic() + seconds, what
        if not self._is_watching.is_set():
            self._is_watching.set()
        if self._thread is None:
            self._start()

    def end(self, connection: socket.socket) -> None:
        """What was waited for is there, or nobody waits any more. May be said twice."""
        self._until.pop(connection, None)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="arrival", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while self._is_watching.wait():
            time.sleep(_LOOK_EVERY)
            now = time.monotonic()
            for connection, (until, what) in list(self._until.items()):
                if now >= until:
                    self._until[connection] = math.inf, what
                    with suppress(OSError):  # gone by itself
                        connection.shutdown(what)
            self._is_watching.clear()
            if self._until:  # asked after it was cleared, so that nobody who begins at this moment is missed
                self._is_watching.set()


watch = Watch()
