"""A paragraph and what it cites -> the runs of characters, line by line, in which the cited words stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from threads.reconstruct.edges import CitedParagraph
from threads.reconstruct.library import Spot
from threads.reconstruct.match import spans_of
from threads.reconstruct.pages import Page
from threads.reconstruct.types import Paragraph, Place, Source
from threads.words.kinds import Kind

CLOSING = ".!?\u2026\"')\u201d\u2019\u3002\uff01\uff1f\u300d\u0964\u061f"


def cited_lines(
    pages: Sequence[Page], paragraph: Paragraph, citation: CitedParagraph, keys: Mapping[Spot, str]
) -> Iterator[tuple[int, tuple[Source, ...]]]:
    """Each line of a paragraph, with where its words stand."""
    page = pages[citation.source[0]]
    source = page.paragraphs[citation.source[1]]
    via = keys.get(citation.via) if citation.via else None
    for line, start, end in _line_tokens(paragraph):
        if citation.kind in (Kind.ALTERED, Kind.TRUNCATED) or paragraph.first_line == paragraph.last_line:
            first, last = citation.start, citation.end
        else:
            first, last = citation.start + start, min(citation.start + end, citation.end)
        first = max(0, min(first, len(source.tokens) - 1))
        last = max(first + 1, min(last, len(source.tokens)))
        text = pages[citation.spot[0]].lines[line - 1]
        places = _places(page, source, first, last, text)
        yield (
            line,
            tuple(
                Source((place,), citation.kind, keys.get(citation.source), via, indent(text), len(text.rstrip()))
                for place in places
            ),
        )


def _line_tokens(paragraph: Paragraph) -> Iterator[tuple[int, int, int]]:
    """Each line of a paragraph with the range of its tokens."""
    at = 0
    for offset, (start, end) in enumerate(pairwise((*paragraph.line_starts, len(paragraph.text) + 1))):
        first = at
        while at < len(paragraph.tokens) and start <= paragraph.token_starts[at] < end:
            at += 1
        yield paragraph.first_line + offset, first, at


def _places(page: Page, source: Paragraph, first: int, last: int, quoting: str) -> list[Place]:
    """Where the cited tokens stand, the longest run first; a whole paragraph is cited with its punctuation."""
    if not source.tokens:
        return [Place(page.document, source.first_line, 0, len(page.lines[source.first_line - 1].rstrip()))]
    places = []
    takes_closing = quoting.rstrip()[-1:] in CLOSING or last == len(source.tokens)
    for line, begin, finish in spans_of(source, first, last):
        text = page.lines[line - 1]
        start = indent(text) if first == 0 and line == source.first_line else begin
        end = finish
        while takes_closing and end < len(text) and text[end] in CLOSING:
            end += 1
        places.append(Place(page.document, line, start, end))
    return sorted(places, key=lambda place: place.start - place.end)


def indent(text: str) -> int:
    """How many spaces open a line."""
    return len(text) - len(text.lstrip())
