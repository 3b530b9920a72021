"""Measure what a page costs beside its floor: the same rows by plain SQL and a string join, in the same run.

    pages.py [--posts N] [--runs N]      page and floor, queries, weights, for an archive of N posts
    pages.py --growth [--most N]         the slowest in twenty at N posts beside 50,000

Pages are asked of the WSGI application, floors of the same connection, turn about, so that what else the machine does
slows both. The archive is invented.py's and kept in .data/bench, since a million posts take minutes to store.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BASE = 50_000
MOST = 1_000_000
RUNS = 60
BUDGET = 2.0
QUERIES_MOST = 12
WEIGHTS_MOST = {"HTML": 100_000, "CSS": 15_000, "JS": 25_000}
WARM = 5
# Addresses of each kind that growth is measured with, each asked as often.
SAMPLES, ROUNDS = 40, 5
GROWTH_MOST = {"front": 1.5, "thread": 1.5, "post": 1.5, "search": 4.0}
SEARCH_MOST_MS = 100
# Common and rare words: what a search costs is how many posts hold them.
RANKS = (40, 300, 2_000)
ASSETS = {
    "CSS": re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"'),
    "JS": re.compile(r'<script src="/static/([^"]+)"'),
}


class Case(NamedTuple):
    """A page and its floor."""

    name: str
    address: str
    floor: Callable[[], str]


class Cost(NamedTuple):
    """Milliseconds, of the clock and of this process's processor time."""

    wall: float
    processor: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=BASE, help="posts of the archive (%(default)s)")
    parser.add_argument("--runs", type=int, default=RUNS, help="times each page is asked (%(default)s)")
    parser.add_argument("--growth", action="store_true", help="compare two sizes instead")
    parser.add_argument("--most", type=int, default=MOST, help="the larger size (%(default)s)")
    parser.add_argument("--slowest", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.growth:
        sys.exit(not growth(options.most))
    site = Site(options.posts)
    if options.slowest:
        print(json.dumps(slowest(site)))
    else:
        sys.exit(not beside_the_floor(site, options.runs))


class Site:
    """The application over an archive of so many posts, built unless it is there."""

    def __init__(self, posts: int) -> None:
        data = ROOT / ".data" / "bench" / str(posts)
        data.mkdir(parents=True, exist_ok=True)
        for name in ("DATABASE_URL", "SITE_URL", "TRUSTED_PROXY", "DEBUG"):
            os.environ[name] = ""
        os.environ |= {"FORUM_DATA": str(data), "DEBUG": "false", "DJANGO_SETTINGS_MODULE": "forum.settings"}
        import django  # noqa: PLC0415 - its settings are of this archive

        django.setup()
        self._prepare(posts)
        from forum.wsgi import application  # noqa: PLC0415

        self.application = application
        self.connection = self._django_connection().connection

    def _prepare(self, posts: int) -> None:
        import stored  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        from threads.models import Post  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if Post.objects.count() != posts:
            print(f"Storing {posts:,} posts ...", file=sys.stderr, flush=True)
            stored.store(posts)
            stored.tidy()

    @staticmethod
    def _django_connection() -> Any:
        from django.db import connection  # noqa: PLC0415

        connection.ensure_connection()
        return connection

    def page(self, address: str) -> str:
        """What a visitor without cookies is given."""
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        answered: list[str] = []
        response = self.application(environ, lambda status, _headers: answered.append(status))
        body = b"".join(response)
        response.close()
        if answered != ["200 OK"]:
            raise RuntimeError(f"{address} gave {answered}")
        return body.decode()

    def queries(self, address: str) -> int:
        """How many queries a page asks."""
        asked = 0

        def count(execute: Callable, *arguments: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*arguments)

        with self._django_connection().execute_wrapper(count):
            self.page(address)
        return asked

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, parameters).fetchall()

    def thread_of(self, length: int) -> int:
        return self.rows("SELECT id FROM threads_thread WHERE post_count = %s ORDER BY id LIMIT 1", length)[0][0]

    def address_of(self, thread_id: int) -> str:
        """Where a thread stands, so that no redirect is measured."""
        from threads.models import Thread  # noqa: PLC0415

        return Thread.objects.get(pk=thread_id).get_absolute_url()


def cases(site: Site) -> list[Case]:
    import floor  # noqa: PLC0415
    from invented import Forum  # noqa: PLC0415

    hundred, half_thousand = site.thread_of(100), site.thread_of(500)
    [(post,)] = site.rows("SELECT id FROM threads_post WHERE thread_id = %s AND position = 40", hundred)
    [(lead,)] = site.rows("SELECT id FROM threads_post ORDER BY quoted_count DESC LIMIT 1")
    words = Forum(3).word(RANKS[1])
    asked = site.connection
    return [
        Case("front", "/", partial(floor.front, asked, lead)),
        Case("thread of 100", site.address_of(hundred), partial(floor.thread, asked, hundred, length=100)),
        Case("all of 500", f"{site.address_of(half_thousand)}?page=all", partial(floor.thread, asked, half_thousand, length=500)),
        Case("post", f"/p/{post}/", partial(floor.post, asked, post)),
        Case("search", f"/search/?q={words}", partial(floor.search, asked, words)),
    ]  # fmt: skip


