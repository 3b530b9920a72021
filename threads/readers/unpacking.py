"""Bytes compressed by gzip, bzip2, xz or zstd -> the bytes they hold, read in pieces, until they prove to be a bomb.

Little input is fed at a time; nothing else bounds what a decompressor gives back: four bytes of zstd can mean 128 KB.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import zstandard

# What more than this many times its compressed size is a bomb, but only once it has grown past the free size: short
# pages of one phrase compress as well.
RATIO = 200
FREE_BYTES = 16 * 2**20
# Dumps made with ``zstd --long=31`` cannot be read with less. No real dictionary of xz is larger.
ZSTD_WINDOW = 2**31
XZ_MEMORY = 2**28
FAILURES = (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, MemoryError)


class UnreadableError(Exception):
    """Why a container, or the rest of it, cannot be read, in words for whoever gave it."""


@dataclass(frozen=True, slots=True)
class Compression:
    """A way to compress: how its bytes begin, its suffixes, its decompressor, and how many bytes to feed at once."""

    name: str
    magic: tuple[bytes, ...]
    suffixes: tuple[str, ...]
    start: Callable[[], Any]
    feed: int


COMPRESSIONS = (
    Compression("gzip", (b"\x1f\x8b\x08",), (".gz", ".z"), lambda: zlib.decompressobj(31), 16_384),
    Compression(
        "bzip2",
        tuple(b"BZh%d%s" % (level, mark) for level in range(1, 10) for mark in (b"1AY&SY", b"\x17rE8P\x90")),
        (".bz2",),
        bz2.BZ2Decompressor,
        512,
    ),
    Compression(
        "xz", (b"\xfd7zXZ\0",), (".xz",), lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY), 2048
    ),
    Compression(
        "zstd",
        (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + kind]) + b"\x2a\x4d\x18" for kind in range(16))),
        (".zst", ".zstd"),
        lambda: zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj(),
        512,
    ),
)


def compression_of(head: bytes) -> Compression | None:
    """The way in which bytes that begin like this are compressed."""
    return next((one for one in COMPRESSIONS if head.startswith(one.magic)), None)


class Unpacked:
    """The bytes that a compressed stream holds. It may consist of several parts, each compressed for itself."""

    def __init__(self, raw: BinaryIO, compression: Compression) -> None:
        self._raw = raw
        self._compression = compression
        self._decompressor = compression.start()
        self._fed: bytes = b""
        self._buffer = bytearray()
        self._is_over = False
        self.packed_size = self.size = 0

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay to be read."""
        while len(self._buffer) < size and not self._is_over:
            self._advance()
        return bytes(self._buffer[:size])

    def read(self, size: int) -> bytes:
        """Up to so many bytes, none at the end; raises UnreadableError where they are damaged, cut short or too many."""
        while not self._buffer and not self._is_over:
            self._advance()
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        return piece

    def _advance(self) -> None:
        if not self._fed:
            self._fed = self._raw.read(self._compression.feed)
            self.packed_size += len(self._fed)
        if self._decompressor.eof and not self._begin_part():
            return
        if not self._fed:
            raise UnreadableError(
                f"cut short: the {self._compression.name} data end in the middle; get the whole file again"
            )
        try:
            piece = self._decompressor.decompress(self._fed)
        except FAILURES as error:
            raise UnreadableError(f"damaged {self._compression.name} data; get the file again") from error
        self._fed = bytes(self._decompressor.unused_data) if self._decompressor.eof else b""
        self.size += len(piece)
        if self.size > FREE_BYTES and self.size > RATIO * self.packed_size:
            raise UnreadableError(
                f"more than {RATIO} times as large as its file, as only bombs are; unpack it yourself"
            )
        self._buffer += piece

    def _begin_part(self) -> bool:
        """Begin the next part, if there is one. Zeros that fill up a tape or a stream are none."""
        self._fed = self._fed.lstrip(b"\0")
        while not self._fed:
            chunk = self._raw.read(self._compression.feed)
            if not chunk:
                self._is_over = True
                return False
            self.packed_size += len(chunk)
            self._fed = chunk.lstrip(b"\0")
        while len(self._fed) < 10 and (chunk := self._raw.read(10)):
            self.packed_size += len(chunk)
            self._fed += chunk
        if not self._fed.startswith(self._compression.magic):
            raise UnreadableError(f"damaged: other bytes follow the {self._compression.name} data; get the file again")
        self._decompressor = self._compression.start()
        return True
