"""Mailboxes (mbox in its variants) -> a unit a mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from threads.readers.mail import boxes, fragments, identity, message
from threads.readers.mail.separators import Verdict, judged
from threads.records import Parsed

FORMAT = "mbox"
HOLDS_HEADS = "lines that look like heads of other mails"
MAY_BE_WORDS = "a first line that may be words of the mail before"
NO_SEPARATOR = 'not a mail of a mailbox: it does not begin with a line such as "From ada Thu Jan  2 10:00:00 2020"'


def claims(path: str, head: bytes) -> bool:
    """Claim what begins with a separator and a header."""
    return boxes.opens_mailbox(head)


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a mailbox into its mails, each with its separator; parts of one mail that follow each other stay together."""
    return fragments.joined(boxes.cut(stream))


def parse(raw: bytes, letters: str = "") -> Parsed | str:
    """Read a mail with its separator."""
    if len(raw) >= boxes.LARGEST:
        return message.TOO_LARGE
    parts = inside(raw)
    if parts is None:
        return NO_SEPARATOR
    several = fragments.may_be_fragment(raw) and [inside(mail) for mail in boxes.cut(BytesIO(raw))]
    if several and len(several) > 1:
        whole = fragments.put_together([mail[1] for mail in several if mail])
        return message.read_mail(whole, parts[0], letters=letters, is_munged=True)
    parsed = message.read_mail(parts[1], parts[0], letters=letters, is_munged=True)
    doubt = "" if isinstance(parsed, str) else _doubt(raw)
    return replace(parsed, doubt=doubt) if doubt and isinstance(parsed, Parsed) else parsed


def inside(raw: bytes) -> tuple[bytes, bytes] | None:
    """The separator of a unit, and its mail."""
    return boxes.without_separator(raw)


def _doubt(raw: bytes) -> str:
    """What may be wrong with where this mail begins and ends."""
    if boxes.doubts(raw):
        return HOLDS_HEADS
    text = boxes.with_lf(raw) if boxes.has_cr_alone(raw) else raw
    verdict = judged(text, text.index(b"From "), is_after_blank=True, is_patch_series=True)
    return MAY_BE_WORDS if verdict == Verdict.LIKELY else ""


def outline(raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """The id, the parents and the thread of a mail as ``parse`` states them, many times faster."""
    parts = inside(raw) if len(raw) < boxes.LARGEST else None
    return identity.outline(parts[1]) if parts else ("", (), "")
