"""Blocks -> the slots in which names could stand: places that come at each post.

Post by elzbet » DATE        in the anchor, beside its date        From: elzbet       behind a label
elzbet                        a line of its own under or over it, in a gap between lines that come at every post
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from threads.reconstruct.heads.blocks import Blocks
from threads.reconstruct.heads.cues import COUNTED, PARTS, RANKS, SAYS, WRITTEN_BY, opens_with
from threads.reconstruct.heads.groups import CODE, LITERAL, LITERALS, AnchorGroup, head_date
from threads.reconstruct.heads.name_tops import AS_NEAR, SURE, top_rows
from threads.reconstruct.heads.name_words import CALLED, EDGES, NUMBER, bare, child_of_arrow, name_in
from threads.reconstruct.heads.rows import ANSWERS, Row
from threads.reconstruct.heads.twice_named import names_over, names_under

# A page may leave out the name of one post in ten.
FILLED = 0.8
# The place of a slot that holds one name alone, and the share of anchors it must come at.
ALONE, ALWAYS_ONE = "alone", 0.8
# What stands behind these tells a post or a machine, and names nobody.
IDS = ("id", "no", "no.", "nr", "uid", "ip", "post", "msg", *ANSWERS)
# What stands in brackets is a name only if nothing beside it is: "Ada Vik (ada77)".
INSIDE = 1.2
ADDED = RANKS | COUNTED
# So many of the names of a page end with words that end others too, where these are ranks.
MOST_RANKED = 0.6
# The place of a slot whose rows stand under a foot and name who wrote what follows; the first so near over its words.
OFFSET, MOST_OFFSET = "offset above", 14
TOP = "top"
TWICE_OVER, TWICE_UNDER = "twice over", "twice under"
OVER = ("above", "end above", "over anchor", OFFSET, TOP, TWICE_OVER)
UNDER = ("below", "end below", "under anchor", "offset below", TWICE_UNDER)
OFFSETS = (OFFSET, "offset below")
# So much of what stands between a name and its anchor comes at other posts too.
AS_FAR = 0.6
NEXT, NEAR_WORDS = "next", 4
# "Ada[sage]": what a board keeps in the field of the address; the hundredths of a second behind a time.
GLUED_BRACKETS, FRACTION = re.compile(r"(?<=[^\s\[\]])\[[^\[\]]{1,40}\]"), re.compile(r"^\.\d{1,6}")
# "Ada (aka ada77)": what else somebody is called, in brackets.
ALSO = re.compile(rf"\s{{0,3}}[(\[]\s{{0,3}}{CALLED}[^()\[\]]{{0,60}}[)\]]", re.IGNORECASE)
# "0012Ada": the number of a post, as long at each.
NUMBER_LENGTH, NUMBERED = 4, re.compile(r"^\d{4}(?=[^\s\d:.,/-])|^0\d{3}(?=\S)")
# Signs that part what stands in a line. What is none of them may be a part of a name.
PARTING = re.compile(
    r"\s*[|\u00b7\u2022\u00bb\u00ab>\u203a\u2039,:;()\[\]{}\u3010\u3011<\uff1a\uff0c\u2014\u2013\u2502\u25ba\u25b8\u2192\u2190\t]\s*|\s+[-/~#*\u2212+]+\s+|\s{3,}|\s[#\u2116]\s?(?=\d)"
)


@dataclass(frozen=True)
class Slot:
    """Where names stand: at most one for each anchor. ``distance`` counts the rows from the anchor; 0 is in it."""

    place: tuple[str, str, int]
    values: tuple[str | None, ...]
    rows: tuple[Row | None, ...]
    distance: float
    has_cue: bool


def slots_of(blocks: Blocks) -> Iterator[Slot]:
    """Every place that could hold names."""
    yield from _slots_in_anchors(blocks.group)
    yield from _slots_in_gaps(blocks)
    yield from _slots_behind_labels(blocks)
    yield from _slots_at_ends(blocks)
    yield from _slots_at_offsets(blocks)
    yield from _slots_under_buttons(blocks)
    yield from _slots_named_twice(blocks)
    if blocks.group.is_dated:
        yield from _slots_at_tops(blocks)


def _slots_in_anchors(group: AnchorGroup) -> Iterator[Slot]:
    """The runs of words left and right of the date, counted from it."""
    is_numbered = all(NUMBERED.match(row.text) for row in group.rows)
    runs = [_runs(row, group, is_numbered=is_numbered) for row in group.rows]
    numbered = _has_numbers(group)
    for place in sorted({place for found in runs for place in found}):
        texts = [found.get(place, ("", False)) for found in runs]
        values = tuple(name_in(text, keeps_numbers=not numbered) for text, _ in texts)
        has_cue = sum(cue for _, cue in texts) >= LITERAL * len(runs)
        side, nth = place
        inside = sum(
            f"({value})" in row.text or f"[{value}]" in row.text for row, value in zip(group.rows, values, strict=True)
        )
        distance = 0.1 * nth + (INSIDE if inside >= LITERAL * len(runs) else 0)
        yield Slot(("anchor", side, nth), _plain(values), group.rows, distance, has_cue)
    if group.is_dated:
        yield from _slots_of_one(group)


def _slots_of_one(group: AnchorGroup) -> Iterator[Slot]:
    """The same where everybody is called alike, as on boards without names: what comes every time, and is no word of the trade."""
    runs = [_runs(row, group, literals=group.literals & LITERALS) for row in group.rows]
    for place in sorted({place for found in runs for place in found}):
        texts = [found.get(place, ("", False)) for found in runs]
        values = tuple(name_in(text, keeps_numbers=False) for text, _ in texts)
        name, count = Counter(values).most_common(1)[0]
        is_label = any(row.label and row.label[0] == (name or "").casefold() for row in group.rows)
        if (
            name
            and not is_label
            and count >= ALWAYS_ONE * len(values)
            and all(name in (each or name) for each in values)
        ):
            side, nth = place
            cue = all(cue for _, cue in texts)
            yield Slot((ALONE, side, nth), (name,) * len(values), group.rows, 0.1 * nth, cue)


def _runs(
    row: Row, group: AnchorGroup, *, literals: frozenset[str] | None = None, is_numbered: bool = False
) -> dict[tuple[str, int], tuple[str, bool]]:
    """What stands in an anchor between its literals, by side of the date and how far from it, with whether a cue is near."""
    date = head_date(row) if group.is_dated else None
    left, right = (row.text[: date.start], row.text[date.end :]) if date else ("", row.text)
    left, right = ALSO.sub("", GLUED_BRACKETS.sub("", left)), ALSO.sub("", FRACTION.sub("", right))
    left = left[NUMBER_LENGTH:] if is_numbered else left
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
    return [
        text
        for text, over in zip(texts, before, strict=True)
        if not over or (over.casefold().split() or [""])[-1] not in IDS
    ]


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
        yield replace(_row_slot(NEXT, place, (first, *rows[:-1]), blocks), distance=slot.distance)


def _slots_above(side: str, place: tuple[str, int], rows: tuple[Row | None, ...], blocks: Blocks) -> Iterator[Slot]:
    """The rows as the names of the posts whose anchors stand under them; and, where the first has none, of the posts over them."""
    slot = _row_slot(side, place, rows, blocks)
    if slot.values[0] is None and (first := _name_over_first_anchor(slot, blocks)):
        slot = _row_slot(side, place, (first, *rows[1:]), blocks)
    yield slot
    if slot.values[0] is None:
        yield _row_slot("under", place, (*rows[1:], None), blocks)


def _name_over_first_anchor(slot: Slot, blocks: Blocks) -> Row | None:
    """The row over the first anchor that is a name of the others, or stands over what theirs stand over, about as far from it."""
    names = {value.casefold() for value in slot.values if value}
    over = blocks.segments[0].rows[::-1][: int(slot.distance) + NEAR_WORDS]
    said = next((place for place, row in enumerate(over) if row.is_prose and not row.is_title_like), len(over))
    likely = [(row, name) for row in over[:said] if (name := name_in(row.text))]
    followers = Counter(blocks.followers.get(row.index, "") for row in slot.rows if row)
    follower, count = followers.most_common(1)[0] if followers else ("", 0)
    for row, name in likely:
        if name.casefold() in names:
            return row
    is_told = count >= FILLED * sum(followers.values())
    told = (row for row, _ in likely if is_told and row.is_short and blocks.followers.get(row.index, "") == follower)
    return next(told, None) or _name_as_far(slot, blocks, [row for row, _ in likely])


def _name_as_far(slot: Slot, blocks: Blocks, likely: Sequence[Row]) -> Row | None:
    """Of the rows that may be a name the one as far over the first anchor as most names are over theirs, if it has the same beside it."""
    spans = [
        (anchor.index - row.index, row.index) for row, anchor in zip(slot.rows, blocks.anchors, strict=True) if row
    ]
    distance, _ = Counter(span for span, _ in spans).most_common(1)[0] if spans else (0, 0)
    first = blocks.anchors[0].index
    under = [_followers(index, span, blocks) for span, index in spans if span == distance]
    shared = {alike for found in under for alike in found}
    return next(
        (
            row
            for row in likely
            if row.is_short
            and first - row.index == distance > 1
            and len(shared.intersection(_followers(row.index, distance, blocks))) >= AS_FAR * (distance - 1)
        ),
        None,
    )


def _followers(index: int, span: int, blocks: Blocks) -> set[str]:
    return {blocks.followers.get(each, "") for each in range(index, index + span - 1)}


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
    rows = tuple(row and _behind_initial(row, blocks) for row in rows)
    values = _plain(
        tuple(name_in(child_of_arrow(row.text)) if row and _may_name(row, blocks) else None for row in rows)
    )
    cued = sum(
        bool(row and (opens_with(row.text, WRITTEN_BY) or row.text.casefold().split()[-1].strip(":") in SAYS))
        for row in rows
    )
    spans = [abs(row.index - anchor.index) for row, anchor in zip(rows, blocks.anchors, strict=True) if row]
    distance = sorted(spans)[len(spans) // 2] if spans else 9
    penalty = 3 if side == "under" else 0
    return Slot((side, place[0], place[1]), values, rows, distance + penalty, cued >= LITERAL * len(rows))


def _behind_initial(row: Row, blocks: Blocks) -> Row:
    """The row under the letter that stands for somebody's picture, if it begins with that; any other row as it is."""
    below = blocks.row_at.get(row.index + 1) if len(row.text) == 1 and row.text.isalpha() else None
    return below if below and below.is_short and below.text[:1].casefold() == row.text.casefold() else row


