"""What looks quoted on a page -> named cues for and against it, which quote_weights.json weighs.

    Open the lower valve          goes on line by line, ten to nineteen words in all; holds no symbols;
    Wait for the hiss             a post begins with the run by other cues: hardly
    Close the lower valve

A run is a stretch of such lines, a chain the part of one whose lines go on as their sources do.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from threads.reconstruct.boundary_cues import Glance, glance
from threads.reconstruct.boundary_model import logistic
from threads.reconstruct.quote_runs import QuoteMatch
from threads.reconstruct.segment import MODEL as BOUNDARIES
from threads.reconstruct.types import Paragraph
from threads.reconstruct.unsourced import ANSWER
from threads.words.kinds import Kind
from threads.words.sentences import SENTENCE_END

# Marks that code, rows and paths are full of, and sentences are not.
SYMBOL = re.compile(r"[{}\[\]()<>=;_/\\|#$%&*+~^@:]")
# As long as this a line is a sentence, however it ends; below so many tokens it is a short one.
LONG_LINE, SHORT_LINE = 60, 5
AROUND = 3
# Words of a line that are compared with those of another.
LIKE_TOKENS = 40
SIZES = (
    (3, "under three"),
    (5, "three or four"),
    (8, "five to seven"),
    (12, "eight to eleven"),
    (20, "twelve to nineteen"),
)
STEPS = ((2, "one line"), (3, "two lines"), (5, "three or four lines"), (9, "five to eight lines"), (17, "nine to sixteen lines"),
         (41, "up to forty lines"))  # fmt: skip
CHAIN_SIZES = ((5, "under five"), (10, "five to nine"), (20, "ten to nineteen"), (40, "twenty to thirty-nine"))
FARS = ((1, "nothing"), (2, "one line"), (4, "two or three lines"), (8, "four to seven lines"))
REACH = 12  # paragraphs around a run
CHANCES = ((0.05, "hardly"), (0.15, "unlikely"), (0.35, "possibly"), (0.6, "likely"))
# What many say at the ends of posts, to each other and not of each other.
FAREWELLS = frozenset({"closes with thanks", "closes with a farewell", "closes with a wish or offer"})
GREETINGS = frozenset({"a greeting", "thanks", "a name"})
BRACKETS = {"[": "]", "(": ")", '"': '"', "\u201c": "\u201d"}
LENGTHS = ((2, "alone"), (3, "two"), (6, "three to five"))
SYMBOLS = ((0.01, "no"), (0.05, "few"), (0.12, "some"))
SHARED = ((0.01, "no word"), (0.2, "few words"), (0.45, "some words"))
SHARED_MOST = 8  # telling words; of a long line nobody takes up more
TAKEN = ((0.1, "a tenth"), (0.3, "a third"), (0.7, "half"))
REPEATED = ((0.01, "a hundredth"), (0.03, "three hundredths"), (0.08, "some"), (0.2, "a fifth"))
# A few words that many lines hold are a term of the page; so many lines above and below are looked at.
TERM_TOKENS, TERM_REACH = 4, 60
TERM_LINES = ((3, "two"), (5, "three or four"), (9, "five to eight"))
HEADING_TOKENS = 8
ITEM = "0123456789-*\u2022\u00b7"
COLONS = (":", "\uff1a")


@dataclass(frozen=True, slots=True)
class PageAndQuotes:
    """A page without its quotes; lists run parallel to its paragraphs."""

    paragraphs: Sequence[Paragraph]
    quoted: Sequence[int | None]  # places of sources, -1 where they are not here
    chances: Sequence[float]  # that a post begins there, the quotes left out
    staying: Sequence[float]  # sums of the logarithms of their opposites
    counts: Mapping[tuple[str, ...], int]
    before: Sequence[int]  # how many lines above each place are like others of the page
    words: Sequence[str]  # the tokens of each, in one text
    repeated: float  # the share of them that stands above too
    glances: Sequence[Glance]  # what each shows by itself


def view_of(
    paragraphs: Sequence[Paragraph],
    quotes: Mapping[int, QuoteMatch],
    plain: Sequence[list[str]],
    glances: Sequence[Glance] | None = None,
) -> PageAndQuotes:
    """Count once what is asked of every quote."""
    place_of = {paragraph.index: place for place, paragraph in enumerate(paragraphs)}
    quoted = [_place(quotes.get(paragraph.index), place_of) for paragraph in paragraphs]
    chances = [logistic(BOUNDARIES.score(cues)) for cues in plain]
    staying = list(accumulate((math.log(max(1e-9, 1 - chance)) for chance in chances), initial=0.0))
    before = list(accumulate((source is not None for source in quoted), initial=0))
    counts = Counter(paragraph.tokens for paragraph in paragraphs)
    words = [f" {' '.join(paragraph.tokens)} " for paragraph in paragraphs]
    repeated = sum(source is not None and source >= 0 for source in quoted) / max(1, len(quoted))
    if glances is None:
        glances = [glance(paragraph) for paragraph in paragraphs]
    return PageAndQuotes(paragraphs, quoted, chances, staying, counts, before, words, repeated, glances)


def each_quote(page: PageAndQuotes, quotes: Mapping[int, QuoteMatch]) -> Iterator[tuple[int, list[str]]]:
    """The place of each quote of words above it, with its cues."""
    for first, last in quote_runs(page.quoted):
        for chain in chains(page, quotes, first, last):
            cue = _chain_cue(page, chain)
            for place in chain:
                source = page.quoted[place]
                if source is not None and 0 <= source < place:
                    yield place, [*quote_cues(page, quotes[page.paragraphs[place].index], place, first, last), cue]


def chains(page: PageAndQuotes, quotes: Mapping[int, QuoteMatch], first: int, last: int) -> Iterator[range]:
    """The parts of a run whose lines go on as their sources do."""
    begin = first
    for place in range(first + 1, last + 2):
        if place <= last:
            above, here = quotes[page.paragraphs[place - 1].index], quotes[page.paragraphs[place].index]
            if here.source is not None and here.source == above.end_of_source(1) + 1:
                continue
        yield range(begin, place)
        begin = place


def _chain_cue(page: PageAndQuotes, chain: range) -> str:
    """One line says little, and several that come again in one order say more, however short each is."""
    count = sum(len(page.paragraphs[place].tokens) for place in chain)
    size = _called(count, CHAIN_SIZES, "forty or more")
    return f"{'stands alone' if len(chain) == 1 else 'goes on line by line'}, {size} words in all"


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
        *_words_cues(here, page.glances[place]),
        _crowd_cue(page, first, last),
        *_neighbour_cues(page, first, last),
        *_likeness_cues(page, place, first, last),
        *_company_cues(page, place, first, last),
        *_source_cues(page, quote, place, first, last),
        f"of the page {_called(page.repeated, REPEATED, 'much')} stands above too",
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


def _crowd_cue(page: PageAndQuotes, first: int, last: int) -> str:
    """Rows and clauses of one text repeat each other all around; quotes stand apart, with answers between."""
    low, high = max(0, first - REACH), min(len(page.paragraphs), last + 1 + REACH)
    others = page.before[first] - page.before[low] + page.before[high] - page.before[last + 1]
    return f"{_called(others, FARS, 'eight lines or more')} around it stands elsewhere too"


def _words_cues(paragraph: Paragraph, seen: Glance) -> list[str]:
    text = paragraph.text.strip()
    cues = [f"holds {_called(symbol_share(text), SYMBOLS, 'many')} symbols", f"is {paragraph.shape}"]
    if SENTENCE_END.search(text[-8:]):
        cues.append("ends a sentence")
    if text[:1].islower():
        cues.append("begins in lower case")
    if text[:1] in BRACKETS and text[-1:] == BRACKETS[text[0]]:
        cues.append("stands in brackets or quotation marks")
    cues += [trait for trait in seen.closing if trait in FAREWELLS]
    cues += [f"opens with {name}" for name in seen.opening[:1] if name in GREETINGS]
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
        cues.append(f"the line below holds {_called(symbol_share(below), SYMBOLS, 'many')} symbols")
    else:
        cues.append("nothing stands below")
    if first:
        above = page.paragraphs[first - 1].text.strip()
        cues.append(f"the line above holds {_called(symbol_share(above), SYMBOLS, 'many')} symbols")
        if above.endswith(COLONS):
            cues.append("a colon leads up to it")
        elif not SENTENCE_END.search(above[-8:]) and len(above) < LONG_LINE:
            cues.append("no sentence stands above")
    around = [*page.paragraphs[max(0, first - AROUND) : first], *page.paragraphs[last + 1 : last + 1 + AROUND]]
    short = sum(len(paragraph.tokens) < SHORT_LINE for paragraph in around)
    cues.append(f"of the lines around {short} are short")
    return cues


def _company_cues(page: PageAndQuotes, place: int, first: int, last: int) -> list[str]:
    """Whether the line below answers the run, and whether the line above was led up to it."""
    here = page.glances[place]
    cues = [f"says {word}" for word, is_said in (("you", here.tells), ("I", here.states)) if is_said]
    if here.asks:
        cues.append("asks something")
    text = page.paragraphs[place].text.strip()
    if text.endswith(COLONS):
        cues.append("leads up to something")
    if text[:1] in ITEM:
        cues.append("begins like an item")
    if first:
        opening = _topic(page, first, min(last, first + AROUND))
        cues.append(f"shares {_shared(opening, page.glances[first - 1].topic)} with the line above")
    if last + 1 < len(page.paragraphs):
        closing = _topic(page, max(first, last - AROUND), last)
        cues.append(f"shares {_shared(closing, page.glances[last + 1].topic)} with the line below")
        cues += _answer_cues(page, last + 1)
    return cues


def _topic(page: PageAndQuotes, first: int, last: int) -> frozenset[str]:
    return frozenset[str]().union(*(page.glances[place].topic for place in range(first, last + 1)))


def _answer_cues(page: PageAndQuotes, place: int) -> list[str]:
    below = page.glances[place]
    cues = [
        f"the line below opens with {below.opening[0] if below.opening else 'no known word'}",
        f"the line below begins a post: {_chance(page.chances[place])}",
    ]
    if ANSWER.match(page.paragraphs[place].text):
        cues.append("the line below answers")
    if below.tells:
        cues.append("the line below says you")
    if below.states:
        cues.append("the line below says I")
    return cues


def _source_cues(page: PageAndQuotes, quote: QuoteMatch, place: int, first: int, last: int) -> list[str]:
    """How the words stand where they come from, and whether what stands around them came along."""
    source = page.quoted[place]
    if source is None or not 0 <= source < place:
        return []
    here, there = page.paragraphs[place], page.paragraphs[source]
    cues = []
    if quote.kind is not Kind.EXACT:
        cues.append(f"takes {_called(len(here.tokens) / max(1, len(there.tokens)), TAKEN, 'most')} of its source")
    if not quote.start:
        cues.append("takes the first words of its source")
    if there.text.rstrip().endswith(COLONS):
        cues.append("its source leads up to something")
    if place == last and _is_heading(page, place):
        cues.append("reads like a heading")
    if len(here.tokens) <= TERM_TOKENS:
        near = page.words[max(0, place - TERM_REACH) : place + TERM_REACH]
        count = sum(page.words[place] in line for line in near)
        cues.append(f"its words stand in {_called(count, TERM_LINES, 'many')} lines")
    return [*cues, *_cues_beside(page, source, first, last)]


def _is_heading(page: PageAndQuotes, place: int) -> bool:
    """A few words without a stop over a longer paragraph, as in "Opening the lower gate"."""
    here, below = page.paragraphs[place], page.paragraphs[place + 1 : place + 2]
    text = here.text.strip()
    is_set = len(here.tokens) <= HEADING_TOKENS and text[:1].isupper() and not SENTENCE_END.search(text[-8:])
    return is_set and bool(below) and len(below[0].tokens) > 2 * len(here.tokens)


def _cues_beside(page: PageAndQuotes, source: int, first: int, last: int) -> list[str]:
    """Whether the lines beside the run speak of what those beside its source speak of."""
    begins, ends = page.quoted[first] or 0, page.quoted[last]
    above = (begins if begins > 0 else source) - 1
    below = (ends if ends is not None and ends >= 0 else source) + 1
    cues = []
    if first and source:
        cues.append(f"the lines above both share {_shared(page.glances[first - 1].topic, page.glances[above].topic)}")
    if last + 1 < len(page.paragraphs) and below < first:
        cues.append(f"the lines below both share {_shared(page.glances[last + 1].topic, page.glances[below].topic)}")
    return cues


def _shared(one: frozenset[str], other: frozenset[str]) -> str:
    """How much of the telling words stands in both."""
    most = min(len(one), len(other), SHARED_MOST)
    return _called(len(one & other) / most if most else 0, SHARED, "many words")


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


def symbol_share(text: str) -> float:
    """The share of marks that sentences do without."""
    head = text[:300]
    return len(SYMBOL.findall(head)) / max(1, len(head))


def _called(value: float, names: Sequence[tuple[float, str]], largest: str) -> str:
    at = bisect_left([limit for limit, _ in names], value + 1e-9)
    return names[at][1] if at < len(names) else largest


def _chance(probability: float) -> str:
    return _called(probability, CHANCES, "surely")


def _place(quote: QuoteMatch | None, place_of: Mapping[int, int]) -> int | None:
    if quote is None:
        return None
    return place_of.get(quote.source, -1) if quote.source is not None else -1
