"""The body of an answer of HTTP as it was sent -> as it was meant: without gzip, deflate or br.

Crawlers often keep what a server compressed beside headers that say so, or unpack it and leave the headers: what does not
begin as the headers say was unpacked already.
"""

from __future__ import annotations

import zlib

import brotli

from threads.readers.unpacking import UnreadableError

GZIP = b"\x1f\x8b\x08"
# No output of one step of brotli is much larger.
STEP = 2**16
TOO_LARGE = "a response of more than {:.0f} MB; save it as a file of its own"
CUT_SHORT = "a response cut short in the middle of its {} data; save that page again"
DAMAGED = "a response of damaged {} data; save that page again"


def decoded_body(content: bytes, encodings: str, limit: int) -> bytes:
    """A body without its encodings, the last one off first; raises UnreadableError where that cannot be, or is too large."""
    for encoding in reversed([name.strip() for name in encodings.lower().split(",")][:3]):
        if encoding in ("gzip", "x-gzip"):
            content = _inflated(content, 31, "gzip", limit) if content.startswith(GZIP) else content
        elif encoding == "deflate":
            content = _deflated(content, limit)
        elif encoding == "br":
            content = _unbrotlied(content, limit)
        elif encoding == "zstd" and content.startswith(b"\x28\xb5\x2f\xfd"):
            raise UnreadableError("a response compressed by zstd, which is not read; save that page again")
    return content


def _deflated(content: bytes, limit: int) -> bytes:
    """Servers mean by deflate either of two things."""
    is_zlib = len(content) > 1 and content[0] & 15 == 8 and int.from_bytes(content[:2], "big") % 31 == 0
    if not is_zlib and _is_readable(content):
        return content
    return _inflated(content, 15 if is_zlib else -15, "deflate", limit)


def _inflated(content: bytes, window: int, name: str, limit: int) -> bytes:
    pieces, size = [], 0
    while content:
        unpacker = zlib.decompressobj(window)
        try:
            piece = unpacker.decompress(content, limit + 1 - size)
        except zlib.error as error:
            raise UnreadableError(DAMAGED.format(name)) from error
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise UnreadableError(TOO_LARGE.format(limit / 1e6))
        if not unpacker.eof:
            raise UnreadableError(CUT_SHORT.format(name))
        content = unpacker.unused_data if unpacker.unused_data.startswith(GZIP) else b""
    return b"".join(pieces)


def _unbrotlied(content: bytes, limit: int) -> bytes:
    """Brotli marks its data in no way: what cannot be its data is words."""
    unpacker = brotli.Decompressor()
    pieces, size = [], 0
    given = content
    try:
        while not unpacker.is_finished():
            piece = unpacker.process(given, output_buffer_limit=STEP)
            given = b""
            if not piece and unpacker.can_accept_more_data():
                break
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise UnreadableError(TOO_LARGE.format(limit / 1e6))
    except brotli.error as error:
        if _is_readable(content):
            return content
        raise UnreadableError(DAMAGED.format("br")) from error
    if not unpacker.is_finished():
        if _is_readable(content):
            return content
        raise UnreadableError(CUT_SHORT.format("br"))
    return b"".join(pieces)


def _is_readable(content: bytes) -> bool:
    """Whether bytes begin as a page or JSON does, so that nothing was compressed."""
    return content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"[", b"")
