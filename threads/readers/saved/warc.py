r"""A stream of WARC or ARC, unpacked -> the answers of servers in it that are pages, one after another.

    WARC/1.0
    WARC-Type: response
    WARC-Target-URI: http://reeds.example/viewtopic.php?t=12
    Content-Length: 5120

    HTTP/1.1 200 OK
    Content-Type: text/html; charset=windows-1252

    <html>...

Pictures, styles, redirects, errors and what a crawler only found again are counted. Lengths are not believed: after each
record the next has to begin, else what stands there was cut wrongly.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from threads.readers.saved.bodies_sent import TOO_LARGE, decoded_body
from threads.readers.saved.days import iso_moment
from threads.readers.saved.stamping import stamped
from threads.readers.tar import ByteSource
from threads.readers.unpacking import UnreadableError
from threads.readers.web.page import PAGE_LIMIT

# It warns of addresses with spaces, which are read all the same.
logging.getLogger("warcio").setLevel(logging.ERROR)
# How a web archive begins, unpacked.
MAGIC = (b"WARC/", b"filedesc://")
MAGIC_LENGTH = max(map(len, MAGIC))
CHUNK = 2**16
MOST_TOLD = 12
# So many answers that cannot be read are named; more tell nothing new, and fill memory.
MOST_NAMED = 1_000
# The headers of a record and of its answer have fewer bytes.
HEADERS_MOST = 2**20
HTML = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
JSON = ("application/json", "text/json")
TEXT = ("text/plain", "application/mbox", "message/rfc822")
# What servers send as plain text though it is none of anybody's words.
NO_TEXT = re.compile(
    r"(?:/(?:robots|ads|humans|security)\.txt|\.(?:css|js|mjs|map|svg|xml|ico|ini))(?:[?#]|$)", re.IGNORECASE
)
PAGE = re.compile(rb"\s{0,99}(?:<!doctype\s{1,9}html|<html[\s>])", re.IGNORECASE)
CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([-\w:.]{1,40})", re.IGNORECASE)
LENGTH_LIES = (
    "a record whose length is not what it says; the rest is left, for no record after it can be found. "
    "What came before is kept. Get the file again, or write it anew (warcio recompress)"
)
CUT_SHORT = "cut short in the middle of a record; what came before is kept, get the whole file again"
NOT_A_RECORD = "what should be a record is none; what came before is kept, get the file again"
LONG_HEADERS = "a record with headers of more than 1 MB, which is damage or malice; what came before is kept"


class Response(NamedTuple):
    """An answer that is a page: its address, the name by which readers know its kind, and its bytes."""

    address: str
    suffix: str
    content: bytes


class Broken(NamedTuple):
    """An answer that cannot be read, and why."""

    address: str
    reason: str


@dataclass(slots=True)
class WebArchive:
    """The reading of one stream: its pages, or what is wanted of it. ``left_out`` counts what was no page, by what it was."""

    source: ByteSource
    left_out: Counter[str] = field(default_factory=Counter)
    wanted: Callable[[str], bool] | None = None  # of what addresses the answers are asked for, whatever they are

    def responses(self) -> Iterator[Response | Broken]:
        """Each page; raises UnreadableError where the stream cannot be followed any longer."""
        metered = _Metered(self.source)
        reader = BufferedReader(metered, block_size=CHUNK)
        loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)
        broken = 0
        line = _next_line(reader)
        while line:
            metered.left = HEADERS_MOST
            record = _record(loader, reader, line)
            metered.left = None
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            kind = _kind_of(record, address) if self.wanted is None else _asked(record, self.wanted(address))
            found = _response(record, address, kind) if kind.startswith(".") else kind
            if isinstance(found, str):
                self.left_out[found] += 1
            _drain(record, address)
            metered.left = HEADERS_MOST
            try:
                line = _next_line(reader)
            except UnreadableError:
                if not isinstance(found, str):
                    yield found
                raise
            if line and not _begins_record(line):
                raise UnreadableError(f"{address or 'a record'}: {LENGTH_LIES}")
            if isinstance(found, Broken):
                broken += 1
                if broken > MOST_NAMED:
                    self.left_out["also unreadable"] += 1
                    continue
            if not isinstance(found, str):
                yield found

    @property
    def told(self) -> str:
        """What was left out, in words, the most of it first."""
        counts = ", ".join(f"{count:,} {what}" for what, count in self.left_out.most_common(MOST_TOLD))
        return f"{self.left_out.total():,} left out as no pages: {counts}" if counts else ""


def _response(record: ArcWarcRecord, address: str, suffix: str) -> Response | Broken | str:
    """The page that a record holds, or what it turns out to be that is none."""
    headers = record.http_headers
    stream = _Capped(record.raw_stream)
    try:
        if headers and (headers.get_header("transfer-encoding") or "").strip().lower() == "chunked":
            content = _whole(ChunkedDataReader(stream, block_size=CHUNK))
        else:
            content = _whole(stream)
        content = decoded_body(content, (headers and headers.get_header("content-encoding")) or "", PAGE_LIMIT - 1)
    except UnreadableError as error:
        return Broken(address, str(error))
    if not content.strip():
        return "empty"
    if suffix == ".?" and not PAGE.match(content):
        return "of other types"
    if suffix in (".html", ".?"):
        told = CHARSET.search(_type_of(record, whole=True))
        day = iso_moment(record.rec_headers.get_header("WARC-Date") or "")
        return Response(address, ".html", stamped(content, address, told[1] if told else "", day))
    return Response(address, suffix, content)


def _kind_of(record: ArcWarcRecord, address: str) -> str:
    """The suffix that the name of such a document would have; else what a record is that holds no page."""
    if record.rec_type == "revisit":
        return "the same again"
    if record.rec_type not in ("response", "resource") or not address.lower().startswith(("http://", "https://")):
        return record.rec_type or "no record"
    headers = record.http_headers
    if record.rec_type == "response" and headers is not None:
        code = headers.get_statuscode()
        if code != "200":
            return f"status {code}" if code.isdecimal() and len(code) == 3 else "no status"
    kind = _type_of(record)
    if kind in HTML:
        return ".html"
    if kind in JSON:
        return ".json"
    if kind in TEXT:
        return "of other types" if NO_TEXT.search(address[:2000]) else ".txt"
    return "of other types" if kind else ".?"


def _asked(record: ArcWarcRecord, is_wanted: bool) -> str:  # noqa: FBT001 (said of the record)
    """A suffix for an answer that is asked for by its address."""
    is_answer = record.rec_type in ("response", "resource")
    headers = record.http_headers if record.rec_type == "response" else None
    return ".bin" if is_wanted and is_answer and (not headers or headers.get_statuscode() == "200") else "not asked for"


def _type_of(record: ArcWarcRecord, *, whole: bool = False) -> str:
    """The type that a server, or a crawler, says."""
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    said = ((headers and headers.get_header("content-type")) or "")[:500]
    return said if whole else said.partition(";")[0].partition(",")[0].strip().lower()


def _record(loader: ArcWarcRecordLoader, reader: BufferedReader, line: bytes) -> ArcWarcRecord:
    try:
        record = loader.parse_record_stream(reader, line)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, AttributeError, TypeError) as error:
        raise UnreadableError(NOT_A_RECORD) from error
    except EOFError as error:
        raise UnreadableError(CUT_SHORT) from error
    if not (record.rec_headers.get_header("Content-Length") or "").strip().isdecimal():
        raise UnreadableError(NOT_A_RECORD)
    return record


def _drain(record: ArcWarcRecord, address: str) -> None:
    """Read past what is left of a record; its length has to be there."""
    while record.raw_stream.read(CHUNK):
        pass
    if getattr(record.raw_stream, "limit", 0):
        raise UnreadableError(f"{address or 'a record'}: {CUT_SHORT}")


def _next_line(reader: BufferedReader) -> bytes:
    """The line that begins the next record; nothing at the end."""
    while line := reader.readline(CHUNK):
        if line.strip():
            return bytes(line)
    return b""


def _begins_record(line: bytes) -> bool:
    """Whether a line begins a record of WARC, or one of ARC: an address, a host's number, a date, a type, a length."""
    parts = line.split()
    return line.startswith(b"WARC/") or (len(parts) >= 5 and parts[-1].isdigit() and b":" in parts[0])


def _whole(stream: ByteSource) -> bytes:
    pieces = []
    while piece := stream.read(CHUNK):
        pieces.append(piece)
    return b"".join(pieces)


class _Metered:
    """A stream of which headers may take so many bytes and no more."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self.left: int | None = HEADERS_MOST

    def read(self, size: int, /) -> bytes:
        piece = self._source.read(size)
        if self.left is not None:
            self.left -= len(piece)
            if self.left < 0:
                raise UnreadableError(LONG_HEADERS)
        return piece


class _Capped:
    """A body that is given up where it is larger than a page may be. Its reader asks for whole chunks, whatever their size."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._left = PAGE_LIMIT

    def read(self, size: int = CHUNK, /) -> bytes:
        return self._counted(self._stream.read(min(size, 2**20)))

    def readline(self, size: int = CHUNK, /) -> bytes:
        return self._counted(self._stream.readline(size))

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left <= 0:
            raise UnreadableError(TOO_LARGE.format(PAGE_LIMIT / 1e6))
        return piece
