"""What lies in an envelope for programs -> what it holds: opaque S/MIME (CMS, BER) and Outlook's winmail.dat (TNEF).

Nothing is checked and nothing decrypted: a signature says who signed, and the words are there without it.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

SIGNED = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
OCTETS, PIECES, SEQUENCE, TAGGED = 0x04, 0x24, 0x30, 0xA0
TNEF = b"\x78\x9f\x3e\x22"
BODY, TITLE, CONTENT = 0x0002800C, 0x00018010, 0x0006800F
MOST_ATTRIBUTES = 5_000


class Enclosed(NamedTuple):
    """The words and the files that an envelope of Outlook holds, by name and size."""

    text: bytes
    files: tuple[tuple[bytes, int], ...]


def signed_content(content: bytes) -> bytes | None:
    """The part that an S/MIME envelope signs; None where it is encrypted, detached or broken.

    Its place is known by two names of kinds: "signed data", then "data" with the bytes behind it.
    """
    if content[:1] != bytes([SEQUENCE]) or SIGNED not in content[:64]:
        return None
    place = content.find(DATA, 0, 4_096)
    if place < 0:
        return None
    place += len(DATA)
    tagged = _element(content, place)
    if tagged is None or tagged[0] != TAGGED:
        return None
    octets = _element(content, tagged[1])
    if octets is None or octets[0] not in (OCTETS, PIECES):
        return None
    kind, begin, end = octets
    return content[begin:end] if kind == OCTETS else _joined(content, begin, end)


def _element(content: bytes, place: int) -> tuple[int, int, int] | None:
    """The kind of an element, where its bytes begin and where they end: as far as there are any, if no length is stated."""
    if place + 2 > len(content):
        return None
    kind, length = content[place], content[place + 1]
    begin = place + 2
    if length == 0x80:
        return kind, begin, len(content)
    if length > 0x80:
        count = length & 0x7F
        if count > 8 or begin + count > len(content):
            return None
        length = int.from_bytes(content[begin : begin + count], "big")
        begin += count
    return kind, begin, min(begin + length, len(content))


def _joined(content: bytes, begin: int, end: int) -> bytes:
    """Bytes that were sent in pieces."""
    pieces: list[bytes] = []
    while begin < end and (piece := _element(content, begin)) and piece[0] == OCTETS:
        pieces.append(content[piece[1] : piece[2]])
        begin = piece[2]
    return b"".join(pieces)


def enclosed(content: bytes) -> Enclosed | None:
    """What an envelope of Outlook holds; None where it is none."""
    if not content.startswith(TNEF):
        return None
    place, text = 6, b""
    names: list[bytes] = []
    sizes: list[int] = []
    for _ in range(MOST_ATTRIBUTES):
        if place + 9 > len(content):
            break
        kind, length = struct.unpack_from("<II", content, place + 1)
        value = content[place + 9 : place + 9 + length]
        if kind == BODY:
            text = text or value.rstrip(b"\0")
        elif kind == TITLE:
            names.append(value.rstrip(b"\0"))
        elif kind == CONTENT:
            sizes.append(length)
        place += 9 + length + 2
    return Enclosed(text, tuple(zip(names, sizes, strict=False)))
