"""A page and the edges among its posts -> whether it is one exchange or a collection, and the edges that follow.

In a conversation a post that answers nobody in particular is read under the opening post; in a collection it stands
alone. See "Pages that state no structure" in the design.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from threads.reconstruct.by_hand import SET_BY_HAND
from threads.reconstruct.edges import SEQUENCE_CONFIDENCE, Absent, Answers
from threads.reconstruct.library import Links
from threads.reconstruct.pages import Page
from threads.reconstruct.posts import Draft
from threads.reconstruct.types import Edge, PageKind
from threads.words.kinds import Origin

# Of the posts of an exchange, the share that is seen to answer another.
USUAL_SHARE = 0.4
# What is said of a page that shows nothing: neither a profile nor an answer.
UNTOLD = 0.6
NO_POSTS = "no posts here: of a program, a table or a log hardly a line is a sentence"
ONE_TITLE = "place not known: its page says that it is of one thread with this"
PLACE_NOT_KNOWN = "place not known: it stands on this page and quotes no other post"


@dataclass(frozen=True, slots=True)
class PageReading:
    """What kind of page this is, how sure that is, and why."""

    kind: PageKind
    confidence: float
    cues: tuple[str, ...]


def read_kinds(pages: Sequence[Page], links: Links, drafts: Sequence[Draft], answers: Answers) -> list[PageReading]:
    """Judge each page by its profile and by whether its posts answer one another."""
    shown_on = posts_on_pages(pages, links, drafts)
    parent = _parents(answers.edges)
    return [_kind_of(page, shown_on[number], parent) for number, page in enumerate(pages)]


def posts_on_pages(pages: Sequence[Page], links: Links, drafts: Sequence[Draft]) -> list[dict[str, None]]:
    """The posts that stand on each page, originals and copies, in the order of the page."""
    post_at = {(draft.page, index): draft.key for draft in drafts for index in draft.paragraphs}
    answer: list[dict[str, None]] = []
    for number, page in enumerate(pages):
        spots = [links.renderings.get((number, index), (number, index)) for index in page.content]
        answer.append(dict.fromkeys(post_at[spot] for spot in spots if spot in post_at))
    return answer


def _kind_of(page: Page, keys: Mapping[str, None], parent: Mapping[str, str]) -> PageReading:
    if page.by_hand and page.by_hand.kind:
        return PageReading(PageKind(page.by_hand.kind), 1.0, (SET_BY_HAND,))
    if page.heads:
        kind = PageKind.COLLECTION if page.heads.owner else PageKind.CONVERSATION
        return PageReading(kind, page.heads.confidence, page.heads.cues)
    answering = sum(parent.get(key) in keys for key in keys)
    if page.rendering and not page.has_profile and not answering:
        return _kind_by_rendering(page)
    if page.has_profile:
        confidence = 0.95 if not answering else 0.8
        return PageReading(PageKind.COLLECTION, confidence, ("a profile opens the page",))
    if answering:
        cue = f"{answering} of {len(keys)} posts answer another on the page"
        return PageReading(PageKind.CONVERSATION, conversing(answering, len(keys)), (cue,))
    if not page.is_talk:
        return PageReading(PageKind.COLLECTION, UNTOLD, (NO_POSTS,))
    cues = ["no post answers another on the page"]
    if page.is_shortened:
        cues.append("the page cuts its posts short")
    # A page of one post is neither; a page of many that never quote may still be an exchange.
    return PageReading(PageKind.COLLECTION, 0.8 if page.is_shortened else UNTOLD, tuple(cues))


def conversing(answering: int, posts: int) -> float:
    """How sure an exchange is, by the share of posts that answer another: a book of a hundred chapters has a few by chance."""
    share = answering / max(1, posts - 1)
    return round(0.5 + 0.49 * min(1.0, share / USUAL_SHARE) * (1 - 0.5**answering), 3)


def _kind_by_rendering(page: Page) -> PageReading:
    """A page that shows posts of one thread is one exchange."""
    posts = len({copy.post for copy in page.rendering.copies.values()})
    cue = f"{posts} posts that other documents state stand on the page, of {page.rendering.threads} threads"
    return PageReading(PageKind.CONVERSATION if page.rendering.threads == 1 else PageKind.COLLECTION, 0.95, (cue,))


def sequence_edges(
    pages: Sequence[Page], links: Links, drafts: Sequence[Draft], answers: Answers, kinds: Sequence[PageReading]
) -> list[Edge]:
    """Hang the unconnected posts of each conversation under its opening post."""
    parent = _parents(answers.edges)
    settled = set(parent)
    shown_on = posts_on_pages(pages, links, drafts)
    page_of = {draft.key: draft.page for draft in drafts}
    missing_on = _missing_by_page(answers.absent, page_of)
    edges: list[Edge] = []
    openings = _openings_of_topics(pages, shown_on)
    edges += _edges_in_threads(pages, drafts, settled)
    for number, reading in enumerate(kinds):
        if reading.kind is not PageKind.CONVERSATION or not shown_on[number]:
            continue
        opening = openings.get(number) or next(iter(shown_on[number]))
        above = _ancestors(opening, parent)
        for key in [*shown_on[number], *missing_on.get(number, ())]:
            if key in settled or key == opening or key in above or page_of.get(key, number) != number:
                continue
            settled.add(key)
            edges.append(
                Edge(key, opening, Origin.SEQUENCE, SEQUENCE_CONFIDENCE, is_primary=True, evidence=PLACE_NOT_KNOWN)
            )
    return edges


def _edges_in_threads(pages: Sequence[Page], drafts: Sequence[Draft], settled: set[str]) -> list[Edge]:
    """On a page that shows posts of several threads, those of one title hang under the first of them, in the order of their dates."""
    first: dict[tuple[int, str], Draft] = {}
    edges: list[Edge] = []
    for _, draft, title in sorted(_titled(pages, drafts), key=lambda each: each[0]):
        opening = first.setdefault((draft.page, title), draft)
        if opening is not draft and draft.key not in settled:
            settled.add(draft.key)
            edges.append(
                Edge(draft.key, opening.key, Origin.SEQUENCE, SEQUENCE_CONFIDENCE, is_primary=True, evidence=ONE_TITLE)
            )
    return edges


def _titled(pages: Sequence[Page], drafts: Sequence[Draft]) -> Iterator[tuple[tuple[bool, str, int], Draft, str]]:
    """The posts whose heads name their threads, each with its date, where all of its page have one, and its place."""
    for draft in drafts:
        heads = pages[draft.page].heads
        head = heads.posts[draft.head] if heads and draft.head is not None else None
        if heads and head and head.thread:
            moment = head.posted_at if all(post.posted_at for post in heads.posts) else None
            order = (moment is None, moment.isoformat() if moment else "", draft.ordinal)
            yield order, draft, head.thread.casefold()


def topics_of(pages: Sequence[Page]) -> dict[str, list[int]]:
    """The pages of each topic that several pages show, the first page first; those of one post each if one of them answers."""
    found: dict[str, list[int]] = {}
    for number, page in enumerate(pages):
        if page.heads and page.heads.topic:
            found.setdefault(page.heads.topic, []).append(number)
    return {
        topic: sorted(numbers, key=lambda number: _topic_place(pages[number], number))
        for topic, numbers in found.items()
        if len(numbers) > 1 and any(_may_go_on(pages[number]) for number in numbers)
    }


def _may_go_on(page: Page) -> bool:
    return bool(page.heads and (page.heads.page or page.heads.is_answer))


def _topic_place(page: Page, number: int) -> tuple[int, bool, str, int]:
    """By the number of the page, or by the date of its one post, the one that answers nobody first."""
    if page.heads is None or not page.heads.is_alone:
        return (page.heads.page if page.heads else None) or 0, False, "", number
    moment = page.heads.posts[0].posted_at
    return 0, page.heads.is_answer, moment.isoformat() if moment else "", number


def _openings_of_topics(pages: Sequence[Page], shown_on: Sequence[Mapping[str, None]]) -> dict[int, str]:
    """Later pages of a topic -> the post that opens its first."""
    openings: dict[int, str] = {}
    for numbers in topics_of(pages).values():
        opening = next(iter(shown_on[numbers[0]]), None)
        if opening:
            openings.update(dict.fromkeys(numbers[1:], opening))
    return openings


def _missing_by_page(absent: Sequence[Absent], page_of: Mapping[str, int]) -> dict[int, list[str]]:
    answer: dict[int, list[str]] = {}
    for missing in absent:
        answer.setdefault(page_of[missing.children[0]], []).append(missing.key)
    return answer


def _parents(edges: Sequence[Edge]) -> dict[str, str]:
    return {edge.child: edge.parent for edge in edges if edge.is_primary}


def _ancestors(key: str, parent: Mapping[str, str]) -> set[str]:
    ancestors: set[str] = set()
    while key in parent and key not in ancestors:
        ancestors.add(key)
        key = parent[key]
    return ancestors | {key}
