"""Stored posts and threads <-> those just read: who keeps which id, and where the other ids lead."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Line = tuple[str, int]


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A stored post: its key and the lines it was known to hold."""

    id: int
    key: str
    is_missing: bool
    lines: AbstractSet[Line]


def match_posts(
    posts: Iterable[KnownPost], lines_by_key: Mapping[str, tuple[bool, AbstractSet[Line]]]
) -> dict[str, int]:
    """Match by key, then by most shared lines. Missing posts match missing ones only."""
    by_key = {post.key: post for post in posts}
    ids = {key: by_key[key].id for key in lines_by_key if key in by_key}
    rest = [post for key, post in by_key.items() if key not in ids]
    if not rest:
        return ids
    new = {key: lines for key, lines in lines_by_key.items() if key not in ids}
    holders: defaultdict[tuple[bool, Line], list[str]] = defaultdict(list)
    for key, (is_missing, lines) in new.items():
        for line in lines:
            holders[is_missing, line].append(key)
    shared: Counter[tuple[int, str]] = Counter()
    for post in rest:
        shared.update((post.id, key) for line in post.lines for key in holders.get((post.is_missing, line), ()))
    ids.update(_pair_off(shared))
    return ids


def match_threads(
    id_of: Mapping[str, int], threads: Mapping[str, Sequence[int]], before: Mapping[int, int]
) -> dict[str, int]:
    """Give each thread the id of the one its opening post opened, else of the one most of its posts were in.

    ``id_of`` has the stored threads by the present key of their opening post, ``threads`` the ids of the
    posts by the key of the thread, ``before`` the thread that each stored post was in.
    """
    ids = {key: id_of[key] for key in threads if key in id_of}
    taken = set(ids.values())
    shared = Counter(
        (before[post], key)
        for key, posts in threads.items()
        if key not in ids
        for post in posts
        if post in before and before[post] not in taken
    )
    ids.update(_pair_off(shared))
    return ids


def successor(lines: AbstractSet[Line], holder: Mapping[Line, str]) -> str | None:
    """The post that now holds most of the lines of one that is gone."""
    counts = Counter(holder[line] for line in lines if line in holder)
    return min(counts, key=lambda key: (-counts[key], key)) if counts else None


def _pair_off(shared: Counter[tuple[int, str]]) -> dict[str, int]:
    """Pair each id with one key, those that share most first; ties go to the lower id."""
    ids: dict[str, int] = {}
    taken: set[Hashable] = set()
    for (old, key), _count in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        if old not in taken and key not in ids:
            taken.add(old)
            ids[key] = old
    return ids
