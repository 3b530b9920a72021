"""Outlines of units, and what is stored -> batches: units of the same threads, and those threads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from threads.loading.bulk import fetch
from threads.loading.intake.units import Outline
from threads.loading.stated.linking import linked_threads
from threads.models import Archive, Thread
from threads.words.sets import Sets

BATCH_POSTS = 1_000
BATCH_BYTES = 3_000_000
ASKED_AT_ONCE = 5_000
# Looked up one by one; a join on their beginnings would sort all keys of the archive.
STORED_POSTS = """
    SELECT asked.key, p.thread_id FROM unnest(%(keys)s::bytea[]) asked(key) CROSS JOIN LATERAL (
        SELECT thread_id FROM threads_post WHERE archive_id = %(archive)s AND key >= asked.key
            AND key < asked.key || %(last)s ORDER BY key LIMIT 1
    ) p
"""
STORED_THREADS = """
    SELECT asked.key, t.id FROM unnest(%(keys)s::bytea[]) asked(key) CROSS JOIN LATERAL (
        SELECT id FROM threads_thread WHERE archive_id = %(archive)s AND stated_key >= asked.key
            AND stated_key < asked.key || %(last)s OFFSET 0
    ) t
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Units, by their place among those given, that are read together with stored threads they belong to."""

    units: tuple[int, ...]
    threads: tuple[int, ...]


class Gathering:
    """Outlines, joined as they come in."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._sets: Sets[Hashable] = Sets()
        self._outlines: list[Outline] = []

    def __len__(self) -> int:
        return len(self._outlines)

    def add(self, outlines: Iterable[Outline]) -> None:
        for index, outline in enumerate(outlines, start=len(self._outlines)):
            self._outlines.append(outline)
            for key in (*outline.posts, *outline.joins):
                self._sets.join(index, key)

    def batches(self) -> Iterator[Batch]:
        """Batches of whole threads, those that touch stored ones last. Units without posts go anywhere."""
        sets, outlines = self._sets, self._outlines
        touched = self._touched()
        members: dict[Hashable, list[int]] = {}
        for index in range(len(outlines)):
            members.setdefault(sets.top(index), []).append(index)
        for is_touching in (False, True):
            tops = [top for top in members if (top in touched) == is_touching]
            yield from _batches(outlines, ((members[top], touched.get(top, set())) for top in tops))

    def _touched(self) -> dict[Hashable, set[int]]:
        """The stored threads that the units belong to, by the representative of their set."""
        if not Thread.objects.filter(archive=self._archive).exists():
            return {}
        keys = list({key for outline in self._outlines for key in (*outline.posts, *outline.joins)})
        pairs = _stored(self._archive, keys)
        for key, thread in pairs:
            self._sets.join(("thread", thread), key)
        threads = {thread for _, thread in pairs}
        for one, other in linked_threads(self._archive, threads):
            threads |= {one, other}
            self._sets.join(("thread", one), ("thread", other))
        touched: dict[Hashable, set[int]] = {}
        for thread in threads:
            touched.setdefault(self._sets.top(("thread", thread)), set()).add(thread)
        return touched


def _batches(outlines: Sequence[Outline], parts: Iterable[tuple[list[int], set[int]]]) -> Iterator[Batch]:
    units: list[int] = []
    threads: set[int] = set()
    posts = size = 0
    for indexes, touched in parts:
        units += indexes
        threads |= touched
        posts += sum(len(outlines[index].posts) for index in indexes)
        size += sum(outlines[index].size for index in indexes)
        if posts >= BATCH_POSTS or size >= BATCH_BYTES or len(threads) >= BATCH_POSTS:
            yield Batch(tuple(sorted(units)), tuple(sorted(threads)))
            units, threads, posts, size = [], set(), 0, 0
    if units:
        yield Batch(tuple(sorted(units)), tuple(sorted(threads)))


def _stored(archive: Archive, keys: Sequence[bytes]) -> list[tuple[bytes, int]]:
    """Which of these keys stored posts and threads have, and the threads."""
    pairs = []
    for start in range(0, len(keys), ASKED_AT_ONCE):
        parameters = {"archive": archive.pk, "keys": keys[start : start + ASKED_AT_ONCE], "last": b"\xff" * 17}
        for question in (STORED_POSTS, STORED_THREADS):
            pairs += [(bytes(key), thread) for key, thread in fetch(question, parameters)]
    return pairs
