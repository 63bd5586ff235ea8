"""What the server lets a stranger say, as it reads its own configuration."""

import os
import runpy
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from newsroom.running import arrival, handover
from newsroom.running.server_log import ServerLog
from newsroom.running.worker import Worker

FILE = Path(arrival.__file__).parents[1] / "gunicorn_conf.py"


@pytest.fixture
def configured(monkeypatch):
    """Reads it in an environment."""
    for name in (
        "BIND",
        "PORT",
        "FORWARDED_ALLOW_IPS",
        "WEB_CONCURRENCY",
        "GUNICORN_THREADS",
        "ACCESS_LOG",
        "LOG_FORMAT",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BEGAN_AT", "1")  # which reading it writes over
    monkeypatch.setattr(handover, "handover", handover.Handover())

    def read(**environment) -> Config:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        config = Config()
        for name, value in runpy.run_path(str(FILE)).items():
            if name in config.settings:
                config.set(name, value)
        return config

    return read


def test_only_this_machine_may_knock_whatever_port_is_set(configured):
    assert configured(PORT="80").address == [("127.0.0.1", 8000)]
    assert configured(BIND="10.0.0.5:9000").address == [("10.0.0.5", 9000)]


def test_nobody_is_believed_who_was_not_named(configured):
    assert configured().forwarded_allow_ips == []
    assert configured(FORWARDED_ALLOW_IPS="10.0.0.1").forwarded_allow_ips == ["10.0.0.1"]


def test_no_header_rewrites_an_address_or_passes_for_another(configured):
    config = configured()
    assert (config.forwarder_headers, config.header_map) == ([], "drop")


def test_nobody_else_on_the_machine_can_steer_it(configured):
    assert configured().control_socket_disable is True


def test_it_is_our_worker_and_everything_that_may_take_long_ends(configured):
    config = configured()
    assert config.worker_class is Worker
    assert 0 < config.graceful_timeout < config.timeout <= 60
    assert 0 < config.keepalive < arrival.SECONDS
    assert config.max_requests > config.max_requests_jitter > 0  # or all of them leave at once
    if Path("/dev/shm").is_dir():  # noqa: S108
        assert config.worker_tmp_dir == "/dev/shm", "a slow disk would let it seem dead"  # noqa: S108


def test_an_office_says_how_many_answer(configured):
    config = configured(WEB_CONCURRENCY="3", GUNICORN_THREADS="9")
    assert (config.workers, config.threads) == (3, 9)


def test_a_reload_is_tried_first_and_told_to_the_workers_of_before(configured):
    config, server = configured(), SimpleNamespace(reload=print)
    assert abs(int(os.environ["BEGAN_AT"]) - time.time()) < 60
    config.on_starting(server)
    assert server.reload is not print
    config.on_reload(server)
    assert handover.handover.turn == 1


def test_requests_are_written_down_only_where_somebody_asks_for_it(configured):
    for environment, accesslog, level in (({}, None, "CRITICAL"), ({"ACCESS_LOG": "1"}, "-", "INFO")):
        config = configured(**environment)
        assert (config.logger_class, config.accesslog) == (ServerLog, accesslog)
        log = ServerLog.__new__(ServerLog)
        log.cfg = config
        assert log.access_log_enabled == bool(accesslog), "nothing is put into words that nobody reads"
        loggers = config.logconfig_dict["loggers"]
        assert loggers["gunicorn.access"]["level"] == level
        assert not any(logger["propagate"] for logger in loggers.values()), "each line is written once"
    for environment, form in (({}, "json"), ({"LOG_FORMAT": "line"}, "line")):
        assert configured(**environment).logconfig_dict["handlers"]["stderr"]["formatter"] == form
