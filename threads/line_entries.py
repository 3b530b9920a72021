"""What the lines of a record were read as, in the database's form: a list for each run of lines of one role.

    [1, 1, "chrome", 0.85, null]                                     first line, last line, role, how sure
    [4, 6, "duplicate", 0.98, ["9f2c...", 12, "exact", null]]        and of copies where the original stands
    [7, 8, "chrome", 0.96, null, 9]                                  and of heads the line at which their post begins
    [9, 9, "body", 0.9, ["9f2c...", 2, "exact", null]]               and of own words that stand elsewhere too, where

The original of line 4 is then line 12 of the document with that key, of line 6 its line 14. A number in the last place is
the record's, from 1, in a stated document. This module alone knows the places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

# The entries of the records ``r`` of a statement, as a table ``entry`` with columns of the names below.
ENTRIES = """
    CROSS JOIN LATERAL (
        SELECT (e->>0)::int AS first_line, (e->>1)::int AS last_line, e->>2 AS role, e->4->>0 AS document,
            (e->4->>1)::int AS line, (e->4->>3)::int AS record
        FROM jsonb_array_elements(r.lines) e
    ) entry
"""


class Original(NamedTuple):
    """Where the first of some repeated lines stands; the others follow it."""

    document: str  # the hexadecimal of its key
    line: int
    kind: str
    record: int | None = None


class LineEntry(NamedTuple):
    """Consecutive lines read as one. Of a stated record, blank ones may be among them."""

    first_line: int
    last_line: int
    role: str
    confidence: float
    original: Original | None = None
    head_of: int | None = None

    @property
    def lines(self) -> range:
        return range(self.first_line, self.last_line + 1)

    def pack(self) -> list[Any]:
        """As the database keeps it."""
        packed = [*self[:4], self.original and list(self.original)]
        return packed if self.head_of is None else [*packed, self.head_of]

    def original_of(self, line: int) -> Original | None:
        """Where the original of one of its lines stands."""
        original = self.original
        return original and original._replace(line=original.line + line - self.first_line)


def unpacked(rows: Iterable[Sequence[Any]]) -> list[LineEntry]:
    """Entries from what the database keeps."""
    return [
        LineEntry(first, last, role, confidence, Original(*original) if original else None, *head_of)
        for first, last, role, confidence, original, *head_of in rows
    ]


def remaining(entries: Iterable[LineEntry], lines: Collection[int]) -> Iterator[LineEntry]:
    """Entries without some of their lines."""
    for entry in entries:
        begin = entry.first_line
        for line in (*(line for line in entry.lines if line in lines), entry.last_line + 1):
            if begin < line:
                yield entry._replace(first_line=begin, last_line=line - 1, original=entry.original_of(begin))
            begin = line + 1
