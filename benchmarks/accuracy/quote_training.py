"""Train the weights by which quotes are told from words that somebody only repeats.

    .venv/bin/python -m benchmarks.accuracy.quote_training SHARED TOPICS OUT.json [--forums DIR] [--toy]

SHARED is the folder with data and eval, TOPICS the Discourse topics as JSON files, of which only those are read that
flatten.suitable refuses, because the scored pages are drawn from the others. Of the other forums the split `train` is read.
Needs numpy, scikit-learn and selectolax (`uv sync --group train`). The same input gives the same weights.

Prints how many quotes it trains on, then for `tune` of each forum which share of its quotes and of its repetitions
would be called a quote.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks.shared.boundary_pages import without_markup
from benchmarks.shared.forum_topics import Sample, flatten_topics, load, make_folders, unpacked
from benchmarks.shared.options import Parser
from threads.reconstruct.boundary_features import plain_cues
from threads.reconstruct.boundary_model import BoundaryModel
from threads.reconstruct.pages import read_page
from threads.reconstruct.repeat_cues import each_quote, view_of
from threads.reconstruct.repeats import QUOTED
from threads.reconstruct.segment import MODEL as BOUNDARIES
from threads.records import TextRecord, digest

FEWEST_WITH_CUE = 12
LEAST_WEIGHT = 0.03
PENALTY = 0.1  # the inverse of the strength with which weights are held down
HOME_TOPICS, HOME_PAGES, HOME_POSTS = 220, 76, 30
FOLDERS = ("plain", "twice", "truncated", "blank", "overlap", "users")
SEED = 1


class Example(NamedTuple):
    """What looks like a quote, with its cues and the truth."""

    page: tuple[str, str]
    cues: list[str]
    is_quote: bool


def main() -> None:
    parser = Parser(__doc__)
    for name in ("shared", "topics", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--forums", type=Path, help="forums that are unpacked already, a .jsonl file each")
    options = parser.parse_args()
    flatten = load(options.shared / "eval" / "flatten.py")
    with TemporaryDirectory() as scratch:
        forums = sorted((options.forums or unpacked(options.shared, Path(scratch))).glob("*.jsonl"))
        write_home(options.topics, flatten, Path(scratch) / "train" / "home")
        for forum in forums:
            make_folders(forum, flatten, Sample("train", 90, 24), Path(scratch) / "train" / forum.stem)
            make_folders(forum, flatten, Sample("tune", 60, 20), Path(scratch) / "tune" / forum.stem)
        examples = list(examples_of(Path(scratch) / "train"))
        held_out = {forum.stem: list(examples_of(Path(scratch) / "tune", forum.stem)) for forum in forums}
    print(f"training on {len(examples)}, of which {sum(each.is_quote for each in examples)} are quotes")
    model = trained(examples)
    options.out.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", "utf8")
    for name, some in held_out.items():
        print(f"{name}:", *(f"{said:.3f} of {words}" for words, said in shares(some, BoundaryModel(**model))))


def write_home(topics: Path, flatten: ModuleType, out: Path) -> None:
    """Pages of the topics that are never scored, those that quote most."""
    posts = [topic[:HOME_POSTS] for topic in flatten.read_topics(topics) if not flatten.suitable(topic)]
    plain = [some for topic in posts if len(some := without_markup(topic)) >= 3]
    random.Random(SEED).shuffle(plain)
    plain.sort(key=lambda topic: -min(quotes_in(topic), 4))
    flatten_topics(flatten, plain[:HOME_TOPICS], HOME_PAGES, out)


def quotes_in(topic: Sequence[Any]) -> int:
    numbers = {post.number for post in topic}
    return sum(paragraph.quoted_post in numbers for post in topic for paragraph in post.paragraphs)


def examples_of(pages: Path, forum: str = "*") -> Iterator[Example]:
    """What the reader takes for a quote of a line above, on pages whose truth is known."""
    for path in sorted(pages.glob(f"{forum}/*/*.txt")):
        if path.parent.name in FOLDERS and not (path.parent.name == "overlap" and path.name.startswith("user")):
            gold = json.loads(path.with_suffix(".gold.json").read_text("utf8"))
            yield from _examples_on(path, gold)


def _examples_on(path: Path, gold: dict[str, Any]) -> Iterator[Example]:
    raw = path.read_bytes()
    page = read_page(TextRecord(path.name, digest(raw), 0, raw, raw.decode(), "utf-8"))
    if page.heads:
        return
    paragraphs = [page.paragraphs[index] for index in page.content]
    truth = {quote["line"] for quote in gold["quotes"]} | set(gold["unsourced"])
    # Copies, and what may be a quote without marks, say nothing.
    doubtful = {line for line, *_ in gold["duplicates"]} | set(gold["repeats"])
    judged = {line for first, last in gold["posts"] for line in range(first, last + 1)} - doubtful
    for place, cues in each_quote(
        view_of(paragraphs, page.quotes, plain_cues(paragraphs, BOUNDARIES.known)), page.quotes
    ):
        line = paragraphs[place].first_line
        if line in judged and paragraphs[place].index not in page.second.shown:
            yield Example((path.parent.parent.name, path.name), cues, line in truth)


def trained(examples: Sequence[Example]) -> dict[str, Any]:
    """Fit the weights; a page that repeats itself a hundred times counts as ten."""
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 - only training needs it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    spread = Counter(cue for each in examples for cue in set(each.cues))
    often = sorted(cue for cue, count in spread.items() if count >= FEWEST_WITH_CUE)
    known = set(often)
    vectors = DictVectorizer().fit([dict.fromkeys(often, 1)])
    design = vectors.transform([{cue: 1 for cue in each.cues if cue in known} for each in examples])
    on_page = Counter(each.page for each in examples)
    weigh = [1 / math.sqrt(on_page[each.page]) for each in examples]
    model = LogisticRegression(C=PENALTY, max_iter=3000).fit(design, [each.is_quote for each in examples], weigh)
    by_cue = dict(zip(vectors.get_feature_names_out().tolist(), model.coef_[0].round(2).tolist(), strict=True))
    heaviest = sorted(by_cue.items(), key=lambda item: (-abs(item[1]), item[0]))
    weights = {cue: weight for cue, weight in heaviest if abs(weight) >= LEAST_WEIGHT}
    return {"bias": round(float(model.intercept_[0]), 2), "weights": weights, "pairs": {}}


def shares(examples: Sequence[Example], model: BoundaryModel) -> Iterator[tuple[str, float]]:
    for is_quote, words in ((True, "quotes"), (False, "repetitions")):
        some = [model.weigh(each.cues).probability >= QUOTED for each in examples if each.is_quote == is_quote]
        yield words, sum(some) / max(1, len(some))


if __name__ == "__main__":
    main()
