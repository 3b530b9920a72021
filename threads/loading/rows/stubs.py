"""What stays of erased posts in a reading: a place without words, as long as a post that is there hangs below it.

A mail that answers an erased one still names it, and so has a missing post above it, without words. Where only a quote
showed whom a post answers, the erasure has recorded it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from threads.loading.erased.tombstones import Watch, watch_of
from threads.loading.rows.drafts import PageText, PostDraft
from threads.loading.rows.trees import parents_of, places_of
from threads.models import Archive, CuratorAction, Record, Tombstone
from threads.reconstruct.types import Edge, ThreadReading
from threads.words.kinds import Origin

EVIDENCE = "read before it was erased"


class Tie(NamedTuple):
    """Whom a post answers, and how that was known."""

    parent: str | None
    origin: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Stub:
    """An erased post: its id, the day, whom it answered and who answered it, by keys, and where it stood."""

    name: str  # the digest of its key, by which it goes
    id: int
    on: str
    above: Tie | None
    below: Mapping[str, Tie]
    document: str
    line: int
    moment: datetime | None


@dataclass(slots=True)
class Stubs:
    """The erased posts of an archive, and those of them that a reading is concerned with."""

    watch: Watch = field(default_factory=Watch)
    every: Mapping[str, Stub] = field(default_factory=dict)
    here: dict[str, Stub] = field(default_factory=dict)  # by the key that they have in the reading

    def find(self, drafts: Mapping[str, PostDraft]) -> dict[str, PostDraft]:
        """The missing posts that were erased, without words; others made only of erased words are left out."""
        stubs = {}
        for key, draft in drafts.items() if self.watch else ():
            if not draft.is_missing:
                continue
            stub = self.every.get(self.watch.digest(Tombstone.Of.POST, key).hex())
            if stub is not None:
                self.here[key] = stub
                stubs[key] = emptied(draft, stub.on)
            elif draft.text and len(self.watch.lines_in(draft.text.split("\n"))) == len(draft.text.split("\n")):
                stubs[key] = emptied(draft, max(each.on for each in self.every.values()))
        return stubs

    def add(
        self, drafts: dict[str, PostDraft], pages: Mapping[str, PageText], now: Callable[[str], str]
    ) -> dict[str, PostDraft]:
        """Drafts of erased posts that only their answers name."""
        key_of = {stub.name: key for key, stub in self.here.items()}
        added: dict[str, PostDraft] = {}
        rest = [stub for name, stub in self.every.items() if name not in key_of]
        while rest:  # one may be told of by another alone
            waiting, there = [], drafts | added
            for stub in rest:
                below = [key for key in (key_of.get(name) or now(name) for name in stub.below) if key in there]
                if not below:
                    waiting.append(stub)
                    continue
                self.here[stub.name] = stub
                first = there[min(below, key=lambda key: (there[key].document, there[key].lines[0]))]
                place = (stub.document, stub.line) if stub.document in pages else (first.document, first.lines[0])
                draft = PostDraft(
                    stub.name, place[0], (place[1],), "", "", "", 1.0, (), moment=stub.moment or first.moment
                )
                added[stub.name] = emptied(draft, stub.on)
            if len(waiting) == len(rest):
                break
            rest = waiting
        return added

    def ties(self, now: Callable[[str], str]) -> dict[str, Tie]:
        """Whom erased posts answer, and who answers them, under the keys of the reading."""
        key_of = {stub.name: key for key, stub in self.here.items()}
        ties: dict[str, Tie] = {}
        for key, stub in self.here.items():
            if stub.above:
                parent = stub.above.parent or ""
                above = key_of.get(parent) or now(parent)
                ties[key] = stub.above._replace(parent=above)
            for child, tie in stub.below.items():
                ties[key_of.get(child) or now(child)] = tie._replace(parent=key)
        return ties


def held_ties(documents: Iterable[int]) -> dict[str, Tie]:
    """How threads on pages hung together before words were erased from these, by the keys that posts had then."""
    records = Record.objects.filter(document__in=list(documents)).exclude(erased=None)
    ties: dict[str, Tie] = {}
    for erased in records.order_by("pk").values_list("erased", flat=True):
        ties.update((key, Tie(*tie)) for key, *tie in (erased or {}).get("ties", ()))
    return ties


def as_before(
    before: Mapping[str, Tie], edges: Iterable[Edge], drafts: Container[str], now: Callable[[str], str]
) -> dict[str, Tie]:
    """Of these ties, those whose posts have no edge now, or only one by order."""
    children = {edge.child for edge in edges if edge.is_primary and edge.origin != Origin.SEQUENCE}
    ties = {}
    for key, tie in before.items():
        child = now(key)
        above = now(tie.parent) if tie.parent else None
        if child in drafts and child not in children and (above is None or above in drafts):
            ties[child] = tie._replace(parent=above)
    return ties


def stubs_of(archive: Archive) -> Stubs:
    """All posts that were erased from an archive."""
    watch = watch_of(archive)
    if not watch:
        return Stubs()
    actions = CuratorAction.objects.filter(archive=archive, kind=CuratorAction.Kind.ERASE_POST).order_by("pk")
    stubs = (_stub(bytes(key).hex(), value) for key, value in actions.values_list("key", "value"))
    return Stubs(watch, {stub.name: stub for stub in stubs})


def _stub(name: str, value: Mapping[str, Any]) -> Stub:
    above, below, moment = value.get("above"), value.get("below") or {}, value.get("moment")
    document, line = value.get("place") or ("", 1)
    return Stub(
        name=name,
        id=value["id"],
        on=value["on"],
        above=Tie(*above) if above else None,
        below={key: Tie(name, *tie) for key, tie in below.items()},
        document=document,
        line=line,
        moment=datetime.fromisoformat(moment) if moment else None,
    )


def emptied(draft: PostDraft, on: str) -> PostDraft:
    """A missing post without words."""
    return replace(draft, text="", own_text="", bigrams="", passages=(), erased_on=on)


def tied(edges: Iterable[Edge], ties: Mapping[str, Tie], parents: Mapping[str, str | None]) -> Iterator[Edge]:
    """The edges as read, and those to and from erased posts that no document shows any more."""
    tie_of = {child: tie for child, tie in ties.items() if parents.get(child) == tie.parent}
    stated = set()
    for edge in edges:
        tie = tie_of.get(edge.child)
        if tie is None or not edge.is_primary:
            yield edge
        elif tie.parent is None:  # an order that was not read before
            continue
        elif edge.parent == tie.parent:
            stated.add(edge.child)
            yield edge
        else:
            yield replace(edge, is_primary=False)
    for child, tie in sorted(tie_of.items()):
        if child not in stated and tie.parent is not None:
            origin, confidence = Origin(tie.origin), tie.confidence
            yield Edge(child, tie.parent, origin, confidence, is_primary=True, evidence=EVIDENCE)


def pruned(
    threads: Sequence[ThreadReading], erased: AbstractSet[str], title_of: Callable[[str], tuple[str, bool]]
) -> tuple[ThreadReading, ...]:
    """Threads without erased posts that have nobody below; a thread that such a post opened gets its title from the next post."""
    trees = []
    for thread in threads:
        posts = [place.post for place in thread.places]
        if erased.isdisjoint(posts):
            trees.append(thread)
            continue
        staying = [
            place.post
            for place in thread.places
            if not set(posts[place.position : place.last_descendant + 1]) <= erased
        ]
        if not staying:
            continue
        parents = parents_of([thread])
        children: dict[str | None, list[str]] = {}
        for post in staying:
            children.setdefault(parents[post], []).append(post)
        title, is_stated = thread.title, thread.is_title_stated
        if thread.key in erased and not (is_stated and title):
            title, is_stated = title_of(next(post for post in staying if post not in erased))
        trees.append(replace(thread, title=title, is_title_stated=is_stated, places=places_of(thread.key, children)))
    return tuple(trees)
