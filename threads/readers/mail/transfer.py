"""The bytes of a part as they were sent -> what they stand for; what is broken or cut short is read as far as it goes."""

from __future__ import annotations

import binascii
import re

from threads.readers.mail.headers import Head, unfolded

SPACES = b" \t\n\r"
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
CODE_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=" + SPACES + b"\x0b\x0c"
# Broken code is still told from words by its length, and by how few signs are odd.
CODE_LINE, MOST_ODD = 24, 3
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
    """What the code stands for, and as it is what was added below: a list that knows no MIME puts its footer there."""
    if not body.translate(None, CODE_SIGNS):
        return _decoded(body.translate(None, SPACES))
    code: list[bytes] = []
    added: list[bytes] = []
    lines = body.split(b"\n")
    for at, line in enumerate(lines):
        if line.strip() and not _is_code(line.strip()):
            added = lines[at:]
            break
        code.append(line)
    if not any(map(bytes.strip, code)):
        return body
    words = b"\n".join(added).strip()
    whole = NOT_BASE64.sub(b"", b"".join(code).translate(None, SPACES))
    return _decoded(whole) + (b"\n" + words if words else b"")


def _is_code(line: bytes) -> bool:
    """Whether a line is code, or was: a few signs that are none came in on the way."""
    odd = len(NOT_BASE64.findall(line))
    return b" " not in line and (not odd or (len(line) >= CODE_LINE and odd <= MOST_ODD))


def _decoded(code: bytes) -> bytes:
    """What pieces of code, each with its padding, stand for. A last sign alone says nothing."""
    pieces = (piece[: len(piece) - (len(piece) % 4 == 1)] for piece in code.split(b"=") if piece)
    return b"".join(binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)) for piece in pieces)


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
