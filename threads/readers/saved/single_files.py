"""A file in which a browser saved one page with all that belongs to it -> the page, whichever way it was saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from threads.readers.saved import mhtml, webarchive


def is_saved(head: bytes) -> bool:
    """Tell from its first bytes whether a file is such a one."""
    return webarchive.is_webarchive(head) or mhtml.is_mhtml(head)


def pages(stream: BinaryIO, head: bytes) -> Iterator[mhtml.SavedPage]:
    """The page in it, and the frames it is made of; raises UnreadableError where there is none."""
    if webarchive.is_webarchive(head):
        yield webarchive.page(stream)
    else:
        yield from mhtml.pages(stream)


def parts(stream: BinaryIO, head: bytes, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """What belongs to the page and is wanted, by its address, or by its id as "cid:"."""
    if webarchive.is_webarchive(head):
        yield from ((address, body) for address, body in webarchive.parts(stream) if wanted(address))
    else:
        yield from mhtml.parts(stream, wanted)
