"""Counts of failed sign-ins where an office has no shared cache: in a table of the database.

Django's own says nothing of a count that could not be written, and the door would then tell somebody who came once that
there were too many tries. A database that takes no changes, or has no room, is a cache that is away.
"""

import time

from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT

from newsroom.running.shared_cache import CacheAway

# Seconds. Whoever waited for that long waited in vain, and need not do so once more: the settings give a lock 5 s on
# PostgreSQL and 10 on SQLite. What failed sooner met somebody who wrote the same count, and has written it by now.
_LONG = 4
_TRIES = 5  # of several who count at one moment, and one who takes the count away, somebody may lose more than once


class DatabaseCache(db.DatabaseCache):
    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._sure(lambda: super(DatabaseCache, self).add(key, value, timeout, version), key, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        made = self.make_and_validate_key(key, version=version)
        self._sure(lambda: self._base_set("set", made, value, timeout))

    def _sure(self, write, key=None, version=None) -> bool:
        """Whether it was written; False where there is one of that key, which somebody may take away at any moment."""
        for _ in range(_TRIES):
            began = time.monotonic()
            if write():
                return True
            if key is not None and self.has_key(key, version=version):
                return False
            if time.monotonic() - began > _LONG:
                break
        raise CacheAway("The database did not take what was to be counted.")
