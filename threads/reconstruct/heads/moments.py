"""The words of dates that a page's heads hold -> moments, as far as the page tells the day.

02-03-2012 may be in February or in March: weekdays beside the dates, or another date of the page, decide, else the order in
which its posts' dates rise. "3 hours ago" and "yesterday" count from the day that the page says it was shown on, where it says one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from threads.reconstruct.heads.cues import CLOCK, opens_with
from threads.reconstruct.heads.rows import Row
from threads.words.date_places import TOKEN, UNITS, DateKind, DatePlace, find_dates
from threads.words.dates import (
    credible,
    is_day_first,
    order_by_rising,
    order_by_weekdays,
    page_zone,
    read_date,
    time_of_day,
)
from threads.words.vocabulary import words

SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 7 * 86_400,
    "month": 30 * 86_400,
    "year": 365 * 86_400,
}
YESTERDAY = frozenset(words("yesterday"))
TODAY = frozenset(words("today"))
# Only a distance in these says the day.
TELLS_DAY = 7 * 86_400
ZONE_ROWS = 40


@dataclass(frozen=True)
class Calendar:
    """How a page writes its dates, and when it was shown, if it says so."""

    day_first: bool | None = None
    zone: timezone = UTC
    shown_at: datetime | None = None
    year_first: bool = False

    def moment(self, text: str, kind: DateKind) -> datetime | None:
        """The moment that a date means, in the page's own zone; None where the page does not tell the day."""
        if kind is DateKind.DAY:
            found = read_date(text, day_first=self.day_first, year_first=self.year_first, zone=self.zone)
            return found.astimezone(self.zone) if found else None
        if self.shown_at is None:
            return None
        if kind is DateKind.AGO:
            return _distance(text, self.shown_at)
        return self._near(text) if kind is DateKind.NEAR else None

    def on_day(self, day: str, clock: str) -> datetime | None:
        """The moment of a time that stands under a line with its day."""
        kind = next((place.kind for place in find_dates(day)), DateKind.DAY)
        found, time = self.moment(day, kind), time_of_day(clock)
        return found.replace(hour=time[0], minute=time[1], second=time[2]) if found and time else found

    def _near(self, text: str) -> datetime | None:
        low = text.casefold()
        days = 1 if any(word in low for word in YESTERDAY) else 0 if any(word in low for word in TODAY) else None
        if days is None or self.shown_at is None:
            return None
        day = self.shown_at - timedelta(days=days)
        clock = next((part for part in text.split() if ":" in part), "")
        found = read_date(f"{day:%Y-%m-%d} {clock} {low.split()[-1]}", zone=self.zone) if clock else None
        return found.astimezone(self.zone) if found else day.replace(hour=0, minute=0, second=0)


def calendar_of(rows: Sequence[Row], dates: Sequence[str]) -> Calendar:
    """Read how the page writes dates out of all of them; ``dates`` are those of its heads, in order."""
    edges = [*rows[:ZONE_ROWS], *rows[-ZONE_ROWS:]]
    zone = next((zone for row in edges if (zone := page_zone(row.text)) != UTC), UTC)
    others = (place_text for row in edges for place_text in _days_in(row))
    day_first, year_first = order_by_weekdays(dates) or (is_day_first([*dates, *others]), False)
    if day_first is None and not year_first:
        day_first = order_by_rising(dates)
    return Calendar(day_first, zone, _shown_at(edges, day_first, zone), year_first)


def _days_in(row: Row) -> list[str]:
    if len(row.text) > 160:
        return []
    return [row.text[place.start : place.end] for place in row.dates if place.kind is DateKind.DAY]


def _shown_at(rows: Sequence[Row], day_first: bool | None, zone: timezone) -> datetime | None:  # noqa: FBT001
    """When the page was shown, where it says "It is currently Fri Jan 13, 2012 10:38 pm"."""
    for row in rows:
        if len(row.text) <= 160 and opens_with(row.text, CLOCK):
            for text in _days_in(row):
                if found := read_date(text, day_first=day_first, zone=zone):
                    return found.astimezone(zone)
    return None


def _distance(text: str, shown_at: datetime) -> datetime | None:
    """So long before the page was shown; None where the distance is too coarse to tell the day."""
    tokens = [match[0].casefold() for match in TOKEN.finditer(text)]
    numbers = [int(token) for token in tokens if token.isdecimal()] or [1]
    unit = next((UNITS[token] for token in tokens if token in UNITS), None)
    unit = unit or next((unit for word, unit in UNITS.items() if not word.isascii() and word in text), None)
    if unit is None or SECONDS[unit] > TELLS_DAY:
        return None
    try:
        return credible(shown_at - timedelta(seconds=SECONDS[unit] * numbers[0]))
    except OverflowError:
        return None


def date_text(row: Row, place: DatePlace) -> str:
    """The words of a date."""
    return row.text[place.start : place.end].strip()
