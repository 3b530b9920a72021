"""Tombstones -> what a post, a page or a mail that comes in holds of what was erased.

A process caches the digests until the archive has others, so that a batch of mails costs one query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from threads.loading.bulk import fetch
from threads.loading.erased.digests import digest_of, windows
from threads.models import Archive, Tombstone
from threads.reconstruct.stated import StatedPost, key_of
from threads.records import Parsed, Statement

Of = Tombstone.Of
STATE = "SELECT count(*), max(id) FROM threads_tombstone WHERE archive_id = %s"


@dataclass(frozen=True, slots=True)
class Watch:
    """What was erased from an archive, by digests; false if nothing was."""

    salt: bytes = b""
    posts: frozenset[bytes] = frozenset()
    texts: frozenset[bytes] = frozenset()
    documents: Mapping[bytes, Any] = field(default_factory=dict)
    staying: Mapping[bytes, Sequence[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.salt)

    def digest(self, of: str, content: str) -> bytes:
        return digest_of(self.salt, of, content.encode("utf-8", "replace"))

    def has_post(self, key: str) -> bool:
        return self.digest(Of.POST, key) in self.posts

    def document(self, key: str) -> Any:
        """What was erased from the document with these bytes, or None."""
        return self.documents.get(self.digest(Of.DOCUMENT, key)) if self.documents else None

    def lines_in(self, texts: Sequence[str]) -> set[int]:
        """The lines, by index, that hold erased words and nothing else."""
        if not self.texts:
            return set()
        lines: set[int] = set()
        for window in windows(texts):
            if self.digest(Of.TEXT, window.words) in self.texts:
                lines.update(window.lines)
        return lines

    def of_unit(self, parsed: Parsed) -> tuple[set[int], set[int]]:
        """Which posts of a unit were erased, by index, and which lines of its text go."""
        gone: set[int] = set()
        lines: set[int] = set()
        texts = parsed.lines
        for index, post in enumerate(parsed.posts):
            span = range(post.first_line, post.last_line + 1)
            own = [texts[line - 1] for line in span]
            key = key_of(post, "\n".join(own))
            if self.has_post(key):
                gone.add(index)
                lines.update(span)
                continue
            numbers = self.staying.get(self.digest(Of.STAYING, staying_name(key, own)))
            offsets = set(numbers) if numbers is not None else self.lines_in(own)
            lines |= introduced(post, {post.first_line + offset for offset in offsets})
        return gone, lines

    def remaining(self, posts: Iterable[StatedPost]) -> Iterator[StatedPost]:
        """Posts without the erased ones; the bytes of a unit of many may still name them."""
        return (post for post in posts if not self.has_post(post.key)) if self else iter(posts)


def staying_name(key: str, texts: Sequence[str]) -> str:
    """What a post that stays is known by: its key and all that it said."""
    return "\0".join((key, *texts))


def introduced(post: Statement, lines: set[int]) -> set[int]:
    """Lines that go, with the attributions that introduced nothing else."""
    mark_at = {line: mark for mark in post.marks for line in range(mark.first_line, mark.last_line + 1)}
    for mark in post.marks:
        after = mark_at.get(mark.last_line + 1) or mark_at.get(mark.last_line + 2)
        if mark.role == "attribution" and after and after.role == "quote":
            quote = range(after.first_line, after.last_line + 1)
            if lines.intersection(quote) and mark.depth <= after.depth and lines.issuperset(quote):
                lines = lines | set(range(mark.first_line, mark.last_line + 1))
    return lines


_watches: dict[int, tuple[tuple[int, int], Watch]] = {}


def watch_of(archive: Archive) -> Watch:
    """What was erased from an archive so far."""
    ((count, newest),) = fetch(STATE, [archive.pk])
    if not count:
        return Watch()
    entry = _watches.get(archive.pk)
    if entry is None or entry[0] != (count, newest):
        _watches.clear()
        _watches[archive.pk] = entry = ((count, newest), _fetched(archive))
    return entry[1]


def _fetched(archive: Archive) -> Watch:
    (salt,) = Archive.objects.filter(pk=archive.pk).values_list("salt", flat=True)
    rows = Tombstone.objects.filter(archive=archive).exclude(of=Of.THREAD)
    digests: dict[str, dict[bytes, Any]] = {of: {} for of in Of.values}
    for of, digest, value in rows.order_by("id").values_list("of", "digest", "value").iterator():
        digests[of][bytes(digest)] = value
    return Watch(
        bytes(salt or b""),
        frozenset(digests[Of.POST]),
        frozenset(digests[Of.TEXT]),
        digests[Of.DOCUMENT],
        {digest: value["lines"] for digest, value in digests[Of.STAYING].items()},
    )
