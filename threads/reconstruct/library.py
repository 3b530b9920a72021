"""Pages of one archive -> which paragraphs of each render or quote paragraphs of others.

    a page                                     a page that is ranked before it
    The lock leaks at the sill in every wet    holds it as paragraph 4, by fingerprints: a rendering
    month, and nobody mends it.
    Not here.                                  too short for fingerprints, so looked for where its neighbours stand
    ^^^^^^^^^                                  and found as paragraph 5: a rendering
    The gates are worse, I would say, and      holds it as paragraph 6: a rendering
    have been so for a year.
    All he says is "the lock leaks at the      holds these words in paragraph 4, and others not: a quote
    sill in every wet month", and no more.

Pages find each other by fingerprints; what they share is then compared word for word. A fingerprint that too many
documents hold links nothing, so one sentence that everybody repeats does not tie an archive into a knot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from threads.reconstruct.direction import AROUND, CLEAR, looks_quoted
from threads.reconstruct.fingerprint import COMMON_DOCUMENTS, paragraph_fingerprints
from threads.reconstruct.heads.quote_marks import marked_quotes
from threads.reconstruct.match import Index, Match, Probe, probe_of
from threads.reconstruct.pages import Page
from threads.reconstruct.quote_runs import PROVEN_TOKENS
from threads.reconstruct.quotes import literal, packed, stripped
from threads.reconstruct.renderings import Candidate, best_path, renders
from threads.reconstruct.types import Paragraph
from threads.words.kinds import Kind

# Candidates looked at for one paragraph, in the pages that share most with it.
MAX_CANDIDATES = 12
# A short paragraph has no fingerprint of its own; it is looked for where its neighbours stand.
NEIGHBOURS = 3
# A known quote needs fewer words to find its source in another page than it takes to prove a quote.
KNOWN_QUOTE_TOKENS = 5
MAX_AKIN = 4
# The page of one author takes its short posts from as many threads.
MAX_OF_AUTHOR = 32

Spot = tuple[int, int]  # page, paragraph


@dataclass(frozen=True, slots=True)
class Link:
    """What a paragraph takes from another page."""

    target: Spot
    start: int
    end: int
    kind: Kind
    identity: float
    is_told: bool = False  # by a person


@dataclass(frozen=True, slots=True)
class Links:
    """For the whole archive: paragraphs that render others, with the root, paragraphs that quote other pages, and those
    that stand on another page too while nothing says who took them from whom.
    """

    renderings: Mapping[Spot, Spot] = field(default_factory=dict)
    quotes: Mapping[Spot, Link] = field(default_factory=dict)
    repeats: Mapping[Spot, Link] = field(default_factory=dict)

    def root(self, spot: Spot, pages: Sequence[Page]) -> Spot:
        """The original of a paragraph.

            page 7, paragraph 3  ->  page 2, paragraph 9  ->  page 2, paragraph 4
                                                              ^    that page shows 4 a second time as 9

        It stands on the page that it was first read in, as the first of its renderings there.
        """
        page, index = self.renderings.get(spot, spot)
        index = pages[page].second.originals.get(index, index)
        return self.renderings.get((page, index), (page, index))


class Library:
    """Pages in their rank, findable by what they hold."""

    def __init__(self, pages: Sequence[Page], common: AbstractSet[int]) -> None:
        self.pages = pages
        # A page alone is asked for nothing.
        shared = pages if len(pages) > 1 else ()
        self._values = [[tuple(paragraph_fingerprints(p)) for p in page.paragraphs] for page in shared]
        self._holders: dict[int, set[int]] = {}
        for number, page_values in enumerate(self._values):
            for value in {value for values in page_values for value in values}:
                if value not in common:
                    self._holders.setdefault(value, set()).add(number)
        crowded = [value for value, holders in self._holders.items() if len(holders) > COMMON_DOCUMENTS]
        for value in crowded:
            del self._holders[value]
        self._indexes: dict[int, Index] = {}
        self._ranks: dict[int, dict[int, int]] = {}
        self._kin: dict[int, list[int]] = {}
        self._wordless: dict[int, dict[str, list[int]]] = {}
        self._evidence: dict[Spot, float] = {}

    def links(self) -> Links:
        """Renderings first, in rank order, so that an original is known before its copies; then quotes."""
        if len(self.pages) < 2:
            return Links()
        renderings: dict[Spot, Spot] = {}
        for number in range(len(self.pages)):
            self._find_renderings(number, renderings)
        quotes: dict[Spot, Link] = {}
        repeats: dict[Spot, Link] = {}
        for number in range(len(self.pages)):
            self._find_quotes(number, renderings, quotes, repeats)
        return Links(renderings, quotes, repeats)

    def _near(self, number: int, index: int) -> list[int]:
        """Other pages that share words with a paragraph, those that share most first."""
        counts: Counter[int] = Counter()
        for value in self._values[number][index]:
            counts.update(self._holders.get(value, ()))
        counts.pop(number, None)
        return sorted(counts, key=lambda page: (-counts[page], page))[:MAX_CANDIDATES]

    def _akin(self, number: int) -> list[int]:
        """The pages that share most with a whole page: where a quote in pieces, or a short one, is looked for."""
        if number not in self._kin:
            counts: Counter[int] = Counter()
            for values in self._values[number]:
                for value in values:
                    counts.update(self._holders.get(value, ()))
            counts.pop(number, None)
            self._kin[number] = sorted(counts, key=lambda page: (-counts[page], page))
        return self._kin[number]

    def _index(self, number: int) -> Index:
        if number not in self._indexes:
            index = Index()
            for at in self.pages[number].content:
                index.add(at, self.pages[number].paragraphs[at].tokens)
            self._indexes[number] = index
        return self._indexes[number]

    def _marks(self, number: int) -> dict[str, list[int]]:
        """Paragraphs without a word, such as a row of dashes, by their marks."""
        if number not in self._wordless:
            by_marks: dict[str, list[int]] = {}
            for paragraph in self.pages[number].paragraphs:
                if not paragraph.tokens:
                    by_marks.setdefault(packed(paragraph.text), []).append(paragraph.index)
            self._wordless[number] = by_marks
        return self._wordless[number]

    def _rank(self, number: int) -> dict[int, int]:
        if number not in self._ranks:
            self._ranks[number] = {index: rank for rank, index in enumerate(self.pages[number].content)}
        return self._ranks[number]

    def _find_renderings(self, number: int, renderings: dict[Spot, Spot]) -> None:
        page = self.pages[number]
        earlier = self._held_renderings(number)
        renderings.update((spot, renderings.get(target, target)) for spot, target in earlier.items())
        content = [index for index in page.content if not self._is_settled(page, index, earlier, number)]
        candidates = [self._candidates(number, index) for index in content]
        if not any(candidates):
            return
        candidates = self._with_short_ones(number, content, candidates)
        counts = [len(page.paragraphs[index].tokens) for index in content]
        path = best_path([1.0 + min(count, 30) / 10 for count in counts], candidates)
        for index, option, accepted in zip(
            content, path, renders(path, counts, of_one_author=page.has_profile), strict=True
        ):
            if option and accepted:
                target = (option.page, option.index)
                renderings[number, index] = renderings.get(target, target)

    def _held_renderings(self, number: int) -> dict[Spot, Spot]:
        """What a page repeated of other pages, as far as these are here, before words were erased from it."""
        page = self.pages[number]
        copies = page.held.copies if page.held else {}
        numbers = {each.document: place for place, each in enumerate(self.pages) if place != number}
        target_of: dict[Spot, Spot] = {}
        for index in page.content if copies else ():
            document, line = copies.get(page.paragraphs[index].first_line, ("", 0))
            if document not in numbers:
                continue
            others = self.pages[numbers[document]].paragraphs
            target = next((p.index for p in others if p.first_line <= line <= p.last_line), None)
            if target is not None:
                target_of[number, index] = (numbers[document], target)
        return target_of

    def _is_settled(self, page: Page, index: int, earlier: Mapping[Spot, Spot], number: int) -> bool:
        """Whether it is known from before what a paragraph is."""
        is_own = page.held is not None and page.paragraphs[index].first_line in page.held.roles
        return is_own or (number, index) in earlier

    def _candidates(self, number: int, index: int) -> list[Candidate]:
        """Paragraphs of pages ranked before this one that hold the same words, whole or cut at the end."""
        paragraph = self.pages[number].paragraphs[index]
        candidates: list[Candidate] = []
        for page in self._near(number, index):
            if page < number:
                candidates.extend(self._same_in(page, paragraph))
        return candidates[:MAX_CANDIDATES]

    def _same_in(self, page: int, paragraph: Paragraph) -> list[Candidate]:
        others = self.pages[page].paragraphs
        same = self._index(page).equal(paragraph.tokens)
        if not same and len(paragraph.tokens) >= PROVEN_TOKENS:
            probe = probe_of(paragraph)
            matches = self._index(page).containing(probe) if probe.is_cut else self._index(page).resembling(probe)
            same = [m.target for m in matches if _is_whole(m, others[m.target], probe)]
        return [self._candidate(page, index) for index in same]

    def _candidate(self, page: int, index: int) -> Candidate:
        ranks = self._rank(page)
        rank = ranks[index]
        return Candidate(page, index, rank, is_first=rank == 0, is_last=rank == len(ranks) - 1)

    def _with_short_ones(
        self, number: int, content: Sequence[int], candidates: Sequence[list[Candidate]]
    ) -> list[list[Candidate]]:
        """Look for paragraphs too short for fingerprints in the pages their neighbours were found in."""
        answer = []
        for rank, (index, rows) in enumerate(zip(content, candidates, strict=True)):
            equals = rows
            paragraph = self.pages[number].paragraphs[index]
            if not rows and not self._values[number][index]:
                window = candidates[max(0, rank - NEIGHBOURS) : rank + NEIGHBOURS + 1]
                near = Counter(option.page for options in window for option in options)
                pages = sorted(near, key=lambda page: (-near[page], page))[:MAX_AKIN]
                equals = self._equal_in_all(pages, paragraph)
                if not equals and self.pages[number].has_profile:
                    akin = [page for page in self._akin(number)[:MAX_OF_AUTHOR] if page < number]
                    equals = self._equal_in_all(akin, paragraph)
            answer.append(equals)
        return answer

    def _equal_in_all(self, pages: Sequence[int], paragraph: Paragraph) -> list[Candidate]:
        return [option for page in pages for option in self._equal_in(page, paragraph)][:MAX_CANDIDATES]

    def _equal_in(self, page: int, paragraph: Paragraph) -> list[Candidate]:
        if paragraph.tokens:
            indexes = self._index(page).equal(paragraph.tokens)
        else:
            indexes = self._marks(page).get(packed(paragraph.text), [])[:MAX_CANDIDATES]
        return [self._candidate(page, index) for index in indexes if index in self._rank(page)]

    def _find_quotes(
        self, number: int, renderings: Mapping[Spot, Spot], quotes: dict[Spot, Link], repeats: dict[Spot, Link]
    ) -> None:
        """Sources in other pages for paragraphs that have none in their own."""
        page = self.pages[number]
        for index in page.content:
            quote = page.quotes.get(index)
            if page.held and not page.held.may_quote(page.paragraphs[index].first_line):
                continue
            if (number, index) in renderings or (quote and quote.source is not None) or index in page.boilerplate:
                continue
            links = self._found_elsewhere(number, page.paragraphs[index], renderings, is_known=quote is not None)
            # Whole before part; then the page whose posts stand among what they answer.
            best = min(links, key=lambda link: (link.kind is not Kind.EXACT, link.target), default=None)
            if best and best.kind is Kind.EXACT and not (quote or page.heads):
                least = min(
                    (link for link in links if link.kind is Kind.EXACT),
                    key=lambda link: self._looks_quoted(link.target),
                )
                if self._looks_quoted((number, index)) >= self._looks_quoted(least.target) + CLEAR:
                    quotes[number, index] = least
                else:
                    repeats[number, index] = best
            elif best:
                quotes[number, index] = best

    def _found_elsewhere(
        self, number: int, paragraph: Paragraph, renderings: Mapping[Spot, Spot], *, is_known: bool
    ) -> list[Link]:
        needed = KNOWN_QUOTE_TOKENS if is_known else PROVEN_TOKENS
        if len(paragraph.tokens) < needed or paragraph.shape not in ("prose", "list"):
            return []
        probe = probe_of(paragraph)
        links: list[Link] = []
        near = self._near(number, paragraph.index)
        if not near and (is_known or probe.pieces):
            near = self._akin(number)[:MAX_AKIN]
        for page in near:
            for match in self._index(page).containing(probe):
                link = self._link(number, page, match, renderings)
                if link and (is_known or probe.pieces or self._is_proof(paragraph, link)):
                    links.append(link)
        return links

    def _looks_quoted(self, spot: Spot) -> float:
        """How much a paragraph looks like a quote of another page that holds it too, by its neighbours here."""
        if spot not in self._evidence:
            page, index = self.pages[spot[0]], spot[1]
            reach = range(max(0, index - AROUND), min(len(page.paragraphs), index + AROUND + 1))
            near = [at for at in reach if at == index or not page.is_outside(at)]
            self._evidence[spot] = looks_quoted([page.paragraphs[at] for at in near], near.index(index))
        return self._evidence[spot]

    def _link(self, number: int, page: int, match: Match, renderings: Mapping[Spot, Spot]) -> Link | None:
        """The link to the root, or nothing where the words are a quote there too."""
        spot = renderings.get((page, match.target), (page, match.target))
        if spot[0] == number or spot[1] in self.pages[spot[0]].quotes:
            return None
        length = len(self.pages[spot[0]].paragraphs[spot[1]].tokens)
        return Link(spot, min(match.start, length - 1), min(match.end, length), match.kind, match.identity)

    def _is_proof(self, paragraph: Paragraph, link: Link) -> bool:
        """Whether the words are copied to the letter."""
        source = self.pages[link.target[0]].paragraphs[link.target[1]]
        return packed(stripped(literal(paragraph.text))) in packed(literal(source.text))


def _is_whole(match: Match, target: Paragraph, probe: Probe) -> bool:
    """Whether a match covers its target from the start to the end, or to where the copy was cut."""
    slack = 0.1 * len(target.tokens)
    starts = match.start <= slack or probe.is_cut_head
    ends = match.end >= len(target.tokens) - slack or probe.is_cut_tail
    return starts and ends


def without_chance(links: Links, pages: Sequence[Page]) -> Links:
    """The links but for quotes that a page with heads does not mark: nobody there quotes another page unsaid."""
    by_page: dict[int, set[int]] = {}
    for number, index in links.quotes:
        by_page.setdefault(number, set()).add(index)
    chance: set[Spot] = set()
    for number, indexes in by_page.items():
        page = pages[number]
        if page.heads:
            marked = marked_quotes(page.heads, page.lines, page.paragraphs, indexes)
            chance.update((number, index) for index in indexes - marked)
    if not chance:
        return links
    return replace(links, quotes={spot: link for spot, link in links.quotes.items() if spot not in chance})
