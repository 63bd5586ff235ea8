"""What the server lets a stranger say, as it reads its own configuration."""

import runpy
from pathlib import Path

import pytest
from gunicorn.config import Config

from newsroom.running import arrival
from newsroom.running.worker import Worker

FILE = Path(arrival.__file__).parents[1] / "gunicorn_conf.py"


@pytest.fixture
def configured(monkeypatch):
    """Reads it in an environment."""
    for name in ("BIND", "PORT", "FORWARDED_ALLOW_IPS", "WEB_CONCURRENCY", "GUNICORN_THREADS"):
        monkeypatch.delenv(name, raising=False)

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
    assert config.max_requests > 0
