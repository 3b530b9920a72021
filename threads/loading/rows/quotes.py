"""Quotes as read -> which passage each cites, and who cites each passage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain, groupby
from typing import NamedTuple

from threads.loading.rows.drafts import PageText, PostDraft
from threads.reconstruct.types import Place, RunReading, Source
from threads.words.kinds import Kind, Role


class CitedLines(NamedTuple):
    """Quoted lines in ``post`` and one of their sources, or none; the best source has rank 0.

    ``start`` and ``end`` are characters of the first line, ``source`` is where their first word stands, ``places`` are
    all places, line by line.
    """

    post: str
    line: int
    last_line: int
    rank: int
    start: int
    end: int
    kind: str
    confidence: float
    source_post: str | None = None
    source: Place | None = None
    via: str | None = None
    places: Sequence[Place] = ()

    @property
    def lines(self) -> range:
        return range(self.line, self.last_line + 1)

    @property
    def is_proven(self) -> bool:
        return self.source is not None and self.source_post is not None and self.kind != Kind.UNSOURCED


def citations_of(
    drafts: Mapping[str, PostDraft], pages: Mapping[str, PageText], others: AbstractSet[str] = frozenset()
) -> list[CitedLines]:
    """All quotes of all posts, in order. ``others`` are stored posts that are not being read."""
    citing = _Citing(drafts, pages, drafts.keys() | others)
    citations = [
        each
        for draft in drafts.values()
        for run in pages[draft.document].runs.get(draft.key, ())
        if run.role == Role.QUOTE
        for each in citing.of_run(draft, run)
    ]
    return citations + (_not_quoted(citing, citations) if citing.missing else [])


class _Citing:
    """What the quotes of some posts are read with."""

    def __init__(self, drafts: Mapping[str, PostDraft], pages: Mapping[str, PageText], there: AbstractSet[str]) -> None:
        self.drafts = drafts
        self.pages = pages
        self.there = there
        self.missing = {
            (place.document, place.line): (draft.key, place) for draft in drafts.values() for place in draft.passages
        }

    @cached_property
    def holder(self) -> Mapping[tuple[str, int], str]:
        return holders_of(self.drafts)

    def of_run(self, draft: PostDraft, run: RunReading) -> Iterator[CitedLines]:
        """The sources of a run of quoted lines, or that it has none."""
        if not run.sources:
            yield from self._unsourced(draft, run)
            return
        length = len(self.pages[draft.document].text_of(run.first_line))
        for rank, source in enumerate(run.sources):
            start, end = _span(source, length)
            post = source.post or self.holder.get((source.place.document, source.place.line))
            yield CitedLines(
                draft.key, run.first_line, run.last_line, rank, start, end, source.kind, run.confidence,
                post if post in self.there else None, source.place, source.via if source.via in self.there else None,
                source.places,
            )  # fmt: skip

    def _unsourced(self, draft: PostDraft, run: RunReading) -> Iterator[CitedLines]:
        """Unsourced lines of a quote, grouped by the missing post that has them, if any."""
        page = self.pages[draft.document]
        filled = [line for line in run.lines if page.text_of(line).strip()]
        known_of = {line: self.missing.get((draft.document, line)) for line in filled}
        for key, group in groupby(filled, key=lambda line: mark[0] if (mark := known_of[line]) else None):
            lines = list(group)
            mark = known_of[lines[0]]
            start, end = (mark[1].start, mark[1].end) if mark else (0, len(page.text_of(lines[0])))
            yield CitedLines(draft.key, lines[0], lines[-1], 0, start, end, Kind.UNSOURCED, run.confidence, key)


def _not_quoted(citing: _Citing, citations: Sequence[CitedLines]) -> list[CitedLines]:
    """Passages of missing posts in lines that also have another source, since a missing post needs its passages."""
    ranks: Counter[tuple[str, int]] = Counter()
    led: set[tuple[str, int]] = set()
    for each in citations:
        document = citing.drafts[each.post].document
        ranks[document, each.line] += 1
        for place in ((document, line) for line in each.lines):
            if place in citing.missing and citing.missing[place][0] == each.source_post:
                led.add(place)
    return [
        CitedLines(holder, at[1], at[1], ranks[at], place.start, place.end, Kind.UNSOURCED, 0.5, key)
        for at, (key, place) in citing.missing.items()
        if at not in led and (holder := citing.holder.get(at)) and citing.drafts[holder].document == at[0]
    ]


def holders_of(drafts: Mapping[str, PostDraft]) -> dict[tuple[str, int], str]:
    """The post that holds each line; the original's where it stands on several."""
    holder: dict[tuple[str, int], str] = {}
    for is_original in (False, True):
        for draft in drafts.values():
            for each in draft.appearances:
                if each.is_original == is_original:
                    holder.update(((each.document, line), draft.key) for line in each.lines)
    return holder


