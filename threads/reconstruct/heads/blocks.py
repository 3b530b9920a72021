"""A group of anchors -> blocks: the lines below and above each anchor that come with it at other posts too.

    body of the post above
    elzbet                      above the next anchor: in the gap over "Member", which half of the posts fill
    Member                      above: comes at most posts
    Posts: 222                  above
    Re: The chimney             above
    Post by Quorl » DATE        anchor
    body                        below is nothing here

What comes at few posts, and a line in a gap that few posts fill, is left to the body: it may be somebody's words.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from threads.reconstruct.heads.cues import BUTTONS, COUNTED, WORDS, is_row_of_buttons, is_sure_chrome
from threads.reconstruct.heads.groups import AnchorGroup
from threads.reconstruct.heads.rows import LONGEST_HEAD, LONGEST_SHORT, Row
from threads.words.sentences import SENTENCE_END

# A block has no more lines to a side, nor more lines in a row that no other post has.
LONGEST_SIDE, LONGEST_GAP = 18, 3
# What this share of posts has is the template's; so is a gap that this share of posts fills.
COMES, FILLS = 0.3, 0.7
# A line that is long enough to be said by somebody must come more often.
COMES_LONG = 0.6
# A sentence may be one that most posts quote.
COMES_SAID = 0.9
# What comes as it is at so many posts is nobody's name; a busy author leaves some posts to others.
EVERYWHERE = 0.95
# So must words without a sign or a number.
COMES_PLAIN = 0.95
# What stands over a value and is no button, as "Reply" and "Offline" are.
VALUE_LABELS = COUNTED - BUTTONS - {"offline"}
# A line that the page's width broke is no shorter; so many anchors are broken alike.
BROKEN_AT, BROKEN = 50, 0.6
PLAIN = re.compile(r"^[^\W\d][\w .,'\u2019@:\uff1a()\[\]-]{0,50}$")


@dataclass(frozen=True)
class BlockStretch:
    """The rows between two anchors: those of the block above, the words, those of the block below."""

    rows: tuple[Row, ...]
    below: int = 0
    above: int = 0

    @property
    def lower_rows(self) -> tuple[Row, ...]:
        """The rows of the block of the anchor before it."""
        return self.rows[: self.below]

    @property
    def upper_rows(self) -> tuple[Row, ...]:
        """The rows of the block of the anchor after it."""
        return self.rows[len(self.rows) - self.above :]

    @property
    def words(self) -> tuple[Row, ...]:
        return self.rows[self.below : len(self.rows) - self.above]


@dataclass(frozen=True)
class Blocks:
    """A page cut at its anchors: ``segments[n]`` stands above the anchor n, the last one below them all.

    ``tops`` and ``bottoms`` are what lines share that come below anchors and above them.
    """

    group: AnchorGroup
    segments: tuple[BlockStretch, ...]
    tops: frozenset[str]
    bottoms: frozenset[str]

    @property
    def anchors(self) -> tuple[Row, ...]:
        return self.group.rows

    @cached_property
    def row_at(self) -> dict[int, Row]:
        """The rows that are no anchors, by index."""
        return {row.index: row for piece in self.segments for row in piece.rows}

    @cached_property
    def followers(self) -> dict[int, str]:
        """For each row, by its index, what the row under it shares with others."""
        return {row.index - 1: row.alike for piece in self.segments for row in piece.rows}

    @cached_property
    def valued(self) -> frozenset[int]:
        """The rows, by index, that stand under a label alone in its line, as at several posts: "Location", "Messages"."""
        labels = [(row.index, row.text.rstrip(":\uff1a ").casefold()) for piece in self.segments for row in piece.rows]
        counts = Counter(label for _, label in labels)
        return frozenset(index + 1 for index, label in labels if label in VALUE_LABELS and counts[label] > 1)

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """The lines that come as they are at nearly every post, as buttons do."""
        inner = self.segments[1:-1]
        near = (
            {row.text for row in (*piece.rows[:LONGEST_SIDE], *piece.rows[-LONGEST_SIDE:]) if not row.is_prose}
            for piece in inner
        )
        counts = Counter(text for texts in near for text in texts)
        return frozenset(text for text, count in counts.items() if count >= max(4, EVERYWHERE * len(inner)))

    @cached_property
    def lower_gaps(self) -> list[dict[tuple[str, int], Row]]:
        """For each anchor, the rows below it that no other post has, by the row before them."""
        found = [_by_gap(segment.lower_rows, self.tops) for segment in self.segments[1:]]
        _add_outer(found[-1], self.segments[-1].lower_rows, self.segments[-1].words)
        return found

    @cached_property
    def upper_gaps(self) -> list[dict[tuple[str, int], Row]]:
        """For each anchor, the rows above it that no other post has, by the row after them."""
        found = [_by_gap(segment.upper_rows[::-1], self.bottoms) for segment in self.segments[:-1]]
        _add_outer(found[0], self.segments[0].upper_rows[::-1], self.segments[0].words[::-1])
        return found


def blocks_of(group: AnchorGroup, rows: Sequence[Row]) -> Blocks:
    """Cut the page at a group's rows, and find what stands with each of them."""
    rests = _rests(group, rows)
    cuts = [-1, *(row.index for row in group.rows), len(rows)]
    pieces = [tuple(rows[first + 1 + (first in rests) : last]) for first, last in itertools.pairwise(cuts)]
    tops, bottoms = _shared(pieces[1:-1])
    tops, bottoms = tops - _said_first(pieces[1], tops), bottoms - _said_first(pieces[0], bottoms)
    doubtful: set[int] = set()
    below = _sides(pieces[1:], tops, doubtful)
    if group.under:
        below = [max(sizes) for sizes in zip(below, group.under, strict=True)]
    above = _sides([piece[::-1] for piece in pieces[:-1]], bottoms, doubtful)
    usual = _usual_counts(pieces[1:-1])
    segments = [
        _stretch(piece, low, min(high, len(piece) - low), doubtful, usual)
        for piece, low, high in zip(pieces, [0, *below], [*above, 0], strict=True)
    ]
    return Blocks(group, tuple(segments), tops, bottoms)


