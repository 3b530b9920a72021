"""Pages and the links between them -> posts: cuts each page into utterances and says where else each one stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise, takewhile

from threads.reconstruct.boundary_cues import Glance, glance
from threads.reconstruct.boundary_features import plain_cues
from threads.reconstruct.by_hand import SET_BY_HAND, beginnings_by_hand, said_by_hand
from threads.reconstruct.library import Links, Spot
from threads.reconstruct.pages import Page
from threads.reconstruct.repeats import is_talk, settle
from threads.reconstruct.segment import MODEL, segment, weighed
from threads.reconstruct.types import Paragraph
from threads.reconstruct.unsourced import breaks_off, is_cut_quote

# A copy of fewer words may be matched to the wrong place, so it proves no boundary.
PROOF_TOKENS = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """A post in the making: its paragraphs on its original page, and its copies elsewhere by page."""

    key: str
    page: int
    ordinal: int  # 1-based on its page
    paragraphs: tuple[int, ...]
    confidence: float
    cues: tuple[str, ...]
    head: int | None = None  # which of the page's heads states its author and date

    @property
    def place(self) -> tuple[int, int]:
        return self.page, self.paragraphs[0]


def draft_posts(pages: Sequence[Page], links: Links) -> tuple[list[Page], list[Draft]]:
    """Cut every page into posts, in reading order of the pages given, and tell its quotes from its repetitions."""
    learnt = _learnt_boundaries(pages, links)
    settled: list[Page] = []
    drafts: list[Draft] = []
    for number, page in enumerate(pages):
        kept = [index for index in page.content if (number, index) not in links.renderings]
        paragraphs = [page.paragraphs[index] for index in kept]
        glances = [glance(paragraph) for paragraph in paragraphs]
        plain = plain_cues(paragraphs, MODEL.known, glances)
        settled.append(_settled(page, paragraphs, plain, glances))
        cut = list(_drafts_of(settled[-1], number, links, kept, plain, learnt.get(number, {})))
        settled[-1] = _with_signatures(settled[-1], cut)
        drafts += cut
    return settled, drafts


def _with_signatures(page: Page, drafts: Sequence[Draft]) -> Page:
    """Words that come back are signatures where they open or close posts, nearly always; amid them they are what somebody says often."""
    if not page.boilerplate or page.held:
        return page
    places = Counter(page.paragraphs[index].tokens for index in page.boilerplate)
    edges: Counter[tuple[str, ...]] = Counter()
    for draft in drafts:
        ends = {*takewhile(page.boilerplate.__contains__, draft.paragraphs)}
        ends.update(takewhile(page.boilerplate.__contains__, reversed(draft.paragraphs)))
        edges.update(page.paragraphs[index].tokens for index in ends)
    # What is all that the first post says is no signature: others say it again.
    first = drafts[0].paragraphs if drafts else ()
    said = {page.paragraphs[index].tokens for index in first} if page.boilerplate.issuperset(first) else set()
    kept = frozenset(
        index
        for index in page.boilerplate
        if (words := page.paragraphs[index].tokens) not in said and _is_nearly_all(edges, places, words)
    )
    return page if kept == page.boilerplate else replace(page, boilerplate=kept)


def _is_nearly_all(part: Counter[tuple[str, ...]], whole: Counter[tuple[str, ...]], words: tuple[str, ...]) -> bool:
    return 10 * part[words] >= 9 * whole[words]


def _settled(
    page: Page, paragraphs: Sequence[Paragraph], plain: Sequence[list[str]], glances: Sequence[Glance]
) -> Page:
    """The page with its quotes told from what only repeats itself; where it says whose each word is, little is doubted."""
    talks = is_talk(paragraphs)
    if page.held or (page.heads and talks):
        return page
    # A second rendering that leaves out the quotes shows what is none.
    own = frozenset(page.second.originals.values()) if page.second.shown else frozenset()
    proven = {*page.second.shown, *(index for index, quote in page.quotes.items() if quote.is_told)}
    settled = settle(paragraphs, page.quotes, plain, proven=proven, own=own, talks=talks, glances=glances)
    repeats = {**page.repeats, **settled.repeats}
    return replace(page, quotes=settled.quotes, repeats=repeats, is_talk=talks or page.heads is not None)


def _drafts_of(
    page: Page, number: int, links: Links, kept: Sequence[int], plain: Sequence[list[str]], learnt: Mapping[int, bool]
) -> Iterator[Draft]:
    place_of = {index: place for place, index in enumerate(kept)}
    quoted = [_quoted_place(page, number, index, links, place_of) for index in kept]
    # Where nobody speaks, nobody's post begins.
    sure = {} if page.is_talk else dict.fromkeys(range(1, len(kept)), False)
    sure.update((place_of[index], value) for index, value in learnt.items() if index in place_of)
    sure.update(_after_copies(page, number, links, place_of))
    sure.update(_after_rendered(page, kept))
    sure.update(_after_cuts(page, kept))
    sure.update(_headed(page, kept))
    sure.update(_held(page, kept))
    sure.update(beginnings_by_hand(page, kept))
    used: Counter[str] = Counter()
    paragraphs = [page.paragraphs[index] for index in kept]
    pieces = segment(paragraphs, quoted, boundaries=weighed(plain, quoted), sure=sure)
    for ordinal, piece in enumerate(pieces, 1):
        indexes = tuple(kept[piece.first : piece.last + 1])
        opening = _opening_words(page, indexes)
        used[opening] += 1
        key = sha256("\0".join(("post", page.document, opening, str(used[opening]))).encode()).hexdigest()
        head = _head_of(page, indexes[0])
        known = _told(page, indexes[0]) or _known_beginning(page, indexes[0]) or _stated_beginning(page, head)
        yield Draft(key, number, ordinal, indexes, *(known or (piece.confidence, piece.cues)), head)


def _quoted_place(page: Page, number: int, index: int, links: Links, place_of: Mapping[int, int]) -> int | None:
    """Where the source of a quote stands among the paragraphs of posts, -1 where it does not; None for own words."""
    citation = page.quotes.get(index)
    if citation is None and (number, index) not in links.quotes:
        return None
    return place_of.get(citation.source, -1) if citation and citation.source is not None else -1


def _head_of(page: Page, index: int) -> int | None:
    return page.heads.post_at(page.paragraphs[index].first_line) if page.heads else None


def _stated_beginning(page: Page, head: int | None) -> tuple[float, tuple[str, ...]] | None:
    return (page.heads.confidence, page.heads.cues) if page.heads and head is not None else None


def _told(page: Page, index: int) -> tuple[float, tuple[str, ...]] | None:
    return (1.0, (SET_BY_HAND,)) if said_by_hand(page, index) else None


def _headed(page: Page, kept: Sequence[int]) -> dict[int, bool]:
    """On a page that states who wrote what, a post begins at each head and nowhere else."""
    if page.heads is None:
        return {}
    owners = [_head_of(page, index) for index in kept]
    return {place: owners[place] != owners[place - 1] for place in range(1, len(kept))}


def _held(page: Page, kept: Sequence[int]) -> dict[int, bool]:
    """Where posts begin on a page from which words were erased: where they did before, and nowhere else."""
    if page.held is None:
        return {}
    return {place: _known_beginning(page, index) is not None for place, index in enumerate(kept)}


def _known_beginning(page: Page, index: int) -> tuple[float, tuple[str, ...]] | None:
    paragraph = page.paragraphs[index]
    lines = range(paragraph.first_line, paragraph.last_line + 1)
    begins = page.held.begins if page.held else {}
    return next((begins[line] for line in lines if line in begins), None)


def _after_copies(page: Page, number: int, links: Links, place_of: Mapping[int, int]) -> dict[int, bool]:
    """A paragraph directly after a copied one starts a post of its own."""
    content = page.content
    return {
        place_of[index]: True
        for above, index in pairwise(content)
        if index in place_of and (number, above) in links.renderings
    }


def _after_rendered(page: Page, kept: Sequence[int]) -> dict[int, bool]:
    """So does one after a post that another document states."""
    if not page.rendering:
        return {}
    lines = [(page.paragraphs[index].first_line, page.paragraphs[index].last_line) for index in kept]
    pairs = enumerate(pairwise(lines), 1)
    return {place: True for place, (above, below) in pairs if page.rendering.parts(above[1], below[0])}


def _after_cuts(page: Page, kept: Sequence[int]) -> dict[int, bool]:
    """A page that shortens posts cuts each at its end, so the next paragraph starts another."""
    if not page.is_shortened:
        return {}
    sure: dict[int, bool] = {}
    for place, (above, index) in enumerate(pairwise(kept), 1):
        if breaks_off(page.paragraphs[above], page.quotes.get(above)):
            sure[place] = True
        elif page.paragraphs[index].shape == "list" and above in page.quotes and index in page.quotes:
            sure[place] = False  # the list was quoted along with what leads up to it
        elif is_cut_quote(page.paragraphs[index]) and above not in page.quotes:
            sure[place] = False  # a page shows what is left of a quote below the words that introduce or follow it
    return sure


def _opening_words(page: Page, indexes: Sequence[int]) -> str:
    """What a post is known by: its first own paragraph, which later imports move least."""
    own = [index for index in indexes if index not in page.quotes]
    paragraph = page.paragraphs[own[0] if own else indexes[0]]
    return " ".join(paragraph.tokens) or paragraph.text


def _learnt_boundaries(pages: Sequence[Page], links: Links) -> dict[int, dict[int, bool]]:
    """Where a page of one author's posts jumps from one place to another, a post ends and another begins."""
    sure: dict[int, dict[int, bool]] = {}
    ranks = [{index: rank for rank, index in enumerate(page.content)} for page in pages]
    for number, page in enumerate(pages):
        if not page.has_profile:
            continue
        spots = [links.renderings.get((number, index)) for index in page.content]
        for above, here in zip([None, *spots], [*spots, None], strict=True):
            if (
                above
                and here
                and above[0] == here[0]
                and ranks[here[0]].get(here[1], 0) - ranks[above[0]].get(above[1], 0) == 1
            ):
                continue
            if here and _is_telling(pages, here):
                sure.setdefault(here[0], {})[here[1]] = True
            if above and _is_telling(pages, above):
                _mark_next(pages, above, ranks, sure)
    return sure