def _may_name(row: Row, blocks: Blocks) -> bool:
    if row.is_prose or row.index in blocks.valued or CODE.search(row.text):
        return False
    return row.text not in blocks.everywhere


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
    """The row directly under each block, and directly over it, or under and over the anchor: names alone that no shared row closes in."""
    below = _firsts_said([segment.words for segment in blocks.segments[1:]])
    above = _firsts_said([segment.words[::-1] for segment in blocks.segments[:-1]])
    beside = _firsts_said([segment.rows[::-1] for segment in blocks.segments[:-1]])
    under = _firsts_said([segment.rows for segment in blocks.segments[1:]])
    for side, rows in (("end below", below), ("end above", above), ("over anchor", beside), ("under anchor", under)):
        short = tuple(row if row and row.is_short and not row.is_quoting and not row.dates else None for row in rows)
        if sum(row is not None for row in short) >= FILLED * len(short):
            yield from (_slots_above if side in OVER else _slots_below)(side, ("", 0), short, blocks)


def _slots_at_offsets(blocks: Blocks) -> Iterator[Slot]:
    """The rows so many lines over each anchor, or under it, where nobody says anything between."""
    for side, pieces in (
        (OFFSET, [piece.rows[::-1] for piece in blocks.segments[:-1]]),
        ("offset below", [piece.rows for piece in blocks.segments[1:]]),
    ):
        reach = [_unsaid(piece) for piece in pieces]
        for offset in range(1, MOST_OFFSET):
            rows = tuple(piece[offset] if offset < count else None for piece, count in zip(pieces, reach, strict=True))
            short = tuple(
                row if row and row.is_short and not row.is_quoting and not row.dates else None for row in rows
            )
            if sum(row is not None for row in short) >= FILLED * len(short):
                yield from (_slots_above if side in OVER else _slots_below)(side, ("", offset), short, blocks)


