"""A mailbox of any size -> its mails, byte for byte; and a mail's bytes without what the mailbox put around them.

A mail begins at a line "From somebody ... 2024" after a blank line, if the line after it looks like a header. Some
archives write no blank line; then it takes a whole date, and a head with two fields that only mails have. The
Content-Length of mboxcl and mboxcl2 is not believed: one wrong length, and many are, would swallow other mails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 4 << 20
# A mail of this size is cut, so that memory stays bounded; no part of it is read as a mail.
LARGEST = 64 << 20
# The separator and the name of the header after it are never longer.
LOOKAHEAD = 1024
# Within so much of a head two telling fields stand: programs write Received and Return-Path before all else.
HEAD_LOOKAHEAD = 16_384
SEPARATOR = re.compile(rb"From \S{1,320} [^\n]{0,120}?\d{4}[^\n]{0,80}\n(?:[!-9;-~]{1,80}[ \t]{0,8}:|>From |\r?\n)")
OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}From \S{1,320} [^\n]{0,200}(?:\n|\Z)")
# What follows a separator without headers must at least be sure to be one: "Thu Jan  1 00:00:00 1970".
BARE = re.compile(
    rb"From \S{1,320} +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)? [^\n]{0,20}\d{4}\r?\n\r?\n"
)
# A separator that says by itself that it is one: "From ada at example.org  Mon Mar  3 10:00:00 2003", with or without a
# zone, or the date as mails write it. Git begins each patch with the same date, and a blank line before it.
FULL = re.compile(
    rb"From (?![0-9a-f]{40} Mon Sep 17 00:00:00 2001)\S{1,320} [^\n]{0,120}?[A-Z][a-z]{2}(?:"
    rb" {1,3}[A-Z][a-z]{2} {1,3}\d{1,2} {1,3}\d{1,2}:\d\d(?::\d\d)? [^\n]{0,20}?\d{4}"
    rb"|, {1,3}\d{1,2} {1,3}[A-Z][a-z]{2} {1,3}\d{4} {1,3}\d{1,2}:\d\d(?::\d\d)?)"
    rb"(?: [+-]\d{4}| [A-Z]{1,5}| \([A-Za-z ]{1,40}\)| remote from \S{1,200}){0,2}\s{0,9}?\n"
)
FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]{0,8}:[^\n]*+\n(?:[ \t][^\n]*+\n)*")
TELLING = frozenset(
    b"from to cc date subject message-id in-reply-to references reply-to sender received return-path delivered-to "
    b"mime-version content-type list-id x-original-to envelope-to".split()
)
ENOUGH = 2
MUNGED = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def cut(stream: BinaryIO) -> Iterator[bytes]:
    """Yield mails with their separators; what stands before the first one is yielded alone."""
    buffer = b""
    scanned = 0
    while chunk := stream.read(CHUNK):
        buffer += chunk
        # Only where a whole separator is sure to be held, so that the size of chunks does not matter.
        safe = max(0, len(buffer) - LOOKAHEAD - HEAD_LOOKAHEAD)
        start = 0
        for place in _beginnings(buffer, scanned, safe):
            yield from _pieces(buffer[start:place])
            start = place
        while safe - start > LARGEST:
            yield buffer[start : start + LARGEST]
            start += LARGEST
        buffer = buffer[start:]
        scanned = max(0, safe - start)
    start = 0
    for place in _beginnings(buffer, scanned, len(buffer)):
        yield from _pieces(buffer[start:place])
        start = place
    yield from _pieces(buffer[start:])


def _pieces(mail: bytes) -> Iterator[bytes]:
    for start in range(0, len(mail), LARGEST):
        yield mail[start : start + LARGEST]


def _beginnings(buffer: bytes, start: int, stop: int) -> Iterator[int]:
    """The places from ``start`` up to ``stop`` at which a mail begins, other than where nothing stands before it."""
    newline = buffer.find(b"\nFrom ", max(0, start - 1), stop + 4)
    while newline >= 0:
        place = newline + 1
        if _is_separator(buffer, place) if _is_after_blank(buffer, newline) else _is_unmistakable(buffer, place):
            yield place
        newline = buffer.find(b"\nFrom ", place, stop + 4)


def _is_after_blank(buffer: bytes, newline: int) -> bool:
    """Tell whether the line that ends here is blank and something stands before it."""
    blank = buffer.endswith((b"\n", b"\n\r"), 0, newline)
    return blank and not (newline < LOOKAHEAD and buffer[:newline].isspace())


def _is_separator(buffer: bytes, place: int) -> bool:
    m = SEPARATOR.match(buffer, place, place + LOOKAHEAD)
    if m is None:
        return False
    return buffer[m.end() - 1 : m.end()] != b"\n" or BARE.match(buffer, place, place + LOOKAHEAD) is not None


def _is_unmistakable(buffer: bytes, place: int) -> bool:
    """Whether a mail begins here without a blank line: by the date, and the head that follows.

    Words may contain a separator, but hardly ever a head below it. A mail taken for words is lost.
    """
    separator = FULL.match(buffer, place, place + LOOKAHEAD)
    if separator is None or (place < LOOKAHEAD and buffer[:place].isspace()):
        return False
    at = separator.end()
    stop = min(len(buffer), place + HEAD_LOOKAHEAD)
    names: set[bytes] = set()
    while len(names) < ENOUGH and (field := FIELD.match(buffer, at, stop)):
        names.update({field[1].lower()} & TELLING)
        at = field.end()
    return len(names) == ENOUGH


def opens_mailbox(head: bytes) -> bool:
    """Tell whether bytes begin as a mailbox does."""
    m = OPENING.match(head)
    return m is not None and _is_separator(head, head.index(b"From "))


def without_separator(raw: bytes) -> tuple[bytes, bytes] | None:
    """Part a mail of a mailbox into its separator and itself, or None where it has no separator."""
    m = OPENING.match(raw)
    return (m.group().strip(), raw[m.end() :]) if m else None


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