def _rests(group: AnchorGroup, rows: Sequence[Row]) -> set[int]:
    """The anchors that the page's width broke over two lines: under most stands a line that ends with one and the same word."""
    under = [(row, rows[row.index + 1]) for row in group.rows if row.index + 1 < len(rows)]
    near = [
        (row, rest)
        for row, rest in under
        if rest.number == row.number + 1
        and rest.column == row.column
        and rest.is_short
        and row.column + len(row.text) >= BROKEN_AT
        and not rest.dates
    ]
    ends = Counter(rest.text.split()[-1].casefold() for _, rest in near).most_common(1)
    if not ends or ends[0][1] < BROKEN * len(group.rows):
        return set()
    return {row.index for row, rest in near if rest.text.casefold().endswith(ends[0][0])}


def _usual_counts(pieces: Sequence[Sequence[Row]]) -> Counter[str]:
    """How often what most pieces have comes in each of them."""
    counts = [Counter(row.alike for row in (*piece[:LONGEST_SIDE], *piece[-LONGEST_SIDE:])) for piece in pieces]
    come = Counter(alike for each in counts for alike in each)
    total = sum(counts, Counter[str]())
    return Counter({alike: round(total[alike] / come[alike]) for alike in come if come[alike] >= COMES * len(pieces)})


def _stretch(
    piece: tuple[Row, ...], below: int, above: int, doubtful: set[int], usual: Mapping[str, int]
) -> BlockStretch:
    """A piece with the sizes of its blocks. If they leave no words, these are what is at this post alone, or once too often."""
    if below + above < len(piece) or not piece:
        return BlockStretch(piece, below, above)
    counts = Counter(row.alike for row in piece)
    odd = [place for place, row in enumerate(piece) if row.index in doubtful] or [
        place
        for place in range(max(0, below - 1), min(len(piece), below + 1))
        if counts[piece[place].alike] > usual.get(piece[place].alike, 0) > 0
    ]
    if odd:
        below, above = odd[0], len(piece) - odd[0] - 1
    return BlockStretch(piece, below, above)


def _shared(pieces: Sequence[Sequence[Row]]) -> tuple[frozenset[str], frozenset[str]]:
    """What comes over the words of most posts, and what under them."""
    over, under, among, seen = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for piece in pieces:
        near = {row.alike: row for row in (*piece[:LONGEST_SIDE], *piece[-LONGEST_SIDE:]) if _may_be_shared(row)}
        seen.update(near.keys())
    said = {row.alike for piece in pieces for row in piece if row.is_prose}
    often = {
        alike
        for alike, count in seen.items()
        if count >= (max(4, COMES_SAID * len(pieces)) if alike in said else max(2, _least(alike) * len(pieces)))
    }
    for piece in pieces:
        spoken = [
            place for place, row in enumerate(piece) if (row.is_prose or row.is_quoting) and row.alike not in often
        ]
        if not spoken:
            continue
        for alike in {row.alike for row in piece[: spoken[0]] if row.alike in often}:
            over[alike] += 1
        for alike in {row.alike for row in piece[spoken[-1] + 1 :] if row.alike in often}:
            under[alike] += 1
        for alike in {row.alike for row in piece[spoken[0] : spoken[-1] + 1] if row.alike in often}:
            among[alike] += 1
    tops = frozenset(each for each in often if over[each] >= under[each] and over[each] > 2 * among[each])
    bottoms = frozenset(each for each in often if under[each] > over[each] and under[each] > 2 * among[each])
    return tops, bottoms


def _said_first(piece: Sequence[Row], shared: frozenset[str]) -> frozenset[str]:
    """What the first post says, if that is all it says: no template has it, but every later post may quote it without a mark."""
    said = [row for row in piece if row.is_prose]
    is_all = all(row.alike in shared and SENTENCE_END.search(row.text) and not is_sure_chrome(row.text) for row in said)
    return frozenset(row.alike for row in said) if is_all else frozenset()