def _slots_under_buttons(blocks: Blocks) -> Iterator[Slot]:
    """The first words under a line that comes at nearly every post, where the rest of a profile is now longer, now shorter."""
    for text in sorted(blocks.everywhere):
        found = []
        for piece in blocks.segments[:-1]:
            place = next((at for at in range(len(piece.rows) - 1, -1, -1) if piece.rows[at].text == text), None)
            rest = piece.rows[place + 1 :] if place is not None else ()
            row = next((row for row in rest[:2] if any(map(str.isalpha, row.text))), None)
            found.append(row if row and row.is_short and not row.dates and not row.is_quoting else None)
        if sum(row is not None for row in found) >= FILLED * len(found):
            yield from _slots_above("above", (f"under {text}", -1), tuple(found), blocks)


def _slots_named_twice(blocks: Blocks) -> Iterator[Slot]:
    """The names that stand twice in succession, as a picture's text and as a link."""
    for side, found in ((TWICE_OVER, names_over(blocks)), (TWICE_UNDER, names_under(blocks))):
        if sum(each is not None for each in found) >= FILLED * len(found) > 0:
            values = tuple(each and each.name for each in found)
            yield Slot((side, "", 0), values, tuple(each and each.row for each in found), AS_NEAR, has_cue=True)


def _slots_at_tops(blocks: Blocks) -> Iterator[Slot]:
    """The rows that are likeliest to name somebody, however far over their anchors."""
    tops = top_rows(blocks)
    if sum(top is not None for top in tops) >= FILLED * len(tops):
        slot = _row_slot(TOP, ("", 0), tuple(top.row if top else None for top in tops), blocks)
        sure = sum(top is not None and top.weight >= SURE for top in tops)
        yield replace(slot, distance=min(slot.distance, AS_NEAR), has_cue=sure >= LITERAL * len(tops))


