"""A post and those it may quote -> which of its lines are proven to stand elsewhere, and where.

    Ada wrote:                       an attribution
    > The weir leaks at both ends    a run of three lines, which stands nowhere as a whole
    > since the flood of May.
      ^^^^^^^^^^^^^^^^^^^^^^^        with the line above a piece: together they stand in the post answered
    > Mend the sluice before it.
      ^^^^^^^^^^^^^^^^^^^^^^^^^^     another piece: it stands in the post that Ada answered
    I would.                         the body

A run of quoted lines is looked for as a whole, then line by line, then by runs of four words, because quotes are trimmed
and mended. The post that the format names comes first, then those answered, the nearest first, then the thread. Words
are linked to the post that wrote them, however often they were quoted on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from threads.reconstruct.stated.broken_quotes import found_by_letters, found_by_signs
from threads.reconstruct.stated.introducing import introducing_lines, with_introductions, with_signs
from threads.reconstruct.stated.keying import StatedPost, key_of_id
from threads.reconstruct.stated.thread_words import ThreadWords
from threads.reconstruct.stated.unsigned_quotes import released, signed_lines
from threads.reconstruct.stated.words import Span, Words
from threads.reconstruct.types import Place, RunReading, Source
from threads.records import Mark
from threads.words.kinds import Kind, Role

# Ancestors that are searched for a whole run, and for single lines of it.
WHOLE_ANCESTORS, PIECE_ANCESTORS = 64, 12
# Words that prove something by themselves: a whole run in the post answered needs none.
FEW_WORDS = 3
PIECE_WORDS = 4
UNMARKED_WORDS = 12
UNMARKED_ANCESTORS = 3
INDENTS = ("    ", "\t")
SHINGLE = 4
# Share of an altered run's words that must stand in its source.
ALTERED_SHARE = 0.6
# How sure it is that lines are what they are read as: a mark says so, and a source too, or only a mark.
STATED, PROVEN, UNPROVEN = 1.0, 0.95, 0.9
ELLIPSES = ("...", "\u2026", "[...]")


class QuotedRun(NamedTuple):
    """Lines that are quoted together. Those without a word lie between ``first_line`` and ``last_line`` unnamed."""

    first_line: int
    last_line: int
    lines: Sequence[int]
    words: Sequence[str]  # of each line, parted by spaces
    joined: str
    depth: int
    source: str  # id of the post that the format names
    is_by_place: bool = False


class Piece(NamedTuple):
    """What was found of a run: some of its lines, by their index, and where they stand."""

    first: int
    last: int  # inclusive
    sources: tuple[Source, ...]  # several, if each accounts for some characters of one line


def prove(post: StatedPost, thread: ThreadWords) -> tuple[RunReading, ...]:
    """Read the lines of a post that are not its body, and find the sources of all that it quotes."""
    finder = _SourceFinder(post, thread)
    runs = [
        RunReading(mark.first_line, mark.last_line, Role(mark.role), post.key, STATED)
        for mark in post.stated.marks
        if mark.role != Role.QUOTE
    ]
    for run in runs_of(post):
        readings = list(_readings(post, run, finder.find(run))) if run.lines else finder.find_signs(run)
        if finder.introducing:
            readings = list(with_introductions(readings, finder.introducing))
        runs += _without(readings, finder.own_lines(run)) if run.is_by_place else readings
    runs += finder.find_unmarked()
    runs += finder.find_signed({line for run in runs for line in run.lines})
    if ending := thread.shared_ending(post.key):
        runs.append(RunReading(ending[0], ending[-1], Role.CHROME, post.key, PROVEN))
    return tuple(with_signs(_apart(runs), post))


def _without(readings: Iterable[RunReading], own: set[int]) -> Iterator[RunReading]:
    """Readings of quotes without the lines that are the author's own."""
    for run in readings:
        first = run.first_line
        for line in sorted(own.intersection(run.lines)):
            if first < line:
                yield run._replace(first_line=first, last_line=line - 1)
            first = line + 1
        if first <= run.last_line:
            yield run._replace(first_line=first)


def runs_of(post: StatedPost) -> Iterator[QuotedRun]:
    """The marked quotes of a post, each a run of one depth and source with nothing but blank lines in it."""
    open_: list[Mark] = []
    for mark in post.stated.marks:
        if mark.role != Role.QUOTE:
            continue
        if open_ and not _goes_on(post, open_[-1], mark):
            yield _run(post, open_)
            open_ = []
        open_.append(mark)
    if open_:
        yield _run(post, open_)


