"""Paragraphs in the order of a page -> where words stand that begin in one of them and end in a later one.

    Hi Ada,                                       a page that begins a paragraph at every line
    the gate hangs by one hinge, and nobody
    has been near it.
    Hi Ada, the gate hangs by one hinge, and nobody has been near it.       quotes all three as one

Only runs of words that cross from one paragraph into the next are kept, so that hardly anything is stored twice.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from threads.reconstruct.match import GRAM, Match, Probe
from threads.words.kinds import Kind

# Places looked at for one run of words, and for all runs of one paragraph.
KEPT, TRIED = 12, 24
# Paragraphs that one line may join.
LONGEST_REACH = 24


class Joined(NamedTuple):
    """A match in the paragraph that holds most of the words, and the first and last paragraph of all."""

    match: Match
    reach: tuple[int, int]


class JoinedLines:
    """The words of a page as one text."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._starts: list[int] = []
        self._numbers: list[int] = []
        self._crossing: dict[tuple[str, ...], list[int]] = {}

    def add(self, number: int, tokens: tuple[str, ...]) -> None:
        """Append a paragraph, numbered as the caller likes."""
        begin = len(self._words)
        self._starts.append(begin)
        self._numbers.append(number)
        self._words.extend(tokens)
        for position in range(max(0, begin - GRAM + 1), min(begin, len(self._words) - GRAM + 1)):
            places = self._crossing.setdefault(tuple(self._words[position : position + GRAM]), [])
            if len(places) < KEPT:
                places.append(position)

    def holding(self, probe: Probe) -> Joined | None:
        """The first place where all words of a probe stand in a row across paragraphs; its last word may be unfinished."""
        tried: set[int] = set()
        for offset in range(len(probe.tokens) - GRAM + 1):
            for position in self._crossing.get(probe.tokens[offset : offset + GRAM], ()):
                start = position - offset
                if start in tried or start < 0:
                    continue
                tried.add(start)
                found = self._at(probe, start)
                if found or len(tried) >= TRIED:
                    return found
        return None

    def _at(self, probe: Probe, start: int) -> Joined | None:
        end = start + len(probe.tokens)
        words = tuple(self._words[start:end])
        if words[:-1] != probe.tokens[:-1] or len(words) < len(probe.tokens):
            return None
        if words[-1] != probe.tokens[-1] and not (probe.is_cut_tail and words[-1].startswith(probe.tokens[-1])):
            return None
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        if not 0 < last - first <= LONGEST_REACH:
            return None
        ends = [*self._starts[first + 1 : last + 1], end]
        begins = [start, *self._starts[first + 1 : last + 1]]
        most = max(range(len(ends)), key=lambda place: ends[place] - begins[place])
        here = self._starts[first + most]
        match = Match(self._numbers[first + most], begins[most] - here, ends[most] - here, Kind.PARTIAL, 1.0)
        return Joined(match, (self._numbers[first], self._numbers[last]))
