"""Posts and their quotes -> who answers whom, and the posts that are quoted but stand nowhere.

The parent is the author of the *latest* quoted source: nested quotes carry more of an ancestor's text than of the post
that is answered, so the best covered source is the wrong one more often than not (measured in docs/quality.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from threads.reconstruct.library import Links, Spot
from threads.reconstruct.pages import Page
from threads.reconstruct.posts import Draft
from threads.reconstruct.quote_runs import QuoteMatch
from threads.reconstruct.types import Edge
from threads.words.kinds import Kind, Origin

# Matched words of the latest source -> how often it is the parent.
CALIBRATION = ((40, 0.97), (20, 0.95), (10, 0.92), (5, 0.88), (3, 0.8), (0, 0.6))
# A post without a proven parent hangs under the opening post; that is a place to read it, not a claim.
SEQUENCE_CONFIDENCE = 0.3
MISSING_FACTOR = 0.9
# Fewer equal words do not make two quotes quotes of one missing post.
SAME_WORDS = 5


@dataclass(frozen=True, slots=True)
class CitedParagraph:
    """One paragraph of a post that quotes another post's paragraph, resolved to the root."""

    child: str
    spot: Spot
    source: Spot
    start: int
    end: int
    kind: Kind
    confidence: float
    via: Spot | None
    is_told: bool = False  # by a person


@dataclass(frozen=True, slots=True)
class Absent:
    """A missing post: the spots that quote it, grouped from the posts that do."""

    key: str
    spots: tuple[Spot, ...]
    children: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """All that quotes tell: the sourced ones, the missing posts, and the edges both prove."""

    cited: Mapping[Spot, CitedParagraph] = field(default_factory=dict)
    absent: Sequence[Absent] = ()
    edges: Sequence[Edge] = ()


def find_answers(pages: Sequence[Page], links: Links, drafts: Sequence[Draft]) -> Answers:
    """Read every quote of every post."""
    post_at = {(draft.page, index): draft for draft in drafts for index in draft.paragraphs}
    citations: dict[Spot, CitedParagraph] = {}
    loose: dict[str, list[Spot]] = {}
    for draft in drafts:
        for index in draft.paragraphs:
            spot = (draft.page, index)
            citation = _cited(pages, links, draft, spot)
            if citation and citation.source in post_at:
                citations[spot] = citation
            elif spot in links.quotes or index in pages[draft.page].quotes:
                loose.setdefault(draft.key, []).append(spot)
    absent = _absent(pages, loose)
    edges = [*_quote_edges(pages, drafts, citations, post_at), *_missing_edges(pages, absent, loose)]
    return Answers(citations, absent, _with_primary(edges))


def _cited(pages: Sequence[Page], links: Links, draft: Draft, spot: Spot) -> CitedParagraph | None:
    citation = pages[spot[0]].quotes.get(spot[1])
    if citation and citation.source is not None:
        source = links.root((spot[0], citation.source), pages)
        via = (spot[0], citation.via) if citation.via is not None else None
        direct = CitedParagraph(
            draft.key,
            spot,
            source,
            citation.start,
            citation.end,
            citation.kind,
            citation.confidence,
            via,
            citation.is_told,
        )
        return _to_root(links, direct)
    link = links.quotes.get(spot)
    if link is None:
        return None
    sure = 1.0 if link.is_told else round(0.95 * link.identity, 3)
    return _to_root(
        links,
        CitedParagraph(draft.key, spot, link.target, link.start, link.end, link.kind, sure, None, link.is_told),
    )


def _to_root(links: Links, citation: CitedParagraph) -> CitedParagraph:
    """Follow a source that itself quotes another page to what that page holds; never back to the first page."""
    seen = {citation.spot}
    while citation.source in links.quotes and citation.source not in seen:
        seen.add(citation.source)
        link = links.quotes[citation.source]
        if link.target[0] == citation.spot[0]:
            break
        start = min(link.start + citation.start, link.end - 1)
        citation = replace(
            citation,
            source=link.target,
            start=start,
            end=max(start + 1, min(link.start + citation.end, link.end)),
            kind=link.kind if citation.kind is Kind.EXACT else Kind.PARTIAL,
            confidence=round(citation.confidence * link.identity, 3),
            via=citation.via or citation.source,
        )
    return citation


def _quote_edges(
    pages: Sequence[Page],
    drafts: Sequence[Draft],
    citations: Mapping[Spot, CitedParagraph],
    post_at: Mapping[Spot, Draft],
) -> list[Edge]:
    edges: list[Edge] = []
    for draft in drafts:
        by_parent: dict[str, list[CitedParagraph]] = {}
        for index in draft.paragraphs:
            quote = citations.get((draft.page, index))
            if quote and post_at[quote.source].key != draft.key:
                by_parent.setdefault(post_at[quote.source].key, []).append(quote)
        order = {key: max(post_at[quote.source].place for quote in quotes) for key, quotes in by_parent.items()}
        here = [key for key in by_parent if order[key][0] == draft.page]
        latest = max(here or by_parent, key=lambda key: order[key], default=None)
        for parent, quotes in by_parent.items():
            words = max(quote.end - quote.start for quote in quotes)
            is_told = any(quote.is_told for quote in quotes)
            sure = 1.0 if is_told else next(value for least, value in CALIBRATION if words >= least)
            confidence = round(sure * max(q.confidence for q in quotes) * (1.0 if parent == latest else 0.5), 3)
            edges.append(Edge(draft.key, parent, Origin.QUOTE, confidence, parent == latest, _evidence(pages, quotes)))
    return edges


