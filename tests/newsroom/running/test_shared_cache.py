"""A shared cache that is away, at the first question; tests/faults/test_cache.py has the site without one."""

import socket

import pytest

from newsroom.running.shared_cache import CacheAway, SharedCache


@pytest.fixture
def cache():
    """Of a Redis at a port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield SharedCache(f"redis://127.0.0.1:{taken.getsockname()[1]}/0", {})


@pytest.mark.parametrize(
    "ask",
    [
        lambda cache: cache.get("a"), lambda cache: cache.add("a", 1), lambda cache: cache.set("a", 1),
        lambda cache: cache.touch("a", 1), lambda cache: cache.delete("a"), lambda cache: cache.has_key("a"),
        lambda cache: cache.get_many(["a"]), lambda cache: cache.set_many({"a": 1}),
        lambda cache: cache.delete_many(["a"]), lambda cache: cache.clear(),
    ],
)  # fmt: skip
def test_whoever_asks_is_told_that_it_is_away(cache, ask):
    with pytest.raises(CacheAway):
        ask(cache)


def test_what_the_settings_say_of_it_counts():
    pool = SharedCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_timeout": 7}})._cache._get_connection_pool(
        write=False
    )
    assert (pool.connection_kwargs["socket_timeout"], pool.connection_kwargs["socket_connect_timeout"]) == (7, 1)


def test_nobody_waits_longer_than_a_second(cache):
    pool = cache._cache._get_connection_pool(write=False)
    assert {pool.connection_kwargs[name] for name in ("socket_timeout", "socket_connect_timeout")} == {1}
