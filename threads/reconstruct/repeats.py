"""The quotes of a page -> those that are quotes, and those that only repeat what stands above.

> The lamp is lit at dusk.                      the first post, which says so a second time further down
> The lamp is lit at dusk.                      repeats: nobody answers it, and nothing else says that a post begins
> The lamp is lit at dusk.
> Not in winter, then it is lit at noon.        a quote: somebody answers it

People repeat themselves: steps, rows, lines of code, a farewell. Words alone tell such a line from a quote as little as a
reader could; what stands around them does. Each sourced quote has named cues, weighed like those of boundaries
(quote_weights.json); one of them is how likely a post begins there *without* the quote, so that no quote forces a cut
which the rest of the page speaks against.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from threads.reconstruct.boundary_cues import Glance
from threads.reconstruct.boundary_model import logistic, read_model
from threads.reconstruct.quote_runs import PROVEN_TOKENS, QuoteMatch
from threads.reconstruct.repeat_cues import (
    FAREWELLS,
    LIKE_TOKENS,
    SHORT_LINE,
    PageAndQuotes,
    chains,
    each_quote,
    quote_runs,
    symbol_share,
    view_of,
)
from threads.reconstruct.types import Paragraph
from threads.words.kinds import Kind
from threads.words.sentences import SENTENCE_END

MODEL = read_model(Path(__file__).with_name("quote_weights.json"))
# A quote less likely than this is shown open, as a repetition: it is worse to hide own words than to leave a quote open.
QUOTED = 0.55
COPIES_SEEN = 16
# Of so many equal lines none is a quote; as many short ones from so far above, and none of them is.
MANY, SHORT_QUOTE, FAR = 8, 10, 40
# A page of so many lines quotes more than one of them in RARE, and not brief ones alone.
LONG_PAGE, RARE = 200, 25
# A page of so many lines is no talk if not a tenth of them are sentences and not half have words enough for one. Of 450
# pages of five forums none is; the pages with most code have sentences in a ninth.
FEWEST_ROWS, LEAST_TALK, ROW_SYMBOLS = 40, 0.1, 0.05


@dataclass(frozen=True, slots=True)
class Settled:
    """What is quoted on a page, and what only repeats something of it, by paragraph."""

    quotes: Mapping[int, QuoteMatch]
    repeats: Mapping[int, QuoteMatch]


def settle(
    paragraphs: Sequence[Paragraph],
    quotes: Mapping[int, QuoteMatch],
    plain: Sequence[list[str]],
    *,
    proven: Collection[int] = (),
    own: Collection[int] = (),
    talks: bool = True,
    glances: Sequence[Glance] | None = None,
) -> Settled:
    """Tell the quotes of a page from what only repeats something of it.

    ``paragraphs`` are those of the page's posts, ``plain`` their cues without quotes. ``proven`` ones are known to be
    quotes, ``own`` ones to be their author's words, both by index. Where nobody ``talks`` (is_talk) nothing else is quoted.
    """
    if not any(quote.source is not None for quote in quotes.values()):
        return Settled(quotes, {})
    if not talks:
        said = {index: quote for index, quote in quotes.items() if index in proven}
        again = {index: quote for index, quote in quotes.items() if index not in proven and quote.source is not None}
        return Settled(said, again)
    page = view_of(paragraphs, quotes, plain, glances)
    likely = _likely(page, quotes)
    doubted = frozenset(_said_by_habit(page, quotes))
    repeats = {
        index: quotes[index]
        for index, sure in likely.items()
        if index in own or ((sure < QUOTED or index in doubted) and index not in proven)
    }
    if not repeats:
        return Settled(quotes, {})
    repeats |= {index: quotes[index] for index in _left_alone(page, quotes, repeats) if index not in proven}
    return Settled(_rooted({i: quote for i, quote in quotes.items() if i not in repeats}, repeats), repeats)


def _likely(page: PageAndQuotes, quotes: Mapping[int, QuoteMatch]) -> dict[int, float]:
    """How likely each quote is one, by its paragraph; lines that go on as their source does are judged together."""
    scores = {place: MODEL.score(cues) for place, cues in each_quote(page, quotes)}
    likely: dict[int, float] = {}
    for first, last in quote_runs(page.quoted):
        for chain in chains(page, quotes, first, last):
            told = [place for place in chain if place in scores]
            weights = [min(len(page.paragraphs[place].tokens), LIKE_TOKENS) + 1 for place in told]
            total = sum(scores[place] * weight for place, weight in zip(told, weights, strict=True))
            likely.update((page.paragraphs[place].index, logistic(total / sum(weights))) for place in told)
    return likely


def _left_alone(
    page: PageAndQuotes, quotes: Mapping[int, QuoteMatch], repeats: Mapping[int, QuoteMatch]
) -> Iterator[int]:
    """What was a quote only for its neighbour, where that one is none."""
    kept = [
        None if paragraph.index in repeats else at for paragraph, at in zip(page.paragraphs, page.quoted, strict=True)
    ]
    for first, last in quote_runs(kept):
        indexes = [page.paragraphs[place].index for place in range(first, last + 1)]
        if all(quotes[index].reason and quotes[index].source is not None for index in indexes):
            yield from indexes


def is_talk(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether anybody seems to speak on a page: of a program, a table or a log hardly a line is a sentence."""
    if len(paragraphs) < FEWEST_ROWS:
        return True
    worded = [paragraph for paragraph in paragraphs if _is_worded(paragraph)]
    sentences = sum(bool(SENTENCE_END.search(paragraph.text.strip()[-8:])) for paragraph in worded)
    return sentences >= LEAST_TALK * len(paragraphs) or 2 * len(worded) > len(paragraphs)


