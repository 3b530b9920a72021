"""Measure what pages bring to an archive that has their topics in JSON: topics of Discourse, flattened to pages of text.

    .venv/bin/python -m benchmarks.accuracy.two_shapes TOPICS PAGES --flatten ../shared/eval/flatten.py [--data FOLDER] [--pages-first] [--toy]

TOPICS is a folder of topics, PAGES one that flatten.py made of them, with the truth beside each page. Both are imported
into a FORUM_DATA of its own. Counts the pages that brought nothing but appearances, and the lines that were given to the
post they are of, by the ids of the JSON: nothing here looks at words. Needs selectolax, as flatten.py does.

Prints how many rows of each table there were after the first and after both, then for each kind of pages how many brought
appearances alone (95 in 100 are wanted) and how many lines were given to their post, to another and to none.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks.shared.environment import BENCH
from benchmarks.shared.loaded import rows
from benchmarks.shared.options import Parser, verdict
from benchmarks.shared.servers import Server
from threads.line_entries import ENTRIES

ARCHIVE = "shapes"
GOAL = 0.95
COUNTS = """
    SELECT (SELECT count(*) FROM threads_post WHERE NOT is_missing) AS "posts",
        (SELECT count(*) FROM threads_post WHERE is_missing) AS "missing posts",
        (SELECT count(*) FROM threads_thread) AS "threads", (SELECT count(*) FROM threads_quote) AS "quotes",
        (SELECT count(*) FROM threads_replyedge) AS "reply edges",
        (SELECT count(*) FROM threads_appearance) AS "appearances"
"""
STANDING = """
    SELECT g.path, a.first_line, a.last_line, a.is_original, p.stated_id FROM threads_appearance a
    JOIN threads_post p ON p.id = a.post_id JOIN threads_record r ON r.id = a.record_id
    JOIN threads_document d ON d.id = r.document_id JOIN threads_rundocument g ON g.document_id = d.id
    WHERE NOT d.is_stated
"""
OTHERS = f"""
    SELECT g.path, entry.role, sum(entry.last_line - entry.first_line + 1) FROM threads_record r
    JOIN threads_document d ON d.id = r.document_id JOIN threads_rundocument g ON g.document_id = d.id {ENTRIES}
    WHERE NOT d.is_stated GROUP BY 1, 2