def _goes_on(post: StatedPost, before: Mark, mark: Mark) -> bool:
    if before[2:] != mark[2:]:
        return False
    return not any(text.strip() for text in post.texts[before.last_line : mark.first_line - 1])


def _run(post: StatedPost, marks: Sequence[Mark]) -> QuotedRun:
    lines = [line for mark in marks for line in range(mark.first_line, mark.last_line + 1)]
    return _run_of(post, lines, marks[0].depth, marks[0].source, is_by_place=marks[0].is_by_place)


def _run_of(
    post: StatedPost, lines: Sequence[int], depth: int = 1, source: str = "", *, is_by_place: bool = False
) -> QuotedRun:
    first = post.stated.first_line
    worded = [line for line in lines if post.words[line - first]]
    words = [post.words[line - first] for line in worded]
    return QuotedRun(lines[0], lines[-1], worded, words, " ".join(words), depth, source, is_by_place)


def _readings(post: StatedPost, run: QuotedRun, pieces: Sequence[Piece]) -> Iterator[RunReading]:
    """A run as it was found: pieces with their sources, and what lies before, between and after them without one.

        > The weir leaks at both ends    one piece
        > ---------------------------    no word: goes with the piece above
        > (snip)                         no source: a reading of its own, which stays open
          ^^^^^^
        > Mend the sluice before it.     another piece

    A line without a word belongs to the piece above it, or to the first piece below, if that is not of parts of its line.
    """
    begin = run.first_line
    for piece in sorted(pieces):
        first = run.lines[piece.first]
        is_in_parts = any(source.end > source.start for source in piece.sources)
        if any(begin <= line < first for line in run.lines[: piece.first]) or (is_in_parts and begin < first):
            yield from _reading(post, run, begin, first - 1)
            begin = first
        after = run.lines[piece.last + 1] if piece.last + 1 < len(run.lines) else run.last_line + 1
        yield from _reading(post, run, begin, after - 1, *piece.sources)
        begin = after
    yield from _reading(post, run, begin, run.last_line)


def _reading(post: StatedPost, run: QuotedRun, first: int, last: int, *sources: Source) -> Iterator[RunReading]:
    """What was found of some lines, without the blank ones around them."""
    while first <= last and not post.texts[first - 1].strip():
        first += 1
    while last > first and not post.texts[last - 1].strip():
        last -= 1
    if first <= last:
        yield RunReading(first, last, Role.QUOTE, post.key, PROVEN if sources else UNPROVEN, run.depth, sources)


def _apart(runs: list[RunReading]) -> Iterator[RunReading]:
    """Make runs disjoint; the earlier mark wins."""
    done = 0
    for run in sorted(runs, key=itemgetter(0)):
        if run.first_line > done:
            yield run
        elif run.last_line > done:
            yield run._replace(first_line=done + 1)
        done = max(done, run.last_line)


