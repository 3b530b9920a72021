"""A page that Safari saved (.webarchive, a binary property list) -> the page.

{"WebMainResource": {"WebResourceData": b"<html>...", "WebResourceURL": "https://teapot.example/t7",
                     "WebResourceMIMEType": "text/html", "WebResourceTextEncodingName": "UTF-8"},
 "WebSubresources": [...]}
"""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from threads.readers.saved.mhtml import HTML, SavedPage
from threads.readers.saved.stamping import stamped
from threads.readers.unpacking import UnreadableError
from threads.readers.web.page import PAGE_LIMIT

# Such a list names the page first, and what belongs to it after.
MAGIC = b"bplist00"
MARK = b"WebMainResource"
# All that belongs to a page lies in the list, which is read as a whole.
LARGEST = 2 * PAGE_LIMIT
TOO_LARGE = f"a page saved by Safari of more than {LARGEST / 1e6:.0f} MB; save it as HTML"
DAMAGED = "a page saved by Safari (.webarchive) that is damaged or cut short; save it again"
NO_PAGE = "a .webarchive of Safari that holds no page of HTML"


def is_webarchive(head: bytes) -> bool:
    """Tell from its first bytes whether a file is such a list."""
    return head.startswith(MAGIC) and MARK in head


def page(stream: BinaryIO) -> SavedPage:
    """The page of such a file; raises UnreadableError where there is none."""
    told = _told(stream)
    main = told.get(MARK.decode())
    fields = main if isinstance(main, dict) else {}
    body, kind = fields.get("WebResourceData"), fields.get("WebResourceMIMEType")
    if not isinstance(body, bytes) or kind not in HTML or not body.strip():
        raise UnreadableError(NO_PAGE)
    address, charset = (str(fields.get(name) or "") for name in ("WebResourceURL", "WebResourceTextEncodingName"))
    return SavedPage(address, stamped(body, address, charset), is_whole=True)


def parts(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """What belongs to the page of such a file: addresses and bytes."""
    others = _told(stream).get("WebSubresources")
    for fields in others if isinstance(others, list) else ():
        address, body = (
            (fields.get(name) for name in ("WebResourceURL", "WebResourceData")) if isinstance(fields, dict) else (0, 0)
        )
        if isinstance(address, str) and isinstance(body, bytes):
            yield address, body


def _told(stream: BinaryIO) -> dict[str, Any]:
    """The list; raises UnreadableError where it cannot be read."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UnreadableError(TOO_LARGE)
    try:
        told = plistlib.loads(content, fmt=plistlib.FMT_BINARY)
    except (plistlib.InvalidFileException, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise UnreadableError(DAMAGED) from error
    return told if isinstance(told, dict) else {}
