"""What becomes of a count that was not written; test_read_only.py has the door without one."""

import itertools
from types import SimpleNamespace

import pytest

from newsroom.running import database_cache
from newsroom.running.database_cache import DatabaseCache
from newsroom.running.shared_cache import CacheAway


@pytest.mark.parametrize(
    ("answers", "seconds", "tries"),
    [
        ([True], 0, 1),
        ([False, True], 0, 2),
        ([False] * 4 + [True], 0, 5),
        ([False] * 5 + [True], 0, None),
        ([False, True], 3, 2),
        ([False, True], 5, None),
    ],
)
def test_it_is_tried_again_unless_that_took_long_and_else_nobody_is_let_in(monkeypatch, answers, seconds, tries):
    clock, asked = itertools.count(0, seconds), []
    monkeypatch.setattr(database_cache, "time", SimpleNamespace(monotonic=lambda: next(clock)))

    def write():
        asked.append(1)
        return answers[len(asked) - 1]

    if tries:
        assert DatabaseCache("counts", {})._sure(write)
        assert len(asked) == tries
    else:
        with pytest.raises(CacheAway):
            DatabaseCache("counts", {})._sure(write)
        assert len(asked) == (1 if seconds else 5)
