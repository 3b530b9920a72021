"""The first lines of a page that is one post -> its head: what front matter says, or a title and a date.

---                                      # Re: The third buoy
title: "Re: The third buoy"              2012-03-09 22:38
date: 2012-03-09 22:38
---                                      The words of the post
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from threads.reconstruct.heads.cues import WRITTEN_BY
from threads.reconstruct.heads.head_values import Heads, StatedHead
from threads.reconstruct.heads.moments import calendar_of, date_text
from threads.reconstruct.heads.name_words import name_in
from threads.reconstruct.heads.rows import ANSWERS, Row
from threads.words.date_places import DateKind

FENCE = re.compile(r"^(?:-{3}|\+{3})$")
KEY = re.compile(r"^(?P<key>[A-Za-z_]{2,20})\s?[:=]\s?(?P<value>\S.{0,300})$")
DATES = ("date", "posted", "posted_at", "created", "created_at", "published", "published_at", "timestamp")
# Front matter has no more lines, a head without it these.
LONGEST, SHORTEST = 40, 4
SURE = 0.8


def front_heads(rows: Sequence[Row]) -> Heads | None:
    """The head of a page that is one post; None where its first lines do not state a date."""
    found = _fenced(rows) or _titled(rows)
    if found is None:
        return None
    head, date, author, title = found
    words = rows[len(head) :]
    if not words:
        return None
    text = date_text(date, date.dates[0])
    moment = calendar_of(head, [text]).moment(text, date.dates[0].kind)
    post = StatedHead(words[0].number, words[-1].number, author, text, moment)
    chrome = {row.number: 0 for row in head}
    return Heads((post,), chrome, SURE, (f"line {date.number} dates the one post of the page",), title=title)


def _fenced(rows: Sequence[Row]) -> tuple[Sequence[Row], Row, str | None, str | None] | None:
    """Front matter with a date: its rows, the one with the date, author and title."""
    if not rows or not FENCE.match(rows[0].text):
        return None
    end = next((place for place, row in enumerate(rows[1:LONGEST], 1) if row.text == rows[0].text), None)
    if end is None:
        return None
    keys = {
        match["key"].casefold(): (row, match["value"].strip("\"' "))
        for row in rows[1:end]
        if (match := KEY.match(row.text))
    }
    dated = next((keys[key][0] for key in DATES if key in keys and _has_day(keys[key][0])), None)
    return (rows[: end + 1], dated, _author(keys), keys["title"][1] if "title" in keys else None) if dated else None


def _titled(rows: Sequence[Row]) -> tuple[Sequence[Row], Row, str | None, str | None] | None:
    """A title that answers, "Re: The third buoy", with a date alone beside it."""
    near = rows[:SHORTEST]
    titled = next((row for row in near[:2] if _answers(row)), None)
    dated = next((row for row in near[:3] if row.is_dated_alone), None)
    if titled is None or dated is None or abs(titled.index - dated.index) > 1:
        return None
    end = max(titled.index, dated.index) + 1
    return rows[:end], dated, None, titled.text.lstrip("#* ")


def _answers(row: Row) -> bool:
    label = row.text.lstrip("#* ").partition(":")[0].casefold()
    return label in ANSWERS and len(row.text) > len(label) + 1


def _has_day(row: Row) -> bool:
    return bool(row.dates) and row.dates[0].kind is DateKind.DAY


def _author(keys: Mapping[str, tuple[Row, str]]) -> str | None:
    return next((name_in(keys[key][1]) for key in keys if key in WRITTEN_BY), None)
