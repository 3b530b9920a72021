"""A unit of a document -> the pictures that its posts name: by which address, and where their bytes are.

<a href="oar.jpg"><img src="oar_small.jpg">        named by the link's address, shown as the small one
<img src="data:image/png;base64,iVBORw0K...">      named by a digest, and its bytes are in the page
<img src="cid:oar@quay.example">                   named by its id, and its bytes are in a part of the mail
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from collections.abc import Collection, Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from threads.readers import MAILS, PAGE_FORMATS
from threads.readers.html_links import address, picture_place
from threads.readers.kept import is_kept
from threads.readers.mail.attached import attached_parts
from threads.readers.saved.unwrapping import coded_pictures, unwrapped
from threads.readers.web.page import Element, WebPage, read_page
from threads.records import as_named, attached_place, place_here

# An element in so many others is looked at no further; as deep as pages are read.
MOST_NESTED = 128


class NamedPicture(NamedTuple):
    """A picture as a unit names it: its bytes, or its source as the page has it, and the address that this means."""

    name: str
    content: bytes | None = None
    source: str = ""
    address: str = ""


def named_pictures(form: str, raw: bytes, wanted: Collection[str]) -> Iterator[NamedPicture]:
    """Those of the pictures wanted, by name, that the unit has or says the place of."""
    found: set[str] = set()
    if form in MAILS:
        pictures = _in_mail(form, raw, wanted)
    elif form in PAGE_FORMATS:
        pictures = _on_page(raw, wanted)
    else:
        pictures = iter(())
    for picture in pictures:
        if picture.name not in found:
            found.add(picture.name)
            yield picture
    for name in wanted:
        if name not in found and name.startswith(("http://", "https://")):
            yield NamedPicture(name, source=name, address=name)


def _in_mail(form: str, raw: bytes, wanted: Collection[str]) -> Iterator[NamedPicture]:
    inside = None if is_kept(raw) else MAILS[form].inside(raw)
    for part in attached_parts(inside[1]) if inside else ():
        names = [attached_place(part.number)]
        names += [place_here(part.id)] if part.id else []
        names += [as_named(address(part.address)) or place_here(part.address)] if part.address else []
        for name in names:
            if name in wanted:
                yield NamedPicture(name, part.content)


def _on_page(raw: bytes, wanted: Collection[str]) -> Iterator[NamedPicture]:
    page = read_page(unwrapped(raw))
    if isinstance(page, str):
        return
    inside: dict[str, list[str]] = {}  # by the name that a picture in the page has, those by which posts name it
    for element in page.elements:
        if element.name != "img":
            continue
        source = element.attributes.get("src", "")
        place = picture_place(source, page.address, is_beside=True)
        name = as_named(_link_around(page, element) or place)
        if name not in wanted:
            continue
        if source.startswith("here:"):
            inside.setdefault(source, []).append(name)
        else:
            yield NamedPicture(name, source=source, address=address(source, page.address))
    for held, code in coded_pictures(raw) if inside else ():
        content = _decoded(code) if held in inside else b""
        for name in inside.pop(held, ()):
            yield NamedPicture(name, content)


def _link_around(page: WebPage, element: Element) -> str:
    """Where the link leads in which an element lies, if it lies in one."""
    for _ in range(MOST_NESTED):
        if element.parent < 0:
            return ""
        element = page.elements[element.parent]
        if element.name == "a":
            return address(element.attributes.get("href", ""), page.address)
    return ""


def _decoded(code: bytes) -> bytes:
    try:
        return a2b_base64(unquote_to_bytes(code))
    except (Error, ValueError):
        return b""
