"""A date as a page shows it, in a language and an order of its own -> the moment, or nothing where that is a guess.

    January 09, 2022, 10:44:39 AM      Sun 2. März 2003 22:21      2007-02-03T08:41:00+01:00      13-02-2007, 08:41 PM

"Today" and "2 hours ago" say nothing without the day on which the page was saved. 02-03-2007 may be in February or in
March: another date of the page, such as 02-13-2007, decides for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from threads.words.vocabulary import month_numbers, words
from threads.words.weekdays import NUMBERS_BY_WEEKDAY

MONTH_BY_NAME = month_numbers()
HOURS_BY_ZONE = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3,
    "msk": 3, "jst": 9, "aest": 10, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7,
}  # fmt: skip
ISO = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?")
TIME = re.compile(r"(?<!\d)(\d{1,2})[:.h](\d\d)(?:[:.](\d\d))?(?!\d)\s{0,3}([ap]\.?m\b)?", re.IGNORECASE)
# The day may have one figure where the year, of four, stands first.
NUMERIC = re.compile(
    r"(?<!\d)(\d{1,4})([-./])(\d{1,2})\2(\d{2,4}|(?<=\d{4}[-./]\d[-./])\d|(?<=\d{4}[-./]\d\d[-./])\d)(?!\d)"
)
# "16-Jun-20", "16 Jun 20", in which the day always stands first.
SHORT_YEAR = re.compile(r"(?<!\d)\d{1,2}(?:[-./][^\W\d_]{3,9}[-./]|\s[^\W\d_]{3,9}\s)(\d\d)(?![\d:])")
OFFSET = re.compile(r"(?:^|\s|UTC|GMT)\s?([+-])(\d\d):?(\d\d)\b")
WORD = re.compile(r"[^\W\d_]+|\d+")
# How a page says what its times are in: "All times are GMT -5.", "Alle Zeiten sind UTC + 1 Stunde", "UTC+01:00".
ZONE = re.compile(r"\b(?:UTC|GMT)(?:\s{0,3}([+-])\s{0,3}(\d{1,2})(?::(\d\d))?)?", re.IGNORECASE)
# Days and times with their signs, in Chinese, Japanese and Korean; "2012. 1. 13." is Korean and Hungarian.
SIGNED_DAY = re.compile(r"(?<!\d)(\d{4})\s?(?:年|년|\.(?=\s))\s?(\d{1,2})\s?(?:月|월|\.)\s?(\d{1,2})\s?(?:日|일|\.)?")
SPACED_DAY = re.compile(r"(?<!\d)(\d{1,2})\.\s(\d{1,2})\.\s?(\d{4})(?!\d)")
HALVES = "|".join(re.escape(word) for key in ("mornings", "afternoons") for word in words(key) if not word[0].isascii())
SIGNED_CLOCK = re.compile(rf"(?:({HALVES})\s?)?(?<!\d)(\d{{1,2}})\s?[時时点點시:](?:\s?(\d{{1,2}}))?(?:\s?[分분])?")
WEEKDAYS = frozenset(words("weekdays"))
WEEKDAY_SIGNS = frozenset("月火水木金土日월화수목금토일")
AFTERNOONS = frozenset(words("afternoons"))
SPACED_HALF = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
LONGEST = 200
FIRST_YEAR, LAST_YEAR = 1970, 2100
# What may stand between the day and its month.
ORDINALS = frozenset("st nd rd th er de do of º".split())


def read_date(
    text: str, *, day_first: bool | None = None, year_first: bool = False, zone: timezone = UTC
) -> datetime | None:
    """The moment that a text names, in UTC; without a zone of its own in the one given. ``year_first`` is of years of two figures."""
    text = _spaced(text[:LONGEST])
    if found := ISO.search(text):
        try:
            moment = datetime.fromisoformat(found[1] + (found[2] or "").replace("Z", "+00:00"))
        except ValueError:
            return None
    else:
        day = _numeric_day(text, day_first, year_first=year_first) or _named_day(text)
        clock = time_of_day(text)
        if day is None or clock is None:
            return None
        moment = datetime(*day, *clock, tzinfo=_zone(text))
    return credible(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def credible(moment: datetime | None) -> datetime | None:
    """A date that a post can have been written on, in UTC, else None: outside the years 1970 to 2100 it is an error."""
    if moment is None:
        return None
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _spaced(text: str) -> str:
    """A date with the signs of East Asian calendars as figures and points are set elsewhere: 2012年1月13日 午後10時 -> 2012-1-13 10:00 pm."""
    text = SPACED_DAY.sub(r"\1.\2.\3 ", text)
    if text.isascii():
        return SPACED_HALF.sub(r"\1m", text)
    text = SIGNED_DAY.sub(r"\1-\2-\3 ", text)
    if (match := SIGNED_CLOCK.search(text)) and (match[1] or text[match.end(2)] != ":"):
        half = "" if not match[1] else " pm" if match[1] in AFTERNOONS else " am"
        if half and int(match[2]) > 12:
            half = ""
        text = f"{text[: match.start()]} {match[2]}:{match[3] or '00'}{half} {text[match.end() :]}"
    return SPACED_HALF.sub(r"\1m", text)


def is_day_first(texts: Iterable[str]) -> bool | None:
    """Whether the day stands before the month in a page's dates of figures, where one of them decides."""
    for text in texts:
        if (found := NUMERIC.search(text[:LONGEST])) and len(found[1]) < 3:
            if int(found[1]) > 12:
                return True
            if int(found[3]) > 12:
                return False
    return None


