"""The bytes of a unit, and its format -> what it says, or why it is in quarantine."""

from __future__ import annotations

from threads.readers import parse_unit
from threads.records import Parsed

# Characters of text of one unit. Reading takes some twenty bytes for each, and nobody reads a post of this length.
TEXT_MOST = 5_000_000


def parse(form: str, raw: bytes) -> Parsed | str:
    """Read a unit; one with more text than memory has room for is told so, and keeps its bytes."""
    parsed = parse_unit(form, raw)
    if isinstance(parsed, Parsed) and len(parsed.text) > TEXT_MOST:
        return f"too long: {len(parsed.text):,} characters of text, more than {TEXT_MOST:,}; split it to read it"
    return parsed
