"""Mails as Apple Mail keeps them (.emlx, .partial.emlx): a count, so many bytes of a mail, a property list -> one unit each."""

from __future__ import annotations

import re

from threads.readers import eml
from threads.readers.mail import boxes, identity, message
from threads.records import Parsed

FORMAT = "emlx"
NO_MAIL = "not a mail of Apple Mail: it does not begin with a line that counts its bytes"
COUNT = re.compile(rb"(?:\xef\xbb\xbf)?[ \t]{0,9}(\d{1,10})[ \t]{0,16}\r?\n(?=[!-9;-~]{1,80}[ \t]{0,8}:|From |>From )")
LIST = b"<?xml version"
units = eml.units


def claims(path: str, head: bytes) -> bool:
    """Claim what begins with a count and the head of a mail."""
    count = COUNT.match(head)
    return count is not None and eml.claims(path, head[count.end() :])


def parse(raw: bytes, letters: str = "") -> Parsed | str:
    """Read the mail between the count and the property list."""
    if len(raw) >= boxes.LARGEST:
        return message.TOO_LARGE
    mail = _mail(raw)
    return NO_MAIL if mail is None else eml.parse(mail, letters)


def inside(raw: bytes) -> tuple[bytes, bytes] | None:
    """The line of a mailbox that a mail was saved with, or nothing, and the mail."""
    mail = _mail(raw)
    return None if mail is None else eml.inside(mail)


def outline(raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """The id, the parents and the thread of a mail as ``parse`` states them, many times faster."""
    mail = _mail(raw) if len(raw) < boxes.LARGEST else None
    return ("", (), "") if mail is None else identity.outline(mail)


def _mail(raw: bytes) -> bytes | None:
    """The mail; where its count does not end at the property list, as after a change of line ends, up to that list."""
    count = COUNT.match(raw)
    if count is None:
        return None
    end = count.end() + int(count[1])
    if end <= len(raw) and (not raw[end:].strip() or raw[end:].lstrip().startswith(LIST)):
        return raw[count.end() : end]
    begin = raw.rfind(LIST, count.end())
    return raw[count.end() : begin if begin >= 0 else len(raw)]
