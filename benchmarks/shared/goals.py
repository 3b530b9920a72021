"""What reconstruction has to reach on pages whose structure is known, as data: see print_goals in accuracy/reconstruction.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Scores = dict[str, dict[str, Any]]
FLAT = ("plain", "twice", "truncated", "blank", "overlap")


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure with the least or the most it may be; of several pages' figures the worst counts."""

    words: str
    value: Callable[[Scores], float]
    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None

    def is_reached(self, scores: Scores) -> bool:
        value = self.value(scores)
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
        )


def value_of(scores: Scores, name: str, path: str) -> Any:
    """The figure under a dotted path in the scores of one folder."""
    value: Any = scores[name]
    for part in path.split("."):
        value = value[part]
    return value


def least(names: Sequence[str], *paths: str) -> Callable[[Scores], float]:
    return lambda scores: min(value_of(scores, name, path) for name in names for path in paths)


def most(names: Sequence[str], *paths: str) -> Callable[[Scores], float]:
    return lambda scores: max(value_of(scores, name, path) for name in names for path in paths)


def share(words: str) -> float:
    """What "12/13" amounts to; nothing of nothing is all."""
    part, _, whole = words.partition("/")
    return int(part) / int(whole) if int(whole) else 1.0


def hidden_share(scores: Scores) -> float:
    """The own lines presented as anything else, of all own lines on the five folders."""
    counts = [tuple(map(int, scores[name]["own_lines_hidden"].split("/"))) for name in FLAT]
    return sum(hidden for hidden, _ in counts) / sum(own for _, own in counts)


def worst_figure(name: str) -> Callable[[Scores], float]:
    """The lowest of all figures about one page, each turned so that 1 is perfect."""

    def lowest(scores: Scores) -> float:
        figures: Mapping[str, Any] = scores[name]
        f1s = [figure["f1"] for figure in figures.values() if isinstance(figure, dict) and "f1" in figure]
        faults = [
            figures["boundaries"]["window_diff"],
            figures["lines_bad"],
            int(figures["own_lines_hidden"].split("/")[0]),
        ]
        return min([*f1s, figures["quote_source_line"], share(figures["roles"]), *(1.0 - fault for fault in faults)])

    return lowest


def boundaries(name: str, *, false: bool) -> Callable[[Scores], float]:
    """How many boundaries of one page were found, or were said and are none."""

    def count(scores: Scores) -> float:
        figures = scores[name]["boundaries"]
        hits = round(figures["r"] * figures["true"])
        return float(figures["said"] - hits if false else hits)

    return count


GOALS = (
    Goal("every line with text is listed once", most(FLAT, "lines_bad"), at_most=0),
    Goal(
        "quotes F1 and source line, plain, twice, overlap: at least .95",
        least(("plain", "twice", "overlap"), "quotes.f1", "quote_source_line"),
        at_least=0.95,
    ),
    Goal(
        "quotes F1 and source line, truncated, blank: at least .92",
        least(("truncated", "blank"), "quotes.f1", "quote_source_line"),
        at_least=0.92,
    ),
    Goal("edges by quote F1, everywhere: at least .88", least(FLAT, "edges_by_quote.f1"), at_least=0.88),
    Goal("duplicates F1, twice: at least .99", least(("twice",), "duplicates.f1"), at_least=0.99),
    Goal("duplicates F1, overlap: at least .95", least(("overlap",), "duplicates.f1"), at_least=0.95),
    Goal("own lines hidden, all folders: under 0.003", hidden_share, below=0.003),
    Goal("boundaries F1, plain, blank: at least .64", least(("plain", "blank"), "boundaries.f1"), at_least=0.64),
    Goal("boundaries WindowDiff, plain, blank: under .39", most(("plain", "blank"), "boundaries.window_diff"), below=0.39),
    Goal("all roles of blank", lambda scores: share(scores["blank"]["roles"]), at_least=1),
    Goal("plain pages that became one thread: at least .95", least(("plain",), "one_thread"), at_least=0.95),
    Goal("003: every figure 1", worst_figure("003"), at_least=1),
    Goal("000: all its furniture", lambda scores: share(scores["000"]["roles"]), at_least=1),
    Goal("000: at least two of its three boundaries", boundaries("000", false=False), at_least=2),
    Goal("000: at most two false boundaries", boundaries("000", false=True), at_most=2),
)  # fmt: skip
