"""Paragraphs that appear again -> which original each one renders, within a page and between pages.

A page may hold one exchange twice, first with its quotes and then without; the page of an author holds posts of many
threads. Either way the same paragraphs come in the same order, and what comes again in order is no new post and no
quote. Chains of equal paragraphs are found as in diff: a longest increasing run for a page against itself, a best path
(Viterbi over few candidates) for a page against others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from threads.reconstruct.types import Paragraph

# A second rendering is complete: nearly all of it stood above, in the same order, quotes left out in between.
MIN_PARAGRAPHS, MIN_TOKENS, MIN_SHARE = 4, 40, 0.85
MAX_GAP = 16  # quotes of one post that the second rendering leaves out
MAX_STARTS = 8
OPENING = 6  # the first own words may stand below this many quotes
# Between pages: a page mostly made of known paragraphs is a rendering; else only a longer run of them is.
PAGE_SHARE = 0.6
RUN_PARAGRAPHS, RUN_TOKENS = 3, 40
LONE_TOKENS = 4
EDGE_RUN_PARAGRAPHS, EDGE_RUN_TOKENS = 2, 30


@dataclass(frozen=True, slots=True)
class SecondRendering:
    """``originals`` maps each repeated paragraph to its first appearance; ``shown`` were quotes, because only the first
    rendering holds them.
    """

    originals: Mapping[int, int] = field(default_factory=dict)
    shown: frozenset[int] = frozenset()


def second_rendering(paragraphs: Sequence[Paragraph], content: Sequence[int]) -> SecondRendering:
    """Find where a page starts again from its beginning."""
    words = [_words(paragraphs[index]) for index in content]
    places: dict[tuple[str, ...], list[int]] = {}
    for rank, key in enumerate(words):
        places.setdefault(key, []).append(rank)
    starts = sorted({rank for key in words[:OPENING] for rank in places[key][1 : MAX_STARTS + 1]})
    best: dict[int, int] = {}
    for start in starts:
        chain = _chain(words, places, start)
        if len(chain) > len(best) and _is_rendering(chain, paragraphs, content, start):
            best = chain
    if not best:
        return SecondRendering()
    first, last, begin = min(best.values()), max(best.values()), min(best)
    matched = set(best.values())
    between = [rank for rank in range(min(first, OPENING), min(last, begin)) if rank not in matched]
    opening = [rank for rank in range(first) if first <= OPENING]
    # What the second rendering lacks was a quote in the first; if it lacks most of it, it is only an extract.
    shown = {*between, *opening} if len(between) <= len(matched) else set()
    leftover = {content[rank]: content[matched_rank] for rank, matched_rank in best.items()}
    return SecondRendering(leftover, frozenset(content[rank] for rank in shown))


def _words(paragraph: Paragraph) -> tuple[str, ...]:
    """What makes two paragraphs the same: their tokens, or their marks where they have no tokens."""
    return paragraph.tokens or ("", "".join(paragraph.text.split()))


def _chain(words: Sequence[tuple[str, ...]], places: Mapping[tuple[str, ...], list[int]], start: int) -> dict[int, int]:
    """Map ranks from ``start`` on to increasing ranks above it; a third rendering starts over."""
    opening = words[start]
    chain: dict[int, int] = {}
    last, missed = -1, 0
    for rank in range(start, len(words)):
        ranks = places[words[rank]]
        at = bisect_right(ranks, last)
        target = ranks[at] if at < len(ranks) else start
        if (target >= start or target - last > MAX_GAP) and words[rank] == opening:
            target, last = ranks[0], -1
        if target < start and (target - last <= MAX_GAP or not chain):
            chain[rank], last, missed = target, target, 0
        else:
            missed += 1
            if missed > 3:
                break
    return chain


def _is_rendering(
    chain: Mapping[int, int], paragraphs: Sequence[Paragraph], content: Sequence[int], start: int
) -> bool:
    if len(chain) < MIN_PARAGRAPHS:
        return False
    length = max(chain) - start + 1
    tokens = sum(len(paragraphs[content[rank]].tokens) for rank in chain)
    reaches_end = max(chain) >= len(content) - 2
    gaps = sum(below - above > 1 for above, below in pairwise(sorted(set(chain.values()))))
    # It renders all that stands above it; a post that quotes the opening post in full stops where that post ends.
    is_whole = max(chain.values()) == start - 1 or (gaps >= 2 and max(chain.values()) >= start - 3)
    is_dense = len(chain) >= MIN_SHARE * length and tokens >= MIN_TOKENS
    return is_whole and is_dense and (reaches_end or (gaps > 0 and length >= 8))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph of another page that a paragraph may render."""

    page: int
    index: int
    rank: int  # among the content of its page, so that neighbours differ by one
    is_first: bool = False  # of its page
    is_last: bool = False


