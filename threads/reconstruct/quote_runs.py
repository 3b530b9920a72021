"""One quote, and what its neighbours tell of those beside it.

> Does it leak?          both of the first post
> Badly.
> Does it leak?          a quote by itself
> Badly.                 a quote only because its neighbour is one
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from threads.reconstruct.types import Paragraph
from threads.words.kinds import Kind
from threads.words.vocabulary import either

# From this many words on a shared run is a quote whatever its punctuation.
PROVEN_TOKENS = 8
# A line above a quote was quoted along from this many words on, unless it leads to it.
LEAST_ABOVE = 3
FORMULA = re.compile(rf"^\W*(?:{either('formulas')})(?![^\W_])|[:,]\s*$", re.IGNORECASE)
# The first quotes of one paragraph, among which the way of a later one is looked for.
CHAINS_SEEN = 64


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """A quote: paragraph ``source`` holds its words at token range ``start`` to ``end``.

    ``source`` is None where the words are known to be quoted but stand nowhere. ``via`` is an earlier quote of the
    same words through which they came, ``repeats`` an earlier unsourced quote of the same words, ``reach`` the first
    and the last of the paragraphs that a quote joins into one.
    """

    source: int | None
    start: int = 0
    end: int = 0
    kind: Kind = Kind.UNSOURCED
    confidence: float = 0.5
    via: int | None = None
    repeats: int | None = None
    reason: str = ""
    is_told: bool = False  # by a person
    reach: tuple[int, int] | None = None

    def end_of_source(self, step: int) -> int:
        """The paragraph at the end of what is quoted, the last one for a step down and the first one for a step up."""
        if self.reach is not None:
            return self.reach[step > 0]
        return -1 if self.source is None else self.source


def with_neighbours(
    quotes: Mapping[int, QuoteMatch], paragraphs: Sequence[Paragraph], skipped: Callable[[int], bool]
) -> dict[int, QuoteMatch]:
    """Short paragraphs beside a quote, equal to the one beside its source, were quoted along with it.

    > Does it leak?          both of the first post
    > Badly.
    > Does it leak?          a quote by itself
    > Badly.                 a quote only because its neighbour is one

    What everybody says, as "Hello Ada," is quoted along with many words only.
    """
    answer = dict(quotes)
    for step in (1, -1):
        for number in sorted(quotes, reverse=step < 0):
            at, citation = number, answer[number]
            is_long = len(paragraphs[number].tokens) >= PROVEN_TOKENS
            while citation.source is not None:
                beside, source = at + step, citation.end_of_source(step) + step
                if not (0 <= beside < len(paragraphs) and 0 <= source < min(at, beside)) or beside in answer:
                    break
                same = paragraphs[beside].tokens == paragraphs[source].tokens and paragraphs[beside].tokens
                # A name above what is quoted ends the post before it, there as here.
                is_name = step < 0 and len(paragraphs[beside].tokens) < LEAST_ABOVE and not _leads(paragraphs[beside])
                if (
                    not same
                    or is_name
                    or (FORMULA.search(paragraphs[beside].text) and not is_long)
                    or skipped(beside)
                    or skipped(source)
                    or source in answer
                ):
                    break
                count = len(paragraphs[source].tokens)
                citation = QuoteMatch(source, 0, count, Kind.EXACT, 0.9, reason="quoted along with its neighbour")
                answer[beside] = citation
                at = beside
    return answer


def _leads(paragraph: Paragraph) -> bool:
    """Whether a few words lead to what stands below them."""
    return paragraph.text.rstrip().endswith((":", "\uff1a", ",")) or bool(FORMULA.search(paragraph.text))


def with_chains(quotes: Mapping[int, QuoteMatch]) -> dict[int, QuoteMatch]:
    """Find the post through which a quote came: its neighbour in the run cites what stands beside an earlier quote of it.

    Two people who quote the same words have not quoted each other, so the words alone prove no chain.
    """
    by_source: dict[int, list[int]] = {}
    for number, citation in sorted(quotes.items()):
        if citation.source is not None:
            by_source.setdefault(citation.source, []).append(number)
    answer = dict(quotes)
    for number, citation in quotes.items():
        if citation.source is None or citation.via is not None:
            continue
        for earlier in by_source[citation.source][:CHAINS_SEEN]:
            if earlier >= number:
                break
            if _covers(quotes[earlier], citation) and any(
                _cites(quotes.get(number + step), earlier + step) for step in (1, -1)
            ):
                answer[number] = replace(citation, via=earlier)
    return answer


def _covers(earlier: QuoteMatch, later: QuoteMatch) -> bool:
    return earlier.start <= later.start and later.end <= earlier.end


def _cites(citation: QuoteMatch | None, source: int) -> bool:
    return citation is not None and citation.source == source
