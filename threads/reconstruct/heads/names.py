"""Blocks -> the slot in which the names of authors stand, and the name in it at each post.

Names are what fills a slot at nearly every post, comes back, is short, and is neither a rank, a button, a number nor what
the posts talk of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from threads.reconstruct.heads.blocks import Blocks
from threads.reconstruct.heads.cues import RANKS
from threads.reconstruct.heads.groups import LITERAL
from threads.reconstruct.heads.name_places import ALONE, FILLED, OFFSETS, TOP, Slot, slots_of
from threads.reconstruct.heads.rows import Row, count_words

# Of a slot without any cue, so much must be names that come back.
COMES_BACK = 0.3
# How often the one name of a page must come, and what it may not be.
FEWEST_OF_ONE = 5
NOT_ALONE = frozenset("entry version release day date chapter update edit id no note log commit build".split())
# Names that never come back stand so near to their anchor.
ODD_NEAR = 8
# Lines that are counted off tell less than those that stand beside what comes at every post.
COUNTED_OFF = 0.1
COUNT = re.compile(r"^\d[\d.,]*\s(?=\D)|(?<=\D)\s\d[\d.,]*$")
# Slots that are compared; of what one tells of another so much must come back.
MOST_COMPARED, TOLD = 8, 0.5


@dataclass(frozen=True)
class NameSlot:
    """The slot that was chosen, how well it fits, and whether its names are told for the post above the anchor."""

    slot: Slot
    fitness: float

    @property
    def names(self) -> frozenset[str]:
        return frozenset(value.casefold() for value in self.slot.values if value)


def find_names(blocks: Blocks, spoken: Mapping[str, int]) -> NameSlot | None:
    """The best slot, if there is one. ``spoken`` counts the words of the page's bodies."""
    rated = [NameSlot(slot, fitness) for slot in slots_of(blocks) if (fitness := _fitness(slot, blocks, spoken)) > 0]
    rated.sort(key=lambda named: (named.fitness, named.slot.place), reverse=True)
    best = rated[:MOST_COMPARED]
    return next((named for named in best if not any(_is_told_by(named, other) for other in best)), None)


def with_short_names(named: NameSlot, rows: Sequence[Row]) -> NameSlot:
    """Of "ada77 Ada Vik" the part by which others call somebody: alone before a colon, as over quotes."""
    called = {row.text[:-1].strip().casefold() for row in rows if row.text[-1] in ":\uff1a" and row.is_short}
    if not called:
        return named
    values = tuple(value and _called(value, called) for value in named.slot.values)
    return replace(named, slot=replace(named.slot, values=values))


def _called(value: str, called: set[str]) -> str:
    words = value.split()
    openings = (" ".join(words[:count]) for count in range(len(words) - 1, 0, -1))
    return next((opening for opening in openings if opening.casefold() in called), value)


def _is_told_by(named: NameSlot, other: NameSlot) -> bool:
    """Whether the names of another slot tell what fills this one and not the other way round, as an author's name tells a rank."""
    if len(other.names) <= len(named.names) or ALONE in (named.slot.place[0], other.slot.place[0]):
        return False
    if named.slot.place[0] == TOP and named.slot.has_cue:
        return False
    pairs = [
        (name.casefold(), value.casefold())
        for name, value in zip(other.slot.values, named.slot.values, strict=True)
        if name and value
    ]
    counts = Counter(name for name, _ in pairs)
    again = sum(count for count in counts.values() if count > 1)
    return (
        len(set(pairs)) == len(counts) and again >= TOLD * len(pairs) and len(pairs) >= FILLED * len(named.slot.values)
    )


def _fitness(slot: Slot, blocks: Blocks, spoken: Mapping[str, int]) -> float:
    """How well a slot's values are names; 0 where they are none."""
    values = [value for value in slot.values if value]
    count = len(slot.values)
    if len(values) < FILLED * count or len(values) < 3:
        return 0
    if slot.place[0] == ALONE:
        return _fitness_of_one(slot, blocks, spoken)
    counts = Counter(value.casefold() for value in values)
    back = sum(number for number in counts.values() if number > 1) / len(values)
    talk = sum(_is_talk(name, spoken) for name in counts) / len(counts)
    if all(len(name) == 1 for name in counts) or _are_counts(values):
        return 0
    if talk > 0.5 or (len(counts) == 1 and not slot.has_cue) or _are_numbers(counts):
        return 0
    if not slot.has_cue and back < COMES_BACK and not (_are_odd(counts, spoken) and slot.distance < ODD_NEAR):
        return 0
    has_ranks = sum(name in RANKS for name in counts) / len(counts)
    if has_ranks > 0.5:
        return 0
    sure = 2 * len(values) / count + (0.6 if slot.has_cue else 0) + 0.4 * min(back, 0.8) - 0.12 * min(slot.distance, 8)
    few = 0.8 if len(counts) * 5 < len(values) else 0
    counted = COUNTED_OFF if slot.place[0] in OFFSETS else 0
    length = 0.1 * max(0, sum(count_words(name) for name in counts) / len(counts) - 1)
    return max(0.05, sure - talk - few - has_ranks - length - counted)


def _fitness_of_one(slot: Slot, blocks: Blocks, spoken: Mapping[str, int]) -> float:
    """How well the one name of a page is a name: with times of day beside it, five times or more."""
    name = (slot.values[0] or "").casefold()
    timed = sum(any(":" in row.text[place.start : place.end] for place in row.dates) for row in blocks.anchors)
    is_spoken = any(spoken.get(word, 0) >= 3 for word in name.split()) or name in NOT_ALONE
    if len(slot.values) < FEWEST_OF_ONE or timed < LITERAL * len(slot.values) or is_spoken or _are_numbers({name: 1}):
        return 0
    return 0.5 + 0.3 * slot.has_cue - 0.1 * slot.distance


def _is_talk(name: str, spoken: Mapping[str, int]) -> bool:
    """Whether a name is of words that people use on the page."""
    return all(spoken.get(word, 0) >= 3 for word in name.split())


def _are_odd(counts: Mapping[str, int], spoken: Mapping[str, int]) -> bool:
    """Whether nearly all are of words that nobody uses, as names are where each author wrote once."""
    odd = sum(not any(word in spoken for word in name.split()) for name in counts)
    return odd >= 0.8 * len(counts)


def _are_counts(values: Sequence[str]) -> bool:
    """Whether nearly all are a number of one and the same thing: "222 posts"."""
    kinds = Counter(COUNT.sub("", value) for value in values if COUNT.search(value))
    return bool(kinds) and max(kinds.values()) >= FILLED * len(values)


def _are_numbers(counts: Mapping[str, int]) -> bool:
    return sum(any(map(str.isdecimal, name)) and not any(map(str.isalpha, name)) for name in counts) > 0


def spoken_words(rows: Sequence[Row]) -> Counter[str]:
    """How often each word is used in what is said on the page."""
    return Counter(word for row in rows if row.is_prose for word in row.text.casefold().split())
