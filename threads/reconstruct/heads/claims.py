"""A page's lines -> what its heads state, if it has heads: the template that holds best, and the posts by it.

Nothing is claimed unless a line comes three times or more with text between, and a slot at it holds names. The claim is
graded: how often the line comes, and how many of the names and dates are there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from statistics import median

from threads.reconstruct.heads.answers import answer_in
from threads.reconstruct.heads.blocks import BlockStretch
from threads.reconstruct.heads.cues import is_row_of_buttons
from threads.reconstruct.heads.feet import Foot, heads_of_feet
from threads.reconstruct.heads.groups import FEWEST, head_date
from threads.reconstruct.heads.head_values import Heads, StatedHead
from threads.reconstruct.heads.moments import Calendar, calendar_of, date_text
from threads.reconstruct.heads.name_places import NEXT, OVER, UNDER, Slot
from threads.reconstruct.heads.name_words import EDGES
from threads.reconstruct.heads.names import spoken_words
from threads.reconstruct.heads.post_ends import (
    without_buttons,
    without_days,
    without_folds,
    without_initial,
    without_name,
    without_signatures,
)
from threads.reconstruct.heads.rows import ANSWERS, Row
from threads.reconstruct.heads.surroundings import Opening, named_in, opening_of, tail_of, title_of
from threads.reconstruct.heads.templates import Template, best_dated, best_template, size_of
from threads.words.date_places import DateKind, DatePlace

NUMBER = re.compile(r"(?:#|\u2116|n[º\u00b0]\s?|no\.\s?)\s?(\d{1,7})\b|(?<!\d)(\d{1,6})\s?(?:楼|樓|階)", re.IGNORECASE)
# Feet: what stands over the first is like a post, and what stands under the last is not.
# A chat has at least so many messages, half of them of no more lines.
CHAT_POSTS, CHAT_LINES = 10, 2
LIKE_A_POST, UNLIKE_A_POST, MOST_POSTS = 0.3, 0.15, 0.6
# A profile has no more rows.
PROFILE = 30
# "– Ada" signs, at so many posts.
SIGNED, MOST_SIGNED = re.compile(r"^[\u2013\u2014\u2015]\s?(?=\w)"), 0.9
# A name over words stands so near under the foot of the post above.
NAME_NEAR = 5


def learnt_heads(rows: Sequence[Row]) -> Heads | None:
    """Learn the page's template and read its posts by it; None where no template holds."""
    spoken = spoken_words(rows)
    template = best_template(rows, spoken)
    if template is None:
        return None
    reading = _Reading(rows, template, spoken)
    return _with_other_feet(reading) or reading.heads()


def _with_other_feet(reading: _Reading) -> Heads | None:
    """The same page read by feet of two kinds, as where answers and their comments end in different lines; None where it has one."""
    if not reading.blocks.group.is_dated or not (reading.is_footed or _has_signed(reading)):
        return None
    feet = reading.feet()
    inside = {row.number for foot in feet for row in foot.rows}
    left = [row for row in reading.rows if row.number not in inside]
    rest = [replace(row, index=index) for index, row in enumerate(left)]
    template = best_dated(rest, reading.spoken)
    other = _Reading(rest, template, reading.spoken) if template else None
    if other is None or not other.is_under_words() or not (reading.is_footed or other.is_signed()):
        return None
    return heads_of_feet(reading.rows, [*feet, *other.feet()], reading.heads())


def _has_signed(reading: _Reading) -> bool:
    """Whether the anchors may be feet, and dashes stand before names on the page."""
    signed = sum(SIGNED.match(row.text) is not None and row.is_short for row in reading.rows)
    return signed >= FEWEST and not reading.has_profiles and reading.is_under_words()


def _with_names(segments: Sequence[BlockStretch], slot: Slot) -> tuple[BlockStretch, ...]:
    """The blocks grown to the rows that name authors over or under their anchors; what stands between is of the head."""
    is_over, is_under = slot.place[0] in OVER, slot.place[0] in UNDER
    grown = list(segments)
    for at, row in enumerate(slot.rows):
        index = at if is_over else at + 1
        piece = grown[index]
        if row is None or not (is_over or is_under) or not piece.rows:
            continue
        place = row.index - piece.rows[0].index
        if is_over and 0 <= place < len(piece.rows) - piece.above:
            grown[index] = replace(piece, above=len(piece.rows) - place, below=min(piece.below, place))
        elif is_under and piece.below <= place < len(piece.rows):
            grown[index] = replace(piece, below=place + 1, above=min(piece.above, len(piece.rows) - place - 1))
    return tuple(grown)


