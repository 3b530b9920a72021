"""Blocks -> the row at the top of each, which names the author, where a profile of now more, now fewer lines stands between.

Take care                 the end of the post above
Q                         the letter that stands for a picture
quill_77                  the name: at the top of what is alike at each of its author's posts
Harbour master            a rank, or several
Joined                    comes at every post
3 May 2012
12 May 2012               the anchor

Each row over an anchor is weighed by what speaks for a name; nothing is taken where little does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from threads.reconstruct.heads.blocks import Blocks
from threads.reconstruct.heads.cues import (
    COUNTED,
    EDITED,
    RANKS,
    SAYS,
    WRITTEN_BY,
    is_row_of_buttons,
    opens_with,
    unfolds,
)
from threads.reconstruct.heads.groups import FEWEST
from threads.reconstruct.heads.name_words import EDGES, name_in
from threads.reconstruct.heads.rows import LABELLED, Row
from threads.words.vocabulary import either

# A head has no more rows over its anchor; what comes at so many posts is its template's.
LONGEST, COMES = 26, 0.5
# Nobody writes so much of a page.
USUAL, MOST_FEW = 0.8, 5
# "by" leads to a name, a longer word such as "user" may be one of the page's own.
SHORT_CUE = 3
# So many ranks stand under each other.
MOST_RANKS = 2
# What speaks for a row, and against it.
INITIAL, NAMED_ELSEWHERE, TELLS, DOUBLED = 3.0, 2.0, 1.5, 1.5
UNDER_WORDS, APART, OVER_RANK, AS_HIGH, COMES_BACK = 1.2, 0.6, 0.8, 1.0, 0.6
IS_RANK, WORD_MORE, LOWER, ROW_BETWEEN, SENTENCE, IS_VALUE, VARIES = -3.0, -0.4, -0.4, -0.7, -1.0, -2.0, -2.0
# With less nobody is named; with so much a name is as good as one behind "by".
ENOUGH, SURE = 0.8, 2.5
# How far it counts from its anchor when it is compared with other places.
AS_NEAR = 0.5
FIGURE, LONGEST_FIGURE = re.compile(r"\d+"), 18
MENTION = re.compile(r"(?<!\w)@([^\W_][\w.-]{1,38})")
LISTED = re.compile(rf"\s{{0,3}}[,\u3001]\s{{0,3}}|\s(?:{either('and')}|&)\s")
AND, MOST_LISTED = re.compile(rf"\s(?:{either('and')}|&)\s"), 6


@dataclass(frozen=True)
class TopRow:
    """A row that may name an author, and how much speaks for it."""

    row: Row
    name: str
    weight: float


@dataclass(frozen=True)
class _Over:
    """What stands over an anchor up to the words of the post above, the nearest first."""

    rows: tuple[Row, ...]
    is_closed: bool  # whether words end it, and not its length or the page's beginning


@dataclass(frozen=True)
class _Heights:
    """What the surest names of a page tell of the others: how far they stand over what comes at most posts, and what that is."""

    usual: int | None = None
    under: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()


def top_rows(blocks: Blocks) -> tuple[TopRow | None, ...]:
    """For each anchor the row that names its author best, None where little speaks for any."""
    overs = _overs(blocks)
    if sum(len(over.rows) > 0 for over in overs) < COMES * len(overs):
        return (None,) * len(overs)
    weighing = _Weighing(overs, _named_elsewhere([row for piece in blocks.segments for row in piece.rows]), blocks)
    first = [weighing.best(over, _Heights()) for over in overs]
    heights = weighing.heights(first)
    return tuple(weighing.best(over, heights) for over in overs)


def _overs(blocks: Blocks) -> list[_Over]:
    pieces = [piece.rows[::-1][:LONGEST] for piece in blocks.segments[:-1]]
    labels = Counter(label for piece in pieces for label in {row.label[0] for row in piece if row.label})
    often = {label for label, count in labels.items() if count >= max(2, 0.3 * len(pieces))}
    said = Counter(alike for piece in pieces for alike in {row.alike for row in piece if row.is_prose})
    again = {alike for alike, count in said.items() if count > 1}
    found = []
    for whole, piece in zip(blocks.segments[:-1], pieces, strict=True):
        end = next((at for at, row in enumerate(piece) if _ends(row, often) and row.alike not in again), None)
        is_closed = end is not None or (len(whole.rows) < LONGEST and whole is not blocks.segments[0])
        found.append(_Over(tuple(piece if end is None else piece[:end]), is_closed))
    return found


def _ends(row: Row, often: set[str]) -> bool:
    """Whether a row is of the post above: somebody says something, or what stands under words."""
    if row.label and row.label[0] in often:
        return row.label[0] in COUNTED and bool(AND.search(row.label[1]))
    if row.is_title:
        return False
    if row.is_prose or row.is_quoting or unfolds(row.text):
        return True
    return bool(row.dates) and bool(opens_with(row.text, EDITED))


def _named_elsewhere(rows: Sequence[Row]) -> frozenset[str]:
    """Who is named as somebody who said something, was answered, or likes a post."""
    found: set[str] = set()
    for row in rows:
        if "@" in row.text:
            found.update(name.casefold() for name in MENTION.findall(row.text[:400]))
        if row.is_prose or len(row.text) > 160:
            continue
        cue = opens_with(row.text, WRITTEN_BY)
        if " " in cue:
            found.add((name_in(row.text.split(",")[0]) or "").casefold())
        if row.label and row.label[0] in COUNTED and AND.search(row.label[1]):
            found.update(part.strip(EDGES).casefold() for part in LISTED.split(row.label[1])[:MOST_LISTED])
        words = row.text.rstrip(":\uff1a ").split()
        if row.text[-1] in ":\uff1a" and len(words) > 1 and words[-1].casefold() in SAYS:
            found.add((name_in(row.text) or "").casefold())
    return frozenset(found - {""})


class _Weighing:
    """What a page shows of the rows over its anchors."""

    def __init__(self, overs: Sequence[_Over], elsewhere: frozenset[str], blocks: Blocks) -> None:
        self.overs = overs
        self.elsewhere = elsewhere
        self.blocks = blocks
        counts = Counter(alike for over in overs for alike in {row.alike for row in over.rows})
        self.fixed = frozenset(alike for alike, count in counts.items() if count >= max(2, COMES * len(overs)))
        texts = Counter(text for piece in blocks.segments for text in {row.text for row in piece.rows})
        self.usual = frozenset(text for text, count in texts.items() if count >= max(MOST_FEW, USUAL * len(overs)))
        self.figures: dict[str, list[tuple[str, ...]]] = {}
        told = _figures_of_authors(overs)
        for over in overs:
            for text, figures in _figures(over, told).items():
                self.figures.setdefault(text, []).append(figures)
        pairs = Counter(pair for over in overs for pair in set(_pairs(over)))
        self.ranks = self._ranks(pairs)

    def _ranks(self, pairs: Mapping[tuple[str, str], int]) -> frozenset[str]:
        """What stands again and again under one who is told by figures, and under what stands there."""
        found = {low for (high, low), count in pairs.items() if count > 1 and len(set(self.figures.get(high, ()))) == 1}
        for _ in range(MOST_RANKS):
            found |= {low for (high, low), count in pairs.items() if count > 1 and (high in found or high in RANKS)}
        return frozenset(found)

    def best(self, over: _Over, heights: _Heights) -> TopRow | None:
        found = [top for at in range(len(over.rows)) if (top := self._weighed(over, at, heights))]
        best = max(found, key=lambda top: top.weight, default=None)
        return best if best and best.weight >= ENOUGH else None

    def heights(self, tops: Sequence[TopRow | None]) -> _Heights:
        """What is under the surest names, and what over them."""
        best = [(over, top) for over, top in zip(self.overs, tops, strict=True) if top]
        sure = [(over, top) for over, top in best if top.weight >= SURE]
        sure = sure if len(sure) >= FEWEST else best
        usual = Counter(self._height(over, over.rows.index(top.row)) for over, top in sure).most_common(1)
        under, beyond = Counter[str](), Counter[str]()
        for over, top in sure:
            at = over.rows.index(top.row)
            under.update({row.alike for row in over.rows[:at]})
            beyond.update({row.alike for row in over.rows[at + 1 :]})
        return _Heights(
            usual[0][0] if usual else None,
            frozenset(each for each in self.fixed if under[each] > beyond[each]),
            frozenset(each for each in self.fixed if beyond[each] > under[each]),
        )

    def _height(self, over: _Over, at: int) -> int:
        """How many rows stand between a row and what comes at most posts."""
        return next((far for far, each in enumerate(over.rows[:at][::-1]) if self._is_fixed(each)), at)

    def _is_fixed(self, row: Row) -> bool:
        is_bare = not any(map(str.isalpha, row.text))
        is_fixed = row.alike in self.fixed and not self._is_rank(row)
        return is_fixed or bool(row.dates) or is_bare or row.alike.endswith(LABELLED)

    def _is_rank(self, row: Row) -> bool:
        low = row.text.casefold()
        return low in RANKS or low in self.ranks

    def _is_usual(self, row: Row) -> bool:
        return row.text in self.usual or row.text in self.blocks.everywhere

    def _weighed(self, over: _Over, at: int, heights: _Heights) -> TopRow | None:
        row = over.rows[at]
        if not row.is_short or row.dates or row.is_quoting or is_row_of_buttons(row.text):
            return None
        if row.index in self.blocks.valued or self._is_usual(row) or row.alike.endswith(LABELLED):
            return None
        if over.rows[:at] and _is_initial(row, over.rows[at - 1]):
            return None
        name = name_in(row.text)
        return TopRow(row, name, sum(self._reasons(over, at, name, heights))) if name else None

    def _reasons(self, over: _Over, at: int, name: str, heights: _Heights) -> Iterator[float]:
        row = over.rows[at]
        above = over.rows[at + 1] if at + 1 < len(over.rows) else None
        below = over.rows[at - 1] if at else None
        cue = opens_with(row.text, WRITTEN_BY)
        yield INITIAL * (" " in cue or 0 < len(cue) <= SHORT_CUE)
        yield NAMED_ELSEWHERE * (name.casefold() in self.elsewhere)
        yield self._told(row)
        yield DOUBLED * any(each.text == row.text for each in over.rows[max(0, at - 4) : at])
        yield self._beneath(row, above, heights) if above else UNDER_WORDS * over.is_closed
        yield self._above(below) if below else 0
        yield IS_RANK * self._is_rank(row)
        yield AS_HIGH * (self._height(over, at) == heights.usual)
        between = sum(not (self._is_rank(each) or self._is_fixed(each)) for each in over.rows[:at])
        yield ROW_BETWEEN * max(0, between - 1)
        yield _looks(name, row)

    def _beneath(self, row: Row, above: Row, heights: _Heights) -> float:
        """What the row over a row says of it."""
        return (
            INITIAL * _is_initial(above, row)
            + APART * (row.number > above.number + 1)
            + IS_VALUE * (above.alike in heights.under and any(map(str.isalpha, above.text)))
            + UNDER_WORDS * (above.alike in heights.over)
        )

    def _above(self, below: Row) -> float:
        """What the row under a row says of it."""
        return OVER_RANK * (self._is_rank(below) or self._is_fixed(below))

    def _told(self, row: Row) -> float:
        """Whether a row that comes back has one and the same figures under it, as who wrote so many posts; a rank has many."""
        figures = self.figures.get(row.text.casefold(), [])
        if len(figures) < 2:
            return 0
        if not any(figures):
            return COMES_BACK
        return TELLS if len(set(figures)) == 1 else VARIES if len(set(figures)) > len(figures) / 2 else 0


def _looks(name: str, row: Row) -> float:
    """What the name itself says against it: many words, in small letters, a sentence's end."""
    words = name.split()
    weight = WORD_MORE * max(0, len(words) - 2)
    if len(words) > 1 and name.islower():
        weight += LOWER
    if row.text[-1] in ".,;!?":
        weight += SENTENCE
    return weight