def _unsaid(rows: Sequence[Row]) -> int:
    """How many rows there are before one in which somebody says something."""
    return next((place for place, row in enumerate(rows[:MOST_OFFSET]) if row.is_prose), min(len(rows), MOST_OFFSET))


def _firsts_said(pieces: Sequence[Sequence[Row]]) -> tuple[Row | None, ...]:
    """The first row of each that is not the day of what follows, nor a number alone, if few have one: how often a post was changed."""
    firsts = tuple(_first_said(rows) for rows in pieces)
    numbered = [row is not None and row.text.isdecimal() for row in firsts]
    if not any(numbered) or 2 * sum(numbered) >= len(numbered):
        return firsts
    return tuple(
        _first_said(rows[1:]) if is_number else row
        for rows, row, is_number in zip(pieces, firsts, numbered, strict=True)
    )


def _first_said(rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows[:3] if not row.says_day), None)


def _plain(values: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """Names without what is added to some: "elzbet OP" is elzbet, where elzbet stands alone too, or OP is a rank."""
    alone = {value.casefold() for value in values if value}
    ranks = _ranks_behind(values)
    return tuple(_without_additions(value, alone, ranks) if value else None for value in values)


def _ranks_behind(values: tuple[str | None, ...]) -> frozenset[str]:
    """What ends the names of several, where nearly all names end with such a word: "Ada Sawyer", "Bruno Sawyer", "Chen Miller"."""
    names = {value.casefold() for value in values if value}
    ends = Counter(name.rpartition(" ")[2] for name in names if " " in name)
    shared = frozenset(end for end, count in ends.items() if count > 1)
    return shared if sum(ends[end] for end in shared) >= MOST_RANKED * len(names) > 0 else frozenset()


def _without_additions(value: str, alone: set[str], ranks: frozenset[str]) -> str:
    words = value.split()
    for count in range(1, len(words)):
        left, right = " ".join(words[:-count]), " ".join(words[-count:])
        if left.casefold() in alone or right.casefold().strip(EDGES) in ADDED or right.casefold() in ranks:
            return bare(left) or value
        right = " ".join(words[count:])
        if right.casefold() in alone:
            return right
    return value
