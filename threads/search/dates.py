"""A date as a visitor types it -> the instant at which it begins: "2009-02", "2009-02-14", or "3m", so long ago."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta

DATE = re.compile(r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?")
AGO = re.compile(r"(\d{1,4})([dwmy])")
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
MONTHS_A_YEAR = 12
# Before all that a calendar of four digits names.
EARLIEST = datetime(MINYEAR, 1, 1, tzinfo=UTC)


def is_date(text: str) -> bool:
    """Whether a text has the shape of a date."""
    return bool(DATE.fullmatch(text) or AGO.fullmatch(text))


def day_of(text: str) -> date:
    """The first day of a year, month or day; for an impossible date the nearest, such as the last of a month for its 31st."""
    year, month, day = _figures(text)
    year, month = min(max(year, MINYEAR), MAXYEAR), min(max(month, 1), MONTHS_A_YEAR)
    return date(year, month, min(max(day, 1), monthrange(year, month)[1]))


def is_on_calendar(text: str) -> bool:
    """Whether there is such a day; a span such as "3m" always names one."""
    day = None if AGO.fullmatch(text) else day_of(text)
    return day is None or _figures(text) == (day.year, day.month, day.day)


def _figures(text: str) -> tuple[int, int, int]:
    year, month, day, *_ = (*text.split("-"), "1", "1")
    return int(year), int(month), int(day)


def instant(text: str, now: datetime) -> datetime:
    """The start of what a date names; before any calendar, EARLIEST."""
    ago = AGO.fullmatch(text)
    if ago is None:
        return datetime.combine(day_of(text), time.min, tzinfo=UTC)
    try:
        return now - timedelta(days=int(ago[1]) * DAYS[ago[2]])
    except OverflowError:
        return EARLIEST
