"""Values of fields as exports hold them -> what a Statement holds. A value of an unexpected kind counts as none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from threads.records import Facts
from threads.words.dates import credible

LONGEST_NUMBER = 20
# Beyond these, a value is no date that anybody wrote.
LONGEST_DATE = 40
FEWEST_DATE = 8


def words(fields: Mapping[str, Any], *names: str) -> str:
    """The first of the named fields that holds text."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def key(value: Any) -> str:
    """An id, whether it was written as text or as a number; empty where it is neither."""
    if isinstance(value, str):
        return value.strip()
    return (
        str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST_NUMBER else ""
    )


def integer(value: Any) -> int | None:
    """A whole number, whether it was written as a number or as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and len(value) <= LONGEST_NUMBER:
        try:
            return int(value)
        except ValueError:
            return None
    if isinstance(value, float):
        return int(value) if abs(value) < 10**15 and value == int(value) else None
    return value if isinstance(value, int) and abs(value) < 10**LONGEST_NUMBER else None


def moment(*values: Any) -> tuple[datetime | None, str]:
    """The first date that can be read, and the empty text; if none can, the first as it was written."""
    candidates = [value for value in values if value is not None and value != "" and not isinstance(value, bool)]
    for value in candidates:
        if (date := credible(_read(value))) is not None:
            return date, ""
    return None, str(candidates[0])[:LONGEST_DATE] if candidates and isinstance(
        candidates[0], str | int | float
    ) else ""


def _read(value: Any) -> datetime | None:
    """A date from seconds since 1970, or from the ISO form."""
    if isinstance(value, str):
        value = value.strip().removesuffix(" UTC")
        if len(value) > LONGEST_DATE:
            return None
        try:
            return datetime.fromtimestamp(float(value), UTC) if _is_number(value) else _iso(value)
        except (ValueError, OverflowError, OSError):
            return None
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return None


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdecimal() and value.isascii()


def _iso(value: str) -> datetime | None:
    """Dates without time are dates too; single numbers are none."""
    return datetime.fromisoformat(value) if len(value) >= FEWEST_DATE else None


def stated_facts(facts: Facts) -> Facts:
    """The facts that say something."""
    return cast("Facts", {name: fact for name, fact in facts.items() if fact or (fact == 0 and fact is not False)})
