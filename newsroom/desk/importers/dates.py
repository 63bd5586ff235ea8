"""Dates as printed on a page: found in a line, read into a `date` or `datetime`, never guessed.

Pure functions on text; nothing here knows of stories. A date without a time stays a date, a moment without
an offset stays naive, and a date that could mean two days (03/04/2013) is not a date at all.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import chain

from .page_lines import fold, weight

# Only as much of a line is searched as a dateline can need; a paragraph of two megabytes costs nothing.
LONGEST_DATE_LINE = 400

# English first; the others because Blogger and WordPress print them around English and Chinese texts too.
MONTH_NAMES = (
    "january jan janvier enero januar gennaio janeiro",
    "february feb février fevrier febrero februar febbraio fevereiro",
    "march mar mars marzo märz março",
    "april apr avril abril aprile",
    "may mai mayo maggio maio",
    "june jun juin junio juni giugno junho",
    "july jul juillet julio juli luglio julho",
    "august aug août aout agosto",
    "september sept sep septembre septiembre settembre setembro",
    "october oct octobre octubre oktober ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec décembre decembre diciembre dezember dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}

# Few lines hold a year, and every shape does.
YEAR_SOMEWHERE = re.compile(r"(?:19|20)\d\d|[〇零○一二]{4}年|[〇零○一二三四五六七八九]{4}年")
SHAPES = [
    re.compile(
        rf"(?<!\d){YEAR}\s{{0,2}}年\s{{0,2}}(?P<m>\d{{1,2}})\s{{0,2}}月\s{{0,2}}(?P<d>\d{{1,2}})\s{{0,2}}[日号]?"
    ),
    re.compile(
        r"(?P<y>[〇零○一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
    ),
    re.compile(rf"(?<!\d){YEAR}\s?[-/. ]\s?(?P<m>\d{{1,2}})\s?[-/.]\s?(?P<d>\d{{1,2}})(?!\d)", re.I),
    re.compile(rf"(?<![a-z])(?P<m>{MONTH})\.?\s{{1,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s?,?\s{{0,2}}{YEAR}", re.I),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s/-]{{0,2}}(?:of\s|de\s)?"
        rf"(?P<m>{MONTH})\.?,?[\s/-]{{0,2}}(?:de\s)?{YEAR}",
        re.I,
    ),
    re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})(?P<sep>[/.-])(?P<b>\d{{1,2}})(?P=sep){YEAR}(?!\.\d)", re.I),
]
CLOCK = (
    r"(?P<pre>上午|下午|晚上|凌晨|中午)?\s?(?P<h>\d{1,2})\s?(?::|时|点)\s?(?P<mi>\d{2})(?:分)?(?::?(?P<s>\d{2})秒?)?"
    r"(?:[.]\d{1,6})?(?!\d)(?:\s?(?P<ap>[ap])\.?m\b\.?)?(?:\s?(?P<z>z\b|utc\b|gmt\b|[+-]\d\d:?\d\d(?!\d)))?"
)
WEEKDAY = (
    r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:星期|周)[一二三四五六日天])"
)
CLOCK_AFTER = re.compile(rf"[\s,|·•t@-]{{0,4}}(?:\(?{WEEKDAY}\)?\s?)?(?:at\s|um\s|à\s|kl\.?\s)?{CLOCK}", re.I)
CLOCK_BEFORE = re.compile(rf"(?<!\d){CLOCK}(?:\s[a-z]{{2,4}})?[\s,|·•]{{1,4}}(?:on\s)?(?:{WEEKDAY},?\s{{0,2}})?$", re.I)
WEEKDAY_BEFORE = re.compile(rf"(?<![a-z]){WEEKDAY}[\s,]{{0,3}}(?:le\s)?$", re.I)

UPDATED = re.compile(
    r"updated?|modifi|revised|edited on|更新|修改|修订|aktualisiert|stand:|mis(?:e)? à jour|actualizad|aggiornat",
    re.I,
)
PUBLISHED = re.compile(
    r"publi|post(?:ed)?\b|created|issued|released|date\b|发布|发表|发稿|时间|日期|veröffentlicht", re.I
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date found in a line: what it says, where it stands, and what the words beside it call it."""

    value: date | datetime
    start: int
    end: int
    label: str  # "updated", "published" or ""

    @property
    def day(self):
        return self.value.date() if isinstance(self.value, datetime) else self.value


