"""Text pages: the dates that they print, and what stands beside them."""

# ruff: noqa: DTZ001 — a page that prints no zone gives a moment without one

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from newsroom.desk.importers.dates import find_dates, is_ambiguous
from newsroom.desk.importers.text_page import parse


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("2013-10-25", date(2013, 10, 25)),
        ("2013/10/5", date(2013, 10, 5)),
        ("2013.10.05 14:03", datetime(2013, 10, 5, 14, 3)),
        ("2023 11/ 17 20:52:15", datetime(2023, 11, 17, 20, 52, 15)),
        ("Oct. 25, 2013", date(2013, 10, 25)),
        ("October 25th, 2013 at 7:05 pm", datetime(2013, 10, 25, 19, 5)),
        ("Friday, October 25, 2013, 12:10 a.m. ET", datetime(2013, 10, 25, 0, 10)),
        ("13:22, November 08, 2020", datetime(2020, 11, 8, 13, 22)),
        ("Updated21:22, 6 OCT 2020", datetime(2020, 10, 6, 21, 22)),
        ("25th of October 2013", date(2013, 10, 25)),
        ("Published 9:00 AM EST, Wed January 29, 2020", datetime(2020, 1, 29, 9, 0)),
        ("25-Oct-2013", date(2013, 10, 25)),
        ("Original Research7 April 2020", date(2020, 4, 7)),
        ("mardi 5 juin 2018", date(2018, 6, 5)),
        ("25. Oktober 2013 um 09:00", datetime(2013, 10, 25, 9, 0)),
        ("25/10/2013", date(2013, 10, 25)),
        ("10/25/2013", date(2013, 10, 25)),
        ("03.04.2013", date(2013, 4, 3)),
        ("2013年10月25日", date(2013, 10, 25)),
        ("2013年10月25日 星期五 下午3:05", datetime(2013, 10, 25, 15, 5)),
        ("2013年10月25日 上午12:30", datetime(2013, 10, 25, 0, 30)),
        ("2013年10月25日 凌晨12:30", datetime(2013, 10, 25, 0, 30)),
        ("2013年10月25日 下午12:30", datetime(2013, 10, 25, 12, 30)),
        ("2013年10月25日 中午12:30", datetime(2013, 10, 25, 12, 30)),
        ("２０１３年１０月２５日　１８：５７", datetime(2013, 10, 25, 18, 57)),
        ("2013年10月25日18时57分", datetime(2013, 10, 25, 18, 57)),
        ("二〇一三年十月二十五日", date(2013, 10, 25)),
        ("2013-10-25T18:57:00Z", datetime(2013, 10, 25, 18, 57, tzinfo=UTC)),
        ("2013-10-25 18:57 +0800", datetime(2013, 10, 25, 18, 57, tzinfo=timezone(timedelta(hours=8)))),
        ("25 October 2013 18:57 GMT", datetime(2013, 10, 25, 18, 57, tzinfo=UTC)),
    ],
)
def test_dates_as_printed(line, value):
    found = find_dates(line)
    assert [printed.value for printed in found] == [value]
    assert (getattr(found[0].value, "tzinfo", None) is None) == (getattr(value, "tzinfo", None) is None)


@pytest.mark.parametrize(
    "line", ["2013-13-45", "31 February 2013", "Oct 15", "version 2.10.2013.4x", "in 2013", "1 2 3"]
)
def test_what_is_no_date(line):
    assert find_dates(line) == []


def test_a_date_that_could_be_two_days_is_not_guessed():
    assert find_dates("03/04/2013") == []
    assert is_ambiguous("Published 03/04/2013")
    text = "A headline of five plain words\n03/04/2013\nA first sentence.\nA second sentence."
    story = parse(text, source_id="x")
    assert story.published is None
    assert any("two days" in warning for warning in story.warnings)


def test_dates_carry_the_words_beside_them():
    found = find_dates("Last updated 05 Jun 2021, first published 17 Jun 2019")
    assert [(printed.day, printed.label) for printed in found] == [
        (date(2021, 6, 5), "updated"),
        (date(2019, 6, 17), "published"),
    ]
    assert find_dates("2019-09-24 09:10 更新")[0].label == "updated"
