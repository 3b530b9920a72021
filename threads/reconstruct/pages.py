"""One record -> a page: its paragraphs and all that can be told of them without looking at other pages.

Everything here depends on the page alone, so a page is read once whatever is imported before or after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from threads.reconstruct.furniture import LABEL, Furniture, read_furniture
from threads.reconstruct.heads import Heads, read_heads
from threads.reconstruct.heads.quote_marks import begun_quotes, unmarked_quotes
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.quote_runs import FORMULA, QuoteMatch
from threads.reconstruct.quotes import find_quotes
from threads.reconstruct.rendered.values import Rendering
from threads.reconstruct.renderings import SecondRendering, second_rendering
from threads.reconstruct.types import AuthorReading, Paragraph
from threads.reconstruct.unsourced import find_unsourced, is_cut_quote, shortens
from threads.records import ByHand, Held, TextRecord

# The same words closing or opening this many posts of one page are nobody's quote: a signature, a footer, a habit.
BOILERPLATE_REPEATS = 5
BOILERPLATE_TOKENS = range(3, 26)
NOTHING_RENDERED = Rendering()


@dataclass(frozen=True, slots=True)
class Page:
    """A record with its paragraphs, the role of those that are no post, and the quotes found within it.

    Lines that render posts that their format states, and those that speak of them, are in no paragraph.
    """

    record: TextRecord
    lines: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    furniture: Furniture
    second: SecondRendering
    boilerplate: frozenset[int]
    quotes: Mapping[int, QuoteMatch]
    is_shortened: bool
    rendering: Rendering = NOTHING_RENDERED
    held: Held | None = None
    heads: Heads | None = None
    repeats: Mapping[int, QuoteMatch] = field(
        default_factory=dict
    )  # words that stand above too, and no quote is proven
    by_hand: ByHand | None = None
    is_talk: bool = True  # somebody seems to speak here: it is no program, table or log

    @property
    def document(self) -> str:
        return self.record.document

    @property
    def content(self) -> list[int]:
        """Paragraphs that belong to posts, in order: no furniture, no second rendering."""
        return [p.index for p in self.paragraphs if not self.is_outside(p.index)]

    def is_outside(self, index: int) -> bool:
        return self.furniture.holds(index) or index in self.second.originals

    @property
    def has_profile(self) -> bool:
        """Whether it shows the posts of one author, whom it may name."""
        return self.author is not None

    @property
    def author(self) -> AuthorReading | None:
        if self.heads and self.heads.owner:
            return AuthorReading(self.heads.owner, self.heads.aliases.get(self.heads.owner, ()))
        return self.furniture.author

    @property
    def rank(self) -> tuple[int, bool, int, str]:
        """Pages in which posts stand among what they answer come first, then the longer text, then the smaller hash.

        The first page in this order that holds a post holds its original.
        """
        if self.held and self.held.rank:
            return (*self.held.rank, self.document)
        answers = any(citation.source is not None for citation in self.quotes.values())
        kind = 2 if self.has_profile else 0 if answers else 1
        return kind, self.is_shortened, -sum(map(len, self.lines)), self.document

    @property
    def title(self) -> str | None:
        """The page's own title: what its heads say, else an unknown label among the furniture at its top."""
        if self.heads:
            return self.heads.title
        for index in sorted(self.furniture.chrome):
            paragraph = self.paragraphs[index]
            if len(paragraph.tokens) >= 3 and not LABEL.match(paragraph.text.strip()):
                return paragraph.text.strip()
        return None