def _is_worded(paragraph: Paragraph) -> bool:
    is_said = paragraph.shape in ("prose", "list") and len(paragraph.tokens) >= SHORT_LINE - 1
    return is_said and symbol_share(paragraph.text.strip()) < ROW_SYMBOLS


def _said_by_habit(page: PageAndQuotes, quotes: Mapping[int, QuoteMatch]) -> Iterator[int]:
    """What a page says again and again, as laws and logs do; and short words from far above, where it has many of them.
    Nor does anybody quote on a page whose lines are so often nearly the same.

    > "I know," said Ada.          a novel has such a line in every chapter, and quotes none of them
    """
    sourced = [(at, source) for at, source in enumerate(page.quoted) if source is not None and 0 <= source < at]
    often = {place for place, _ in sourced if page.counts[page.paragraphs[place].tokens] >= MANY}
    often.update(_said_at_the_end(page, quotes))
    rest = [(place, source) for place, source in sourced if place not in often]
    loose = sum(_is_loose(page.paragraphs[place], quotes) for place, _ in rest)
    if loose >= MANY and 4 * loose > len(rest):
        often.update(place for place, _ in rest)
    short = [(place, source) for place, source in rest if len(page.paragraphs[place].tokens) < SHORT_QUOTE]
    far = sum(place - source > FAR for place, source in short)
    is_rare = len(page.paragraphs) >= LONG_PAGE and RARE * len(rest) < len(page.paragraphs)
    if (far >= MANY and 3 * far > 2 * len(rest)) or (is_rare and 3 * len(short) > 2 * len(rest)):
        often.update(place for place, _ in short)
    return (page.paragraphs[place].index for place in often)


def _said_at_the_end(page: PageAndQuotes, quotes: Mapping[int, QuoteMatch]) -> Iterator[int]:
    """Few words with which somebody always ends, and what a program puts below a post: "[attachment deleted]"."""
    for first, last in quote_runs(page.quoted):
        for chain in chains(page, quotes, first, last):
            count = sum(len(page.paragraphs[place].tokens) for place in chain)
            if count < PROVEN_TOKENS and any(_ends_a_post(page, place) for place in chain):
                yield from (place for place in chain if (page.quoted[place] or -1) >= 0)


def _ends_a_post(page: PageAndQuotes, place: int) -> bool:
    text = page.paragraphs[place].text.strip()
    is_note = text.startswith("[") and text.endswith("]")
    return is_note or not FAREWELLS.isdisjoint(page.glances[place].closing)


def _is_loose(paragraph: Paragraph, quotes: Mapping[int, QuoteMatch]) -> bool:
    """Whether a paragraph has words that are not in its source."""
    quote = quotes[paragraph.index]
    return quote.kind is Kind.ALTERED or (
        quote.kind is Kind.PARTIAL and quote.end - quote.start < len(paragraph.tokens)
    )


def _rooted(quotes: dict[int, QuoteMatch], repeats: Mapping[int, QuoteMatch]) -> dict[int, QuoteMatch]:
    """Let each quote cite the latest copy of its words above: what repeats them is a post's own words as well."""
    copies: dict[int | None, list[int]] = {}
    for index in sorted(repeats):
        copies.setdefault(repeats[index].source, []).append(index)
    for index, quote in quotes.items():
        for copy in reversed(copies.get(quote.source, [])[:COPIES_SEEN]):
            first, last = repeats[copy].start, repeats[copy].end
            if copy < index and first <= quote.start and quote.end <= last:
                kind = Kind.EXACT if (first, last) == (quote.start, quote.end) else Kind.PARTIAL
                kind = quote.kind if quote.kind in (Kind.TRUNCATED, Kind.ALTERED) else kind
                via = quote.via if quote.via is not None and quote.via > copy else None
                quotes[index] = replace(
                    quote, source=copy, start=quote.start - first, end=quote.end - first, kind=kind, via=via
                )
                break
        else:
            if quote.via in repeats:
                quotes[index] = replace(quote, via=None)
    return quotes
