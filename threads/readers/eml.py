"""Single mails (.eml, the files of a Maildir) -> one unit each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from threads.readers.mail import boxes, identity, message
from threads.readers.mail.headers import Head, normal, parted
from threads.records import Parsed

FORMAT = "eml"
# Headers that hardly any mail lacks; prose that begins "Note: ..." has none of them.
TELLING = ("message-id", "date", "from", "received", "return-path", "mime-version", "subject")
ENOUGH = 3
BLANK = re.compile(rb"(?:[ \t]{0,2000}\n)+")
MAILDIR_NAME = re.compile(r"\d{5,20}\.[^/]{1,200}")
# Headers that programs write and people do not copy: what has one is a mail, whatever it holds.
OF_PROGRAMS = ("message-id", "received", "return-path", "mime-version", "content-type", "delivered-to")
# A page of posts has so many heads, each under an empty line or a rule.
HEADS_OF_PAGE = 3
UNDER_NOTHING = rb"(?:\n[^\w\n]{0,200}\n)"


def claims(path: str, head: bytes) -> bool:
    """Claim what begins with the headers of a mail; where the path says mail, one of them anywhere in its head is enough."""
    stated = Head(parted(inside(head)[1])[0])
    count = sum(1 for name in TELLING if stated.get(name))
    if _is_mail_path(path):
        return count >= 1
    return count >= ENOUGH and stated.has_any() and not _is_page_of_posts(head)


def _is_page_of_posts(head: bytes) -> bool:
    """Whether the first two headers come again and again, as on a page that says so of each post; a mail has one head."""
    text = inside(head)[1]
    fields, _ = parted(text)
    names = [line.split(b":")[0].rstrip() for line in fields.splitlines() if line[:1].strip()][:2]
    if len(names) < 2 or any(Head(fields).get(name) for name in OF_PROGRAMS):
        return False
    first, second = map(re.escape, names)
    again = re.compile(UNDER_NOTHING + first + rb"[ \t]{0,9}:[^\n]*+\n" + second + rb"[ \t]{0,9}:")
    return sum(1 for _ in again.finditer(text)) >= HEADS_OF_PAGE - 1


def inside(raw: bytes) -> tuple[bytes, bytes]:
    """The line of a mailbox that a mail was saved with, or nothing, and the mail."""
    separator, mail = boxes.without_separator(raw) or (b"", raw)
    text = normal(mail).removeprefix(b"\xef\xbb\xbf")
    # Pages that show a mail's source put spaces before it.
    blank = BLANK.match(text)
    return separator, text[blank.end() :] if blank else text


def _is_mail_path(path: str) -> bool:
    parts = PurePosixPath(path.replace("\\", "/"))
    is_in_maildir = parts.parent.name in ("cur", "new") and MAILDIR_NAME.match(parts.name) is not None
    return is_in_maildir or parts.suffix.lower() == ".eml"


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Give the whole file; only one too large for a mail is cut, and then no part of it is read."""
    while piece := _read(stream):
        yield piece


def _read(stream: BinaryIO) -> bytes:
    pieces: list[bytes] = []
    room = boxes.LARGEST
    while room and (piece := stream.read(min(room, boxes.CHUNK))):
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces)


def parse(raw: bytes, letters: str = "") -> Parsed | str:
    """Read a mail; a separator from a mailbox that it was saved with is no part of it."""
    if len(raw) >= boxes.LARGEST:
        return message.TOO_LARGE
    separator, mail = inside(raw)
    return message.read_mail(mail, separator, letters=letters)


def outline(raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """The id, the parents and the thread of a mail as ``parse`` states them, many times faster."""
    if len(raw) >= boxes.LARGEST:
        return "", (), ""
    return identity.outline(inside(raw)[1])