def _evidence(pages: Sequence[Page], quotes: Sequence[CitedParagraph]) -> str:
    """> 126 characters of line 3, in the reader's words; the longest quote speaks for the others."""
    best = max(quotes, key=lambda quote: (quote.end - quote.start, quote.spot))
    paragraph = pages[best.source[0]].paragraphs[best.source[1]]
    last = max(best.start, min(best.end, len(paragraph.tokens)) - 1)
    count = paragraph.token_ends[last] - paragraph.token_starts[best.start] if paragraph.tokens else 0
    more = f" and {len(quotes) - 1} more" if len(quotes) > 1 else ""
    where = f" of {pages[best.source[0]].record.path}" if best.source[0] != best.spot[0] else ""
    told = ", a quote set by hand" if any(quote.is_told for quote in quotes) else ""
    return f"{count} characters of line {paragraph.first_line}{where}{more}{told}"


def _absent(pages: Sequence[Page], loose: Mapping[str, Sequence[Spot]]) -> list[Absent]:
    """One missing post for each post that quotes unknown words; the same words quoted twice are one post's."""
    group: dict[str, str] = {}

    def root(child: str) -> str:
        while group.setdefault(child, child) != child:
            group[child] = group[group[child]]
            child = group[child]
        return child

    holder = {spot: child for child, spots in loose.items() for spot in spots}
    said_in: dict[tuple[str, ...], str] = {}
    for child, spots in loose.items():
        for spot in spots:
            words = pages[spot[0]].paragraphs[spot[1]].tokens
            first = root(said_in.setdefault(words, child))
            if len(words) >= SAME_WORDS and first != root(child):
                group[root(child)] = first
            repeated = _repeated(pages, spot)
            if repeated is not None and (spot[0], repeated) in holder:
                group[root(child)] = root(holder[spot[0], repeated])
    members: dict[str, list[str]] = {}
    for child in loose:
        members.setdefault(root(child), []).append(child)
    return [_absent_post(pages, children, loose) for children in members.values()]


def _repeated(pages: Sequence[Page], spot: Spot) -> int | None:
    """The earlier quote of the same missing words, where a quote repeats one."""
    citation = pages[spot[0]].quotes.get(spot[1])
    return citation.repeats if citation else None


def _absent_post(pages: Sequence[Page], children: Sequence[str], loose: Mapping[str, Sequence[Spot]]) -> Absent:
    spots: list[Spot] = []
    seen: set[tuple[str, ...]] = set()
    for spot in sorted(spot for child in children for spot in loose[child]):
        words = pages[spot[0]].paragraphs[spot[1]].tokens
        if words not in seen and (not spots or _repeated(pages, spot) is None):
            seen.add(words)
            spots.append(spot)
    first = pages[spots[0][0]].paragraphs[spots[0][1]]
    name = "\0".join(("missing", pages[spots[0][0]].document, " ".join(first.tokens) or first.text, str(spots[0][1])))
    return Absent(sha256(name.encode()).hexdigest(), tuple(spots), tuple(children))


def _missing_edges(pages: Sequence[Page], absent: Sequence[Absent], loose: Mapping[str, Sequence[Spot]]) -> list[Edge]:
    edges = []
    for missing in absent:
        for child in missing.children:
            quotes = [pages[spot[0]].quotes.get(spot[1]) for spot in loose[child]]
            edges.append(_missing_edge(missing.key, child, [quote for quote in quotes if quote]))
    return edges


def _missing_edge(missing: str, child: str, quotes: Sequence[QuoteMatch]) -> Edge:
    best = max(quotes, key=lambda quote: quote.confidence, default=None)
    by_rendering = best is not None and "rendering" in best.reason
    count = len(quotes)
    words = f"{count} quoted passage{'s' if count != 1 else ''} found in no document"
    reason = f"{words}: {best.reason}" if best and best.reason else words
    confidence = round(MISSING_FACTOR * (best.confidence if best else 0.5), 3)
    origin = Origin.RENDERING if by_rendering else Origin.QUOTE
    return Edge(child, missing, origin, confidence, is_primary=False, evidence=reason)


def _with_primary(edges: Sequence[Edge]) -> list[Edge]:
    """A post with no known source answers the missing post it quotes."""
    settled = {edge.child for edge in edges if edge.is_primary}
    answer = []
    for edge in edges:
        is_primary = edge.is_primary
        if edge.child not in settled:
            settled.add(edge.child)
            is_primary = True
        answer.append(Edge(edge.child, edge.parent, edge.origin, edge.confidence, is_primary, edge.evidence))
    return answer


def without_cycles(edges: Sequence[Edge]) -> list[Edge]:
    """Take the least sure edge out of every cycle of primary edges; walks each post once."""
    parent = {edge.child: edge for edge in edges if edge.is_primary}
    state: dict[str, int] = {}
    dropped: set[tuple[str, str]] = set()
    for number, start in enumerate(sorted(parent), 1):
        path, here = [], start
        while here in parent and here not in state:
            state[here] = number
            path.append(parent[here])
            here = parent[here].parent
        if here in parent and state.get(here) == number and path:
            at = next(place for place, edge in enumerate(path) if edge.child == here)
            weakest = min(path[at:], key=lambda edge: (edge.confidence, edge.child))
            dropped.add((weakest.child, weakest.parent))
    return [
        Edge(e.child, e.parent, e.origin, e.confidence, e.is_primary and (e.child, e.parent) not in dropped, e.evidence)
        for e in edges
    ]
