"""Blocks -> the slot in which the names of authors stand, and the name in it at each post.

A slot is a place that comes at each post: in the anchor itself beside the date, a line of its own under or over it, or
behind a label such as "From:". Names are what fills a slot at nearly every post, comes back, is short, and is neither a
rank, a button, a number nor what the posts talk of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from threads.reconstruct.heads.blocks import Blocks
from threads.reconstruct.heads.cues import COUNTED, NO_NAMES, PARTS, RANKS, SAYS, WRITTEN_BY, opens_with
from threads.reconstruct.heads.groups import CODE, LITERAL, LITERALS, AnchorGroup, head_date
from threads.reconstruct.heads.rows import Row, count_words
from threads.words.vocabulary import words as vocabulary_words

# A page may leave out the name of one post in ten.
FILLED = 0.8
# Of a slot without any cue, so much must be names that come back.
COMES_BACK = 0.3
# The place of a slot that holds one name alone, how often it must, and what it may not be.
ALONE, FEWEST_OF_ONE, ALWAYS_ONE = "alone", 5, 0.8
NOT_ALONE = frozenset("entry version release day date chapter update edit id no note log commit build".split())
# What stands behind these tells a post or a machine, and names nobody.
IDS = (["id"], ["no"], ["no."], ["nr"], ["uid"], ["ip"], ["post"], ["msg"])
ADDED = RANKS | COUNTED
# Names that never come back stand so near to their anchor.
ODD_NEAR = 8
# Slots that are compared; of what one tells of another so much must come back.
MOST_COMPARED, TOLD = 8, 0.5
NAME_WORDS, NAME_LENGTH = 5, 60
# The place of a slot whose rows stand under a foot and name who wrote what follows; the first so near over its words.
NEXT, NEAR_WORDS = "next", 4
# Signs that part what stands in a line. What is none of them may be a part of a name.
PARTING = re.compile(
    r"\s*[|\u00b7\u2022\u00bb\u00ab>\u203a\u2039,:;()\[\]{}\u3010\u3011<\uff1a\uff0c\u2014\u2013\u2502\u25ba\u25b8\u2192\u2190\t]\s*|\s+[-/~#*\u2212+]+\s+|\s{3,}|\s[#\u2116]\s?(?=\d)"
)
ADDRESS = re.compile(r"\s{0,3}[<(\[]\s*[^\s<>()\[\]]{1,80}(?:@|\s(?:at|\(at\))\s)[^<>()\[\]]{1,80}[>)\]]?\s*$")
ARROW = re.compile(
    r"(?P<child>\S.{0,60}?)\s*[\u25b6\u25ba\u25b8\u2192\u21a9\u21aa\u21b7\u2794\u2798-\u27be\u276f]\ufe0e?\ufe0f?\s*@?(?P<name>\S.{0,60})$"
)
# What follows is the title of a thread, as on the pages of a user.
TITLE = re.compile(
    rf"^(?:{'|'.join(map(re.escape, vocabulary_words('answers')))})(?:\[\d+\])?\s?[:\uff1a]", re.IGNORECASE
)
USER = re.compile(r"^/?u/(?=\S)")
NUMBER = re.compile(r"^(?:no\.?|nr\.?|\u2116)?[#+\-\u2212]?\d[\d.,:]*(?:[kms%h]|ms|st|nd|rd|th|x)?$", re.IGNORECASE)
INITIAL = re.compile(r"(?<!\w)[^\W\d_]{1,2}$")
# No name has these: they are of programs, addresses and sentences.
NOT_IN_NAMES = re.compile(r"[?=;{}()<>\\^`\"%]|::|//|\.\.|/\S*/|\w\.\w+\.\w")
EDGES = " \t\u2605\u2606\u272d\u25cf*_@#\"'\u201c\u201d\u2018\u2019.:;,|\u00b7\u2022[](){}<>\u00ab\u00bb\u2013\u2014-=~!\u25b2\u25bc\u2191\u2193"


@dataclass(frozen=True)
class Slot:
    """Where names stand: at most one for each anchor. ``distance`` counts the rows from the anchor; 0 is in it."""

    place: tuple[str, str, int]
    values: tuple[str | None, ...]
    rows: tuple[Row | None, ...]
    distance: float
    has_cue: bool


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
    rated = [NameSlot(slot, fitness) for slot in _slots(blocks) if (fitness := _fitness(slot, blocks, spoken)) > 0]
    rated.sort(key=lambda named: (named.fitness, named.slot.place), reverse=True)
    best = rated[:MOST_COMPARED]
    return next((named for named in best if not any(_is_told_by(named, other) for other in best)), None)


def _is_told_by(named: NameSlot, other: NameSlot) -> bool:
    """Whether the names of another slot tell what fills this one and not the other way round, as an author's name tells a rank."""
    if len(other.names) <= len(named.names) or ALONE in (named.slot.place[0], other.slot.place[0]):
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