def _profile_heights(segments: Sequence[BlockStretch], slot: Slot) -> list[int]:
    """How many rows over each anchor that holds a name the same name stands alone, a profile between; empty where few have one."""
    if slot.place[0] != "anchor":
        return []
    heights = [
        _height_of_name(segment, value) if value else 0
        for segment, value in zip(segments[:-1], slot.values, strict=True)
    ]
    return heights if sum(height > 0 for height in heights) >= MOST_POSTS * len(heights) else []


def _with_profiles(segments: Sequence[BlockStretch], heights: Sequence[int]) -> tuple[BlockStretch, ...]:
    """The blocks grown to the names over their profiles."""
    grown = [
        replace(segment, above=max(segment.above, height), below=min(segment.below, len(segment.rows) - height))
        for segment, height in zip(segments[:-1], heights, strict=True)
    ]
    return (*grown, segments[-1])


def _height_of_name(segment: BlockStretch, name: str) -> int:
    """How many rows there are from the name alone in its line down to the anchor, 0 where somebody speaks between."""
    near = segment.rows[::-1][:PROFILE]
    end = next((at for at, row in enumerate(near) if (row.is_prose and not row.label) or row.is_quoting), len(near))
    return max((at + 1 for at, row in enumerate(near[:end]) if row.text.strip(EDGES) == name), default=0)


