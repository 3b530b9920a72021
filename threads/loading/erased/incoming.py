"""A unit that comes in -> the same without what was erased before, or None where it holds nothing erased."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from threads.loading.erased import gaps
from threads.loading.erased.cutting import parted, texts_of
from threads.loading.erased.tombstones import Watch
from threads.loading.parsing import parse
from threads.readers.kept import kept_bytes
from threads.records import Parsed, split_lines

Gap = tuple[bytes, Parsed | str, dict[str, Any]]


def without_erased(form: str, raw: bytes, letters: str, parsed: Parsed | str, watch: Watch) -> Gap | None:
    """Its bytes without what was erased, what they say then, and what its record must remember."""
    if isinstance(parsed, str):
        return None
    gone, lines = watch.of_unit(parsed)
    if not gone and not lines:
        return None
    texts = texts_of(parsed.lines, lines)
    on, count = timezone.now().date().isoformat(), sum(1 for text in texts if text.strip())
    if len(gone) == len(parsed.posts):
        return gaps.hollow(form, raw), Parsed(), gaps.remembered(None, on, count, is_whole=True)
    words = [*texts, *(post.title for index, post in enumerate(parsed.posts) if index in gone)]
    rest = parted(form, raw, parsed, (gone, lines), words, letters) or kept_bytes(parsed, gone, lines)
    return rest, parse(form, rest, letters), gaps.remembered(None, on, count)


def without_unread(form: str, raw: bytes, watch: Watch) -> Gap | None:
    """Bytes that their reader cannot read; none of them, if erased words stand among their lines."""
    texts = split_lines(raw.decode(errors="replace"))
    lines = watch.lines_in(texts)
    if not lines:
        return None
    on, count = timezone.now().date().isoformat(), sum(1 for text in texts if text.strip())
    return gaps.hollow(form, raw), Parsed(), gaps.remembered(None, on, count, is_whole=True)
