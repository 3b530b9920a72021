r"""The first bytes of JSON, cut off anywhere -> the value that they begin, as far as it goes.

    {"kind": "Listing", "data": {"children": [{"kind": "t3", "da        {"kind": "Listing", "data": {"children": [{"kind": "t3"}]}}

So that a reader can look at names and values, and not at bytes that look like them.
"""

from __future__ import annotations

import json
import re
from typing import Any

# Whatever nests deeper is not told apart by what lies there.
DEEPEST = 64
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|"|[{}\[\],]', re.DOTALL)
CLOSERS = {"{": "}", "[": "]"}


def opening(head: bytes) -> Any:
    """The value that a document begins with; None where that is no JSON. Of several values in a row, the first."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n\x1e")
    if not text.startswith(("{", "[")):
        return None
    whole = _closed(text)
    if whole is None:
        return None
    try:
        return json.loads(whole)
    except (ValueError, RecursionError):
        return None


def _closed(text: str) -> str | None:
    """The text up to where its first value ends, or else up to the last part that is whole, with all brackets closed."""
    closers: list[str] = []
    cut, tail = 0, ""
    for m in TOKEN.finditer(text):
        sign = m[0]
        if sign == '"':
            # A value that goes on beyond the head: that it is there is worth knowing.
            if text[: m.start()].endswith((":", ": ")):
                cut, tail = m.start(), '""'
            break
        if sign in CLOSERS:
            closers.append(CLOSERS[sign])
        elif sign in "}]" and (not closers or closers.pop() != sign):
            return None
        if not closers:
            return text[: m.end()]
        if len(closers) > DEEPEST:
            return None
        if len(sign) == 1:
            cut = m.start() if sign == "," else m.end()
    return text[:cut] + tail + "".join(reversed(closers))
