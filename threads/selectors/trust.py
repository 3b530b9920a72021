"""What people corrected or confirmed in an archive -> how often what was said with a confidence turned out to be right.

A .8 should be right eight times in ten. What nobody looked at proves nothing, and what people look at is the doubtful:
so few cases of a kind say little, and the page shows how many there are.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from threads.models import CuratorAction, ReplyEdge
from threads.words.kinds import Origin

if TYPE_CHECKING:
    from threads.models import Archive
    from threads.querysets import Visitor

BINS = 10
# The side of a drawing, and the largest mark in it.
SIDE, MARK = 100, 7
LINES = ("begin_post", "join_post", "mark_quote")
# Written by the benchmark: with --keep-calibration.
MEASURED = Path(__file__).with_name("reliability.json")
MEASURED_AS = {"Where posts begin": "boundaries", "What lines quote": "quotes", "Whom posts answer": "edges"}
Judged = tuple[float, bool]


class Bin(NamedTuple):
    """Cases said with about the same confidence: how many, how sure on average, how many of them right."""

    cases: int
    said: float
    right: int

    @property
    def true(self) -> float:
        return self.right / self.cases

    @property
    def x(self) -> int:
        return round(self.said * SIDE)

    @property
    def y(self) -> int:
        return round((1 - self.true) * SIDE)

    @property
    def radius(self) -> int:
        return min(2 + int(self.cases**0.5), MARK)


class Reliability(NamedTuple):
    """Of what is said, by bins of confidence: as people decided, none where nobody did; and as was measured."""

    name: str
    bins: tuple[Bin, ...]
    measured: tuple[Bin, ...]


def reliability(user: Visitor, archive: Archive) -> tuple[Reliability, ...]:
    """Two queries."""
    actions = CuratorAction.objects.visible_to(user).filter(archive=archive, is_undone=False)
    told = list(
        actions.filter(kind__in=(*LINES, "change_parent")).order_by("made_at", "id").values_list("kind", "key", "value")
    )
    judged = {
        "Where posts begin": _beginnings(told),
        "What lines quote": _quotes(told),
        "Whom posts answer": _answers(user, archive, told),
    }
    return tuple(Reliability(name, tuple(_binned(cases)), _measured(name)) for name, cases in judged.items())


@cache
def measured() -> dict[str, Any]:
    """What benchmarks/accuracy/reconstruction.py measured on pages of known truth, and when."""
    return json.loads(MEASURED.read_text())


def _measured(name: str) -> tuple[Bin, ...]:
    rows = measured()["bins"].get(MEASURED_AS[name], ())
    return tuple(Bin(row["cases"], row["said"], round(row["true"] * row["cases"])) for row in rows)


def _lines_of(
    told: Iterable[tuple[str, Any, dict[str, Any]]], kinds: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The last word on each line; what it was read as is told by the first."""
    last: dict[tuple[bytes, int], tuple[str, dict[str, Any]]] = {}
    for kind, key, value in told:
        if kind in kinds:
            place = (bytes(key), value.get("line", 0))
            was = last[place][1]["was"] if place in last else value.get("was")
            last[place] = (kind, value | {"was": was})
    yield from last.values()


def _beginnings(told: list[tuple[str, Any, dict[str, Any]]]) -> Iterator[Judged]:
    for kind, value in _lines_of(told, ("begin_post", "join_post")):
        confidence = _confidence(value["was"])
        if confidence is not None:
            yield confidence, kind == "begin_post"


def _quotes(told: list[tuple[str, Any, dict[str, Any]]]) -> Iterator[Judged]:
    """Right is a quote of the very line; one that is led elsewhere, or is none, was wrong."""
    for _, value in _lines_of(told, ("mark_quote",)):
        confidence = _confidence(value["was"])
        if confidence is not None:
            yield confidence, bool(value.get("is_quote")) and value.get("source") in (None, value["was"].get("source"))


def _confidence(was: object) -> float | None:
    confidence = was.get("confidence") if isinstance(was, dict) else None
    return float(confidence) if isinstance(confidence, int | float) and 0 <= confidence <= 1 else None


def _answers(user: Visitor, archive: Archive, told: list[tuple[str, Any, dict[str, Any]]]) -> Iterator[Judged]:
    """A parent that was set by hand, against the likeliest of those that were read and might have been shown."""
    moved = [value["id"] for kind, _, value in told if kind == "change_parent" and isinstance(value.get("id"), int)]
    if not moved:
        return
    edges = ReplyEdge.objects.visible_to(user).filter(archive=archive, child_id__in=moved)
    rows = edges.order_by("child_id", "-confidence", "id").values_list("child_id", "parent_id", "origin", "confidence")
    set_by_hand: dict[int, int] = {}
    read: dict[int, tuple[int, str, float]] = {}
    for child, parent, origin, confidence in rows:
        if origin == Origin.CURATED:
            set_by_hand[child] = parent
        else:
            read.setdefault(child, (parent, origin, confidence))
    for child, (parent, origin, confidence) in read.items():
        if origin not in (Origin.SEQUENCE, Origin.DECLARED):
            yield confidence, set_by_hand.get(child) == parent


def _binned(cases: Iterable[Judged]) -> Iterator[Bin]:
    members: defaultdict[int, list[Judged]] = defaultdict(list)
    for case in cases:
        members[min(int(case[0] * BINS), BINS - 1)].append(case)
    for _, judged in sorted(members.items()):
        said = sum(confidence for confidence, _ in judged) / len(judged)
        yield Bin(len(judged), said, sum(is_right for _, is_right in judged))
