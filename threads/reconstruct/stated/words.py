"""The lines of a post -> its words in one string, in which what another post quotes of it is found by one search."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from threads.reconstruct.normalise import ASCII_TOKEN, folded_words, tokens_of

# What words are made of, as ASCII_TOKEN has it; whatever else stands in a line parts them.
KEPT = bytes(ord(chr(n).lower()) if chr(n).isalnum() or chr(n) in "'\n" else 32 for n in range(128)) + b" " * 128
# The sign itself stands first, so that it is looked for and not every place asked.
LONE_APOSTROPHE = re.compile(rb"'(?:(?<![a-z0-9]')|(?![a-z0-9]))")


def words_of(text: str) -> list[str]:
    """The folded tokens of a line."""
    return ASCII_TOKEN.findall(text.lower()) if text.isascii() else folded_words(text)


def words_by_line(texts: Sequence[str]) -> list[str]:
    """The folded tokens of each line, parted by single spaces: those of all plain lines at once."""
    text = "\n".join(texts)
    plain = text.encode("ascii", "replace").translate(KEPT)
    if b"'" in plain:
        plain = LONE_APOSTROPHE.sub(b" ", plain)
    lines = [" ".join(line.split()) for line in plain.decode("ascii").split("\n")] if texts else []
    if "://" in text or not text.isascii():
        for index, line in enumerate(texts):
            if "://" in line or not line.isascii():
                lines[index] = " ".join(words_of(line))
    return lines


class Span(NamedTuple):
    """Characters of one line of a record."""

    line: int
    start: int
    end: int


class Words:
    """Some lines of a post, searchable. A word is parted from the next by one space, a match begins and ends at one.

    ``texts`` are the lines of the record, ``words`` the words of each from line ``first`` on, parted by spaces.
    """

    def __init__(self, lines: Iterable[int], texts: Sequence[str], words: Sequence[str], first: int = 1) -> None:
        self.texts = texts
        self.lines = [line for line in lines if words[line - first]]
        self._parts = [words[line - first] for line in self.lines]
        self.joined = f" {' '.join(self._parts)} "

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins in ``joined``."""
        return list(accumulate((len(part) + 1 for part in self._parts[:-1]), initial=0)) if self._parts else []

    def find(self, words: str, start: int = 0) -> int:
        """Where words, parted by single spaces, stand as whole words: an offset, or -1."""
        return self.joined.find(f" {words} ", start)

    def spans(self, at: int, length: int) -> list[Span]:
        """The characters that ``length`` characters of words found at offset ``at`` came from, line by line."""
        spans = []
        starts = self._starts
        index = bisect_right(starts, at) - 1
        end = at + length + 1
        while index < len(starts) and starts[index] < end:
            first = starts[index]
            after = starts[index + 1] if index + 1 < len(starts) else len(self.joined) - 1
            if at <= first and after <= end:
                spans.append(self._whole(self.lines[index]))
            else:
                spans.append(self._part(index, max(at, first), min(end, after)))
            index += 1
        return spans

    def _whole(self, line: int) -> Span:
        text = self.texts[line - 1]
        if text[:1].isspace():
            return Span(line, len(text) - len(text.lstrip()), len(text.rstrip()))
        return Span(line, 0, len(text) if not text[-1:].isspace() else len(text.rstrip()))

    def _part(self, index: int, begin: int, end: int) -> Span:
        """The characters of a line whose words from one offset to another were found."""
        line = self.lines[index]
        _, starts, stops = tokens_of(self.texts[line - 1])
        skipped = self.joined.count(" ", self._starts[index] + 1, begin + 1)
        count = self.joined.count(" ", begin + 1, end + 1)
        first = min(skipped, len(starts) - 1)
        last = max(first, min(skipped + count, len(stops)) - 1)
        return Span(line, starts[first], stops[last])

    def holds_whole_lines(self, at: int, length: int) -> bool:
        """Tell whether a match begins where a line begins and ends where one ends."""
        starts = self._starts
        begin, end = bisect_left(starts, at), at + length + 1
        if begin == len(starts) or starts[begin] != at:
            return False
        index = bisect_left(starts, end)
        return end == len(self.joined) - 1 or (index < len(starts) and starts[index] == end)

    def whole_line(self, at: int) -> Span:
        """The line in which an offset lies."""
        return self._whole(self.lines[bisect_right(self._starts, at) - 1])
