"""Measure reconstruction on forums that nobody tuned to, a column each, and say which goals are reached.

    .venv/bin/python -m benchmarks.accuracy.forums SHARED [--forums DIR] [--split tune] [--keep DIR] [--json] [--toy]

SHARED holds the forums (data/forums.tar.zst), the flattener and the scorer (SHARED/eval/README.md). Topics of one split are
flattened into the five folders that `accuracy.reconstruction` has, and into pages of one author, whole (`users`) and with every
post cut at one length (`cut`); each folder is read in one run. --forums takes forums that are unpacked already, --keep
leaves the pages and reports in a folder. What is tried is tuned on `tune`, trained on `train`; `test` is for the last word.

Prints a row a figure and a column a forum, most of them shares from 0 to 1, then a line for each goal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, NamedTuple

import django

from benchmarks.accuracy.reconstruction import reconstruct, shown, truths
from benchmarks.shared.forum_topics import SPLITS, Sample, load, make_folders, unpacked
from benchmarks.shared.options import Parser, verdict

# Folders that are judged together, by the first word of their figures.
GROUPS = {"topics": ("plain", "twice", "truncated", "blank", "overlap"), "users": ("users",), "cut": ("cut",)}
FIGURES = (
    ("topics", "boundaries F1", "boundaries.f1"),
    ("topics", "boundaries WindowDiff", "boundaries.window_diff"),
    ("topics", "quotes F1", "quotes.f1"),
    ("topics", "quotes precision", "quotes.p"),
    ("topics", "quotes recall", "quotes.r"),
    ("topics", "edges by quote F1", "edges_by_quote.f1"),
    ("topics", "own lines hidden", "own_lines_hidden"),
    ("topics", "false duplicates", "false_duplicates"),
    ("topics", "duplicates F1", "duplicates.f1"),
    ("topics", "lines bad", "lines_bad"),
    *(
        (group, words, path)
        for group in ("users", "cut")
        for words, path in (
            ("boundaries F1", "boundaries.f1"),
            ("boundaries WindowDiff", "boundaries.window_diff"),
            ("unsourced precision", "unsourced_quotes.p"),
            ("unsourced recall", "unsourced_quotes.r"),
            ("own lines hidden", "own_lines_hidden"),
            ("false duplicates", "false_duplicates"),
        )
    ),
)
Scores = dict[str, dict[str, dict[str, Any]]]  # forum, group, figure


class ForumGoal(NamedTuple):
    """What the worst forum has to reach."""

    words: str
    group: str
    path: str
    least: float | None = None
    most: float | None = None

    def worst(self, scores: Scores) -> float:
        values = [number(figure(groups[self.group], self.path)) for groups in scores.values() if self.group in groups]
        return min(values, default=0.0) if self.least is not None else max(values, default=0.0)

    def is_reached(self, scores: Scores) -> bool:
        value = self.worst(scores)
        return value >= self.least if self.least is not None else value <= (self.most or 0.0)


GOALS = (
    *(
        ForumGoal(f"own lines hidden, {group}: at most .002", group, "own_lines_hidden", most=0.002)
        for group in ("topics", "users", "cut")
    ),
    *(
        ForumGoal(f"duplicates said where none are, {group}: at most .002", group, "false_duplicates", most=0.002)
        for group in ("topics", "users", "cut")
    ),
    ForumGoal("quotes F1: at least .95", "topics", "quotes.f1", least=0.95),
    ForumGoal("edges by quote F1: at least .90", "topics", "edges_by_quote.f1", least=0.90),
    ForumGoal(
        "unsourced quotes on pages of one author, precision: at least .70", "users", "unsourced_quotes.p", least=0.7
    ),
    ForumGoal(
        "unsourced quotes on pages of one author, recall: at least .40", "users", "unsourced_quotes.r", least=0.4
    ),
)


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("shared", type=Path, help="the folder with data and eval")
    parser.add_argument("--forums", type=Path, help="forums that are unpacked already, a .jsonl file each")
    parser.add_argument("--split", choices=SPLITS, default="tune", help="which topics are read (%(default)s)")
    parser.add_argument("--only", nargs="*", help="forums to read, by name")
    parser.add_argument("--keep", type=Path, help="where the pages and reports are left")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_size("topics", 40, 2, "topics a forum in the first folder")
    parser.add_size("users", 12, 2, "pages of one author a forum")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    django.setup()
    sample = Sample(options.split, options.topics, options.users)
    with TemporaryDirectory() as scratch:
        forums = options.forums or unpacked(options.shared, Path(scratch))
        scores = {
            forum.stem: scored(forum, options.shared, sample, (options.keep or Path(scratch)) / "pages" / forum.stem)
            for forum in sorted(forums.glob("*.jsonl"))
            if not options.only or forum.stem in options.only
        }
    if options.json:
        print(json.dumps(scores, indent=1))
        return
    print_figures(scores)
    print_goals(scores)


def scored(forum: Path, shared: Path, sample: Sample, out: Path) -> dict[str, dict[str, Any]]:
    """Make the pages of a forum, read each folder in one run, and score folders in their groups."""
    flatten, scorer = load(shared / "eval" / "flatten.py"), load(shared / "eval" / "score.py")
    reports = {}
    for folder in make_folders(forum, flatten, sample, out):
        reports[folder.name] = reconstruct(sorted(folder.glob("*.txt")))
        (folder / "report.json").write_text(json.dumps(reports[folder.name], ensure_ascii=False), "utf8")
    return {
        group: group_figures({name: reports[name] for name in names if name in reports}, out, scorer)
        for group, names in GROUPS.items()
        if any(name in reports for name in names)
    }


def group_figures(reports: Mapping[str, dict[str, Any]], out: Path, scorer: ModuleType) -> dict[str, Any]:
    """What the scorer says of all pages of some folders, and how many lines are called copies that are none."""
    golds = {name: gold for folder in reports for name, gold in truths(out / folder).items()}
    documents = [document for report in reports.values() for document in report["documents"]]
    figures: dict[str, Any] = scorer.score({"documents": documents}, golds)
    false = sum(len(list(false_duplicates(document, golds))) for document in documents)
    figures["false_duplicates"] = f"{false}/{sum(len(document['lines']) for document in documents)}"
    return figures


def false_duplicates(document: Mapping[str, Any], golds: Mapping[str, dict[str, Any]]) -> Iterator[int]:
    """Lines said to be copies that the truth has as somebody's own words, or as a quote of a page without copies."""
    gold = golds[Path(document["path"]).name]
    copies = {line for line, *_ in gold["duplicates"]}
    quoted = set(gold["unsourced"]) if copies else set()
    for line in document["lines"]:
        if line["role"] == "duplicate" and line["line"] not in copies | quoted:
            yield line["line"]


def figure(figures: Mapping[str, Any], path: str) -> Any:
    value: Any = figures
    for part in path.split("."):
        value = value[part]
    return value


def number(value: Any) -> float:
    """A figure to compare: a part of a whole as its share."""
    if not isinstance(value, str):
        return float(value or 0.0)
    part, _, whole = value.partition("/")
    return int(part) / int(whole) if int(whole) else 0.0


def print_figures(scores: Scores) -> None:
    print(f"{'figure':30}" + "".join(f"{name:>12}" for name in scores))
    for group, words, path in FIGURES:
        values = [figure(groups[group], path) if group in groups else None for groups in scores.values()]
        print(f"{group + ': ' + words:30}" + "".join(f"{shown(value):>12}" for value in values))
        if any(isinstance(value, str) for value in values):
            print(f"{'':30}" + "".join(f"{number(value):>12.2%}" for value in values))
    print()


def print_goals(scores: Scores) -> None:
    for goal in GOALS:
        print(f"{verdict(is_reached=goal.is_reached(scores)):8} {goal.words:66} {goal.worst(scores):.4f}")


if __name__ == "__main__":
    main()
