"""Pages and what people say of their lines -> the same pages, with posts and quotes as those people see them.

    7  That is true of the pier.         "a post begins here": it does, whatever the cues say
    9  The wall takes the swell.         "a quote of line 3": it is, of those of its words that stand there

A person is right about a place where the page itself says nothing else of it: what is furniture, and what is a copy, stays so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from threads.reconstruct.library import Link, Links, Spot
from threads.reconstruct.pages import Page
from threads.reconstruct.quote_runs import QuoteMatch
from threads.reconstruct.types import Paragraph
from threads.records import NOWHERE, Hints
from threads.words.kinds import Kind

SET_BY_HAND = "set by hand"


@dataclass(frozen=True, slots=True)
class _Shared:
    """Which tokens of a source a quote repeats."""

    start: int
    end: int
    kind: Kind


def with_hints(pages: Sequence[Page], hints: Mapping[str, Hints]) -> list[Page]:
    """Give each page what people say of it."""
    told = {document: hint.by_hand for document, hint in hints.items() if hint.by_hand}
    return [replace(page, by_hand=told[page.document]) if page.document in told else page for page in pages]


def quotes_by_hand(pages: Sequence[Page], links: Links) -> tuple[Sequence[Page], Links]:
    """Quotes as people see them, in place of those that were found."""
    if not any(page.by_hand and page.by_hand.quotes for page in pages):
        return pages, links
    spot_of = {
        (page.document, line): (number, paragraph.index)
        for number, page in enumerate(pages)
        for paragraph in page.paragraphs
        for line in range(paragraph.first_line, paragraph.last_line + 1)
    }
    linked, repeated = dict(links.quotes), dict(links.repeats)
    corrected = list(pages)
    for number, page in enumerate(pages):
        if page.by_hand and page.by_hand.quotes:
            quotes, repeats = dict(page.quotes), dict(page.repeats)
            for line, source in sorted(page.by_hand.quotes.items()):
                spot = spot_of.get((page.document, line))
                if spot is None or page.is_outside(spot[1]):
                    continue
                found, link = quotes.pop(spot[1], None), linked.pop(spot, None)
                repeated.pop(spot, None)
                if source is None:
                    _say_again(found, link, spot, repeats, repeated)
                    continue
                target = None if source == NOWHERE else spot_of.get(source)
                _cite(pages, spot, target, quotes, linked)
            corrected[number] = replace(page, quotes=quotes, repeats=repeats)
    return corrected, replace(links, quotes=linked, repeats=repeated)


def _say_again(
    found: QuoteMatch | None,
    link: Link | None,
    spot: Spot,
    repeats: dict[int, QuoteMatch],
    repeated: dict[Spot, Link],
) -> None:
    """What is no quote, and stands elsewhere too, only says it again."""
    if found is not None and found.source is not None:
        repeats[spot[1]] = found
    elif link is not None:
        repeated[spot] = link


def _cite(
    pages: Sequence[Page], spot: Spot, target: Spot | None, quotes: dict[int, QuoteMatch], linked: dict[Spot, Link]
) -> None:
    """Let a paragraph quote another; what it is said to quote further down on its own page is nowhere yet."""
    here = pages[spot[0]].paragraphs[spot[1]]
    if target is not None and target[0] != spot[0]:
        shared = _shared(here, pages[target[0]].paragraphs[target[1]])
        linked[spot] = Link(target, shared.start, shared.end, shared.kind, 1.0, is_told=True)
    elif target is not None and target[1] < spot[1]:
        shared = _shared(here, pages[target[0]].paragraphs[target[1]])
        quotes[spot[1]] = QuoteMatch(target[1], shared.start, shared.end, shared.kind, 1.0, is_told=True)
    else:
        quotes[spot[1]] = QuoteMatch(None, confidence=1.0, reason=SET_BY_HAND, is_told=True)


def _shared(quote: Paragraph, source: Paragraph) -> _Shared:
    """The run of the source's words that a quote is, or else all of them, altered.

    Words joined by spaces find the run in one search, however long the two are.
    """
    if quote.tokens == source.tokens:
        return _Shared(0, len(source.tokens), Kind.EXACT)
    inside = f" {' '.join(source.tokens)} ".find(f" {' '.join(quote.tokens)} ") if quote.tokens else -1
    if inside < 0:
        return _Shared(0, max(1, len(source.tokens)), Kind.ALTERED)
    start = f" {' '.join(source.tokens)} "[:inside].count(" ")
    return _Shared(start, start + len(quote.tokens), Kind.PARTIAL)


def beginnings_by_hand(page: Page, kept: Sequence[int]) -> dict[int, bool]:
    """Where people say that a post begins or none does, by place among the paragraphs of posts; the first always does."""
    if page.by_hand is None or not page.by_hand.begins:
        return {}
    told = {place: said_by_hand(page, index) for place, index in enumerate(kept) if place}
    return {place: begins for place, begins in told.items() if begins is not None}


def said_by_hand(page: Page, index: int) -> bool | None:
    """Whether a post begins with a paragraph, as far as somebody says."""
    begins = page.by_hand.begins if page.by_hand else {}
    paragraph = page.paragraphs[index]
    lines = range(paragraph.first_line, paragraph.last_line + 1) if begins else ()
    return next((begins[line] for line in lines if line in begins), None)
