"""Lines with their depth -> lines with their roles: what is quoted, what introduces it, who signs, what a list adds."""

from __future__ import annotations

import re
from typing import NamedTuple

from threads.readers.building import BODY
from threads.readers.mail.attributions import LABEL, ORIGINAL, RULE, header_block, introduces, stands_alone
from threads.readers.mail.endings import footer_begins, signature_ends
from threads.readers.mail.lines import Line

QUOTE, ATTRIBUTION, SIGNATURE, CHROME = "quote", "attribution", "signature", "chrome"
# Blank lines that may stand between an attribution and what it introduces.
MOST_GAP = 2
MOST_FOOTERS = 3
BAR = re.compile(r"\s?\|(?: |$)")
NAME_SIGN = re.compile(r"\s{0,2}([A-Za-z][A-Za-z]{0,15})(>{1,5}) ?")


class Passage(NamedTuple):
    """A line with its role."""

    text: str
    role: str = BODY
    depth: int = 1


def passages(lines: list[Line]) -> list[Passage]:
    """Give every line its role."""
    return _Marking(lines).marked()


class _Marking:
    """The roles of lines in the making."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.texts = [line.text if not line.depth else "" for line in lines]
        self.words = [line.text for line in lines]
        self.roles = [QUOTE if line.depth else BODY for line in lines]
        self.depths = [line.depth or 1 for line in lines]
        self.stop = len(lines)

    def marked(self) -> list[Passage]:
        self.mark_footers()
        self.mark_attributions()
        self.mark_signatures()
        return [Passage(*found) for found in zip(self.words, self.roles, self.depths, strict=True)]

    def mark(self, first: int, stop: int, role: str, depth: int = 1) -> None:
        for i in range(first, stop):
            self.roles[i], self.depths[i] = role, depth

    def mark_footers(self) -> None:
        """Mark footers from the end upwards: a list's own, and those of lists it was sent on through."""
        for _ in range(MOST_FOOTERS):
            while self.stop and not self.words[self.stop - 1].strip() and self.roles[self.stop - 1] != QUOTE:
                self.stop -= 1
            begin = footer_begins(self.texts, self.stop)
            if begin is None or QUOTE in self.roles[begin : self.stop]:
                return
            self.mark(begin, self.stop, CHROME)
            self.stop = begin

    def mark_attributions(self) -> None:
        """Mark what introduces marked quotes; then the first thing that introduces an unmarked one, which goes on to the end."""
        free = 0
        for i in range(self.stop):
            if self.roles[i] == QUOTE and (i == 0 or self.roles[i - 1] != QUOTE):
                self.introduce(i, free)
            if self.roles[i] != BODY:
                free = i + 1
        self.mark_unmarked()

    def introduce(self, quote: int, free: int) -> None:
        last = quote - 1
        while last >= free and quote - last <= MOST_GAP and not self.texts[last].strip():
            last -= 1
        if last < free or not self.texts[last].strip():
            return
        first = introduces(self.texts, last, free)
        if first is not None:
            self.mark(first, last + 1, ATTRIBUTION)

    def mark_unmarked(self) -> None:
        """Find header blocks and attributions without marked quotes below own words, and mark all below as quoted."""
        depth = 0
        first_words = next((i for i in range(self.stop) if self.words[i].strip()), self.stop)
        i = 0
        while i < self.stop:
            found = self.unmarked_at(i) if self.roles[i] == BODY and self.texts[i].strip() else None
            if found is None:
                if depth and self.roles[i] == BODY:
                    self.mark(i, i + 1, QUOTE, depth)
                elif depth and self.roles[i] == QUOTE:
                    self.depths[i] += depth
                i += 1
                continue
            first, last = found
            is_below = bool(depth) or first > first_words
            self.mark(first, last + 1, ATTRIBUTION if not depth else QUOTE, depth or 1)
            depth += 1 if is_below else 0
            i = last + 1

    def unmarked_at(self, i: int) -> tuple[int, int] | None:
        text = self.texts[i]
        if ORIGINAL.match(text) or RULE.match(text) or LABEL.match(text):
            last = header_block(self.texts, i)
            if last is not None:
                return i, last
        if QUOTE in self.roles[i + 1 :]:
            return None
        for last in range(i, min(i + 3, self.stop)):
            if stands_alone(self.texts, last, i) == i:
                return i, last
        return None

    def mark_signatures(self) -> None:
        """Mark signatures: from their dashes to the next thing that is not the author's."""
        for start in range(self.stop):
            if self.roles[start] != BODY or self.texts[start] not in ("-- ", "--"):
                continue
            stop = next((i for i in range(start, self.stop) if self.roles[i] != BODY), self.stop)
            following = next((i for i in range(start + 1, stop) if self.texts[i] == "-- "), stop)
            end = signature_ends(self.texts, start, following)
            if end is not None:
                self.mark(start, end, SIGNATURE)