def _figures_of_authors(overs: Sequence[_Over]) -> frozenset[str]:
    """What rows with figures share that tell of authors: they do not rise from post to post, as the numbers of posts do."""
    figures: dict[str, list[int]] = {}
    for over in overs:
        for alike, row in {row.alike: row for row in over.rows if FIGURE.search(row.text)}.items():
            figures.setdefault(alike, []).append(int("".join(FIGURE.findall(row.text))[:LONGEST_FIGURE]))
    return frozenset(alike for alike, each in figures.items() if any(below <= above for above, below in pairwise(each)))


def _figures(over: _Over, told: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Each row's text with the figures under it that tell of its author."""
    figures: list[str] = []
    found: dict[str, tuple[str, ...]] = {}
    for row in over.rows:
        text = row.text.casefold()
        if any(map(str.isalpha, text)) and not row.dates and text not in found:
            found[text] = tuple(each for each in figures if each != text)
        if row.alike in told and not row.dates:
            figures.append(text)
    return found


def _pairs(over: _Over) -> Iterator[tuple[str, str]]:
    """Each row with the one under it, where both have letters and no date."""
    for low, high in pairwise(over.rows):
        texts = (high.text.casefold(), low.text.casefold())
        is_said = (
            name_in(high.text)
            and not high.dates
            and not low.dates
            and all(any(map(str.isalpha, text)) for text in texts)
        )
        if is_said and not _is_initial(high, low) and texts[0] != texts[1]:
            yield texts


def _is_initial(above: Row, row: Row) -> bool:
    """Whether a row is the letter that stands for the picture of who is named under it."""
    return len(above.text) == 1 and row.text[:1].casefold() == above.text.casefold()