class _SourceFinder:
    def __init__(self, post: StatedPost, thread: ThreadWords) -> None:
        self.post = post
        self.thread = thread
        self.ancestors = thread.ancestors(post.key, WHOLE_ANCESTORS)
        self.pieces: list[Piece] = []  # of the run that is looked for
        self.sourced: set[int] = set()  # the indices of its lines that were found
        self.introducing: AbstractSet[int] = frozenset()  # its lines that introduce others, if some were not found

    def find(self, run: QuotedRun) -> list[Piece]:
        self.pieces, self.sourced, self.introducing = [], set(), frozenset()
        key = key_of_id(run.source) if run.source else None
        if key is not None and self.thread.knows(key) and key != self.post.key:
            if not self._whole(run, [key]) and not self._in_parts(run, [key]):
                self._altered(run, key)
            if len(self.sourced) == len(run.lines):
                return self.pieces
        if not self._whole(run, self.ancestors):
            self._look_around(run)
        return self.pieces

    def find_signs(self, run: QuotedRun) -> list[RunReading]:
        """A quote without a word, if the post answered has these lines too."""
        self.pieces, self.sourced, self.introducing = [], set(), frozenset()
        source = self.thread.posts[self.ancestors[0]] if self.ancestors else None
        spans = found_by_signs(self.post, range(run.first_line, run.last_line + 1), source) if source else []
        cited = [self._source(run, source.key, spans, Kind.EXACT)] if source and spans else []
        return list(_reading(self.post, run, run.first_line, run.last_line, *cited))

    def _look_around(self, run: QuotedRun) -> None:
        """Find what can be found of a run that stands nowhere whole."""
        self._in_parts(run, self.ancestors[:PIECE_ANCESTORS])
        rest = [index for index in range(len(run.lines)) if index not in self.sourced]
        elsewhere = self.thread.likely(self.post.key, " ".join(run.words[index] for index in rest)) if rest else []
        if elsewhere:
            self._in_parts(run, elsewhere)
        if len(self.sourced) == len(run.lines):
            return
        self.introducing = introducing_lines(self.post, run.first_line, run.last_line)
        keys = list(dict.fromkeys([*self.ancestors[:PIECE_ANCESTORS], *elsewhere]))
        if keys:
            cite = partial(self._source, run)
            sourced = set(self.sourced)
            for found in found_by_letters(self.post, run.lines, sourced, self.thread, keys, cite, self.introducing):
                self._add(Piece(*found))
        if len(self.sourced) < len(run.lines):
            beside = [source.post for piece in self.pieces[:1] for source in piece.sources[:1] if source.post]
            for key in [*beside, *self.ancestors[:1]][:1]:
                self._altered(run, key)

    def _whole(self, run: QuotedRun, candidates: Sequence[str]) -> bool:
        """Find a run whole: first in own words, then in quotes whose source nobody holds.

        A few words prove something only in the first candidate: the post named, or the post answered.
        """
        likeliest = candidates if run.joined.count(" ") + 1 >= FEW_WORDS else candidates[:1]
        for of in (self.thread.own, self.thread.all):
            for key in likeliest:
                source = of(key)
                at = source.find(run.joined)
                if at >= 0:
                    self.pieces, self.sourced = [], set()
                    self._cite(run, 0, len(run.lines) - 1, key, source, at)
                    return True
        return False

    def _in_parts(self, run: QuotedRun, candidates: Sequence[str]) -> bool:
        """Find parts of a run: as many lines together as stand together in one post."""
        any_part = False
        for of in (self.thread.own, self.thread.all):
            for key in candidates:
                source = of(key)
                first = 0
                while first < len(run.lines):
                    after, at = self._longest(run, first, source)
                    if at >= 0:
                        self._cite(run, first, after - 1, key, source, at)
                        any_part = True
                    first = max(after, first + 1)
        return any_part

    def _longest(self, run: QuotedRun, first: int, source: Words) -> tuple[int, int]:
        """From a line on, the most lines that stand in a source, as the line after them and the place; or -1."""
        best = (first, -1)
        words = ""
        for last in range(first, len(run.lines)):
            if last in self.sourced:
                break
            words = f"{words} {run.words[last]}" if words else run.words[last]
            at = source.find(words)
            if at < 0:
                break
            if words.count(" ") + 1 >= PIECE_WORDS:
                best = (last + 1, at)
        return best

    def _cite(self, run: QuotedRun, first: int, last: int, key: str, source: Words, at: int) -> None:
        """Write down that lines of a run stand in a post, word for word."""
        length = len(run.joined) if last - first + 1 == len(run.lines) else len(" ".join(run.words[first : last + 1]))
        kind = Kind.EXACT if source.holds_whole_lines(at, length) else Kind.PARTIAL
        if kind == Kind.PARTIAL and self.post.texts[run.lines[last] - 1].rstrip().endswith(ELLIPSES):
            kind = Kind.TRUNCATED
        self._write(run, first, last, key, source.spans(at, length), kind)

    def _write(self, run: QuotedRun, first: int, last: int, key: str, spans: Sequence[Span], kind: Kind) -> None:
        self._add(Piece(first, last, (self._source(run, key, spans, kind),)))

    def _source(
        self, run: QuotedRun, key: str, spans: Sequence[Span], kind: Kind, start: int = 0, end: int = 0
    ) -> Source:
        parent = self.ancestors[0] if self.ancestors else None
        via = parent if run.depth > 1 and parent != key and not run.source else None
        unit = self.thread.unit_of(key)
        return Source(tuple(Place(unit, *span) for span in spans), kind, key, via, start, end)

    def _add(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self.sourced.update(range(piece.first, piece.last + 1))

    def _altered(self, run: QuotedRun, key: str) -> None:
        """Link lines to a post that holds most of their words, four in a row at a time.

            the post    I fear the old weir leaks at both ends since May.
            the line    > the old weir leaks at both ends since June
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^         eight words of nine

        Every change will be shown.
        """
        source = self.thread.own(key)
        for index, words in enumerate(run.words):
            parts = words.split()
            if index in self.sourced or len(parts) < SHINGLE or run.lines[index] in self.introducing:
                continue
            matches = [False] * len(parts)
            place = -1
            for start in range(len(parts) - SHINGLE + 1):
                at = source.find(" ".join(parts[start : start + SHINGLE]))
                if at >= 0:
                    matches[start : start + SHINGLE] = [True] * SHINGLE
                    place = at if place < 0 else place
            if sum(matches) >= ALTERED_SHARE * len(parts):
                self._write(run, index, index, key, [source.whole_line(place)], Kind.ALTERED)

    def find_unmarked(self) -> Iterator[RunReading]:
        """Find paragraphs that stand word for word in a post answered, though no mark says that they are quoted."""
        candidates = self.ancestors[:UNMARKED_ANCESTORS]
        if self.post.key in self.thread.guessed:  # who says the same again may answer nobody
            candidates = [key for key in candidates if not self.thread.is_by_same(key, self.post.key)]
        if not candidates:
            return
        taken: set[int] = set()
        for mark in self.post.stated.marks:
            taken.update(range(mark.first_line, mark.last_line + 1))
        sources = [self.thread.own(key) for key in candidates]
        for first, last in self._paragraphs(taken):
            words = self.post.words[first - self.post.stated.first_line : last + 1 - self.post.stated.first_line]
            joined = " ".join(words)
            if joined.count(" ") + 1 < UNMARKED_WORDS or "" in words:
                continue  # too little, or code, which is sent again with few changes
            if all(text.startswith(INDENTS) for text in self.post.texts[first - 1 : last]):
                continue  # code that somebody uses, and does not quote
            for key, source in zip(candidates, sources, strict=True):
                at = source.find(joined)
                if at >= 0 and self._is_same(first, last, source.spans(at, len(joined)), source.texts):
                    run = _run_of(self.post, range(first, last + 1))
                    self.pieces = []
                    self._cite(run, 0, len(run.lines) - 1, key, source, at)
                    yield from _readings(self.post, run, self.pieces)
                    break

    def own_lines(self, run: QuotedRun) -> set[int]:
        """The lines of a quote without signs that are the author's, once it was looked for. Only where the post is there."""
        if run.depth > 1 or not self.ancestors or not self.sourced:
            return set()
        above = [self.thread.all(key) for key in self.ancestors[:PIECE_ANCESTORS]]
        sourced = {run.lines[index] for index in self.sourced}
        words = dict(zip(run.lines, run.words, strict=True))

        def stands(few: str) -> bool:
            return any(each.find(few) >= 0 for each in above)

        return released(run.lines, words, sourced, self.post.texts, stands)

    def find_signed(self, taken: set[int]) -> Iterator[RunReading]:
        """Find lines behind another sign than ``>`` that stand in the post answered, as whole lines."""
        if not self.ancestors:
            return
        key = self.ancestors[0]
        for line, words in signed_lines(self.post, taken):
            for source in (self.thread.own(key), self.thread.all(key)):
                at = source.find(words)
                if at >= 0 and source.holds_whole_lines(at, len(words)):
                    run = QuotedRun(line, line, [line], [words], words, 1, "")
                    self.pieces = []
                    self._cite(run, 0, 0, key, source, at)
                    yield from _readings(self.post, run, self.pieces)
                    break

    def _is_same(self, first: int, last: int, spans: Sequence[Span], texts: Sequence[str]) -> bool:
        """Whether unmarked lines stand there sign for sign: a minus before a line of code is no word."""
        here = "".join(self.post.texts[first - 1 : last])
        there = "".join(texts[spans[0].line - 1 : spans[-1].line])
        return "".join(here.split()) in "".join(there.split())

    def _paragraphs(self, taken: set[int]) -> Iterator[tuple[int, int]]:
        """Runs of lines with text that no mark holds."""
        first = 0
        for line in self.post.lines:
            if line in taken or not self.post.texts[line - 1].strip():
                if first:
                    yield first, line - 1
                first = 0
            elif not first:
                first = line
        if first:
            yield first, self.post.lines[-1]
