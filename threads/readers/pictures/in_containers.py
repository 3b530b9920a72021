"""A file that is packed, or an archive of the web -> the pictures in it that are wanted, by name or by address.

A container is gone through a second time for them, once it is known which pictures posts name: of all others nothing is
unpacked, and one is in memory at a time.
"""

from __future__ import annotations

import fcntl
import re
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit

from threads.readers import tar
from threads.readers.containers import (
    CHUNK,
    HEAD,
    NESTED,
    SPOOL_PREFIX,
    ZIP_DIRECTORY_LIMIT,
    ZIP_DOCUMENTS,
    ZIP_MAGIC,
    is_container,
    is_hidden,
    refused_kind,
    refused_name,
    shown,
    zip_directory_size,
)
from threads.readers.files import open_regular
from threads.readers.pictures.verifying import MOST_BYTES
from threads.readers.saved import single_files, warc
from threads.readers.tar import ByteSource
from threads.readers.unpacking import FAILURES, Unpacked, UnreadableError, compression_of

# Addresses of captures in archives of the web, up to the one that was captured.
CAPTURE = re.compile(r"https?://[\w.:-]{3,80}(?:/[\w.-]{1,40}){0,3}/\d{4,14}(?:[a-z]{2}_)?/(?=https?:/)", re.IGNORECASE)
PORTS = {"http": ":80", "https": ":443"}
DAMAGED = (*FAILURES, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, struct.error, UnreadableError)
# What may hold pages of its own, by its name.
PACKED = re.compile(
    r"\.(?:warc|arc|warc\.gz|arc\.gz|mht|mhtml|webarchive|zip|tar|gz|bz2|xz|zst|tgz|tbz2?|txz|wacz)$", re.IGNORECASE
)

Wanted = Callable[[str], bool]


class Sought(NamedTuple):
    """Which pictures are wanted, where members are laid down meanwhile, and how large those may be that hold others."""

    wanted: Wanted
    spool: Path
    limit: int


class PackedPicture(NamedTuple):
    """A picture out of a container: the key by which it was wanted, how it is called there, and its bytes."""

    key: str
    name: str
    content: bytes


def web_key(address: str) -> str:
    """What is the same of an address however it is written: by http or https, in letters or in figures, of a capture."""
    address = CAPTURE.sub("", address.strip())
    try:
        parts = urlsplit(address)
        host = parts.netloc.lower().removesuffix(PORTS.get(parts.scheme, ":"))
    except ValueError:
        return address
    return f"//{host}{unquote(parts.path) or '/'}?{unquote(parts.query)}" if host else address


def packed_pictures(path: str | Path, name: str, asked: Sought, depth: int = 0) -> Iterator[PackedPicture]:
    """The wanted of a file: members by their whole name, answers and parts by ``web_key``, parts also by "cid:" and id.

    What is damaged ends it without a word, for it was named when the pages were read.
    """
    try:
        with open_regular(path) as stream:
            head = stream.read(HEAD)
            stream.seek(0)
            yield from _opened(stream, head, name, asked, depth)
    except DAMAGED:
        return


def _opened(stream: BinaryIO, head: bytes, name: str, asked: Sought, depth: int) -> Iterator[PackedPicture]:
    compression = compression_of(head)
    if head.startswith(warc.MAGIC):
        yield from _answers(stream, asked.wanted)
    elif single_files.is_saved(head):
        for address, content in single_files.parts(stream, head, lambda each: asked.wanted(_key_of_part(each))):
            yield PackedPicture(_key_of_part(address), address, content)
    elif depth > NESTED:
        return
    elif head.startswith(ZIP_MAGIC) and Path(name).suffix.lower() not in ZIP_DOCUMENTS:
        yield from _of_zip(stream, name, asked, depth)
    elif compression:
        unpacked = Unpacked(stream, compression)
        if unpacked.peek(warc.MAGIC_LENGTH).startswith(warc.MAGIC):
            yield from _answers(unpacked, asked.wanted)
        elif tar.is_tar(unpacked.peek(tar.BLOCK)):
            yield from _of_tar(unpacked, name, asked, depth)
    elif tar.is_tar(head):
        yield from _of_tar(stream, name, asked, depth)


def _key_of_part(address: str) -> str:
    return address if address.startswith("cid:") else web_key(address)


def _answers(source: ByteSource, wanted: Wanted) -> Iterator[PackedPicture]:
    for found in warc.WebArchive(source, wanted=lambda address: wanted(web_key(address))).responses():
        if isinstance(found, warc.Response):
            yield PackedPicture(web_key(found.address), found.address, found.content)


def _of_zip(stream: BinaryIO, name: str, asked: Sought, depth: int) -> Iterator[PackedPicture]:
    if zip_directory_size(stream) > ZIP_DIRECTORY_LIMIT:
        return
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            inside = f"{name}/{shown(info.filename)}"
            if is_hidden(info.filename) or refused_name(info.filename) or refused_kind(info):
                continue
            if asked.wanted(inside) or PACKED.search(inside):
                with archive.open(info) as member:
                    yield from _member(member, inside, asked, depth)


def _of_tar(source: ByteSource, name: str, asked: Sought, depth: int) -> Iterator[PackedPicture]:
    for member in tar.members(source):
        if isinstance(member, UnreadableError) or not member.is_file or member.is_folder:
            continue
        inside = f"{name}/{shown(member.name)}"
        is_read = not (is_hidden(member.name) or refused_name(member.name))
        if is_read and (asked.wanted(inside) or PACKED.search(inside)):
            yield from _member(member, inside, asked, depth)


def _member(member: ByteSource, inside: str, asked: Sought, depth: int) -> Iterator[PackedPicture]:
    """A member that is wanted, or those in it."""
    if asked.wanted(inside):
        yield PackedPicture(inside, inside, tar.read_exactly(member, MOST_BYTES + 1))
        return
    head = member.read(HEAD)
    if not is_container(inside, head):
        return
    with tempfile.NamedTemporaryFile(dir=asked.spool, prefix=SPOOL_PREFIX) as spooled:
        fcntl.flock(spooled, fcntl.LOCK_EX)
        while head:
            spooled.write(head)
            if spooled.tell() > asked.limit:
                return  # as it was refused when its pages were asked for
            head = member.read(CHUNK)
        spooled.flush()
        yield from packed_pictures(spooled.name, inside, asked, depth + 1)