def _slots(blocks: Blocks) -> Iterator[Slot]:
    yield from _slots_in_anchors(blocks.group)
    yield from _slots_in_gaps(blocks)
    yield from _slots_behind_labels(blocks)
    yield from _slots_at_ends(blocks)


def _slots_in_anchors(group: AnchorGroup) -> Iterator[Slot]:
    """The runs of words left and right of the date, counted from it."""
    runs = [_runs(row, group) for row in group.rows]
    numbered = _has_numbers(group)
    for place in sorted({place for found in runs for place in found}):
        texts = [found.get(place, ("", False)) for found in runs]
        values = tuple(name_in(text, keeps_numbers=not numbered) for text, _ in texts)
        has_cue = sum(cue for _, cue in texts) >= LITERAL * len(runs)
        side, nth = place
        yield Slot(("anchor", side, nth), _plain(values), group.rows, 0.1 * nth, has_cue)
    if group.is_dated:
        yield from _slots_of_one(group)


def _slots_of_one(group: AnchorGroup) -> Iterator[Slot]:
    """The same where everybody is called alike, as on boards without names: what comes every time, and is no word of the trade."""
    runs = [_runs(row, group, literals=group.literals & LITERALS) for row in group.rows]
    for place in sorted({place for found in runs for place in found}):
        texts = [found.get(place, ("", False)) for found in runs]
        values = tuple(name_in(text, keeps_numbers=False) for text, _ in texts)
        name, count = Counter(values).most_common(1)[0]
        if name and count >= ALWAYS_ONE * len(values) and all(name in (value or name) for value in values):
            side, nth = place
            cue = all(cue for _, cue in texts)
            yield Slot((ALONE, side, nth), (name,) * len(values), group.rows, 0.1 * nth, cue)


def _runs(
    row: Row, group: AnchorGroup, *, literals: frozenset[str] | None = None
) -> dict[tuple[str, int], tuple[str, bool]]:
    """What stands in an anchor between its literals, by side of the date and how far from it, with whether a cue is near."""
    date = head_date(row) if group.is_dated else None
    left, right = (row.text[: date.start], row.text[date.end :]) if date else ("", row.text)
    found: dict[tuple[str, int], tuple[str, bool]] = {}
    parts = list(PARTING.split(child_of_arrow(left)))[::-1]
    for side, texts in (("left", parts), ("right", PARTING.split(right))):
        nth = 0
        for text in _without_ids(texts, is_reversed=side == "left"):
            for run, cue in _between_literals(
                text or "", group.literals if literals is None else literals, is_reversed=side == "left"
            ):
                found[side, nth] = (run, cue)
                nth += 1
    return found


def _without_ids(texts: Sequence[str], *, is_reversed: bool) -> list[str]:
    """The texts without those behind "ID:" and the like."""
    before = [*texts[1:], ""] if is_reversed else ["", *texts[:-1]]
    return [text for text, over in zip(texts, before, strict=True) if over.casefold().split()[-1:] not in IDS]


def _between_literals(text: str, literals: frozenset[str], *, is_reversed: bool) -> list[tuple[str, bool]]:
    """The runs of words that are no literals of the template; a cue is a word such as "by" before, or "says" behind."""
    runs: list[tuple[str, bool]] = []
    run: list[str] = []
    before = ""
    words = text.split()
    for at, word in enumerate([*words, ""]):
        bare = word.strip(EDGES).casefold()
        is_literal = bare in literals and (
            bare in WRITTEN_BY or bare in SAYS or bare in PARTS or bare.isdecimal() or len(literals) > 0
        )
        if word and bare and not is_literal:
            run.append(word)
            continue
        if run:
            says = bool(opens_with(" ".join(words[at : at + 3]), SAYS))
            runs.append((" ".join(run), before in WRITTEN_BY or says))
            run = []
        before = bare or before
    return runs[::-1] if is_reversed else runs


