"""A mailbox of any size -> its mails, byte for byte; and a mail's bytes without what the mailbox put around them.

``separators`` judges each line "From ...". Two things overrule it: a Content-Length that ends exactly at a separator or
at the end of the file, and a multipart that is still open there and goes on below. So a raw mail within a mail stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from threads.readers.mail.separators import GIT, HEAD_LOOKAHEAD, LOOKAHEAD, Verdict, judged

CHUNK = 4 << 20
# A mail of this size is cut, so that memory stays bounded; no part of it is read as a mail.
LARGEST = 64 << 20
# So far ahead the boundary of an open multipart is looked for, and the end of a head.
WINDOW = 256 << 10
FROM = b"\nFrom "
OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}>?From (?=\S)[^\r\n]{1,520}(?:\r\n|\r|\n|\Z)")
MUNGED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
BOUNDARY = re.compile(rb"\bboundary=(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
LENGTH = re.compile(rb"^content-length:[ \t]{0,9}(\d{1,9})[ \t]{0,9}\r?$", re.IGNORECASE | re.MULTILINE)
LINE_ENDS = 4


def cut(stream: BinaryIO) -> Iterator[bytes]:
    """Yield mails with their separators; what stands before the first one is yielded alone."""
    return _Cutting(stream).mails()


class _Cutting:
    """The cutting of one mailbox. Places are offsets into ``text``, which begins where the current mail does.

    ``text`` are the bytes with a line end that can be searched for: those of ``raw``, but for files with CR alone.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._raw = self._text = b""
        self._offset = 0  # of these in the stream
        self._scanned = 0
        self._has_cr_alone = self._is_patch_series = False
        self._mail = _Mail(b"", 0)

    def mails(self) -> Iterator[bytes]:
        # Only where all that is looked at is sure to be held, so that the size of chunks does not matter.
        while self._read():
            yield from self._cut(max(0, len(self._text) - WINDOW - LOOKAHEAD - HEAD_LOOKAHEAD))
        yield from self._cut(len(self._text))
        yield from parts_of(self._raw)

    def _read(self) -> bool:
        chunk = self._stream.read(CHUNK)
        if not self._offset and not self._raw:
            self._has_cr_alone = has_cr_alone(chunk)
        self._raw += chunk
        self._text = with_lf(self._raw) if self._has_cr_alone else self._raw
        return bool(chunk)

    def _cut(self, safe: int) -> Iterator[bytes]:
        """The mails that end before ``safe``."""
        start = 0
        for place in self._beginnings(safe):
            yield from parts_of(self._raw[start:place])
            start = place
        while safe - start > LARGEST:
            yield self._raw[start : start + LARGEST]
            start += LARGEST
        self._scanned = max(0, safe - start)
        self._raw = self._raw[start:]
        self._text = self._text[start:] if self._has_cr_alone else self._raw
        self._offset += start
        self._mail.moved(start)

    def _beginnings(self, safe: int) -> Iterator[int]:
        """The places up to ``safe`` at which a mail begins, other than where nothing stands before it."""
        if not self._offset and not self._scanned:
            self._open(0)
        newline = self._text.find(FROM, max(0, self._scanned - 1), safe + 4)
        while newline >= 0:
            place = newline + 1
            if self._begins(newline):
                self._open(place)
                yield place
            newline = self._text.find(FROM, place, safe + 4)

    def _begins(self, newline: int) -> bool:
        place = newline + 1
        if newline < LOOKAHEAD and not self._offset and self._text[:newline].isspace():
            return False
        is_after_blank = self._text.endswith((b"\n", b"\n\r"), 0, newline)
        verdict = judged(self._text, place, is_after_blank=is_after_blank, is_patch_series=self._is_patch_series)
        if verdict < Verdict.LIKELY:
            return False
        return place >= self._length_end() and not self._mail.is_open_at(self._text, place)

    def _open(self, place: int) -> None:
        """Remember what the head of the mail that begins at ``place`` says of where it ends."""
        if not self._offset and not place:
            self._is_patch_series = GIT.match(self._text.lstrip()[:LOOKAHEAD]) is not None
        self._mail = _Mail(self._text, place)

    def _length_end(self) -> int:
        """Where the current mail ends by its Content-Length, if a separator or nothing stands there; else its beginning."""
        mail = self._mail
        if mail.length and not mail.is_length_checked:
            mail.is_length_checked = True
            end = mail.body + mail.length
            mail.length_end = end if mail.length < LARGEST and _is_end(self._look(end - 1)) else 0
        return mail.length_end

    def _look(self, place: int) -> bytes:
        """The bytes from ``place`` on, as many as tell whether a mail begins there."""
        size = LINE_ENDS + LOOKAHEAD + HEAD_LOOKAHEAD
        if place + size <= len(self._text) or not self._stream.seekable():
            return self._text[place : place + size]
        here = self._stream.tell()
        self._stream.seek(self._offset + place)
        pieces: list[bytes] = []
        while size and (piece := self._stream.read(size)):
            pieces.append(piece)
            size -= len(piece)
        self._stream.seek(here)
        content = b"".join(pieces)
        return with_lf(content) if self._has_cr_alone else content


