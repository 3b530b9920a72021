r"""MHTML, a page that a browser saved with all that belongs to it -> the page.

    From: <Saved by Blink>
    Snapshot-Content-Location: https://teapot.example/t7
    Content-Type: multipart/related; type="text/html"; boundary="----B"

    ------B
    Content-Type: text/html
    Content-Transfer-Encoding: quoted-printable
    Content-Location: https://teapot.example/t7

    <html>...

It is built as a mail is, but nobody sent it: no server wrote a line into its head, and its parts say where they lay.
Of a page of frames each frame is a page; of any other, frames are advertisements and films.
"""

from __future__ import annotations

import binascii
import html
import quopri
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple
from urllib.parse import urljoin

from threads.readers.mail.headers import Head, normal, readable
from threads.readers.saved.days import mail_moment
from threads.readers.saved.stamping import stamped
from threads.readers.unpacking import UnreadableError
from threads.readers.web.page import PAGE_LIMIT

# Heads of files and parts are shorter, as are lines of both.
HEAD_MOST = 65_536
LINE_MOST = 2**20
BOUNDARY = re.compile(r"""boundary\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}"?([-\w:.]{1,40})""", re.IGNORECASE)
START = re.compile(r"""[;\s]start\s{0,9}=\s{0,9}"?([^";\s]{1,500})""", re.IGNORECASE)
HTML = ("text/html", "application/xhtml+xml")
# What mail servers and mailers write, and browsers do not.
OF_MAILS = (
    "message-id",
    "received",
    "return-path",
    "delivered-to",
    "to",
    "in-reply-to",
    "references",
    "dkim-signature",
)
PLACE = re.compile(rb"^(?:x-)?(?:snapshot-)?content-location[ \t]{0,9}:", re.IGNORECASE | re.MULTILINE)
# A page of frames has no body but for browsers that know no frames.
FRAMESET = re.compile(rb"<(frameset|body)[\s>]", re.IGNORECASE)
FRAME = re.compile(rb"<frame\s[^<>]{0,2000}?src\s{0,9}=\s{0,9}[\"']?([^\s\"'<>]{1,2000})", re.IGNORECASE)
CUT_SHORT = "cut short in the middle of the page; read as far as it goes, save it again for the rest"
NO_PAGE = "a saved page (MHTML) in which there is no HTML; save the page again"


class SavedPage(NamedTuple):
    """A page in such a file, with its address; ``is_whole`` unless the file ends in the middle of it."""

    address: str
    content: bytes
    is_whole: bool


class _Fields:
    """The fields of a head, as text."""

    def __init__(self, raw: bytes) -> None:
        self._head = Head(raw)

    def get(self, name: str) -> str:
        return readable(self._head.get(name)).strip()


class _Part(NamedTuple):
    head: _Fields
    body: bytes
    is_whole: bool


def is_mhtml(head: bytes) -> bool:
    """Tell from its first bytes whether a file is a page that a browser saved so, and not a mail."""
    fields, _, rest = normal(head.lstrip()).partition(b"\n\n")
    if b":" not in fields[:200].partition(b"\n")[0]:
        return False
    told = _Fields(fields)
    if _address(told) and not told.get("content-location"):
        return True
    kind = told.get("content-type").lower()
    if any(told.get(name) for name in OF_MAILS) or not kind.startswith(("multipart/related", *HTML)):
        return False
    return bool(told.get("mime-version")) and PLACE.search(fields + b"\n" + rest) is not None


def pages(stream: BinaryIO) -> Iterator[SavedPage]:
    """The page of such a file, or its frames; raises UnreadableError where there is none."""
    head = _Fields(_head(stream))
    kind = head.get("content-type")
    found = BOUNDARY.search(kind)
    boundary = (found[1] or found[2] or "") if found else ""
    address, day = _address(head), mail_moment(head.get("date"))
    if not boundary:
        body = _decoded(head, stream.read(PAGE_LIMIT))
        yield SavedPage(address, stamped(body, address, _charset(head), day), is_whole=True)
        return
    parts = _html_parts(stream, b"--" + boundary.encode())
    root = _root(parts, address, START.search(kind))
    if root is None:
        raise UnreadableError(NO_PAGE)
    for part in [root, *_frames(root, parts, address)]:
        place = part.head.get("content-location") or (address if part is root else "")
        yield SavedPage(place, stamped(part.body, place, _charset(part.head), day), part.is_whole)