def quoted_from(pages: Mapping[str, PageText], drafts: Mapping[str, PostDraft]) -> dict[tuple[str, int], str]:
    """Quoted lines, each with the post that holds what it quotes."""
    sources = {
        (name, line): run.source.post
        for name, page in pages.items()
        for run in chain.from_iterable(page.runs.values())
        if run.role == Role.QUOTE and run.source
        for line in run.lines
    }
    return {place: post for place, post in sources.items() if post is not None and post in drafts}


def only_quoted_by(
    hidden: AbstractSet[str], drafts: Mapping[str, PostDraft], citations: Iterable[CitedLines]
) -> set[str]:
    """Missing posts known only from hidden posts, whose words they repeat."""
    if not hidden:
        return set()
    sources = [(each.source_post, each.post in hidden) for each in citations if each.source_post]
    seen = {source for source, is_hidden in sources if not is_hidden}
    return {source for source, is_hidden in sources if is_hidden and source not in seen and _is_missing(source, drafts)}


def _is_missing(post: str, drafts: Mapping[str, PostDraft]) -> bool:
    return post in drafts and drafts[post].is_missing


def _span(source: Source, length: int) -> tuple[int, int]:
    """The characters of the citing line that a source accounts for; all by default."""
    if source.end <= source.start:
        return 0, length
    return min(source.start, length), min(source.end, length)


class CitedSpan(NamedTuple):
    """A run of characters of a post's line that others quote, and by whom."""

    line: int
    start: int
    end: int
    by: tuple[tuple[str, str], ...]  # (post, kind)


def cited_spans(
    citations: Sequence[CitedLines], drafts: Mapping[str, PostDraft], pages: Mapping[str, PageText]
) -> dict[str, list[CitedSpan]]:
    """The passages of each post that other posts quote; what overlaps is one passage."""
    spans_of: defaultdict[str, defaultdict[int, list[tuple[int, int, str, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in citations:
        if each.rank or not each.is_proven or each.source is None or each.source_post in (None, each.post):
            continue
        draft = drafts.get(each.source_post or "")
        if draft is None:
            continue
        if each.source.document != draft.document or draft.is_missing:
            continue
        texts, lines = pages[draft.document].texts, spans_of[draft.key]
        for _, line, begin, stop in each.places:
            length = len(texts[line - 1])
            start, end = (begin, min(stop, length)) if stop > begin else (0, length)
            lines[line].append((start, end, each.post, each.kind))
    return {
        post: [span for line in sorted(lines) for span in _united(line, lines[line])]
        for post, lines in spans_of.items()
    }


def _united(line: int, spans: list[tuple[int, int, str, str]]) -> list[CitedSpan]:
    if len(spans) == 1:
        [(start, end, post, kind)] = spans
        return [CitedSpan(line, start, end, ((post, kind),))]
    united: list[CitedSpan] = []
    for start, end, post, kind in sorted(spans):
        last = united[-1] if united else None
        if last is None or start >= last.end:
            united.append(CitedSpan(line, start, end, ((post, kind),)))
            continue
        by = last.by if any(post == other for other, _ in last.by) else (*last.by, (post, kind))
        united[-1] = CitedSpan(line, last.start, max(last.end, end), by)
    return united
