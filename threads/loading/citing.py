"""Quotes as read -> which passage each cites, and who cites each passage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from threads.loading.drafts import Draft, Page
from threads.reconstruct.types import Kind, LineReading, Place, Role, Source

# Lines of one quote have at most a blank line between them.
LINES_APART = 2


@dataclass(frozen=True, slots=True)
class Cited:
    """One source of a quoted line, or of none: a quote in ``post`` at ``line``, the best source having rank 0."""

    post: str
    line: int
    rank: int
    start: int
    end: int
    kind: str
    confidence: float
    source_post: str | None = None
    source: Place | None = None
    via: str | None = None

    @property
    def is_proven(self) -> bool:
        return self.source is not None and self.source_post is not None and self.kind != Kind.UNSOURCED


def citations_of(
    drafts: Mapping[str, Draft], pages: Mapping[str, Page], beside: AbstractSet[str] = frozenset()
) -> list[Cited]:
    """All quotes of all posts, in order. Posts ``beside`` are stored, and are not being read."""
    there = drafts.keys() | beside
    missing = {
        (place.document, place.line): (draft.key, place) for draft in drafts.values() for place in draft.passages
    }
    is_stated = all(draft.stated for draft in drafts.values() if not draft.is_missing)  # with every source's post
    holder = {} if is_stated and not missing else holders_of(drafts)
    cited: list[Cited] = []
    for draft in drafts.values():
        page = pages[draft.document]
        for line in () if draft.is_missing or not page.readings else draft.lines:
            reading = page.readings.get(line)
            if reading is not None and reading.role == Role.QUOTE:
                known = missing.get((draft.document, line))
                cited += _of_line(draft.key, reading, page, known, holder, there)
    return cited + _not_quoted(missing, cited, holder, drafts)


def _not_quoted(
    missing: Mapping[tuple[str, int], tuple[str, Place]],
    cited: Sequence[Cited],
    holder: Mapping[tuple[str, int], str],
    drafts: Mapping[str, Draft],
) -> list[Cited]:
    """Passages of missing posts in lines that have another source as well: a missing post must not hang in the air."""
    ranks: Counter[tuple[str, int]] = Counter()
    led: set[tuple[str, int]] = set()
    for each in cited:
        place = drafts[each.post].document, each.line
        ranks[place] += 1
        if place in missing and missing[place][0] == each.source_post:
            led.add(place)
    return [
        Cited(holder[at], at[1], ranks[at], place.start, place.end, Kind.UNSOURCED, 0.5, key)
        for at, (key, place) in missing.items()
        if at not in led and at in holder and drafts[holder[at]].document == at[0]
    ]


def runs_of_quotes(cited: Iterable[Cited]) -> Iterator[list[Cited]]:
    """Quoted lines that follow each other and are from one source, by their best source."""
    run: list[Cited] = []
    for each in cited:
        if each.rank:
            continue
        if run and not _follows(run[-1], each):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _follows(before: Cited, after: Cited) -> bool:
    """Whether a line goes on quoting where the line before it stopped; a blank line may lie between."""
    told = [(one.post, one.kind, one.source_post, one.via) for one in (before, after)]
    if told[0] != told[1] or not 0 < after.line - before.line <= LINES_APART:
        return False
    source, further = before.source, after.source
    if source is None or further is None:
        return source is further
    return source.document == further.document and 0 <= further.line - source.line <= LINES_APART


def holders_of(drafts: Mapping[str, Draft]) -> dict[tuple[str, int], str]:
    """The post that holds each line; the original's where it stands on several."""
    holder: dict[tuple[str, int], str] = {}
    for is_original in (False, True):
        for draft in drafts.values():
            for each in draft.appearances:
                if each.is_original == is_original:
                    holder.update(((each.document, line), draft.key) for line in each.lines)
    return holder


def only_quoted_by(hidden: AbstractSet[str], drafts: Mapping[str, Draft], cited: Iterable[Cited]) -> set[str]:
    """The missing posts of which hidden posts are all the trace: they say what those say."""
    if not hidden:
        return set()
    quoted = [(each.source_post, each.post in hidden) for each in cited if each.source_post]
    seen = {source for source, is_hidden in quoted if not is_hidden}
    return {source for source, is_hidden in quoted if is_hidden and source not in seen and _is_missing(source, drafts)}


def _is_missing(post: str, drafts: Mapping[str, Draft]) -> bool:
    return post in drafts and drafts[post].is_missing


def _of_line(
    post: str,
    reading: LineReading,
    page: Page,
    missing: tuple[str, Place] | None,
    holder: Mapping[tuple[str, int], str],
    there: AbstractSet[str],
) -> Iterator[Cited]:
    length = len(page.text_of(reading.line))
    sources = [source for source in reading.sources if source.kind != Kind.UNSOURCED]
    if not sources:
        key, place = missing or (None, None)
        start, end = (place.start, place.end) if place else (0, length)
        yield Cited(post, reading.line, 0, start, end, Kind.UNSOURCED, reading.confidence, key)
    for rank, source in enumerate(sources):
        start, end = _span(source, length)
        cited = source.post or holder.get((source.place.document, source.place.line))
        if cited not in there:
            cited = None
        via = source.via if source.via in there else None
        yield Cited(post, reading.line, rank, start, end, source.kind, reading.confidence, cited, source.place, via)


def _span(source: Source, length: int) -> tuple[int, int]:
    """The characters of the citing line that a source accounts for: all, where it does not say."""
    if source.from_end <= source.from_start:
        return 0, length
    return min(source.from_start, length), min(source.from_end, length)


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A run of characters of a post's line that others quote, and by whom."""

    line: int
    start: int
    end: int
    by: tuple[tuple[str, str], ...]  # (post, kind)


def cited_spans(
    cited: Sequence[Cited], drafts: Mapping[str, Draft], pages: Mapping[str, Page]
) -> dict[str, list[CitedSpan]]:
    """The passages of each post that other posts quote; what overlaps is one passage."""
    found: defaultdict[str, defaultdict[int, list[tuple[int, int, str, str]]]] = defaultdict(lambda: defaultdict(list))
    for each in cited:
        if each.rank or not each.is_proven or each.source is None or each.source_post in (None, each.post):
            continue
        draft = drafts.get(each.source_post or "")
        if draft is None:
            continue
        if each.source.document != draft.document or draft.is_missing:
            continue
        length = len(pages[draft.document].text_of(each.source.line))
        start, end = each.source.start, min(each.source.end, length)
        span = (start, end) if end > start else (0, length)
        found[draft.key][each.source.line].append((*span, each.post, each.kind))
    return {
        post: [span for line in sorted(lines) for span in _united(line, lines[line])] for post, lines in found.items()
    }


def _united(line: int, spans: list[tuple[int, int, str, str]]) -> list[CitedSpan]:
    united: list[CitedSpan] = []
    for start, end, post, kind in sorted(spans):
        last = united[-1] if united else None
        if last is None or start >= last.end:
            united.append(CitedSpan(line, start, end, ((post, kind),)))
            continue
        by = last.by if any(post == other for other, _ in last.by) else (*last.by, (post, kind))
        united[-1] = CitedSpan(line, last.start, max(last.end, end), by)
    return united