def _least(alike: str) -> float:
    """The share of posts at which a line must come: words alone may be the name of one who writes often."""
    if len(alike) > LONGEST_SHORT:
        return COMES_LONG
    return COMES_PLAIN if PLAIN.match(alike) and not is_row_of_buttons(alike) else COMES


def _may_be_shared(row: Row) -> bool:
    return not row.is_quoting and not row.continues and (not row.is_prose or len(row.text) <= LONGEST_HEAD)


def is_shared(row: Row, shared: frozenset[str]) -> bool:
    """Whether a row is the template's, or can only be the page's."""
    return not row.continues and (row.alike in shared or is_sure_chrome(row.text))


def _sides(pieces: Sequence[Sequence[Row]], shared: frozenset[str], doubtful: set[int]) -> list[int]:
    """How many rows of each piece, from its beginning, are of the block that it begins with; ``doubtful`` takes those that may be words."""
    reached = [_reach(piece, shared) for piece in pieces]
    filled, passed = Counter[str](), Counter[str]()
    for piece, reach in zip(pieces, reached, strict=True):
        passed.update(_sides_passed(piece, reach, shared))
        filled.update({side for gap in _gaps(piece[:reach], shared) if gap.rows for side in gap.sides})
    fit = {side for side, count in filled.items() if count >= 2 and count >= FILLS * passed[side]}
    own = frozenset(word for alike in shared for word in WORDS.findall(alike))
    return [
        _within(_gaps(piece[:reach], shared), fit, own, doubtful) for piece, reach in zip(pieces, reached, strict=True)
    ]


def _sides_passed(piece: Sequence[Row], reach: int, shared: frozenset[str]) -> set[str]:
    """The sides of all gaps there could be in a piece, as where a long post stands in what a short one seems to fill."""
    near = {row.index: row.alike for row in (*piece[:LONGEST_SIDE], *piece[-LONGEST_SIDE:]) if is_shared(row, shared)}
    under = (f"under {row.alike}" for row in piece[:reach] if row.index in near)
    return {"under ^", *under, *(f"over {alike}" for alike in near.values())}


class OddRows(NamedTuple):
    """The rows of one post alone between two shared rows, the first of which may be the anchor: "^"."""

    before: str
    rows: tuple[Row, ...]
    after: str

    @property
    def sides(self) -> tuple[str, str]:
        return f"under {self.before}", f"over {self.after}"


def _gaps(rows: Sequence[Row], shared: frozenset[str]) -> list[OddRows]:
    """Rows that end with a shared one, cut at each shared one."""
    gaps: list[OddRows] = []
    before = "^"
    odd: list[Row] = []
    for row in rows:
        if is_shared(row, shared):
            gaps.append(OddRows(before, tuple(odd), row.alike))
            before, odd = row.alike, []
        else:
            odd.append(row)
    return gaps


def _within(gaps: Sequence[OddRows], fit: set[str], own: frozenset[str], doubtful: set[int]) -> int:
    """How many rows there are, if rows of one post alone stand only in gaps that most posts fill.

    A row that is made of the template's words is one that the page's width broke elsewhere; buttons may be at one post alone.
    """
    count = 0
    for gap in gaps:
        is_known = all(
            own.issuperset(WORDS.findall(row.text.casefold())) or is_row_of_buttons(row.text) or _is_of_profile(row)
            for row in gap.rows
        )
        if gap.rows and not fit.intersection(gap.sides):
            if not is_known:
                break
            doubtful.update(row.index for row in gap.rows)
        count += len(gap.rows) + 1
    return count


def _is_of_profile(row: Row) -> bool:
    """Whether a row tells of the author what only some authors tell: "Location: Kiel"."""
    return row.label is not None and row.label[0] in COUNTED


def _reach(piece: Sequence[Row], shared: frozenset[str]) -> int:
    """How far the block could go: to the last shared row before words that are no short line."""
    reach = gap = 0
    for place, row in enumerate(piece[:LONGEST_SIDE]):
        if is_shared(row, shared):
            reach, gap = place + 1, 0
        elif not row.is_short or row.is_quoting or gap == LONGEST_GAP:
            break
        else:
            gap += 1
    return reach


def _add_outer(found: dict[tuple[str, int], Row], block: Sequence[Row], beyond: Sequence[Row]) -> None:
    """The row beyond the outermost block of the page, which nothing closes in there as it does between two posts."""
    if beyond and beyond[0].is_short and not beyond[0].dates and not beyond[0].is_quoting:
        found.setdefault((f"under {block[-1].alike if block else '^'}", 0), beyond[0])


def _by_gap(rows: Sequence[Row], shared: frozenset[str]) -> dict[tuple[str, int], Row]:
    """The rows of one post alone by the side of a shared row on which they stand, and which of those they are."""
    found: dict[tuple[str, int], Row] = {}
    for gap in _gaps(rows, shared):
        under, over = gap.sides
        for nth, row in enumerate(gap.rows):
            found.setdefault((under, nth), row)
        for nth, row in enumerate(reversed(gap.rows)):
            found.setdefault((over, nth), row)
    return found
