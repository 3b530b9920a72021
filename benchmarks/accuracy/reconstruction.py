"""Measure reconstruction against pages whose structure is known, and say which goals are reached: `make score`.

    .venv/bin/python -m benchmarks.accuracy.reconstruction SHARED [--topics DIR | --flat DIR] [--json] [--calibration] [--toy]

SHARED holds the data, the flattener and the scorer (SHARED/eval/README.md). Real topics are flattened into five folders
of pages; each folder is read in one run of `manage.py reconstruct --json`, and so are the seeds that people labelled by
hand. --topics takes topics that are unpacked already, --flat pages that are flattened already. Flattening needs selectolax, which is fetched into an environment
of its own, as locked in uv.lock; nothing else here needs it.

Prints the scorer's figures, most of them shares from 0 to 1, a column for each folder and seed, then a line for each goal.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.core.management import call_command

from benchmarks.shared.calibration import reliability
from benchmarks.shared.environment import ROOT
from benchmarks.shared.goals import GOALS, Scores, hidden_share, value_of
from benchmarks.shared.options import Parser, verdict

FOLDERS = ("plain", "twice", "truncated", "blank", "overlap")
FIGURES = (
    ("boundaries F1", "boundaries.f1"),
    ("boundaries precision", "boundaries.p"),
    ("boundaries recall", "boundaries.r"),
    ("boundaries WindowDiff", "boundaries.window_diff"),
    ("quotes F1", "quotes.f1"),
    ("quotes precision", "quotes.p"),
    ("quotes recall", "quotes.r"),
    ("quote source line", "quote_source_line"),
    ("unsourced quotes precision", "unsourced_quotes.p"),
    ("unsourced quotes recall", "unsourced_quotes.r"),
    ("duplicates F1", "duplicates.f1"),
    ("edges by quote F1", "edges_by_quote.f1"),
    ("all edges F1", "edges_all.f1"),
    ("own lines hidden", "own_lines_hidden"),
    ("roles", "roles"),
    ("lines bad", "lines_bad"),
)


@dataclass(frozen=True, slots=True)
class Folder:
    """Pages that were read in one run, with the report about them and the truth."""

    name: str
    gold: Path  # a file, or a folder of them
    report: dict[str, Any]


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("shared", type=Path, help="the folder with data, eval, gold and seeds")
    parser.add_argument("--topics", type=Path, help="topics that are unpacked already")
    parser.add_argument("--flat", type=Path, help="pages that are flattened already")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--calibration", action="store_true", help="print also how often what is said is true")
    parser.add_argument("--keep-calibration", type=Path, metavar="FILE", help="write it where coverage pages read it")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    django.setup()
    with TemporaryDirectory() as scratch:
        flat = options.flat or flatten(options.shared, options.topics, Path(scratch))
        folders = list(read_folders(options.shared, flat))
        scores: Scores = {folder.name: score(folder, options.shared, Path(scratch)) for folder in folders}
        bins = reliability([(folder.report, truths(folder.gold)) for folder in folders if folder.gold.is_dir()])
    if options.keep_calibration:
        kept = {"on": f"{datetime.now(tz=UTC):%Y-%m-%d}", "bins": bins}
        options.keep_calibration.write_text(f"{json.dumps(kept, indent=1)}\n")
    scores["plain"]["one_thread"] = one_thread_share(folders[0].report)
    if options.json:
        goals = {goal.words: goal.is_reached(scores) for goal in GOALS}
        print(
            json.dumps(
                {"scores": scores, "own_lines_hidden": hidden_share(scores), "goals": goals, "bins": bins}, indent=1
            )
        )
        return
    print_scores(scores)
    print_goals(scores)
    for name, rows in bins.items() if options.calibration else ():
        print_reliability(name, rows)


def read_folders(shared: Path, flat: Path) -> Iterator[Folder]:
    """Reconstruct every folder; then the seeds, under the name of each labelled one."""
    for name in FOLDERS:
        folder = flat / name
        yield Folder(name, folder, reconstruct(sorted(folder.glob("*.txt"))))
    report = reconstruct(sorted((shared / "seeds").glob("*.txt")))
    for gold in sorted((shared / "gold").glob("*.gold.json")):
        yield Folder(gold.name[:3], gold, report)


def unpack(shared: Path, folder: Path) -> Path:
    folder.mkdir()
    run(["tar", "-C", folder, "--zstd", "-xf", shared / "data" / "urho3d-discourse.tar.zst"])
    return folder


def flatten(shared: Path, topics: Path | None, scratch: Path) -> Path:
    """Make five folders of pages from topics."""
    if topics is None:
        topics = unpack(shared, scratch / "topics")
    run([*python_with_selectolax(), shared / "eval" / "flatten.py", topics, scratch / "flat"])
    return scratch / "flat"


def python_with_selectolax() -> list[str | Path]:
    """The Python that runs this where it has selectolax, else one that uv makes for the occasion."""
    if importlib.util.find_spec("selectolax"):
        return [sys.executable]
    uv = shutil.which("uv") or ROOT / ".tools" / "bin" / "uv"
    if not Path(uv).exists():
        sys.exit("Flattening needs selectolax. Run `make score SHARED=...`, which installs uv to fetch it.")
    return [uv, "run", "--quiet", "--project", ROOT, "--isolated", "--only-group", "train", "--locked", "python"]


def reconstruct(pages: Sequence[Path]) -> dict[str, Any]:
    """The report about some pages, as the command prints it."""
    out = StringIO()
    call_command("reconstruct", *map(str, pages), "--json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def score(folder: Folder, shared: Path, scratch: Path) -> dict[str, Any]:
    """What the scorer of SHARED says of a report."""
    path = scratch / "report.json"
    path.write_text(json.dumps(folder.report), "utf8")
    figures: dict[str, Any] = json.loads(
        run([sys.executable, shared / "eval" / "score.py", "--json", path, folder.gold])
    )
    return figures


def truths(folder: Path) -> dict[str, dict[str, Any]]:
    """The truth about each page of a folder, by file name."""
    golds = [json.loads(file.read_text("utf8")) for file in sorted(folder.glob("*.gold.json"))]
    return {gold["document"]: gold for gold in golds}


def one_thread_share(report: dict[str, Any]) -> float:
    """The share of pages all of whose posts hang together by primary edges."""
    one = 0
    for document in report["documents"]:
        posts = {post["id"] for post in [*document["posts"], *document["missing"]]}
        answering = {edge["child"] for edge in document["edges"] if edge["primary"]}
        one += len(posts - answering) == 1
    return round(one / len(report["documents"]), 4)


def print_scores(scores: Scores) -> None:
    print(f"{'figure':28}" + "".join(f"{name:>12}" for name in scores))
    for words, path in FIGURES:
        print(f"{words:28}" + "".join(f"{shown(value_of(scores, name, path)):>12}" for name in scores))
    print(f"\nOwn lines hidden over the five folders: {hidden_share(scores):.2%}")
    print(f"Plain pages that became one thread: {scores['plain']['one_thread']:.1%}\n")


def shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "-" if value is None else str(value)


def print_goals(scores: Scores) -> None:
    for goal in GOALS:
        print(f"{verdict(is_reached=goal.is_reached(scores)):8} {goal.words:64} {shown(goal.value(scores))}")


def print_reliability(name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Said against true: well calibrated means that the two columns agree."""
    print(f"\n{name:24}   cases    said    true")
    for row in rows:
        print(
            f"{row['from']:>8.2f} to {row['to']:.2f} {'':8} {row['cases']:>7} {row['said']:>7.3f} {row['true']:>7.3f}"
        )


def run(command: Sequence[str | Path]) -> str:
    """Run a program and give what it prints; stop with its own complaint where it fails."""
    finished = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=False)
    if finished.returncode:
        sys.exit(f"{Path(command[0]).name} failed: {' '.join(map(str, command[:6]))} ...")
    return finished.stdout


if __name__ == "__main__":
    main()
