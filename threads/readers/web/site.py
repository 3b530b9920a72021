"""A page -> the name under which all pages of its site give their ids, so that pages of one topic join.

The host and the folder of the program, as in "example.org/forum"; for a page that does not say where it is from, nothing
but the program's name, so that such pages of two sites should not share an archive.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from threads.readers.web.page import WebPage, host_of


def site_of(page: WebPage, script: str, program: str) -> str:
    """The site of a page that a script makes. Where the address hides the script, the host alone tells sites apart."""
    address = page.address or next(
        (href for element in page.elements if script in (href := _address(element)) and host_of(href)), ""
    )
    host = host_of(address)
    if not host:
        return program
    path = urlsplit(address).path
    folder, _, last = path.rpartition("/")
    folder = folder if last in ("", script) else ""
    return host + folder


def head_of(head: bytes) -> str:
    """The beginning of a page as text, good enough to look for marks in it."""
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    return head.decode(encoding, "replace")


def _address(element: object) -> str:
    attributes = getattr(element, "attributes", {})
    return str(attributes.get("href", "") or attributes.get("action", "")) if attributes else ""
