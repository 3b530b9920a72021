"""Read real pages of many forums, and count the posts that are right: with all readers, and by what repeats on a page alone.

    .venv/bin/python -m benchmarks.accuracy.forum_pages SHARED [--pages DIR] [--harvest PYTHON] [--toy]

SHARED holds the pages with the texts of their posts, and the scorer (SHARED/eval/README.md). Nothing is stored: a page is
read as an import reads it, and a post's words are those that an export gives, without its signature.

Prints for each way of reading precision, recall and F1 of the posts, how many have an author and a date, how often a signature
is told apart, pages on which nothing is right, and the processor's time; then a line for each goal. --pages takes pages that are
unpacked already. --harvest names a Python that has harvest-webforum, which was made on these pages: it is counted beside.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from types import ModuleType

from benchmarks.shared.harvest_posts import harvest_posts
from benchmarks.shared.options import Parser, verdict
from threads.readers import parse_unit, reader_of
from threads.records import Parsed, Statement

WAYS = ("all readers", "what repeats alone")
GOALS = {"all readers": 0.95, "what repeats alone": 0.9}


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("shared", type=Path, help="the folder with data and eval")
    parser.add_argument("--pages", type=Path, help="pages that are unpacked already")
    parser.add_argument("--harvest", default="", help="a Python that has harvest-webforum")
    options = parser.parse_args()
    scorer = scorer_of(options.shared)
    with TemporaryDirectory() as scratch:
        folder = options.pages or unpacked(options.shared, Path(scratch))
        figures = {way: counted(folder, scorer, is_general=way != WAYS[0]) for way in WAYS}
        beside = counted_harvest(options.harvest, folder, scorer) if options.harvest else None
    for way, counts in figures.items():
        print(
            f"{way:20} {counts['pages']} pages: posts right {counts['right']} of {counts['true']}, given {counts['given']}; "
            f"F1 {f1_of(counts):.3f}; named {counts['named']}, dated {counts['dated']}, signed {counts['signed']}; "
            f"{counts['empty']} pages of which nothing is right; {counts['milliseconds'] / 1000:.1f} s"
        )
    if beside:
        print(
            f"{'Harvest':20} {beside['pages']} pages: posts right {beside['right']} of {beside['true']}, given {beside['given']}; "
            f"F1 {f1_of(beside):.3f}; named {beside['named']}, dated {beside['dated']}; "
            f"{beside['empty']} pages of which nothing is right; {beside['milliseconds'] / 1000:.1f} s"
        )
    else:
        print(f"{'Harvest':20} {'not installed' if options.harvest else 'not asked for'}")
    for way, goal in GOALS.items():
        reached = f1_of(figures[way])
        print(f"{verdict(is_reached=reached >= goal):8} F1 of posts, {way}, at least {goal:<24} {reached:.3f}")


def scorer_of(shared: Path) -> ModuleType:
    """The scorer, which says when a post is right."""
    spec = importlib.util.spec_from_file_location("score_webforum", shared / "eval" / "score_webforum.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def unpacked(shared: Path, folder: Path) -> Path:
    archive = shared / "data" / "web-forum-52.tar.zst"
    subprocess.run(["tar", "-C", folder, "--zstd", "-xf", archive], check=True)
    return next(path.parent for path in folder.rglob("*.truth"))


def counted(folder: Path, scorer: ModuleType, *, is_general: bool) -> Counter[str]:
    """Count over all pages; with ``is_general``, as if no program had a reader of its own."""
    counts: Counter[str] = Counter()
    for truth in sorted(folder.glob("*.truth")):
        path = truth.with_suffix(".html")
        raw = path.read_bytes()
        reader = reader_of(path.name, raw)
        form = "html" if is_general or reader is None else reader.FORMAT
        began = process_time()
        parsed = parse_unit(form, raw)
        counts["milliseconds"] += round(1000 * (process_time() - began))
        posts = [] if isinstance(parsed, str) else [*parsed.posts]
        given = [scorer.tokens(words_of(parsed, post)) for post in posts if isinstance(parsed, Parsed)]
        true = [scorer.tokens(post["text"] or "") for post in json.loads(truth.read_text())["posts"]]
        right = matches(true, given, scorer)
        counts.update(pages=1, true=len(true), given=len(given), right=right, empty=not right)
        counts.update(
            named=sum(bool(post.author) for post in posts),
            dated=sum(bool(post.posted_at) for post in posts),
            signed=sum(any(mark.role == "signature" for mark in post.marks) for post in posts),
        )
    return counts


def counted_harvest(python: str, folder: Path, scorer: ModuleType) -> Counter[str] | None:
    """Count what Harvest finds in the same way; None where it is not installed."""
    truths = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.truth"))}
    found = harvest_posts(python, {name: (folder / f"{name}.html", truth["url"]) for name, truth in truths.items()})
    if found is None:
        return None
    posts_of, seconds = found
    counts: Counter[str] = Counter(milliseconds=round(1000 * seconds))
    for name, truth in truths.items():
        posts = posts_of.get(name, [])
        true = [scorer.tokens(post["text"] or "") for post in truth["posts"]]
        right = matches(true, [scorer.tokens(text) for text, _, _ in posts], scorer)
        counts.update(pages=1, true=len(true), given=len(posts), right=right, empty=not right)
        counts.update(named=sum(bool(name) for _, name, _ in posts), dated=sum(bool(date) for _, _, date in posts))
    return counts


def matches(true: Sequence[list[str]], given: Sequence[list[str]], scorer: ModuleType) -> int:
    """How many true posts have a post that is like them, one to one."""
    used: set[int] = set()
    for post in true:
        best = max(
            ((scorer.f1(post, other), at) for at, other in enumerate(given) if at not in used), default=(0.0, -1)
        )
        if best[0] >= scorer.RIGHT:
            used.add(best[1])
    return len(used)


def words_of(parsed: Parsed, post: Statement) -> str:
    """A post's words, without its signature."""
    signed = {
        line for mark in post.marks if mark.role == "signature" for line in range(mark.first_line, mark.last_line + 1)
    }
    numbers = range(post.first_line, post.last_line + 1)
    return "\n".join(parsed.lines[number - 1] for number in numbers if number not in signed)


def f1_of(counts: Counter[str]) -> float:
    return 2 * counts["right"] / max(1, counts["true"] + counts["given"])


if __name__ == "__main__":
    main()
