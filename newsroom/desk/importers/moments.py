"""Points in time as machines write them: ISO 8601, the mail form of RSS, WordPress's own. Never guessed.

Dates as people print them on pages are the business of `dates.py`.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

# WordPress writes the year of a missing date as -0001; a mail date's parser takes that for a zone.
_BEFORE_TIME = re.compile(r"[A-Za-z]\s-\d{4}\s\d")
# "+08:00", "GMT+8", and "GMT+0800 (China Standard Time)" of JavaScript: in none a mail date's parser sees a zone.
_OFFSET = re.compile(r"(\d:\d\d)\s?(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d\d)?(?:\s?\([^()]*\))?$")
# A zone by its name, at the end or, as Java and `date` write it, before the year.
_NAMED = re.compile(r"(\d:\d\d(?:\.\d{1,9})?)\s?\(?([A-Za-z][A-Za-z_/]{0,30}+)\)?(?=$|\s\d{4}$)")
# RFC 5322, section 4.3, and the names in the IANA time zone database (asia, australasia, europe, africa) that are used
# in one zone only; SGT and MYT are what Singapore and Malaysia call theirs. Of CST, America's to the RFC as well,
# China's is meant here. IST is India's, Ireland's and Israel's, and nobody's here.
_ZONES = {
    "UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000", "WET": "+0000",
    "EST": "-0500", "EDT": "-0400", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
    "AKST": "-0900", "AKDT": "-0800", "HST": "-1000", "AST": "-0400", "ADT": "-0300",
    "BST": "+0100", "WEST": "+0100", "CET": "+0100", "MET": "+0100", "CEST": "+0200", "MEST": "+0200",
    "EET": "+0200", "EEST": "+0300", "MSK": "+0300",
    "WAT": "+0100", "CAT": "+0200", "SAST": "+0200", "EAT": "+0300", "PKT": "+0500",
    "CST": "+0800", "HKT": "+0800", "SGT": "+0800", "MYT": "+0800", "JST": "+0900", "KST": "+0900",
    "WIB": "+0700", "WITA": "+0800", "WIT": "+0900",
    "AWST": "+0800", "ACST": "+0930", "ACDT": "+1030", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200",
    "NZDT": "+1300",
}  # fmt: skip
_ENDS_WITH_NUMBER = re.compile(r"(?<!-0000)(?<=\d)$")
_HALF_DAYS = re.compile(r"\d\s?[ap]\.?m\b", re.I)  # which that parser overlooks: 9:00 pm is nine in the morning to it
EARLIEST, LATEST = 1900, 2200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_moment(text: str) -> datetime | date | None:
    """The moment that `text` states; None for what is none: "0000-00-00 00:00:00", "tomorrow", the year -1.

    Without a zone the moment stays naive, without a time it stays a date; so it does where its zone has a name that
    is not known here.
    """
    text = " ".join(text.split())
    if not 8 <= len(text) <= 60 or _BEFORE_TIME.search(text) or _HALF_DAYS.search(text):
        return None
    value = _iso_date(text)
    if value is None:
        zone, offset = _NAMED.search(text), ""
        if zone:
            offset = _ZONES.get(zone[2].upper(), "")
            text = f"{text[: zone.end(1)]} {offset or '+0000'}{text[zone.end() :]}"
        value = _iso_date(text) or _mail_date(text)
        if zone and not offset and isinstance(value, datetime):
            value = value.date()
    if value is None or not EARLIEST <= value.year <= LATEST:
        return None
    # The beginning of Unix time is what a program says that knows no date.
    if isinstance(value, datetime) and (value if value.tzinfo else value.replace(tzinfo=UTC)) == _EPOCH:
        return None
    return value


def _iso_date(text: str) -> datetime | date | None:
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _mail_date(text: str) -> datetime | date | None:
    text = _OFFSET.sub(lambda match: f"{match[1]} {match[2]}{match[3]:0>2}{match[4] or '00'}", text)
    try:
        value = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if value.tzinfo or _ENDS_WITH_NUMBER.search(text):
        return value
    # "-0000" means a moment in UTC of which the sender's zone is not known, other words a zone that nobody knows.
    return value.replace(tzinfo=UTC) if text.endswith("-0000") else value.date()


def with_offset(local: datetime | date | None, universal: datetime | date | None) -> datetime | date | None:
    """One moment given twice, on the site's clock and in UTC, as the site's clock with its distance from UTC.

    Where the distance is none that a zone can have, or one of both is missing, UTC is believed first.
    """
    if not isinstance(universal, datetime):
        return local
    universal = universal.replace(tzinfo=None)
    if isinstance(local, datetime) and local.tzinfo is None:
        distance = local - universal
        if abs(distance) <= timedelta(hours=14) and not distance % timedelta(minutes=15):
            return local.replace(tzinfo=timezone(distance))
    return universal.replace(tzinfo=UTC)


def is_later(value: datetime | date | None, other: datetime | date | None) -> bool:
    """Whether `value` lies after `other`; values that cannot be compared are not later."""
    if value is None or other is None:
        return False
    if not (isinstance(value, datetime) and isinstance(other, datetime)):
        return date(value.year, value.month, value.day) > date(other.year, other.month, other.day)
    if (value.tzinfo is None) != (other.tzinfo is None):
        return False
    return value > other


def in_utc(value: datetime | date | None) -> datetime | date | None:
    """What a source gives that keeps all times in UTC, whether it says so or not."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
