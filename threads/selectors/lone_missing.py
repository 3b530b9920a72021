"""Posts of a thread -> the same without missing posts that the quote of their only answer shows already.

(a post that is not here)                    nobody else answers or quotes it: its words stand in the quote below
> The lamp is lit at dusk.
Not in winter.                             stands in its place, and says whom it answers
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from threads.selectors.shown_posts import DEEPEST, ShownPost, ShownPostRow

NOT_HERE = "a post that is not here"


class OutlineRow(NamedTuple):
    """What an outline reads of a post."""

    id: int
    number: int
    position: int
    depth: int
    last_descendant: int
    author__name: str
    author__is_placeholder: bool
    length: int
    words: str
    is_missing: bool
    quoted_count: int
    confidence: float
    best__origin: str | None
    facts__erased_on: str | None


def alone_among(rows: Iterable[ShownPostRow]) -> dict[int, tuple[int, int]]:
    """The missing posts that one post of these answers and no second one quotes, each with its range of positions."""
    rows = list(rows)
    by_id = {row.id: row for row in rows}
    alone = {}
    for row in rows:
        above = by_id.get(row.parent_id or 0)
        if above is None or not above.is_missing or above.quoted_count > 1 or "erased_on" in above.facts:
            continue
        if (row.position, row.last_descendant) == (above.position + 1, above.last_descendant):
            alone[above.id] = (above.position, above.last_descendant)
    return alone


def without_alone(
    posts: Iterable[ShownPost], rows: Iterable[ShownPostRow], *, keep: int | None = None, is_nested: bool = True
) -> tuple[ShownPost, ...]:
    """Leave them out, but for the one that a page is about; what stood below moves up a level."""
    rows = list(rows)
    alone = {pk: places for pk, places in alone_among(rows).items() if pk != keep}
    if not alone:
        return tuple(posts)
    row_of = {row.id: row for row in rows}
    return tuple(_moved_up(post, row_of[post.id], alone, is_nested) for post in posts if post.id not in alone)


def _moved_up(
    post: ShownPost,
    row: ShownPostRow,
    alone: Mapping[int, tuple[int, int]],
    is_nested: bool,  # noqa: FBT001 (as given)
) -> ShownPost:
    above = sum(first < row.position <= last for first, last in alone.values())
    below = sum(row.position < first <= row.last_descendant for first, _ in alone.values())
    answer = post.answer
    if answer and answer.to and answer.to.id in alone:
        answer = replace(answer, to=replace(answer.to, label=NOT_HERE), is_here=False)
    level = min(row.depth - above, DEEPEST) if is_nested else post.level
    return replace(post, level=level, answer=answer, branch=max(0, post.branch - below))


def without_alone_lines(lines: Iterable[OutlineRow]) -> list[tuple[OutlineRow, int]]:
    """The rows of a whole thread without them, each with its depth then."""
    lines = list(lines)
    kept: list[tuple[OutlineRow, int]] = []
    ends: list[int] = []  # the last position below each that was left out and is above
    for n, line in enumerate(lines):
        while ends and ends[-1] < line.position:
            ends.pop()
        below = lines[n + 1] if n + 1 < len(lines) else None
        if _is_alone(line, below):
            ends.append(line.last_descendant)
        else:
            kept.append((line, line.depth - len(ends)))
    return kept


def _is_alone(line: OutlineRow, below: OutlineRow | None) -> bool:
    if not line.is_missing or line.facts__erased_on or line.quoted_count > 1 or below is None:
        return False
    return (below.position, below.last_descendant) == (line.position + 1, line.last_descendant)
