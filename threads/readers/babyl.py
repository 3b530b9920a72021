"""Babyl files, the mailboxes of Rmail in Emacs before version 23 -> a unit a mail.

BABYL OPTIONS: -*- rmail -*-        what the file says of itself
^_^L
1, answered,,                       1 if the head is kept as it came, and what was done with the mail
From: ada@example.org               the head as it came
*** EOOH ***
From: ada@example.org               the head as it was shown

The words.
^_
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from threads.readers.mail import boxes, identity, message
from threads.readers.mail.headers import normal
from threads.readers.mail.pieces import cut_before
from threads.records import Parsed

FORMAT = "babyl"
NO_MAIL = "not a mail of a Babyl file: the line *** EOOH *** is missing"
BEGINS = re.compile(rb"^\x1f\f", re.MULTILINE)
END_OF_HEAD = re.compile(rb"^\*\*\* EOOH \*\*\*\n", re.MULTILINE)
STATUS = re.compile(rb"\x1f\f?\n?[01],[^\n]{0,1000}\n")


def claims(path: str, head: bytes) -> bool:
    """Claim what says so itself."""
    return head.lstrip().startswith(b"BABYL OPTIONS:")


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a file into what it says of itself and its mails."""
    return cut_before(stream, BEGINS)


def parse(raw: bytes, letters: str = "") -> Parsed | str:
    """Read a mail with its head as it came; what a file says of itself holds no post."""
    if len(raw) >= boxes.LARGEST:
        return message.TOO_LARGE
    if not raw.startswith(b"\x1f"):
        return Parsed()
    parts = inside(raw)
    return NO_MAIL if parts is None else message.read_mail(parts[1], letters=letters)


def outline(raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """The id, the parents and the thread of a mail as ``parse`` states them, many times faster."""
    parts = inside(raw) if len(raw) < boxes.LARGEST else None
    return identity.outline(parts[1]) if parts else ("", (), "")


def inside(raw: bytes) -> tuple[bytes, bytes] | None:
    """Nothing, which other mailboxes have before a mail, and the mail with its head as it came."""
    text = normal(raw)
    status, end = STATUS.match(text), END_OF_HEAD.search(text)
    if status is None or end is None:
        return None
    came = text[status.end() : end.start()].strip(b"\n")
    shown = text[end.end() :].removesuffix(b"\n").removesuffix(b"\x1f")
    if not came:
        return b"", shown.lstrip(b"\n")
    _, _, body = (b"\n" + shown).partition(b"\n\n")
    return b"", came + b"\n\n" + body
