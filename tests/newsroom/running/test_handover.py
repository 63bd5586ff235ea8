"""A reload of a site that takes long to load."""

import os
import signal
import time
from pathlib import Path

import pytest

from newsroom.running.handover import Handover
from tests.servers import Server

LOADING = 4  # seconds, as slow_site.py has it
WORKERS = 2


@pytest.fixture
def server(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3]), "SECRET_KEY": "x" * 50}
    with (tmp_path / "log").open("w") as log:
        server = Server(environment, log, workers=WORKERS, app="tests.newsroom.running.slow_site")
        try:
            server.wait()
            yield server
        finally:
            if server.process.poll() is None:
                server.stop()


def test_nobody_waits_for_new_workers_to_load_the_site(server):
    while len(answering := {server.get("/").body for _ in range(20)}) < WORKERS:
        time.sleep(0.1)
    longest, deadline = 0.0, time.monotonic() + 60
    server.process.send_signal(signal.SIGHUP)
    came = set()
    while len(came - answering) < WORKERS and time.monotonic() < deadline:
        asked = time.monotonic()
        came.add(server.get("/").body)
        longest = max(longest, time.monotonic() - asked)
        time.sleep(0.01)
    assert len(came - answering) == WORKERS, "the new ones never came"
    assert longest < LOADING / 2
    while set(server.workers) & set(map(int, answering)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not set(server.workers) & set(map(int, answering)), "the old ones stayed"


def test_who_is_told_to_stop_stops_in_the_middle_of_a_reload_too(server):
    server.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(40)


def test_only_workers_of_this_turn_are_counted():
    handover = Handover()
    handover.begin()
    first = handover.turn
    handover.can_answer(1, first)
    handover.can_answer(2, first)
    assert handover.answering() == 2
    handover.begin()
    assert handover.answering() == 0
    handover.can_answer(2, first)  # it has loaded the site of before too late
    handover.can_answer(3, handover.turn)
    handover.can_answer(3, handover.turn)
    assert handover.answering() == 1
    handover.can_answer(100_000, handover.turn)
    assert handover.answering() == 2, "after many that were ended for their age"


def test_whether_any_ever_answered_is_known_also_in_the_middle_of_a_reload():
    handover = Handover()
    assert not handover.has_answered
    handover.can_answer(1, handover.turn)
    assert handover.has_answered
    handover.begin()
    assert handover.has_answered
