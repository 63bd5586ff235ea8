"""What stands where the shared cache should be: nothing, a Redis far away, or something that is none."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

LATE = 10  # seconds


@contextmanager
def own_redis():
    """The address of a Redis of one test alone."""
    home = Path(tempfile.mkdtemp(prefix="faults.", dir="/tmp"))  # noqa: S108 - private, and short
    path = home / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--dir", home]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if path.exists():
                break
            time.sleep(0.1)
        yield path
    finally:
        server.kill()
        server.wait(20)
        shutil.rmtree(home)


class Between:
    """A door on the loopback before a Redis, which can be `well`, `late`, `junk` or `shut`."""

    def __init__(self, redis: os.PathLike):
        self.redis, self.state = str(redis), "well"
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._listening.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._take, daemon=True).start()

    def become(self, state: str) -> None:
        """Change, for open connections as well."""
        self.state = state
        if state == "shut":
            for each in list(self._open):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Empty the Redis."""
        with socket.socket(socket.AF_UNIX) as redis:
            redis.connect(self.redis)
            redis.sendall(b"FLUSHALL\r\n")
            assert redis.recv(100) == b"+OK\r\n"

    def close(self) -> None:
        self.become("shut")
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _take(self) -> None:
        while True:
            try:
                inside, _ = self._listening.accept()
            except OSError:
                return
            if self.state == "shut":
                inside.close()
            else:
                threading.Thread(target=self._serve, args=(inside,), daemon=True).start()

    def _serve(self, inside: socket.socket) -> None:
        with inside, socket.socket(socket.AF_UNIX) as outside, suppress(OSError):
            outside.connect(self.redis)
            self._open |= {inside, outside}
            back = threading.Thread(target=self._bring_back, args=(outside, inside), daemon=True)
            back.start()
            while asked := inside.recv(65536):
                outside.sendall(asked)
            outside.shutdown(socket.SHUT_RDWR)
            back.join(LATE + 1)
            self._open -= {inside, outside}

    def _bring_back(self, outside: socket.socket, inside: socket.socket) -> None:
        with suppress(OSError):
            while answer := outside.recv(65536):
                if self.state == "late":
                    time.sleep(LATE)
                inside.sendall(b"\x00\xffHTTP/1.1 400 Bad Request\r\n\r\n" if self.state == "junk" else answer)
