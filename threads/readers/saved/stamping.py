"""A page that came with its address and its day beside it -> the same page, which says both itself, the first as browsers write it.

    http://reeds.example/t12, 2009-05-09T12:00:00Z, <html>...     <!-- saved from url=(0024)http://reeds.example/t12 -->
                                                                  <!-- saved on 2009-05-09T12:00:00Z -->
                                                                  <html>...

Only so can pages of one topic join, and what was edited between two saves have its order. A page in a charset that only its sender named becomes UTF-8, which needs no name.
"""

from __future__ import annotations

import codecs
from datetime import UTC, datetime
from urllib.parse import quote

from threads.readers.web.page import CHARSET

# Longer ones are no addresses of pages.
LONGEST_ADDRESS = 2000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What servers say of pages that say otherwise themselves.
UNMEANT = frozenset(("iso8859-1", "ascii", "cp1252"))
# All that an address may hold, without the two hyphens that would end a comment.
IN_ADDRESS = "%/:=&?#@!$*+,;~()[]'"


def stamped(content: bytes, address: str, charset: str = "", saved_at: datetime | None = None) -> bytes:
    """A page with its address and its day in comments above it. One in a charset of 16 bits becomes UTF-8, for they are none."""
    content = as_utf_8(content, charset)
    place = quote(address.strip(), safe=IN_ADDRESS).replace("--", "%2D%2D")
    if "://" not in place or len(place) > LONGEST_ADDRESS:
        return content
    day = b"<!-- saved on %s -->\n" % f"{saved_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode() if saved_at else b""
    return b"<!-- saved from url=(%04d)%s -->\n%s%s" % (len(place), place.encode(), day, content)


def as_utf_8(content: bytes, charset: str) -> bytes:
    """A page in UTF-8 where nothing but a label beside it tells its charset; any other stays as it is."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace").encode()
    try:
        label = codecs.lookup(charset.strip(" \"'")).name if charset and len(charset) < 60 else ""
        is_meant = label not in UNMEANT or not CHARSET.search(content[:4096])
        if not label or label == "utf-8" or not is_meant or _is_utf_8(content):
            return content
        return str(content.decode(label, "replace")).encode("utf-8", "replace")
    except (LookupError, ValueError, TypeError, AssertionError):
        return content


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
