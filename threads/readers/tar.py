"""A stream of tar, of any of its dialects -> its members, one after another, each read as a stream.

Python's own reader stops without a word at a damaged header; this one says so and goes on at the next sound one.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from threads.readers.unpacking import UnreadableError

BLOCK = 512
CHUNK = 2**16
# What a size may have: Python makes no number of more than some thousands.
FIGURES_MOST = 20
# A header that holds another's long name or its extended fields; no real one is longer.
HEADER_LIMIT = 2**20
LONG_NAME, LONG_LINK = tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK
EXTENDED, EXTENDED_ALL = tarfile.XHDTYPE, tarfile.XGLTYPE
HEADERS = (LONG_NAME, LONG_LINK, EXTENDED, EXTENDED_ALL, tarfile.SOLARIS_XHDTYPE)
ROOM = {tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE}


class ByteSource(Protocol):
    """What a tar is read from."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes, none at the end."""


@dataclass(slots=True)
class Member:
    """One member. What the caller leaves unread of it is skipped."""

    name: str
    size: int
    kind: bytes
    _source: ByteSource
    _left: int

    @property
    def is_file(self) -> bool:
        """Whether it is a file with bytes of its own, neither sparse nor a link."""
        return self.kind in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder; old tars mark one by its name only."""
        return self.kind == tarfile.DIRTYPE or (self.is_file and self.name.endswith("/"))

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes of it, none at its end."""
        piece = self._source.read(min(size, self._left)) if self._left else b""
        if self._left and not piece:
            raise UnreadableError("cut short: the tar ends in the middle of it; get the whole file again")
        self._left -= len(piece)
        return piece

    def skip(self) -> None:
        """Read past what is left of it, and past the zeros that fill its last block."""
        while self.read(CHUNK):
            pass
        read_exactly(self._source, -self.size % BLOCK)


def is_tar(head: bytes) -> bool:
    """Tell whether bytes that begin like this are a tar: its first header has to be sound."""
    header = _header(head[:BLOCK])
    return header is not None and bool(header.name)


def members(source: ByteSource) -> Iterator[Member | UnreadableError]:
    """Each member, and each damage that was met with between them."""
    overrides: dict[str, str] = {}
    is_lost = False
    while True:
        block = read_exactly(source, BLOCK)
        if len(block) < BLOCK:
            if block:
                yield UnreadableError("cut short: the tar ends in the middle of a header; get the whole file again")
            return
        if not any(block):
            overrides, is_lost = {}, False
            continue
        header = _header(block)
        if header is None:
            if not is_lost:
                yield UnreadableError("a damaged header; members may be missing, get the file again")
            overrides, is_lost = {}, True
            continue
        is_lost = False
        if header.type in HEADERS:
            overrides |= _overrides(header, source)
            continue
        member = _member(header, overrides, source)
        overrides = {}
        yield member
        member.skip()


def read_exactly(source: ByteSource, size: int) -> bytes:
    """So many bytes, fewer only at the end."""
    pieces = b""
    while len(pieces) < size and (piece := source.read(size - len(pieces))):
        pieces += piece
    return pieces


def _header(block: bytes) -> tarfile.TarInfo | None:
    """The header that a block is, if its checksum is right and its numbers are."""
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError, OverflowError):
        return None
    return header if header.size >= 0 else None


def _member(header: tarfile.TarInfo, overrides: dict[str, str], source: ByteSource) -> Member:
    """The member that a header begins, with what the headers before it say of it."""
    figure = overrides.get("size", "")
    size = int(figure) if figure.isdecimal() and len(figure) <= FIGURES_MOST else header.size
    if header.type in ROOM:
        size = 0
    kind = tarfile.GNUTYPE_SPARSE if any(key.startswith("GNU.sparse") for key in overrides) else header.type
    name = overrides.get("path", header.name) + ("/" if header.isdir() else "")
    return Member(name, size, kind, source, size)


def _overrides(header: tarfile.TarInfo, source: ByteSource) -> dict[str, str]:
    """What a header says of the member after it: a long name, or fields as ``length key=value``."""
    if header.size > HEADER_LIMIT:
        raise UnreadableError("a header of more than 1 MB, which is damage or malice; unpack it yourself")
    content = read_exactly(source, header.size)
    read_exactly(source, -header.size % BLOCK)
    if header.type == LONG_NAME:
        return {"path": content.rstrip(b"\0").decode("utf-8", "surrogateescape")}
    if header.type in (LONG_LINK, EXTENDED_ALL):
        return {}
    fields = {}
    while content:
        length, _, rest = content.partition(b" ")
        if not length.isdigit() or len(length) > FIGURES_MOST or not 0 < int(length) <= len(content):
            break
        key, _, value = rest[: int(length) - len(length) - 1].partition(b"=")
        fields[key.decode("utf-8", "replace")] = value.rstrip(b"\n").decode("utf-8", "surrogateescape")
        content = content[int(length) :]
    return fields
