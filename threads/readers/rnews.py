"""Batches of news ("#! rnews 1234", then so many bytes), as servers sent them to each other -> a unit an article.

The number is not believed: programs that changed the ends of lines made it wrong. A head has to follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from threads.readers.mail import boxes, identity, message
from threads.readers.mail.pieces import cut_before
from threads.records import Parsed

FORMAT = "rnews"
NO_ARTICLE = 'not an article of a batch: it does not begin with a line such as "#! rnews 1234"'
OPENING = re.compile(rb"\s{0,64}#! {0,3}rnews[ \t]{1,9}\d{1,9}[^\n]{0,200}\n")
BEGINS = re.compile(rb"^#! {0,3}rnews[ \t]{1,9}\d{1,9}[^\n]{0,200}\n(?=[!-9;-~]{1,80}:)", re.MULTILINE)


def claims(path: str, head: bytes) -> bool:
    """Claim what begins with the length of an article."""
    return OPENING.match(head) is not None


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a batch into its articles, each with the line before it."""
    return cut_before(stream, BEGINS)


def parse(raw: bytes, letters: str = "") -> Parsed | str:
    """Read an article without the line before it."""
    if len(raw) >= boxes.LARGEST:
        return message.TOO_LARGE
    parts = inside(raw)
    return message.read_mail(parts[1], letters=letters) if parts else NO_ARTICLE


def outline(raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """The id, the parents and the thread of an article as ``parse`` states them, many times faster."""
    parts = inside(raw) if len(raw) < boxes.LARGEST else None
    return identity.outline(parts[1]) if parts else ("", (), "")


def inside(raw: bytes) -> tuple[bytes, bytes] | None:
    """Nothing, which other mailboxes have before a mail, and the article."""
    opening = OPENING.match(raw)
    return (b"", raw[opening.end() :]) if opening else None
