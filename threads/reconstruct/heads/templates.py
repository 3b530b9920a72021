"""Groups of anchors -> templates: each with its blocks, the names in them, and how well all of it fits; the best of them.

Nothing is a template unless a line comes three times or more with text between, and a slot at it holds names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threads.reconstruct.heads.anchor_dates import NUMBER_ALONE, are_counted, are_in_order, numbered, repeats_dates
from threads.reconstruct.heads.bare_names import are_several, open_posts
from threads.reconstruct.heads.blocks import Blocks, blocks_of
from threads.reconstruct.heads.cues import is_row_of_buttons
from threads.reconstruct.heads.groups import (
    ALL_KINDS,
    BARE,
    BY_WORD,
    FEWEST,
    AnchorGroup,
    dated_groups,
    head_date,
    is_month_alone,
    undated_groups,
)
from threads.reconstruct.heads.moments import date_text
from threads.reconstruct.heads.names import NameSlot, find_names, with_short_names
from threads.reconstruct.heads.rows import Row
from threads.words.date_places import DateKind

# Of what stands under "NAME wrote:", so much is new where this is a head.
SAYS_NEW = 0.8
# So many names alone in their lines are no chance.
BARE_FEWEST = 6
# What a template loses that has less than half as many anchors as another.
SMALL = 1.5
# What one gains that tells the last days of a page as well.
WHOLE = 0.2
# What one gains whose dates stand over the numbers of the posts.
COUNTED = 1.2
# What one gains whose days rise or fall from post to post.
IN_ORDER = 0.5
# What one gains whose dates stand behind one word.
ONE_WORD = 0.3
# What one gains between whose anchors all stands that is said.
COVERS = 1.0
# Names between signs such as Markdown's, as they are compared: "### w", "* * w * *".
DECORATED = re.compile(r"^(?:[#*_=~-]\s)+w(?:\s[#*_=~-])*$")


@dataclass(frozen=True)
class Template:
    """A group of anchors with its blocks and names, and how well all of it fits."""

    blocks: Blocks
    named: NameSlot
    fitness: float
    is_counted: bool = False


def best_template(rows: Sequence[Row], spoken: Mapping[str, int]) -> Template | None:
    """The template that holds best: one with dates, else one with names behind words of the trade or alone."""
    return (
        best_dated(rows, spoken)
        or _best(undated_groups(rows), rows, spoken)
        or _best([group for group in undated_groups(rows, quoting=True) if _says_new(group, rows)], rows, spoken)
    )


def best_dated(rows: Sequence[Row], spoken: Mapping[str, int]) -> Template | None:
    """The template with dates that holds best."""
    return _best(dated_groups(rows), rows, spoken)


def _says_new(group: AnchorGroup, rows: Sequence[Row]) -> bool:
    """Whether "NAME wrote:" opens posts and not quotes: nothing is said over the first, and nothing under one stands above it."""
    if any(row.is_prose for row in rows[: group.rows[0].index]):
        return False
    first_at: dict[str, int] = {}
    for row in rows:
        first_at.setdefault(row.text, row.index)
    under = [rows[anchor.index + 1] for anchor in group.rows if anchor.index + 1 < len(rows)]
    new = sum(first_at[row.text] == row.index for row in under)
    return new >= SAYS_NEW * len(under) and not any(row.text.startswith(">") for row in under)


def _best(groups: Sequence[AnchorGroup], rows: Sequence[Row], spoken: Mapping[str, int]) -> Template | None:
    found = [template for group in groups if (template := _template(group, rows, spoken))]
    most = max((len(template.blocks.anchors) for template in found), default=1)
    return max(
        found,
        key=lambda template: (
            template.fitness - SMALL * (not template.is_counted and 2 * len(template.blocks.anchors) < most)
        ),
        default=None,
    )


def _template(group: AnchorGroup, rows: Sequence[Row], spoken: Mapping[str, int]) -> Template | None:
    """A group judged: None where its dates are all one, or nothing at it holds names."""
    if group.key[0] == DateKind.DAY:
        dates = [date_text(row, place) for row in group.rows if (place := head_date(row))]
        if len(set(dates)) < 2 and not all(map(is_month_alone, dates)) and not numbered(group, rows):
            return None
        if repeats_dates(group, rows):
            return None
    blocks = blocks_of(group, rows)
    named = find_names(blocks, spoken)
    if named and group.key[0] == DateKind.DAY and _are_of_members(group, named.slot.values, rows):
        return None
    if named is None or not (group.is_dated or _is_sure_without_dates(group, named, spoken, rows)):
        return None
    if group.key == BARE and not (are_several(named.slot.values) and open_posts(blocks, rows)):
        return None
    named = with_short_names(named, rows)
    names_there = sum(value is not None for value in named.slot.values)
    counted = are_counted(group, rows) or numbered(group, rows)
    return Template(
        blocks,
        named,
        named.fitness
        + 3 * names_there / (names_there + 3)
        + 0.3 * (named.slot.distance == 0)
        + WHOLE * (group.key[-1] == ALL_KINDS)
        + ONE_WORD * (BY_WORD in group.key)
        + COVERS * _covered(blocks, rows)
        + COUNTED * counted
        + IN_ORDER * (group.key[0] == DateKind.DAY and are_in_order(group, rows)),
        is_counted=counted > 0 and len(group.rows) > FEWEST,
    )


def _covered(blocks: Blocks, rows: Sequence[Row]) -> float:
    """How much of what is said on the page stands between the anchors; a list of the latest posts beside it holds little."""
    total = size_of(rows)
    return sum(size_of(segment.rows) for segment in blocks.segments[1:-1]) / total if total else 0


def _are_of_members(group: AnchorGroup, names: Sequence[str | None], rows: Sequence[Row]) -> bool:
    """Whether each author has one date and most have several posts: it is since when they are members."""
    by_name: dict[str, list[str]] = {}
    for row, name in zip(group.rows, names, strict=True):
        if name and (place := head_date(row)):
            by_name.setdefault(name, []).append(date_text(row, place))
    again = [dates for dates in by_name.values() if len(dates) > 1]
    same = sum(len(set(dates)) == 1 for dates in again)
    if len({date for dates in by_name.values() for date in dates}) < 2:
        return False  # the month of all that was written
    is_likely = len(again) > 1 and sum(map(len, again)) >= 2 * FEWEST and same >= 0.8 * len(again)
    return is_likely and not are_in_order(group, rows)


def _is_sure_without_dates(group: AnchorGroup, named: NameSlot, spoken: Mapping[str, int], rows: Sequence[Row]) -> bool:
    """Whether names hold without dates: over the numbers of posts; behind "posted by"; or alone in their lines, where nobody speaks of them."""
    is_button = is_row_of_buttons(group.rows[0].text) and any(map(str.isalpha, group.rows[0].text))
    if all(NUMBER_ALONE.match(row.text) for row in group.rows) and numbered(group, rows):
        values = [value.casefold() for value in named.slot.values if value]
        return len(named.names) < len(values)  # somebody comes back; the items of a list are named once
    if group.key != BARE and not DECORATED.match(group.key[-1]) and not is_button:
        return named.slot.has_cue and named.fitness > 2
    odd = all(not any(word in spoken for word in name.split()) for name in named.names)
    return odd and len(group.rows) >= BARE_FEWEST and len(named.names) > 1


def size_of(rows: Sequence[Row]) -> int:
    """How many words are said in some rows."""
    return sum(row.word_count for row in rows if row.is_prose)
