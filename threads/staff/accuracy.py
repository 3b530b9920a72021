"""What people decided -> how often the reading was right, by kind of doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from threads.models import CuratorAction

Kind = CuratorAction.Kind
KINDS = {
    Kind.BEGIN_POST: "where posts begin",
    Kind.JOIN_POST: "where posts begin",
    Kind.MARK_QUOTE: "quotes",
    Kind.CHANGE_PARENT: "whom posts answer",
    Kind.PAGE_KIND: "kinds of pages",
}
BY_HAND = ["set by hand"]


@dataclass(frozen=True, slots=True)
class DecidedKind:
    """How many decisions there were about one kind of reading, and how many agreed with it."""

    name: str
    decided: int
    right: int


def accuracy(actions: Iterable[CuratorAction]) -> list[DecidedKind]:
    """By kind, in the order of names; what corrects a person says nothing of the reading."""
    decided: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for action in actions:
        kind = Kind(action.kind)
        agreed = None if action.is_undone or kind not in KINDS else _agreed(kind, action.value)
        if agreed is not None:
            decided[KINDS[kind]] += 1
            right[KINDS[kind]] += agreed
    return [DecidedKind(name, count, right[name]) for name, count in sorted(decided.items())]


def _agreed(kind: Kind, value: dict[str, Any]) -> bool | None:
    """Whether a person agreed with the reading; None where there was no reading to agree with."""
    was = value.get("was")
    if kind in (Kind.BEGIN_POST, Kind.JOIN_POST):
        if was and was.get("cues") == BY_HAND:
            return None
        return bool(was) == (kind == Kind.BEGIN_POST)
    if kind == Kind.MARK_QUOTE:
        if not value["is_quote"] or not was:
            return not value["is_quote"] and not was
        return bool(was.get("source") == value.get("source"))
    if kind == Kind.PAGE_KIND:
        return bool(was and was["kind"] == value["kind"])
    return bool(value.get("parent") == was) if value.get("read") else None
