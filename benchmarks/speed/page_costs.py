"""Measure what a page costs beside its floor: the same rows by plain SQL and a string join, in the same run.

    .venv/bin/python -m benchmarks.speed.page_costs [--posts N] [--runs N] [--toy]

Pages are asked of the WSGI application, floors of the same connection, turn about, so that what else the machine does
slows both. The archive is of invented mails and kept in .data/bench, for it takes minutes to store.

Prints for each page: milliseconds of page and floor, how many times the floor the page takes, milliseconds of this
process's processor time, queries, and bytes of HTML, styles and scripts, gzipped.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.shared import page_floor
from benchmarks.shared.in_process import Application, PageCost, application, cost
from benchmarks.shared.mails import word
from benchmarks.shared.options import Parser, verdict

BUDGET = 2.0
QUERIES_MOST = 12
WEIGHTS_MOST = {"HTML": 100_000, "CSS": 15_000, "JS": 25_000}
WARM = 5
# How common the word is that is searched for: what a search costs is how many posts hold it.
RANK = 300
ASSETS = {
    "CSS": re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"'),
    "JS": re.compile(r'<script src="/static/([^"]+)"'),
}


class Case(NamedTuple):
    """A page and its floor."""

    name: str
    address: str
    floor: Callable[[], str]


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("posts", 50_000, 650, "posts of the archive")
    parser.add_size("runs", 60, 1, "times each page is asked")
    options = parser.parse_args()
    with application(options.posts) as site:
        print(
            f"{'ms':16}{'page':>8}{'floor':>8}{'times':>8}{'page cpu':>10}{'queries':>9}{'HTML':>9}{'CSS':>8}{'JS':>8}"
        )
        for case in cases(site):
            tell(site, case, options.runs)


def cases(site: Application) -> list[Case]:
    hundred, half_thousand = thread_of(site, 100), thread_of(site, 500)
    [(post,)] = site.rows("SELECT id FROM threads_post WHERE thread_id = %s AND position = 40", hundred)
    [(lead,)] = site.rows("SELECT id FROM threads_post ORDER BY quoted_count DESC LIMIT 1")
    database, words = site.connection, word(RANK)
    return [
        Case("front", "/", partial(page_floor.front, database, lead)),
        Case("thread of 100", site.address_of(hundred), partial(page_floor.thread, database, hundred, length=100)),
        Case("all of 500", f"{site.address_of(half_thousand)}?page=all", partial(page_floor.thread, database, half_thousand, length=500)),
        Case("post", f"/p/{post}/", partial(page_floor.post, database, post)),
        Case("search", f"/search/?q={words}", partial(page_floor.search, database, words)),
    ]  # fmt: skip


def thread_of(site: Application, length: int) -> int:
    """A thread of exactly so many posts."""
    answer = site.rows("SELECT id FROM threads_thread WHERE post_count = %s ORDER BY id LIMIT 1", length)
    if not answer:
        raise SystemExit(f"The archive holds no thread of {length} posts; ask for more --posts.")
    return int(answer[0][0])


def tell(site: Application, case: Case, runs: int) -> None:
    """Print what a page costs, and which of its budgets it misses."""
    page, floor = turn_about(partial(site.page, case.address), case.floor, runs)
    times, queries, weights = page.wall / floor.wall, site.queries(case.address), weight(site.page(case.address))
    over = [f"over {BUDGET:g} times"] if times > BUDGET else []
    over += [f"over {QUERIES_MOST} queries"] if queries > QUERIES_MOST else []
    over += [f"{kind} over {most:,}" for kind, most in WEIGHTS_MOST.items() if is_over(case, kind, weights[kind])]
    print(
        f"{case.name:16}{page.wall:>8.2f}{floor.wall:>8.2f}{times:>8.1f}{page.processor:>10.2f}{queries:>9}"
        f"{weights['HTML']:>9,}{weights['CSS']:>8,}{weights['JS']:>8,}  {verdict(is_reached=not over)}"
        + (f": {', '.join(over)}" if over else ""),
        flush=True,
    )


def is_over(case: Case, kind: str, weight: int) -> bool:
    """The whole of a long thread on one page is as heavy as it is."""
    return weight > WEIGHTS_MOST[kind] and not (kind == "HTML" and case.name == "all of 500")


def turn_about(first: Callable[[], str], second: Callable[[], str], runs: int) -> tuple[PageCost, PageCost]:
    """The medians of both."""
    for _ in range(min(WARM, runs)):
        first(), second()
    costs = [(cost(first), cost(second)) for _ in range(runs)]
    one, other = zip(*costs, strict=True)
    return middle(one), middle(other)


def middle(costs: tuple[PageCost, ...]) -> PageCost:
    return PageCost(median(cost.wall for cost in costs), median(cost.processor for cost in costs))


def weight(page: str) -> dict[str, int]:
    """Bytes of a page, its styles and its scripts, as they are sent."""
    from django.conf import settings  # noqa: PLC0415

    sizes = {"HTML": len(gzip.compress(page.encode()))}
    for kind, pattern in ASSETS.items():
        files = [Path(settings.STATIC_ROOT, name).read_bytes() for name in pattern.findall(page)]
        sizes[kind] = sum(len(gzip.compress(content)) for content in files)
    return sizes


if __name__ == "__main__":
    main()
