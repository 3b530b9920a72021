"""A benchmark's name -> its toy run: inputs of our own words in the formats that it reads, and some of what it then prints."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.shared.environment import ROOT
from benchmarks.shared.mailboxes import write_mailbox
from benchmarks.shared.mails import mailbox

ENDS_IN_S = 600

MAILS = 40
FOLDERS = ("plain", "twice", "truncated", "blank", "overlap")
SEEDS = ("000", "003")
POSTS = (
    ("mara", "The lantern on the jetty has gone out again, and I cannot find who keeps the key."),
    ("oswin", "I keep the key of the lantern. It hangs behind the door of the boat house, left of the oars."),
    ("mara", "Thank you, I found it there and lit the lantern; somebody had oiled the hinges as well."),
)
# What flatten.py of the shared data does for us, without what it needs.
FLATTENER = """
import re
from types import SimpleNamespace

def paragraphs(cooked, topic):
    return [SimpleNamespace(text=text, is_quote=False) for text in re.findall("<p>(.*?)</p>", cooked)]
"""
FIGURE = {"f1": 1.0, "p": 1.0, "r": 1.0, "true": 2, "said": 2, "window_diff": 0.0}
FIGURES = {
    **dict.fromkeys(("boundaries", "quotes", "unsourced_quotes", "duplicates", "edges_by_quote", "edges_all"), FIGURE),
    "quote_source_line": 1.0, "own_lines_hidden": "0/3", "roles": "3/3", "lines_bad": 0,
}  # fmt: skip
# Says the same of every report, once it has been given one and the truth.
SCORER = f"""
import json, pathlib, sys
report, gold = sys.argv[-2:]
assert json.loads(pathlib.Path(report).read_text())["documents"] and pathlib.Path(gold).exists()
print(json.dumps({FIGURES}))
"""
NAMED_SCORER = """
from collections import Counter
def counts(document, truth, text):
    assert [post["author"] for post in document["posts"]] == ["mara", "oswin", "mara"] * 2
    return Counter(posts=6, authors=6)
def told(name, counts):
    return f"{name} authors {counts['authors']}/{counts['posts']}"
"""
# What flatten.py has for those who make pages of topics that they read themselves.
FORUM_FLATTENER = f"""
import json, pathlib, sys
from dataclasses import dataclass

@dataclass
class Paragraph:
    text: str
    quoted_post: int | None
    is_quote: bool

@dataclass
class Post:
    topic: str
    number: int
    author: str
    reply_to: int | None
    paragraphs: list
    own = property(lambda self: [p for p in self.paragraphs if not p.is_quote])

class Page:
    def __init__(self, name):
        self.name, self.lines = name, []
        self.gold = {{"document": name + ".txt", "posts": [], "authors": [], "unsourced": [], "duplicates": []}}
    def add(self, text):
        self.lines.append(text)
        return len(self.lines)
    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / (self.name + ".txt")).write_text("\\n".join(self.lines) + "\\n")
        (folder / (self.name + ".gold.json")).write_text(json.dumps(self.gold))

tokens = str.split
def read_topics(folder):
    raise NotImplementedError
def main():
    for name in {FOLDERS}:
        for posts in read_topics(None):
            page = Page(f"{{name}}-{{posts[0].topic}}")
            for post in posts:
                page.gold["posts"].append([page.add(p.text) for p in post.paragraphs])
            page.write(pathlib.Path(sys.argv[2]) / name)
def suitable(posts):
    return len(posts) > 2
"""
FORUM_SCORER = f"""
def score(report, gold):
    assert report["documents"] and len(report["documents"]) == len(gold)
    return {FIGURES}
"""
PAGE_SCORER = """
RIGHT = 0.9

def tokens(text):
    return text.lower().split()

def f1(one, other):
    return float(one == other)