def best_path(weights: Sequence[float], candidates: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
    """Choose at most one candidate a paragraph so that neighbours stay neighbours; linear in the paragraphs.

    Following its predecessor on the same page is worth three, being on the same page one.
    """
    scores: list[list[tuple[float, int]]] = []
    for at, options in enumerate(candidates):
        row: list[tuple[float, int]] = []
        before = list(zip(scores[-1], candidates[at - 1], strict=True)) if scores else []
        for option in options:
            gained = [(score + _bonus(previous, option), place) for place, ((score, _), previous) in enumerate(before)]
            best, place = max(gained, default=(0.0, -1))
            row.append((weights[at] + best, place))
        scores.append(row)
    return _trace(scores, candidates)


def _bonus(previous: Candidate, option: Candidate) -> float:
    if previous.page != option.page:
        return 0.0
    return 3.0 if 0 < option.rank - previous.rank <= 2 else 1.0


def _trace(
    scores: Sequence[Sequence[tuple[float, int]]], candidates: Sequence[Sequence[Candidate]]
) -> list[Candidate | None]:
    path: list[Candidate | None] = [None] * len(scores)
    place = -1
    for at in range(len(scores) - 1, -1, -1):
        if not scores[at]:
            place = -1
            continue
        if place < 0:
            place = max(range(len(scores[at])), key=lambda option: (scores[at][option][0], -option))
        path[at] = candidates[at][place]
        place = scores[at][place][1]
    return path


def renders(path: Sequence[Candidate | None], token_counts: Sequence[int], *, of_one_author: bool) -> list[bool]:
    """Which matched paragraphs are renderings rather than quotes, by the runs they form.

    A word or two standing alone count only on a page ``of_one_author``: there every line is a copy of some post.
    """
    total = sum(token_counts)
    answer = [False] * len(path)
    if not of_one_author and _is_pasted(path):
        return answer
    matched = sum(count for option, count in zip(path, token_counts, strict=True) if option)
    if total and matched >= PAGE_SHARE * total and sum(map(bool, path)) >= 2:
        lone = {first for first, last in runs(path) if first == last and token_counts[first] < LONE_TOKENS}
        return [bool(option) and (of_one_author or at not in lone) for at, option in enumerate(path)]
    for first, last in runs(path):
        tokens = sum(token_counts[first : last + 1])
        length = last - first + 1
        at_edge = _overlaps(path, first, last)
        if (length >= RUN_PARAGRAPHS and tokens >= RUN_TOKENS) or (
            at_edge and length >= EDGE_RUN_PARAGRAPHS and tokens >= EDGE_RUN_TOKENS
        ):
            answer[first : last + 1] = [True] * length
    return answer


def _is_pasted(path: Sequence[Candidate | None]) -> bool:
    """Whether all that two pages share stands among other posts in each: one text pasted into two threads.

    one page     The ferry is closed in May.   Who says so?         a second rendering would go on as the first does,
    another      The ferry is closed in May.   And the bridge?      and an overlapping page begins where it ends
    """
    places = [at for at, option in enumerate(path) if option]
    if not places:
        return False
    opening, closing = path[places[0]], path[places[-1]]
    if opening is None or closing is None or len({option.page for option in path if option}) > 1:
        return False
    goes_before, goes_on = places[0] > 0, places[-1] + 1 < len(path)
    parts_before, parts_after = goes_before and not opening.is_first, goes_on and not closing.is_last
    return (goes_before or goes_on) and parts_before == goes_before and parts_after == goes_on


def _overlaps(path: Sequence[Candidate | None], first: int, last: int) -> bool:
    """Whether a run is where one page ends and the other begins, as neighbouring pages of one thread overlap."""
    opening, closing = path[first], path[last]
    starts_here = first == 0 and closing is not None and closing.is_last
    ends_here = last == len(path) - 1 and opening is not None and opening.is_first
    return starts_here or ends_here


def runs(path: Sequence[Candidate | None]) -> list[tuple[int, int]]:
    """Maximal stretches in which each candidate follows the one before it on its page."""
    stretches: list[tuple[int, int]] = []
    for at, option in enumerate(path):
        previous = path[at - 1] if at else None
        if option and previous and previous.page == option.page and 0 < option.rank - previous.rank <= 2:
            stretches[-1] = (stretches[-1][0], at)
        elif option:
            stretches.append((at, at))
    return stretches
