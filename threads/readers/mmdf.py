"""Mailboxes of MMDF, in which a line of four control characters stands before and after each mail -> a unit a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from threads.readers.mail import boxes, identity, message
from threads.readers.mail.pieces import cut_before
from threads.readers.mail.separators import LOOKAHEAD
from threads.records import Parsed

FORMAT = "mmdf"
NO_MAIL = "not a mail of an MMDF mailbox: no line of four control characters (^A) begins it"
# The one that closes a mail may be followed by the one that opens the next.
BEGINS = re.compile(rb"^\x01{4}\r?\n(?!\x01{4}|\Z)", re.MULTILINE)
OPENING = re.compile(rb"\s{0,64}(?:\x01{4}\r?\n)+")
CLOSING = re.compile(rb"(?:\n\x01{4}\r?)+\s{0,64}\Z")


def claims(path: str, head: bytes) -> bool:
    """Claim what begins with the line that opens a mail."""
    return OPENING.match(head) is not None


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a mailbox into its mails, each with the lines around it."""
    return cut_before(stream, BEGINS)


def parse(raw: bytes, letters: str = "") -> Parsed | str:
    """Read a mail without the lines around it."""
    if len(raw) >= boxes.LARGEST:
        return message.TOO_LARGE
    parts = inside(raw)
    return NO_MAIL if parts is None else message.read_mail(parts[1], parts[0], letters=letters)


def outline(raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """The id, the parents and the thread of a mail as ``parse`` states them, many times faster."""
    parts = inside(raw) if len(raw) < boxes.LARGEST else None
    return identity.outline(parts[1]) if parts else ("", (), "")


def inside(raw: bytes) -> tuple[bytes, bytes] | None:
    """A line "From ..." that may stand before a mail as well, or nothing, and the mail."""
    opening = OPENING.match(raw)
    if opening is None:
        return None
    closing = CLOSING.search(raw, max(opening.end() - 1, len(raw) - LOOKAHEAD))
    mail = raw[opening.end() : closing.start() + 1 if closing else len(raw)]
    return boxes.without_separator(mail) or (b"", mail)
