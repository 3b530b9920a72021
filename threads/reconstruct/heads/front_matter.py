"""The first lines of a page that is one post -> its head: what front matter says, or lines that name a date and an author.

---                                      # Re: The third buoy        # The third buoy
title: "Re: The third buoy"              2012-03-09 22:38            **Author:** Ada
date: 2012-03-09 22:38                                               **Date:** 2012-03-09
---                                      The words of the post       The words of the post
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from threads.reconstruct.heads.cues import WRITTEN_BY
from threads.reconstruct.heads.head_values import Heads, StatedHead
from threads.reconstruct.heads.moments import calendar_of, date_text
from threads.reconstruct.heads.name_words import name_in
from threads.reconstruct.heads.rows import ANSWERS, MARKDOWN_LINK, Row, rows_of
from threads.reconstruct.heads.surroundings import named_in
from threads.words.date_places import DateKind, find_dates
from threads.words.vocabulary import folded

FENCE = re.compile(r"^(?:-{3}|\+{3})$")
KEY = re.compile(r"^(?P<key>[A-Za-z_]{2,20})\s?[:=]\s?(?P<value>\S.{0,300})$")
# A label and its value, with Markdown's marks around the label.
LABELLED = re.compile(
    r"^[-*_#>\s]{0,8}(?P<key>[^\W\d][^:\uff1a*_]{0,24})\s?[*_]{0,2}[:\uff1a][*_]{0,2}\s{0,3}(?P<value>\S.{0,200})$"
)
# A name in bold, with a link or an at sign, which opens a line.
MARKED = re.compile(
    r"^[>#\s-]{0,6}(?:by\s)?(?:\*\*(?P<bold>[^*]{1,40})\*\*|\[(?P<linked>[^\[\]]{1,40})\]|@(?P<handle>[\w.-]{2,40}))(?!\w)"
)
DATES = ("date", "posted", "posted_at", "created", "created_at", "published", "published_at", "timestamp")
DATE_LABELS = folded("header_sent") | frozenset(each.replace("_", " ") for each in DATES)
NAME_LABELS = WRITTEN_BY | {"authors", "username"}
TITLE_LABELS = folded("topic_labels") | {"title", "subject"}
# Front matter has no more lines, a head without it these.
LONGEST, SHORTEST, LABELS = 40, 4, 8
SURE = 0.8


@dataclass(frozen=True)
class FrontHead:
    """The rows of a head, the one with the date, and what they say."""

    rows: Sequence[Row]
    dated: Row
    author: str | None
    title: str | None


def front_heads(rows: Sequence[Row]) -> Heads | None:
    """The head of a page that is one post; None where its first lines do not state a date, and a title or an author."""
    found = _fenced(rows) or _labelled(rows) or _titled(rows) or _marked(rows)
    words = rows[len(found.rows) :] if found else ()
    if not found or not words:
        return None
    date = next(place for place in found.dated.dates if place.kind is DateKind.DAY)
    text = date_text(found.dated, date)
    moment = calendar_of(found.rows, [text]).moment(text, date.kind)
    post = StatedHead(words[0].number, words[-1].number, found.author, text, moment)
    chrome = {row.number: 0 for row in found.rows}
    cue = f"line {found.dated.number} dates the one post of the page"
    return Heads((post,), chrome, SURE, (cue,), title=found.title, is_alone=True)


def begins_one_post(lines: Sequence[str]) -> bool:
    """Whether a page may be one post, by its first lines alone."""
    return front_heads(rows_of(lines[:LONGEST], frozenset())) is not None


def _fenced(rows: Sequence[Row]) -> FrontHead | None:
    """Front matter with a date."""
    if not rows or not FENCE.match(rows[0].text):
        return None
    end = next((place for place, row in enumerate(rows[1:LONGEST], 1) if row.text == rows[0].text), None)
    if end is None:
        return None
    keys = {
        match["key"].casefold(): (row, match["value"].strip("[]\"' "))
        for row in rows[1:end]
        if (match := KEY.match(row.text))
    }
    dated = next((keys[key][0] for key in DATES if key in keys and _has_day(keys[key][0])), None)
    title = keys["title"][1] if "title" in keys else None
    return FrontHead(rows[: end + 1], dated, _first_name(keys), title) if dated else None


def _labelled(rows: Sequence[Row]) -> FrontHead | None:
    """Lines "Author: ..." and "Date: ...", under a title or at the top."""
    start = 1 if rows and _heading(rows[0]) else 0
    keys: dict[str, tuple[Row, str]] = {}
    end = start
    for row in rows[start : start + LABELS]:
        match = LABELLED.match(row.text)
        if not match or len(match["key"].split()) > 3:
            break
        keys.setdefault(match["key"].casefold().strip(), (row, match["value"].strip("*_ ")))
        end += 1
    dated = next((keys[key][0] for key in keys if key in DATE_LABELS and _has_day(keys[key][0])), None)
    author = _first_name(keys)
    if dated is None or author is None:
        return None
    title = next((value for key, (_, value) in keys.items() if key in TITLE_LABELS), None)
    return FrontHead(rows[:end], dated, author, title or (_heading(rows[0]) if start else None))


def _titled(rows: Sequence[Row]) -> FrontHead | None:
    """A title that answers, "Re: The third buoy", or a heading, with a date alone beside it, at which a heading has a time as well."""
    near = rows[:SHORTEST]
    titled = next((row for row in near[:2] if _answers(row)), None)
    dated = next((row for row in near[:3] if row.is_dated_alone or _names(row)), None)
    if titled is None and near and dated and _heading(near[0]) and (_says_time(dated) or _names(dated)):
        titled = near[0]
    if titled is None or dated is None or abs(titled.index - dated.index) > 1:
        return None
    end = max(titled.index, dated.index) + 1
    return FrontHead(rows[:end], dated, _names(dated) or _rest(dated), titled.text.lstrip("#* "))


def _marked(rows: Sequence[Row]) -> FrontHead | None:
    """A name that is set apart by marks, with the date beside it."""
    name = _marked_name(rows[0]) if rows else None
    return FrontHead(rows[:1], rows[0], name, None) if name else None


def _marked_name(row: Row) -> str | None:
    match = MARKED.match(row.text) if _has_day(row) and row.word_count <= SHORTEST and not row.is_prose else None
    name = (match["bold"] or match["linked"] or match["handle"]) if match else ""
    return name_in(name) if name and not find_dates(name) else None


def _names(row: Row) -> str | None:
    """The author that a dated line names behind "by", or set apart by marks."""
    if not _has_day(row) or row.is_prose or row.word_count > 2 * SHORTEST:
        return None
    return named_in(row, frozenset(), {}) or _marked_name(row)


def _rest(row: Row) -> str | None:
    """What stands beside a date, as a name."""
    return name_in(row.without_dates.strip("*_ \u2014\u2013-\u00b7|,"))


def _heading(row: Row) -> str | None:
    return MARKDOWN_LINK.sub(r"\2", row.text).lstrip("# ") if row.text.startswith("# ") else None


def _says_time(row: Row) -> bool:
    return any(":" in row.text[place.start : place.end] for place in row.dates)


def _answers(row: Row) -> bool:
    label = row.text.lstrip("#* ").partition(":")[0].casefold()
    return label in ANSWERS and len(row.text) > len(label) + 1


def _has_day(row: Row) -> bool:
    return any(place.kind is DateKind.DAY for place in row.dates)


def _first_name(keys: Mapping[str, tuple[Row, str]]) -> str | None:
    names: Iterable[str | None] = (name_in(value) for key, (_, value) in keys.items() if key in NAME_LABELS)
    return next((name for name in names if name), None)
