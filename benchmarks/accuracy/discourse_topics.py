"""Compare an archive of Discourse topics with what their JSON states, and read its folds.

    .venv/bin/python -m benchmarks.accuracy.discourse_topics FOLDER [--data FOLDER --archive SLUG] [--sample N] [--seed N] [--toy]

The folder holds a topic a file, as the API gives it. Counted apart from our reader: posts, whom they answer
(reply_to_post_number), and the quotes whose named post is there: which of them are led to it, as a fold or as an open
quote; 97 in 100 are wanted.

Prints how many posts, parents and quotes the JSON states, how many are stored, and how many are in both. It exits with 1
if other posts or parents are stored. --sample prints so many folds, drawn at random, beside what they quote, to be read.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.shared.fold_checks import Shown, folds_of, print_folds, show
from benchmarks.shared.loaded import key_of, loaded, parser_of, rows
from benchmarks.shared.options import verdict
from benchmarks.shared.servers import Server

SOURCED_LEAST = 0.97
SHOWN = 8
ASIDE = re.compile(r'<aside class="quote[^"]*"([^>]*)>(.*?)</aside>', re.DOTALL)
NAMED = re.compile(r'data-(post|topic)="(\d+)"')
TAG = re.compile(r"<[^>]*>")
POSTS = """
    SELECT id, stated_id, encode(key, 'hex') AS key, html, text FROM threads_post
    WHERE archive_id = ARCHIVE AND NOT is_missing
"""
EDGES = """
    SELECT encode(c.key, 'hex') AS child, encode(p.key, 'hex') AS parent
    FROM threads_replyedge e JOIN threads_post c ON c.id = e.child_id JOIN threads_post p ON p.id = e.parent_id
    WHERE e.archive_id = ARCHIVE AND e.origin = 'declared' AND NOT c.is_missing
"""
QUOTES = """
    SELECT DISTINCT encode(p.key, 'hex') AS quoting, encode(s.key, 'hex') AS quoted
    FROM threads_quote q JOIN threads_post p ON p.id = q.post_id JOIN threads_post s ON s.id = q.source_post_id
    WHERE q.archive_id = ARCHIVE AND NOT s.is_missing
"""


class TrueQuote(NamedTuple):
    """A quote in a post: whose post it names, and its words."""

    quoting: str
    quoted: str
    words: str


class Truth:
    """What the topics of a folder state, posts by "topic/number"."""

    def __init__(self, folder: Path) -> None:
        self.posts: set[str] = set()
        self.parents: dict[str, str] = {}
        self.quotes: list[TrueQuote] = []
        for path in sorted(folder.rglob("*.json")):
            self._read(json.loads(path.read_bytes()))

    def _read(self, topic: dict) -> None:
        for post in topic["post_stream"]["posts"]:
            id_ = f"{topic['id']}/{post['post_number']}"
            self.posts.add(id_)
            if (answered := post.get("reply_to_post_number")) and answered != post["post_number"]:
                self.parents[id_] = f"{topic['id']}/{answered}"
            self.quotes += quotes_in(id_, post.get("cooked") or "")


def quotes_in(id_: str, cooked: str) -> Iterator[TrueQuote]:
    """The quotes of a post that name a post and say anything."""
    for aside in ASIDE.finditer(cooked):
        named = dict(NAMED.findall(aside[1]))
        body = aside[2].partition("<blockquote>")[2]
        words = " ".join(TAG.sub(" ", body).split())
        if {"topic", "post"} <= named.keys() and words:
            yield TrueQuote(id_, f"{named['topic']}/{named['post']}", words)


def main() -> None:
    parser = parser_of(__doc__, "a folder of topics, a JSON file each")
    parser.add_argument("--sample", type=int, default=0, help="folds to print (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="by which they are drawn (%(default)s)")
    options = parser.parse_args()
    truth = Truth(options.path)
    with loaded(options, "discourse") as server:
        posts = rows(server, POSTS, options.archive)
        is_equal = print_posts(truth, {post["stated_id"] for post in posts})
        is_equal &= print_parents(truth, server, options.archive)
        print_quotes(truth, server, options.archive)
    shown = [Shown(post, fold) for post in posts for fold in folds_of(post["html"])]
    print_folds(posts, shown)
    for each in random.Random(options.seed).sample(shown, min(options.sample, len(shown))):
        show(each, posts)
    sys.exit(not is_equal)


def print_posts(truth: Truth, stored: set[str]) -> bool:
    print(f"posts by JSON {len(truth.posts):,}, stored {len(stored):,}, in both {len(truth.posts & stored):,}")
    for what, ids in (("only in JSON", truth.posts - stored), ("only stored", stored - truth.posts)):
        if ids:
            print(f"  {what}: {sorted(ids)[:SHOWN]}")
    return truth.posts == stored


def print_parents(truth: Truth, server: Server, archive: str) -> bool:
    stored = {(edge["child"], edge["parent"]) for edge in rows(server, EDGES, archive)}
    stated = {(key_of(child), key_of(parent)): (child, parent) for child, parent in truth.parents.items()}
    both = stated.keys() & stored
    print(f"parents by JSON {len(stated):,}, stored {len(stored):,}, equal {len(both):,}")
    for edge in sorted(stated[each] for each in stated.keys() - both)[:SHOWN]:
        print(f"  only in JSON: {edge}")
    return len(stated) == len(stored) == len(both)


def print_quotes(truth: Truth, server: Server, archive: str) -> None:
    """Print how many quotes whose named post is there are led to it."""
    led: dict[str, set[str]] = defaultdict(set)
    for quote in rows(server, QUOTES, archive):
        led[quote["quoting"]].add(quote["quoted"])
    there = [quote for quote in truth.quotes if quote.quoted in truth.posts and quote.quoted != quote.quoting]
    lost = [quote for quote in there if key_of(quote.quoted) not in led[key_of(quote.quoting)]]
    share = 1 - len(lost) / len(there) if there else 1.0
    print(f"quotes that name a post {len(truth.quotes):,}, it is there {len(there):,}, led to it "
          f"{len(there) - len(lost):,} ({share:.2%}), wanted at least {SOURCED_LEAST:.0%}: {verdict(is_reached=share >= SOURCED_LEAST)}")  # fmt: skip
    for quote in random.Random(1).sample(lost, min(SHOWN, len(lost))):
        print(f"  not led: {quote.quoting} of {quote.quoted}: {quote.words[:200]!r}")


if __name__ == "__main__":
    main()