class _Mail:
    """What a mail's head says of its end: its Content-Length, and the boundary of its parts."""

    def __init__(self, text: bytes, start: int) -> None:
        end, self.body = _head_end(text, start, start + WINDOW)
        head = text[start:end]
        length = LENGTH.search(head) if b"ength:" in head else None
        boundary = BOUNDARY.search(head) if b"oundary=" in head or b"OUNDARY=" in head else None
        self.length = int(length[1]) if length else 0
        self.length_end = 0
        self.is_length_checked = False
        self._boundary = (boundary[1] or boundary[2]) if boundary else b""
        self._closing = b"\n--" + self._boundary + b"--"
        self._is_closed = False
        self._searched = self.body  # for the end of the multipart
        self._next, self._none_before = -1, 0  # where the boundary stands next, up to where it does not

    def moved(self, by: int) -> None:
        self.body -= by
        self.length_end -= by
        self._searched = max(0, self._searched - by)
        self._next -= by
        self._none_before -= by

    def is_open_at(self, text: bytes, place: int) -> bool:
        """Whether a multipart of this mail is open at ``place`` and goes on below, before anything names its boundary."""
        if not self._boundary or self._is_closed:
            return False
        self._is_closed = text.find(self._closing, max(0, self._searched - 1), place) >= 0
        self._searched = max(0, place - len(self._closing))
        if self._is_closed:
            return False
        if self._next < place and self._none_before < place + WINDOW:
            self._next = text.find(self._boundary, max(place, self._none_before - len(self._boundary)), place + WINDOW)
            self._none_before = self._next if self._next >= 0 else place + WINDOW
        return self._next >= place and text[self._next - 3 : self._next] == b"\n--"


def _head_end(text: bytes, start: int, stop: int) -> tuple[int, int]:
    """Where a head ends, and where its body begins; where it began if no blank line is near."""
    end = text.find(b"\n\n", start, stop)
    carried = text.find(b"\n\r\n", start, stop if end < 0 else end)
    if carried >= 0:
        return carried, carried + 3
    return (end, end + 2) if end >= 0 else (start, start)


def _is_end(content: bytes) -> bool:
    """Whether the first line ends a mailbox, or a separator follows it, with a blank line between them or without."""
    if content[:1] != b"\n" and content[1:2] not in (b"\n", b"\r"):
        return False
    rest = content[1:].lstrip(b"\r\n")
    if len(content) - len(rest) > LINE_ENDS + 1:
        return False
    return not rest or (rest.startswith(b"From ") and judged(rest, 0, is_after_blank=True) >= Verdict.LIKELY)


def parts_of(mail: bytes) -> Iterator[bytes]:
    """A mail, cut where it is larger than any that is read."""
    for start in range(0, len(mail), LARGEST):
        yield mail[start : start + LARGEST]


def has_cr_alone(content: bytes) -> bool:
    """Whether lines end in CR alone, as on old Macs."""
    return b"\r" in content and b"\n" not in content[:HEAD_LOOKAHEAD]


def with_lf(content: bytes) -> bytes:
    """Lines that end in CR alone as lines that end in LF; nothing moves."""
    return content.replace(b"\r", b"\n")


def opens_mailbox(head: bytes) -> bool:
    """Tell whether bytes begin as a mailbox does."""
    head = with_lf(head) if has_cr_alone(head) else head
    m = OPENING.match(head)
    if m is None:
        return False
    verdict = judged(head, head.index(b"From "), is_after_blank=True, is_patch_series=True)
    return verdict >= Verdict.LIKELY


def without_separator(raw: bytes) -> tuple[bytes, bytes] | None:
    """Part a mail of a mailbox into its separator and itself, or None where it has no separator."""
    m = OPENING.match(raw)
    return (m.group().strip(), raw[m.end() :]) if m else None


def doubts(mail: bytes) -> bool:
    """Whether a mail as it was cut holds lines that look like the heads of others."""
    text = with_lf(mail) if has_cr_alone(mail) else mail
    newline = text.find(FROM)
    while newline >= 0:
        if judged(text, newline + 1, is_after_blank=text.endswith((b"\n", b"\n\r"), 0, newline)):
            return True
        newline = text.find(FROM, newline + 1)
    return False


def unmunged(body: bytes) -> bytes:
    """Take back the ``>`` that a mailbox puts before lines that begin with "From ", as mboxrd does it.

    A line with quoted lines on both sides of it is quoted itself and keeps its sign.
    """
    return MUNGED.sub(lambda m: b">" if _is_quoted(body, m.start()) else b"", body) if b">From " in body else body


def _is_quoted(body: bytes, place: int) -> bool:
    after = body.find(b"\n", place)
    if after < 0 or body[after + 1 : after + 2] != b">" or MUNGED.match(body, after + 1):
        return False
    before = body.rfind(b"\n", 0, max(0, place - 1)) + 1
    return before < place and body[before : before + 1] == b">" and not MUNGED.match(body, before)
