"""A connection that ends: at its deadline, wherever it is by then, and where nobody says a word."""

import socket
import time

import pytest

from newsroom.desk import bounded_connection
from newsroom.desk.bounded_connection import BoundedConnection


@pytest.fixture
def silent():
    """A server that takes connections and says nothing; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(("quiet", "left"), [(0.2, 60), (60, 0.2)])
def test_nobody_who_says_nothing_is_waited_for(silent, quiet, left):
    began = time.monotonic()
    connection = BoundedConnection(
        "old.example.org", silent, addresses=["127.0.0.1"], is_secret=False, deadline=began + left, quiet=quiet
    )
    connection.request("GET", "/")
    with pytest.raises(OSError):  # noqa: PT011  timed out, or cut
        connection.getresponse()
    connection.end()
    assert time.monotonic() - began < 20


def test_an_address_has_what_those_before_it_left_of_the_time(monkeypatch):
    given = []

    def refused(address, timeout):
        given.append(timeout)
        time.sleep(0.3)
        raise TimeoutError("timed out")

    monkeypatch.setattr(bounded_connection.socket, "create_connection", refused)
    connection = BoundedConnection(
        "old.example.org", 80, addresses=["10.0.0.1", "10.0.0.2"], is_secret=False,
        deadline=time.monotonic() + 1, quiet=60,
    )  # fmt: skip
    with pytest.raises(TimeoutError):
        connection.connect()
    connection.end()
    assert len(given) == 2
    assert given[1] <= given[0] - 0.3
