"""Measure what 500 new mails cost in an archive of 50,000 posts beside one of a million: it is to follow the 500.

    .venv/bin/python -m benchmarks.growth.new_mails [--new N] [--base N] [--most N] [--toy]

Four in five answer mails all over the archive, one in five opens a thread. Both archives are kept in .data/bench and
grow by each run. The larger is the smaller one many times over (shared/made_archives.py).

Prints for each archive the seconds of the clock and of all processors that the import took, then how many times as much
it was in the larger one.
"""

from __future__ import annotations

import os
from functools import partial

from benchmarks.shared.environment import ARCHIVE, BENCH
from benchmarks.shared.made_archives import stored
from benchmarks.shared.mailboxes import write_mailbox
from benchmarks.shared.mails import later
from benchmarks.shared.options import Parser, verdict
from benchmarks.shared.servers import Cost

GROWTH_MOST = 1.5
OUR_IDS, THEIR_IDS = ".talk@", ".talk{}@"


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("new", 500, 10, "mails that are added")
    parser.add_size("base", 50_000, 40, "posts of the smaller archive")
    parser.add_size("most", 1_000_000, 80, "posts of the larger, a multiple of the smaller")
    options = parser.parse_args()
    few = added(options.base, 1, options.new)
    many = added(options.base, options.most // options.base, options.new)
    times = many.wall / few.wall
    print(f"{'times':>22}{times:>8.2f} (of processor {many.processor / few.processor:.2f}), "
          f"wanted at most {GROWTH_MOST:g}: {verdict(is_reached=times <= GROWTH_MOST)}")  # fmt: skip


def added(base: int, copies: int, count: int) -> Cost:
    """What it costs to add so many mails to an archive, and print it."""
    with stored(BENCH / f"mail-{base}x{copies}", base, copies) as server:
        turn = int(server.ask("SELECT count(*) FROM threads_importrun"))
        posts = partial(server.ask, "SELECT count(*) FROM threads_post WHERE NOT is_missing")
        before = int(posts())
        path = write_mailbox(BENCH / f"later-{base}-{copies}-{turn}.mbox", of_copies(count, base, copies, turn))
        cost = server.timed("manage.py", "import_documents", path, "--archive", ARCHIVE, "--verbosity", 0)
        brought = int(posts()) - before
    path.unlink()
    if brought != count:
        raise SystemExit(f"{count:,} mails were given and {brought:,} posts added.")
    load = os.getloadavg()[0]
    print(f"{count:,} mails to {before:>9,}{cost.wall:>8.2f} s{cost.processor:>8.2f} s of processor (load {load:.1f})")
    return cost


def of_copies(count: int, base: int, copies: int, turn: int) -> list[bytes]:
    """New mails that answer now this copy of the archive, now that."""
    names = [THEIR_IDS.format(number) if number else OUR_IDS for number in range(copies)]
    return [
        raw.replace(OUR_IDS.encode(), names[number % copies].encode())
        for number, raw in enumerate(later(count, base, turn))
    ]


if __name__ == "__main__":
    main()
