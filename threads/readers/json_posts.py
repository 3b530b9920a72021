"""A JSON array of posts, or lines of it, under field names of its own -> posts; what savers of forums write for a user.

    [{"wer": "ada", "wann": "2012-01-13 10:38", "was": "The oars crack in frost."}, ...]
    {"member": "ada", "posts": [{"text": ..., "date": ..., "author": ...}, ...]}

Which field says what is learnt from all rows together (``learned_fields``), so the document is one unit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from threads.readers.json_opening import opening
from threads.readers.json_units import load_json
from threads.readers.learned_fields import flat, learn, rows_in
from threads.readers.learned_posts import read_rows
from threads.readers.whole_units import LARGEST, TOO_LARGE, whole
from threads.records import Parsed

FORMAT = "json_posts"
LOOKED_AT_LINES = 60


def claims(path: str, head: bytes) -> bool:
    """Claim rows of which some field says who, one when, and one what."""
    rows = [flat(row) for row in rows_in(opening(head))] or [flat(row) for row in _lines(head, LOOKED_AT_LINES)]
    return learn(rows[:-1] if len(rows) > 3 else rows) is not None  # the last may be cut off


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Give the document whole."""
    return whole(stream)


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of an array, or of lines."""
    if len(raw) > LARGEST:
        return TOO_LARGE
    value = load_json(raw)
    rows = list(rows_in(value)) if not isinstance(value, str) else list(_lines(raw, len(raw)))
    if not rows and isinstance(value, str):
        return value
    return read_rows([flat(row) for row in rows])


def _lines(raw: bytes, most: int) -> Iterator[dict[str, Any]]:
    """The objects of lines, as far as lines hold any."""
    for line in raw.splitlines()[:most]:
        try:
            value = json.loads(line.decode("utf-8", "replace")) if line.startswith(b"{") else None
        except (ValueError, RecursionError):
            return
        if isinstance(value, dict):
            yield value
