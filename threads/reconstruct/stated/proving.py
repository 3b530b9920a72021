"""A post and those it may quote -> which of its lines are proven to stand elsewhere, and where.

A run of quoted lines is looked for as a whole, then line by line, then by runs of four words, for quotes are trimmed
and mended; first in the post that the format names, then among those answered, the nearest first, then in the thread.
What stands in the own words of an earlier post is linked to it, however often it was quoted on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from threads.reconstruct.stated.posts import StatedPost, key_of_id
from threads.reconstruct.stated.thread import ThreadWords
from threads.reconstruct.stated.words import Span, Words, words_of
from threads.reconstruct.types import Kind, Place, Role, Source
from threads.records import Mark

# Ancestors that are searched for a whole run, and for single lines of it.
WHOLE_ANCESTORS, PIECE_ANCESTORS = 64, 12
# Words that prove something by themselves: a whole run in the post answered needs none.
FEW_WORDS = 3
PIECE_WORDS = 4
UNMARKED_WORDS = 12
UNMARKED_ANCESTORS = 3
SHINGLE = 4
# Share of an altered run's words that must stand in its source.
ALTERED_SHARE = 0.6
ELLIPSES = ("...", "\u2026", "[...]")


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that are quoted together."""

    lines: tuple[int, ...]
    words: tuple[str, ...]  # of each line, parted by spaces
    depth: int
    source: str  # id of the post that the format names

    @property
    def joined(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of a post's lines: sources by line, and the lines that are quotes though nobody marked them."""

    sources: dict[int, tuple[Source, ...]]
    unmarked: frozenset[int]


def prove(post: StatedPost, thread: ThreadWords) -> Proof:
    """Find the sources of all that a post quotes."""
    finder = _Finder(post, thread)
    for run in runs_of(post):
        finder.find(run)
    unmarked = finder.find_unmarked()
    return Proof(finder.sources, frozenset(unmarked))


def runs_of(post: StatedPost) -> Iterator[Run]:
    """The marked quotes of a post, each a run of one depth and source."""
    marks = [mark for mark in post.stated.marks if mark.role == Role.QUOTE]
    for (depth, source, _), group in groupby(_neighbours(marks), key=lambda pair: pair[0]):
        lines = [line for _, mark in group for line in range(mark.first_line, mark.last_line + 1)]
        worded = [(line, " ".join(words_of(post.texts[line - 1]))) for line in lines]
        kept = [(line, words) for line, words in worded if words]
        if kept:
            yield Run(tuple(line for line, _ in kept), tuple(words for _, words in kept), depth, source)


def _neighbours(marks: Sequence[Mark]) -> Iterator[tuple[tuple[int, str, int], Mark]]:
    """Marks with what makes them one run: depth, source, and nothing but blank lines between."""
    block = 0
    before: Mark | None = None
    for mark in marks:
        if before is not None and mark.first_line > before.last_line + 2:
            block += 1
        yield (mark.depth, mark.source, block), mark
        before = mark


class _Finder:
    """The search for one post's sources."""

    def __init__(self, post: StatedPost, thread: ThreadWords) -> None:
        self.post = post
        self.thread = thread
        self.ancestors = thread.ancestors(post.key, WHOLE_ANCESTORS)
        self.sources: dict[int, tuple[Source, ...]] = {}

    def find(self, run: Run) -> None:
        """Find the sources of a run."""
        named = key_of_id(run.source) if run.source else None
        if named is not None and self.thread.knows(named) and named != self.post.key:
            if not self._whole(run, [named]) and not self._pieces(run, [named]):
                self._altered(run, named)
            if all(line in self.sources for line in run.lines):
                return
        if self._whole(run, self.ancestors):
            return
        self._pieces(run, self.ancestors[:PIECE_ANCESTORS])
        left = self._left(run)
        elsewhere = self.thread.likely(self.post.key, left.joined) if left.lines else []
        if elsewhere and not self._whole(left, elsewhere):
            self._pieces(left, elsewhere)
        if self.ancestors and not any(line in self.sources for line in run.lines):
            self._altered(run, self.ancestors[0])

    def _left(self, run: Run) -> Run:
        """The lines of a run that no source was found for."""
        kept = [index for index, line in enumerate(run.lines) if line not in self.sources]
        lines, words = tuple(run.lines[index] for index in kept), tuple(run.words[index] for index in kept)
        return replace(run, lines=lines, words=words)

    def _whole(self, run: Run, candidates: Sequence[str]) -> bool:
        """Find a run whole: first in what somebody said, then in what somebody quoted of what nobody holds.

        A few words prove nothing but in the first post asked: the one named, or the one answered.
        """
        words = run.joined
        asked = candidates if words.count(" ") + 1 >= FEW_WORDS else candidates[:1]
        for of in (self.thread.own, self.thread.all):
            for key in asked:
                source = of(key)
                at = source.find(words)
                if at >= 0:
                    self._cite(run, range(len(run.lines)), key, source, at)
                    return True
        return False

    def _pieces(self, run: Run, candidates: Sequence[str]) -> bool:
        """Find what can be found of a run: as many lines together as stand together in one post."""
        found = False
        for of in (self.thread.own, self.thread.all):
            for key in candidates:
                source = of(key)
                first = 0
                while first < len(run.lines):
                    last, at = self._longest(run, first, source)
                    if at >= 0:
                        self._cite(run, range(first, last), key, source, at)
                        found = True
                    first = max(last, first + 1)
        return found

    def _longest(self, run: Run, first: int, source: Words) -> tuple[int, int]:
        """From a line on, the most lines that stand in a source, as the line after them and the place; or -1."""
        best = (first, -1)
        words = ""
        for last in range(first, len(run.lines)):
            if run.lines[last] in self.sources:
                break
            words = f"{words} {run.words[last]}" if words else run.words[last]
            at = source.find(words)
            if at < 0:
                break
            if words.count(" ") + 1 >= PIECE_WORDS:
                best = (last + 1, at)
        return best

    def _cite(self, run: Run, which: range, key: str, source: Words, at: int) -> None:
        """Write down that lines of a run stand in a post, word for word."""
        words = " ".join(run.words[index] for index in which)
        kind = Kind.EXACT if source.holds_whole_lines(at, len(words)) else Kind.PARTIAL
        if kind == Kind.PARTIAL and self.post.texts[run.lines[which[-1]] - 1].rstrip().endswith(ELLIPSES):
            kind = Kind.TRUNCATED
        for index in which:
            spans = source.spans(at, len(run.words[index]))
            self._write(run, index, key, spans, kind)
            at += len(run.words[index]) + 1

    def _write(self, run: Run, index: int, key: str, spans: Sequence[Span], kind: Kind) -> None:
        line = run.lines[index]
        parent = self.ancestors[0] if self.ancestors else None
        via = parent if run.depth > 1 and parent != key and not run.source else None
        end = len(self.post.texts[line - 1].rstrip())
        unit = self.thread.unit_of(key)
        ordered = sorted(spans, key=lambda span: (span.start - span.end, span.line))
        self.sources[line] = tuple(
            Source(Place(unit, span.line, span.start, span.end), kind, key, via, 0, end) for span in ordered
        )

    def _altered(self, run: Run, key: str) -> None:
        """Link a run to a post that holds most of its words, four in a row at a time; every change will be shown."""
        source = self.thread.own(key)
        for index, words in enumerate(run.words):
            split = words.split()
            if run.lines[index] in self.sources or len(split) < SHINGLE:
                continue
            covered = [False] * len(split)
            place = -1
            for start in range(len(split) - SHINGLE + 1):
                at = source.find(" ".join(split[start : start + SHINGLE]))
                if at >= 0:
                    covered[start : start + SHINGLE] = [True] * SHINGLE
                    place = at if place < 0 else place
            if sum(covered) >= ALTERED_SHARE * len(split):
                self._write(run, index, key, [source.whole_line(place)], Kind.ALTERED)

    def find_unmarked(self) -> set[int]:
        """Find paragraphs that stand word for word in a post answered, though no mark says that they are quoted."""
        candidates = self.ancestors[:UNMARKED_ANCESTORS]
        found: set[int] = set()
        if not candidates:
            return found
        taken = {line for mark in self.post.stated.marks for line in range(mark.first_line, mark.last_line + 1)}
        for lines in self._paragraphs(taken):
            run = Run(lines, tuple(" ".join(words_of(self.post.texts[line - 1])) for line in lines), 1, "")
            if run.joined.count(" ") + 1 >= UNMARKED_WORDS and self._whole_own(run, candidates):
                found.update(lines)
        return found

    def _whole_own(self, run: Run, candidates: Sequence[str]) -> bool:
        for key in candidates:
            source = self.thread.own(key)
            at = source.find(run.joined)
            if at >= 0:
                self._cite(run, range(len(run.lines)), key, source, at)
                return True
        return False

    def _paragraphs(self, taken: set[int]) -> Iterator[tuple[int, ...]]:
        """Runs of lines with text that no mark holds."""
        lines = self.post.lines
        for is_free, run in groupby(lines, key=lambda n: n not in taken and bool(self.post.texts[n - 1].strip())):
            if is_free:
                yield tuple(run)
