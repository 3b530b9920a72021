"""Mailboxes (mbox in its variants) -> a unit a mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from threads.readers.mail import boxes, identity, message
from threads.records import Parsed

FORMAT = "mbox"
NO_SEPARATOR = 'not a mail of a mailbox: it does not begin with a line such as "From ada Thu Jan  2 10:00:00 2020"'


def claims(path: str, head: bytes) -> bool:
    """Claim what begins with a separator and a header."""
    return boxes.opens_mailbox(head)


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a mailbox into its mails, each with its separator."""
    return boxes.cut(stream)


def parse(raw: bytes) -> Parsed | str:
    """Read a mail with its separator."""
    if len(raw) >= boxes.LARGEST:
        return message.TOO_LARGE
    parts = boxes.without_separator(raw)
    return message.read_mail(parts[1], parts[0], is_munged=True) if parts else NO_SEPARATOR


def outline(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The id and the parents of a mail as ``parse`` states them, many times faster."""
    parts = boxes.without_separator(raw) if len(raw) < boxes.LARGEST else None
    return identity.outline(parts[1]) if parts else ("", ())
