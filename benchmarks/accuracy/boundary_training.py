"""Train the weights by which pages are cut into posts.

    .venv/bin/python -m benchmarks.accuracy.boundary_training SHARED TOPICS OUT.json [--size N] [--toy]

SHARED is the folder with eval/flatten.py and eval/score.py, TOPICS the Discourse topics as JSON files. Only topics that
flatten.suitable refuses are read, because the scored pages are drawn from the others. From them pages are made that a
reader may meet: topics, pages of one user, pages that cut posts short, with quotes found, half found or not known.
Needs numpy, scikit-learn and selectolax (`uv sync --group train`). The same input gives the same weights.

Prints how many pages and paragraphs it trains on, then for each kind of held-out pages precision, recall and F1 of the
starts of posts, WindowDiff, and the expected calibration error.
"""

from __future__ import annotations

import importlib
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.shared.boundary_pages import TrainingPage, pages_of, without_markup
from benchmarks.shared.options import Parser
from threads.reconstruct.boundary_model import BoundaryModel

SEED = 1
CASES = ("topic detected", "topic marked", "topic none", "user marked", "user none", "cut none")


def print_figures(pages: Sequence[TrainingPage], model: BoundaryModel, window_diff: Any) -> None:
    from benchmarks.shared.boundary_fitting import figures  # noqa: PLC0415 - it needs numpy

    for case in CASES:
        kind, quotes = case.split()
        scores = figures([page for page in pages if page.kind == kind], model, quotes, window_diff)
        print(f"held-out {kind} pages, quotes {quotes}:", *(f"{name} {value:.3f}" for name, value in scores.items()))


def main() -> None:
    parser = Parser(__doc__)
    for name in ("shared", "topics", "out"):
        parser.add_argument(name, type=Path)
    parser.add_size("size", 300, 10, "how many weights to keep")
    options = parser.parse_args()
    from benchmarks.shared.boundary_fitting import train  # noqa: PLC0415 - it needs numpy

    sys.path.insert(0, str(options.shared / "eval"))
    flatten, score = importlib.import_module("flatten"), importlib.import_module("score")

    topics = [topic for topic in flatten.read_topics(options.topics) if len(topic) >= 3 and not flatten.suitable(topic)]
    assert not any(map(flatten.suitable, topics)), "the scored pages are drawn from suitable topics"
    random.Random(SEED).shuffle(topics)
    topics = [plain for topic in topics if len(plain := without_markup(topic)) >= 3]
    held_out = len(topics) // 10
    pages = list(pages_of(topics[held_out:], flatten, random.Random(SEED)))
    print(f"training on {len(pages)} pages, {sum(len(page.paragraphs) for page in pages)} paragraphs")
    model = train(pages, c=0.1, rounds=(100, 150, 100), size=options.size)
    options.out.write_text(readable(model), "utf8")
    print(f"{options.out}: {options.out.stat().st_size} bytes")
    dev = list(pages_of(topics[:held_out], flatten, random.Random(SEED)))
    print_figures(dev, BoundaryModel(**model), score.window_diff)


def readable(model: dict[str, Any]) -> str:
    """One cue a line, the heaviest first; the pairs below them, by their first cue."""
    weights = dict(sorted(model["weights"].items(), key=lambda item: (-abs(item[1]), item[0])))
    text = json.dumps({"bias": model["bias"], "weights": weights, "pairs": "PAIRS"}, ensure_ascii=False, indent=1)
    pairs = [f"  {json.dumps(cue)}: {json.dumps(others)}" for cue, others in sorted(model["pairs"].items())]
    return text.replace('"PAIRS"', "{\n" + ",\n".join(pairs) + "\n }") + "\n"


if __name__ == "__main__":
    main()
