"""When the site last changed, as conditions of browsers and crawlers are compared with it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from newsroom.public import frame

NOW = timezone.make_aware(datetime(2026, 5, 20, 9, microsecond=500_000))  # noqa: DTZ001  made aware
LONG_AGO = NOW - timedelta(days=9)


def at(hour: int, minute: int = 0) -> datetime:
    return NOW.replace(hour=hour, minute=minute, microsecond=0)


@pytest.mark.parametrize(
    ("changed", "began", "modified"),
    [
        (at(8), LONG_AGO, at(8)),
        (LONG_AGO, LONG_AGO, at(0)),  # who holds a role is another every day
        (at(8), at(8, 30), at(8, 30)),  # with another version of the site
        (NOW - timedelta(milliseconds=300), LONG_AGO, None),  # within the second it may change once more
        (None, LONG_AGO, None),
    ],
)
def test_the_last_change_the_last_midnight_or_the_start_of_the_site(monkeypatch, changed, began, modified):
    monkeypatch.setattr(frame, "_BEGAN", began)
    assert frame.Frame(NOW, changed_at=changed).last_modified == (modified and int(modified.timestamp()))
