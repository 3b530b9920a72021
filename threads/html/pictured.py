"""Stored html, and what stands for pictures in it -> the same with the pictures that are here.

    <a class="picture" href="https://quay.example/oar.jpg" ...>[picture: cracked oar]</a>
    <span class="picture" data-place="here:Topic_files/oar.jpg">[picture]</span>

Only addresses of our own are ever loaded; what is not here stays the link that it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape, unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from threads.records import as_named, attached_place

MARK = 'class="picture"'
NAMED = re.compile(
    r'<(?P<tag>a|span) class="picture" (?:href|data-place)="(?P<name>[^"<>]{1,9000})"(?P<rest>[^<>]{0,200})>'
    r"\[picture(?:: (?P<words>[^\[\]\n]{1,4000}))?\]</(?P=tag)>"
)
# Signs and buttons stand within their line, as they did.
SMALL = 48
# More would fill a screen, and the words around it could not be read with it.
HIGHEST = 480
FILE_NAME = re.compile(r"\.(?:png|jpe?g|gif|webp|avif)$", re.IGNORECASE)
PICTURE_TYPES = frozenset(
    ("image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp", "image/avif")
)
ANY_TYPES = frozenset(("application/octet-stream", "application/x-download", "image/x-png"))


class PictureHere(NamedTuple):
    """A picture that is here: where it is served, and how large it is shown."""

    address: str
    width: int
    height: int

    @property
    def is_small(self) -> bool:
        return max(self.width, self.height) <= SMALL

    @property
    def shown_size(self) -> tuple[int, int]:
        """Its size where it is no higher than a page has room for; a narrow screen makes it smaller in proportion."""
        most = max(self.height / HIGHEST, 1)
        return max(round(self.width / most), 1), max(round(self.height / most), 1)


def place_key(name: str) -> bytes:
    """By which the tables know how posts name a picture."""
    return sha256(as_named(name).encode("utf-8", "replace")).digest()


def names_in(html: str) -> Iterator[str]:
    """The names of the pictures in a post's html."""
    if MARK in html:
        yield from (as_named(unescape(found["name"])) for found in NAMED.finditer(html))


def attached_names(facts: Any) -> dict[int, str]:
    """The names of the pictures that are attached to a post, by their numbers; facts are as some file gave them."""
    files = facts.get("attachments") if isinstance(facts, dict) else None
    if not isinstance(files, list):
        return {}
    return {number: attached_place(number) for number, file in enumerate(files) if _is_picture(file)}


def _is_picture(file: Any) -> bool:
    if not isinstance(file, dict):
        return False
    kind, name = file.get("type"), file.get("name")
    return kind in PICTURE_TYPES or (kind in ANY_TYPES and isinstance(name, str) and FILE_NAME.search(name) is not None)


def with_pictures(html: str, pictures: Mapping[str, PictureHere]) -> str:
    """A post's html with its pictures, each above the words that stood for it."""

    def shown(found: re.Match[str]) -> str:
        picture = pictures.get(as_named(unescape(found["name"])))
        if picture is None:
            return found[0]
        words = found["words"] or ""
        if picture.is_small:
            return image(picture, words)
        link = f'<a href="{picture.address}">{image(picture, words or "picture")}</a>'
        return f'<span class="shown">{link}{_caption(found, words)}</span>'

    return NAMED.sub(shown, html) if pictures and MARK in html else html


def image(picture: PictureHere, words: str) -> str:
    """The element of a picture; ``words`` are html already."""
    width, height = picture.shown_size
    size = f'width="{width}" height="{height}"'
    return f'<img src="{picture.address}" alt="{words}" {size} loading="lazy" decoding="async">'


def _caption(found: re.Match[str], words: str) -> str:
    """What it shows, as a link to where it was; without words, the site that it was on."""
    if found["tag"] == "span":
        return f'<span class="picture">{words}</span>' if words else ""
    host = words or escape(_host(unescape(found["name"])))
    return f'<a class="picture" href="{found["name"]}"{found["rest"]}>{host or "picture"}</a>'


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
