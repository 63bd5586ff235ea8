"""Whose turn it is to write into a SQLite file: a command that writes all day lets people in between.

SQLite has no queue. Who waits looks again every tenth of a second, and a command that begins its next transaction at
once is nearly always there first: a save beside it may wait until it gives up. So whoever waits for a request holds a
shared lock on a file beside the database meanwhile, and a command begins none while somebody does. The system takes the
lock from a process that dies.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 5  # seconds that a command gives way for; longer queues are not the command's
_LOOK_EVERY = 0.01  # seconds

_gives_way = False


def give_way() -> None:
    """From now on this process is a command that lets others go first."""
    global _gives_way
    _gives_way = True


@contextmanager
def turn(database: str) -> Iterator[None]:
    """Around the beginning of a transaction in that file."""
    try:
        handle = os.open(f"{database}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:  # a folder that cannot be written: whatever the transaction meets there says so better
        yield
        return
    try:
        if _gives_way:
            _wait(handle)
        else:
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _wait(handle: int) -> None:
    """Until nobody waits. The lock is given back at once: it keeps nobody out."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOOK_EVERY)
        else:
            fcntl.flock(handle, fcntl.LOCK_UN)
            return
