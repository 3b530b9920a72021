"""A file as given -> the documents in it: itself, what it holds compressed, the members of a zip or tar, saved pages.

One document at a time lies in the spool, under a name of ours, never a member's own, and is gone when the next is asked
for. What cannot be read is refused with its name, and the others go on.
"""

from __future__ import annotations

import fcntl
import os
import stat
import struct
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from threads.readers import tar
from threads.readers.files import MAIL_FOLDERS, NO_ROOM, open_regular, reason_of
from threads.readers.foreign import refusal_of
from threads.readers.saved import mhtml, single_files, warc
from threads.readers.saved.companions import Neighbours, is_wacz
from threads.readers.tar import ByteSource
from threads.readers.unpacking import (
    COMPRESSIONS,
    FAILURES,
    FREE_BYTES,
    RATIO,
    Compression,
    Unpacked,
    UnreadableError,
    compression_of,
)
from threads.records import Refusal, writable

# What all the documents of one file may come to.
TOTAL_LIMIT = 1_000_000_000_000
CHUNK = 2**18
HEAD = 8192
# A container may lie in a container, and no deeper.
NESTED = 1
# A zip's directory is read as a whole, and grows thirtyfold in memory.
ZIP_DIRECTORY_LIMIT = 16 * 2**20
ZIP_MAGIC = (b"PK\3\4", b"PK\5\6")
ZIP_ENCRYPTED = 0x1
# Zips by another name, which are documents of other programs.
ZIP_DOCUMENTS = frozenset(
    ".docx .xlsx .pptx .odt .ods .odp .epub .jar .war .apk .xpi .whl .kmz .cbz .docm .xlsm .vsdx .ipa".split()
)
BOMB = f"more than {RATIO} times as large as packed, as only bombs are; unpack it yourself"
TAR_SHORTHANDS = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}
SUFFIXES = tuple(suffix for compression in COMPRESSIONS for suffix in compression.suffixes)
SPOOL_PREFIX = "spooled-"


