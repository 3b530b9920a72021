"""Read the text of real forum pages, as a browser copies it, and count the posts whose author, date and words are right.

    .venv/bin/python -m benchmarks.accuracy.page_texts SHARED [--pages DIR] [--texts DIR] [--toy]

SHARED holds the pages (SHARED/eval/README.md). Chromium gives their text, without scripts and without a network; --texts takes texts that
are there already, NAME.txt for each NAME.html. --pages takes pages that are unpacked already. The truth is what our own readers say of the
HTML, so only what they read is asked for; a page is left out whose text has not half of those words.

Prints pages, and how many say who wrote; posts of the truth and posts found; of those how many have the right words (token F1 of .9), author,
date to the day; lines of theirs taken for the page's.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from benchmarks.shared.options import Parser
from tests.helpers.chromium import ARGUMENTS, find_chromium
from threads.readers import parse_unit, reader_of
from threads.reconstruct.heads import Heads, read_heads
from threads.records import PICTURE, Parsed, split_lines

# A post is found at such a token F1, and right at the other; shorter lines may stand elsewhere as well.
FOUND, RIGHT, LONG_LINE = 0.5, 0.9, 25
FEWEST_POSTS, MOST_MISSING = 3, 0.5
TEXT = "() => document.body ? document.body.innerText : ''"


class TruePost(NamedTuple):
    author: str
    day: str
    words: str


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("shared", type=Path, help="the folder with data and eval")
    parser.add_argument("--pages", type=Path, help="pages that are unpacked already")
    parser.add_argument("--texts", type=Path, help="their texts, if they are there already")
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        pages = sorted((options.pages or unpacked(options.shared, Path(scratch))).glob("*.html"))
        texts = texts_in(options.texts, pages) if options.texts else texts_of(pages)
        counts = sum((counted(true_posts(page), texts[page.stem]) for page in pages), Counter[str]())
    print(
        f"{counts['pages']} pages, heads claimed on {counts['claimed']}; posts {counts['posts']}, found {counts['found']}"
    )
    for name in ("words", "author", "date"):
        print(f"{name} right {counts[name]} of {counts['dated' if name == 'date' else 'posts']}")
    print(f"own lines hidden {counts['hidden']} of {counts['lines']}")


def unpacked(shared: Path, folder: Path) -> Path:
    archive = shared / "data" / "web-forum-52.tar.zst"
    subprocess.run(["tar", "-C", folder, "--zstd", "-xf", archive], check=True)
    return next(path.parent for path in folder.rglob("*.html"))


def texts_in(folder: Path, pages: Sequence[Path]) -> dict[str, str]:
    return {page.stem: (folder / f"{page.stem}.txt").read_text("utf8") for page in pages}


def texts_of(pages: Sequence[Path]) -> dict[str, str]:
    """What Chromium copies of each page."""
    texts = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        context = browser.new_context(java_script_enabled=False, offline=True)
        for path in pages:
            page = context.new_page()
            page.route(
                "**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort()
            )
            page.goto(path.resolve().as_uri(), wait_until="domcontentloaded")
            texts[path.stem] = page.evaluate(TEXT)
            page.close()
        browser.close()
    return texts


def true_posts(page: Path) -> list[TruePost]:
    """What our readers say of a page: who wrote each post, on what day, and its words without a signature."""
    raw = page.read_bytes()
    reader = reader_of(page.name, raw)
    parsed = parse_unit(reader.FORMAT if reader else "html", raw)
    return [each for each in stated(parsed) if each.author] if isinstance(parsed, Parsed) else []


def stated(parsed: Parsed) -> Iterator[TruePost]:
    for post in parsed.posts:
        apart = {
            line
            for mark in post.marks
            if mark.role in ("signature", "chrome")
            for line in range(mark.first_line, mark.last_line + 1)
        }
        lines = (n for n in range(post.first_line, post.last_line + 1) if n not in apart)
        day = post.posted_at.date().isoformat() if post.posted_at else ""
        yield TruePost(post.author, day, "\n".join(parsed.lines[n - 1] for n in lines))


def counted(posts: Sequence[TruePost], text: str) -> Counter[str]:
    """What was right on a page; nothing where its text lacks the words of its posts, as if they were made by scripts."""
    words = tokens(text)
    missing = sum((tokens(post.words) - words).total() for post in posts)
    if len(posts) < FEWEST_POSTS or missing > MOST_MISSING * sum(tokens(post.words).total() for post in posts):
        return Counter()
    lines = split_lines(text)
    heads, left = read_heads(lines)
    counts = Counter(pages=1, claimed=heads is not None, posts=len(posts), dated=sum(bool(post.day) for post in posts))
    return counts + counted_posts(posts, heads, lines, left) if heads else counts


def counted_posts(posts: Sequence[TruePost], heads: Heads, lines: Sequence[str], left: Sequence[str]) -> Counter[str]:
    given = [(post, tokens("\n".join(left[post.first - 1 : post.last]))) for post in heads.posts]
    counts: Counter[str] = Counter()
    for true in posts:
        of = tokens(true.words)
        best = max(((f1(of, other), at) for at, (_, other) in enumerate(given)), default=(0.0, 0))
        if best[0] < FOUND:
            continue
        post, _ = given.pop(best[1])
        same_day = post.posted_at is not None and post.posted_at.date().isoformat() == true.day
        is_author = (post.author or "").casefold() == true.author.casefold()
        counts.update(found=1, words=best[0] >= RIGHT, author=is_author, date=same_day)
    own = {
        " ".join(line.split()) for post in posts for line in post.words.split("\n") if len(line.strip()) >= LONG_LINE
    }
    numbers = [number for number, line in enumerate(lines, 1) if " ".join(line.split()) in own]
    counts.update(lines=len(numbers), hidden=sum(number in heads.chrome for number in numbers))
    return counts


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", re.sub(r"https?://\S+", " ", PICTURE.sub(" ", text)).lower()))


def f1(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


if __name__ == "__main__":
    main()
