"""Judge the folds of a mail archive: how much of what surely is quoted is folded, and whether a fold hides new words.

    mail_folds.py MAILBOX [--data FOLDER --archive SLUG] [--sample N] [--seed N]

A run of lines with as many ">" is surely quoted if all its words stand in a row in a mail that it answers, by Message-ID,
In-Reply-To and References, read by Python's own `email`. It is folded if its words stand in a row in what the page folds
away. Nothing of our matcher is used. --sample prints so many folds, drawn at random, beside what they quote, to be read.
"""

from __future__ import annotations

import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from folds import Fold, folds_of
from loaded import loaded, parser_of, rows
from mail_truth import Mail, read_mailbox, words_of

FOLDED_LEAST = 0.98
MOST_ANCESTORS = 100
SIGNS = re.compile(r"((?:>[ \t]?)+)(.*)")
NO_LETTER = re.compile(r"[\W_]+")
SHOWN = 20
POSTS = """
    SELECT id, stated_id, html, text FROM threads_post WHERE archive_id = ARCHIVE AND NOT is_missing
"""


class Run(NamedTuple):
    """Neighbouring lines of a mail with as many signs."""

    mail: str
    text: str
    words: str


class Shown(NamedTuple):
    """A fold of a post."""

    post: Mapping[str, Any]
    fold: Fold


def main() -> None:
    parser = parser_of(__doc__, "a mailbox, not compressed")
    parser.add_argument("--sample", type=int, default=0, help="folds to print (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="by which they are drawn (%(default)s)")
    options = parser.parse_args()
    with loaded(options, "folds") as server:
        posts = rows(server, POSTS, options.archive)
    mails = {mail.id: mail for mail in reversed(list(read_mailbox(options.path)))}
    folds = {post["id"]: folds_of(post["html"]) for post in posts}
    share = told_runs(mails, posts, folds)
    shown = [Shown(post, fold) for post in posts for fold in folds[post["id"]]]
    told_folds(posts, shown)
    for each in random.Random(options.seed).sample(shown, min(options.sample, len(shown))):
        show(each, posts_by_id(posts))
    sys.exit(share < FOLDED_LEAST)


def told_runs(mails: Mapping[str, Mail], posts: list[dict[str, Any]], folds: Mapping[int, list[Fold]]) -> float:
    """Print how many runs that are surely quoted are folded, and some that are not."""

    @cache
    def said(id_: str) -> str:
        text = mails[id_].text or ""
        return in_a_row(re.sub(r"(?m)^[> \t]+", "", text))

    hidden: dict[str, str] = defaultdict(str)
    for post in posts:
        hidden[post["stated_id"]] += in_a_row("\n".join(fold.quote for fold in folds[post["id"]]))
    every = standing = 0
    open_ones: list[Run] = []
    for id_, mail in mails.items():
        ancestors = [one for one in mail.parents[:MOST_ANCESTORS] if one in mails]
        for run in runs_of(mail):
            every += 1
            if any(run.words in said(one) for one in ancestors):
                standing += 1
                if run.words not in hidden[id_]:
                    open_ones.append(run)
    share = 1 - len(open_ones) / standing if standing else 1.0
    verdict = "reached" if share >= FOLDED_LEAST else "NOT REACHED"
    print(f"runs of lines with >: {every:,}; wholly in a mail answered: {standing:,}; of these folded: "
          f"{standing - len(open_ones):,} ({share:.2%}), wanted at least {FOLDED_LEAST:.0%}: {verdict}")  # fmt: skip
    for run in random.Random(1).sample(open_ones, min(SHOWN, len(open_ones))):
        print(f"  open in {run.mail}: {run.text[:300]!r}")
    return share


def runs_of(mail: Mail) -> Iterator[Run]:
    """The runs of a mail in which there are words."""
    depth, lines = 0, []
    for line in [*(mail.text or "").splitlines(), ""]:
        found = SIGNS.match(line)
        signs = found[1].count(">") if found else 0
        if signs != depth and lines:
            text = "\n".join(lines)
            if words_of(text):
                yield Run(mail.id, text, in_a_row(text))
            lines = []
        depth = signs
        if found:
            lines.append(found[2])


def told_folds(posts: list[dict[str, Any]], shown: list[Shown]) -> None:
    """Print the folds with a line that does not stand in what they say they quote, and odd introductions."""
    by_id = posts_by_id(posts)

    @cache
    def said(id_: int) -> str:
        return letters_of(unsigned(by_id[id_]["text"])) if id_ in by_id else ""

    strange = []
    for each in shown:
        source = said(each.fold.source)
        if letters_of(each.fold.quote) not in source:
            lines = [line for line in each.fold.quote.splitlines() if letters_of(line) not in source]
            if lines:
                strange.append((each, lines))
    print(f"folds {len(shown):,}; with a line whose letters do not stand in a row in their source: {len(strange):,}")
    for each, lines in strange:
        print(f"  post {each.post['id']} of {each.fold.source}: {lines[:5]}")
    introduced = [each for each in shown if each.fold.introduction]
    plain = [each for each in introduced if not is_introduction(each.fold.introduction)]
    print(
        f"folds with lines that introduce them {len(introduced):,}; without a date, an address or a colon {len(plain):,}"
    )
    for each in plain[:SHOWN]:
        print(f"  post {each.post['id']}: {each.fold.introduction!r}")


def is_introduction(text: str) -> bool:
    return bool(re.search(r"\d|@|:\s*$", text))


def posts_by_id(posts: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {post["id"]: post for post in posts}


def unsigned(text: str) -> str:
    return re.sub(r"(?m)^[> \t]+", "", text)


def letters_of(text: str) -> str:
    """The letters and digits of a text, without anything between them: programs add signs and break words."""
    return NO_LETTER.sub("", text.lower())


def in_a_row(text: str) -> str:
    """The words of a text, each between spaces."""
    return f" {' '.join(words_of(text))} "


def show(each: Shown, by_id: Mapping[int, Mapping[str, Any]]) -> None:
    """Print a fold beside the lines of its source that share words with it."""
    source = by_id.get(each.fold.source, {"text": ""})["text"]
    wanted = set(words_of(each.fold.quote))
    print(f"\n=== /p/{each.post['id']}/ quotes /p/{each.fold.source}/")
    for line in each.fold.introduction.strip().splitlines():
        print(f"  intro  | {line}")
    for line in filter(str.strip, each.fold.quote.splitlines()):
        print(f"  folded | {line}")
    for line in source.splitlines():
        words = words_of(line)
        if words and sum(word in wanted for word in words) >= 0.8 * len(words):
            print(f"  source | {line}")


if __name__ == "__main__":
    main()
