"""How long a request may take to arrive. gunicorn waits without end, in a thread that readers need.

A proxy in front reads requests before it passes them on, and then all this is over within a millisecond. Without one,
as many slow senders as there are threads would stop the site for as long as they like.
"""

import math
import socket
import threading
import time
from contextlib import suppress

from newsroom import environment as env

SECONDS = env.whole("ARRIVAL_SECONDS", 20)  # for the head of a request, and for its body
SLOWEST = 64 * 1024  # bytes a second: what a large body is given more time for
_LOOK_EVERY = 0.5  # seconds


def seconds_for(length: int) -> float:
    """How long a body of so many bytes may take."""
    return SECONDS + length / SLOWEST


class Watch:
    """Shuts connections that are waited for too long: whoever reads there then finds an end. One thread a process."""

    def __init__(self):
        self._until: dict[socket.socket, float] = {}  # by the clock that nobody sets
        self._is_watching, self._starting = threading.Event(), threading.Lock()
        self._thread = None

    def begin(self, connection: socket.socket, seconds: float) -> None:
        """From now on somebody reads there."""
        self._until[connection] = time.monotonic() + seconds
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
            for connection, until in list(self._until.items()):
                if now >= until:
                    self._until[connection] = math.inf
                    with suppress(OSError):  # gone by itself
                        connection.shutdown(socket.SHUT_RD)
            self._is_watching.clear()
            if self._until:  # asked after it was cleared, so that nobody who begins at this moment is missed
                self._is_watching.set()


watch = Watch()
