"""Measure how much slower the slowest of pages are in an archive of a million posts than in one of 50,000.

    .venv/bin/python -m benchmarks.growth.slow_pages [--base N] [--most N] [--toy]

Pages are asked of the WSGI application, each size in a process of its own. The archives are of invented mails and kept in
.data/bench; the larger is the smaller one many times over (shared/made_archives.py).

Prints for each kind of page the milliseconds that one in twenty takes longer than (p95), at both sizes, and their ratio.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from functools import partial
from itertools import cycle, islice
from statistics import quantiles

from benchmarks.shared.environment import ROOT
from benchmarks.shared.in_process import Application, application, cost
from benchmarks.shared.mails import word
from benchmarks.shared.options import Parser, verdict

GROWTH_MOST = {"front": 1.5, "thread": 1.5, "post": 1.5, "search": 4.0}
SEARCH_MOST_MS = 100
# Common and rare words: what a search costs is how many posts hold them.
RANKS = (40, 300, 2_000)


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("base", 50_000, 40, "posts of the smaller archive")
    parser.add_size("most", 1_000_000, 80, "posts of the larger, a multiple of the smaller")
    parser.add_size("samples", 40, 2, "addresses of each kind")
    parser.add_size("rounds", 5, 1, "times each is asked")
    parser.add_argument("--copies", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.copies:
        with application(options.base, options.copies) as site:
            print(json.dumps(slowest(site, options.samples, options.rounds)))
    else:
        tell(options)


def tell(options: argparse.Namespace) -> None:
    """Print how much slower the slowest in twenty are."""
    copies = options.most // options.base
    few, many = (figures(options, number) for number in (1, copies))
    print(f"{'p95, ms':16}{options.base:>12,}{options.base * copies:>12,}{'times':>8}")
    for name, most in GROWTH_MOST.items():
        times = many[name] / few[name]
        is_reached = times <= most and (name != "search" or many[name] <= SEARCH_MOST_MS)
        wanted = f"wanted at most {most:g}" + (f" and {SEARCH_MOST_MS} ms" if name == "search" else "")
        print(
            f"{name:16}{few[name]:>12.2f}{many[name]:>12.2f}{times:>8.2f}, {wanted}: {verdict(is_reached=is_reached)}"
        )


def figures(options: argparse.Namespace, copies: int) -> dict[str, float]:
    """By kind of page, what a process of its own has measured."""
    sizes = {"copies": copies, "base": options.base, "samples": options.samples, "rounds": options.rounds}
    command = [
        sys.executable,
        "-m",
        "benchmarks.growth.slow_pages",
        *(f"--{name}={value}" for name, value in sizes.items()),
    ]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def slowest(site: Application, samples: int, rounds: int) -> dict[str, float]:
    """The p95 over many addresses of each kind, once warm."""
    [(last,)] = site.rows("SELECT max(id) FROM threads_thread")
    wanted = [1 + (last - 1) * n // samples for n in range(samples)]
    # The ids of threads have gaps: the next one that there is.
    some = [site.rows("SELECT id FROM threads_thread WHERE id >= %s ORDER BY id LIMIT 1", id_)[0][0] for id_ in wanted]
    posts = site.rows("SELECT max(id) FROM threads_post WHERE thread_id = ANY(%s) GROUP BY thread_id", some)
    words = [word(rank + n) for n in range(samples) for rank in RANKS]
    addresses = {
        "front": ["/"],
        "thread": [site.address_of(id_) for id_ in some],
        "post": [f"/p/{id_}/" for (id_,) in posts],
        "search": [f"/search/?q={each}" for each in words[:samples]],
    }
    return {name: p95(site, group, samples * rounds) for name, group in addresses.items()}


def p95(site: Application, addresses: list[str], count: int) -> float:
    for address in addresses:
        site.page(address)
    requests = islice(cycle(addresses), count)
    return quantiles([cost(partial(site.page, address)).wall for address in requests], n=20)[-1]


if __name__ == "__main__":
    main()
