"""What holds for every test: no network, an empty cache, and no browser unless asked for.

A test that needs the database says so with `pytest.mark.django_db`, or for a whole file with
`pytestmark = pytest.mark.django_db`; only one that needs real commits (threads, on_commit, a live server)
takes `transaction=True`, which is many times slower.
"""

import gc
import ipaddress
import socket
import sys

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings

from tests import once  # noqa: F401 - so that the place of a run is there before its processes are

# How long an example takes says how busy the machine is, and nothing of what it holds.
settings.register_profile("newsroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsroom")

# An audit hook sees every attempt, whatever library makes it; it cannot be taken off again.
_CONNECTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKS_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_OURSELVES = {None, "", "localhost", socket.gethostname()}


class NetworkRefused(BaseException):
    """Not an Exception, so that code that forgives a failed connection still fails its test."""


def _is_here(host: str | bytes | None) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    try:
        return host in _OURSELVES or ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse_the_network(event: str, args: tuple) -> None:
    if event in _CONNECTS:
        address = args[1]
        # A socket in the file system has a name for an address; a datagram on a connected one has none.
        outside = isinstance(address, tuple) and not _is_here(address[0])
    elif event in _LOOKS_UP:
        address = args[0]
        outside = not _is_here(address)
    else:
        return
    if outside:
        raise NetworkRefused(f"{event} to {address!r}: tests stay on this machine")


sys.addaudithook(_refuse_the_network)


SLOW = {"browser": "browser", "whole_site": "whole_site"}  # markers, and the folders of those who bear them


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave browsers and whole sites to their own verbs, or to whoever names the marker or the folder."""
    items.sort(key=lambda item: next((n for n, start in enumerate(_LONG) if item.nodeid.startswith(start)), len(_LONG)))
    words = config.invocation_params.args
    if config.option.markexpr:
        return
    unasked = [marker for marker, folder in SLOW.items() if not any(folder in word for word in words)]
    left = [item for item in items if any(item.get_closest_marker(marker) for marker in unasked)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: a look for garbage among it would only take time, a fifteenth of all.

    So would looking after each two thousand objects, which one page makes: a twentieth of what is left.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


# What takes longest begins first, or one process would be at it while the others have nothing left to do.
_LONG = (
    "tests/faults/", "tests/newsroom/admin/test_access_table", "tests/newsroom/backups/", "tests/attacks/",
    "tests/newsroom/desk/test_races", "tests/newsroom/desk/test_killed_import",
    "tests/newsroom/desk/test_state_machine", "tests/newsroom/public/test_ready_servers",
    "tests/browser/test_every_desk_page", "tests/browser/test_reading",
)  # fmt: skip
_ONE_SITE = "tests/faults/"  # its tests share a site that takes long to set up, so one process has them all


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """A file at a time to each process, as `--dist loadscope` has it, the longest first."""
    from xdist.scheduler import LoadScopeScheduling

    class LongestFirst(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _ONE_SITE if nodeid.startswith(_ONE_SITE) else super()._split_scope(nodeid)

    if config.getvalue("dist") != "loadscope":
        return None
    config.option.loadscopereorder = False
    return LongestFirst(config, log)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """The database is rolled back after a test; a cache that remembers the rows would tell the next test lies."""
    cache.clear()
    from newsroom.public import feeds, frame  # they read models, which are there now
    from newsroom.public.search import labels

    frame.forget()
    feeds.forget()
    labels.forget()
