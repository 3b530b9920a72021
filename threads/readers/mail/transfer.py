"""The bytes of a part as they were sent -> what they stand for; what is broken or cut short is read as far as it goes."""

from __future__ import annotations

import binascii
import re

from threads.readers.mail.headers import Head, unfolded

SPACES = b" \t\n\r"
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
UUENCODED = ("x-uuencode", "uuencode", "x-uue", "uue")


def transferred(head: Head, body: bytes) -> bytes:
    """The bytes that were sent as others; what is broken is kept as far as it goes."""
    encoding = encoding_of(head)
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == b"base64":
        return _from_base64(body)
    return _from_uuencoded(body) if encoding.decode("ascii", "replace") in UUENCODED else body


def size_of(head: Head, body: bytes) -> int:
    """The size of an attachment's content, without decoding what is large."""
    if encoding_of(head) != b"base64":
        return len(transferred(head, body))
    code = body.translate(None, SPACES)
    return len(code) * 3 // 4 - (len(code) - len(code.rstrip(b"=")))


def encoding_of(head: Head) -> bytes:
    """How a part was made fit to be sent."""
    value = head.get("content-transfer-encoding")
    return unfolded(value).lower() if value else b""


def _from_base64(body: bytes) -> bytes:
    # A list that knows no MIME adds its footer after the end of the code.
    end = body.find(b"=")
    added = body[end:].lstrip(b"= \t\n") if end >= 0 else b""
    added = added if NOT_BASE64.search(added) else b""
    code = (body[:end] if added else body).translate(None, SPACES)
    if len(code.rstrip(b"=")) % 4 == 1:
        # Cut short: one sign alone says nothing. If more is odd than its length, it is no code.
        code = code.rstrip(b"=")[:-1]
        if NOT_BASE64.search(code):
            return body
    try:
        return binascii.a2b_base64(code + b"=" * (-len(code.rstrip(b"=")) % 4)) + (b"\n" + added if added else b"")
    except binascii.Error:
        return body


def _from_uuencoded(body: bytes) -> bytes:
    """The lines between "begin" and "end"; those that are broken are left out."""
    out: list[bytes] = []
    for line in body.split(b"\n"):
        if not out and line.startswith(b"begin "):
            out.append(b"")
        elif line.strip() == b"end":
            break
        elif out and line:
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                continue
    return b"".join(out) if out else body