def page_zone(text: str) -> timezone:
    """The zone that a page says its times are in, else UTC."""
    found = ZONE.search(text)
    if not found or not found[1]:
        return UTC
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)) if minutes < 15 * 60 else UTC


def order_by_weekdays(texts: Iterable[str]) -> tuple[bool | None, bool] | None:
    """Whether the day, and whether the year comes first, where weekdays stand beside dates of figures.

    Only the right order gives each date its weekday or, where the names are not known, each weekday one name.
    """
    found = [(text, named[-1].casefold()) for text in texts if NUMERIC.search(text) and (named := _weekdays_in(text))]
    fit, sure = [], []
    for day_first, year_first in ((True, False), (False, False), (None, True)):
        pairs = set()
        for text, name in found:
            day = _numeric_day(text[:LONGEST], day_first, year_first=year_first)
            if day is None:
                break
            pairs.add((name, datetime(*day, tzinfo=UTC).weekday()))
        else:
            if len({name for name, _ in pairs}) == len(pairs) == len({day for _, day in pairs}) > 1:
                fit.append((day_first, year_first))
            if pairs and all(day in NUMBERS_BY_WEEKDAY.get(name, ()) for name, day in pairs):
                sure.append((day_first, year_first))
    likely = sure or fit
    return likely[0] if len(likely) == 1 else None


def order_by_rising(dates: Sequence[str]) -> bool | None:
    """Whether the day comes first, by the order in which the dates of posts rise or fall more often."""
    if not any(NUMERIC.search(text) for text in dates):
        return None
    costs = {}
    for day_first in (True, False):
        moments = [moment for text in dates if (moment := read_date(text, day_first=day_first))]
        steps = [(below - above).total_seconds() for above, below in pairwise(moments)]
        back = sum(step < 0 for step in steps)
        costs[day_first] = (min(back, len(steps) - back), sum(map(abs, steps)))
    return None if costs[True] == costs[False] else costs[True] < costs[False]


def _weekdays_in(text: str) -> list[str]:
    return [word for word in WORD.findall(text[:LONGEST]) if word.casefold() in WEEKDAYS or word in WEEKDAY_SIGNS]


def _numeric_day(text: str, day_first: bool | None, *, year_first: bool = False) -> tuple[int, int, int] | None:  # noqa: FBT001
    found = NUMERIC.search(text)
    if not found:
        return None
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        return _real(first, second, third)
    if len(found[4]) not in (2, 4) or len(found[1]) == 3:
        return None
    if year_first and len(found[4]) == 2:
        return _real(first + (1900 if first >= 70 else 2000), second, third)
    year = third if len(found[4]) == 4 else third + (1900 if third >= 70 else 2000)
    if found[2] == "." or first > 12 or first == second:
        day_first = True
    elif second > 12:
        day_first = False
    if day_first is None:
        return None
    return _real(year, second, first) if day_first else _real(year, first, second)


def _named_day(text: str) -> tuple[int, int, int] | None:
    """A day whose month has a name: the year is the number of four figures, the day the one next to the month."""
    found = WORD.findall(TIME.sub(" ", text))
    month = _month_in(found)
    years = [int(word) for word in found if word.isdecimal() and len(word) == 4 and word.startswith(("19", "20"))]
    if not years and (short := SHORT_YEAR.search(text)):
        years = [int(short[1]) + (1900 if int(short[1]) >= 70 else 2000)]
        found = WORD.findall(short[0])[:2]
        month = 1 if found[1].lower() in MONTH_BY_NAME else None
    if month is None or not years:
        return None
    before = found[max(0, month - 2) : month]
    if before and before[-1].lower() in ORDINALS:
        before.pop()
    near = [*before[-1:], *found[month + 1 : month + 2]]
    days = [int(word) for word in near if word.isdecimal() and len(word) <= 2]
    return _real(years[0], MONTH_BY_NAME[found[month].lower()], days[0]) if days else None


def _month_in(found: list[str]) -> int | None:
    """The place of the month: of "Mar 03 Mai" the last, for the other is a weekday, as it is in "Mar 03 2011" for a Frenchman alone."""
    months = [place for place, word in enumerate(found) if word.lower() in MONTH_BY_NAME]
    if len(months) > 1 and found[months[0]].lower() in WEEKDAYS:
        return months[1]
    return months[0] if months else None


def time_of_day(text: str) -> tuple[int, int, int] | None:
    """The time of day; a date without one is taken for its first moment."""
    found = TIME.search(NUMERIC.sub(" ", text if text.isascii() else _spaced(text)))
    if not found:
        return (0, 0, 0)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if half := (found[4] or "").lower()[:1]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _zone(text: str) -> timezone | None:
    """The zone that the date itself names."""
    if found := OFFSET.search(text):
        minutes = int(found[2]) * 60 + int(found[3])
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)) if minutes < 15 * 60 else None
    for word in WORD.findall(text):
        if word.isupper() and word.lower() in HOURS_BY_ZONE:
            return timezone(timedelta(hours=HOURS_BY_ZONE[word.lower()]))
    return None


def _real(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    """A day, if there is such a one."""
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return year, month, day
