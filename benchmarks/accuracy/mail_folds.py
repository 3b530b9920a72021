"""Judge the folds of a mail archive: how much of what surely is quoted is folded, and whether a fold hides new words.

    .venv/bin/python -m benchmarks.accuracy.mail_folds MAILBOX [--data FOLDER --archive SLUG] [--sample N] [--seed N] [--toy]

A run of lines with as many ">" is surely quoted if all its words stand in a row in a mail that it answers, by Message-ID,
In-Reply-To and References, read by Python's own `email`. It is folded if its words stand in a row in what the page folds
away. Nothing of our matcher is used.

Prints how many runs there are, surely quoted and folded (98 in 100 are wanted), some that are open, then the folds with a
line that is not in their source. --sample prints so many, drawn at random, beside what they quote, to be read.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from benchmarks.shared.fold_checks import Fold, Shown, folds_of, hidden_text, print_folds, show, without_hosts
from benchmarks.shared.loaded import loaded, parser_of, rows
from benchmarks.shared.mail_truth import StatedMail, in_a_row, read_mailbox, words_of
from benchmarks.shared.options import verdict

FOLDED_LEAST = 0.98
MOST_ANCESTORS = 100
SIGNS = re.compile(r"((?:>[ \t]?)+)(.*)")
SHOWN = 20
POSTS = """
    SELECT id, stated_id, html, text FROM threads_post WHERE archive_id = ARCHIVE AND NOT is_missing
"""


class SignedRun(NamedTuple):
    """Neighbouring lines of a mail with as many signs."""

    mail: str
    text: str
    words: str


def main() -> None:
    parser = parser_of(__doc__, "a mailbox, not compressed")
    parser.add_argument("--sample", type=int, default=0, help="folds to print (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="by which they are drawn (%(default)s)")
    options = parser.parse_args()
    with loaded(options, "folds") as server:
        posts = rows(server, POSTS, options.archive)
    mails = {mail.id: mail for mail in reversed(list(read_mailbox(options.path)))}
    folds = {post["id"]: folds_of(post["html"]) for post in posts}
    print_runs(mails, posts, folds)
    shown = [Shown(post, fold) for post in posts for fold in folds[post["id"]]]
    print_folds(posts, shown)
    for each in random.Random(options.seed).sample(shown, min(options.sample, len(shown))):
        show(each, posts)


def print_runs(mails: Mapping[str, StatedMail], posts: list[dict[str, Any]], folds: Mapping[int, list[Fold]]) -> None:
    """Print how many runs that are surely quoted are folded, and some that are not."""

    @cache
    def own_words_of(id_: str) -> str:
        text = mails[id_].text or ""
        return in_a_row(without_hosts(re.sub(r"(?m)^[> \t]+", "", text)))

    hidden: dict[str, str] = defaultdict(str)
    for post in posts:
        hidden[post["stated_id"]] += in_a_row(without_hosts(hidden_text(folds[post["id"]])))
    every = sure = 0
    open_ones: list[SignedRun] = []
    for id_, mail in mails.items():
        ancestors = [one for one in mail.parents[:MOST_ANCESTORS] if one in mails]
        for run in runs_of(mail):
            every += 1
            if any(run.words in own_words_of(one) for one in ancestors):
                sure += 1
                if run.words not in hidden[id_]:
                    open_ones.append(run)
    share = 1 - len(open_ones) / sure if sure else 1.0
    print(f"runs of lines with >: {every:,}; wholly in a mail answered: {sure:,}; of these folded: "
          f"{sure - len(open_ones):,} ({share:.2%}), wanted at least {FOLDED_LEAST:.0%}: {verdict(is_reached=share >= FOLDED_LEAST)}")  # fmt: skip
    for run in random.Random(1).sample(open_ones, min(SHOWN, len(open_ones))):
        print(f"  open in {run.mail}: {run.text[:300]!r}")


def runs_of(mail: StatedMail) -> Iterator[SignedRun]:
    """The runs of a mail in which there are words."""
    depth, lines = 0, []
    for line in [*(mail.text or "").splitlines(), ""]:
        match = SIGNS.match(line)
        signs = match[1].count(">") if match else 0
        if signs != depth and lines:
            text = "\n".join(lines)
            if words_of(text):
                yield SignedRun(mail.id, text, in_a_row(without_hosts(text)))
            lines = []
        depth = signs
        if match:
            lines.append(match[2])


if __name__ == "__main__":
    main()
