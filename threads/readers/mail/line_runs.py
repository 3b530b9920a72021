"""Lines with their depth -> runs of lines with their roles: what is quoted, what introduces it, who signs, what lists add."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from typing import NamedTuple

from threads.readers.building import BODY
from threads.readers.mail.armour import taken_off
from threads.readers.mail.endings import footer_begins, signature_ends
from threads.readers.mail.lines import Lines
from threads.readers.mail.scrubbed import scrubbed
from threads.words.attributions import introduces, stands_alone
from threads.words.mail_heads import header_block, may_announce, may_stamp, stamped_head

QUOTE, ATTRIBUTION, SIGNATURE, CHROME = "quote", "attribution", "signature", "chrome"
# Blank lines that may stand between an attribution and what it introduces.
MOST_GAP = 2
MOST_FOOTERS = 3
# So many lines of a mail are tried for what introduces a quote: more of them are a log, at a fraction of a millisecond each.
TRIED_MOST = 2_000
# What an attribution ends with.
ENDS = frozenset(":：﹕ \u200e\u200f\u202c\u2069")
INDENTS = ("    ", "\t")


class Passage(NamedTuple):
    """A run of lines of one role."""

    lines: list[str]
    role: str
    depth: int
    is_by_place: bool


def passages(lines: Lines, *, is_armoured: bool = False, is_scrubbed: bool = False) -> Iterator[Passage]:
    """Give every line its role.

    ``is_armoured`` where the frame of a signature may stand among them, ``is_scrubbed`` where an archive may have noted
    which parts it took out.
    """
    frames = list(taken_off(*lines)) if is_armoured else []
    if is_scrubbed:
        frames += [note.lines for note in scrubbed(lines[0]) if not any(lines[1][line] for line in note.lines)]
    marking = _Marking(*lines)
    for frame in frames:
        marking.mark(frame.start, frame.stop, CHROME)
        marking.own[frame.start : frame.stop] = [""] * len(frame)
    marking.mark_footers()
    marking.mark_attributions()
    marking.mark_unmarked()
    marking.mark_signatures()
    first = 0
    for alike, run in groupby(zip(marking.roles, marking.depths, marking.by_place, strict=True)):
        stop = first + len(list(run))
        yield Passage(marking.words[first:stop], *alike)
        first = stop


class _Marking:
    """The roles of lines in the making. ``own`` are the lines without those that are marked as quoted."""

    def __init__(self, words: list[str], depths: list[int]) -> None:
        self.words = words
        self.own = [text if not depth else "" for text, depth in zip(words, depths, strict=True)]
        self.roles = [QUOTE if depth else BODY for depth in depths]
        self.depths = [depth or 1 for depth in depths]
        self.by_place = [False] * len(words)  # quoted by where they stand, without a sign
        self.stop = len(words)

    def mark(self, first: int, stop: int, role: str, depth: int = 1) -> None:
        self.roles[first:stop] = [role] * (stop - first)
        self.depths[first:stop] = [depth] * (stop - first)

    def mark_footers(self) -> None:
        """Mark footers from the end upwards: a list's own, and those of lists it was sent on through."""
        for _ in range(MOST_FOOTERS):
            while self.stop and self.roles[self.stop - 1] != QUOTE and not self.own[self.stop - 1].strip():
                self.stop -= 1
            begin = footer_begins(self.own, self.stop)
            if begin is None or QUOTE in self.roles[begin : self.stop]:
                return
            self.mark(begin, self.stop, CHROME)
            self.stop = begin

    def mark_attributions(self) -> None:
        """Mark what introduces marked quotes."""
        free = 0
        if QUOTE not in self.roles:
            return
        before = BODY
        for i, role in enumerate(self.roles):
            if role == QUOTE:
                if before != QUOTE:
                    self.introduce(i, free)
                free = i + 1
            before = role

    def introduce(self, quote: int, free: int) -> None:
        last = quote - 1
        while last >= free and quote - last <= MOST_GAP and not self.own[last].strip():
            last -= 1
        if last < free or not self.own[last].strip():
            return
        first = introduces(self.own, last, free)
        if first is not None:
            self.mark(first, last + 1, ATTRIBUTION)

    def mark_unmarked(self) -> None:
        """Find header blocks and attributions without marked quotes, and mark all below as quoted.

        Not if the author has no words above: then they are further down, or nowhere.
        """
        introductions = list(self.blocks())
        alone = self.unmarked_attribution(introductions[0][0] if introductions else self.stop)
        if alone and not self.mark_indented(*alone):
            introductions.insert(0, alone)
        first_words = next((i for i in range(self.stop) if self.words[i].strip()), self.stop)
        depth = done = 0
        for first, last in introductions:
            self.deepen(done, first, depth)
            done = first
            if all(role == BODY for role in self.roles[first : last + 1]):
                self.mark(first, last + 1, QUOTE if depth else ATTRIBUTION, depth or 1)
                depth += 1 if depth or first > first_words else 0
                done = last + 1
        self.deepen(done, self.stop, depth)

    def mark_indented(self, first: int, last: int) -> bool:
        """Mark a quote that is set in by spaces below its attribution, up to the author's next words."""
        place = last + 1
        while place < self.stop and not self.own[place].strip():
            place += 1
        if place == self.stop or not self.own[place].startswith(INDENTS):
            return False
        self.mark(first, last + 1, ATTRIBUTION)
        end = place
        while place < self.stop and (self.own[place].startswith(INDENTS) or not self.own[place].strip()):
            end = place + 1 if self.own[place].strip() else end
            place += 1
        self.mark(last + 1, end, QUOTE)
        return True

    def deepen(self, first: int, stop: int, depth: int) -> None:
        """Mark lines as quoted so much deeper than they are; attributions among them are quoted too."""
        if not depth:
            return
        for i in range(first, stop):
            if self.roles[i] == CHROME:
                continue
            self.by_place[i] = self.roles[i] != QUOTE
            self.depths[i] = self.depths[i] + depth if self.roles[i] == QUOTE else depth
            self.roles[i] = QUOTE

    def blocks(self) -> Iterator[tuple[int, int]]:
        """The header blocks, by their first and last line."""
        done = 0
        lines = [(i, text) for i, text in enumerate(self.own[: self.stop]) if text]
        stamps = {i for i, _ in islice(((i, text) for i, text in lines if may_stamp(text)), TRIED_MOST)}
        for i in [i for i, text in lines if i in stamps or may_announce(text)]:
            if i < done:
                continue
            last = header_block(self.own, i) if may_announce(self.own[i]) else None
            found = (i, last) if last is not None else stamped_head(self.own, i) if i in stamps else None
            if found and found[0] >= done:
                yield found
                done = found[1] + 1

    def unmarked_attribution(self, stop: int) -> tuple[int, int] | None:
        """The first attribution at the margin between the last marked quote and the first header block."""
        below = len(self.roles) - self.roles[::-1].index(QUOTE) if QUOTE in self.roles else 0
        for last in islice((i for i in range(below, stop) if self.own[i][-1:] in ENDS), TRIED_MOST):
            first = stands_alone(self.own, last, below)
            if first is not None and not self.own[first].startswith((" ", "\t")):
                return first, last
        return None

    def mark_signatures(self) -> None:
        """Mark signatures: from their dashes to the next thing that is not the author's."""
        bound = self.stop
        for i in range(self.stop - 1, -1, -1):
            if self.roles[i] != BODY:
                bound = i
            elif self.own[i][:2] == "--" and self.own[i] in ("-- ", "--"):
                end = signature_ends(self.own, i, bound)
                if end is not None:
                    self.mark(i, end, SIGNATURE)
                bound = i if end is not None or self.own[i] == "-- " else bound
