"""A page -> where posts may begin by its own cues, whether the reading cut there or not, for people to decide and to train on.

Quotes of other pages are not looked for here: what is asked is which places of this page are open to doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

from threads.reconstruct.boundary_features import plain_cues, with_quote_cues
from threads.reconstruct.pages import read_page
from threads.reconstruct.segment import calibrated, weighed
from threads.records import Held, TextRecord


@dataclass(frozen=True, slots=True)
class PossibleBeginning:
    """A line at which a post may begin: how likely that is, the strongest reasons, and all cues by name."""

    line: int
    probability: float
    reasons: tuple[str, ...]
    cues: tuple[str, ...]


def possible_beginnings(record: TextRecord, held: Held | None = None) -> list[PossibleBeginning]:
    """Every paragraph of the page's posts but the first; none where heads say where posts begin."""
    page = read_page(record, held=held)
    if page.heads or page.held:
        return []
    content = page.content
    place_of = {index: place for place, index in enumerate(content)}
    paragraphs = [page.paragraphs[index] for index in content]
    quoted: list[int | None] = []
    for index in content:
        quote = page.quotes.get(index)
        quoted.append(None if quote is None else -1 if quote.source is None else place_of.get(quote.source, -1))
    plain = plain_cues(paragraphs)
    found = zip(paragraphs, weighed(plain, quoted), with_quote_cues(plain, quoted), strict=True)
    beginnings = [
        PossibleBeginning(
            paragraph.first_line,
            round(calibrated(boundary.probability), 3),
            boundary.cues,
            tuple(sorted(set(cues))),
        )
        for paragraph, boundary, cues in found
    ]
    return beginnings[1:]
