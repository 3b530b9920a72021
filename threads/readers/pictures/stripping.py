"""The bytes of a picture -> the same picture without what is no picture: places, names, thumbnails, what follows its end.

    JPEG   segments: what is needed to draw, the profile of its colours, which way is up
    PNG    chunks: without texts, times and EXIF
    GIF    blocks: without comments
    WebP   chunks: without EXIF and XMP

Nothing is drawn here, and no pixel changes. So a file that is a page or a zip as well is a picture and nothing else.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

CUT_SHORT = "cut short; save it again"
DAMAGED = "damaged; save it again"


class UnshowableError(Exception):
    """Why a picture is not kept, in words for whoever gave it."""


class Stripped(NamedTuple):
    """A picture, its size in pixels, and how many pictures it shows one after another."""

    content: bytes
    width: int
    height: int
    frames: int = 1


class _Taking:
    """Bytes read from the first to the last."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content = content
        self.at = at

    def take(self, size: int) -> bytes:
        piece = self.content[self.at : self.at + size]
        if len(piece) < size:
            raise UnshowableError(CUT_SHORT)
        self.at += size
        return piece

    @property
    def is_at_end(self) -> bool:
        return self.at >= len(self.content)


# JPEG

# Frames (C0 to CF without those below), tables, scans, restarts; what is not here is words or another picture.
OF_JPEG = frozenset(range(0xC0, 0xD0)) - {0xC8} | {0xDB, 0xDC, 0xDD}
NO_FRAMES = frozenset((0xC4, 0xC8, 0xCC))
KEPT_APPS = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
START_OF_SCAN, END, EXIF, ORIENTATION = 0xDA, 0xD9, b"Exif\0\0", 0x0112
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# An EXIF of one field.
UPRIGHT = b"\xff\xe1\x00\x22" + EXIF + b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"


def jpeg(content: bytes) -> Stripped:
    """A JPEG; one that its camera held upright is told to be turned still."""
    reader = _Taking(content, 2)
    pieces = [content[:2]]
    size, turned = (0, 0), 1
    while True:
        marker = _marker(reader)
        if marker == END:
            pieces.append(b"\xff\xd9")
            break
        (length,) = struct.unpack(">H", reader.take(2))
        if length < 2:
            raise UnshowableError(DAMAGED)
        body = reader.take(length - 2)
        if marker == 0xE1 and body.startswith(EXIF):
            turned = _turned(body[len(EXIF) :])
        if (
            marker == START_OF_SCAN
            or marker in OF_JPEG
            or any((marker, body[: len(n)]) == (m, n) for m, n in KEPT_APPS)
        ):
            pieces += [b"\xff", bytes((marker,)), struct.pack(">H", length), body]
        if marker in range(0xC0, 0xD0) and marker not in NO_FRAMES and len(body) >= 5:
            size = struct.unpack(">HH", body[1:5])
        if marker == START_OF_SCAN:
            pieces.append(_scan(reader))
    height, width = size
    if turned > 1:
        pieces.insert(1, UPRIGHT % turned)
    return Stripped(b"".join(pieces), *((height, width) if turned >= 5 else (width, height)))


def _marker(reader: _Taking) -> int:
    if reader.take(1) != b"\xff":
        raise UnshowableError(DAMAGED)
    while (marker := reader.take(1)[0]) == 0xFF:
        pass
    return marker


def _scan(reader: _Taking) -> bytes:
    """What is drawn, up to the next marker."""
    found = NEXT_MARKER.search(reader.content, reader.at)
    if found is None:
        raise UnshowableError(CUT_SHORT)
    return reader.take(found.start() - reader.at)


