"""A group of anchors -> whether its dates are surely those of posts, or those of posts that are quoted.

5 March 2012                             a date alone over the number of its post: surely
#12
elzbet wrote on 3 March 2012 10:38       a moment that a head far over it has told: quoted
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from threads.reconstruct.heads.groups import FEWEST, AnchorGroup, head_date
from threads.reconstruct.heads.moments import calendar_of, date_text
from threads.reconstruct.heads.rows import Row
from threads.words.date_places import DateKind

NUMBER_ALONE = re.compile(r"^(?:#|\u2116|n[º\u00b0]\s?|no\.\s?)?\s?(\d{1,7})\.?$", re.IGNORECASE)
# So many numbers of posts are one more than the last.
COUNTS_ON = 0.8
# The number of a post stands in so many rows under its date, where a badge may be between.
NEAR = (1, 2, 3)
COUNT_ALONE = re.compile(r"^#\s?(\d{1,7})$")
# So many of the lines under dates are numbers, each higher than the last.
MOST = 0.9
# A moment is told by its day, month, year, hour and minute; so many rows lie between a post's head and a quote of it.
NUMBERS, MOMENT_NUMBERS, FAR, REPEATS = re.compile(r"\d+"), 5, 3, 0.6


def numbered(group: AnchorGroup, rows: Sequence[Row]) -> float:
    """At how many of the anchors stand the numbers of posts, each one more than the last or one less; 0 where at few."""
    sides = (_numbers(group.rows), _beside(group.rows, rows, NEAR), _beside(group.rows, rows, (-1,)))
    return max(map(_count_on, sides))


def _numbers(anchors: Sequence[Row]) -> list[int | None]:
    """The last number of each anchor outside its dates."""
    found = [NUMBERS.findall(row.without_dates) for row in anchors]
    return [int(numbers[-1][:9]) if numbers else None for numbers in found]


def _beside(anchors: Sequence[Row], rows: Sequence[Row], far: Sequence[int]) -> list[int | None]:
    """The number alone in the nearest of the rows so far from each anchor."""
    near = [[rows[row.index + each] for each in far if 0 <= row.index + each < len(rows)] for row in anchors]
    matches = [next((match for row in found if (match := NUMBER_ALONE.match(row.text))), None) for found in near]
    return [int(match[1]) if match else None for match in matches]


def _count_on(numbers: Sequence[int | None]) -> float:
    steps = Counter(below - above for above, below in pairwise(numbers) if above is not None and below is not None)
    share = max(steps[1], steps[-1]) / max(1, len(numbers) - 1)
    return share if len(numbers) >= FEWEST and share >= COUNTS_ON else 0


def are_in_order(group: AnchorGroup, rows: Sequence[Row]) -> bool:
    """Whether the days of a group rise or fall from post to post, as days on which members joined do not."""
    dates = [date_text(row, place) for row in group.rows if (place := head_date(row))]
    calendar = calendar_of(rows, dates)
    moments = [moment for text in dates if (moment := calendar.moment(text, DateKind.DAY))]
    back = sum(below < above for above, below in pairwise(moments))
    return len(moments) >= MOST * len(dates) and min(back, len(moments) - 1 - back) <= (1 - MOST) * len(moments)


def are_counted(group: AnchorGroup, rows: Sequence[Row]) -> bool:
    """Whether under each date alone in its line stands a number, one higher each time or more."""
    if any(row.word_count for row in group.rows):
        return False
    under = [rows[row.index + 1].text for row in group.rows if row.index + 1 < len(rows)]
    numbers = [int(match[1]) for text in under if (match := COUNT_ALONE.match(text))]
    rising = sum(above < below for above, below in pairwise(numbers))
    return len(numbers) >= MOST * len(group.rows) and rising >= MOST * (len(numbers) - 1)


def repeats_dates(group: AnchorGroup, rows: Sequence[Row]) -> bool:
    """Whether most lines of a group tell moments that other lines far over them have told: they say what is quoted."""
    told: dict[tuple[str, ...], int] = {}
    inside = {row.index for row in group.rows}
    again = 0
    for row in rows:
        place = head_date(row) if row.dates and not row.is_prose else None
        moment = tuple(NUMBERS.findall(date_text(row, place))[:MOMENT_NUMBERS]) if place else ()
        if len(moment) < MOMENT_NUMBERS:
            continue
        if row.index not in inside:
            told.setdefault(moment, row.index)
        elif told.get(moment, row.index) < row.index - FAR:
            again += 1
    return again >= REPEATS * len(group.rows)
