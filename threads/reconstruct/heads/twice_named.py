"""Blocks -> the names that stand twice in succession, as the text of a picture and as the link beside it.

elzbet elzbet Member Posts: 222        in one row
Quorl's Avatar                         in two rows, whatever is added to the first: "Avatar of Quorl"
Quorl

Nothing else on a page is said so, and profiles of any length may stand between such a name and its date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from threads.reconstruct.heads.blocks import Blocks
from threads.reconstruct.heads.cues import PARTS
from threads.reconstruct.heads.name_words import name_in, once
from threads.reconstruct.heads.rows import BULLET, LONGEST_HEAD, Row

# A profile has no more rows, and a name and what a page adds to it no more words.
LONGEST, MOST_WORDS, MOST_NAME = 26, 12, 4
# So many of the authors of a page are named twice, where the others have no picture.
OFTEN = 0.5
# What stands between a name and what is added to it.
APART = re.compile(r"[\s'\u2019(,:|\u00b7]")


class TwiceNamed(NamedTuple):
    """A name that stands twice, and the row of it that is furthest from the anchor."""

    name: str
    row: Row


def names_over(blocks: Blocks) -> list[TwiceNamed | None]:
    """For each anchor who is named twice over it; empty where few are."""
    pieces = [piece.rows for piece in blocks.segments[:-1]]
    found = [_over(rows) for rows in pieces]
    if sum(each is not None for each in found) < OFTEN * len(found):
        return []
    # What stands right over its anchor needs no more to be found.
    is_plain = all(each and _is_alone(each.name, rows[-1]) for each, rows in zip(found, pieces, strict=True))
    return [] if is_plain else found


def names_under(blocks: Blocks) -> list[TwiceNamed | None]:
    """The same under each anchor, where others may stand once, right under it."""
    pieces = [piece.rows for piece in blocks.segments[1:]]
    found = [_under(rows) for rows in pieces]
    if sum(each is not None for each in found) < OFTEN * len(found):
        return []
    return [each or _beside(rows) for each, rows in zip(found, pieces, strict=True)]


def _over(rows: Sequence[Row]) -> TwiceNamed | None:
    """The name nearest over an anchor, and the highest row of the same head that it stands on."""
    found: TwiceNamed | None = None
    below: Row | None = None
    for row in rows[::-1][:LONGEST]:
        name = _name_twice(row, below)
        if name and (found is None or name == found.name):
            found = TwiceNamed(name, row)
        elif not name and _is_said(row):
            break
        below = row
    return found


def _under(rows: Sequence[Row]) -> TwiceNamed | None:
    """The name nearest under an anchor."""
    for row, below in zip_longest(rows[:LONGEST], rows[1 : LONGEST + 1]):
        if row is None or (_is_said(row) and not _name_twice(row, None)):
            return None
        if name := _name_twice(row, None):
            return TwiceNamed(name, row)
        if name := _name_twice(row, below):
            return TwiceNamed(name, below)
    return None


def _is_alone(name: str, row: Row) -> bool:
    """Whether a row is a name and no more than signs beside it."""
    words = [word for word in BULLET.sub("", row.text).split() if any(map(str.isalnum, word))]
    return " ".join(words) == name


def _beside(rows: Sequence[Row]) -> TwiceNamed | None:
    row = rows[0] if rows else None
    name = name_in(row.text) if row and row.is_short and not row.dates and not row.is_quoting else None
    return TwiceNamed(name, row) if name and row else None


def _is_said(row: Row) -> bool:
    return row.is_quoting or (row.is_prose and not row.label)


def _name_twice(row: Row, below: Row | None) -> str | None:
    """The name that a row says twice, or once and again with the row below it."""
    text = BULLET.sub("", row.text)
    if len(text) > LONGEST_HEAD or row.is_quoting or len(words := text.split()) > MOST_WORDS:
        return None
    if len(words[0]) == 1 and all(word.casefold() in PARTS for word in words[1:]):
        return None  # the letter that stands for a picture
    if (said := once(words)) != words and len(said) <= MOST_NAME and (name := name_in(" ".join(said))):
        return name
    if below is None or below.dates or below.is_quoting or len(below.text.split()) > MOST_WORDS:
        return None
    name = name_in(" ".join(once(below.text.split())))
    if not name or name not in text:
        return None
    is_first = text.startswith(name) and (len(text) == len(name) or APART.match(text, len(name)))
    is_last = text.endswith(f" {name}") and not row.label and len(words) <= MOST_NAME + len(name.split())
    return name if is_first or is_last else None