def _turned(tiff: bytes) -> int:
    """Which way is up, from 1 to 8, as the first list of fields says."""
    order = {b"MM": ">", b"II": "<"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    (start,) = struct.unpack_from(f"{order}L", tiff, 4)
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for at in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, _, value = struct.unpack_from(f"{order}HHLH", tiff, at)
        if (tag, kind) == (ORIENTATION, 3):
            return value if value in range(1, 9) else 1
    return 1


# PNG

OF_PNG = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP acTL fcTL fdAT".split())


def png(content: bytes) -> Stripped:
    """A PNG, moving or not."""
    reader = _Taking(content, 8)
    pieces = [content[:8]]
    width = height = frames = 0
    name = b""
    while name != b"IEND":
        head = reader.take(8)
        length, name = struct.unpack(">L4s", head)
        body, check = reader.take(length), reader.take(4)
        if zlib.crc32(name + body) != int.from_bytes(check, "big"):
            raise UnshowableError(DAMAGED)
        if name == b"IHDR" and length >= 8:
            width, height = struct.unpack(">LL", body[:8])
        frames += name == b"fcTL"
        if name in OF_PNG:
            pieces += [head, body, check]
    return Stripped(b"".join(pieces), width, height, max(frames, 1))


# GIF

EXTENSION, FRAME, TRAILER, CONTROL, APPLICATION = 0x21, 0x2C, 0x3B, 0xF9, 0xFF
REPEATING = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def gif(content: bytes) -> Stripped:
    """A GIF, moving or not. Programs forget to end one; browsers show it all the same."""
    reader = _Taking(content, 6)
    screen = reader.take(7)
    width, height = struct.unpack("<HH", screen[:4])
    pieces = [content[:6], screen, reader.take(_colours(screen[4]))]
    frames = 0
    while not reader.is_at_end or not frames:
        kind = reader.take(1)[0]
        if kind == TRAILER:
            break
        if kind == EXTENSION:
            label, start = reader.take(1)[0], reader.at
            _pass_blocks(reader)
            blocks = content[start : reader.at]
            if label == CONTROL or (label == APPLICATION and blocks[1:12] in REPEATING):
                pieces += [bytes((EXTENSION, label)), blocks]
        elif kind == FRAME:
            frame = reader.take(9)
            start = reader.at
            reader.take(_colours(frame[8]) + 1)
            _pass_blocks(reader)
            pieces += [b",", frame, content[start : reader.at]]
            frames += 1
        elif kind:  # zeros between blocks mean nothing
            raise UnshowableError(DAMAGED)
    return Stripped(b"".join([*pieces, b";"]), width, height, frames)


def _colours(packed: int) -> int:
    """How many bytes a table of colours has."""
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def _pass_blocks(reader: _Taking) -> None:
    content, at = reader.content, reader.at
    try:
        while size := content[at]:
            at += size + 1
    except IndexError as error:
        raise UnshowableError(CUT_SHORT) from error
    reader.at = at + 1


# WebP

OF_WEBP = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"))
HAS_EXIF_OR_XMP = 0x0C


def webp(content: bytes) -> Stripped:
    """A WebP, moving or not."""
    (length,) = struct.unpack_from("<L", content, 4)
    if length + 8 > len(content):
        raise UnshowableError(CUT_SHORT)
    reader = _Taking(content[: length + 8], 12)
    pieces: list[bytes] = []
    size, frames = (0, 0), 0
    while len(reader.content) - reader.at >= 8:
        name, length = struct.unpack("<4sL", reader.take(8))
        body = reader.take(length)
        reader.at += length & 1
        frames += name == b"ANMF"
        if size == (0, 0):
            size = _size_of_webp(name, body)
        if name == b"VP8X":
            body = bytes((body[0] & ~HAS_EXIF_OR_XMP,)) + body[1:]
        if name in OF_WEBP:
            pieces += [name, struct.pack("<L", length), body, b"\0" * (length & 1)]
    inside = b"WEBP" + b"".join(pieces)
    return Stripped(b"RIFF" + struct.pack("<L", len(inside)) + inside, *size, max(frames, 1))


def _size_of_webp(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8X" and len(body) >= 10:
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) >= 10:
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L" and body[:1] == b"\x2f" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 0, 0


STRIPPERS: Mapping[str, Callable[[bytes], Stripped]] = {"jpeg": jpeg, "png": png, "gif": gif, "webp": webp}
