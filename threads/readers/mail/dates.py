"""Date, Received and separator lines of a mail -> when it was posted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from threads.words.dates import credible, read_date

MONTHS = {name: i + 1 for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
USUAL = re.compile(
    r"\s*+(?:[A-Za-z]{3},)? *+(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-])([01]\d)([0-5]\d)\b"
)
# Fri Mar 29 14:07:31 2019, as a mailbox's separator has it.
SEPARATOR_DATE = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d)(?::(\d\d))? (?:[A-Z+\-\d]{2,6} )?(\d{4})")
# The library takes any number for a year.
YEAR = re.compile(r"\b(?:19|20|21)\d\d\b|[A-Za-z]{3}[ -]\d\d\b(?!:)")
FULL_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
# Programs that added 1900 to the year, or did not: "3 Jan 100" is of 2000.
SHORT_OF_1900 = re.compile(r"(?<=[A-Za-z]{3}[ -])1[0-4]\d(?= +\d{1,2}:)")
# Others wrote "19" before that: 19103.
LONG_BY_1900 = re.compile(r"(?<=[A-Za-z]{3}[ -])19(1\d\d)(?= +\d{1,2}:)")
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?!\d)")
# What stands between the clock and the distance from Greenwich: "10:05:00 GMT+0100", "10:05:00+0100".
BEFORE_OFFSET = re.compile(r"(?<=:\d\d) ?(?:GMT|UTC|UT)? ?([+-]\d\d):?(\d\d)\b")
# Some programs write no semicolon before the date of a Received line.
LAST_DATE = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} {1,2}\d\d:\d\d.{0,40}$")
# No header's date is longer; what is, is not read.
LONGEST = 200


def date_of(value: str) -> datetime | None:
    """The moment that a Date header states, or None."""
    m = USUAL.match(value)
    if m is None or m[2].lower() not in MONTHS:
        value = COMPACT.sub(r"\1-\2-\3T\4:\5:\6", value[:LONGEST])
        value = BEFORE_OFFSET.sub(r" \1\2", value)
        value = LONG_BY_1900.sub(lambda year: str(1900 + int(year[1])), value)
        value = SHORT_OF_1900.sub(lambda year: str(1900 + int(year[0])), value)
        return _odd(value)
    day, month, year, hour, minute, second, sign, ahead, minutes = m.groups()
    offset = timedelta(hours=int(ahead), minutes=int(minutes))
    zone = timezone(-offset if sign == "-" else offset)
    try:
        # A leap second is the second before it.
        seconds = min(int(second or 0), 59)
        return credible(
            datetime(int(year), MONTHS[month.lower()], int(day), int(hour), int(minute), seconds, tzinfo=zone)
        )
    except (KeyError, ValueError):
        return None


def _odd(value: str) -> datetime | None:
    """The moment that any other writing of a date means; two figures for a year between 50 and 69 mean nothing."""
    try:
        parts = parsedate_tz(value)
        if parts is None and (FULL_YEAR.search(value) or YEAR.search(value)):
            return read_date(value)
        if parts is None or not YEAR.search(value) or not 1970 <= parts[0] < 2050:
            return None
        zone = timezone(timedelta(seconds=parts[9] or 0))
        return credible(datetime(*parts[:5], min(parts[5], 59), tzinfo=zone))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def arrived_at(received: str, separator: str) -> datetime | None:
    """When a mail came in: by the newest Received line, else by the mailbox's separator."""
    dated = [received.rpartition(";")[2]] if ";" in received else LAST_DATE.findall(received)
    moment = date_of(dated[0]) if dated else None
    return moment or _separated_at(separator)


def _separated_at(separator: str) -> datetime | None:
    m = SEPARATOR_DATE.search(separator)
    if m is None:
        return None
    month, day, hour, minute, second, year = m.groups()
    try:
        moment = datetime(
            int(year), MONTHS[month.lower()], int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC
        )
    except (KeyError, ValueError):
        return None
    # The beginning of time, and the day by which git knows its own patches, are no dates.
    is_made_up = moment.year == 1970 or (moment.year, moment.month, moment.day) == (2001, 9, 17)
    return None if is_made_up else credible(moment)
