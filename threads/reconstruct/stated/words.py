"""The lines of a post -> its words in one string, in which what another post quotes of it is found by one search."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from threads.reconstruct.normalise import ASCII_TOKEN, tokens_of


def words_of(text: str) -> list[str]:
    """The folded tokens of a line."""
    return ASCII_TOKEN.findall(text.lower()) if text.isascii() else tokens_of(text)[0]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one line of a record."""

    line: int
    start: int
    end: int


class Words:
    """Some lines of a post, searchable. A word is parted from the next by one space, a match begins and ends at one."""

    __slots__ = ("_counts", "_starts", "joined", "lines", "texts")

    def __init__(self, lines: Iterable[int], texts: Sequence[str]) -> None:
        self.texts = texts
        self.lines: list[int] = []
        self._starts: list[int] = []  # where each line begins in ``joined``
        parts = []
        length = 0
        for line in lines:
            words = " ".join(words_of(texts[line - 1]))
            if words:
                self.lines.append(line)
                self._starts.append(length)
                parts.append(words)
                length += len(words) + 1
        self.joined = f" {' '.join(parts)} "

    def find(self, words: str, start: int = 0) -> int:
        """Where words, parted by single spaces, stand as whole words: an offset, or -1."""
        return self.joined.find(f" {words} ", start)

    def spans(self, at: int, length: int) -> list[Span]:
        """The characters that ``length`` characters of words found at offset ``at`` came from, line by line."""
        spans = []
        index = bisect_right(self._starts, at) - 1
        end = at + length + 1
        while index < len(self.lines) and self._starts[index] < end:
            first = self._starts[index]
            after = self._starts[index + 1] if index + 1 < len(self.lines) else len(self.joined) - 1
            spans.append(self._span(self.lines[index], (first, max(at, first)), (min(end, after), after)))
            index += 1
        return spans

    def _span(self, line: int, begins: tuple[int, int], ends: tuple[int, int]) -> Span:
        """A line's characters: ``begins`` and ``ends`` are the line's and the match's offsets at either end."""
        text = self.texts[line - 1]
        if begins[0] == begins[1] and ends[0] == ends[1]:
            return Span(line, len(text) - len(text.lstrip()), len(text.rstrip()))
        _, starts, stops = tokens_of(text)
        skipped = self.joined.count(" ", begins[0] + 1, begins[1] + 1)
        taken = self.joined.count(" ", begins[1] + 1, ends[0] + 1)
        first = min(skipped, len(starts) - 1)
        last = max(first, min(skipped + taken, len(stops)) - 1)
        return Span(line, starts[first], stops[last])

    def holds_whole_lines(self, at: int, length: int) -> bool:
        """Tell whether a match begins where a line begins and ends where one ends."""
        begin, end = bisect_left(self._starts, at), at + length + 1
        if begin == len(self._starts) or self._starts[begin] != at:
            return False
        index = bisect_left(self._starts, end)
        return end == len(self.joined) - 1 or (index < len(self._starts) and self._starts[index] == end)

    def whole_line(self, at: int) -> Span:
        """The line in which an offset lies."""
        line = self.lines[bisect_right(self._starts, at) - 1]
        text = self.texts[line - 1]
        return Span(line, len(text) - len(text.lstrip()), len(text.rstrip()))
