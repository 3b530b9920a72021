"""Paragraphs of one or many pages -> where each one's words stand in others, word for word or nearly so.

Seed and extend, as in text-reuse detection (Schleimer, Wilkerson and Aiken, SIGMOD 2003 for the seeds; Smith, Cordell
and Dillon 2013 for filter and alignment): runs of three tokens propose paragraphs, whole token sequences decide.
Every posting list is capped, so a page that repeats one line a hundred thousand times costs no more than another.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from threads.reconstruct.types import Paragraph
from threads.words.kinds import Kind

T = TypeVar("T")
GRAM = 3
# Occurrences of one token run that are looked at: the first ones (the root is early) and the latest ones.
FIRST_KEPT, LAST_KEPT = 24, 24
# Fewer words are never matched loosely: two sentences of seven words that share five are usually two sentences.
ALTERED_MIN_TOKENS = 8
ALTERED_MIN_IDENTITY = 0.8
ALIGNED_MAX_TOKENS = 600
# Tokens round the longest piece of a quote with inner ellipses in which the other pieces are looked for.
PIECES_REACH = 2000
ELLIPSIS = re.compile(r"\.{3,}|\u2026|\[(?:\.{3}|\u2026)\]|\((?:\.{3}|\u2026)\)")


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``start`` to ``end`` (exclusive) of paragraph ``target`` hold what was looked for."""

    target: int
    start: int
    end: int
    kind: Kind
    identity: float


@dataclass(frozen=True, slots=True)
class Probe:
    """What is looked for: the tokens of a paragraph, and whether its ends or its middle were cut away."""

    tokens: tuple[str, ...]
    is_cut_head: bool = False
    is_cut_tail: bool = False
    pieces: tuple[tuple[int, int], ...] = ()  # token ranges between inner ellipses

    @property
    def is_cut(self) -> bool:
        return self.is_cut_head or self.is_cut_tail


def probe_of(paragraph: Paragraph) -> Probe:
    """Prepare a paragraph for looking it up."""
    return Probe(paragraph.tokens, paragraph.cut_head, paragraph.cut_tail, _pieces(paragraph))


def _pieces(paragraph: Paragraph) -> tuple[tuple[int, int], ...]:
    if "..." not in paragraph.text and "\u2026" not in paragraph.text:
        return ()
    cuts = [match.start() for match in ELLIPSIS.finditer(paragraph.text)]
    pieces, first, cut = [], 0, 0
    for index, start in enumerate(paragraph.token_starts):
        while cut < len(cuts) and cuts[cut] < start:
            if index > first:
                pieces.append((first, index))
                first = index
            cut += 1
    pieces.append((first, len(paragraph.tokens)))
    return tuple(pieces) if len(pieces) > 1 else ()


