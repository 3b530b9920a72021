"""Pictures of our own, in every form that is shown, and what saves them beside a page."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

SCRIPT = b"<html><script>alert(1)</script></html>"
FORMS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")


def drawn(form="PNG", size=(64, 48), colour="teal", **how):
    """A disc on a ground of one colour."""
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).ellipse((size[0] // 8, size[1] // 8, size[0] // 2, size[1] // 2), fill="white")
    written = BytesIO()
    picture.save(written, form, **how)
    return written.getvalue()


def spoken(maker="Quay Optics", turned=1):
    """What a camera says of a picture."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = maker, turned
    return exif


def page_of(*bodies, head=""):
    """A page of posts, a body each."""
    posts = "".join(
        f'<div class="post" id="p{n}"><div class="author">{name}</div><div class="date">{n} May 2009, 10:0{n}</div>'
        f'<div class="content">{body}</div></div>'
        for n, (name, body) in enumerate(zip(("Ada", "Bruno", "Chen", "Dalia"), bodies, strict=False), 1)
    )
    return f"<html><head>{head}<title>Cracked oars</title></head><body>{posts}</body></html>".encode()


# Of a page on which a post begins and another answers it, in words long enough to be posts.
SHOWS = "<p>My oar cracked along the grain, as you see.</p><p>{}</p>"
ANSWERS = "<p>Glue it and clamp it, then leave it to dry for two days.</p>"


def chunk(name, body):
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def large_png(width, height):
    """A PNG of so many pixels in a few bytes."""
    squeezer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join(squeezer.compress(row) for _ in range(height)) + squeezer.flush()
    head = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def moving_gif(frames):
    still = drawn("GIF", (4, 4))
    start = 13 + 3 * 2 ** ((still[10] & 7) + 1)
    return still[:start] + still[start:-1] * frames + b";"
