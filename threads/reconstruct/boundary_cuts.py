"""Paragraphs -> the posts that a page has cut short, proved by their length.

A page that shortens posts cuts them all at about one length, often mid-word, counted over all lines of the post:

    The lid of the kettle in the hall is lost, and the      a run of lines that ends at a cut;
    handle has come lo...                                   other runs on this page are as long
    ...I said as much in spr                                the last quote of its post, cut at both ends

One such run proves nothing; many of the same length prove where each of them begins and ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from threads.reconstruct.types import Paragraph

LONGEST_RUN = 10  # paragraphs of a post that is cut; the lengths tried grow with it, and so do chance hits
SHORTEST, LONGEST = 150, 3000  # characters at which pages were seen to cut posts, with room on both sides
SLACK = 12  # characters between the shortest and the longest run taken for one length; 10 in the page measured
FEWEST = 5  # runs of one length; of 238 ordinary pages two show four by chance, none five


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a page that shortens posts has cut: the proved posts, and the other lines that break off like theirs."""

    end_by_start: dict[int, int] = field(default_factory=dict)
    other_ends: frozenset[int] = frozenset()


def page_cuts(paragraphs: Sequence[Paragraph]) -> Cuts:
    """Find the length at which most posts that break off do so; empty where there is none."""
    ends = [index for index, paragraph in enumerate(paragraphs) if _ends_at_a_cut(paragraphs, index, paragraph)]
    if len(ends) < FEWEST:
        return Cuts()
    runs = sorted(run for end in ends for run in _runs_up_to(paragraphs, end))
    lengths = [length for length, _, _ in runs]
    best: dict[int, int] = {}
    for place, length in enumerate(lengths):
        start_by_end = {end: start for _, start, end in runs[place : bisect_right(lengths, length + SLACK)]}
        if len(start_by_end) > len(best):
            best = start_by_end
    if len(best) < FEWEST or len(best) * 2 <= len(ends):
        return Cuts()
    proved = {start: end for end, start in best.items() if not any(start <= other < end for other in ends)}
    return Cuts(proved, frozenset(ends) - frozenset(proved.values()))


def _ends_at_a_cut(paragraphs: Sequence[Paragraph], index: int, paragraph: Paragraph) -> bool:
    """Whether the text breaks off: dots right after a letter, or no stop in the paragraphs from "..." on."""
    bare = paragraph.text.rstrip()
    if not bare or paragraph.shape in {"code", "url"}:
        return False
    stem = bare.rstrip(".…")
    if paragraph.cut_tail:
        return stem[-1:].isalnum()
    if not bare[-1].isalnum():
        return False
    head = max(0, index - LONGEST_RUN // 2)
    return any(paragraphs[place].cut_head for place in range(head, index + 1))


def _runs_up_to(paragraphs: Sequence[Paragraph], end: int) -> list[tuple[int, int, int]]:
    """(characters, first, end) of the runs that end here, the added dots not counted."""
    runs, length = [], 0
    for first in range(end, max(-1, end - LONGEST_RUN), -1):
        length += len(paragraphs[first].text.strip().strip(".…") if first == end else paragraphs[first].text.strip())
        if length > LONGEST:
            break
        if length >= SHORTEST:
            runs.append((length, first, end))
    return runs
