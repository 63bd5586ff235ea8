"""Whose turn it is to write into a file of SQLite, by the lock beside it; tests/faults has whole processes."""

import fcntl
import os
import stat
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsroom.running.sqlite3 import turns


@pytest.fixture
def database(tmp_path, monkeypatch) -> str:
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    monkeypatch.setattr(turns, "_gives_way", False)
    return str(tmp_path / "site.sqlite3")


@contextmanager
def lock(database: str, how: int):
    """As another process would have it, or BlockingIOError."""
    handle = os.open(f"{database}.turn", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def test_who_waits_for_a_request_says_so_and_shuts_nobody_out(database):
    with turns.turn(database), turns.turn(database), pytest.raises(BlockingIOError), lock(database, fcntl.LOCK_EX):
        pass
    with lock(database, fcntl.LOCK_EX):
        pass
    assert stat.S_IMODE(Path(f"{database}.turn").stat().st_mode) == 0o600


def test_a_command_lets_them_go_first_for_a_while_and_shuts_nobody_out(database, monkeypatch):
    turns.give_way()
    with lock(database, fcntl.LOCK_SH):
        began = time.monotonic()
        with turns.turn(database):
            assert time.monotonic() - began >= turns.LONGEST
    with turns.turn(database), lock(database, fcntl.LOCK_SH):
        pass


def test_where_no_lock_can_be_made_the_database_says_why(database):
    with turns.turn(f"{database}/none/x"):
        pass