"""


class Judged(NamedTuple):
    """What became of one page."""

    own_posts: int
    right: int
    wrong: int
    left: int  # lines of posts that were given to none
    which: tuple[int, ...]  # of these and those given to another, the first


def main() -> None:
    options = arguments()
    flatten = load(options.flatten)
    truth = {kind: truth_of(kind, options.topics, flatten) for kind in sorted(options.pages.iterdir()) if kind.is_dir()}
    total = sum(map(len, truth.values()))
    print(f"{total} pages of {len(truth)} kinds, {len(list(options.topics.glob('*.json')))} topics")
    with Server(options.data) as server:
        pages = copied(options.pages, options.data / "pages")
        order = [pages, options.topics] if options.pages_first else [options.topics, pages]
        before = imported(server, order[0])
        after = imported(server, order[1])
        for name, count in before.items():
            print(f"  {name}: {count:,} before, {after[name]:,} after")
        appearances, roles = (
            [tuple(row.values()) for row in rows(server, statement)] for statement in (STANDING, OTHERS)
        )
    judged = {kind: judge(kind.name, pages, appearances) for kind, pages in truth.items()}
    for kind, pages in judged.items():
        tell(kind.name, pages)
    if options.verbose:
        for kind, pages in judged.items():
            for path, page in pages.items():
                if page.own_posts or page.wrong or page.left:
                    counts = {role: count for name, role, count in roles if name == path}
                    print(f"    {kind.name}/{path}: {page}, lines {counts}")
    tell("all", {f"{kind}/{path}": page for kind, pages in judged.items() for path, page in pages.items()})


def arguments() -> argparse.Namespace:
    parser = Parser(__doc__)
    parser.add_argument("topics", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--flatten", type=Path, required=True, help="the flatten.py that made the pages")
    parser.add_argument("--data", type=Path, default=BENCH / "shapes", help="FORUM_DATA, made anew")
    parser.add_argument("--pages-first", action="store_true")
    parser.add_argument("--verbose", action="store_true", help="name each page that is not as it should be")
    return parser.parse_args()


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("flatten", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["flatten"] = module
    spec.loader.exec_module(module)
    return module


def truth_of(folder: Path, topics: Path, flatten: ModuleType) -> dict[str, dict[int, str]]:
    """By page, the post of each line: "topic/number", as Discourse counts; lines of no post are left out."""
    golds = {
        path.name.replace(".gold.json", ".txt"): json.loads(path.read_text()) for path in folder.glob("*.gold.json")
    }
    wanted = {name.removeprefix("topic-").removesuffix(".txt") for name in golds}
    posts_of: dict[str, dict[int, str]] = {}
    for path in topics.glob("*.json"):
        if path.stem.rpartition(".")[2] in wanted:
            posts = of_topic(path, flatten)
            name = f"topic-{path.stem.rpartition('.')[2]}.txt"
            posts_of[name] = {
                line: post
                for post, (first, last) in zip(posts, golds[name]["posts"], strict=True)
                for line in range(first, last + 1)
            }
            posts_of[name].update((line, posts_of[name][of]) for line, of, *_ in golds[name]["duplicates"])
    for name in golds.keys() - posts_of.keys():  # of one author: posts of the other pages
        posts_of[name] = of_author(golds[name], posts_of)
    return posts_of


def of_author(gold: dict[str, Any], pages: dict[str, dict[int, str]]) -> dict[int, str]:
    originals = {line: pages[where[0]][of] for line, of, *where in gold["duplicates"] if where}
    posts = {}
    for first, last in gold["posts"]:
        post = next(originals[line] for line in range(first, last + 1) if line in originals)
        posts.update(dict.fromkeys(range(first, last + 1), post))
    return posts


def of_topic(path: Path, flatten: ModuleType) -> list[str]:
    """The ids of the posts that flatten.py writes, in order."""
    raw = json.loads(path.read_text())
    posts = (post for post in raw["post_stream"]["posts"] if post.get("post_type", 1) == 1)
    worded = (
        post for post in posts if any(not each.is_quote for each in flatten.paragraphs(post["cooked"], raw["id"]))
    )
    return [f"{raw['id']}/{post['post_number']}" for post in worded]


def imported(server: Server, folder: Path) -> dict[str, int]:
    begin = perf_counter()
    server.run("manage.py", "import_documents", folder, "--archive", ARCHIVE, "--json")
    print(f"{folder}: {perf_counter() - begin:.1f} s")
    return rows(server, COUNTS)[0]


def copied(folder: Path, target: Path) -> Path:
    """The pages alone, without the truth about them."""
    for path in folder.glob("*/*.txt"):
        place = target / path.parent.name / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return target


def judge(kind: str, truth: dict[str, dict[int, str]], appearances: list[tuple[Any, ...]]) -> dict[str, Judged]:
    by_page: dict[str, dict[int, set[str]]] = {name: {} for name in truth}
    own: Counter[str] = Counter()
    for path, first, last, is_original, post in appearances:
        folder, _, name = path.rpartition("/")
        if folder.rpartition("/")[2] != kind or name not in by_page:
            continue
        own[name] += is_original
        for line in range(first, last + 1):
            by_page[name].setdefault(line, set()).add("" if is_original else post)
    return {name: compared(own[name], lines, by_page[name]) for name, lines in truth.items()}


def compared(own: int, truth: dict[int, str], posts_of: dict[int, set[str]]) -> Judged:
    answers = {line: posts - {""} for line, posts in posts_of.items() if posts - {""}}
    right = sum(truth[line] in posts for line, posts in answers.items() if line in truth)
    judged = sum(line in truth for line in answers)
    amiss = [line for line, post in truth.items() if post not in answers.get(line, ())]
    return Judged(own, right, judged - right, len(truth) - judged, tuple(amiss[:9]))


def tell(name: str, pages: dict[str, Judged]) -> None:
    clean = sum(not page.own_posts for page in pages.values())
    right, wrong, left = (sum(page[n] for page in pages.values()) for n in (1, 2, 3))
    share = clean / len(pages)
    lines = right + wrong + left
    reached = verdict(is_reached=share >= GOAL)
    print(
        f"{name}: {len(pages)} pages, {clean} brought appearances alone ({share:.1%}, wanted {GOAL:.0%}: {reached}); of {lines:,} lines"
        f" {right:,} were given to their post ({right / lines:.2%}), {wrong} to another, {left} to none"
    )


if __name__ == "__main__":
    main()
