"""Words of posts -> the other places of their archive where whole lines or paragraphs of them stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from threads.loading.bulk import fetch
from threads.loading.erased.digests import windows
from threads.loading.erased.tombstones import Watch
from threads.models import Appearance, Archive, Fingerprint, Post, Record, Tombstone
from threads.reconstruct.fingerprint import fingerprints_either_way
from threads.reconstruct.stated.words import words_of
from threads.records import split_lines, without_pictures

# Words in a row per probe, probes per post, and probes per query.
PROBE_WORDS, PROBES, AT_ONCE = 6, 4, 40
# Between two words of a post that somebody quotes: a line end and a quote sign.
BETWEEN = r"[\s>|]+"
# So many words in a row in another's post, not marked as a quote, are a copy.
COPIED_WORDS = 15
HOLDING = """
    SELECT id FROM threads_post WHERE archive_id = %(archive)s AND NOT id = ANY(%(posts)s) AND text ~* %(probes)s
"""
UNREAD = """
    SELECT r.id FROM threads_record r WHERE r.archive_id = %(archive)s AND encode(r.raw, 'escape') ~* %(probes)s
    AND NOT EXISTS (SELECT FROM threads_appearance a WHERE a.record_id = r.id)
"""


@dataclass(slots=True)
class Elsewhere:
    """Lines of a record that hold erased words, and the post that stands there."""

    post: int
    record: int
    lines: set[int] = field(default_factory=set)
    digests: set[bytes] = field(default_factory=set)
    is_own: bool = False  # among the words that the post says itself
    is_copy: bool = False  # so many in a row that they were taken over


def posts_holding(
    archive: Archive, own: Sequence[str], watch: Watch, but: AbstractSet[int], authors: AbstractSet[int]
) -> Iterator[Elsewhere]:
    """Other posts of the archive in whose texts such words stand, with the lines of their records."""
    ids: set[int] = set()
    for probes in _probes(own):
        parameters = {"archive": archive.pk, "posts": sorted(but), "probes": probes}
        ids.update(pk for (pk,) in fetch(HOLDING, parameters))
    for post in Post.objects.filter(pk__in=ids, is_missing=False).defer("html", "search"):
        appearance = post.appearances.filter(is_original=True).order_by("first_line").first()
        if appearance is not None and appearance.record.document.is_stated:
            texts = split_lines(post.text)
            blank = next((n for n, text in enumerate(texts) if text.strip()), 0)
            yield from _places(post, texts, appearance.record_id, appearance.first_line - blank, watch, authors)


def documents_sharing(
    archive: Archive, own: Sequence[str], watch: Watch, but: AbstractSet[int], authors: AbstractSet[int]
) -> Iterator[Elsewhere]:
    """The same for pages of text, which are known by their fingerprints."""
    values = {value for text in own for value in fingerprints_either_way(split_lines(text))}
    documents = Fingerprint.objects.filter(archive=archive, value__in=values).values("document")
    for record in Record.objects.filter(document__in=documents).select_related("document").defer("lines"):
        texts = split_lines(bytes(record.raw).decode(record.document.encoding))
        appearances = Appearance.objects.filter(record=record).exclude(post__in=but).select_related("post")
        for appearance in appearances.defer("post__html", "post__search"):
            part = texts[appearance.first_line - 1 : appearance.last_line]
            yield from _places(appearance.post, part, record.pk, appearance.first_line, watch, authors)


def records_holding(archive: Archive, own: Sequence[str]) -> set[int]:
    """Records without posts that hold such words: in quarantine, or of tables beside the posts."""
    return {pk for probes in _probes(own) for (pk,) in fetch(UNREAD, {"archive": archive.pk, "probes": probes})}


def _places(
    post: Post, texts: Sequence[str], record: int, first: int, watch: Watch, authors: AbstractSet[int]
) -> Iterator[Elsewhere]:
    """Where a post's lines hold erased words: in its quotes, and in its own words."""
    own_lines = {" ".join(line.split()) for line in post.own_text.split("\n")}
    in_quotes, own = Elsewhere(post.pk, record), Elsewhere(post.pk, record, is_own=True)
    for window in windows(texts):
        digest = watch.digest(Tombstone.Of.TEXT, window.words)
        if digest not in watch.texts:
            continue
        place = (
            own if any(" ".join(without_pictures(texts[n]).split()) in own_lines for n in window.lines) else in_quotes
        )
        place.lines.update(first + n for n in window.lines)
        place.digests.add(digest)
    own.is_copy = post.author_id not in authors and _longest_run(own.lines, texts, first) >= COPIED_WORDS
    yield from (place for place in (in_quotes, own) if place.lines)


def _longest_run(lines: Iterable[int], texts: Sequence[str], first: int) -> int:
    """The most words in lines that follow each other."""
    best = count = 0
    before: int | None = None
    for line in sorted(lines):
        count = count if before is not None and line == before + 1 else 0
        count += len(words_of(texts[line - first]))
        best, before = max(best, count), line
    return best


def _probes(own: Sequence[str]) -> Iterator[str]:
    """Regular expressions that find some words of each post, however the lines were wrapped."""
    probes = [probe for text in own for probe in _of_post(text)]
    for start in range(0, len(probes), AT_ONCE):
        yield "|".join(probes[start : start + AT_ONCE])


def _of_post(text: str) -> Iterator[str]:
    lines = [line for line in split_lines(text) if len(words_of(line)) >= PROBE_WORDS]
    for line in sorted(lines, key=len, reverse=True)[:PROBES]:
        parts = line.split()
        if len(parts) >= PROBE_WORDS:
            yield BETWEEN.join(map(re.escape, parts[:PROBE_WORDS]))
        else:
            yield re.escape(line.strip()[:20])
