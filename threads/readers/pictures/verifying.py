"""Bytes that should be a picture -> a picture that may be shown, or in words why it is not kept.

Its type is what its bytes say, whatever its name or its server said. Pillow draws it once, unless that took more memory
than an import may have; the sizes that headers state are looked at first.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps

from threads.readers.pictures.stripping import CUT_SHORT, DAMAGED, STRIPPERS, Stripped, UnshowableError

# Larger files are scans for print; a server holds one of them in memory to send it.
MOST_BYTES = 10_000_000
# As much as cameras have; a browser takes four bytes for each.
MOST_PIXELS, MOST_FRAMES = 50_000_000, 1_000
# Drawn up to here: six bytes each at worst.
DRAWN_PIXELS = 16_000_000
WIDEST = 16_383
SIGNATURES = (("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff"), ("gif", b"GIF87a"), ("gif", b"GIF89a"))
AVIF_BRANDS = (b"avif", b"avis")
AVIF_QUALITY = 90
# What else calls itself a picture, by how it begins.
OTHERS = ((b"BM", "BMP"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"\0\0\1\0", "an icon"), (b"%PDF-", "PDF"))
FAILURES = (OSError, SyntaxError, ValueError, struct.error, IndexError, KeyError, TypeError, EOFError, OverflowError,
            RuntimeError, Image.DecompressionBombError)  # fmt: skip
SVG = "an SVG, which may hold scripts; save it as PNG"
MARKUP = "no picture but a page of HTML"
UNKNOWN = "no picture that browsers show (PNG, JPEG, GIF, WebP, AVIF)"


class ShownPicture(NamedTuple):
    """A picture as it is kept."""

    content: bytes
    form: str
    width: int
    height: int


def verified(content: bytes) -> ShownPicture | str:
    """Check a picture, and leave out what is no picture in it."""
    try:
        return _verified(content)
    except UnshowableError as error:
        return str(error)
    except struct.error:
        return CUT_SHORT


def _verified(content: bytes) -> ShownPicture:
    if len(content) > MOST_BYTES:
        raise UnshowableError(f"a picture of more than {MOST_BYTES / 1e6:.0f} MB; save it smaller")
    form = form_of(content)
    if not form:
        raise UnshowableError(_what_else(content))
    stripped = STRIPPERS[form](content) if form in STRIPPERS else _avif(content)
    _within_limits(stripped)
    if form in STRIPPERS and stripped.width * stripped.height <= DRAWN_PIXELS:
        _draw(stripped.content, form)
    return ShownPicture(stripped.content, form, stripped.width, stripped.height)


def form_of(content: bytes) -> str:
    """What a picture is, as its bytes say; empty for what is none that is shown."""
    for form, signature in SIGNATURES:
        if content.startswith(signature):
            return form
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    return "avif" if content[4:8] == b"ftyp" and content[8:12] in AVIF_BRANDS else ""


def _what_else(content: bytes) -> str:
    if not content.strip():
        return "empty; save it again"
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return SVG
    if head.startswith((b"<!doctype", b"<html", b"<head", b"<script", b"<body")):
        return MARKUP
    other = next((name for signature, name in OTHERS if content.startswith(signature)), "")
    return f"{other}, which browsers do not show; save it as PNG" if other else UNKNOWN


def _within_limits(picture: Stripped) -> None:
    width, height, frames = picture.width, picture.height, picture.frames
    if not width or not height:
        raise UnshowableError(DAMAGED)
    if width * height > MOST_PIXELS or max(width, height) > WIDEST:
        raise UnshowableError(f"{width:,} x {height:,} pixels, more than are shown; save it smaller")
    if frames > MOST_FRAMES:
        raise UnshowableError(f"{frames:,} pictures in one, more than {MOST_FRAMES:,}; save it as a film")


def _draw(content: bytes, form: str) -> None:
    """Draw its first frame; a JPEG at an eighth of its size, for which all of it has to be read."""
    try:
        with Image.open(BytesIO(content), formats=[form.upper()]) as image:
            image.draft("RGB", (1, 1))
            image.load()
    except FAILURES as error:
        raise UnshowableError(DAMAGED) from error


def _avif(content: bytes) -> Stripped:
    """An AVIF. What it says beside the picture lies within it: one that says more is written anew."""
    if _end_of_boxes(content) != len(content):
        raise UnshowableError(CUT_SHORT)
    try:
        with Image.open(BytesIO(content), formats=["AVIF"]) as image:
            frames = getattr(image, "n_frames", 1)
            stripped = Stripped(content, *image.size, frames)
            _within_limits(stripped)
            if image.width * image.height > DRAWN_PIXELS:
                raise UnshowableError(f"an AVIF of {image.width:,} x {image.height:,} pixels; save it smaller")
            image.load()
            if not (image.info.get("exif") or image.info.get("xmp")):
                return stripped
            if frames > 1:
                raise UnshowableError("a moving AVIF that says more than it shows; save it without that")
            upright = ImageOps.exif_transpose(image)
            written = BytesIO()
            profile = image.info.get("icc_profile")
            upright.save(written, "AVIF", quality=AVIF_QUALITY, exif=b"", xmp=b"", icc_profile=profile)
            return Stripped(written.getvalue(), *upright.size)
    except FAILURES as error:
        raise UnshowableError(DAMAGED) from error


def _end_of_boxes(content: bytes) -> int:
    """Where the last box that is whole ends: nothing may follow it."""
    at = 0
    while at + 8 <= len(content):
        size: int = struct.unpack_from(">L", content, at)[0]
        if size == 1 and at + 16 <= len(content):
            size = struct.unpack_from(">Q", content, at + 8)[0]
        if size == 0:
            return len(content)
        if size < 8 or at + size > len(content):
            break
        at += size
    return at
