"""A table of posts (CSV, TSV) whose first row names its columns -> posts: Hacker News by BigQuery, exports of savers.

    id,by,time_ts,text,parent
    501,pim,2022-05-01 11:00:00 UTC,"Smoke them gently, and call the keeper.",500

Which column says what is learnt from all rows together, so the document is one unit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from threads.readers.learned_fields import learn
from threads.readers.learned_posts import read_rows
from threads.readers.whole_units import LARGEST, TOO_LARGE, whole
from threads.records import Parsed

FORMAT = "csv"
DELIMITERS = ",;\t|"
FEWEST_COLUMNS, LONGEST_NAME = 3, 60
BROKEN = "no table of posts: its first line has to name its columns, with commas, semicolons or tabs between them"
LARGEST_FIELD = 8_000_000
LARGEST_HEAD = 60_000


def claims(path: str, head: bytes) -> bool:
    """Claim a table whose columns say who, when and what."""
    if b"\0" in head or b"\n" not in head:
        return False
    rows = _rows(head[: head.rfind(b"\n") + 1] if len(head) > LARGEST_HEAD else head)
    return rows is not None and learn(rows) is not None


def units(stream: BinaryIO) -> Iterator[bytes]:
    """Give the document whole."""
    return whole(stream)


def parse(raw: bytes) -> Parsed | str:
    """Read the rows of a table."""
    if len(raw) > LARGEST:
        return TOO_LARGE
    rows = _rows(raw)
    return BROKEN if rows is None else read_rows(rows)


def _rows(raw: bytes) -> list[dict[str, Any]] | None:
    """The rows by the names in the first; None where that names no columns."""
    text = raw.decode("utf-8-sig", "replace").replace("\0", "\ufffd")
    first = text.lstrip().partition("\n")[0].rstrip("\r")
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(LARGEST_FIELD)
    try:
        reader = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter)
        names = [name.strip() for name in next(reader, [])]
        if len(names) < FEWEST_COLUMNS or len(set(names)) < len(names) or not all(map(_is_column, names)):
            return None
        return [dict(zip(names, row, strict=False)) for row in reader if len(row) >= len(names) - 1 > 0]
    except csv.Error:
        return None


def _is_column(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and not name[0].isdecimal()