def _root(parts: list[_Part], address: str, start: re.Match[str] | None) -> _Part | None:
    """The part that is the page: the one named as the start, or that lay at the address, else the first."""
    for part in parts:
        if start and part.head.get("content-id").strip("<> ") == start[1].strip("<> "):
            return part
    at_place = (part for part in parts if address and part.head.get("content-location") == address)
    return next(at_place, parts[0] if parts else None)


def _frames(root: _Part, parts: list[_Part], address: str) -> list[_Part]:
    """The parts that a page of frames is made of, each once."""
    first = FRAMESET.search(root.body)
    if first is None or first[1].lower() != b"frameset":
        return []
    sources = [html.unescape(src.decode("utf-8", "replace")) for src in FRAME.findall(root.body)]
    places = {_joined(address, source) for source in sources} | {source.removeprefix("cid:") for source in sources}
    found: dict[str, _Part] = {}
    for part in parts:
        names = {part.head.get("content-location"), part.head.get("content-id").strip("<> ")} - {""}
        if part is not root and names & places:
            found.setdefault(part.head.get("content-location") or min(names), part)
    return list(found.values())


def _joined(address: str, source: str) -> str:
    try:
        return urljoin(address, source)
    except ValueError:
        return source


def _html_parts(stream: BinaryIO, boundary: bytes) -> list[_Part]:
    """The parts that are pages, decoded; no more of them together than one page may have."""
    parts: list[_Part] = []
    room = PAGE_LIMIT
    is_in = _past_boundary(stream, boundary)
    while is_in:
        head = _Fields(_head(stream))
        is_html = head.get("content-type").partition(";")[0].strip().lower() in HTML
        body = bytearray()
        is_whole = is_last = False
        for line in iter(lambda: stream.readline(LINE_MOST), b""):
            if line.startswith(boundary):
                is_whole, is_last = True, line.rstrip() == boundary + b"--"
                break
            if is_html and len(body) < room:
                body += line
        if is_html:
            room -= len(body)
            parts.append(_Part(head, _decoded(head, bytes(body)), is_whole))
        is_in = is_whole and not is_last
    return parts


def parts(stream: BinaryIO, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """The parts of such a file that are wanted by their address, or by their id as "cid:": under which, and their bytes."""
    found = BOUNDARY.search(_Fields(_head(stream)).get("content-type"))
    boundary = b"--" + (found[1] or found[2]).encode() if found else b""
    is_in = bool(found) and _past_boundary(stream, boundary)
    while is_in:
        head = _Fields(_head(stream))
        names = (head.get("content-location"), f"cid:{head.get('content-id').strip('<> ')}")
        name = next((each for each in names if wanted(each)), "")
        body = bytearray()
        is_whole = is_in = False
        for line in iter(lambda: stream.readline(LINE_MOST), b""):
            if line.startswith(boundary):
                is_whole, is_in = True, line.rstrip() != boundary + b"--"
                break
            if name and len(body) < PAGE_LIMIT:
                body += line
        if name and is_whole:
            yield name, _decoded(head, bytes(body))


def _past_boundary(stream: BinaryIO, boundary: bytes) -> bool:
    """Read on to where the first part begins."""
    return any(line.startswith(boundary) for line in iter(lambda: stream.readline(LINE_MOST), b""))


def _head(stream: BinaryIO) -> bytes:
    """The lines up to the next empty one; empty lines before them are passed over."""
    lines: list[bytes] = []
    size = 0
    while (line := stream.readline(LINE_MOST)) and size < HEAD_MOST:
        if line.strip():
            lines.append(line.rstrip(b"\r\n") + b"\n")
            size += len(line)
        elif lines:
            break
    return b"".join(lines)


def _decoded(head: _Fields, body: bytes) -> bytes:
    coding = head.get("content-transfer-encoding").lower()
    if coding == "quoted-printable":
        return quopri.decodestring(body)
    if coding == "base64":
        letters = body.translate(None, b" \t\r\n=")
        return binascii.a2b_base64(
            letters[: len(letters) // 4 * 4 + (0 if len(letters) % 4 == 1 else len(letters) % 4)] + b"=="
        )
    return body


def _address(head: _Fields) -> str:
    """The address of a page, as browsers of several years write it into the head of the file."""
    names = ("snapshot-content-location", "x-snapshot-content-location", "content-location")
    return next((place for name in names if (place := head.get(name))), "")


def _charset(head: _Fields) -> str:
    found = CHARSET.search(head.get("content-type"))
    return found[1] if found else ""
