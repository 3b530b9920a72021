"""A line of a ledger, as somebody sends it -> what it says, checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from threads.curating.base import RefusedError
from threads.curating.ledger.written_lines import VERSION, is_key
from threads.models import CuratorAction
from threads.records import writable


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A correction as a ledger has it."""

    number: int  # of the line in the file
    text: str
    archive: str
    kind: str
    key: str
    value: Mapping[str, Any]
    by: str
    at: datetime
    reason: str
    batch: int | None
    undone: Mapping[str, Any] | None
    undone_at: datetime | None
    places: Mapping[str, tuple[str, int]]

    @property
    def undone_by(self) -> str:
        return str(self.undone.get("by") or "") if self.undone else ""


def read_line(number: int, text: str) -> LedgerLine:
    """Read a line, or say what is wrong with it."""
    try:
        line = json.loads(writable(text))
    except (ValueError, RecursionError):
        line = None
    if not isinstance(line, dict) or not isinstance(line.get("value"), dict):
        raise RefusedError("It is no correction as export_ledger writes them: an object of JSON with a value.")
    if line.get("version") != VERSION:
        raise RefusedError(f"It is of version {line.get('version')!r} of this format; this program reads {VERSION}.")
    if line.get("kind") not in CuratorAction.Kind.values or not is_key(line.get("key")):
        raise RefusedError("Its kind or its key is none that corrections have.")
    undone = line.get("undone") if isinstance(line.get("undone"), dict) else None
    at = _moment(line.get("at"))
    if at is None:
        raise RefusedError('"at" is the moment at which it was made.')
    batch = line.get("batch")
    return LedgerLine(
        number=number,
        text=text,
        archive=str(line.get("archive", "")),
        kind=line["kind"],
        key=line["key"],
        value=_value(line["kind"], line["value"]),
        by=str(line.get("by") or ""),
        at=at,
        reason=str(line.get("reason") or ""),
        batch=batch if isinstance(batch, int) else None,
        undone=undone,
        undone_at=_moment(undone.get("at")) if undone else None,
        places=_places(line.get("places")),
    )


def _value(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    """What the correction says; each kind has what it cannot be made without."""
    needed: dict[str, tuple[tuple[str, type], ...]] = {
        "begin_post": (("line", int),),
        "join_post": (("line", int),),
        "mark_quote": (("line", int), ("is_quote", bool)),
        "page_kind": (("kind", str),),
        "set_author": (("name", str), ("author", str)),
        "rename_author": (("name", str),),
        "merge_authors": (("into", str),),
        "name_thread": (("title", str),),
    }
    for name, of in needed.get(kind, ()):
        if not isinstance(value.get(name), of) or (of is int and isinstance(value[name], bool)):
            raise RefusedError(f'A correction of the kind {kind} has "{name}" in its value.')
    return value


def _places(places: object) -> dict[str, tuple[str, int]]:
    if not isinstance(places, dict):
        return {}
    return {
        key: (place["document"], place["line"])
        for key, place in places.items()
        if isinstance(place, dict) and is_key(place.get("document")) and isinstance(place.get("line"), int)
    }


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
