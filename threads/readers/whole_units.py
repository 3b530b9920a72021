"""A document that can only be understood whole -> one unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

LARGEST = 32_000_000
CHUNK = 1 << 20
TOO_LARGE = (
    f"larger than {LARGEST // 1_000_000} MB, and only to be understood whole: split it, each part with its first line"
)


def whole(stream: BinaryIO) -> Iterator[bytes]:
    """Give the whole document; one that is too large is cut, and then no part of it is read."""
    while piece := _read(stream):
        yield piece


def _read(stream: BinaryIO) -> bytes:
    pieces: list[bytes] = []
    room = LARGEST + 1
    while room and (piece := stream.read(min(room, CHUNK))):
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces)