def find_dates(line):
    """Every full date in the line, in order, with times and labels. Offsets are those of `fold(line)`."""
    folded = fold(line[:LONGEST_DATE_LINE])
    if not YEAR_SOMEWHERE.search(folded):
        return []
    found, taken_to = [], 0
    matches = chain.from_iterable(shape.finditer(folded) for shape in SHAPES)
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        day = _day(match)
        if match.start() < taken_to or day is None:
            continue
        start, end, value = _with_clock(folded, match.start(), match.end(), day, taken_to)
        label = _label(folded[max(taken_to, start - 60) : start], folded[end : end + 8])
        found.append(PrintedDate(value, start, end, label))
        taken_to = end
    return found


def without_dates(line, dates, mark=" | "):
    """The line with its dates (as found by find_dates) replaced by a mark, so that names can be read from it."""
    folded = fold(line[:LONGEST_DATE_LINE])
    pieces, at = [], 0
    for found in dates:
        pieces.append(folded[at : found.start])
        at = found.end
    return mark.join([*pieces, folded[at:]])


def is_date_line(line):
    """A line that gives the story's date and little else; "The act became law on August 14, 1935" is none."""
    dates = find_dates(line) if len(line) <= 200 else []
    return bool(dates) and weight(without_dates(line, dates)) <= (10 if any(found.label for found in dates) else 6)


def is_ambiguous(line):
    """Whether the line prints a date that could be two days, such as 03/04/2013."""
    matches = SHAPES[-1].finditer(fold(line[:LONGEST_DATE_LINE]))
    return any(_day(match) is None and 0 < int(match["a"]) <= 12 and 0 < int(match["b"]) <= 12 for match in matches)


def _day(match):
    groups = match.groupdict()
    if "a" in groups:
        first, second = int(groups["a"]), int(groups["b"])
        if groups["sep"] == ".":
            month, day = second, first  # with points it is day first everywhere
        elif first > 12 or first == second:
            month, day = second, first
        elif second > 12:
            month, day = first, second
        else:
            return None
    else:
        month = MONTHS.get(groups["m"].lower()) or _number(groups["m"])
        day = _number(groups["d"])
    try:
        return date(_number(groups["y"]), month, day)
    except ValueError:
        return None


def _number(digits):
    """A number in Western or Chinese digits: 25, 二〇一三, 十月, 二十五."""
    if digits.isdecimal():
        return int(digits)
    if "十" in digits:
        tens, _, ones = digits.partition("十")
        return CHINESE_DIGITS.get(tens, 1) * 10 + CHINESE_DIGITS.get(ones, 0)
    return int("".join(str(CHINESE_DIGITS[digit]) for digit in digits))


def _with_clock(text, start, end, day, floor):
    """The date widened by the time beside it and by its weekday."""
    value = day
    if after := CLOCK_AFTER.match(text, end):
        moment = _moment(day, after)
        if moment:
            value, end = moment, after.end()
    elif before := CLOCK_BEFORE.search(text, max(floor, start - 40), start):
        moment = _moment(day, before)
        if moment:
            value, start = moment, before.start()
    if weekday := WEEKDAY_BEFORE.search(text, max(floor, start - 16), start):
        start = weekday.start()
    return start, end, value


def _moment(day, clock):
    hour, minute, second = int(clock["h"]), int(clock["mi"]), int(clock["s"] or 0)
    afternoon = clock["ap"] in ("p", "P") or clock["pre"] in ("下午", "晚上")
    if afternoon and hour < 12:
        hour += 12
    elif (clock["ap"] in ("a", "A") or clock["pre"] in ("上午", "凌晨")) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    # A page says "5 p.m. ET" or nothing at all: only what is written as an offset, UTC or GMT is a zone.
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=_zone(clock["z"]))


def _zone(text):
    if not text:
        return None
    if text.lower() in ("z", "utc", "gmt"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _label(before, after):
    last = {"updated": -1, "published": -1}
    for label, words in (("updated", UPDATED), ("published", PUBLISHED)):
        for match in words.finditer(before):
            last[label] = match.start()
    if max(last.values()) >= 0:
        return max(last, key=last.get)
    # Chinese pages print the word behind: 2019-09-24 09:10 发布
    if after.lstrip(" )").startswith(("更新", "修改")):
        return "updated"
    return "published" if after.lstrip(" )").startswith(("发布", "发表")) else ""
