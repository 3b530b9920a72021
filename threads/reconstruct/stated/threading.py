"""Posts with the ids they answer -> a tree for each thread, with missing posts where they hold one together.

The method is Jamie Zawinski's (https://www.jwz.org/doc/threading.html), without its last step: an equal subject never
joins two threads. A missing post stays when somebody answers it, or when it is all that joins two branches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from threads.reconstruct.stated.guessing_parents import BY_SUBJECT, Guess, guesses
from threads.reconstruct.stated.keying import StatedPost, key_of_id

# Ancestors beyond the nearest so many join nothing that the others do not.
MOST_PARENTS = 100


@dataclass(frozen=True, slots=True)
class Weave:
    """Who answers whom by key, as stated. ``missing`` maps the key of a missing post to its id."""

    parents: Mapping[str, str]
    missing: Mapping[str, str]
    sequence: frozenset[str]  # posts without a stated parent of their own, placed by others, by order or by a guess
    to_opening: frozenset[str] = frozenset()  # posts that are stated to answer their thread as a whole
    guessed: Mapping[str, Guess] = field(
        default_factory=dict
    )  # why they stand where they do, of those placed by a guess


def ancestors_of(post: StatedPost) -> list[tuple[str, str]]:
    """The ids a post states as its ancestors, nearest first, with their keys; never itself."""
    seen = {post.key}
    ancestors = []
    for id_ in post.stated.parents[:MOST_PARENTS]:
        key = key_of_id(id_)
        if id_ and key not in seen:
            seen.add(key)
            ancestors.append((key, id_))
    return ancestors


def weave(posts: Sequence[StatedPost]) -> Weave:
    """Find each post's parent. The answer depends on the set of posts, not on their order."""
    ordered = sorted(posts, key=lambda post: post.order)
    present = {post.key: post for post in ordered}
    forest = _Forest()
    names: dict[str, str] = {}
    to_opening: set[str] = set()
    implied: list[tuple[str, str]] = []
    for post in ordered:
        chain = ancestors_of(post)
        names.update((key, id_) for key, id_ in chain if key not in present)
        keys = [key for key, _ in chain]
        if keys:
            forest.put(post.key, keys[0])
        elif (opening := _opening(post)) in present and forest.put(post.key, opening):
            to_opening.add(post.key)
        for child, above in pairwise(keys):
            if child in present:
                implied.append((child, above))
            else:
                forest.put(child, above)
    parent = forest.parent
    stated = frozenset(parent)
    # A post whose own words on whom it answers were lost stands where those who answer it say.
    for child, above in implied:
        forest.put(child, above)
    _prune(parent, present, stated)
    found = {key: guess for key, guess in guesses(ordered, parent).items() if forest.put(key, guess.parent)}
    sequence = _gather(parent, ordered, present) | (parent.keys() & present.keys()) - stated
    mentioned = dict.fromkeys((*parent, *parent.values()))
    missing = {key: names[key] for key in mentioned if key not in present}
    return Weave(parent, missing, sequence, frozenset(to_opening), found)


def _opening(post: StatedPost) -> str:
    """The opening post that one answers because its format states nobody else; it is no reason to miss that post."""
    return key_of_id(post.stated.opening) if post.stated.opening else ""


class _Forest:
    """Posts under posts, without circles: each is put under another at most once, while nothing is above it."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self._top: dict[str, str] = {}

    def put(self, child: str, above: str) -> bool:
        """Put a post under another, unless it has its place or that would close a circle; tell whether it was put."""
        is_free = child not in self.parent and self._find(above) != child
        if is_free:
            self.parent[child] = above
            self._top[child] = above
        return is_free

    def _find(self, key: str) -> str:
        passed = []
        while key in self._top:
            passed.append(key)
            key = self._top[key]
        self._top.update(dict.fromkeys(passed, key))
        return key


def _prune(parent: dict[str, str], present: Mapping[str, StatedPost], stated: Set[str]) -> None:
    """Take out missing posts that nobody answers and that join nothing; what hangs under them moves up or stands free.

        a <- (m) <- b              m joins nothing: b moves up to a
        a <- (m) <- b, c           m joins b and c, and stays
        a <- (m) <- (x), (y)       x and y go, because nothing hangs under them, then m goes

    Those whose parents are ``stated`` by themselves answer somebody.
    """
    parents = {parent[key] for key in present if key in stated}
    below: dict[str, dict[str, None]] = {}
    for key, top in parent.items():
        below.setdefault(top, {})[key] = None
    idle = dict.fromkeys(key for key in (*parent, *parent.values()) if key not in present and key not in parents)
    waiting = list(reversed(idle))
    while waiting:
        key = waiting.pop()
        under = below.get(key, {})
        if len(under) > 1:
            continue
        above = parent.pop(key, None)
        if above is not None:
            del below[above][key]
        if under:
            (child, _) = below.pop(key).popitem()
            parent.pop(child)
            if above is not None:
                parent[child] = above
                below[above][child] = None
        elif above in idle:
            waiting.append(above)


def _gather(parent: dict[str, str], ordered: Iterable[StatedPost], present: Mapping[str, StatedPost]) -> frozenset[str]:
    """Put posts of one stated thread that answer nobody in particular under its opening post, missing ones as well."""
    opening: dict[str, str] = {}
    gathered = _Forest()
    under = []
    for post in ordered:
        thread = post.stated.thread
        above = parent.get(post.key)
        top = post.key if above is None else above if above not in present and above not in parent else None
        if not thread or top is None or (post.stated.hint and (top != post.key or thread.startswith(BY_SUBJECT))):
            continue
        first = opening.setdefault(thread, top)
        # Nothing was above either when it was met. A missing post of two threads may have come under the other since.
        if first != top and gathered.put(top, first):
            parent[top] = first
            under.append(top)
    return frozenset(under)
