"""Bytes of records -> the same with gaps; and what a record remembers of its gaps, as JSON.

    {"gaps": [{"on": "2026-12-01", "count": 3, "lines": [[5, 8]]}], "held": {...}}       a page of text
    {"gaps": [{"on": "2026-12-01", "count": 12, "is_whole": true}]}                      a mail that is gone

``count`` is of lines with text; ``held`` is records.Held.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from threads.readers import JSON_FORMATS
from threads.readers.json_units import AFTER_ELEMENT, BEFORE_ELEMENT, EMPTIED, end_of_value
from threads.records import Held

ENDS = re.compile(r"(\r\n|\r|\n)")
BIG_ENDIAN = ((codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_BE, "utf-16-be"))

Remembered = Mapping[str, Any] | None


def blanked(raw: bytes, encoding: str, lines: Collection[int]) -> bytes:
    """A text with some lines emptied, so that no line changes its number."""
    parts = ENDS.split(raw.decode(encoding))
    for line in lines:
        if 2 * (line - 1) < len(parts):
            parts[2 * (line - 1)] = ""
    text = "".join(parts)
    for mark, name in BIG_ENDIAN:
        if encoding in ("utf-16", "utf-32") and raw.startswith(mark):
            return mark + text.encode(name)
    return text.encode(encoding)


def hollow(form: str, raw: bytes) -> bytes:
    """What is left of a unit that goes as a whole: what its format needs between the others."""
    if form not in JSON_FORMATS:
        return b"\n" if form == "stack_exchange" else b""
    before = BEFORE_ELEMENT.match(raw)
    end = end_of_value(raw, before.end()) if before else None
    if before is None or end is None:
        return b"\n"
    behind = AFTER_ELEMENT.match(raw, end)
    if b"[" not in before[0] and behind is None:
        return raw[end:] if raw[end:].isspace() else b""
    return before[0] + EMPTIED + (behind[0] if behind else b"")


def remembered(
    before: Remembered, on: str, count: int, *, lines: Iterable[int] = (), is_whole: bool = False
) -> dict[str, Any]:
    """What a record remembers after one more gap."""
    gap: dict[str, Any] = {"on": on, "count": count}
    runs = runs_of(lines)
    gap |= {"lines": runs} if runs else {}
    gap |= {"is_whole": True} if is_whole else {}
    return {**(before or {}), "gaps": [*(before or {}).get("gaps", ()), gap]}


def runs_of(lines: Iterable[int]) -> list[list[int]]:
    """Numbers as runs of those that follow each other."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and runs[-1][1] == line - 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return runs


def lines_erased(erased: Remembered) -> dict[int, str]:
    """The lines of a page that were erased, each with the day."""
    gaps = (erased or {}).get("gaps", ())
    return {line: gap["on"] for gap in gaps for first, last in gap.get("lines", ()) for line in range(first, last + 1)}


def count_erased(erased: Remembered) -> int:
    """How many lines with text were erased from a record."""
    return sum(gap["count"] for gap in (erased or {}).get("gaps", ()))


def is_whole(erased: Remembered) -> bool:
    """Whether nothing of a record is left."""
    return any(gap.get("is_whole") for gap in (erased or {}).get("gaps", ()))


def held_in(erased: Remembered) -> Held | None:
    """How a page was read before words of it were erased."""
    notes = (erased or {}).get("held")
    if not notes:
        return None
    begins = {line: (confidence, tuple(cues)) for line, confidence, cues in notes["begins"]}
    copies = {line: (document, source) for line, document, source in notes["copies"]}
    kind, is_shortened, size = notes["rank"]
    rank = (kind, is_shortened, size)
    return Held(notes["is_wrapped"], notes["is_set"], begins, dict(notes["roles"]), copies, rank, notes.get("heads"))


def written_held(reading: Held) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "is_wrapped": reading.is_wrapped,
        "is_set": reading.is_set,
        "begins": [[line, confidence, list(cues)] for line, (confidence, cues) in sorted(reading.begins.items())],
        "roles": sorted([line, role] for line, role in reading.roles.items()),
        "copies": sorted([line, *source] for line, source in reading.copies.items()),
        "rank": list(reading.rank or ()),
        **({"heads": reading.heads} if reading.heads else {}),
    }
