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

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from threads.reconstruct.boundary_model import logistic, read_model
from threads.reconstruct.quotes import QuoteMatch
from threads.reconstruct.segment import MODEL as BOUNDARIES
from threads.reconstruct.types import Paragraph
from threads.words.kinds import Kind
from threads.words.sentences import SENTENCE_END

MODEL = read_model(Path(__file__).with_name("quote_weights.json"))
# A quote less likely than this is shown open, as a repetition: it is worse to hide own words than to leave a quote open.
QUOTED = 0.45
COPIES_SEEN = 16
# Of so many equal lines none is a quote; as many short ones from so far above, and none of them is.
MANY, SHORT_QUOTE, FAR = 8, 10, 40
# A page of so many lines quotes more than one of them in RARE, and not brief ones alone.
LONG_PAGE, RARE = 200, 25
# Marks that code, rows and paths are full of, and sentences are not.
SYMBOL = re.compile(r"[{}\[\]()<>=;_/\\|#$%&*+~^@:]")
# As long as this a line is a sentence, however it ends; below so many tokens it is a short one.
LONG_LINE, SHORT_LINE = 60, 5
AROUND = 3
# Words of a line that are compared with those of another.
LIKE_TOKENS = 40
# A page of so many lines is no talk if not a tenth of them are sentences and not half have words enough for one. Of 450
# pages of five forums none is; the pages with most code have sentences in a ninth.
FEWEST_ROWS, LEAST_TALK, ROW_SYMBOLS = 40, 0.1, 0.05
SIZES = (
    (3, "under three"),
    (5, "three or four"),
    (8, "five to seven"),
    (12, "eight to eleven"),
    (20, "twelve to nineteen"),
)
STEPS = ((2, "one line"), (3, "two lines"), (5, "three or four lines"), (9, "five to eight lines"), (17, "nine to sixteen lines"),
         (41, "up to forty lines"))  # fmt: skip
CHANCES = ((0.05, "hardly"), (0.15, "unlikely"), (0.35, "possibly"), (0.6, "likely"))
LENGTHS = ((2, "alone"), (3, "two"), (6, "three to five"))
SYMBOLS = ((0.01, "no"), (0.05, "few"), (0.12, "some"))


@dataclass(frozen=True, slots=True)
class PageAndQuotes:
    """A page without its quotes; lists run parallel to its paragraphs."""

    paragraphs: Sequence[Paragraph]
    quoted: Sequence[int | None]  # places of sources, -1 where they are not here
    chances: Sequence[float]  # that a post begins there, the quotes left out
    staying: Sequence[float]  # sums of the logarithms of their opposites
    counts: Mapping[tuple[str, ...], int]


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
) -> Settled:
    """Tell the quotes of a page from what only repeats something of it.

    ``paragraphs`` are those of the page's posts, ``plain`` their cues without quotes. ``proven`` ones are known to be
    quotes, ``own`` ones to be their author's words, both by index.
    """
    if not any(quote.source is not None for quote in quotes.values()):
        return Settled(quotes, {})
    if not is_talk(paragraphs):
        said = {index: quote for index, quote in quotes.items() if index in proven}
        again = {index: quote for index, quote in quotes.items() if index not in proven and quote.source is not None}
        return Settled(said, again)
    page = view_of(paragraphs, quotes, plain)
    likely = {page.paragraphs[place].index: logistic(MODEL.score(cues)) for place, cues in each_quote(page, quotes)}
    doubted = frozenset(_said_by_habit(page, quotes))
    repeats = {
        index: quotes[index]
        for index, sure in likely.items()
        if index in own or ((sure < QUOTED or index in doubted) and index not in proven)
    }
    if not repeats:
        return Settled(quotes, {})
    return Settled(_rooted({i: quote for i, quote in quotes.items() if i not in repeats}, repeats), repeats)