"""
Given = Callable[[Path], list[object]]


def nothing(folder: Path) -> list[object]:
    return []


def mails(folder: Path) -> list[object]:
    return [write_mailbox(folder / "toy.mbox", mailbox(MAILS))]


def topics(folder: Path) -> list[object]:
    """A topic whose last post quotes the second."""
    folder = folder / "topics"
    folder.mkdir()
    (folder / "7.json").write_text(json.dumps(topic(7)))
    return [folder]


def topic(number: int) -> dict:
    cooked = [f"<p>{text}</p>" for _, text in POSTS]
    quoted = POSTS[1][1].partition(".")[0] + "."
    aside = f'<aside class="quote" data-post="2" data-topic="{number}"><blockquote><p>{quoted}</p></blockquote></aside>'
    cooked[2] = aside + cooked[2]
    posts = [
        {"id": number * 10 + at, "topic_id": number, "post_number": at, "post_type": 1, "username": name, "cooked": text,
         "created_at": f"2011-03-0{at}T10:00:00.000Z", "reply_to_post_number": at - 1 or None}
        for at, ((name, _), text) in enumerate(zip(POSTS, cooked, strict=True), 1)
    ]  # fmt: skip
    return {"id": number, "title": "The lantern", "slug": "lantern", "post_stream": {"posts": posts}}


def page(folder: Path, name: str) -> Path:
    """The posts as a page of text, a paragraph a line, and the truth about it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.txt"
    path.write_text("".join(f"{text}\n" for _, text in POSTS))
    gold = {"document": path.name, "roles": {}, "posts": [[1, 1], [2, 2], [3, 3]], "ambiguous": [], "quotes": []}
    gold |= {"unsourced": [], "duplicates": [], "repeats": [], "edges": [[1, 0], [2, 1]]}
    path.with_suffix(".gold.json").write_text(json.dumps(gold))
    return path


def pages(folder: Path) -> list[object]:
    return [page(folder / "pages", name) for name in ("one", "other")]


def shared_data(folder: Path) -> list[object]:
    """A folder like the one of the shared data, and pages that are flattened already."""
    for name in FOLDERS:
        page(folder / "flat" / name, "topic-7")
    for name in SEEDS:
        seed = page(folder / "seeds", f"{name}_lantern")
        (folder / "gold").mkdir(exist_ok=True)
        seed.with_suffix(".gold.json").rename(folder / "gold" / f"{seed.stem}.gold.json")
    (folder / "eval").mkdir()
    (folder / "eval" / "score.py").write_text(SCORER)
    return [folder, "--flat", folder / "flat"]


def named_pages(folder: Path) -> list[object]:
    """A page that states names and dates, the truth about it, and a scorer that says the same of every report."""
    (folder / "named" / "plain").mkdir(parents=True)
    dated = ((name, f"{day} March 2011 10:00", text) for day, (name, text) in enumerate(POSTS * 2, 1))
    page = folder / "named" / "plain" / "lantern.txt"
    page.write_text("".join(f"Post by {name} on {date}\n{text}\n\n" for name, date, text in dated))
    page.with_suffix(".truth").write_text("{}")
    (folder / "eval").mkdir()
    (folder / "eval" / "score_named.py").write_text(NAMED_SCORER)
    return [folder, "--named", folder / "named", "--flat", folder / "named"]


def forums(folder: Path) -> list[object]:
    """A forum of a dozen topics, some of which are in the split that is read."""
    (folder / "eval").mkdir()
    (folder / "eval" / "flatten.py").write_text(FORUM_FLATTENER)
    (folder / "eval" / "score.py").write_text(FORUM_SCORER)
    (folder / "forums").mkdir()
    posts = [
        {"number": number, "author": name, "reply_to": None, "paragraphs": [{"text": text, "quote": False, "quoted_post": None}]}
        for number, (name, text) in enumerate(POSTS, 1)
    ]  # fmt: skip
    topics = (json.dumps({"topic": str(number), "posts": posts}) for number in range(12))
    (folder / "forums" / "jetty.jsonl").write_text("".join(f"{topic}\n" for topic in topics))
    return [folder, "--forums", folder / "forums"]


def two_shapes(folder: Path) -> list[object]:
    [json_folder] = topics(folder)
    page(folder / "flat" / "plain", "topic-7")
    (folder / "flattener.py").write_text(FLATTENER)
    return [json_folder, folder / "flat", "--flatten", folder / "flattener.py", "--data", folder / "data"]


def forum_pages(folder: Path) -> list[object]:
    """A page of two posts, their true words, and a scorer with the names of the real one."""
    (folder / "eval").mkdir()
    (folder / "eval" / "score_webforum.py").write_text(PAGE_SCORER)
    posts = "".join(
        f'<div class="post" id="post{n}"><b class="author">{who}</b><i class="date">{n} May 2011 10:00</i>'
        f'<div class="body">{words}</div></div>'
        for n, (who, words) in enumerate(POSTS, 11)
    )
    (folder / "pages").mkdir()
    (folder / "pages" / "lantern.html").write_text(f"<html><title>Lantern</title><body>{posts}</body></html>")
    (folder / "pages" / "lantern.truth").write_text(
        json.dumps({"url": "http://lantern.example/", "posts": [{"text": words} for _, words in POSTS]})
    )
    return [folder, "--pages", folder / "pages", "--harvest", folder / "no-python"]


