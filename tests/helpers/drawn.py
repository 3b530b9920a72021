"""Pictures of our own, in every form that is shown, and what saves them beside a page."""

from io import BytesIO

from PIL import Image, ImageDraw

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