def is_talk(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether anybody seems to speak on a page: of a program, a table or a log hardly a line is a sentence."""
    if len(paragraphs) < FEWEST_ROWS:
        return True
    worded = [paragraph for paragraph in paragraphs if _is_worded(paragraph)]
    sentences = sum(bool(SENTENCE_END.search(paragraph.text.strip()[-8:])) for paragraph in worded)
    return sentences >= LEAST_TALK * len(paragraphs) or 2 * len(worded) > len(paragraphs)


def _is_worded(paragraph: Paragraph) -> bool:
    is_said = paragraph.shape in ("prose", "list") and len(paragraph.tokens) >= SHORT_LINE - 1
    return is_said and _symbols(paragraph.text.strip()) < ROW_SYMBOLS


def _said_by_habit(page: PageAndQuotes, quotes: Mapping[int, QuoteMatch]) -> Iterator[int]:
    """What a page says again and again, as laws and logs do; and short words from far above, where it has many of them.
    Nor does anybody quote on a page whose lines are so often nearly the same.

    > "I know," said Ada.          a novel has such a line in every chapter, and quotes none of them
    """
    sourced = [(at, source) for at, source in enumerate(page.quoted) if source is not None and 0 <= source < at]
    often = {place for place, _ in sourced if page.counts[page.paragraphs[place].tokens] >= MANY}
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


def _is_loose(paragraph: Paragraph, quotes: Mapping[int, QuoteMatch]) -> bool:
    """Whether a paragraph has words that are not in its source."""
    quote = quotes[paragraph.index]
    return quote.kind is Kind.ALTERED or (
        quote.kind is Kind.PARTIAL and quote.end - quote.start < len(paragraph.tokens)
    )


def _place(quote: QuoteMatch | None, place_of: Mapping[int, int]) -> int | None:
    if quote is None:
        return None
    return place_of.get(quote.source, -1) if quote.source is not None else -1


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


def view_of(
    paragraphs: Sequence[Paragraph], quotes: Mapping[int, QuoteMatch], plain: Sequence[list[str]]
) -> PageAndQuotes:
    """Count once what is asked of every quote."""
    place_of = {paragraph.index: place for place, paragraph in enumerate(paragraphs)}
    quoted = [_place(quotes.get(paragraph.index), place_of) for paragraph in paragraphs]
    chances = [logistic(BOUNDARIES.score(cues)) for cues in plain]
    staying = list(accumulate((math.log(max(1e-9, 1 - chance)) for chance in chances), initial=0.0))
    return PageAndQuotes(paragraphs, quoted, chances, staying, Counter(paragraph.tokens for paragraph in paragraphs))


def each_quote(page: PageAndQuotes, quotes: Mapping[int, QuoteMatch]) -> Iterator[tuple[int, list[str]]]:
    """The place of each quote of words above it, with its cues."""
    for first, last in quote_runs(page.quoted):
        for place in range(first, last + 1):
            source = page.quoted[place]
            if source is not None and 0 <= source < place:
                yield place, quote_cues(page, quotes[page.paragraphs[place].index], place, first, last)


def quote_runs(quoted: Sequence[int | None]) -> list[tuple[int, int]]:
    """Stretches of quotes, first and last place."""
    runs: list[tuple[int, int]] = []
    for place, source in enumerate(quoted):
        if source is None:
            continue
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def quote_cues(page: PageAndQuotes, quote: QuoteMatch, place: int, first: int, last: int) -> list[str]:
    """The named cues of one quote, which stands in a run from ``first`` to ``last``."""
    source = page.quoted[place] or 0
    here = page.paragraphs[place]
    size = _called(len(here.tokens), SIZES, "twenty or more")
    step = _called(place - source, STEPS, "over forty lines")
    between = _chance(1 - math.exp(page.staying[place + 1] - page.staying[source + 1]))
    begins = _chance(page.chances[first])
    cues = [
        f"is {quote.kind.value}",
        f"has {size} words",
        f"has {size} words, {quote.kind.value}",
        f"its source stands {step} above",
        f"a post begins between by other cues: {between}",
        f"a post begins with the run by other cues: {begins}",
        f"a post begins here by other cues: {_chance(page.chances[place])}",
        f"stands {min(page.counts[here.tokens], 4)} times",
        *_run_cues(page, place, first, last),
        *_words_cues(here),
        *_neighbour_cues(page, first, last),
        *_likeness_cues(page, place, first, last),
    ]
    if quote.via is not None:
        cues.append("was quoted above already")
    if quote.reason:
        cues.append("is quoted along with its neighbour")
    return cues


def _run_cues(page: PageAndQuotes, place: int, first: int, last: int) -> list[str]:
    cues = [f"is quoted {_called(last - first + 1, LENGTHS, 'six or more')}"]
    above, here = page.quoted[place - 1] if place > first else None, page.quoted[place]
    if above is not None and here is not None:
        cues.append(
            "goes on where the quote above ends" if here == above + 1 else "quotes elsewhere than the line above"
        )
    return cues


def _words_cues(paragraph: Paragraph) -> list[str]:
    text = paragraph.text.strip()
    cues = [f"holds {_called(_symbols(text), SYMBOLS, 'many')} symbols", f"is {paragraph.shape}"]
    if SENTENCE_END.search(text[-8:]):
        cues.append("ends a sentence")
    if text[:1].islower():
        cues.append("begins in lower case")
    if sum(map(str.isdigit, text[:200])) * 3 > len(text[:200]):
        cues.append("is a third digits")
    return cues


def _neighbour_cues(page: PageAndQuotes, first: int, last: int) -> list[str]:
    """What stands around the run: an answer below it, or more lines of its kind."""
    cues = []
    if last + 1 < len(page.paragraphs):
        below = page.paragraphs[last + 1].text.strip()
        is_said = bool(SENTENCE_END.search(below[-8:])) or len(below) >= LONG_LINE
        cues.append("a sentence stands below" if is_said else "no sentence stands below")
        cues.append(f"the line below holds {_called(_symbols(below), SYMBOLS, 'many')} symbols")
    else:
        cues.append("nothing stands below")
    if first:
        above = page.paragraphs[first - 1].text.strip()
        cues.append(f"the line above holds {_called(_symbols(above), SYMBOLS, 'many')} symbols")
        if above.endswith((":", "\uff1a")):
            cues.append("a colon leads up to it")
        elif not SENTENCE_END.search(above[-8:]) and len(above) < LONG_LINE:
            cues.append("no sentence stands above")
    around = [*page.paragraphs[max(0, first - AROUND) : first], *page.paragraphs[last + 1 : last + 1 + AROUND]]
    short = sum(len(paragraph.tokens) < SHORT_LINE for paragraph in around)
    cues.append(f"of the lines around {short} are short")
    return cues


def _likeness_cues(page: PageAndQuotes, place: int, first: int, last: int) -> list[str]:
    """Rows, steps and lines of code stand among their like, and come again among the like of what stood there."""
    cues = []
    above, below = first - 1, last + 1
    if _are_alike(page, above, (page.quoted[first] or 0) - 1):
        cues.append("the line above is like that above its source")
    if _are_alike(page, below, (page.quoted[last] or 0) + 1):
        cues.append("the line below is like that below its source")
    if _are_alike(page, place, above) or _are_alike(page, place, below):
        cues.append("is like the lines around it")
    return cues


def _are_alike(page: PageAndQuotes, one: int, other: int) -> bool:
    if one == other or not (0 <= one < len(page.paragraphs) and 0 <= other < len(page.paragraphs)):
        return False
    words, others = (frozenset(page.paragraphs[place].tokens[:LIKE_TOKENS]) for place in (one, other))
    return 2 * len(words & others) >= max(len(words), len(others), 1)


def _symbols(text: str) -> float:
    """The share of marks that sentences do without."""
    head = text[:300]
    return len(SYMBOL.findall(head)) / max(1, len(head))


def _called(value: float, names: Sequence[tuple[float, str]], largest: str) -> str:
    at = bisect_left([limit for limit, _ in names], value + 1e-9)
    return names[at][1] if at < len(names) else largest


def _chance(probability: float) -> str:
    return _called(probability, CHANCES, "surely")
