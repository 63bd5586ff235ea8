"""A connection to somebody else's server that ends in time: whoever sends a byte now and then would never be quiet for
long enough.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress


def addresses_of(host: str, port: int, *, seconds: float) -> list[str]:
    """The addresses of a host. Raises OSError where none is, and where that is not known within `seconds`: the system
    waits for name servers that are away for as long as it is set to, and cannot be told to stop.
    """
    answer = Future()

    def look_up():
        try:
            answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except BaseException as error:  # handed to whoever waits
            answer.set_exception(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answer.result(seconds)
    except TimeoutError:
        raise TimeoutError(f"No name server said within {seconds:g} seconds where {host} is") from None
    return list(dict.fromkeys(entry[4][0] for entry in found))


class BoundedConnection(http.client.HTTPConnection):
    """To the first of these addresses that answers, in the name of its host; it ends after `quiet` seconds without a
    byte, and is cut at `deadline`, by time.monotonic(). Whoever made it looks at the clock: half a head passes for one.
    """

    def __init__(
        self, host: str, port: int, *, addresses: Sequence[str], is_secret: bool, deadline: float, quiet: float
    ):
        left = max(0.1, deadline - time.monotonic())
        super().__init__(host, port, timeout=min(quiet, left))
        self.addresses, self.is_secret, self.deadline = addresses, is_secret, deadline
        self.cut, self.raw = threading.Timer(left, self._cut), None
        if is_secret:
            self.default_port = 443

    def connect(self):
        self.sock = self.raw = self._first_that_answers()
        self.cut.daemon = True
        self.cut.start()
        if self.is_secret:
            secret = ssl.create_default_context()
            self.sock = self.raw = secret.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def _first_that_answers(self) -> socket.socket:
        for address in self.addresses[:-1]:
            with suppress(OSError):
                return socket.create_connection((address, self.port), self._left())
        return socket.create_connection((self.addresses[-1], self.port), self._left())

    def _left(self) -> float:
        """Seconds until it must end, or for which it may be quiet."""
        return min(self.timeout, max(0.1, self.deadline - time.monotonic()))

    def _cut(self):
        with suppress(OSError):  # gone by itself
            socket.socket.shutdown(self.raw, socket.SHUT_RDWR)  # past TLS, in which somebody is reading

    def end(self) -> None:
        self.cut.cancel()
        self.close()