@dataclass(frozen=True, slots=True)
class Opened:
    """A document: its name, with the containers it lies in, and where its bytes lie until the next is asked for.

    A page out of an archive of the web is known by its address, which says nothing of its kind; ``suffix`` does.
    """

    name: str
    path: Path
    size: int
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is no document by its nature, and why; nobody asked for it by name."""

    path: str
    reason: str


Part = Opened | Refusal | LeftOut


def open_documents(path: str | Path, name: str, spool: Path, limit: int, *, total: int = TOTAL_LIMIT) -> Iterator[Part]:
    """Open a file and what it holds. No document may exceed the limit, nor all of them the total."""
    try:
        yield from _Opening(spool, limit, total).file(Path(path), name, 0)
    except _ExhaustedError:
        yield Refusal(name, "holds more than may be unpacked of one file; unpack it, and give it in parts")
    except OSError as error:
        if error.errno in NO_ROOM:  # for the spool: no fault of the file
            raise
        yield Refusal(name, f"unreadable: {reason_of(error)}")


def is_container(name: str, head: bytes) -> bool:
    """Tell from its first bytes whether a file is compressed, packed, or packed in a way that is not read."""
    if refusal_of(name, head):
        return True
    if head.startswith(ZIP_MAGIC):
        return Path(name).suffix.lower() not in ZIP_DOCUMENTS
    is_saved = head.startswith(warc.MAGIC) or single_files.is_saved(head[:HEAD])
    return compression_of(head) is not None or is_saved or tar.is_tar(head[:HEAD])


def clear_spool(spool: Path) -> int:
    """Remove what a killed run left in the spool; what a living one still reads stays. Returns how many went."""
    removed = 0
    for path in spool.glob(f"{SPOOL_PREFIX}*"):
        try:
            with path.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
                removed += 1
        except OSError:
            continue
    return removed


class _ExhaustedError(Exception):
    """All that may be unpacked of one file has been."""


class _Opening:
    """The reading of one file: how much it may hold, and has held so far."""

    def __init__(self, spool: Path, limit: int, total: int) -> None:
        self._spool = spool
        self._limit = limit
        self._left = total

    def file(self, path: Path, name: str, depth: int) -> Iterator[Part]:
        """The documents of a file on the disk, and why the rest of it cannot be read."""
        try:
            yield from self._file(path, name, depth)
        except UnreadableError as error:
            yield Refusal(name, str(error))

    def _file(self, path: Path, name: str, depth: int) -> Iterator[Part]:
        with open_regular(path) as stream:
            head = stream.read(HEAD)
            stream.seek(0)
            foreign = refusal_of(name, head)
            compression = compression_of(head)
            is_zip = head.startswith(ZIP_MAGIC) and Path(name).suffix.lower() not in ZIP_DOCUMENTS
            is_tar = not (foreign or compression or is_zip) and tar.is_tar(head)
            if foreign:
                yield Refusal(name, foreign)
            elif head.startswith(warc.MAGIC):
                yield from self._web_archive(stream, name)
            elif single_files.is_saved(head):
                yield from self._saved_page(stream, name, head)
            elif not (compression or is_zip or is_tar):
                yield from self._plain(path, name, os.fstat(stream.fileno()).st_size)
            elif depth > NESTED:
                yield Refusal(name, "packed more than twice over; unpack it first")
            elif is_zip:
                yield from self._zip(stream, name, depth)
            elif compression:
                yield from self._compressed(stream, name, depth, compression)
            else:
                yield from self._tar(stream, name, depth)

    def _plain(self, path: Path, name: str, size: int) -> Iterator[Part]:
        if size > self._limit:
            yield Refusal(name, self._too_large())
        else:
            yield Opened(name, path, size)

    def _compressed(self, stream: BinaryIO, name: str, depth: int, compression: Compression) -> Iterator[Part]:
        unpacked = Unpacked(stream, compression)
        if unpacked.peek(warc.MAGIC_LENGTH).startswith(warc.MAGIC):
            yield from self._web_archive(unpacked, name)
        elif tar.is_tar(unpacked.peek(tar.BLOCK)):
            yield from self._tar(unpacked, name, depth)
        else:
            yield from self._member(unpacked, inner_name(name), depth, shown_name=name)

    def _web_archive(self, source: ByteSource, name: str) -> Iterator[Part]:
        """The pages in a WARC or ARC, and how many answers were none."""
        web_archive = warc.WebArchive(source)
        try:
            for found in web_archive.responses():
                inside = f"{name}/{shown_address(found.address)}"
                if isinstance(found, warc.Broken):
                    yield Refusal(inside, found.reason)
                else:
                    yield from self._kept(found.content, inside, found.suffix)
        except UnreadableError as error:
            yield Refusal(name, str(error))
        if told := web_archive.told:
            yield LeftOut(name, told)

    def _saved_page(self, stream: BinaryIO, name: str, head: bytes) -> Iterator[Part]:
        for page in single_files.pages(stream, head):
            inside = f"{name}/{shown_address(page.address)}" if page.address else name
            if not page.is_whole:
                yield Refusal(inside, mhtml.CUT_SHORT)
            yield from self._kept(page.content, inside, ".html")

    def _kept(self, content: bytes, name: str, suffix: str) -> Iterator[Part]:
        """A document that lies in memory, spooled. Nothing is unpacked of it any more: it is what a reader of pages saw."""
        self._left -= len(content)
        if self._left < 0:
            raise _ExhaustedError
        with tempfile.NamedTemporaryFile(dir=self._spool, prefix=SPOOL_PREFIX) as spooled:
            fcntl.flock(spooled, fcntl.LOCK_EX)
            spooled.write(content)
            spooled.flush()
            yield Opened(name, Path(spooled.name), len(content), suffix)

    def _tar(self, source: ByteSource, name: str, depth: int) -> Iterator[Part]:
        neighbours, left_out = Neighbours(), Counter[str]()
        for member in tar.members(source):
            if isinstance(member, UnreadableError):
                yield Refusal(name, str(member))
                continue
            if member.is_folder or is_hidden(member.name):
                continue
            inside = f"{name}/{shown(member.name)}"
            neighbours.add(member.name)
            if refusal := refused_name(member.name):
                yield Refusal(inside, refusal)
            elif reason := neighbours.left_out(member.name):
                left_out[reason] += 1
            elif not member.is_file:
                yield Refusal(inside, "a link, a device or a sparse file, skipped: only plain members are read")
            else:
                yield from self._member(member, inside, depth)
        yield from _told(name, left_out)

    def _zip(self, stream: BinaryIO, name: str, depth: int) -> Iterator[Part]:
        try:
            if zip_directory_size(stream) > ZIP_DIRECTORY_LIMIT:
                raise UnreadableError("a zip of too many members to list in memory; unpack it and give the folder")
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise UnreadableError("a damaged zip, or one cut short; get the file again") from error
        size = os.fstat(stream.fileno()).st_size
        with archive:
            entries = archive.infolist()
            members = [each for each in entries if not (each.filename.endswith("/") or is_hidden(each.filename))]
            refusals = [refused_name(each.filename) or refused_kind(each) for each in members]
            if is_bomb(sum(each.file_size for each, why in zip(members, refusals, strict=True) if not why), size):
                raise UnreadableError(f"more than {RATIO} times as large as its file, as only bombs are")
            names = [each.filename for each in members]
            neighbours, left_out = Neighbours(names, is_wacz=is_wacz(names)), Counter[str]()
            for info, refusal in zip(members, refusals, strict=True):
                inside = f"{name}/{shown(info.filename)}"
                if refusal:
                    yield Refusal(inside, refusal)
                elif reason := neighbours.left_out(info.filename):
                    left_out[reason] += 1
                else:
                    yield from self._zipped(archive, info, inside, depth)
        yield from _told(name, left_out)

    def _zipped(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, inside: str, depth: int) -> Iterator[Part]:
        try:
            member = archive.open(info)
        except (*FAILURES, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            yield Refusal(inside, f"damaged, or packed in a way that is not known ({error}); pack it again")
            return
        with member:
            yield from self._member(_Zipped(member, info.compress_size), inside, depth)

    def _member(self, source: ByteSource, name: str, depth: int, *, shown_name: str = "") -> Iterator[Part]:
        """Spool what a member holds, and open that in turn. Refusals use ``shown_name``."""
        with tempfile.NamedTemporaryFile(dir=self._spool, prefix=SPOOL_PREFIX) as spooled:
            fcntl.flock(spooled, fcntl.LOCK_EX)
            try:
                size = self._spool_bytes(source, spooled.file)
            except UnreadableError as error:
                yield Refusal(shown_name or name, str(error))
                return
            if size is None:
                yield Refusal(shown_name or name, self._too_large())
                return
            yield from self.file(Path(spooled.name), name, depth + 1)

    def _spool_bytes(self, source: ByteSource, spooled: IO[bytes]) -> int | None:
        """Write the bytes of a source; None if they are more than a document may have."""
        size = 0
        while piece := source.read(CHUNK):
            size += len(piece)
            self._left -= len(piece)
            if self._left < 0:
                raise _ExhaustedError
            if size > self._limit:
                return None
            spooled.write(piece)
        spooled.flush()
        return size

    def _too_large(self) -> str:
        return f"too large: more than {self._limit / 1_000_000:.3g} MB; split it, or raise --max-size"


class _Zipped:
    """A zip's member, read in pieces; raises UnreadableError where it is damaged or proves to be a bomb."""

    def __init__(self, member: ByteSource, packed_size: int) -> None:
        self._member = member
        self._packed = packed_size
        self._size = 0

    def read(self, size: int, /) -> bytes:
        try:
            piece = self._member.read(size)
        except (*FAILURES, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            raise UnreadableError("damaged: what the zip holds of it is not what it was; get the file again") from error
        self._size += len(piece)
        if is_bomb(self._size, self._packed):
            raise UnreadableError(BOMB)
        return piece


def _told(name: str, left_out: Counter[str]) -> Iterator[LeftOut]:
    """Which members of a container were no documents, a line a reason."""
    for reason, count in left_out.items():
        yield LeftOut(name, f"{count:,} of its members: {reason}")


def zip_directory_size(stream: BinaryIO) -> int:
    """How many bytes a zip's directory has, by the record at its end."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 2**16 - 22))
    tail = stream.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) < place + 22:
        raise UnreadableError("a zip cut short: its directory is missing; get the whole file again")
    declared: int = struct.unpack_from("<L", tail, place + 12)[0]
    locator = tail.rfind(b"PK\6\7", 0, place)
    if locator >= 0:
        stream.seek(min(struct.unpack_from("<Q", tail, locator + 8)[0], size))
        record = stream.read(56)
        declared = struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 else declared
    return declared


def refused_kind(info: zipfile.ZipInfo) -> str:
    """Why a zip's member is not read, if it is not, by what its directory says of it."""
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "a link or a device, skipped: only plain members are read"
    if info.flag_bits & ZIP_ENCRYPTED:
        return "encrypted; unpack it with its password"
    # No more is ever unpacked of a member than its directory says.
    return BOMB if is_bomb(info.file_size, info.compress_size) else ""


def is_bomb(size: int, packed_size: int) -> bool:
    """Whether a container unpacks to so much that it was made to fill a disk."""
    return size > FREE_BYTES and size > RATIO * packed_size


def refused_name(name: str) -> str:
    """Why a member of this name is not read, if it is not."""
    parts = name.replace("\\", "/").split("/")
    if not shown(name):
        return "it has no name, skipped"
    if ".." in parts:
        return "its name leads out of the archive, skipped"
    if parts[0] == "" or parts[0][1:2] == ":":
        return "its name is absolute, skipped"
    return ""


def is_hidden(name: str) -> bool:
    """Whether a name or a folder in it begins with a dot, or is what macOS adds to a zip.

    A folder of mail may be called ".Sent": it holds ``cur`` and ``new``.
    """
    parts = name.replace("\\", "/").split("/")
    dotted = [part for part in parts if part.startswith(".") and part not in (".", "..")]
    is_of_mail = len(parts) > 2 and parts[-2] in MAIL_FOLDERS and dotted == [parts[-3]]
    return "__MACOSX" in parts or (bool(dotted) and not is_of_mail)


def inner_name(name: str) -> str:
    """The name of what a compressed file holds: without the suffix that says how it is compressed."""
    lowered = name.lower()
    for suffix in SUFFIXES:
        if lowered.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    for short, long in TAR_SHORTHANDS.items():
        if lowered.endswith(short):
            return name[: -len(short)] + long
    return name


def shown_address(address: str) -> str:
    """An address as it is kept as a name."""
    return writable(address.strip()) or "no address"


def shown(name: str) -> str:
    """A member's name as it is kept: text that can be stored, one way of writing folders, no "./" before it."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    return writable("/".join(parts).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
