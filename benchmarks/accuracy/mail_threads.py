"""Compare the mails, parents and threads of an archive with what headers state, and with notmuch's and public-inbox's threads.

    .venv/bin/python -m benchmarks.accuracy.mail_threads MAILBOX [--data FOLDER --archive SLUG] [--spoil] [--toy]

Headers are read by Python's own `email` (shared/mail_truth.py). Prints how many mails, parents and threads each side has
and how many are equal, and every difference: ids, both groupings, and what the headers of those mails state. It exits with
1 if anything differs. --spoil leaves out a fifth of the mails first, and takes References and In-Reply-To from a
fifth of the rest, as lists and programs do. Needs Debian's packages notmuch and public-inbox; a peer that is not there is left out.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from benchmarks.shared.environment import BENCH
from benchmarks.shared.jwz import jwz_threads
from benchmarks.shared.loaded import key_of, loaded, parser_of, rows
from benchmarks.shared.mail_truth import StatedMail, read_mailbox
from benchmarks.shared.mailboxes import maildir, mails_of
from benchmarks.shared.peers import Threads, notmuch_threads, public_inbox_threads
from benchmarks.shared.servers import Server

SHOWN = 20
LEFT_OUT, CUT = 0.2, 0.16
ANSWERED = re.compile(rb"(?mi)^(?:references|in-reply-to):[^\n]*\n(?:[ \t][^\n]*\n)*")
RECORDS = """
    SELECT r.refusal <> '' AS is_refused, count(*) AS number FROM threads_record r
    JOIN threads_document d ON d.id = r.document_id WHERE d.archive_id = ARCHIVE GROUP BY 1
"""
POSTS = "SELECT stated_id AS id, thread_id AS thread FROM threads_post WHERE archive_id = ARCHIVE AND NOT is_missing"
EDGES = """
    SELECT c.stated_id AS child, encode(p.key, 'hex') AS parent, e.origin
    FROM threads_replyedge e JOIN threads_post c ON c.id = e.child_id JOIN threads_post p ON p.id = e.parent_id
    WHERE e.archive_id = ARCHIVE AND e.is_primary AND NOT c.is_missing