def _has_numbers(group: AnchorGroup) -> bool:
    """Whether most anchors hold a number of their own, as of votes, so that none is a part of a name."""
    counts = sum(any(NUMBER.match(word.strip(EDGES)) for word in row.without_dates.split()) for row in group.rows)
    return counts >= LITERAL * len(group.rows)


def _slots_in_gaps(blocks: Blocks) -> Iterator[Slot]:
    for place in sorted({place for found in blocks.lower_gaps for place in found}):
        yield from _slots_below("below", place, tuple(found.get(place) for found in blocks.lower_gaps), blocks)
    for place in sorted({place for found in blocks.upper_gaps for place in found}):
        yield from _slots_above("above", place, tuple(found.get(place) for found in blocks.upper_gaps), blocks)


def _slots_below(side: str, place: tuple[str, int], rows: tuple[Row | None, ...], blocks: Blocks) -> Iterator[Slot]:
    """The rows as the names of the posts whose anchors stand over them; and, where the last has none, of the posts under them."""
    slot = _row_slot(side, place, rows, blocks)
    yield slot
    if slot.values[-1] is None and (first := _name_over_first_words(slot, blocks)):
        yield _row_slot(NEXT, place, (first, *rows[:-1]), blocks)


def _slots_above(side: str, place: tuple[str, int], rows: tuple[Row | None, ...], blocks: Blocks) -> Iterator[Slot]:
    """The rows as the names of the posts whose anchors stand under them; and, where the first has none, of the posts over them."""
    slot = _row_slot(side, place, rows, blocks)
    if slot.values[0] is None and (first := _name_over_first_anchor(slot, blocks)):
        slot = _row_slot(side, place, (first, *rows[1:]), blocks)
    yield slot
    if slot.values[0] is None:
        yield _row_slot("under", place, (*rows[1:], None), blocks)


def _name_over_first_anchor(slot: Slot, blocks: Blocks) -> Row | None:
    """The row over the first anchor that is a name, as far from it as others are from theirs, or nearly so."""
    names = {value.casefold() for value in slot.values if value}
    for row in blocks.segments[0].rows[::-1][: int(slot.distance) + NEAR_WORDS]:
        if row.is_prose:
            return None
        if (name := name_in(row.text)) and name.casefold() in names:
            return row
    return None


def _name_over_first_words(slot: Slot, blocks: Blocks) -> Row | None:
    """The row over the first words of the page that is one of a slot's names."""
    names = {value.casefold() for value in slot.values if value}
    rows = blocks.segments[0].rows
    spoken = next((place for place, row in enumerate(rows) if row.is_prose), len(rows))
    for row in rows[:spoken][::-1][:NEAR_WORDS]:
        if (name := name_in(row.text)) and name.casefold() in names:
            return row
    return None


