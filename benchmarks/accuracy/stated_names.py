"""Measure how well pages of text are read that state who wrote what, and when, and say which goals are reached: `make score`.

    .venv/bin/python -m benchmarks.accuracy.stated_names SHARED [--named DIR] [--flat DIR] [--toy]

SHARED holds such pages with their truth (data/named-pages.tar.zst) and their scorer (eval/score_named.py). Each folder of
pages is read in one run of `manage.py reconstruct --json`. --named takes pages that are unpacked already; --flat pages
without heads, of which hardly any may be said to have them.

Prints the scorer's sum for each folder, then a line for each goal.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import django

from benchmarks.accuracy.reconstruction import reconstruct, run
from benchmarks.shared.options import Parser, verdict
from threads.reconstruct.heads import read_heads
from threads.records import split_lines

CHATS = "chat"
MOST_HIDDEN, MOST_CLAIMS = 2, 1


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("shared", type=Path, help="the folder with data and eval")
    parser.add_argument("--named", type=Path, help="pages that are unpacked already")
    parser.add_argument("--flat", type=Path, help="pages without heads")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    django.setup()
    scorer = scorer_of(options.shared / "eval" / "score_named.py")
    with TemporaryDirectory() as scratch:
        named = options.named or unpack(options.shared, Path(scratch))
        sums = {folder.name: count(folder, scorer) for folder in sorted(named.iterdir()) if folder.is_dir()}
    for name, counts in sums.items():
        print(scorer.told(name, counts))
    print_goals(sums)
    if options.flat:
        print_claims(options.flat)


def unpack(shared: Path, folder: Path) -> Path:
    run(["tar", "-C", folder, "--zstd", "-xf", shared / "data" / "named-pages.tar.zst"])
    return folder


def scorer_of(path: Path) -> ModuleType:
    """The scorer of SHARED as a module."""
    spec = importlib.util.spec_from_file_location("score_named", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is no program.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def count(folder: Path, scorer: ModuleType) -> Counter[str]:
    """What was right, said and there on the pages of a folder."""
    pages = sorted(folder.glob("*.txt"))
    documents = {Path(document["path"]).name: document for document in reconstruct(pages)["documents"]}
    total: Counter[str] = Counter()
    for page in pages:
        truth = json.loads(page.with_suffix(".truth").read_text("utf8"))
        total.update(scorer.counts(documents[page.name], truth, page.read_text("utf8")))
    return total


def f1(counts: Counter[str]) -> float:
    return 2 * counts["found"] / max(1, counts["said"] + counts["true"])


def share(part: str, whole: str) -> Callable[[Counter[str]], float]:
    return lambda counts: counts[part] / counts[whole] if counts[whole] else 1.0


def print_goals(sums: dict[str, Counter[str]]) -> None:
    """The worst folder speaks for all; own lines are counted over all of them."""
    goals: list[tuple[str, float, bool]] = []
    for words, figure, least in (
        ("authors of posts: at least .95", share("authors", "posts"), 0.95),
        ("dates of posts whose day the page states: at least .95", share("dates", "dated"), 0.95),
        ("quotes found: at least .90", share("quotes_found", "quotes"), 0.90),
    ):
        worst = min(map(figure, sums.values()))
        goals.append((words, worst, worst >= least))
    for name, counts in sums.items():
        least = 0.99 if name == CHATS else 0.97
        goals.append((f"boundaries F1 of {name}: at least {least}", f1(counts), f1(counts) >= least))
    page = max(map(share("page_as_body", "page"), sums.values()))
    goals.append(("page lines taken for words: at most .05", page, page <= 0.05))
    hidden = sum(counts["own_hidden"] for counts in sums.values())
    goals.append((f"own lines hidden: at most {MOST_HIDDEN}", hidden, hidden <= MOST_HIDDEN))
    for words, value, is_reached in goals:
        print(f"{verdict(is_reached=is_reached):8} {words:64} {value:.3f}")


def print_claims(flat: Path) -> None:
    """How many pages without heads are said to have them."""
    pages = sorted(flat.rglob("*.txt"))
    claims = sum(read_heads(split_lines(page.read_text("utf8")))[0] is not None for page in pages)
    words = f"claims on {len(pages)} pages without heads: at most {MOST_CLAIMS}"
    print(f"{verdict(is_reached=claims <= MOST_CLAIMS):8} {words:64} {claims}")


if __name__ == "__main__":
    main()
