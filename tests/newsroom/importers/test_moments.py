"""Moments as machines write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from newsroom.desk.importers.moments import is_later, read_moment, with_offset


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019-05-01 08:30:00", datetime(2019, 5, 1, 8, 30)),  # noqa: DTZ001  the site's clock
        ("2019-05-01T08:30:00Z", datetime(2019, 5, 1, 8, 30, tzinfo=UTC)),
        ("2019-05-01T08:30:00.000Z", datetime(2019, 5, 1, 8, 30, tzinfo=UTC)),
        ("2019-05-01T08:30:00.123456+08:00", datetime(2019, 5, 1, 8, 30, 0, 123456, timezone(timedelta(hours=8)))),
        ("2019-05-01", date(2019, 5, 1)),
        ("Wed, 01 May 2019 08:30:00 GMT", datetime(2019, 5, 1, 8, 30, tzinfo=UTC)),
        ("Wed, 1 May 2019 08:30:00 -0000", datetime(2019, 5, 1, 8, 30, tzinfo=UTC)),
        *(
            (f"Wed, 01 May 2019 08:30:00 {zone}", datetime(2019, 5, 1, 0, 30, tzinfo=UTC))
            for zone in ("+0800", "+08:00", "+8", "GMT+8", "GMT+0800", "UTC+08:00", "GMT+0800 (CST)", "+0800 (CST)")
        ),
        *(
            (f"Wed, 01 May 2019 {time}", datetime(2019, 5, 1, 0, 30, tzinfo=UTC))
            for time in (
                "08:30:00 HKT",
                "08:30 CST",
                "08:30:00 cst",
                "08:30:00 (CST)",
                "08:30:00 SGT",
                "09:30:00 JST",
                "01:30:00 BST",
                "01:30:00 CET",
                "02:30:00 CEST",
                "00:30:00 UT",
                "00:30:00 Z",
                "10:30:00 AEST",
            )
        ),
        ("Tue, 30 Apr 2019 19:30:00 CDT", datetime(2019, 5, 1, 0, 30, tzinfo=UTC)),
        ("Tue, 30 Apr 2019 20:30:00 EDT", datetime(2019, 5, 1, 0, 30, tzinfo=UTC)),
        ("Wed May 01 08:30:00 CST 2019", datetime(2019, 5, 1, 0, 30, tzinfo=UTC)),  # Java
        ("2019-05-01 00:30:00 UTC", datetime(2019, 5, 1, 0, 30, tzinfo=UTC)),  # Ruby
        ("2019-05-01 08:30:00 CST", datetime(2019, 5, 1, 0, 30, tzinfo=UTC)),
        *(
            (f"Wed, 01 May 2019 08:30:00 {zone}", date(2019, 5, 1))
            for zone in ("IST", "XYZ", "A", "America/Chicago", "EST5EDT")
        ),
        ("Wed May 01 08:30:00 IST 2019", date(2019, 5, 1)),
        ("Wed, 01 May 2019 08:30:00 -05:30", datetime(2019, 5, 1, 14, 0, tzinfo=UTC)),
        ("Wed May 01 2019 08:30:00 GMT+0800 (中国标准时间)", datetime(2019, 5, 1, 0, 30, tzinfo=UTC)),
        ("Wed, 01 May 2019 08:30:00", datetime(2019, 5, 1, 8, 30)),  # noqa: DTZ001  the site's clock
        ("1 May 2019 08:30", datetime(2019, 5, 1, 8, 30)),  # noqa: DTZ001  the same
        ("Wed May 1 08:30:00 2019", datetime(2019, 5, 1, 8, 30)),  # noqa: DTZ001  the same
        ("1 May 2019 8:30 pm", None),  # as people write; a mail's time has twenty-four hours
        ("0000-00-00 00:00:00", None),
        ("Mon, 30 Nov -0001 00:00:00 +0000", None),
        ("2019-02-31 10:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("tomorrow", None),
        ("03/04/2019", None),
        ("99999-01-01", None),
        ("", None),
    ],
)
def test_a_moment_is_read_or_none(text, moment):
    assert read_moment(text) == moment


def test_one_moment_on_two_clocks_keeps_both():
    local, universal = datetime(2019, 5, 1, 8, 30), datetime(2019, 5, 1, 0, 30)  # noqa: DTZ001
    both = with_offset(local, universal)
    assert both.isoformat() == "2019-05-01T08:30:00+08:00"
    assert with_offset(None, universal) == both
    assert with_offset(local, None) == local
    assert with_offset(datetime(2019, 6, 1), universal) == both  # noqa: DTZ001  no zone is a month away


def test_later_is_never_claimed_of_what_cannot_be_compared():
    day, moment = date(2019, 5, 2), datetime(2019, 5, 1, 23, tzinfo=UTC)
    assert is_later(day, moment)
    assert not is_later(moment, datetime(2018, 5, 1))  # noqa: DTZ001
    assert not is_later(None, day)
