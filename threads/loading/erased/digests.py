"""Words of lines -> keyed digests, which recognise the words and do not reveal them.

A digest of few words could be guessed by trying them all, if the salt is known. So each is made of at least LEAST words:
a short line is joined with those after it, and with those before it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import NamedTuple

from threads.models import Archive
from threads.reconstruct.classify import is_code
from threads.reconstruct.stated.words import words_of
from threads.records import without_pictures

LEAST = 10
# Lines that are joined at most; in scripts without spaces each letter is a word.
MOST_JOINED = 40
SALT_BYTES = 32


class Window(NamedTuple):
    """Lines that follow each other, by their indexes, and their words parted by spaces."""

    lines: tuple[int, ...]
    words: str


def windows(texts: Sequence[str]) -> Iterator[Window]:
    """What lines are recognised by: each with as many after it, or before it, as make LEAST words; whole paragraphs.

    Not programs and logs, which recur without being copied, nor pictures, which nobody said.
    """
    texts = list(map(without_pictures, texts))
    words = [_prose(text) for text in texts]
    filled = [index for index, line in enumerate(words) if line]
    seen: set[tuple[int, ...]] = set()
    for place in range(len(filled)):
        for step in (1, -1):
            seen.add(tuple(_enough(words, filled, place, step)))
    for is_filled, block in groupby(range(len(texts)), key=lambda index: bool(texts[index].strip())):
        lines = tuple(index for index in block if words[index])
        if is_filled and sum(len(words[index]) for index in lines) >= LEAST:
            seen.add(lines)
    for lines in sorted(seen - {()}):
        yield Window(lines, " ".join(word for index in lines for word in words[index]))


def _prose(text: str) -> list[str]:
    words = words_of(text)
    return [] if is_code(text, len(words)) else words


def _enough(words: Sequence[Sequence[str]], filled: Sequence[int], place: int, step: int) -> list[int]:
    """The lines from one on, in one direction, that together have enough words; none if there are too few."""
    count = 0
    lines: list[int] = []
    while 0 <= place < len(filled) and len(lines) < MOST_JOINED:
        lines.append(filled[place])
        count += len(words[filled[place]])
        if count >= LEAST:
            return sorted(lines)
        place += step
    return []


def digest_of(salt: bytes, of: str, content: bytes) -> bytes:
    """A digest keyed with an archive's salt: the same words in another archive have another."""
    return blake2b(of.encode() + b"\0" + content, key=salt, digest_size=32).digest()


def salt_of(archive: Archive) -> bytes:
    """The salt of an archive, drawn by lot when something is erased for the first time."""
    if archive.salt is None:
        archive.salt = secrets.token_bytes(SALT_BYTES)
        archive.save(update_fields=["salt"])
    return bytes(archive.salt)