class _Reading:
    """A template applied to its page."""

    def __init__(self, rows: Sequence[Row], template: Template, spoken: Mapping[str, int]) -> None:
        self.rows = rows
        self.spoken = spoken
        self.template = template
        self.blocks = template.blocks
        self.named = template.named
        self.names = template.named.names
        self.anchors = self.blocks.anchors
        self.segments = _with_names(self.blocks.segments, template.named.slot)
        heights = _profile_heights(self.segments, template.named.slot)
        self.has_profiles = bool(heights)
        if heights:
            self.segments = _with_profiles(self.segments, heights)
        self.is_footed = self._is_footed()
        self.opening = None if self.is_footed else opening_of(self._over(), self.names, self.spoken)
        self.days = self._days()
        self.calendar = self._calendar()

    def _over(self) -> Sequence[Row]:
        """What stands over the first anchor, its block, and the row there that names its author."""
        first, name = self.segments[0], self.named.slot.rows[0]
        end = len(first.rows) - first.above
        is_over = name is not None and self.named.slot.place[0] in OVER and name.index < end
        return first.rows[: name.index] if name and is_over else first.rows[:end]

    def _is_footed(self) -> bool:
        """Whether the anchors stand under the words of their posts."""
        if self.named.slot.place[0] == NEXT:
            return True
        if self.has_profiles or self.is_signed():
            return not self.has_profiles
        if (named := self._is_named_over_words()) is not None:
            return named
        usual = self._usual_size()
        over, under = self._over(), self.segments[-1].words
        under = under[: tail_of(under, frozenset(), feet_come=0)]
        if not self.is_under_words():
            return False
        opening = opening_of(over, self.names, self.spoken, is_post=True)
        if opening is None:
            return False
        if self.named.slot.place[0] in OVER and any(row.text.strip(EDGES).casefold() in self.names for row in over):
            return False
        first = (self.named.slot.values[0] or "").casefold()
        is_over = self.named.slot.place[0] in OVER
        if opening.author is None and not is_over and self._ends_like_others() and not (under and under[0].is_prose):
            return True
        is_sure = first == (opening.author or "").casefold()
        most = LIKE_A_POST if is_sure else UNLIKE_A_POST if opening.author is None else 0
        return size_of(under) < most * usual

    def _usual_size(self) -> float:
        """How much is said in a post."""
        return median([size_of(segment.words) for segment in self.segments[1:-1]] or [1]) or 1

    def is_under_words(self) -> bool:
        """Whether as much is said over the first anchor as in a post."""
        titles = {row.label[1] for row in self.rows if row.label and row.label[0] in ANSWERS}
        over = [row for row in self._over() if not any(title in row.text for title in titles)]
        return size_of(over) >= LIKE_A_POST * self._usual_size()

    def is_signed(self) -> bool:
        """Whether a dash stands before the names, as under what somebody signs."""
        over = [self.rows[row.index - 1] if row.index else row for row in self.anchors]
        pairs = zip(self.named.slot.rows, over, strict=True)
        signed = sum(any(row and SIGNED.match(row.text) for row in pair) for pair in pairs)
        return signed >= MOST_SIGNED * len(self.anchors)

    def _is_named_over_words(self) -> bool | None:
        """Whether the names that stand in the anchors stand over the words too, before them or behind; None where they do not.

        So they do where the date is in a foot, and a profile opens each post.
        """
        if self.named.slot.place[0] != "anchor":
            return None
        values, before, behind = self.named.slot.values, 0, 0
        told = [at for at in range(1, len(values)) if values[at] and values[at - 1] and values[at] != values[at - 1]]
        for at in told:
            opening = [row.text.casefold() for row in self.segments[at].rows[:NAME_NEAR] if not row.is_prose]
            before += any(text.startswith(str(values[at]).casefold()) for text in opening)
            behind += any(text.startswith(str(values[at - 1]).casefold()) for text in opening)
        if max(before, behind) < MOST_POSTS * len(told) or len(told) < FEWEST - 1:
            return None
        return before > behind

    def _ends_like_others(self) -> bool:
        """Whether what stands between the words and the anchor of most posts, buttons among it, stands so over the first too."""
        blocks = [{row.alike: row for row in segment.upper_rows} for segment in self.segments[1:-1]]
        come = Counter(alike for block in blocks for alike in block)
        often = {alike for alike, count in come.items() if count >= MOST_POSTS * len(blocks)}
        first = [row for row in self.segments[0].upper_rows if row.alike in often]
        return len(first) >= MOST_POSTS * len(often) and any(is_row_of_buttons(row.text) for row in first)

    def _days(self) -> list[str]:
        """For each anchor that is told by a time alone, the day that the nearest line over it says, "" where none does; else empty."""
        if not all((place := head_date(row)) and place.kind is DateKind.CLOCK for row in self.anchors):
            return []
        anchors = {row.index for row in self.anchors}
        found, day = [], ""
        for row in self.rows:
            if row.index in anchors:
                found.append(day)
            elif row.says_day:
                day = next(date_text(row, place) for place in row.dates if place.kind is not DateKind.CLOCK)
        return found

    def _moment(self, at: int, date: str, kind: DateKind) -> datetime | None:
        if self.days:
            return self.calendar.on_day(self.days[at], date) if self.days[at] else None
        return self.calendar.moment(date, kind) if date else None

    def _calendar(self) -> Calendar:
        dates = self.days or [text for at in range(len(self.anchors)) if (text := self._date_words(at)[0])]
        return calendar_of(self.rows, dates)

    def _date(self, at: int) -> tuple[Row, DatePlace] | None:
        anchor = self.anchors[at]
        if place := head_date(anchor):
            return anchor, place
        for row in (*self.segments[at + 1].lower_rows, *self.segments[at].upper_rows[::-1]):
            if row.dates and len(row.text) <= 160:
                return row, row.dates[0]
        return None

    def _date_words(self, at: int) -> tuple[str, DateKind]:
        found = self._date(at)
        return (date_text(*found), found[1].kind) if found else ("", DateKind.DAY)

    def heads(self) -> Heads:
        posts = list(self._posts())
        chrome = dict(self._chrome(posts))
        return Heads(
            tuple(post for post, _ in posts),
            chrome,
            self._confidence(),
            (self._cue(),),
            title=title_of(self.rows, [row for row in self._over() if row.number in chrome], self.names),
            is_chat=self._is_chat([rows for _, rows in posts]),
        )

    def feet(self) -> list[Foot]:
        """What stands at each anchor, where that is under its post."""
        found = []
        for at, anchor in enumerate(self.anchors):
            date, kind = self._date_words(at)
            name = self.named.slot.rows[at]
            near = {
                row.number: row
                for row in (
                    *self.segments[at].upper_rows,
                    anchor,
                    *self.segments[at + 1].lower_rows,
                    *([name] if name else []),
                )
            }
            rows = tuple(near[number] for number in sorted(near))
            found.append(Foot(rows, self._name(at), date, self._moment(at, date, kind)))
        return found

    def _is_chat(self, posts: Sequence[Sequence[Row]]) -> bool:
        """Whether these are messages: short, and none with an empty line in it."""
        if len(posts) < CHAT_POSTS or median(map(len, posts)) > CHAT_LINES:
            return False
        parted = sum(any(below.number > above.number + 1 for above, below in pairwise(rows)) for rows in posts)
        return parted <= 0.05 * len(posts)

    def _posts(self) -> Iterator[tuple[StatedHead, Sequence[Row]]]:
        """Each post with the rows of its words."""
        if self.opening:
            yield self._opening_post(self.opening)
        for at, words in enumerate(self._words()):
            date, kind = self._date_words(at)
            anchor = self.anchors[at]
            yield (
                StatedHead(
                    first=words[0].number if words else anchor.number,
                    last=words[-1].number if words else anchor.number,
                    author=self._name(at),
                    date=date,
                    posted_at=self._moment(at, date, kind),
                    number=self._number(at),
                    answers=answer_in(self._head_rows(at), words, self.names),
                    indent=anchor.column,
                ),
                words,
            )

    def _opening_post(self, opening: Opening) -> tuple[StatedHead, Sequence[Row]]:
        date, kind = (date_text(*opening.date), opening.date[1].kind) if opening.date else ("", DateKind.DAY)
        moment = self.calendar.moment(date, kind) if date else None
        first, last = opening.words[0].number, opening.words[-1].number
        return StatedHead(first, last, opening.author, date, moment), opening.words

    def _words(self) -> list[Sequence[Row]]:
        """The rows of each post's words, by anchor, without its author's name alone at either end, and when it was changed."""
        between = self._between()
        if self.days:
            between = [without_days(words) for words in between]
        own = [self._name(at) for at in range(len(between))]
        following = [*own[1:], None] if not self.is_footed else own
        between = [without_initial(without_folds(words), name) for words, name in zip(between, following, strict=True)]
        whole = between if self.is_footed else without_buttons(between, own)
        bare = [without_name(words, name, self.names) for words, name in zip(whole, own, strict=True)]
        return without_signatures(bare, own)

    def _between(self) -> list[Sequence[Row]]:
        if self.is_footed:
            over = opening_of(self._over(), self.names, self.spoken, is_post=True)
            return [over.words if over else (), *(segment.words for segment in self.segments[1:-1])]
        tail = self.segments[-1].words
        come = sum(segment.above > 0 for segment in self.segments[1:-1]) / max(1, len(self.segments) - 2)
        count = tail_of(tail, self.blocks.bottoms, feet_come=come)
        return [*(segment.words for segment in self.segments[1:-1]), tail[:count]]

    def _name(self, at: int) -> str | None:
        return self.named.slot.values[at] or named_in(self.anchors[at], self.names, self.spoken)

    def _head_rows(self, at: int) -> list[Row]:
        """The anchor and what stands with it, the nearest first; over it only what is of its own post."""
        over = self.segments[at].upper_rows[::-1]
        name = self.named.slot.rows[at]
        more = [name] if name and name is not self.anchors[at] else []
        return [self.anchors[at], *more, *self.segments[at + 1].lower_rows, *(over if not self.is_footed else ())]

    def _number(self, at: int) -> int | None:
        near = (self.anchors[at], *self.segments[at + 1].lower_rows[:3], *self.segments[at].upper_rows[-3:])
        for row in near:
            if match := NUMBER.search(row.text):
                return int(match[1] or match[2])
        return None

    def _chrome(self, posts: Sequence[tuple[StatedHead, Sequence[Row]]]) -> Iterator[tuple[int, int | None]]:
        """Every line that is nobody's words, with the post it belongs to."""
        words = {row.number for _, rows in posts for row in rows}
        offset = 1 if self.opening else 0
        owner: dict[int, int] = {}
        for at, anchor in enumerate(self.anchors):
            owner[anchor.number] = at + offset
            owner.update((row.number, at + offset) for row in self.segments[at + 1].lower_rows)
            above = at + offset if self.is_footed or not at else at + offset - 1
            owner.update((row.number, above) for row in self.segments[at].upper_rows)
        for named_row, at in self._name_rows():
            owner[named_row.number] = at + offset
            between = self.segments[at].upper_rows if not self.is_footed else ()
            owner.update((row.number, at + offset) for row in between if row.index > named_row.index)
        named = {row.number for row, _ in self._name_rows()}
        for row in self.rows:
            if row.number not in words or row.number in named:
                yield row.number, owner.get(row.number)

    def _name_rows(self) -> list[tuple[Row, int]]:
        slot = self.named.slot
        return [(row, at) for at, (row, value) in enumerate(zip(slot.rows, slot.values, strict=True)) if row and value]

    def _confidence(self) -> float:
        count = len(self.anchors)
        filled = sum(value is not None for value in self.named.slot.values) / count
        return round(min(0.99, filled * (1 - 0.5 / count)), 3)

    def _cue(self) -> str:
        """How the template looks, and how often it comes."""
        at = next(at for at, value in enumerate(self.named.slot.values) if value)
        text, name = self.anchors[at].text, self._name(at) or ""
        if place := head_date(self.anchors[at]):
            text = f"{text[: place.start]}date{text[place.end :]}"
        where = "" if name in text else ", with the name in a line beside it,"
        shown = re.sub(r"\d+", "0", text.replace(name, "name", 1))[:80]
        return f"the line \u201c{shown}\u201d{where} comes {len(self.anchors)} times"