def read_page(record: TextRecord, rendering: Rendering = NOTHING_RENDERED, held: Held | None = None) -> Page:
    """Read one record as far as it goes by itself, without the lines that render stated posts."""
    lines = record.lines
    is_wrapped = held.is_wrapped if held else None
    heads, spoken = (None, lines) if rendering else read_heads(lines, held.heads if held else None)
    paragraphs = paragraphs_of(spoken, is_wrapped=is_wrapped)
    furniture = Furniture() if heads else read_furniture(paragraphs)
    if rendering:
        whole, taken = paragraphs, rendering.lines
        left = ["" if number in taken else line for number, line in enumerate(lines, 1)]
        paragraphs = paragraphs_of(left, is_wrapped=is_wrapped)
        furniture = furniture.within(_alike(whole, paragraphs))
    content = [p.index for p in paragraphs if not furniture.holds(p.index)]
    second = _second(record, paragraphs, content, held, heads)
    unquoted = set(content).difference(begun_quotes(heads, lines, paragraphs, content) if heads else ())
    alone = [index for index in content if index in unquoted and index not in second.originals]
    boilerplate = frozenset(_boilerplate(paragraphs, alone))

    def outside(index: int) -> bool:
        return furniture.holds(index) or index in second.originals or index in boilerplate

    is_shortened = shortens(paragraphs)
    shows_one = furniture.author is not None or is_shortened
    sourced = find_quotes(paragraphs, outside, second.shown)
    quotes = {**sourced, **find_unsourced(paragraphs, outside, sourced, shows_one_author=shows_one)}
    unlikely = _unlikely_quotes(quotes, lines, paragraphs, held, heads)
    quotes = {index: each for index, each in quotes.items() if index not in unlikely}
    return Page(
        record,
        tuple(lines),
        tuple(paragraphs),
        furniture,
        second,
        boilerplate,
        quotes,
        is_shortened,
        rendering,
        held,
        heads,
    )


def _unlikely_quotes(
    quotes: Mapping[int, QuoteMatch],
    lines: Sequence[str],
    paragraphs: Sequence[Paragraph],
    held: Held | None,
    heads: Heads | None,
) -> set[int]:
    """Those that only chance made, by the page's heads, and those that what was held says are none."""
    unlikely = set(unmarked_quotes(heads, lines, paragraphs, quotes)) if heads else set()
    if held:
        unlikely.update(index for index in quotes if not held.may_quote(paragraphs[index].first_line))
    return unlikely


def _second(
    record: TextRecord, paragraphs: Sequence[Paragraph], content: Sequence[int], held: Held | None, heads: Heads | None
) -> SecondRendering:
    """What of the page repeats the page itself; where heads say whose each word is, nothing does."""
    if held:
        return _second_as_before(record, paragraphs, held)
    return SecondRendering() if heads else second_rendering(paragraphs, content)


def _second_as_before(record: TextRecord, paragraphs: Sequence[Paragraph], held: Held) -> SecondRendering:
    """What of a page repeated the page itself before words were erased from it, and what was a quote."""
    index_of = {line: p.index for p in paragraphs for line in range(p.first_line, p.last_line + 1)}
    own = {line: source for line, (document, source) in held.copies.items() if document == record.document}
    pairs = ((index_of.get(line), index_of.get(source)) for line, source in sorted(own.items(), reverse=True))
    originals = {copy: first for copy, first in pairs if copy is not None and first is not None}
    return SecondRendering(originals, frozenset(index_of[line] for line in held.quotes if line in index_of))


def _alike(paragraphs: Sequence[Paragraph], others: Sequence[Paragraph]) -> int:
    """How many paragraphs at the top are the same lines."""
    pairs = zip(paragraphs, others, strict=False)
    differing = (n for n, (one, other) in enumerate(pairs) if one.text != other.text)
    return next(differing, min(len(paragraphs), len(others)))


def _boilerplate(paragraphs: Sequence[Paragraph], content: Sequence[int]) -> list[int]:
    """Paragraphs whose words stand in the page again and again, each time among other words."""
    places: dict[tuple[str, ...], list[int]] = {}
    around = {
        index: (paragraphs[above].tokens if above is not None else None, paragraphs[below].tokens if below else None)
        for above, index, below in zip([None, *content], content, [*content[1:], None], strict=False)
    }
    for index in content:
        if len(paragraphs[index].tokens) in BOILERPLATE_TOKENS and paragraphs[index].shape in ("prose", "rule"):
            places.setdefault(paragraphs[index].tokens, []).append(index)
    return [
        index
        for indexes in places.values()
        if len(indexes) >= BOILERPLATE_REPEATS
        and not FORMULA.search(paragraphs[indexes[0]].text)
        and _in_varied_company([around[index] for index in indexes])
        for index in indexes
        if not is_cut_quote(paragraphs[index])
    ]


def _in_varied_company(around: Sequence[tuple[object, object]]) -> bool:
    """Whether neither neighbour comes back: a passage that is quoted again and again brings its neighbours along."""
    above, below = zip(*around, strict=True)
    return len(set(above)) == len(above) and len(set(below)) == len(below)