class Index:
    """Token runs of paragraphs, for finding earlier text that a later paragraph repeats.

    Paragraphs are added under a number of the caller's; they are found under that number.
    """

    def __init__(self, gram: int = GRAM) -> None:
        self._gram = gram
        self._tokens: dict[int, tuple[str, ...]] = {}
        self._equal: dict[tuple[str, ...], list[int]] = {}
        self._postings: dict[tuple[str, ...], list[tuple[int, int]]] = {}

    def add(self, number: int, tokens: tuple[str, ...]) -> None:
        self._tokens[number] = tokens
        _keep(self._equal.setdefault(tokens, []), number)
        for position in range(len(tokens) - self._gram + 1):
            _keep(self._postings.setdefault(tokens[position : position + self._gram], []), (number, position))

    def equal(self, tokens: tuple[str, ...]) -> list[int]:
        """Paragraphs of exactly these tokens, in the order they were added."""
        return list(self._equal.get(tokens, ()))

    def containing(self, probe: Probe) -> list[Match]:
        """Paragraphs that hold the probe's tokens as one run, or each of its pieces in order."""
        matches = self._holding(probe)
        if not matches and probe.pieces:
            matches = self._holding_pieces(probe)
        return matches

    def _holding(self, probe: Probe) -> list[Match]:
        tokens = probe.tokens
        if len(tokens) < self._gram:
            return [Match(number, 0, len(tokens), Kind.EXACT, 1.0) for number in self.equal(tokens)]
        # The first and last token may be parts of words where the text was cut, so seeds keep clear of them.
        first, last = int(probe.is_cut_head), len(tokens) - int(probe.is_cut_tail or len(tokens) > self._gram + 2)
        seeds = [tokens[i : i + self._gram] for i in range(first, last - self._gram + 1)][:64]
        if not seeds:
            return []
        at = min(range(len(seeds)), key=lambda place: len(self._postings.get(seeds[place], ())))
        match_of: dict[int, Match] = {}
        for number, position in self._postings.get(seeds[at], ()):
            match = None if number in match_of else self._match(probe, number, position - first - at)
            if match:
                match_of[number] = match
        return list(match_of.values())

    def _match(self, probe: Probe, number: int, start: int) -> Match | None:
        """Compare the probe with the paragraph's tokens from one place on, its last word perhaps unfinished."""
        count = len(probe.tokens)
        tokens = self._tokens[number][max(0, start) : start + count]
        if start < 0 or len(tokens) < count or tokens[1:-1] != probe.tokens[1:-1]:
            return None
        opens, closes = tokens[0] == probe.tokens[0], tokens[-1] == probe.tokens[-1]
        if opens and closes:
            whole = count == len(self._tokens[number])
            kind = Kind.EXACT if whole else Kind.TRUNCATED if probe.is_cut else Kind.PARTIAL
            return Match(number, start, start + count, kind, 1.0)
        if count < self._gram + 3:
            return None
        unfinished = opens and tokens[-1].startswith(probe.tokens[-1])
        unbegun = closes and probe.is_cut_head and tokens[0].endswith(probe.tokens[0])
        return Match(number, start, start + count, Kind.TRUNCATED, 1.0) if unfinished or unbegun else None

    def _holding_pieces(self, probe: Probe) -> list[Match]:
        longest = max(probe.pieces, key=lambda piece: piece[1] - piece[0])
        part = Probe(probe.tokens[longest[0] : longest[1]], is_cut_head=True, is_cut_tail=True)
        matches = []
        for match in self._holding(part):
            low = max(0, match.start - PIECES_REACH)
            text, at, spans = f" {' '.join(self._tokens[match.target][low : match.end + PIECES_REACH])} ", 0, []
            for first, last in probe.pieces:
                needle = " " + " ".join(probe.tokens[first:last])
                at = text.find(needle, at)
                if at < 0:
                    break
                spans.append(low + text.count(" ", 0, at + 1) - 1)
                at += len(needle)
            else:
                first, last = probe.pieces[-1]
                matches.append(Match(match.target, spans[0], spans[-1] + last - first, Kind.TRUNCATED, 1.0))
        return matches

    def resembling(self, probe: Probe) -> list[Match]:
        """Paragraphs that hold nearly the probe's tokens, in order, best first."""
        tokens = probe.tokens
        if not ALTERED_MIN_TOKENS <= len(tokens) <= ALIGNED_MAX_TOKENS:
            return []
        hits: dict[int, int] = {}
        seeds = [self._postings.get(tokens[i : i + self._gram], ()) for i in range(len(tokens) - self._gram + 1)]
        for postings in seeds:
            for number, _ in postings:
                hits[number] = hits.get(number, 0) + 1
        enough = 0.4 * len(seeds)
        likely = sorted(((count, number) for number, count in hits.items() if count >= enough), reverse=True)[:4]
        matches = [self._aligned(tokens, number, _diagonals(seeds, number)) for _, number in likely]
        return sorted(filter(None, matches), key=lambda match: -match.identity)

    def _aligned(self, tokens: tuple[str, ...], number: int, diagonals: dict[int, int]) -> Match | None:
        """Align within a band round the diagonal with most seeds; identity is the share of the probe's tokens found."""
        diagonal = max(diagonals, key=lambda d: (diagonals[d], -d))
        low = max(0, diagonal - 12)
        window = self._tokens[number][low : diagonal + len(tokens) + 12]
        blocks = [b for b in SequenceMatcher(None, tokens, window, autojunk=False).get_matching_blocks() if b.size]
        if not blocks:
            return None
        identity = sum(block.size for block in blocks) / len(tokens)
        start, end = low + blocks[0].b, low + blocks[-1].b + blocks[-1].size
        if identity < ALTERED_MIN_IDENTITY or len(tokens) < 0.8 * (end - start):
            return None
        return Match(number, start, end, Kind.ALTERED, identity)


def _diagonals(seeds: Sequence[Sequence[tuple[int, int]]], paragraph: int) -> dict[int, int]:
    """By how far a paragraph's seeds are shifted against the probe's, and how many are shifted so far."""
    counts: dict[int, int] = {}
    for position, postings in enumerate(seeds):
        for number, at in postings:
            if number == paragraph:
                counts[at - position] = counts.get(at - position, 0) + 1
    return counts


def around(paragraph: Paragraph, match: Match) -> str:
    """The text of a match with the marks before and after it."""
    start = paragraph.token_ends[match.start - 1] if match.start else 0
    end = paragraph.token_starts[match.end] if match.end < len(paragraph.tokens) else len(paragraph.text)
    return paragraph.text[start:end]


def _keep(postings: list[T], item: T) -> None:
    """Append, and forget the middle of a list that grew too long."""
    postings.append(item)
    if len(postings) > FIRST_KEPT + LAST_KEPT:
        del postings[FIRST_KEPT]


def spans_of(paragraph: Paragraph, start: int, end: int) -> Iterable[tuple[int, int, int]]:
    """Map a token range to (line, first character, last character + 1) of the page, one a line."""
    begin, finish = paragraph.token_starts[start], paragraph.token_ends[end - 1]
    starts = paragraph.line_starts
    for offset in range(bisect_right(starts, begin) - 1, bisect_left(starts, finish)):
        line_end = starts[offset + 1] - 1 if offset + 1 < len(starts) else len(paragraph.text)
        low, high = max(begin, starts[offset]), min(finish, line_end)
        if low < high:
            yield paragraph.first_line + offset, low - starts[offset], high - starts[offset]
