"""What rows need of erased posts: ids for their places, ties that no document shows any more, threads without idle stubs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from threads.loading.bulk import reserve_ids
from threads.loading.rows.drafts import PageText, PostDraft
from threads.loading.rows.stored import Stored
from threads.loading.rows.stubs import Stubs, Tie, as_before, held_ties, pruned, tied
from threads.loading.rows.trees import curated_edges
from threads.loading.stale.corrections import Corrections, current_keys
from threads.models import Archive, Post
from threads.reconstruct.types import Edge, Reconstruction, ThreadReading


class WithStubs(ABC):
    """The part of planning rows that an archive needs once something was erased from it."""

    archive: Archive
    stored: Stored
    reading: Reconstruction
    pages: dict[str, PageText]
    drafts: dict[str, PostDraft]
    stubs: Stubs
    post_ids: dict[str, int]
    changed: dict[str, str]
    corrections: Corrections
    unquoted: frozenset[int]  # missing posts whose words are nobody's quotes now
    ties: dict[str, Tie]
    parents: dict[str, str | None]
    was: dict[int, str]
    successors: dict[int, int]
    stored_keys: dict[str, str] | None = None

    @abstractmethod
    def _title_of(self, key: str) -> str:
        """What a thread is called that a post opens."""

    def _ids_of_stubs(self, ids: Mapping[str, int]) -> dict[str, int]:
        """Erased posts that return as places without words keep their ids."""
        taken = set(ids.values())
        former = {key: stub.id for key, stub in self.stubs.here.items() if key not in ids and stub.id not in taken}
        there = Post.objects.filter(pk__in=former.values()).values_list("pk", flat=True) if former else ()
        return {key: pk for key, pk in former.items() if pk not in set(there)}

    def _add_stubs(self) -> None:
        drafts = self.stubs.add(self.drafts, self.pages, self._now)
        id_of = {post.key: post.id for post in self.stored.known_posts}
        self.drafts |= drafts
        self.post_ids |= {key: id_of[key] for key in drafts if key in id_of}
        self.post_ids |= self._ids_of_stubs(self.post_ids)
        new = [key for key in drafts if key not in self.post_ids]
        self.post_ids |= dict(zip(new, reserve_ids(Post, len(new)), strict=True))

    def _now(self, key: str) -> str:
        """The present key of a post whose key was recorded earlier."""
        if key in self.drafts or not self.stubs.watch:
            return key
        if self.stored_keys is None:
            self.stored_keys = current_keys(self.archive)
        key = self.stored_keys.get(key, key)
        return self.changed.get(key, key)

    def _ties(self) -> dict[str, Tie]:
        """Whom posts answer where the words that told it were erased."""
        if not self.stubs.watch:
            return {}
        key_of = {stub.name: key for key, stub in self.stubs.here.items()}

        def now(key: str) -> str:
            return key_of.get(key) or self._now(key)

        before = held_ties(self.stored.documents)
        return as_before(before, self.reading.edges, self.drafts, now) | self.stubs.ties(self._now)

    def _without_idle_stubs(self, threads: tuple[ThreadReading, ...]) -> tuple[ThreadReading, ...]:
        """Leave out erased posts without answers."""
        erased = {key for key, draft in self.drafts.items() if draft.erased_on}
        thread_of = {place.post: thread for thread in self.reading.threads for place in thread.places[:1]}

        def title_of(post: str) -> tuple[str, bool]:
            thread = thread_of.get(post)
            return (thread.title, thread.is_title_stated) if thread else (self._title_of(post), False)

        threads = pruned(threads, erased, title_of)
        placed = {place.post for thread in threads for place in thread.places}
        for key in erased - placed:
            del self.drafts[key]
            self.post_ids.pop(key, None)
        return threads

    def _edges(self) -> tuple[Edge, ...]:
        edges = (edge for edge in self.reading.edges if edge.child in self.drafts and edge.parent in self.drafts)
        return curated_edges(tied(edges, self.ties, self.parents), self.corrections.moved, self.parents)

    def _changed(self) -> dict[str, str]:
        """The key that each stored post is about to have, by the one it has."""
        key_of = {pk: key for key, pk in self.post_ids.items()}
        return {
            key: key_of[self.successors.get(pk, pk)]
            for pk, key in self.was.items()
            if self.successors.get(pk, pk) in key_of and pk not in self.unquoted
        }
