"""A group of anchors -> whether its dates are surely those of posts, or those of posts that are quoted.

5 March 2012                             a date alone over the number of its post: surely
#12
elzbet wrote on 3 March 2012 10:38       a moment that a head far over it has told: quoted
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from threads.reconstruct.heads.groups import AnchorGroup, head_date
from threads.reconstruct.heads.moments import date_text
from threads.reconstruct.heads.rows import Row

COUNT_ALONE = re.compile(r"^#\s?(\d{1,7})$")
# So many of the lines under dates are numbers, each higher than the last.
MOST = 0.9
# A moment is told by its day, month, year, hour and minute; so many rows lie between a post's head and a quote of it.
NUMBERS, MOMENT_NUMBERS, FAR, REPEATS = re.compile(r"\d+"), 5, 3, 0.6


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
