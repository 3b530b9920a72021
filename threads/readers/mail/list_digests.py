"""A mail that holds the mails of a list -> these: the parts of a MIME digest, or what stands between rules of dashes (RFC 1153).

----------------------------------------------------------------------
Date: Mon, 3 Mar 2003 10:00:00 +0100
From: Ada <ada@example.org>
Subject: Oars

They are wet.

------------------------------
"""

from __future__ import annotations

import re
from typing import NamedTuple

from threads.readers.mail.headers import Head, parted
from threads.readers.mail.separators import told
from threads.words.subjects import plain_subject

RULE = re.compile(r"^-{28,80}[ \t]{0,9}\n(?:[ \t]{0,9}\n)?", re.MULTILINE)
DASHES = re.compile(rb"^-{30}\r?$", re.MULTILINE)
DASHES_BEGIN = b"-" * 30
MOST_HEAD = 65_536
END = re.compile(r"\n?End of .{1,200}\n\*{3,}\s*\Z")
FEWEST_FIELDS = 2
SUBJECT = re.compile(rb"^subject:([^\n]{0,1000})", re.IGNORECASE | re.MULTILINE)


class PlainDigest(NamedTuple):
    """The mails of a digest of plain text, and what stands before the first."""

    preface: str
    mails: list[tuple[Head, str]]


def may_be_digest(raw: bytes) -> bool:
    """Whether a mail may hold others that are posts; quick, because every mail is asked."""
    if b"igest" not in raw and b"IGEST" not in raw:  # looked for twice in a mail, and as it stands thrice as fast
        return False
    lowered = raw.lower()
    if b"multipart/digest" in lowered:
        return True
    if b"digest" not in lowered or DASHES_BEGIN not in raw:
        return False
    stated = SUBJECT.search(raw, 0, MOST_HEAD)
    subject = stated[1].decode("ascii", "replace").strip() if stated else ""
    # Whoever answers a digest sends it whole: "Re: Oars Digest" is none.
    is_named = "digest" in subject.lower() and plain_subject(subject) == subject
    return is_named and DASHES.search(raw) is not None


def plain_digest(text: str) -> PlainDigest | None:
    """Cut a digest of plain text into its mails; None where not one of them has a head."""
    pieces = RULE.split(text.replace("\r\n", "\n"))
    preface, mails = pieces[0], []
    for piece in pieces[1:]:
        mail = _mail(piece)
        if mail:
            mails.append(mail)
        elif mails:
            head, words = mails[-1]
            if not END.search("\n" + piece.strip()):
                mails[-1] = (head, f"{words}\n{piece}")
        else:
            preface += f"\n{piece}"
    return PlainDigest(preface, mails) if mails else None


def _mail(piece: str) -> tuple[Head, str] | None:
    raw = piece.lstrip("\n").encode()
    if told(raw, 0, len(raw)) < FEWEST_FIELDS:
        return None
    head, words = parted(raw)
    return Head(head), words.decode()
