"""The threads as read -> the tree as corrected by hand, each post's parent, and its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from operator import itemgetter

from threads.reconstruct.types import Edge, ThreadPlace, ThreadReading
from threads.words.kinds import Origin


def parents_of(threads: Iterable[ThreadReading]) -> dict[str, str | None]:
    """Whom each post hangs under, read off the depths."""
    parents: dict[str, str | None] = {}
    for thread in threads:
        line: list[str] = []  # the post at each depth above the next one
        for place in thread.places:
            del line[place.depth :]
            parents[place.post] = line[-1] if line else None
            line.append(place.post)
    return parents


def with_moves(
    threads: Sequence[ThreadReading], moves: Mapping[str, str | None], title_of: Callable[[str], str]
) -> tuple[ThreadReading, ...]:
    """Put posts under other parents, or on their own; a move that would close a cycle is left out.

    All are detached before any is attached, so that the order of moves does not matter.
    """
    parents = parents_of(threads)
    detached = {
        child: parents[child] for child, parent in moves.items() if child in parents and _is_known(parent, parents)
    }
    parents |= dict.fromkeys(detached)
    for child, before in sorted(detached.items(), key=itemgetter(0)):
        choices = (moves[child], before)
        parents[child] = next((each for each in choices if each is None or not _is_above(child, each, parents)), None)
    children: dict[str | None, list[str]] = {}
    for post, parent in parents.items():  # in reading order, thread by thread
        children.setdefault(parent, []).append(post)
    by_key = {thread.key: thread for thread in threads}
    trees = []
    for root in children.get(None, ()):
        thread = by_key.get(root) or ThreadReading(root, title_of(root), is_title_stated=False, places=())
        trees.append(replace(thread, places=places_of(root, children)))
    return tuple(trees)


def curated_edges(
    edges: Iterable[Edge], moves: Mapping[str, str | None], parents: Mapping[str, str | None]
) -> tuple[Edge, ...]:
    """Add what people corrected; what was read stays as evidence, not as primary."""
    parent_of = {child: parent for child, parent in moves.items() if parents.get(child) == parent}
    evidence = [replace(edge, is_primary=False) if edge.child in parent_of else edge for edge in edges]
    added = [
        Edge(child, parent, Origin.CURATED, confidence=1.0, is_primary=True, evidence="corrected by hand")
        for child, parent in sorted(parent_of.items())
        if parent is not None
    ]
    return (*evidence, *added)


def numbers_of(
    thread: ThreadReading, place_of: Callable[[str], tuple[object, ...]], alone: AbstractSet[str] = frozenset()
) -> dict[str, int]:
    """Count a thread's posts from 1: the opening post, then the others in the order of their documents.

    Missing posts that are shown in the quote of their only answer come last: nobody looks for their numbers.
    """
    root, *others = (place.post for place in thread.places)
    ordered = [root, *sorted(others, key=place_of)]
    ordered.sort(key=lambda post: post in alone)
    return {post: number for number, post in enumerate(ordered, start=1)}


def _is_known(parent: str | None, parents: Mapping[str, str | None]) -> bool:
    return parent is None or parent in parents


def _is_above(post: str, other: str, parents: Mapping[str, str | None]) -> bool:
    above: str | None = other
    while above is not None:
        if above == post:
            return True
        above = parents[above]
    return False


def places_of(root: str, children: Mapping[str | None, Sequence[str]]) -> tuple[ThreadPlace, ...]:
    """Walk a tree in reading order with a stack, since it may be 10,000 levels deep."""
    order: list[tuple[str, int]] = []
    stack = [(root, 0)]
    while stack:
        post, depth = stack.pop()
        order.append((post, depth))
        stack.extend((child, depth + 1) for child in reversed(children.get(post, ())))
    last: list[int] = list(range(len(order)))
    open_at: list[int] = []
    for position, (_, depth) in enumerate(order):
        for closed in open_at[depth:]:
            last[closed] = position - 1
        del open_at[depth:]
        open_at.append(position)
    for closed in open_at:
        last[closed] = len(order) - 1
    return tuple(ThreadPlace(post, position, depth, last[position]) for position, (post, depth) in enumerate(order))
