"""A stored record -> what its reader says of it: posts, or why it is in quarantine; a page of text."""

from __future__ import annotations

from threads.models import Record as StoredRecord
from threads.readers import parse_unit
from threads.records import Parsed, TextRecord

# Characters of text of one unit. Reading takes some twenty bytes for each.
TEXT_MOST = 5_000_000


def parse(form: str, raw: bytes, letters: str = "") -> Parsed | str:
    """Read a unit, in the letters that its record keeps; one with too much text for memory is refused, and keeps its bytes."""
    parsed = parse_unit(form, raw, letters)
    if isinstance(parsed, Parsed) and len(parsed.text) > TEXT_MOST:
        return f"too long: {len(parsed.text):,} characters of text, more than {TEXT_MOST:,}; split it to read it"
    return parsed


def record_of(row: StoredRecord) -> TextRecord:
    """A stored record as its reader gave it."""
    document = row.document
    raw, encoding = bytes(row.raw), document.encoding
    return TextRecord(document.path, bytes(document.key).hex(), row.ordinal, raw, raw.decode(encoding), encoding)
