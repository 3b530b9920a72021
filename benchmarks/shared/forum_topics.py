"""Forums with a line a topic -> folders of pages with their truth: what flatten.py of the shared data makes, and pages of one author.

A topic belongs to one of three splits by its name alone, so that what was tuned on never turns up in the test.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

# Of ten topics; the rest is for tests.
TRAIN, TUNE = 4, 3
SPLITS = ("train", "tune", "test")
# Topics that the five folders hold for each that `plain` holds.
SHARE = 1 + 3 / 2 + 1 / 3
POSTS_A_PAGE, FEWEST_POSTS = 20, 6
CUT_LENGTHS = (300, 400, 550, 800)
SHORTEST_CUT = 30
READS_HTML = "selectolax"


@dataclass(frozen=True, slots=True)
class Sample:
    """How much of a forum is looked at."""

    split: str
    topics: int  # in the folder `plain`
    users: int


def unpacked(shared: Path, folder: Path) -> Path:
    """The forums of the shared data, a file each."""
    subprocess.run(["tar", "-C", folder, "--zstd", "-xf", shared / "data" / "forums.tar.zst"], check=True)
    return folder / "forums"


def load(path: Path) -> ModuleType:
    """A program of the shared data as a module. What reads HTML there may be missing: no HTML is read here."""
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    absent = {} if find_spec(READS_HTML) else {READS_HTML: ModuleType(READS_HTML), f"{READS_HTML}.lexbor": _lexbor()}
    sys.modules[path.stem] = module  # its dataclasses look for it there
    with patch.dict(sys.modules, absent):
        spec.loader.exec_module(module)
    return module


def _lexbor() -> ModuleType:
    module = ModuleType(f"{READS_HTML}.lexbor")
    module.LexborHTMLParser = None  # type: ignore[attr-defined]
    return module


def make_folders(forum: Path, flatten: ModuleType, sample: Sample, out: Path) -> list[Path]:
    """Write pages of one split of a forum, a folder for each way in which they are made."""
    topics = [topic for topic in read_topics(forum, flatten) if split_of(str(topic[0].topic)) == sample.split]
    topics.sort(key=lambda topic: lot(str(topic[0].topic)))
    chosen = [topic for topic in topics if 3 <= len(topic) <= 30]
    # Topics that quote say most; where a forum has few of them, others fill up the folders.
    chosen.sort(key=lambda topic: (not flatten.suitable(topic), not any(_quotes_here(topic))))
    count = min(sample.topics, round(len(chosen) / SHARE))
    flatten_topics(flatten, chosen[: round(count * SHARE) + 1], count, out)
    write_user_pages(topics, flatten, sample.users, out)
    return sorted(path for path in out.iterdir() if path.is_dir())


def read_topics(forum: Path, flatten: ModuleType) -> Iterator[list[Any]]:
    """The topics of a forum as flatten.py has them; of one that was joined of several, with numbers given twice, no truth is known."""
    with forum.open(encoding="utf8") as lines:
        for line in lines:
            topic = json.loads(line)
            posts = [_post(flatten, topic["topic"], post) for post in topic["posts"]]
            posts = [post for post in posts if post.own]
            if posts and len({post.number for post in posts}) == len(posts):
                yield posts


def _post(flatten: ModuleType, topic: str, post: dict[str, Any]) -> Any:
    paragraphs = [
        flatten.Paragraph(" ".join(p["text"].split()), (p["quoted_post"] or 0) if p["quote"] else None, p["quote"])
        for p in post["paragraphs"]
    ]
    # The scorer counts quotes by their words; a quoted row of dashes has none.
    paragraphs = [p for p in paragraphs if p.text and (not p.is_quote or flatten.tokens(p.text))]
    return flatten.Post(topic, post["number"], post["author"], post["reply_to"], paragraphs)


def split_of(topic: str) -> str:
    """One of SPLITS."""
    tenth = lot(topic) % 10
    return SPLITS[(tenth >= TRAIN) + (tenth >= TRAIN + TUNE)]


def lot(name: str) -> int:
    """A number drawn by a name, the same every time."""
    return int(sha256(name.encode()).hexdigest(), 16)


def _quotes_here(topic: Sequence[Any]) -> Iterator[bool]:
    numbers = {post.number for post in topic}
    return (paragraph.quoted_post in numbers for post in topic for paragraph in post.paragraphs)


def flatten_topics(flatten: ModuleType, topics: list[list[Any]], count: int, out: Path) -> None:
    """Have flatten.py make its five folders of these topics."""
    arguments = ["flatten.py", "-", str(out), "--topics", str(count)]
    given = {"read_topics": lambda _: topics, "suitable": lambda _: True}
    with patch.object(sys, "argv", arguments), patch.multiple(flatten, **given):
        flatten.main()


def write_user_pages(topics: Sequence[list[Any]], flatten: ModuleType, users: int, out: Path) -> None:
    """Pages of those who wrote most, newest post first: whole, and with every post cut at one length."""
    posts_by_author: dict[str, list[Any]] = {}
    for topic in topics:
        for post in topic:
            posts_by_author.setdefault(post.author, []).append(post)
    busiest = sorted(posts_by_author, key=lambda author: (-len(posts_by_author[author]), author))
    for author in busiest[:users]:
        posts = sorted(posts_by_author[author], key=lambda post: (lot(str(post.topic)), -post.number))[:POSTS_A_PAGE]
        if len(posts) >= FEWEST_POSTS:
            limit = CUT_LENGTHS[lot(author) % len(CUT_LENGTHS)]
            user_page(f"users-{author}", posts, flatten).write(out / "users")
            user_page(f"cut-{author}", posts, flatten, limit).write(out / "cut")


def user_page(name: str, posts: Sequence[Any], flatten: ModuleType, limit: int | None = None) -> Any:
    """A page of one author, whose quotes are all of posts that are not on it; ``limit`` is the length of each post."""
    page = flatten.Page(name)
    for post in posts:
        numbers = []
        for text, is_quote in cut(post, limit) if limit else ((p.text, p.is_quote) for p in post.paragraphs):
            numbers.append(page.add(text))
            if is_quote:
                page.gold["unsourced"].append(numbers[-1])
        page.gold["posts"].append([numbers[0], numbers[-1]])
        page.gold["authors"].append(post.author)
    return page


def cut(post: Any, limit: int) -> Iterator[tuple[str, bool]]:
    """A post up to a length: its own words end in dots there, a quote begins with them and breaks off."""
    room = limit
    for paragraph in post.paragraphs:
        if len(paragraph.text) > room:
            shown = paragraph.text[: max(room, SHORTEST_CUT)]
            yield (f"...{shown}" if paragraph.is_quote else f"{shown.rstrip()}..."), paragraph.is_quote
            return
        yield paragraph.text, paragraph.is_quote
        room -= len(paragraph.text)