"""


def main() -> None:
    parser = parser_of(__doc__, "a mailbox, not compressed")
    parser.add_argument("--spoil", action="store_true", help="leave out mails and headers, drawn at random, first")
    options = parser.parse_args()
    if options.spoil:
        options.path = spoiled(options.path)
    mails = list(read_mailbox(options.path))
    with loaded(options, "threads") as server:
        differences = records_differ(server, options.archive, mails) + parents_differ(server, options.archive, mails)
        ours: dict[int, set[str]] = defaultdict(set)
        for post in rows(server, POSTS, options.archive):
            ours[post["thread"]].add(post["id"])
    differences += peers_differ(mails, list(ours.values()))
    sys.exit(differences > 0)


def spoiled(path: Path) -> Path:
    """A mailbox with a fifth of the mails left out, and of the rest a fifth without a word on whom they answer."""
    chance = random.Random(1)
    BENCH.mkdir(parents=True, exist_ok=True)
    other = BENCH / "spoiled.mbox"
    with other.open("wb") as stream:
        for raw in mails_of(path):
            head, _, body = raw.partition(b"\n\n")
            lot = chance.random()
            if lot >= LEFT_OUT:
                header = ANSWERED.sub(b"", head + b"\n") if lot < LEFT_OUT + CUT else head + b"\n"
                stream.write(header + b"\n" + body.rstrip(b"\n") + b"\n\n")
    return other


def records_differ(server: Server, archive: str, mails: Sequence[StatedMail]) -> int:
    """Whether other mails are stored than the mailbox holds."""
    ids = {mail.id for mail in mails if mail.id}
    posts = rows(server, POSTS, archive)
    stored = {post["id"] for post in posts if post["id"]}
    records = sum(row["number"] for row in rows(server, RECORDS, archive))
    nameless = sum(not mail.id for mail in mails)
    print(
        f"mails {len(mails):,}, records {records:,}; ids {len(ids):,}, stored {len(stored):,}, in both "
        f"{len(ids & stored):,}; mails without an id {nameless:,}, posts without one {sum(not p['id'] for p in posts):,}"
    )
    print_ids("only in the mailbox", ids - stored)
    print_ids("only stored", stored - ids)
    return len(ids ^ stored) + (records != len(mails))


def parents_differ(server: Server, archive: str, mails: Sequence[StatedMail]) -> int:
    """How many mails have another parent than their headers state."""
    stated = {mail.id: mail.parents[0] for mail in mails if mail.id and mail.parents}
    names = {key_of(id_): id_ for mail in mails for id_ in (mail.id, *mail.parents)}
    stored = {
        edge["child"]: names.get(edge["parent"], edge["parent"])
        for edge in rows(server, EDGES, archive)
        if edge["origin"] == "declared"
    }
    present = {mail.id for mail in mails}
    equal = {child for child, parent in stated.items() if stored.get(child) == parent}
    # Several mails under one id, and parents that nobody else names, are no matter of opinion: they are counted apart.
    absent = sum(parent not in present for parent in stated.values())
    print(
        f"parents by headers {len(stated):,} ({absent:,} of them not in the mailbox), stored {len(stored):,}, "
        f"equal {len(equal):,}"
    )
    differing = [child for child in stated.keys() | stored.keys() if stated.get(child) != stored.get(child)]
    by_id = {mail.id: mail for mail in mails}
    for child in sorted(differing)[:SHOWN]:
        print(f"  {child}\n    headers: {stated.get(child)}\n    stored:  {stored.get(child)}")
        show_headers(by_id, [child], present)
    print(f"  {len(differing)} differ")
    return len(differing)


def peers_differ(mails: Sequence[StatedMail], ours: Threads) -> int:
    folder = BENCH / "threads-maildir"
    paths = maildir([mail.raw for mail in mails], folder)
    ids = {path.name: mail.id for path, mail in zip(paths, mails, strict=True)}
    judge = ThreadJudge(mails, ours)
    count = judge.differ("JWZ's description", jwz_threads(mails))
    if shutil.which("notmuch"):
        count += judge.differ("notmuch", notmuch_threads(folder, ids))
    if shutil.which("public-inbox-init"):
        inbox = public_inbox_threads(paths, BENCH / "threads-inbox")
        count += judge.differ("public-inbox", inbox)
    shutil.rmtree(folder)
    return count


class ThreadJudge:
    """Compares our threads with others', and has JWZ's description say who is right."""

    def __init__(self, mails: Sequence[StatedMail], ours: Threads) -> None:
        self._by_id = {mail.id: mail for mail in mails}
        self._ours = self._groups(ours)
        self._right = self._groups(jwz_threads(mails))

    def _groups(self, threads: Threads) -> set[frozenset[str]]:
        return {frozenset(ids & self._by_id.keys()) for ids in threads} - {frozenset()}

    def differ(self, name: str, threads: Threads) -> int:
        """Print every group of mails that is parted differently, and give how many there are."""
        theirs = self._groups(threads)
        print(
            f"{name}: threads {len(theirs):,}, ours {len(self._ours):,}, the same {len(self._ours & theirs):,}; mails of "
            f"theirs {sum(map(len, theirs)):,}, of ours {sum(map(len, self._ours)):,}"
        )
        clusters = joined([*(self._ours - theirs), *(theirs - self._ours)])
        verdicts: Counter[str] = Counter()
        for cluster in clusters:
            right = {part for part in self._right if part & cluster}
            sides = [side for side, parts in (("ours", self._ours), ("theirs", theirs)) if right <= parts]
            verdicts[" and ".join(sides) or "neither"] += 1
            self._show(cluster, name, theirs, " and ".join(sides) or "neither")
        print(f"  {len(clusters)} differences; right by JWZ's description: {dict(verdicts) or 'all'}")
        return len(clusters)

    def _show(self, cluster: set[str], name: str, theirs: set[frozenset[str]], verdict: str) -> None:
        print(f"  {len(cluster)} mails, right: {verdict}")
        for whose, parts in (("ours", self._ours), (name, theirs)):
            touching = sorted((sorted(part & cluster) for part in parts if part & cluster), key=len)
            print(f"    {whose}: {len(touching)} threads of {[len(part) for part in touching]}")
            for part in touching:
                print(f"      {part[:SHOWN]}")
        show_headers(self._by_id, sorted(cluster)[:SHOWN], self._by_id.keys())


def joined(groups: Iterable[frozenset[str]]) -> list[set[str]]:
    """Groups that share mails, put together."""
    clusters: list[set[str]] = []
    for group in groups:
        touching = [cluster for cluster in clusters if cluster & group]
        clusters = [cluster for cluster in clusters if not cluster & group]
        clusters.append(set(group).union(*touching))
    return clusters


def show_headers(by_id: Mapping[str, StatedMail], ids: Iterable[str], ours: Set[str]) -> None:
    for id_ in ids:
        if (mail := by_id.get(id_)) is None:
            continue
        print(f"      {id_}: {mail.subject[:70]!r}")
        for field, values in (("References", mail.references), ("In-Reply-To", mail.answered)):
            if values:
                print(f"        {field}: {' '.join(one if one in ours else f'({one})' for one in values)}")


def print_ids(what: str, ids: set[str]) -> None:
    if ids:
        print(f"  {what}: {sorted(ids)[:SHOWN]}")


if __name__ == "__main__":
    main()
