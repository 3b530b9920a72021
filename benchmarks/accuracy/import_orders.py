"""Hold an archive to one truth: however its documents come in, the same is stored, and it is what `reconstruct` prints.

    .venv/bin/python -m benchmarks.accuracy.import_orders PAGES... [--orders N] [--kills N] [--seed N] [--toy]

Imports all paths at once, one at a time in shuffled orders, and in runs that are killed (SIGKILL) at random moments and
started again, each into a private archive of its own that is forgotten at the end.

Prints for each comparison how many posts were stored, whether they are equal, and the seconds that it took. It exits with
1 if any differs.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from benchmarks.shared.environment import BENCH, ROOT
from benchmarks.shared.options import Parser
from benchmarks.shared.servers import Server
from threads.readers import find_documents

PREFIX = f"one-truth-{os.getpid()}"
MANAGE = [sys.executable, str(ROOT / "manage.py")]
# A killed run is tried again this often before the attempt is given up.
MOST_STARTS = 200


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("paths", nargs="+", metavar="PAGES")
    parser.add_size("orders", 10, 1, "shuffled orders, one document at a time")
    parser.add_size("kills", 20, 1, "SIGKILLs in all, over as many imports as it takes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with Server(BENCH / "orders") as server:
        os.environ |= server.environment
        django.setup()
        paths = [file.path for file in find_documents(options.paths).files]
        print(f"{len(paths)} documents")
        differing = [
            not is_equal for is_equal in comparisons(paths, options.orders, options.kills, random.Random(options.seed))
        ]
        connection.close()
    sys.exit(any(differing))


def comparisons(paths: list[str], orders: int, kills: int, chance: random.Random) -> Iterator[bool]:
    """Each import against the one of everything at once, and that one against the report."""
    started_at = time.monotonic()
    started("at-once", paths).wait()
    seconds = (
        time.monotonic() - started_at
    )  # the start included, because a run is killed within this time or half as much more
    truth = export("at-once")
    print(f"at once: {len(truth)} posts in {seconds:.1f} s")
    yield from compare_with_report(paths, truth)
    for order in range(1, orders + 1):
        name = f"order-{order}"
        shuffled = chance.sample(paths, len(paths))
        yield compare(f"one at a time, order {order}", truth, name, lambda n=name, s=shuffled: one_at_a_time(n, s))
    killed = attempt = 0
    while killed < kills:
        attempt += 1
        counts: list[int] = []
        name = f"killed-{attempt}"
        yield compare(
            f"killed and gone on with, import {attempt}",
            truth,
            name,
            lambda n=name, c=counts, s=seconds: c.append(killed_and_resumed(n, paths, s, chance)),
        )
        killed += counts[0]
        print(f"  {counts[0]} kills, {killed} in all")
        if not counts[0]:
            seconds /= 2


def compare(what: str, truth: list[str], name: str, make: Callable[[], object]) -> bool:
    """Make an archive, and say whether it exports what it should; it is forgotten if it does."""
    started_at = time.monotonic()
    make()
    lines = export(name)
    is_equal = lines == truth
    differing = len(set(lines) ^ set(truth))
    verdict = "equal" if is_equal else f"DIFFERENT in {differing} lines"
    print(f"{what}: {len(lines)} posts, {verdict}, {time.monotonic() - started_at:.1f} s", flush=True)
    if is_equal:
        quietly("forget", "--archive", slug(name), "--yes")
    return is_equal


def one_at_a_time(name: str, paths: list[str]) -> None:
    for path in paths:
        quietly("import_documents", path, "--archive", slug(name))


def killed_and_resumed(name: str, paths: list[str], seconds: float, chance: random.Random) -> int:
    """Start the import again and again, killing it at random moments, until it ends by itself; tells the kills."""
    for kills in range(MOST_STARTS):
        process = started(name, paths)
        try:
            process.wait(chance.uniform(0, 1.5 * seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            continue
        if process.returncode:
            raise SystemExit(f"the import ended with {process.returncode}")
        return kills
    raise SystemExit("the import never ended by itself")


def started(name: str, paths: list[str]) -> subprocess.Popen[bytes]:
    """An import in a process of its own."""
    command = [*MANAGE, "import_documents", *paths, "--archive", slug(name), "--json"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def compare_with_report(paths: list[str], truth: list[str]) -> Iterator[bool]:
    """Posts by path and lines, quotes by what they cite, replies by whom they answer."""
    printed = from_report(json.loads(quietly("reconstruct", *paths, "--json")))
    stored = from_export([json.loads(line) for line in truth])
    for what in ("posts", "quotes", "replies"):
        is_equal = printed[what] == stored[what]
        verdict = "equal" if is_equal else f"DIFFERENT in {len(printed[what] ^ stored[what])}"
        print(f"stored {what} against the report of reconstruct: {len(stored[what])}, {verdict}")
        if not is_equal:
            for each in sorted(map(str, printed[what] ^ stored[what]))[:6]:
                print(f"    {each}")
        yield is_equal


def from_report(report: dict) -> dict[str, set]:
    posts, missing, quotes = {}, {}, set()
    for document in report["documents"]:
        path = Path(document["path"]).name
        for post in document["posts"]:
            posts[post["id"]] = (path, post["first_line"], post["last_line"])
        for post in document["missing"]:
            first = min(post["passages"], key=lambda each: (Path(each.get("path", path)).name, each["line"]))
            missing[post["id"]] = ("missing", Path(first.get("path", path)).name, first["line"])
        for line in document["lines"]:
            if line["role"] != "quote":
                continue
            quotes |= {
                (path, line["line"], source["kind"], Path(source["path"]).name, *span(source))
                for source in line["sources"]
            } or {(path, line["line"], "unsourced")}
    named = posts | missing
    replies = {
        (named[edge["child"]], named[edge["parent"]], edge["origin"], edge["confidence"], edge["primary"])
        for document in report["documents"]
        for edge in document["edges"]
    }
    return {"posts": set(named.values()), "quotes": quotes, "replies": replies}


def from_export(lines: list[dict]) -> dict[str, set]:
    quoting = {}
    for line in lines:
        for quote in line["quotes"]:
            if quote["kind"] == "unsourced" and quote["post"]:
                path = next(each["path"] for each in line["appearances"] if each["original"])
                place = ("missing", Path(path).name, quote["line"])
                quoting[quote["post"]] = min(quoting.get(quote["post"], place), place)
    named = {line["key"]: quoting.get(line["key"]) if line["missing"] else post_of(line) for line in lines}
    quotes = set()
    for line in lines:
        for quote in line["quotes"]:
            path = named[line["key"]][0]
            source = quote["source"]
            if source is None:
                quotes.add((path, quote["line"], "unsourced"))
            else:
                quotes.add((path, quote["line"], quote["kind"], Path(source["path"]).name, *span(source)))
    replies = {
        (named[line["key"]], named[edge["parent"]], edge["origin"], edge["confidence"], edge["primary"])
        for line in lines
        for edge in line["replies_to"]
    }
    return {"posts": set(named.values()), "quotes": quotes, "replies": replies}


def post_of(line: dict) -> tuple[str, int, int]:
    runs = [each for each in line["appearances"] if each["original"]]
    first, last = min(each["first_line"] for each in runs), max(each["last_line"] for each in runs)
    return Path(runs[0]["path"]).name, first, last


def span(source: dict) -> tuple[int, int, int]:
    return source["line"], source["start"], source["end"]


def export(name: str) -> list[str]:
    return quietly("export_archive", slug(name)).removesuffix("\n").split("\n")


def slug(name: str) -> str:
    return f"{PREFIX}-{name}"


def quietly(command: str, *options: str) -> str:
    """What a command prints, run in this process."""
    out = io.StringIO()
    call_command(command, *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


if __name__ == "__main__":
    main()
