"""Feet of several kinds -> the posts over them, as on pages where answers and their comments end in different lines.

Bail it out first.                   an answer
answered 3 May 2012 at 10:12         its foot
quill_77
How often?                           a comment
– Otto 4 May 2012                    its foot
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from threads.reconstruct.heads.cues import is_row_of_buttons, is_sure_chrome
from threads.reconstruct.heads.head_values import Heads, StatedHead
from threads.reconstruct.heads.post_ends import without_folds, without_name, without_signatures
from threads.reconstruct.heads.rows import Row
from threads.reconstruct.heads.surroundings import opening_of

# What opens so many posts, or ends them, is the page's.
OFTEN, FEWEST, LONGEST = 0.15, 3, 6


@dataclass(frozen=True)
class Foot:
    """The rows under a post that state whose it is, and what they say."""

    rows: tuple[Row, ...]
    author: str | None
    date: str
    posted_at: datetime | None


def heads_of_feet(rows: Sequence[Row], feet: Sequence[Foot], one_kind: Heads) -> Heads:
    """The posts over all feet of a page; ``one_kind`` is what is read where only one kind is known."""
    feet = list(_apart(sorted(feet, key=lambda foot: foot.rows[0].number)))
    names = frozenset(foot.author.casefold() for foot in feet if foot.author)
    words = _cleaned(list(_over(rows, feet, names)), feet, names)
    posts = tuple(_stated(foot, of) for foot, of in zip(feet, words, strict=True))
    said = {row.number for of in words for row in of}
    owner = {row.number: at for at, foot in enumerate(feet) for row in foot.rows}
    chrome = {row.number: owner.get(row.number) for row in rows if row.number not in said}
    return replace(one_kind, posts=posts, chrome=chrome)


def _apart(feet: Sequence[Foot]) -> Iterator[Foot]:
    """The feet without those that begin within another."""
    last = 0
    for foot in feet:
        if foot.rows[0].number > last:
            yield foot
            last = foot.rows[-1].number


def _stated(foot: Foot, words: Sequence[Row]) -> StatedHead:
    first, last = (words[0].number, words[-1].number) if words else (foot.rows[0].number, foot.rows[0].number)
    return StatedHead(first, last, foot.author, foot.date, foot.posted_at, indent=foot.rows[0].column)


def _over(rows: Sequence[Row], feet: Sequence[Foot], names: frozenset[str]) -> Iterator[Sequence[Row]]:
    """The rows between each foot and the one over it."""
    at = 0
    for place, foot in enumerate(feet):
        first = at
        while at < len(rows) and rows[at].number < foot.rows[0].number:
            at += 1
        between = rows[first:at]
        if place == 0:
            opening = opening_of(between, names, {}, is_post=True)
            between = opening.words if opening else ()
        yield between
        while at < len(rows) and rows[at].number <= foot.rows[-1].number:
            at += 1


def _cleaned(posts: list[Sequence[Row]], feet: Sequence[Foot], names: frozenset[str]) -> list[Sequence[Row]]:
    """The words without the buttons and counts that stand over and under those of many posts."""
    often = Counter(alike for words in posts for alike in {row.alike for row in (*words[:LONGEST], *words[-LONGEST:])})
    usual = frozenset(alike for alike, count in often.items() if count >= max(FEWEST, OFTEN * len(posts)))
    own = [foot.author for foot in feet]
    bare = [
        without_name(_within(without_folds(words), usual), name, names) for words, name in zip(posts, own, strict=True)
    ]
    return without_signatures(bare, own)


def _within(words: Sequence[Row], usual: frozenset[str]) -> Sequence[Row]:
    first, last = 0, len(words)
    while first < last and _is_of_page(words[first], usual):
        first += 1
    while first < last and _is_of_page(words[last - 1], usual):
        last -= 1
    return words[first:last]


def _is_of_page(row: Row, usual: frozenset[str]) -> bool:
    if row.is_prose:
        return False
    is_bare = not any(map(str.isalpha, row.text))
    return row.alike in usual or is_bare or is_row_of_buttons(row.text) or is_sure_chrome(row.text)
