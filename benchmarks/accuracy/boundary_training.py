"""Train the weights by which pages are cut into posts.

    .venv/bin/python -m benchmarks.accuracy.boundary_training SHARED TOPICS OUT.json [--forums DIR] [--without NAME] [--toy]

SHARED is the folder with data and eval, TOPICS the Discourse topics as JSON files. Of these only topics that
flatten.suitable refuses are read, because the scored pages are drawn from the others; of the other forums the split
`train`. From them pages are made that a reader may meet: topics, pages of one user, pages that cut posts short, with
quotes found, half found or not known. A forum that is left out by --without is judged instead, by its split `tune`.
Needs numpy, scikit-learn and selectolax (`uv sync --group train`). The same input gives the same weights.

Prints how many pages and paragraphs it trains on, then for each kind of held-out pages precision, recall and F1 of the
starts of posts, WindowDiff, and the expected calibration error.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from benchmarks.shared.boundary_pages import TrainingPage, pages_of, without_markup
from benchmarks.shared.forum_topics import load, lot, read_topics, split_of, unpacked
from benchmarks.shared.options import Parser
from threads.reconstruct.boundary_model import BoundaryModel, model_of

SEED = 1
HOME = "home"
CASES = ("topic detected", "topic marked", "topic none", "user marked", "user none", "cut none")
JUDGED = 60  # pages of each kind


def print_figures(pages: Sequence[TrainingPage], model: BoundaryModel, window_diff: Any) -> None:
    from benchmarks.shared.boundary_fitting import figures  # noqa: PLC0415 - it needs numpy

    for case in CASES:
        kind, quotes = case.split()
        some = [page for page in pages if page.kind == kind]
        if some:
            scores = figures(some[:: max(1, len(some) // JUDGED)], model, quotes, window_diff)
            print(
                f"held-out {kind} pages, quotes {quotes}:", *(f"{name} {value:.3f}" for name, value in scores.items())
            )


def main() -> None:
    parser = Parser(__doc__)
    for name in ("shared", "topics", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--forums", type=Path, help="forums that are unpacked already, a .jsonl file each")
    parser.add_argument(
        "--without", default="", help=f"a forum that is judged and not trained on, by name; {HOME} is one"
    )
    parser.add_size("words", 4000, 20, "how many weights of words to keep")
    parser.add_size("cues", 500, 10, "how many weights of other cues and their pairs to keep")
    options = parser.parse_args()
    from benchmarks.shared.boundary_fitting import Sizes, train  # noqa: PLC0415 - it needs numpy

    flatten, score = load(options.shared / "eval" / "flatten.py"), load(options.shared / "eval" / "score.py")
    with TemporaryDirectory() as scratch:
        forums = options.forums or unpacked(options.shared, Path(scratch))
        topics = {forum.stem: forum_topics(forum, flatten, "train") for forum in sorted(forums.glob("*.jsonl"))}
        home, judged = home_topics(options.topics, flatten)
        topics[HOME] = home
        if options.without:
            topics.pop(options.without)
            if options.without != HOME:
                judged = forum_topics(forums / f"{options.without}.jsonl", flatten, "tune")
    pages = {name: list(pages_of(some, flatten, random.Random(SEED))) for name, some in topics.items()}
    print(f"training on {sum(map(len, pages.values()))} pages, {paragraphs_in(pages)} paragraphs")
    model = train(pages, Sizes(options.words, options.cues, rounds=(150, 150)))
    options.out.write_text(readable(model), "utf8")
    print(f"{options.out}: {options.out.stat().st_size} bytes")
    print_figures(list(pages_of(judged, flatten, random.Random(SEED))), model_of(model), score.window_diff)


def paragraphs_in(pages: Mapping[str, Sequence[TrainingPage]]) -> int:
    return sum(len(page.paragraphs) for some in pages.values() for page in some)


def forum_topics(forum: Path, flatten: ModuleType, split: str) -> list[list[Any]]:
    """The topics of one split, numbered so that pages of users draw them from all over the forum."""
    return [
        [replace(post, topic=lot(str(post.topic)) % 10**9) for post in topic]
        for topic in read_topics(forum, flatten)
        if len(topic) >= 3 and split_of(str(topic[0].topic)) == split
    ]


def home_topics(folder: Path, flatten: ModuleType) -> tuple[list[list[Any]], list[list[Any]]]:
    """Topics of the first forum to train on, and a tenth of them to judge by."""
    topics = [topic for topic in flatten.read_topics(folder) if len(topic) >= 3 and not flatten.suitable(topic)]
    assert not any(map(flatten.suitable, topics)), "the scored pages are drawn from suitable topics"
    random.Random(SEED).shuffle(topics)
    topics = [plain for topic in topics if len(plain := without_markup(topic)) >= 3]
    held_out = len(topics) // 10
    return topics[held_out:], topics[:held_out]


def parts_of(model: BoundaryModel) -> dict[str, Any]:
    """A model as its file has it, the weights of words by where they stand."""
    words = {kind: {run: model.weights[cue] for run, cue in runs.items()} for kind, runs in model.known.items()}
    of_words = {cue for runs in model.known.values() for cue in runs.values()}
    weights = {cue: weight for cue, weight in model.weights.items() if cue not in of_words}
    pairs = {cue: dict(others) for cue, others in model.pairs.items()}
    return {"bias": model.bias, "weights": weights, "pairs": pairs, "words": words}


def readable(model: dict[str, Any]) -> str:
    """One cue a line, the heaviest first; below them the pairs, by their first cue, and the words, by where they stand."""
    parts = [f'"bias": {model["bias"]}', f'"weights": {_by_weight(model["weights"])}']
    pairs = [f"  {json.dumps(cue)}: {json.dumps(others)}" for cue, others in sorted(model["pairs"].items())]
    parts.append('"pairs": {\n' + ",\n".join(pairs) + "\n }")
    words = [f"  {json.dumps(kind)}: {_by_weight(runs)}" for kind, runs in sorted(model["words"].items())]
    parts.append('"words": {\n' + ",\n".join(words) + "\n }")
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def _by_weight(weights: Mapping[str, float]) -> str:
    return "{\n" + ",\n".join(_lines(weights)) + "\n }"


def _lines(weights: Mapping[str, float]) -> Iterator[str]:
    for name, weight in sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0])):
        yield f"  {json.dumps(name, ensure_ascii=False)}: {weight}"


if __name__ == "__main__":
    main()
