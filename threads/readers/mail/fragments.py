"""A mail that was sent in parts (message/partial, RFC 2046) -> the mail, as far as it is here.

    Content-Type: message/partial; id="1@example.org"; number=2; total=3

The first part opens with the head of the mail; the others go on where the one before them ended, in the midst of words or code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from threads.readers.mail.boxes import LARGEST, without_separator
from threads.readers.mail.headers import Head, normal, parted
from threads.readers.mail.mime import parameters_of

MOST_PARTS = 1_000
HEAD_LOOKAHEAD = 16_384
FIELD = re.compile(rb"^([!-9;-~]{1,200})[ \t]{0,9}:[^\n]*+\n(?:[ \t][^\n]*+\n)*", re.MULTILINE)
# What the head of the mail says, and not that of the part it came in.
OF_THE_MAIL = (b"content-", b"subject", b"message-id", b"encrypted", b"mime-version")
# A line of code: what a part goes on with that ended within a file.
CODE_LINE = re.compile(rb"[A-Za-z0-9+/=]{40,80}|M[!-`]{60}")


class Fragment(NamedTuple):
    """Which part of which mail a mail is; a total of 0 is not known."""

    id: str
    number: int
    total: int

    @property
    def place(self) -> str:
        return f"part {self.number} of {self.total}" if self.total else f"part {self.number}"


def may_be_fragment(raw: bytes) -> bool:
    """Whether a mail may be part of another; quick, because every mail is asked."""
    return raw.find(b"artial", 0, HEAD_LOOKAHEAD) >= 0 or raw.find(b"ARTIAL", 0, HEAD_LOOKAHEAD) >= 0


def fragment_of(head: Head) -> Fragment | None:
    """Which part of which mail a head says that it brings."""
    kind, parameters = parameters_of(head.get("content-type"))
    number, total = parameters.get("number", ""), parameters.get("total", "0")
    if kind != "message/partial" or not (number.isdecimal() and total.isdecimal()):
        return None
    return Fragment(parameters.get("id", ""), int(number[:9]), int(total[:9]))


def put_together(parts: Iterable[bytes]) -> bytes:
    """The mail of which these are the parts, the first of them first."""
    head, opening = b"", []
    for place, part in enumerate(parts):
        outer, body = parted(normal(part))
        head = head or outer
        opening.append(body if place else body.lstrip(b"\n"))
    inner, words = parted(b"".join(_without_last_blank(each) for each in opening))
    return _without_those_of_the_mail(head) + inner + b"\n" + words


def _without_last_blank(body: bytes) -> bytes:
    """A part without the blank line that its mailbox set behind it."""
    return body[:-1] if body.endswith(b"\n\n") else body


def is_code(words: bytes) -> bool:
    """Whether a part that is not the first goes on with code, which nobody reads."""
    lines = [line for line in words.split(b"\n") if line.strip()][:9]
    return bool(lines) and 2 * sum(CODE_LINE.fullmatch(line.rstrip()) is not None for line in lines) > len(lines)


def joined(mails: Iterable[bytes]) -> Iterator[bytes]:
    """The mails of a mailbox; parts of one that follow each other, from the first to the last, are one."""
    held: list[bytes] = []
    for mail in mails:
        stated = _stated(mail)
        if held and not (stated and _follows(held, stated)):
            yield from held
            held = []
        if stated and (held or stated.number == 1) and 1 < stated.total <= MOST_PARTS:
            held.append(mail)
            if stated.number == stated.total:
                whole = b"".join(held)
                yield from [whole] if len(whole) < LARGEST else held
                held = []
        else:
            yield mail
    yield from held


def _follows(held: list[bytes], stated: Fragment) -> bool:
    first = _stated(held[0])
    return first is not None and stated == first._replace(number=len(held) + 1)


def _stated(mail: bytes) -> Fragment | None:
    if not may_be_fragment(mail):
        return None
    parts = without_separator(mail[:HEAD_LOOKAHEAD])
    return fragment_of(Head(parted(normal(parts[1]))[0])) if parts else None


def _without_those_of_the_mail(head: bytes) -> bytes:
    fields = FIELD.finditer(head if head.endswith(b"\n") else head + b"\n")
    return b"".join(field[0] for field in fields if not field[1].lower().startswith(OF_THE_MAIL))