def beside_the_floor(site: Site, runs: int) -> bool:
    """Print what each page costs; whether all are within their budgets."""
    print(f"{'ms':16}{'page':>8}{'floor':>8}{'times':>8}{'page cpu':>10}{'queries':>9}{'HTML':>9}{'CSS':>8}{'JS':>8}")
    kept = True
    for case in cases(site):
        page, floor = turn_about(partial(site.page, case.address), case.floor, runs)
        times, queries, weights = page.wall / floor.wall, site.queries(case.address), weight(site.page(case.address))
        missed = [f"over {BUDGET:g} times"] if times > BUDGET else []
        missed += [f"over {QUERIES_MOST} queries"] if queries > QUERIES_MOST else []
        missed += [f"{kind} over {most:,}" for kind, most in WEIGHTS_MOST.items() if is_over(case, kind, weights[kind])]
        kept &= not missed
        print(
            f"{case.name:16}{page.wall:>8.2f}{floor.wall:>8.2f}{times:>8.1f}{page.processor:>10.2f}{queries:>9}"
            f"{weights['HTML']:>9,}{weights['CSS']:>8,}{weights['JS']:>8,}"
            + (f"  MISSED: {', '.join(missed)}" if missed else "")
        )
    return kept


def is_over(case: Case, kind: str, weight: int) -> bool:
    """The whole of a long thread on one page is as heavy as it is."""
    return weight > WEIGHTS_MOST[kind] and not (kind == "HTML" and case.name == "all of 500")


def turn_about(first: Callable[[], str], second: Callable[[], str], runs: int) -> tuple[Cost, Cost]:
    """The medians of both."""
    for _ in range(WARM):
        first(), second()
    costs = [(cost(first), cost(second)) for _ in range(runs)]
    one, other = zip(*costs, strict=True)
    return middle(one), middle(other)


def cost(make: Callable[[], str]) -> Cost:
    wall, processor = perf_counter(), process_time()
    make()
    return Cost((perf_counter() - wall) * 1000, (process_time() - processor) * 1000)


def middle(costs: tuple[Cost, ...]) -> Cost:
    return Cost(median(cost.wall for cost in costs), median(cost.processor for cost in costs))


def weight(page: str) -> dict[str, int]:
    """Bytes of a page, its styles and its scripts, as they are sent."""
    from django.conf import settings  # noqa: PLC0415

    sizes = {"HTML": len(gzip.compress(page.encode()))}
    for kind, pattern in ASSETS.items():
        files = [Path(settings.STATIC_ROOT, name).read_bytes() for name in pattern.findall(page)]
        sizes[kind] = sum(len(gzip.compress(content)) for content in files)
    return sizes


def growth(most: int) -> bool:
    """Print how much slower the slowest in twenty are; each size in a process of its own."""
    sizes = (BASE, most)
    figures = [
        json.loads(subprocess.run([sys.executable, __file__, "--slowest", "--posts", str(size)], check=True, stdout=subprocess.PIPE).stdout)
        for size in sizes
    ]  # fmt: skip
    print(f"{'p95, ms':16}" + "".join(f"{size:>12,}" for size in sizes) + f"{'times':>8}")
    kept = True
    for name, limit in GROWTH_MOST.items():
        few, many = (figure[name] for figure in figures)
        is_missed = many / few > limit or (name == "search" and many > SEARCH_MOST_MS)
        kept &= not is_missed
        print(f"{name:16}{few:>12.2f}{many:>12.2f}{many / few:>8.2f}" + ("  MISSED" if is_missed else ""))
    return kept


def slowest(site: Site) -> dict[str, float]:
    """The p95 over many addresses of each kind, once warm."""
    from invented import Forum  # noqa: PLC0415

    [(last,)] = site.rows("SELECT max(id) FROM threads_thread")
    forum = Forum(3)
    words = [forum.word(rank + n) for n in range(SAMPLES) for rank in RANKS]
    some = [1 + (last - 1) * n // SAMPLES for n in range(SAMPLES)]
    posts = site.rows("SELECT max(id) FROM threads_post WHERE thread_id = ANY(%s) GROUP BY thread_id", some)
    addresses = {
        "front": ["/"],
        "thread": [site.address_of(id_) for id_ in some],
        "post": [f"/p/{id_}/" for (id_,) in posts],
        "search": [f"/search/?q={word}" for word in words[:SAMPLES]],
    }
    return {name: p95(site, asked) for name, asked in addresses.items()}


def p95(site: Site, addresses: list[str]) -> float:
    for address in addresses:
        site.page(address)
    asked = islice(cycle(addresses), SAMPLES * ROUNDS)
    return quantiles([cost(partial(site.page, address)).wall for address in asked], n=20)[-1]


if __name__ == "__main__":
    main()