def page_texts(folder: Path) -> list[object]:
    """The same page, and its text as a browser copies it."""
    arguments = forum_pages(folder)
    (folder / "texts").mkdir()
    heads = (f"{who}\n{n} May 2011 10:00\n{words}\n" for n, (who, words) in enumerate(POSTS, 11))
    (folder / "texts" / "lantern.txt").write_text("Lantern\n" + "".join(heads))
    return [*arguments[:3], "--texts", folder / "texts"]


def texts(folder: Path) -> list[object]:
    """A mail as libraries that strip replies keep them."""
    folder = folder / "texts"
    folder.mkdir()
    (folder / "reply.txt").write_text("The gate is open now.\n\nOn 3 May 2011, Mara wrote:\n> Is the gate open?\n")
    return [folder]


def answers(folder: Path) -> list[object]:
    """Ten lines of which somebody said whether a post begins there, and where the weights go."""
    told = [
        {"asks": "boundary", "document": "ab", "line": n, "answer": n % 2 == 0, "cues": ["asks something", "says I"]}
        for n in range(10)
    ]
    (folder / "answers.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in told))
    return [folder / "answers.jsonl", folder / "weights.json"]


class Toy(NamedTuple):
    """What a program is given, and some of what it then prints."""

    prints: tuple[str, ...]
    given: Given = nothing


TOYS = {
    "accuracy.answer_training": Toy(("8 answers to learn from", "before: right", "after: right"), answers),
    "accuracy.discourse_topics": Toy(("posts by JSON 3, stored 3", "quotes that name a post 1", "folds"), topics),
    "accuracy.forum_pages": Toy(("posts right 3 of 3", "what repeats alone", "not installed", "reached"), forum_pages),
    "accuracy.forums": Toy(("jetty", "users: unsourced recall", "false duplicates", "reached", "missed"), forums),
    "accuracy.import_orders": Toy(("at once", "stored quotes", "one at a time, order 1", "kills"), pages),
    "accuracy.known_items": Toy(("posts looked for", "among the first ten", "commonest words"), mails),
    "accuracy.mail_boundaries": Toy(("mboxcl2", "Takeout", "Babyl", "found 3 of 3", "reached")),
    "accuracy.mail_folds": Toy(("runs of lines with >", "of these folded", "folds"), mails),
    "accuracy.mail_threads": Toy((f"mails {MAILS}", "parents by headers", "JWZ's description"), mails),
    "accuracy.own_lines": Toy(("Rethread", "texts"), texts),
    "accuracy.page_texts": Toy(("1 pages", "author right 3 of 3", "date right", "own lines hidden 0"), page_texts),
    "accuracy.reconstruction": Toy(("boundaries F1", "own lines hidden", "reached", "003"), shared_data),
    "accuracy.stated_names": Toy(("plain authors 6/6", "reached  authors", "claims on 1 pages"), named_pages),
    "accuracy.two_shapes": Toy(("reply edges", "plain: 1 pages", "all: 1 pages"), two_shapes),
    "growth.import_memory": Toy(("mails a second", "private memory", "PostgreSQL")),
    "growth.new_mails": Toy(("10 mails to", "times")),
    "growth.slow_pages": Toy(("front", "thread", "post", "search")),
    "growth.reading_time": Toy(("one page", "many pages", "16x/1x")),
    "growth.server_memory": Toy(("answers", "RSS", "growth")),
    "speed.mailbox": Toy(("Rethread", "floor", "time to the floor's")),
    "speed.page_readers": Toy(("pages a second", "another by what repeats", "memory")),
    "speed.page_costs": Toy(("front", "thread of 100", "all of 500", "post", "search")),
    "speed.siege": Toy(("nobody", "dearest search", "half requests", "slow readers", "dearest and both")),
}
# They serve a site, or import several times: `make test-large` runs these.
LARGE = {"accuracy.import_orders", "growth.new_mails", "growth.slow_pages", "growth.server_memory", "speed.siege"}


def run_toy(name: str, folder: Path, places: dict[str, str]) -> None:
    """Run a program as small as it can be, and hold it to its end and to the names of its figures."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--toy", *map(str, TOYS[name].given(folder))]

    done = subprocess.run(command, cwd=ROOT, env=places, capture_output=True, text=True, check=False, timeout=ENDS_IN_S)

    assert done.returncode == 0, done.stdout + done.stderr
    assert [words for words in TOYS[name].prints if words not in done.stdout] == []
