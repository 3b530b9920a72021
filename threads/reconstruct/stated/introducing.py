"""Readings of quoted lines -> the same, in which lines that introduce others, and lines without a word, have a place.

> -----Original Message-----        no mail here holds it: an attribution within the quote
> From: Ada
> The weir leaks.                   proven
>> --                               without a word: goes with the line above it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from threads.reconstruct.stated.keying import StatedPost
from threads.reconstruct.types import RunReading
from threads.words.additions import additions
from threads.words.attributions import introductions
from threads.words.kinds import Kind, Role


def introducing_lines(post: StatedPost, first: int, last: int) -> set[int]:
    """Of quoted lines of one depth, those that introduce others, and those that programs added to them."""
    lines = post.texts[first - 1 : last]
    return {first + at for at in introductions(lines) | additions(lines)}


def with_introductions(readings: Iterable[RunReading], introducing: AbstractSet[int]) -> Iterator[RunReading]:
    """Readings in which what introduces others, and stands in no post, is an attribution of the quote it is in."""
    for run in readings:
        if run.sources or introducing.isdisjoint(run.lines):
            yield run
            continue
        first = run.first_line
        for line in range(run.first_line + 1, run.last_line + 2):
            if line > run.last_line or (line in introducing) != (first in introducing):
                role = Role.ATTRIBUTION if first in introducing else Role.QUOTE
                yield run._replace(first_line=first, last_line=line - 1, role=role)
                first = line


def with_signs(readings: Iterable[RunReading], post: StatedPost) -> Iterator[RunReading]:
    """Readings in which quoted lines without a word, and without a source, belong to the quote above them."""
    before: RunReading | None = None
    first = post.stated.first_line
    for run in readings:
        is_bare = run.role == Role.QUOTE and not run.sources and not any(post.words[line - first] for line in run.lines)
        if before is None or not is_bare or not _may_hold(before, run, post):
            if before is not None:
                yield before
            before = run
        else:
            before = before._replace(last_line=run.last_line)
    if before is not None:
        yield before


def _may_hold(before: RunReading, run: RunReading, post: StatedPost) -> bool:
    """Whether lines may go with the quote above: nothing stands between, and no part of a line is marked in it."""
    if before.role not in (Role.QUOTE, Role.ATTRIBUTION) or any(
        source.end > source.start or source.kind == Kind.TRUNCATED for source in before.sources
    ):
        return False
    return not any(text.strip() for text in post.texts[before.last_line : run.first_line - 1])
