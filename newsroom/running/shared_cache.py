"""The cache that several machines share, a Redis, as something that may be away, slow, or not itself.

Only counts of failed sign-ins lie there. Whoever needs them must be told at once that they cannot be had, whatever the
reason is, so that no password is tried uncounted and nobody waits before an answer that never comes.
"""

from functools import wraps

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

PATIENCE = 1  # seconds for connecting, and for each answer; one comes in less than a thousandth of that


class CacheAway(Exception):
    """The cache did not answer, or not as a cache does; the cause says how."""


class _Client(RedisCacheClient):
    def __init__(self, servers, **options):
        super().__init__(servers, **{"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE} | options)


def _telling(name: str):
    method = getattr(RedisCacheClient, name)

    @wraps(method)
    def asked(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except Exception as error:  # whatever junk leads to: the driver's errors, a number that is none, a broken value
            raise CacheAway(f"The shared cache failed to {name}.") from error

    return asked


for _name in ("add", "get", "set", "touch", "delete", "get_many", "has_key", "set_many", "delete_many", "clear"):
    setattr(_Client, _name, _telling(_name))


class SharedCache(RedisCache):
    """Django's, which gives up in a second and raises CacheAway for every failure."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = _Client