def _mark_next(
    pages: Sequence[Page], spot: Spot, ranks: Sequence[Mapping[int, int]], sure: dict[int, dict[int, bool]]
) -> None:
    content = pages[spot[0]].content
    rank = ranks[spot[0]].get(spot[1])
    if rank is not None and rank + 1 < len(content):
        sure.setdefault(spot[0], {})[content[rank + 1]] = True


def _is_telling(pages: Sequence[Page], spot: Spot) -> bool:
    return len(pages[spot[0]].paragraphs[spot[1]].tokens) >= PROOF_TOKENS


def author_pages(pages: Sequence[Page], links: Links, drafts: Sequence[Draft]) -> dict[str, str]:
    """Post key -> the document of the one author whose page shows it: as its original, or a copy of most of it."""
    shown: dict[Spot, list[int]] = {}
    for (number, _), target in links.renderings.items():
        if pages[number].has_profile:
            shown.setdefault(target, []).append(number)
    answer: dict[str, str] = {}
    for draft in drafts:
        if pages[draft.page].has_profile:
            answer[draft.key] = pages[draft.page].document
            continue
        counts = Counter(number for index in draft.paragraphs for number in set(shown.get((draft.page, index), ())))
        best = counts.most_common(2)
        is_clear = best and 2 * best[0][1] > len(draft.paragraphs) and (len(best) < 2 or best[0][1] > best[1][1])
        if is_clear:
            answer[draft.key] = pages[best[0][0]].document
    return answer