def _row_slot(side: str, place: tuple[str, int], rows: tuple[Row | None, ...], blocks: Blocks) -> Slot:
    values = _plain(
        tuple(
            name_in(child_of_arrow(row.text)) if row and not row.is_prose and not CODE.search(row.text) else None
            for row in rows
        )
    )
    cued = sum(
        bool(row and (opens_with(row.text, WRITTEN_BY) or row.text.casefold().split()[-1].strip(":") in SAYS))
        for row in rows
    )
    spans = [abs(row.index - anchor.index) for row, anchor in zip(rows, blocks.anchors, strict=True) if row]
    distance = sorted(spans)[len(spans) // 2] if spans else 9
    penalty = 3 if side == "under" else -1 if side == NEXT else 0
    return Slot((side, place[0], place[1]), values, rows, distance + penalty, cued >= LITERAL * len(rows))


def _slots_behind_labels(blocks: Blocks) -> Iterator[Slot]:
    """Behind "From:" and the like."""
    for side, segments in (("below", blocks.segments[1:]), ("above", blocks.segments[:-1])):
        found: dict[str, list[Row | None]] = {}
        for at, segment in enumerate(segments):
            for row in segment.lower_rows if side == "below" else segment.upper_rows:
                if row.label and row.label[0] in WRITTEN_BY:
                    found.setdefault(row.label[0], [None] * len(segments))[at] = row
        for label, rows in found.items():
            values = tuple(name_in(row.label[1]) if row and row.label else None for row in rows)
            yield Slot((side, label, 0), values, tuple(rows), 1, has_cue=True)


def _slots_at_ends(blocks: Blocks) -> Iterator[Slot]:
    """The row directly under each block, and directly over it: names alone that no shared row closes in."""
    below = tuple(next(iter(segment.words), None) for segment in blocks.segments[1:])
    above = tuple(next(iter(segment.words[::-1]), None) for segment in blocks.segments[:-1])
    for side, rows in (("end below", below), ("end above", above)):
        short = tuple(row if row and row.is_short and not row.is_quoting and not row.dates else None for row in rows)
        if sum(row is not None for row in short) >= FILLED * len(short):
            yield from (_slots_below if side == "end below" else _slots_above)(side, ("", 0), short, blocks)


def name_in(text: str, *, keeps_numbers: bool = True) -> str | None:
    """The name in what fills a slot, if it can be one."""
    text = USER.sub("", ADDRESS.sub("", text).strip())
    if TITLE.match(text):
        return None
    cue = opens_with(text, WRITTEN_BY)
    if cue and len(text) > len(cue) + 1:
        text = USER.sub("", text[text.casefold().find(cue) + len(cue) :].strip())
    words = bare(text).split()
    while words and words[-1].strip(EDGES + ":\uff1a").casefold() in SAYS:
        words.pop()
    if not keeps_numbers:
        while words and NUMBER.match(words[-1]):
            words.pop()
        while words and NUMBER.match(words[0]):
            words = words[1:]
    name = bare(" ".join(words))
    if not name or len(name) > NAME_LENGTH or count_words(name) > NAME_WORDS or "://" in name:
        return None
    low = name.casefold()
    if NOT_IN_NAMES.search(name):
        return None
    return None if low in NO_NAMES or NUMBER.match(name) or all(word in PARTS for word in low.split()) else name


def child_of_arrow(text: str) -> str:
    """Of "quill_77 ➤ Big Otto" the one who answers; any other text as it is."""
    match = ARROW.search(text)
    return match["child"] if match else text


def bare(text: str) -> str:
    """A name without what stands around it; "Ines R." keeps its point."""
    name = text.strip(EDGES)
    after = text[text.find(name) + len(name) :][:1] if name else ""
    return f"{name}." if after == "." and INITIAL.search(name) else name


def _plain(values: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """Names without what is added to some: "elzbet OP" is elzbet, where elzbet stands alone too, or OP is a rank."""
    alone = {value.casefold() for value in values if value}
    return tuple(_without_additions(value, alone) if value else None for value in values)


def _without_additions(value: str, alone: set[str]) -> str:
    words = value.split()
    for count in range(1, len(words)):
        left, right = " ".join(words[:-count]), " ".join(words[-count:])
        if left.casefold() in alone or right.casefold().strip(EDGES) in ADDED:
            return bare(left) or value
        right = " ".join(words[count:])
        if right.casefold() in alone:
            return right
    return value


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
    if talk > 0.5 or (len(counts) == 1 and not slot.has_cue) or _are_numbers(counts):
        return 0
    if not slot.has_cue and back < COMES_BACK and not (_are_odd(counts, spoken) and slot.distance < ODD_NEAR):
        return 0
    has_ranks = sum(name in RANKS for name in counts) / len(counts)
    if has_ranks > 0.5:
        return 0
    sure = 2 * len(values) / count + (0.6 if slot.has_cue else 0) + 0.4 * min(back, 0.8) - 0.12 * min(slot.distance, 8)
    few = 0.8 if len(counts) * 5 < len(values) else 0
    length = 0.1 * max(0, sum(count_words(name) for name in counts) / len(counts) - 1)
    return max(0.05, sure - talk - few - has_ranks - length)


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


def _are_numbers(counts: Mapping[str, int]) -> bool:
    return sum(any(map(str.isdecimal, name)) and not any(map(str.isalpha, name)) for name in counts) > 0


def spoken_words(rows: Sequence[Row]) -> Counter[str]:
    """How often each word is used in what is said on the page."""
    return Counter(word for row in rows if row.is_prose for word in row.text.casefold().split())
