"""What takes seconds to make and is the same for every process of a run: the first that needs it makes it.

Read by tests/conftest.py, so that the processes of a run are told of one place by the one that starts them.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_SAYS = "NEWSROOM_TESTS_RUN"

if _SAYS not in os.environ:
    os.environ[_SAYS] = tempfile.mkdtemp(prefix="newsroom-run-")
    atexit.register(shutil.rmtree, os.environ[_SAYS], ignore_errors=True)


def made(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, which all read and none may write to; whoever is second waits until it is made."""
    place = Path(os.environ[_SAYS])
    folder = place / name
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            half = Path(tempfile.mkdtemp(dir=place))
            make(half)
            half.rename(folder)
    return folder
